"""An edition whose boards are frozen while much is logged behind them, and what must not be told meanwhile."""

import re
from datetime import datetime, time, timedelta

from sqlalchemy import update

from challenge.domain.measure import Measure
from challenge.domain.money import CENT, EURO, half_up
from challenge.domain.standings import regularity_percent
from challenge.services.arrivals import Arrival
from challenge.services.editions import edition_on, utc_now
from challenge.services.freezes import freeze_now
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import record_for_many
from challenge.services.standing import present_standing, shown_standing
from challenge.store.account_models import Account
from challenge.store.activity_models import Source
from challenge.store.company_models import JoinLink
from challenge.store.ids import new_id
from challenge.store.stage_models import Milestone
from challenge.store.team_models import Role, RoleKind
from tests.factories import (
    PARIS,
    add,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    place_of,
)

SLUG = "gel"
DAYS = 20
"""Days of the edition before today."""
NOBODY = "nobody"
BYSTANDERS = ("bystander", "captain", "hr_manager", "rival")
"""Who reads on and logs nothing; `rival` is HR manager of another company."""
ROLES = (*BYSTANDERS, "mover", NOBODY)
"""`mover` logs behind the freeze, in a company past its cap."""


class FrozenScene:
    """Four companies: one past its cap, one that overtakes it behind the freeze, two whose figures are withheld."""

    def __init__(self, database):
        self.database = database
        self.now = utc_now()
        self.first = self.now.astimezone(PARIS).date() - timedelta(days=DAYS)
        later = self.now + timedelta(days=30)
        dates = {"starts_on": self.first, "ends_on": self.first + timedelta(days=27), "locks_at": later}
        dates |= {"review_ends_at": later, "evening_at": later, "registration_closes_at": later}
        self.edition_id = make_edition(database, slug=SLUG, **dates)
        self.alpes = make_company(database, self.edition_id, name="Alpes", headcount=60, cap=400 * EURO)
        self.boreal = make_company(database, self.edition_id, name="Boréal", headcount=61, rate=17 * CENT)
        self.cimes = make_company(database, self.edition_id, name="Cimes")
        self.dunes = make_company(database, self.edition_id, name="Dunes", headcount=23)
        teams = {
            name: make_team(database, entry_id, name=name)
            for name, entry_id in (
                ("Aigles", self.alpes), ("Bouquetins", self.alpes), ("Phoques", self.boreal), ("Ours", self.boreal),
                ("Choucas", self.cimes), ("Fennecs", self.dunes),
            )
        }  # fmt: skip
        self.aigles = teams["Aigles"]
        self.loggers = {
            name: [make_person(database, team_id, nickname=f"{name} {number}") for number in range(many)]
            for (name, team_id), many in zip(teams.items(), (4, 4, 5, 5, 2, 3), strict=True)
        }
        self.organiser = make_organiser(database, self.edition_id)
        self.mover = make_person(database, self.aigles, nickname="Mover")
        self.bystander = make_person(database, self.aigles, nickname="Bystander")
        self.captain = make_person(database, self.aigles, nickname="Captain")
        add(database, Role, account_id=self.captain.account_id, kind=RoleKind.CAPTAIN, team_id=self.aigles)
        self.leading = Actor(
            self.captain.account_id, "", None, (Held(RoleKind.CAPTAIN, self.edition_id, self.alpes, self.aigles),)
        )
        self.hr_manager = make_hr_manager(database, self.edition_id, self.alpes)
        self.rival = make_hr_manager(database, self.edition_id, self.boreal)
        self.token = "gelgelgelgel"  # noqa: S105  of a link, and invented
        add(database, JoinLink, token=self.token, entry_id=self.alpes, created_at=self.now)
        add(database, Milestone, edition_id=self.edition_id, micro_euros=10 * EURO, title="A first well")
        with database.transaction() as connection:
            for role in (*BYSTANDERS, "mover"):
                address = update(Account).where(Account.id == self.actor(role).account_id)
                connection.execute(address.values(email=f"{role}@example.org"))
        self._log(["Aigles", "Bouquetins"], range(6), 33)
        self._log(["Phoques", "Ours", "Choucas", "Fennecs"], range(3), 33)
        self._log_of([self.mover, self.bystander, self.captain], range(2), 33)

    def actor(self, role):
        """Who a role is; nobody is None."""
        return None if role == NOBODY else getattr(self, role)

    def freeze(self):
        """Freeze the boards."""
        freeze_now(self.database, self.organiser, self.edition_id)
        return self

    def log_behind(self):
        """Much is logged; who led is overtaken, and every sum grows to a figure that stands nowhere else."""
        self._log(["Phoques", "Ours"], range(3, DAYS), 37)
        self._log(["Aigles"], range(6, 8), 41)
        self._log(["Bouquetins"], range(6, 13), 41)
        self._log(["Choucas", "Fennecs"], range(3, 15), 43)
        self._log_of([self.mover], range(2, 13), 47)
        return self

    def _log(self, teams, days, minutes):
        self._log_of([person for team in teams for person in self.loggers[team]], days, minutes)

    def _log_of(self, people, days, minutes):
        arrivals = [
            Arrival(
                place_of(person).participation_id, Source.MANUAL, str(new_id()), self._run(day, minutes + number + day)
            )
            for number, person in enumerate(people)
            for day in days
        ]
        record_for_many(self.database, self.organiser, self.edition_id, arrivals)

    def _run(self, day, minutes):
        noon = datetime.combine(self.first + timedelta(days=day), time(12), tzinfo=PARIS)
        return Measure("run", noon, minutes * 30 + 7)

    def both(self):
        """Real and shown standing, with the days their regularity is of, and the totals that everybody sees."""
        with self.database.reading() as connection:
            edition = edition_on(connection, self.edition_id)
            real, shown = (look(connection, edition, self.now) for look in (present_standing, shown_standing))
            return real, shown, edition.days_by(real.day), real.totals

    def untold(self):
        """Every figure of the real standing that no one else's figure is, as it would be written."""
        real, shown, days, totals = self.both()
        hidden = {figure for row in (*real.companies, *real.teams) for figure in figures_of(row, days)}
        known = {figure for row in (*shown.companies, *shown.teams) for figure in figures_of(row, days)}
        known |= {str(totals.points), str(totals.active_days), *written(totals.raised), *written(totals.counted)}
        return hidden - known


def figures_of(row, days):
    """Points, active days, mean, regularity and euros of a company or team in every way they are written."""
    yield f"{regularity_percent(row.active_days, row.places, days)}%"
    yield from (str(figure) for figure in (row.points, row.active_days) if figure >= 100)
    yield from written(row.euros)


def written(micro_euros):
    """A sum of money as data and as people read it."""
    cents, euros = half_up(micro_euros, CENT), half_up(micro_euros, EURO)
    yield from (str(micro_euros), f"{cents // 100}.{cents % 100:02d}")
    if euros >= 100:
        yield str(euros)


_THOUSANDS = re.compile(r"(?<=\d)[\s,.](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"(?<![\w.#])\d+(?:[.,]\d+)?(?:\s?%)?")


def figures_in(words):
    """Every figure in a text, without the marks between thousands and with a point before decimals."""
    joined = _THOUSANDS.sub("", words)
    return {re.sub(r"\s", "", figure).replace(",", ".") for figure in _FIGURE.findall(joined)}


def without_what_runs_on(facts):
    """A snapshot without the grand total, what hangs on it alone, and the moment."""
    runs_on = {"totals", "revision", "at", "milestones", "news"}
    left = {name: fact for name, fact in facts.items() if name not in runs_on}
    left["projects"] = [project | {"micro_euros": 0} for project in facts["projects"]]
    return left
