"""Asking: one request to Strava through stravalib, and what each refusal means to us.

stravalib and requests take most of a second to load: only asking loads them, never the start of the app. No
exception of theirs leaves this file, nor as a cause: they name addresses with secrets in them.
"""

import logging
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from challenge.errors import StravaDownError, StravaError
from challenge.strava.budget import Budget, Told, nobody, read_budget
from challenge.strava.site import Site

if TYPE_CHECKING:
    from stravalib.protocol import ApiV3

Value = TypeVar("Value")
_loading = Lock()


def ask(site: Site, call: Callable[["ApiV3"], Value], *, access_token: str | None = None, told: Told = nobody) -> Value:
    """What a call of stravalib gives; raises StravaError, and tells the budget in both cases."""
    from requests.exceptions import RequestException  # noqa: PLC0415  slow to load

    from challenge.strava.refusals import refusal_of  # noqa: PLC0415  loads requests

    budget: Budget | None = None

    def read_headers(headers: dict[str, str], _method: str) -> None:
        nonlocal budget
        budget = read_budget(headers, datetime.now(UTC))

    failure: StravaError | None = None
    try:
        value = call(_api_of(site, access_token, read_headers))
    except RequestException as refused:
        failure = refusal_of(refused, budget, datetime.now(UTC))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        failure = StravaDownError(why="no answer of Strava's")
    if budget:
        told(budget)
    if failure:
        raise failure  # outside of the handler, so that it carries nothing of what stravalib and requests said
    return value


def _api_of(site: Site, access_token: str | None, read_headers: Callable[[dict[str, str], str], None]) -> "ApiV3":
    from challenge.strava.transport import session_for  # noqa: PLC0415  loads requests

    return _api()(access_token=access_token, requests_session=session_for(site), rate_limiter=read_headers)


@cache
def _api() -> type["ApiV3"]:
    """The lower half of stravalib, loaded once: one request per call, no waiting for a limit, no token renewed."""
    with _loading, warnings.catch_warnings():  # it changes how warnings are shown, for the whole process
        shown = warnings.showwarning
        from stravalib.protocol import ApiV3  # noqa: PLC0415  slow to load

        if warnings.showwarning is not shown:
            logging.captureWarnings(capture=False)

    class Api(ApiV3):
        """Asks with what it is given."""

        def _check_credentials(self) -> None:
            """Keys stand in our settings; those of the environment would renew tokens behind our back."""

    return Api
