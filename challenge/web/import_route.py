"""What phones send: `POST /import` with the owner's key in a header, a file or JSON; the answer is for people to read.

No cookie is looked at here and no Origin is needed: without the key nothing can be done, and a page of another site
cannot send the header.
"""

from asyncio import timeout
from collections.abc import Iterator
from contextlib import contextmanager

from anyio import CapacityLimiter
from limits import parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from challenge.errors import (
    ChallengeError,
    CompanyWithdrawnError,
    EditionLockedError,
    EditionNotRunningError,
    TooManyAttemptsError,
    UploadKeyUnknownError,
)
from challenge.services.attempts import count_attempt
from challenge.services.phone_import import Taken, import_file, import_message
from challenge.services.phone_message import Unclear
from challenge.services.sealing import plain_hash
from challenge.services.upload_keys import Phone, phone_of
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.web.client import client_of
from challenge.web.plain import locale_of
from challenge.wording.facts import spoken
from challenge.wording.text import LOCALES, text

BY_KEY, BY_CLIENT = parse("60 per hour"), parse("3000 per hour")
"""A phone sends once an evening; a whole company may share one address."""
AT_ONCE = CapacityLimiter(4)
"""Files of 25 MB in memory at the same time; one of them for each person."""
BODY_SECONDS = 120
"""How long a file may be on its way: it holds one of few places."""
LONGEST_NAME = 100
SCHEME = "bearer "
_sending: set[int] = set()

STATUS: dict[type[ChallengeError], int] = {
    UploadKeyUnknownError: 401,
    EditionLockedError: 409,
    EditionNotRunningError: 409,
    CompanyWithdrawnError: 409,
    TooManyAttemptsError: 429,
}


async def take_in(request: Request) -> Response:
    """Record what a phone sends; says what was recorded, known already, and refused for which reason."""
    locale = locale_of(request)
    try:
        count_attempt(BY_CLIENT, client_of(request.scope))
        key = _key(request)
        count_attempt(BY_KEY, plain_hash(key))
        database = open_database(settings().database_url)
        phone = await run_in_threadpool(phone_of, database, key)
        locale = phone.actor.locale if phone.actor.locale in LOCALES else locale
        with _one_at_a_time(phone.actor.account_id):
            async with AT_ONCE:
                async with timeout(BODY_SECONDS):
                    body = await request.body()
                taken = await run_in_threadpool(_import, database, phone, request.headers.get("x-file-name", ""), body)
    except ChallengeError as refusal:
        return _refused(refusal, locale)
    except (TimeoutError, ClientDisconnect):
        return Response(status_code=408)
    return JSONResponse(_answer(taken, locale), headers={"cache-control": "no-store"})


@contextmanager
def _one_at_a_time(account_id: int) -> Iterator[None]:
    """Raises TooManyAttemptsError while the same person sends something else."""
    if account_id in _sending:
        raise TooManyAttemptsError
    _sending.add(account_id)
    try:
        yield
    finally:
        _sending.discard(account_id)


def _key(request: Request) -> str:
    said = request.headers.get("authorization", "")
    if not said.lower().startswith(SCHEME):
        raise UploadKeyUnknownError
    return said[len(SCHEME) :].strip()


def _import(database: Database, phone: Phone, name: str, body: bytes) -> list[Taken]:
    """JSON begins with a brace, and no activity file does."""
    if body.lstrip()[:1] == b"{":
        return import_message(database, phone.actor, phone.place, body)
    return import_file(database, phone.actor, phone.place, name[-LONGEST_NAME:] or "import", body)


def _refused(refusal: ChallengeError, locale: str) -> Response:
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)
    headers = {"www-authenticate": "Bearer"} if status == STATUS[UploadKeyUnknownError] else {}
    return JSONResponse({"error": refusal.code, "says": _sentence(refusal, locale)}, status, headers)


def _answer(taken: list[Taken], locale: str) -> dict[str, object]:
    recorded = [{"what": one.what, "points": one.points} for one in taken if one.recorded]
    known = [one.what for one in taken if one.known]
    refused = [{"what": one.what, "says": _sentence(one.refused, locale)} for one in taken if one.refused]
    says = text(locale, "phone.summary", recorded=len(recorded), known=len(known), refused=len(refused))
    return {"says": says, "recorded": recorded, "known": known, "refused": refused}


def _sentence(refusal: ChallengeError | Unclear, locale: str) -> str:
    if isinstance(refusal, Unclear):
        return text(locale, refusal.problem, field=refusal.field)
    return text(locale, refusal.code, **{name: spoken(fact, locale) for name, fact in refusal.facts.items()})


ROUTES = [Route("/import", take_in, methods=["POST"])]
