"""axe-core finds nothing serious or critical on any page of any role, light or dark."""

import pytest
from browser_steps import PAGES_OF

GRAVE = {"serious", "critical"}


def violations(page, axe):
    """Grave findings of axe as lines: rule and the places it names."""
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']} ({rule['impact']}): " + " | ".join(str(node["target"]) for node in rule["nodes"][:8])
        for rule in found
        if rule["impact"] in GRAVE
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", PAGES_OF)
def test_every_page_is_accessible(open_visit, axe, role, scheme):
    visit = open_visit(color_scheme=scheme)
    if role:
        visit.tab.enter(role)
    found = {}
    for name in PAGES_OF[role]:
        visit.tab.goto(name)
        found[name] = violations(visit.page, axe)
    lines = [f"{name}: {line}" for name, rules in found.items() for line in rules]
    assert not lines, "\n".join(lines)


def test_the_plain_sign_in_page_is_accessible(visit, axe):
    visit.page.goto(f"{visit.address}/sign-in")
    assert not violations(visit.page, axe)
