"""Rules at the office: a template and its figures in plain words, with an example that lives."""

from dataclasses import asdict

import streamlit as st

from challenge.domain.rules import BOUNDS, TEMPLATES, RuleSet, Unit
from challenge.domain.sports import all_sports
from challenge.services.edition_rules import RulesView, choose_rules, live_example, read_rules, rules_from_template
from challenge.services.editions import EditionView
from challenge.services.rules import examples_of
from challenge.ui.html import draw
from challenge.ui.office import forget_version, office_refusals, seen_version
from challenge.ui.visitor import Visitor

ASKED = ("day_points", "day_cap", "active_day_minutes")
USUAL_CENTS, MOST_CENTS = 15, 1_000
THOUSAND = 1_000


def change_rules(visitor: Visitor, edition: EditionView) -> None:
    """Choose the rules before the edition runs, read them afterwards, and try them out at any time."""
    seen = seen_version(visitor, edition, "rules")
    view = read_rules(visitor.database, visitor.signed_in, edition.id)
    if not view.can_change:
        draw("note.html", visitor.locale, kind="hint", words=visitor.say("rules_desk.in_force"))
        _try_out(visitor, view.rules)
        _in_plain_words(visitor, view.rules)
        return
    template, figures = _ask_figures(visitor, view, f"rules-{edition.id}-{seen}")
    with office_refusals(visitor):
        rules = rules_from_template(template, figures)
        _try_out(visitor, rules)
        if st.button(visitor.say("rules_desk.choose"), type="primary", width="stretch", key="choose-rules"):
            choose_rules(
                visitor.database,
                visitor.signed_in,
                edition.id,
                template=template,
                figures=figures,
                seen_version=seen,
            )
            forget_version()
            st.rerun()
        _in_plain_words(visitor, rules)


def _ask_figures(visitor: Visitor, view: RulesView, key: str) -> tuple[str, dict[str, int]]:
    """A template, and the figures that an organiser may want otherwise."""
    say = visitor.say
    template = st.pills(
        say("rules_desk.template"),
        list(TEMPLATES),
        default=view.template if view.template in TEMPLATES else next(iter(TEMPLATES)),
        format_func=lambda name: say(f"rules_template.{name}"),
        key=f"{key}-template",
        required=True,
    ) or next(iter(TEMPLATES))
    known = asdict(view.rules if template == view.template else TEMPLATES[template])
    key = f"{key}-{template}"
    with st.expander(say("rules_desk.figures")):
        lowest, highest = BOUNDS["milli_points_per_unit"]
        rate = st.number_input(
            say(f"rules_desk.rate.{known['unit']}"),
            lowest / THOUSAND,
            highest / THOUSAND,
            known["milli_points_per_unit"] / THOUSAND,
            step=0.01,
            format="%.3f",
            key=f"{key}-rate",
        )
        figures = {
            name: st.number_input(
                say(f"edition.field.{name}").capitalize(), *BOUNDS[name], known[name], key=f"{key}-{name}"
            )
            for name in ASKED
        }
    return template, figures | {"milli_points_per_unit": round(rate * THOUSAND)}


def _try_out(visitor: Visitor, rules: RuleSet) -> None:
    """Sport and figures in, points and euros out, at once."""
    say = visitor.say
    with st.container(key="try-out", border=True):
        st.subheader(say("rules_desk.try"))
        sport, minutes, kilometres, steps = "walk", 40, 0.0, 0
        if rules.unit is Unit.STEP:
            steps = st.number_input(say("log.steps"), 0, 100_000, 8_000, step=500, key="try-steps")
        else:
            named = {name: say(f"sport.{name}") for name in all_sports()}
            names = sorted(named, key=lambda name: named[name])
            sport = st.selectbox(
                say("log.sport"), names, names.index(sport), format_func=lambda name: named[name], key="try-sport"
            )
            minutes = st.number_input(say("log.minutes"), 1, 1_440, minutes, step=5, key="try-minutes")
        if rules.unit is Unit.KILOMETRE:
            kilometres = st.number_input(say("log.kilometres"), 0.0, 500.0, 5.0, step=0.5, key="try-kilometres")
        cents = st.number_input(say("rules_desk.rate_cents"), 0, MOST_CENTS, USUAL_CENTS, key="try-cents")
        example = live_example(
            rules, sport=sport, minutes=minutes, kilometres=kilometres, steps=steps, rate_cents=cents
        )
        draw("live_example.html", visitor.locale, example=example)


def _in_plain_words(visitor: Visitor, rules: RuleSet) -> None:
    draw(
        "rules.html", visitor.locale, rules=rules, rate=None, examples=examples_of(rules), sports=all_sports().values()
    )
