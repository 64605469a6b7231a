"""The demo edition: invented companies and people with three weeks of believable activity, the same for a seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from challenge.demo_evening import prepare_evening
from challenge.demo_review import prepare_review
from challenge.domain.disclosure import Visibility
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Kind, Measure
from challenge.domain.money import CENT, EURO, MicroEuros
from challenge.domain.plausibility import findings_of
from challenge.domain.pledges import Pledge
from challenge.domain.rules import EFFORT
from challenge.services.arrivals import BY_HAND, Arrival
from challenge.services.editions import utc_now
from challenge.services.news import write_news
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import (
    CompanyPlan,
    EditionPlan,
    PersonPlan,
    ProjectPlan,
    Seeded,
    TeamPlan,
    record_for_many,
    seed_edition,
)
from challenge.services.weeks import LONGEST_WAIT, close_weeks
from challenge.store.activity_models import Source
from challenge.store.database import Database
from challenge.store.edition_models import HoldPolicy
from challenge.store.team_models import RoleKind

SEED = 2026
PEOPLE = 800
ACTIVITIES = 16_000
DAYS_SO_FAR = 21
LENGTH = 28
ZONE = "Europe/Paris"
BY_NAME, ADAPTED, MEASURED, FORGETFUL = 0.4, 0.03, 0.6, 0.018
"""Shares of people shown by name, on the adapted scale, of outings with a distance, and with its comma forgotten."""
WATCH_EVERY = 3
"""One person of so many wears a watch, whose files prove what they tell."""
WATCH = Evidence(Recording.TRACK, device="montre de démonstration")
WATCH_HOURS = (8, 12, 18)
"""Of their outings, which never overlap."""
LIVELY = 1.2
"""The fastest minute of an outing, to its average."""
BATCH = 40
"""People whose activities are recorded in one transaction."""
LAST = timedelta(hours=24)
"""What was done since then is recorded at the end, so that it makes the good news."""
ROUNDS_OF_NEWS = 3

COMPANIES = (
    ("Atelier Bleu", "Menuiserie", "AB", 34, 24),
    ("Brasserie du Port", "Restauration", "BP", 42, 28),
    ("Clinique des Dunes", "Santé", "CD", 48, 32),
    ("Dock Transports", "Logistique", "DT", 68, 38),
    ("Électro Nord", "Électricité", "ÉN", 84, 45),
    ("Filature Verte", "Textile", "FV", 92, 52),
    ("Grand Large Assurances", "Assurance", "GL", 118, 58),
    ("Halle aux Livres", "Commerce", "HL", 124, 64),
    ("Imprimerie Marchand-Roy", "Imprimerie", "IM", 150, 72),
    ("Jardins du Levant", "Paysage", "JL", 175, 80),
    ("Kermor Numérique", "Informatique", "KN", 262, 90),
    ("Laiterie des Monts", "Agroalimentaire", "LM", 290, 102),
    ("Métropole Habitat Solidaire", "Logement", "MH", 335, 115),
)
"""Name, sector, initials, headcount, participants of each company among 800."""

COLOURS = ("#c63a22", "#3f7fbf", "#0f7a55", "#7a4fa3", "#9a6400", "#0d6d7a", "#a83268")
"""Of the companies' discs; white letters are readable on each."""

PROJECTS = (
    ProjectPlan("Un toit pour démarrer", "Toits d’avance", "Des nuits à l’abri pour des jeunes sans logement.", 50),
    ProjectPlan("La cuisine partagée", "Tables ouvertes", "Des colis et des repas cuisinés ensemble.", 30),
    ProjectPlan("Ordi pour tous", "Seconde main numérique", "Des ordinateurs remis en état pour étudier.", 20),
)

FIRST_NAMES = (
    "Camille Léa Manon Chloé Inès Jade Louise Alice Zoé Lina Anna Rose Julia Nora Sarah Fatou Aïcha Yasmine Mei "
    "Élodie Lucas Hugo Louis Jules Adam Gabriel Arthur Paul Nathan Théo Noé Sacha Malo Karim Samir Moussa Minh "
    "Bruno Rémi Yann"
).split()
LAST_NAMES = (
    "Martel Bonnard Giraudet Lemoine Fauvel Perrault Chastain Delorme Roussin Vasseur Marchais Tessier Lagarde "
    "Brunel Colin Aubert Kessler Diallo Benali Nguyen Lefranc Morvan Guillou Pasquet Ribot Sorel Thibaud Valette "
    "Weber Zeller"
).split()
TEAM_NAMES = (
    "Les Semelles|Les Mollets|Plein Air|Les Foulées|Pas à pas|Grand Braquet|Les Marcheurs du midi|Cap Ouest|"
    "Les Infatigables|Baskets et Cie|Les Tortues rapides|Double Nœud|La Petite Reine|Souffle court|Les Sentiers|"
    "Tempo|Les Pionniers|Cadence|Les Grimpeurs|Échappée belle"
).split("|")

HABITS = (
    (34, ("walk", "walk", "walk", "steps"), 38),
    (16, ("walk", "gardening", "stretching"), 32),
    (14, ("commute_ride", "ride", "walk"), 34),
    (12, ("run", "run", "walk"), 42),
    (8, ("swim", "strength", "walk"), 45),
    (8, ("yoga", "pilates", "dance"), 50),
    (5, ("football", "tennis", "badminton"), 65),
    (3, ("run", "ride", "trail_run"), 75),
)
"""Weight, sports and usual minutes of the ways in which people move; the last are the champions."""

KMH = {"walk": 5.0, "run": 9.6, "commute_ride": 16.0, "ride": 21.0, "trail_run": 8.4, "swim": 2.4}


@dataclass(frozen=True, slots=True)
class Mover:
    """How one invented person moves."""

    participation_id: int
    sports: Sequence[str]
    minutes: int
    keenness: float
    watch: bool


def fill_demo(
    database: Database, *, people: int = PEOPLE, activities: int = ACTIVITIES, now: datetime | None = None
) -> Seeded:
    """Lay the demo edition down and let its people move; dates are relative to now."""
    moment = now or utc_now()
    random = Random(SEED)  # noqa: S311  believable, not secret
    plan = demo_plan(random, people, moment)
    seeded = seed_edition(database, plan, is_demo=True, now=moment)
    organiser = Actor(seeded.organiser_id, plan.organiser, None, (Held(RoleKind.ORGANISER, seeded.edition_id),))
    persons = [person for company in plan.companies for team in company.teams for person in team.people]
    movers = [
        _mover(random, key, person, watch=number % WATCH_EVERY == 1)
        for number, (key, person) in enumerate(zip(seeded.participations, persons, strict=True))
    ]
    per_day = activities / (sum(mover.keenness for mover in movers) * (DAYS_SO_FAR - 1.1))
    weather = [random.choice((0.75, 0.95, 1.0, 1.1, 1.15)) for _ in range(DAYS_SO_FAR)]
    prepare_evening(database, organiser, seeded.edition_id, plan.goal)
    doubtful: list[Arrival] = []
    latest: list[Arrival] = []
    for first in range(0, len(movers), BATCH):
        arrivals = [
            arrival
            for mover in movers[first : first + BATCH]
            for arrival in _weeks_of(random, mover, plan, per_day, weather, moment)
        ]
        doubtful += [arrival for arrival in arrivals if findings_of(arrival.measure, arrival.evidence)]
        plain = [arrival for arrival in arrivals if not findings_of(arrival.measure, arrival.evidence)]
        early = [arrival for arrival in plain if arrival.measure.started_at <= moment - LAST]
        latest += [arrival for arrival in plain if arrival.measure.started_at > moment - LAST]
        record_for_many(database, organiser, seeded.edition_id, early, now=moment)
    _make_news(database, organiser, seeded.edition_id, latest, moment)
    for arrival in doubtful:  # last and one by one: whether one is held depends on where everybody stands
        record_for_many(database, organiser, seeded.edition_id, [arrival], now=moment)
    prepare_review(database, organiser, seeded.edition_id, seeded.participations, moment)
    close_weeks(database, moment + LONGEST_WAIT)
    return seeded


def _make_news(
    database: Database, organiser: Actor, edition_id: int, latest: Sequence[Arrival], moment: datetime
) -> None:
    """Record what was done last in a few rounds, and tell after each what it has changed."""
    write_news(database, moment)
    size = len(latest) // ROUNDS_OF_NEWS + 1
    for first in range(0, len(latest), size):
        record_for_many(database, organiser, edition_id, latest[first : first + size], now=moment)
        write_news(database, moment)


def demo_plan(random: Random, people: int, moment: datetime) -> EditionPlan:
    """The demo edition, three weeks under way at a moment."""
    zone = ZoneInfo(ZONE)
    starts_on = moment.astimezone(zone).date() - timedelta(days=DAYS_SO_FAR - 1)
    ends_on = starts_on + timedelta(days=LENGTH - 1)
    return EditionPlan(
        slug="demo",
        name="Édition de démonstration",
        starts_on=starts_on,
        ends_on=ends_on,
        locks_at=datetime.combine(ends_on + timedelta(days=3), time(12), tzinfo=zone),
        review_ends_at=datetime.combine(ends_on + timedelta(days=8), time(12), tzinfo=zone),
        evening_at=datetime.combine(ends_on + timedelta(days=12), time(19), tzinfo=zone),
        zone=ZONE,
        goal=MicroEuros(people * 125 * EURO),
        template="effort",
        rules=EFFORT,
        hold_policy=HoldPolicy.FIRST_TEN,
        organiser="Dominique Arnaud",
        companies=[_company(random, row, people / PEOPLE) for row in COMPANIES],
        projects=PROJECTS,
    )


def _company(random: Random, row: tuple[str, str, str, int, int], scale: float) -> CompanyPlan:
    name, sector, initials, headcount, participants = row
    size = max(5, round(participants * scale))
    rate = random.choice((10, 12, 15, 15, 15, 15, 18, 20))
    teams = max(1, round(size / 13))
    names = random.sample(TEAM_NAMES, min(teams, len(TEAM_NAMES)))
    sizes = [size // teams + (number < size % teams) for number in range(teams)]
    return CompanyPlan(
        name=name,
        sector=sector,
        initials=initials,
        colour=COLOURS[sum(map(ord, initials)) % len(COLOURS)],
        headcount=round(headcount * scale),
        pledge=Pledge(MicroEuros(rate * CENT), MicroEuros(25 * EURO), MicroEuros(150 * size * EURO)),
        hr_manager=f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}",
        teams=[_team(random, names, number, count) for number, count in enumerate(sizes)],
    )


def _team(random: Random, names: Sequence[str], number: int, size: int) -> TeamPlan:
    again = number // len(names)
    name = names[number % len(names)] + (f" {again + 1}" if again else "")
    hidden = set(random.sample(range(1, size), min(size - 1, random.choice((0, 0, 0, 1, 3, 4)))))
    people = [_person(random, place, hidden=place in hidden) for place in range(size)]
    return TeamPlan(name, max(5, size + random.choice((0, 0, 1, 2))), people)


def _person(random: Random, place: int, *, hidden: bool) -> PersonPlan:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    by_name = random.random() < BY_NAME
    visibility = Visibility.HIDDEN if hidden else Visibility.NAME if by_name else Visibility.NICKNAME
    nickname = f"{first} {last}" if by_name and not hidden else f"{first} {last[0]}."
    return PersonPlan(f"{first} {last}", nickname, visibility, random.random() < ADAPTED, captain=place == 0)


def _mover(random: Random, participation_id: int, person: PersonPlan, *, watch: bool) -> Mover:
    _, sports, minutes = random.choices(HABITS, [habit[0] for habit in HABITS])[0]
    keenness = min(1.3, max(0.15, random.gauss(0.8, 0.28))) + 0.2 * person.captain
    return Mover(participation_id, sports, minutes, keenness, watch)


def _weeks_of(
    random: Random, mover: Mover, plan: EditionPlan, per_day: float, weather: Sequence[float], now: datetime
) -> Iterator[Arrival]:
    zone = ZoneInfo(plan.zone)
    for offset, sky in enumerate(weather):
        day = plan.starts_on + timedelta(days=offset)
        wish = mover.keenness * per_day * sky * (0.85 if day.weekday() in {4, 6} else 1.05)
        times = int(wish) + (random.random() < wish % 1)
        for number in range(times):
            hours = WATCH_HOURS[number % len(WATCH_HOURS) :][:1] if mover.watch else (7, 8, 12, 12, 17, 18, 19)
            start = datetime.combine(day, time(random.choice(hours), random.randrange(60)), zone)
            measure = _measure(random, mover, start)
            if start + timedelta(seconds=measure.moving_seconds) < now:
                yield _arrival(mover, measure, f"demo:{offset}:{number}", day)


def _arrival(mover: Mover, measure: Measure, key: str, day: date) -> Arrival:
    """What somebody did, as a watch tells of it or as they type it."""
    if measure.kind is Kind.DAY_STEPS:
        return Arrival(mover.participation_id, Source.STEPS, day.isoformat(), measure)
    recorded = mover.watch and measure.distance_m
    source, evidence = (Source.FILE, WATCH) if recorded else (Source.MANUAL, BY_HAND)
    return Arrival(mover.participation_id, source, key, measure, evidence)


def _measure(random: Random, mover: Mover, start: datetime) -> Measure:
    sport = random.choice(mover.sports)
    if sport == "steps":
        steps = max(2_000, round(random.gauss(8_200, 2_200)))
        return Measure("walk", start, 0, steps=steps, kind=Kind.DAY_STEPS)
    minutes = max(10, round(random.gauss(mover.minutes, mover.minutes / 4) / 5) * 5)
    if sport not in KMH or random.random() >= (1 if mover.watch else MEASURED):
        return Measure(sport, start, minutes * 60)
    distance = round(KMH[sport] * minutes / 60 * random.uniform(0.85, 1.15) * 10) * 100
    if mover.watch:
        return Measure(
            sport, start, minutes * 60, distance_m=distance, best_minute_m=round(distance / minutes * LIVELY)
        )
    if random.random() < FORGETFUL:
        distance *= 10  # a comma forgotten: what the first check is for
    return Measure(sport, start, minutes * 60, distance_m=distance)
