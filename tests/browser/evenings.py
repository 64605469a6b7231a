"""Evenings made up for the stage: every scene as it may have to be drawn, the kind ones and the awkward ones."""

from datetime import timedelta

from made_snapshots import AT, EURO, companies, milestones, revealing, snapshot, staged, team

TEN = tuple(range(100, 1_100, 100))
LONG = "Société coopérative des transports et messageries de la presqu'île de Crozon"
LONGEST = (
    "Chers amis, le buffet est ouvert dans le grand hall jusque vers vingt et une heures, puis le classement "
    "des entreprises de 50 à 249 personnes sera dévoilé ici même : revenez tous, et merci !"
)
MILLION = {"raised": 1_063_812, "goal_micro_euros": 1_200_000 * EURO, "milestones": milestones(*TEN, raised=1_063_812)}


def honest():
    """A class in which one company is withheld, one has left and one has a very long name."""
    rows = companies(13)
    rows[3] |= {"name": LONG}
    rows[7] |= {"withdrawn": True}
    rows[8] |= dict.fromkeys(("rank", "regularity", "points", "mean", "micro_euros"))
    return rows


def crowd():
    """As many sponsors as there may be, each with the longest name and the most to say."""
    return [{"name": LONG[:80], "line": LONGEST[:120], "logo": None} for _ in range(24)]


EVENINGS = {
    "race": snapshot(stage=staged("race", "medium")),
    "race of one": snapshot(1, stage=staged("race", "small")),
    "race of 10": snapshot(20, stage=staged("race", "medium"), **MILLION),
    "race of 20": snapshot(40, stage=staged("race", "medium"), **MILLION),
    "race of 100": snapshot(200, stage=staged("race", "medium")),
    "race, frozen": snapshot(stage=staged("race", "medium"), frozen_at=AT.isoformat(), companies=honest()),
    "race, empty": snapshot(0, stage=staged("race", "medium")),
    "teams": snapshot(stage=staged("teams")),
    "teams, long names": snapshot(stage=staged("teams"), teams=[team(n, 80 - n, name=LONG) for n in range(10)]),
    "counter": snapshot(stage=staged("counter")),
    "counter, a million": snapshot(stage=staged("counter"), **MILLION),
    "counter, no milestones": snapshot(stage=staged("counter"), milestones=[]),
    "counter, beyond the goal": snapshot(
        stage=staged("counter"), raised=130_000, milestones=milestones(25, 120, raised=130_000)
    ),
    "projects": snapshot(stage=staged("projects")),
    "news": snapshot(stage=staged("news")),
    "news, none": snapshot(stage=staged("news"), news=[]),
    "sponsors": snapshot(stage=staged("sponsors")),
    "sponsors, a crowd": snapshot(stage=staged("sponsors"), sponsors=crowd()),
    "sponsors, none": snapshot(stage=staged("sponsors"), sponsors=[]),
    "join": snapshot(stage=staged("join")),
    "message": snapshot(stage=staged("message", message="Merci !")),
    "message, longest": snapshot(stage=staged("message", message=LONGEST)),
    "message, one word": snapshot(stage=staged("message", message="A" * 60)),
    "holding": snapshot(stage=staged("holding", countdown_to=(AT + timedelta(seconds=754)).isoformat())),
    "holding, long name": snapshot(stage=staged("holding"), name=f"Challenge des entreprises : {LONG}"),
    "reveal, nothing yet": revealing(0),
    "reveal": revealing(3),
    "reveal, the first": revealing(6),
    "pattern": snapshot(stage=staged("pattern")),
}
"""What may come on stage in an evening."""
