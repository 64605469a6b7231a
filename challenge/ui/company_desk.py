"""What an HR manager does for the company: raise the cap, share the link, name others, withdraw."""

from base64 import b64encode

import streamlit as st

from challenge.domain.money import MicroEuros
from challenge.services.companies import (
    CompanyView,
    Manager,
    cap_of,
    raise_cap,
    renew_join_link,
    set_email_domains,
    withdraw_company,
)
from challenge.services.managers import hand_over, invite_hr_manager, remove_hr_manager, revoke_invitation
from challenge.ui.confirm import ask_reason, confirm, say_so
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown
from challenge.wording.qr import qr_svg


def raise_desk(visitor: Visitor, company: CompanyView) -> None:
    """One click to a higher cap, or a figure of one's own; a second click confirms."""
    with st.container(key="raise", horizontal=True):
        for percent, cap in company.raises.items():
            amount = formats.whole_euros(cap, visitor.locale)
            label = visitor.say("company.raise", percent=percent, amount=amount)
            if st.button(label, key=f"raise-{percent}"):
                _confirm_raise(visitor, company, cap)
        if st.button(visitor.say("company.raise_other"), key="raise-other"):
            _confirm_raise(visitor, company, None)


def link_desk(visitor: Visitor, company: CompanyView) -> None:
    """The address colleagues come in by, as text, as QR code and on paper."""
    st.subheader(visitor.say("company.link"))
    st.caption(visitor.say("company.link_why"))
    st.code(company.join_url, language=None, wrap_lines=True)
    svg = qr_svg(company.join_url, label=visitor.say("company.qr_label"))
    inline = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    draw("join_papers.html", visitor.locale, qr=inline, entry_id=company.entry_id)
    if st.button(visitor.say("company.renew"), key="renew"):
        confirm(
            visitor.say("company.renew"),
            say_so("company.renew_why"),
            lambda by, _: renew_join_link(by.database, by.signed_in, company.entry_id),
        )


def domain_desk(visitor: Visitor, company: CompanyView) -> None:
    """Whose addresses open the door."""
    st.subheader(visitor.say("company.domains"))
    st.caption(visitor.say("company.domains_why"))
    typed = st.text_input(
        visitor.say("company.domains_label"),
        ", ".join(company.email_domains),
        key="domains",
        placeholder=visitor.say("company.domains_placeholder"),
    )
    if st.button(visitor.say("company.save"), key="save-domains"):
        with refusals(visitor):
            domains = typed.replace(";", ",").replace(" ", ",").split(",")
            set_email_domains(visitor.database, visitor.signed_in, company.entry_id, domains)
            st.success(visitor.say("company.saved"), icon=":material/check:")


def manager_desk(visitor: Visitor, company: CompanyView) -> None:
    """Who else runs the company: invite, take back, remove, hand over."""
    say, where = visitor.say, (visitor.database, visitor.signed_in)
    st.subheader(say("company.managers"))
    for manager in company.managers:
        with st.container(key=f"manager-{manager.account_id}", horizontal=True, vertical_alignment="center"):
            draw("manager.html", visitor.locale, manager=manager)
            _remove_button(visitor, company, manager)
    for waiting in company.invitations:
        with st.container(key=f"invited-{waiting.id}", horizontal=True, vertical_alignment="center"):
            draw("invited.html", visitor.locale, email=waiting.email)
            if st.button(say("company.revoke"), key=f"revoke-{waiting.id}"):
                with refusals(visitor):
                    revoke_invitation(*where, waiting.id)
                    st.rerun()
    email = st.text_input(
        say("company.invite_label"),
        type="email",
        key="invite",
        validate="",
        autocomplete="off",
        placeholder=say("company.invite_placeholder"),
    )
    with st.container(key="invite-buttons", horizontal=True), refusals(visitor):
        if st.button(say("company.invite"), key="invite-manager"):
            invite_hr_manager(*where, company.entry_id, email)
            st.rerun()
        if st.button(say("company.hand_over"), key="hand-over"):
            confirm(
                say("company.hand_over"),
                say_so("company.hand_over_sure", email=markdown(email)),
                lambda by, _: hand_over(by.database, by.signed_in, company.entry_id, email),
            )


def _remove_button(visitor: Visitor, company: CompanyView, manager: Manager) -> None:
    title = visitor.say("company.leave") if manager.is_reader else visitor.say("company.remove")
    if st.button(title, key=f"remove-{manager.account_id}"):
        confirm(
            title,
            say_so("company.remove_sure", name=markdown(manager.name or manager.email or "")),
            lambda by, _: remove_hr_manager(by.database, by.signed_in, company.entry_id, manager.account_id),
        )


def withdraw_desk(visitor: Visitor, company: CompanyView) -> None:
    """The way out, with its reason."""
    with st.expander(visitor.say("company.withdraw")):
        st.write(visitor.say("company.withdraw_why"))
        if st.button(visitor.say("company.withdraw"), key="withdraw"):
            confirm(
                visitor.say("company.withdraw"),
                ask_reason("company.withdraw_sure"),
                lambda by, reason: withdraw_company(by.database, by.signed_in, company.entry_id, reason),
            )


def _confirm_raise(visitor: Visitor, company: CompanyView, cap: MicroEuros | None) -> None:
    def ask(by: Visitor) -> MicroEuros | str:
        old = formats.whole_euros(company.pledge.cap, by.locale)
        if cap is None:
            typed = st.text_input(by.say("company.raise_to", old=old), key="other-cap")
        else:
            draw("raise.html", by.locale, old=old, new=formats.whole_euros(cap, by.locale))
        st.caption(by.say("company.raise_why"))
        return typed if cap is None else cap

    def act(by: Visitor, chosen: MicroEuros | str) -> None:
        new = cap_of(chosen) if isinstance(chosen, str) else chosen
        raise_cap(by.database, by.signed_in, company.entry_id, new)

    confirm(visitor.say("company.raise_title"), ask, act)
