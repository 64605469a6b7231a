"""Snapshots made up by the rule of the live JSON, to put any evening on a stage without living through it."""

from datetime import UTC, datetime, timedelta

EURO = 1_000_000
AT = datetime(2026, 11, 25, 18, 42, tzinfo=UTC)
"""When it is on the stage."""
COLOURS = ("#c63a22", "#3f7fbf", "#0f7a55", "#7a4fa3", "#f2c230", "#0d6d7a", "#a83268")
NAMES = (
    "Atelier Bleu", "Brasserie du Port", "Clinique des Dunes", "Dock Transports", "Électro Nord", "Filature Verte",
    "Grand Large Assurances", "Halle aux Livres", "Imprimerie Marchand-Roy", "Jardins du Levant", "Kermor Numérique",
    "Laiterie des Monts", "Métropole Habitat Solidaire",
)  # fmt: skip
CLASSES = ("small", "medium", "large")
SMALL, MEDIUM = 0.25, 0.75
"""Up to which parts of all companies the classes go."""


def company(number, size, rank, regularity, **changed):
    """A row of a company."""
    name, again = NAMES[number % len(NAMES)], number // len(NAMES)
    row = {"rank": rank, "name": f"{name} {again + 1}" if again else name, "class": size, "headcount": 100}
    row |= {"regularity": regularity, "points": 400 * regularity, "mean": 300, "micro_euros": 157 * regularity * EURO}
    row |= {"initials": "".join(word[0] for word in name.split()[:2]), "colour": COLOURS[number % 7], "logo": None}
    return row | changed


def companies(count):
    """Companies class by class, each by regularity."""
    class_of = [CLASSES[(number >= SMALL * count) + (number >= MEDIUM * count)] for number in range(count)]
    rows = []
    for number, size in enumerate(class_of):
        rank = sum(other == size for other in class_of[:number]) + 1
        rows.append(company(number, size, rank, max(3, 64 - 40 * rank // max(8, count // 2))))
    return rows


def team(number, regularity, **changed):
    """A row of a team."""
    row = {"rank": number + 1, "name": f"Les Semelles {number + 1}", "company": NAMES[number % len(NAMES)]}
    row |= {"regularity": regularity, "points": 5_000, "mean": 600, "micro_euros": 1_419 * EURO}
    return row | changed


def news():
    """One piece of each kind."""
    of_nobody = {"name": "", "company": ""}
    items = (
        {"kind": "team_climbed", "name": "Les Semelles", "company": "Atelier Bleu", "rank": 4, "by": 2},
        {"kind": "company_climbed", "name": "Métropole Habitat Solidaire", "company": "", "rank": 1, "by": 1},
        {"kind": "company_euros", "name": "Brasserie du Port", "company": "", "micro_euros": 10_000 * EURO},
        of_nobody | {"kind": "total_euros", "percent": 60, "micro_euros": 60_000 * EURO},
        of_nobody | {"kind": "milestone", "title": "1 276 colis repas", "micro_euros": 50_000 * EURO},
        {"kind": "company_joined", "name": "Halle aux Livres", "company": ""},
    )
    ages = (4, 25, 61, 150, 1_500, 4_000)
    return [item | {"at": (AT - timedelta(minutes=age)).isoformat()} for item, age in zip(items, ages, strict=True)]


def milestones(*thousands, raised=63_812):
    """Milestones at so many thousand euros."""
    titles = ("212 nuits au chaud", "1 276 colis repas", "85 ordinateurs remis en état", "Un quatrième projet")
    return [
        {
            "micro_euros": thousand * 1_000 * EURO,
            "title": titles[place % len(titles)],
            "passed": thousand * 1_000 <= raised,
        }
        for place, thousand in enumerate(thousands)
    ]


def projects():
    """Three projects."""
    return [
        {"name": "Un toit pour démarrer", "association": "Toits et Murs", "micro_euros": 31_906 * EURO,
         "purpose": "Des nuits au chaud pour des jeunes sans logement."},
        {"name": "La cuisine partagée", "association": "Tables ouvertes", "micro_euros": 19_143 * EURO,
         "purpose": "Des colis et des repas cuisinés ensemble."},
        {"name": "Ordi pour tous", "association": "Seconde main numérique", "micro_euros": 12_763 * EURO,
         "purpose": "Des ordinateurs remis en état pour étudier."},
    ]  # fmt: skip


def sponsors():
    """Five sponsors, some with something to say."""
    lines = {
        "Fondation Horizon": "double chaque euro des trois derniers jours",
        "Banque du Littoral": "",
        "Mutuelle des Deux Rives": "offre les dossards",
        "Imprimerie Générale du Ponant": "imprime affiches et fiches",
        "Radio Grand Ouest": "",
    }
    return [{"name": name, "line": line, "logo": None} for name, line in lines.items()]


def staged(scene="rotation", board="", **changed):
    """What is on stage, chosen a minute on the hour before."""
    stage = {"scene": scene, "board": board, "since": (AT - timedelta(minutes=42)).isoformat(), "message": ""}
    stage |= {"countdown_to": None, "locale": "fr", "celebrations": 0, "celebrated_at": None, "reveal": None}
    return stage | changed


def snapshot(count=13, *, raised=63_812, stage=None, **changed):
    """A whole snapshot with so many companies."""
    whole = {
        "edition": "demo", "name": "Édition 3", "revision": 1, "at": AT.isoformat(), "status": "running",
        "provisional": True, "frozen_at": None, "day": 17, "days": 28,
        "evening_at": (AT + timedelta(days=9)).isoformat(),
        "totals": {"points": 1, "micro_euros": raised * EURO, "participants": 812, "companies": count,
                   "active_days": 13_967},
        "goal_micro_euros": 100_000 * EURO, "milestones": milestones(25, 50, 75, raised=raised),
        "companies": companies(count), "teams": [team(number, 90 - 3 * number) for number in range(14)],
        "projects": projects(), "news": news(), "sponsors": sponsors(), "stage": stage or staged(),
    }  # fmt: skip
    return whole | changed


def revealing(uncovered, *, board="medium", **changed):
    """A reveal of a class that has come so far."""
    every = [row for row in companies(13) if row["class"] == board]
    rows = every[len(every) - uncovered :]
    reveal = {"board": board, "covered": len(every) - uncovered, "rows": rows}
    return snapshot(stage=staged("reveal", board, reveal=reveal), frozen_at=AT.isoformat(), **changed)
