"""The registration form on a page: each field saved as it is typed, the cap the largest figure, its cost beside it."""

from collections.abc import Sequence

import streamlit as st

from challenge.errors import ChallengeError
from challenge.services.logos import MOST_BYTES, inline_logo
from challenge.services.registration import save_field, save_logo, submit_registration
from challenge.services.registration_form import COLOURS, Asked, initials_of
from challenge.services.registration_view import RegistrationView
from challenge.ui.forms import refusals, say_refusal
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown

LIVE = frozenset({Asked.HEADCOUNT, Asked.RATE, Asked.FEE, Asked.CAP})
"""Fields whose cost is seen while they are typed."""
FILLED_BY_BROWSERS = {Asked.NAME: "organization", Asked.CONTACT: "name"}
LOGO_ROUND, LOGO_REFUSAL = "register-logo-round", "register-logo-refusal"
TERMS_NAME = "terms-name"


def ask_company(visitor: Visitor, view: RegistrationView) -> None:
    """Who the company is."""
    st.subheader(visitor.say("register.company"))
    _ask(visitor, view, (Asked.NAME, Asked.SIREN, Asked.HEADCOUNT, Asked.SECTOR))
    st.text_area(
        visitor.say("register.field.sites"),
        key=_key(view, Asked.SITES),
        on_change=_save,
        args=(visitor, view, Asked.SITES),
        placeholder=visitor.say("register.placeholder.sites"),
        height=100,
    )
    _say_problem(visitor, view, Asked.SITES)


def ask_look(visitor: Visitor, view: RegistrationView) -> None:
    """What stands for the company on boards: a logo, or initials on a colour."""
    st.subheader(visitor.say("register.look"))
    with st.container(key="disc", horizontal=True, vertical_alignment="center"):
        draw("disc.html", visitor.locale, disc=disc_of(view))
        st.caption(visitor.say("register.look_why"))
    _ask_logo(visitor, view)
    if view.logo is None:
        _ask(visitor, view, (Asked.INITIALS,))
        st.pills(
            visitor.say("register.field.colour"),
            COLOURS,
            format_func=lambda colour: visitor.say(f"register.colour.{COLOURS.index(colour) + 1}"),
            key=_key(view, Asked.COLOUR),
            on_change=_save,
            args=(visitor, view, Asked.COLOUR),
            required=True,
        )


def ask_promise(visitor: Visitor, view: RegistrationView) -> None:
    """What the company promises: the cap first and largest, then what fills it, then what it could cost."""
    st.subheader(visitor.say("register.promise"))
    st.caption(visitor.say("register.promise_why"))
    with st.container(key="cap"):
        _ask(visitor, view, (Asked.CAP,))
        if view.suggested_cap and Asked.CAP in view.problems:
            amount = formats.whole_euros(view.suggested_cap, visitor.locale)
            taken = (visitor, view, amount.replace("€", "").strip())
            label = visitor.say("register.suggestion", amount=amount)
            st.button(label, key="suggestion", on_click=_take_suggestion, args=taken)
    with st.container(key="rates", horizontal=True):
        for field in (Asked.RATE, Asked.FEE):
            with st.container(key=f"rate-{field}"):
                _ask(visitor, view, (field,))
    if view.estimate:
        draw("cost.html", visitor.locale, estimate=view.estimate)
    else:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("register.cost_later"))


def ask_contact(visitor: Visitor, view: RegistrationView) -> None:
    """Who is asked when something is unclear, and becomes the company's HR manager."""
    st.subheader(visitor.say("register.contact"))
    _ask(visitor, view, (Asked.CONTACT,))
    draw("contact_why.html", visitor.locale, email=view.contact_email)


def send_form(visitor: Visitor, view: RegistrationView) -> bool:
    """The terms, who accepts them, and the button; true once the form was sent."""
    st.subheader(visitor.say("register.send_title"))
    draw("terms.html", visitor.locale)
    accepted = st.checkbox(visitor.say("register.accept"), key="accept")
    if not st.session_state.get(TERMS_NAME):
        st.session_state[TERMS_NAME] = view.typed.get(Asked.CONTACT, "")
    name = st.text_input(visitor.say("register.terms_name"), max_chars=120, key=TERMS_NAME)
    if view.problems:
        draw("missing.html", visitor.locale, problems=view.problems)
    if not st.button(visitor.say("register.send"), type="primary", width="stretch", key="send"):
        return False
    with refusals(visitor):
        submit_registration(visitor.database, visitor.signed_in, view.id, accept_terms=accepted, terms_name=name)
        return True
    return False


def disc_of(view: RegistrationView) -> dict[str, str]:
    """What is drawn for the company: its logo, or initials on a colour of ours."""
    chosen = view.typed.get(Asked.COLOUR, "")
    return {
        "logo": inline_logo(view.logo),
        "initials": view.typed.get(Asked.INITIALS) or initials_of(view.typed.get(Asked.NAME, "")) or "?",
        "colour": chosen if chosen in COLOURS else COLOURS[0],
    }


def _ask(visitor: Visitor, view: RegistrationView, fields: Sequence[Asked]) -> None:
    for field in fields:
        st.text_input(
            visitor.say(f"register.field.{field}"),
            key=_key(view, field),
            on_change=_save,
            args=(visitor, view, field),
            placeholder=visitor.say(f"register.placeholder.{field}"),
            autocomplete=FILLED_BY_BROWSERS.get(field, ""),
            live="600ms" if field in LIVE else False,
        )
        _say_problem(visitor, view, field)


def _say_problem(visitor: Visitor, view: RegistrationView, field: Asked) -> None:
    """What is wrong with what was typed; a field nobody has touched says nothing yet."""
    problem = view.problems.get(field)
    if problem and view.typed.get(field):
        draw("field_problem.html", visitor.locale, problem=problem)


def _ask_logo(visitor: Visitor, view: RegistrationView) -> None:
    key = f"logo-{st.session_state.setdefault(LOGO_ROUND, 0)}"
    st.file_uploader(
        visitor.say("register.logo"),
        ["png", "jpg", "jpeg", "webp"],
        key=key,
        on_change=_take_logo,
        args=(visitor, view, key),
        max_upload_size=1,
    )
    if refusal := st.session_state.get(LOGO_REFUSAL):
        st.error(markdown(refusal), icon=":material/error:")
    if view.logo is not None:
        st.button(visitor.say("register.no_logo"), key="no-logo", on_click=_take_logo, args=(visitor, view, None))


def _take_logo(visitor: Visitor, view: RegistrationView, key: str | None) -> None:
    """Keep what was uploaded, or nothing, and show an empty uploader again."""
    uploaded = st.session_state.get(key) if key else None
    if key and not uploaded:
        return
    st.session_state[LOGO_ROUND] += 1
    st.session_state[LOGO_REFUSAL] = None
    try:
        data = uploaded.read(MOST_BYTES + 1) if uploaded else None
        save_logo(visitor.database, visitor.signed_in, view.id, data)
    except ChallengeError as error:
        st.session_state[LOGO_REFUSAL] = say_refusal(visitor, error)


def _key(view: RegistrationView, field: Asked) -> str:
    """The key of a field's widget, which shows what is kept when it is drawn for the first time."""
    key = f"register-{view.id}-{field}"
    st.session_state.setdefault(key, view.typed.get(field, ""))
    return key


def _save(visitor: Visitor, view: RegistrationView, field: Asked) -> None:
    with refusals(visitor):
        typed = st.session_state[_key(view, field)] or ""
        save_field(visitor.database, visitor.signed_in, view.id, {field: typed})


def _take_suggestion(visitor: Visitor, view: RegistrationView, amount: str) -> None:
    st.session_state[_key(view, Asked.CAP)] = amount
    _save(visitor, view, Asked.CAP)
