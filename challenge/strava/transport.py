"""Transport: how requests reach Strava: one host, bounded in time and size, nothing followed, no secret in a log."""

import logging
import re
import time
from functools import lru_cache
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from challenge.strava.site import API_PATH, STRAVA, Site

TOKEN_PATH = "/oauth/token"  # noqa: S105  a path, no token
ANSWER_LIMIT = 8 * 1024 * 1024
"""Bytes, unpacked; a page of 200 activities has about one million."""
PIECE = 64 * 1024
REDIRECTIONS = range(300, 400)


class UnusableAnswerError(requests.exceptions.RequestException):
    """An answer that leads elsewhere, does not end, or is too long."""


@lru_cache(maxsize=4)
def session_for(site: Site) -> requests.Session:
    """Connections to one site, shared by all threads; it keeps no cookies and reaches no other host."""
    session = requests.Session()
    session.adapters.clear()
    session.mount(f"{STRAVA}/", _ToSite(site))
    session.auth = _as_it_is
    return session


def address_at(site: Site, address: str) -> str:
    """Where a request that stravalib would send to Strava goes."""
    path = address.removeprefix(STRAVA)
    if path.startswith(f"{API_PATH}/"):
        return site.api + path.removeprefix(API_PATH)
    return site.url + (site.token_path if path == TOKEN_PATH else path)


class _ToSite(HTTPAdapter):
    """Sends what was meant for Strava to the site of the settings, and reads the whole answer within its bounds."""

    def __init__(self, site: Site) -> None:
        super().__init__(max_retries=0)
        self.site = site

    def send(self, request: requests.PreparedRequest, *_args: Any, **options: Any) -> requests.Response:
        """One request and no second one."""
        request.url = address_at(self.site, request.url or "")
        end = time.monotonic() + self.site.whole_seconds
        answer = super().send(
            request,
            stream=True,
            timeout=(self.site.connect_seconds, self.site.read_seconds),
            verify=options.get("verify", True),
            proxies=get_environ_proxies(request.url),
        )
        raw: BaseHTTPResponse = answer.raw
        try:
            answer.raw = BytesIO(_whole(raw, end))
        except (HTTPError, UnusableAnswerError) as broken:
            raw.close()
            raise UnusableAnswerError from broken
        return answer


def _whole(raw: BaseHTTPResponse, end: float) -> bytes:
    """All of an answer, unpacked; the time is looked at with every piece, so that none can drip for ever."""
    if raw.status in REDIRECTIONS:
        raise UnusableAnswerError("leads elsewhere")
    pieces = bytearray()
    while piece := raw.read1(PIECE, decode_content=True):
        pieces += piece
        if len(pieces) > ANSWER_LIMIT:
            raise UnusableAnswerError("too long")
        if time.monotonic() > end:
            raise UnusableAnswerError("too slow")
    raw.release_conn()
    return bytes(pieces)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leaves the token where it stands; without this a .netrc file of the machine would take its place."""
    return request


class _WithoutQueries(logging.Filter):
    """Takes questions off the addresses that urllib3 logs: Strava wants the application's secret in one of them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; only the words are shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(re.sub(r"\?.*", "", fact) if isinstance(fact, str) else fact for fact in record.args)
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_WithoutQueries())
