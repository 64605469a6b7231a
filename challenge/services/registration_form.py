"""The registration form: what was typed, read as figures and names, and what is wrong with each field."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren

from challenge.domain.estimates import USUAL_FEE, USUAL_RATE
from challenge.domain.money import CENT, EURO, MicroEuros
from challenge.domain.pledges import Pledge
from challenge.services.names import one_line

LEAST_HEADCOUNT, MOST_HEADCOUNT = 5, 1_000_000
MOST_RATE, MOST_FEE, MOST_CAP = 10 * EURO, 10_000 * EURO, 100_000_000 * EURO
MOST_SITES, LONGEST_SITE = 50, 80
LONGEST_INITIALS = 3
MOST_TYPED = 2_000
"""Characters kept of one field, whatever was pasted into it."""
COLOURS = ("#c63a22", "#0f7a55", "#3f7fbf", "#7a4fa3", "#9a5808", "#0d2137")
"""Of the disc, each dark enough for white initials."""


class Asked(StrEnum):
    """A field of the form."""

    NAME = "name"
    SIREN = "siren"
    SECTOR = "sector"
    HEADCOUNT = "headcount"
    SITES = "sites"
    """One a line."""
    INITIALS = "initials"
    COLOUR = "colour"
    CONTACT = "contact"
    """Name of the person who registers; becomes the HR manager."""
    RATE = "rate"
    """Euros a point."""
    FEE = "fee"
    """Euros a participant."""
    CAP = "cap"
    """Euros; the most the company pays."""


def start_form(locale: str | None) -> dict[str, str]:
    """A form nobody has typed in: a usual promise without its cap, which everybody decides for themselves."""
    rate = f"{Decimal(USUAL_RATE // CENT).scaleb(-2)}"
    return {
        Asked.RATE.value: rate if locale == "en" else rate.replace(".", ","),
        Asked.FEE.value: str(USUAL_FEE // EURO),
        Asked.COLOUR.value: COLOURS[2],
    }


def _wrong(problem: str) -> PydanticCustomError:
    return PydanticCustomError(problem, "wrong")


def _words(most: int, *, least: int = 1) -> BeforeValidator:
    def read(typed: object) -> str:
        words = one_line(str(typed or ""))
        if len(words) < least:
            raise _wrong("missing")
        if len(words) > most:
            raise _wrong("too_long")
        return words

    return BeforeValidator(read)


def _siren(typed: object) -> str:
    if not str(typed or "").strip():
        raise _wrong("missing")
    try:
        return str(siren.validate(str(typed)))
    except NumberError as fault:
        raise _wrong("siren") from fault


def _headcount(typed: object) -> int:
    digits = re.sub(r"\s", "", str(typed or ""))
    if not digits:
        raise _wrong("missing")
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise _wrong("whole_number")
    if not LEAST_HEADCOUNT <= int(digits) <= MOST_HEADCOUNT:
        raise _wrong("headcount")
    return int(digits)


def _sites(typed: object) -> list[str]:
    sites = list(dict.fromkeys(one_line(line) for line in str(typed or "").splitlines() if one_line(line)))
    if len(sites) > MOST_SITES or any(len(site) > LONGEST_SITE for site in sites):
        raise _wrong("sites")
    return sites


def _initials(typed: object) -> str:
    initials = re.sub(r"\s", "", str(typed or "")).upper()
    if not initials:
        raise _wrong("missing")
    if len(initials) > LONGEST_INITIALS or not initials.isalnum():
        raise _wrong("initials")
    return initials


def read_amount(typed: object, *, least: int, most: int, whole: bool = False) -> MicroEuros:
    """Euros and cents as people write them in either language; raises ValueError with the problem as its type."""
    plain = re.sub(r"[\s€]", "", str(typed or ""))
    if not plain:
        raise _wrong("missing")
    plain = re.sub(r"(?<=[0-9])[.,](?=[0-9]{3}(?![0-9]))", "", plain).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", plain, re.ASCII):
        raise _wrong("amount")
    amount = MicroEuros(int(Decimal(plain) * EURO))
    if not least <= amount <= most:
        raise _wrong("too_much" if amount > most else "too_little")
    if whole and amount % EURO:
        raise _wrong("whole_euros")
    return amount


def read_cap(typed: object) -> MicroEuros:
    """A cap as it was typed: whole euros, so that it is never shown rounded; raises ValueError."""
    return read_amount(typed, least=EURO, most=MOST_CAP, whole=True)


def _rate(typed: object) -> MicroEuros:
    return read_amount(typed, least=CENT, most=MOST_RATE)


def _fee(typed: object) -> MicroEuros:
    return read_amount(typed, least=0, most=MOST_FEE)


def _colour(typed: object) -> str:
    if typed not in COLOURS:
        raise _wrong("missing")
    return str(typed)


class RegistrationForm(BaseModel):
    """A form without a fault."""

    name: Annotated[str, _words(120, least=2)]
    siren: Annotated[str, BeforeValidator(_siren)]
    sector: Annotated[str, _words(60, least=0)]
    headcount: Annotated[int, BeforeValidator(_headcount)]
    sites: Annotated[list[str], BeforeValidator(_sites)]
    initials: Annotated[str, BeforeValidator(_initials)]
    colour: Annotated[str, BeforeValidator(_colour)]
    contact: Annotated[str, _words(120, least=2)]
    rate: Annotated[MicroEuros, BeforeValidator(_rate)]
    fee: Annotated[MicroEuros, BeforeValidator(_fee)]
    cap: Annotated[MicroEuros, BeforeValidator(read_cap)]

    @property
    def pledge(self) -> Pledge:
        """What is promised."""
        return Pledge(self.rate, self.fee, self.cap)


def read_form(typed: dict[str, Any]) -> tuple[RegistrationForm | None, dict[Asked, str]]:
    """The form where everything is right, and the problem of each field where not."""
    whole = {field.value: typed.get(field.value, "") for field in Asked}
    whole["initials"] = whole["initials"] or initials_of(str(whole["name"]))
    try:
        return RegistrationForm.model_validate(whole), {}
    except ValidationError as fault:
        problems = {Asked(str(error["loc"][0])): error["type"] for error in fault.errors()}
        if Asked.NAME in problems and not whole["initials"]:
            del problems[Asked.INITIALS]  # they come with the name
        return None, problems


def read_figures(typed: dict[str, Any], problems: dict[Asked, str]) -> tuple[int | None, Pledge | None]:
    """Headcount and pledge of a form that may still lack other fields."""
    headcount = None if Asked.HEADCOUNT in problems else _headcount(typed.get(Asked.HEADCOUNT))
    if problems.keys() & {Asked.RATE, Asked.FEE, Asked.CAP}:
        return headcount, None
    typed_pledge = (typed.get(field) for field in (Asked.RATE, Asked.FEE, Asked.CAP))
    return headcount, Pledge(*(read(words) for read, words in zip((_rate, _fee, read_cap), typed_pledge, strict=True)))


def initials_of(name: str) -> str:
    """Up to two letters for the disc of a company that chose none."""
    return "".join(word[0] for word in re.findall(r"\w+", name)[:2]).upper()


def keep_typed(form: dict[str, Any], changes: dict[str, str]) -> dict[str, Any]:
    """A form with what was typed since; raises ValueError for a field it does not have."""
    return form | {Asked(field).value: str(words)[:MOST_TYPED].replace("\x00", "") for field, words in changes.items()}
