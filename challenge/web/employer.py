"""What my employer sees: a public page in plain words, with the real page of HR managers and invented figures."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from challenge.domain.employer import Count
from challenge.domain.money import EURO, MicroEuros, Points
from challenge.domain.standings import Gap
from challenge.services.employer import EmployerMoney, EmployerTeam, EmployerView, EmployerWeek
from challenge.web.plain import show_public

PARTS = (
    ("sees", ("participants", "weeks", "teams", "money")),
    ("never", ("who", "activities", "adapted", "files", "stored")),
    ("guards", ("groups", "everybody", "one", "steps", "weeks")),
    ("others", ("yourself", "colleagues", "captain", "organiser")),
    ("free", ("voluntary", "erase")),
)
"""What the page says, heading by heading."""

FIRST = date(2025, 3, 3)

EXAMPLE = EmployerView(
    company="Atelier du Phare",
    headcount=120,
    participants=Count(58),
    counted_on=FIRST + timedelta(days=20),
    weeks=tuple(
        EmployerWeek(FIRST + timedelta(days=7 * number), FIRST + timedelta(days=7 * number + 6), regularity, active)
        for number, (regularity, active) in enumerate(((21, Count(40)), (26, Count(48)), (None, Count(48))))
    ),
    teams=(
        EmployerTeam("Cap au large", 3, 61, Points(4_310), Gap(2, 4, 212, 0.95)),
        EmployerTeam("Les Embruns", 9, 48, Points(3_120), Gap(8, 2, 87, 0.98)),
        EmployerTeam("Quai numéro 3", None, 0, Points(0), None),
    ),
    money=EmployerMoney(
        cap=MicroEuros(8_700 * EURO),
        fees=MicroEuros(1_450 * EURO),
        earned=MicroEuros(3_412_650_000),
        counted=MicroEuros(3_412_650_000),
        left=MicroEuros(3_837_350_000),
    ),
    provisional=True,
)
"""An invented company: one week's sum and one team's figures are withheld, so that this is seen as well."""


async def show_what_my_employer_sees(request: Request) -> HTMLResponse:
    """The page, for everybody, before anybody signs anything."""
    return show_public(request, "what_my_employer_sees.html", view=EXAMPLE, parts=PARTS, example=True)


ROUTES = [Route("/what-my-employer-sees", show_what_my_employer_sees, methods=["GET"])]
