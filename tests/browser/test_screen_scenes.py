"""Every scene of the projected screen, drawn from made-up snapshots in every size; and what the rotation shows when."""

import pytest
from evenings import EVENINGS
from made_snapshots import COLOURS, EURO, company, milestones, revealing, snapshot, staged
from playwright.sync_api import expect
from real_edition import RealEdition
from screen_steps import SIZES, Screen


@pytest.fixture
def screen(house, enter):
    """Screens on which made-up snapshots are shown."""
    edition = RealEdition(house)

    def at(size="1920x1080"):
        width, height = SIZES[size]
        visit = enter(viewport={"width": width, "height": height})
        shown = Screen(visit.page, f"{house.address}/screen/edition-{edition.number}")
        shown.open()
        return shown

    return at


@pytest.mark.parametrize("size", SIZES)
def test_every_scene_fits_every_size_and_is_readable_from_the_last_row(screen, size):
    shown, faults = screen(size), {}
    for name, evening in EVENINGS.items():
        shown.put_on_stage(evening)
        expect(shown.page.locator(f"[data-scene={evening['stage']['scene']}]")).to_be_visible()
        faults[name] = shown.faults()
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_scene_of_a_later_release_leaves_the_euros_on_screen(screen):
    shown = screen()
    shown.put_on_stage(snapshot(stage=staged("fireworks")))
    expect(shown.page.locator(".scene.counter strong")).to_contain_text("63 812")


def test_a_small_box_in_a_shadow_root_shows_the_same_picture(screen):
    shown = screen()
    shown.put_on_stage(snapshot(stage=staged("race", "medium")))
    small = shown.page.evaluate(
        """async (snapshot) => {
            const { mountStage } = await import("/assets/live/stage_view.js");
            const box = document.body.appendChild(document.createElement("div"));
            box.style.cssText = "position: fixed; left: 0; top: 0; width: 320px; height: 180px";
            const root = box.attachShadow({ mode: "open" });
            const words = JSON.parse(document.getElementById("words").textContent);
            mountStage(root, { words }).show(snapshot);
            const link = root.querySelector("link");
            await new Promise((resolve) => link.sheet ? resolve() : link.addEventListener("load", resolve));
            const large = document.querySelector("#screen .row .name").getBoundingClientRect();
            const little = root.querySelector(".row .name").getBoundingClientRect();
            return [large.left / 1920 - little.left / 320, large.width / 1920 - little.width / 320];
        }""",
        snapshot(stage=staged("race", "medium")),
    )
    assert small == pytest.approx([0, 0], abs=0.002)


def test_withheld_and_withdrawn_companies_are_said_to_be_so(screen):
    shown = screen()
    shown.put_on_stage(EVENINGS["race, frozen"])
    withheld, withdrawn = shown.page.locator(".row.withheld"), shown.page.locator(".row.withdrawn")
    expect(withheld).to_contain_text("chiffres masqués")
    expect(withheld.locator(".percent")).to_have_text("")
    expect(withdrawn).to_contain_text("retirée")
    expect(shown.page.locator(".frost")).to_have_text("gelé depuis 19:42")


def test_discs_carry_the_companys_colour_with_letters_that_can_be_read(screen):
    shown = screen()
    rows = [company(number, "small", number + 1, 50 - number) for number in range(7)]
    shown.put_on_stage(snapshot(stage=staged("race", "small"), companies=rows))
    faces = shown.page.locator(".row .disc").evaluate_all(
        "discs => discs.map(disc => [disc.style.getPropertyValue('--own'), disc.style.getPropertyValue('--on-own')])"
    )
    assert [own for own, _ in faces] == list(COLOURS)
    assert dict(faces)["#f2c230"] == "#0d2137"
    assert dict(faces)["#c63a22"] == "#fbf6ec"


def test_news_is_told_in_sentences(screen):
    shown = screen()
    shown.put_on_stage(snapshot(stage=staged("news")))
    said = [" ".join(words.split()) for words in shown.page.locator(".news .words").all_inner_texts()]
    assert said == [
        "Les Semelles, Atelier Bleu : deux places de gagnées, la voilà 4e",
        "Métropole Habitat Solidaire : une place de gagnée, la voilà 1re de sa catégorie",
        "Brasserie du Port passe le cap des 10 000 €",
        "Ensemble : 60 % de l\u2019objectif, déjà 60 000 €",
        "Palier franchi : 1 276 colis repas, 50 000 €",
    ]


def test_a_reveal_leaves_the_covered_rows_blank_and_tells_the_newest_with_its_gap(screen):
    shown = screen()
    shown.put_on_stage(revealing(3))
    rows = shown.page.locator(".reveal .row")
    assert [row.locator(".rank").inner_text() for row in rows.all()] == ["1", "2", "3", "4", "5", "6"]
    assert shown.page.locator(".row.blank .name").all_inner_texts() == [""] * 3
    expect(shown.page.locator(".hero-card .name")).to_have_text("Halle aux Livres")
    expect(shown.page.locator(".hero-card .gap")).to_have_text("5 points de régularité devant Imprimerie Marchand-Roy")
    expect(shown.page.locator(".hero-card .sum")).to_have_text("6\u00a0908\u00a0€")
    expect(shown.page.locator(".part")).to_have_text("encore 3 à dévoiler")


def minutes(page, evening, count=3):
    """What is shown in some minutes, one after the other."""
    return page.evaluate(
        """async ([evening, count]) => {
            const { minuteOf } = await import("/assets/live/rotation.js");
            return Array.from({ length: count }, (_, number) => minuteOf(evening, number));
        }""",
        [evening, count],
    )


@pytest.mark.parametrize("count", [1, 13, 100, 200])
def test_every_company_is_on_screen_in_every_minute(screen, count):
    evening = snapshot(count)
    for turns in minutes(screen().page, evening):
        assert sum(turn["seconds"] for turn in turns) == 60
        assert [turn["start"] for turn in turns] == [
            sum(turn["seconds"] for turn in turns[:place]) for place in range(len(turns))
        ]
        assert min(turn["seconds"] for turn in turns) >= 5
        shown = [
            row["name"]
            for turn in turns
            if turn["scene"] == "race"
            for row in [row for row in evening["companies"] if row["class"] == turn["board"]][
                turn["first"] : turn["last"]
            ]
        ]
        assert sorted(shown) == sorted(row["name"] for row in evening["companies"])


@pytest.mark.parametrize("count", [0, 1, 13, 100, 200])
def test_every_scene_that_has_something_to_show_gets_its_turn_and_no_other(screen, count):
    page = screen().page
    seen = {turn["scene"] for turns in minutes(page, snapshot(count), 6) for turn in turns}
    races = {"race"} if count else set()
    assert seen == races | {"counter", "teams", "projects", "news", "join", "sponsors"}
    bare = snapshot(count, news=[], sponsors=[], projects=[], teams=[], status="locked")
    assert {turn["scene"] for turns in minutes(page, bare, 6) for turn in turns} == races | {"counter"}


def test_what_is_shown_follows_from_the_servers_time_alone(screen):
    page, evening = screen().page, snapshot(13)
    shown = page.evaluate(
        """async (evening) => {
            const { turnAt } = await import("/assets/live/rotation.js");
            const since = Date.parse(evening.stage.since);
            return [0, 9, 10, 59, 60, 75, -1].map((seconds) => turnAt(evening, since + seconds * 1000));
        }""",
        evening,
    )
    first, second = minutes(page, evening, 2)
    before = page.evaluate(
        "async (evening) => (await import('/assets/live/rotation.js')).minuteOf(evening, -1).at(-1)", evening
    )
    assert shown == [first[0], first[0], first[1], first[-1], second[0], at(second, 15), before]


def at(turns, second):
    """The turn of a second of a minute."""
    return [turn for turn in turns if turn["start"] <= second][-1]


KNOWN = {"milestones": [25_000 * EURO], "calls": 1, "seenAt": 0}
CALLED = {"celebrations": 2, "celebrated_at": "1970-01-01T00:00:00Z"}
OCCASIONS = {
    "the first time it is opened": ({}, None, 0, None),
    "nothing new": ({"milestones": milestones(25)}, KNOWN, 0, None),
    "a milestone": ({"milestones": milestones(25, 50)}, KNOWN, 0, 50_000 * EURO),
    "two at once": ({"milestones": milestones(25, 40, 50, 75)}, KNOWN, 0, 50_000 * EURO),
    "after nine minutes off": ({"milestones": milestones(25, 50)}, KNOWN, 540_000, 50_000 * EURO),
    "after eleven minutes off": ({"milestones": milestones(25, 50)}, KNOWN, 660_000, None),
    "a call from the stage": ({"milestones": [], "stage": staged(**CALLED)}, KNOWN, 1_000, "called"),
    "a call that is known": ({"milestones": [], "stage": staged(**CALLED)}, KNOWN | {"calls": 2}, 1_000, None),
    "a call of two minutes ago": ({"milestones": [], "stage": staged(**CALLED)}, KNOWN, 120_000, None),
    "a call before it was opened": ({"milestones": [], "stage": staged(**CALLED)}, None, 1_000, None),
}
"""What a snapshot says, what the screen knew, the time, and what is celebrated: a sum, a call or nothing."""


def test_an_occasion_is_celebrated_once_and_only_while_it_is_fresh(screen):
    page, found = screen().page, {}
    for name, (said, known, now, _) in OCCASIONS.items():
        found[name] = page.evaluate(
            """async ([snapshot, known, now]) => {
                const { occasionIn } = await import("/assets/live/celebrated.js");
                const occasion = occasionIn(snapshot, known, now);
                return occasion && (occasion.micro_euros ?? "called");
            }""",
            [snapshot(**said), known, now],
        )
    assert found == {name: expected for name, (_, _, _, expected) in OCCASIONS.items()}


def test_what_was_celebrated_stays_known_when_its_sum_is_lost_again(screen):
    known = screen().page.evaluate(
        """async ([snapshot, known]) => (await import("/assets/live/celebrated.js")).knownAfter(snapshot, known, 5)""",
        [snapshot(milestones=[]), KNOWN],
    )
    assert known == KNOWN | {"seenAt": 5}
