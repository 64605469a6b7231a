"""Refusals: what an answer of Strava's that is none means to us."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from requests import Response
from requests.exceptions import RequestException

from challenge.errors import (
    StravaBusyError,
    StravaCallbackError,
    StravaDownError,
    StravaError,
    StravaFullError,
    StravaGoneError,
    StravaOffError,
    StravaRefusedError,
    StravaScopeMissingError,
)
from challenge.strava.budget import Budget, next_window

LONGEST_WAIT = timedelta(days=1)
REASON_LENGTH = 200
_ASKED_WRONGLY, _UNKNOWN, _FORBIDDEN = HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN
_ANY = (_ASKED_WRONGLY, _UNKNOWN, _FORBIDDEN)
_MEANINGS: tuple[tuple[tuple[HTTPStatus, ...], str, type[StravaError]], ...] = (
    ((_FORBIDDEN,), r"athletes?\b.*(limit|exceed|capacity)|limit.*\bathletes?\b", StravaFullError),
    (_ANY, r"^Application\b", StravaOffError),
    (_ANY, r"^PushSubscription\b", StravaCallbackError),
    (_ANY, r"(permission|scope) missing", StravaScopeMissingError),
    ((_ASKED_WRONGLY,), r"(code|token)\b", StravaRefusedError),
    ((_UNKNOWN,), r"", StravaRefusedError),
)
"""Statuses, words in the resource, field and code of an error or in the message, and their meaning; the first holds."""


def refusal_of(failure: RequestException, budget: Budget | None, now: datetime) -> StravaError:
    """Our error for a failure of requests or stravalib."""
    answer = failure.response
    if answer is None:
        return StravaDownError(why=type(failure).__name__)
    wait = _wait(answer.headers.get("retry-after"), now)
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return StravaBusyError(retry_after=wait or next_window(budget, now))
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return StravaGoneError()
    return _blamed(answer) or StravaDownError(retry_after=wait, why=f"status {answer.status_code}")


def _blamed(answer: Response) -> StravaError | None:
    """Who is to blame: the consent, the application or its limits; None where the answer does not say.

    A bare 403 is nobody's fault: firewalls give it too, and nobody is disconnected for it.
    """
    complaints = [" ".join(complaint).strip() for complaint in _complaints(answer)]
    said = "\n".join(complaints)
    for statuses, words, meaning in _MEANINGS:
        if answer.status_code in statuses and re.search(words, said, re.IGNORECASE | re.MULTILINE):
            return meaning(reason=complaints[0][:REASON_LENGTH]) if meaning is StravaCallbackError else meaning()
    return None


def _complaints(answer: Response) -> Iterable[tuple[str, str, str]]:
    """Resource, field and code of each error that an answer names, and its message."""
    try:
        said = answer.json()
    except (ValueError, RecursionError):
        return
    errors = said.get("errors") if isinstance(said, dict) else None
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            yield str(error.get("resource")), str(error.get("field")), str(error.get("code"))
    if isinstance(said, dict):
        yield str(said.get("message")), "", ""


def _wait(words: str | None, now: datetime) -> datetime | None:
    """The moment a Retry-After header means, at most a day away; None where there is none."""
    if not words:
        return None
    if re.fullmatch(r"[0-9]{1,9}", words.strip()):
        moment = now + timedelta(seconds=min(int(words), LONGEST_WAIT.total_seconds()))
    else:
        try:
            moment = parsedate_to_datetime(words)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment, now), now + LONGEST_WAIT)
