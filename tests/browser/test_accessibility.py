"""On every screen axe-core finds nothing grave, by day or night; a small phone shows it whole; the policy is kept."""

import pytest
from browser_steps import PAGES_OF, PATIENCE
from door_steps import PHONE
from reports import watched
from screens import plain_screens, real_screens

GRAVE = {"serious", "critical"}
LOOKS = {
    "light": ({"width": 360, "height": 740}, "rgb(251, 246, 236)"),
    "dark": ({"width": 1280, "height": 800}, "rgb(13, 33, 55)"),
}
"""The size in which a colour scheme is looked at, and the paper it draws on."""
IS_DRAWN = """paper => {
    const ground = document.querySelector('[data-testid=stApp]') ?? document.body;
    return getComputedStyle(ground).backgroundColor === paper;
}"""
AT_REST = """() => !document.getAnimations().some(a => a instanceof CSSTransition && a.playState === 'running')"""
"""Colours that are still on their way are no contrast of ours."""
SIDEWAYS = """width => ({
    excess: Math.max(document.scrollingElement.scrollWidth,
        document.querySelector('[data-testid=stMain]')?.scrollWidth ?? 0) - width,
    wide: [...document.querySelectorAll('main *')]
        .filter(e => e.getBoundingClientRect().right > width + 1 && e.checkVisibility())
        .slice(0, 5).map(e => e.tagName + '.' + e.className),
})"""
PICTURES = [[".st-key-monitor-now"], [".st-key-monitor-next"]]
"""The hall's screen in small, hidden from screen readers: what it shows stands beneath in words."""
WALKS = {"plain pages": plain_screens, "pages of a real edition": real_screens}


def violations(page, axe):
    """Grave findings of axe as lines: rule and the places it names."""
    page.evaluate(axe)
    look = "async exclude => (await axe.run({exclude}, {resultTypes: ['violations']})).violations"
    found = page.evaluate(look, PICTURES)
    return [
        f"{rule['id']} ({rule['impact']}): " + " | ".join(str(node["target"]) for node in rule["nodes"][:8])
        for rule in found
        if rule["impact"] in GRAVE
    ]


def faults(page, axe):
    """What is wrong with a screen, in each look."""
    for scheme, (size, paper) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        page.wait_for_function(IS_DRAWN, arg=paper, timeout=PATIENCE)
        page.wait_for_function(AT_REST, timeout=PATIENCE)
        sideways = page.evaluate(SIDEWAYS, size["width"])
        if sideways["excess"] > 0:
            yield f"{scheme}: scrolls sideways by {sideways['excess']} px: {sideways['wide']}"
        yield from (f"{scheme}: {line}" for line in violations(page, axe))


@pytest.mark.timeout(300)  # an organiser has many pages, each looked at twice
@pytest.mark.parametrize("role", PAGES_OF)
def test_every_page_is_accessible_fits_a_small_phone_and_keeps_the_policy(open_visit, axe, role):
    visit = open_visit(**PHONE)
    reported = watched(visit)
    if role:
        visit.tab.enter(role)
    found = []
    for name in PAGES_OF[role]:
        visit.tab.goto(name)
        assert not reported, (name, reported)
        found += [f"{name}, {fault}" for fault in faults(visit.page, axe)]
        reported.clear()  # what axe did is not the page's
    assert not found, "\n".join(found)


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
def test_every_screen_of_the_door_is_accessible_and_fits_a_small_phone(house, enter, axe, walk):
    visit = enter(**PHONE)
    found = [f"{name}, {fault}" for name in walk(house, visit) for fault in faults(visit.page, axe)]
    assert not found, "\n".join(found)


def test_the_sign_in_page_with_its_demo_entries_is_accessible_and_fits_a_small_phone(open_visit, axe):
    visit = open_visit(**PHONE)
    visit.page.goto(f"{visit.address}/sign-in")
    assert not list(faults(visit.page, axe))


def test_a_wide_figure_and_pale_words_would_be_found(open_visit, axe):
    visit = open_visit(**PHONE)
    visit.page.goto(f"{visit.address}/sign-in")
    visit.page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend',
            '<p style="width: 400px; color: #cccccc; background: #ffffff">pale and wide</p>')"""
    )
    found = " ".join(faults(visit.page, axe))
    assert "light: scrolls sideways" in found
    assert "light: color-contrast" in found
    assert "dark: scrolls sideways" not in found
