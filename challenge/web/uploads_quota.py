"""Quota of uploads: how much a session, and all together, may send and have held in memory; Streamlit has none."""

from collections.abc import Callable, Mapping
from functools import partial

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Message, Receive

from challenge.ui.protocol import bytes_held
from challenge.web.rooms import within

KIBIBYTE, MEBIBYTE = 1024, 1024 * 1024
LARGEST = 51 * MEBIBYTE
"""One upload: server.maxUploadSize of 50 MB and what the form adds to it."""
LARGEST_FORM = 2 * MEBIBYTE
"""What is posted to our own routes: a form, at most with a logo."""
LARGER = {("PATCH", "/uploads"): 5 * MEBIBYTE, ("POST", "/import"): 25 * MEBIBYTE}
"""The only ones that may bring more: a piece of a large upload, on its way to the disk, and a file from a phone."""
HELD_MOST = 400 * MEBIBYTE
"""Uploaded files in memory at once, with those on their way."""

MINUTES = 10
FILES = {"session": RateLimitItemPerMinute(60, MINUTES), "all": RateLimitItemPerMinute(2_000, MINUTES)}
KIBIBYTES = {
    "session": RateLimitItemPerMinute(150 * 1024, MINUTES, "bytes"),
    "all": RateLimitItemPerMinute(2_000 * 1024, MINUTES, "bytes"),
}
"""In a sliding window of ten minutes: what one session sends, and everybody together."""
STEP = 256 * KIBIBYTE
"""Bytes are counted in such pieces while they arrive."""


class TooLargeError(Exception):
    """More bytes than one request may bring."""


class QuotaSpentError(Exception):
    """More files or bytes than this session, or all together, may send now."""


class UploadsQuota:
    """What was sent lately, in this process; when in doubt it refuses."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._under_way = 0

    def admit(self, session: int, announced: int) -> "Upload":
        """An upload that begins; raises TooLargeError or QuotaSpentError by what it announces."""
        if announced > LARGEST:
            raise TooLargeError
        if bytes_held() + self._under_way + announced > HELD_MOST:
            raise QuotaSpentError
        if not all(self._limiter.test(item, *_who(scope, session)) for scope, item in FILES.items()):
            raise QuotaSpentError
        cost = max(1, announced // KIBIBYTE)
        if not all(self._limiter.test(item, *_who(scope, session), cost=cost) for scope, item in KIBIBYTES.items()):
            raise QuotaSpentError
        self._spend(FILES, session, 1)
        return Upload(self, session)

    def _spend(self, limits: Mapping[str, RateLimitItem], session: int, cost: int) -> None:
        spent = [self._limiter.hit(item, *_who(scope, session), cost=cost) for scope, item in limits.items()]
        if not all(spent):
            raise QuotaSpentError

    def arrive(self, session: int, count: int) -> None:
        """Bytes have come in; raises QuotaSpentError when they are too many."""
        self._under_way += count
        self._spend(KIBIBYTES, session, max(1, count // KIBIBYTE))
        if bytes_held() + self._under_way > HELD_MOST:
            raise QuotaSpentError

    def depart(self, count: int) -> None:
        """Bytes under way have become a file, or were given up."""
        self._under_way -= count


class Upload:
    """One upload under way: counts what really comes, whatever was announced."""

    def __init__(self, quota: UploadsQuota, session: int) -> None:
        self._quota, self._session = quota, session
        self._counted = self._open = 0

    def count(self, total: int, *, last: bool) -> None:
        """So much has come until now; raises QuotaSpentError. How long one file may be Streamlit counts itself."""
        self._open = total - self._counted
        if self._open >= STEP or (last and self._open):
            step, self._counted = self._open, total
            self._quota.arrive(self._session, step)

    def end(self) -> None:
        """It is over, one way or the other."""
        self._quota.depart(self._counted)


def counted(receive: Receive, count: Callable[..., None]) -> Receive:
    """A request's `receive` that tells after each piece how many bytes have come."""
    total = 0

    async def receive_counted() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            count(total, last=not message.get("more_body", False))
        return message

    return receive_counted


def size_check(method: str, path: str) -> Callable[..., None]:
    """What counts the bytes of a request that is no upload of Streamlit's, and raises TooLargeError."""
    most = next((most for (of, room), most in LARGER.items() if of == method and within(path, (room,))), LARGEST_FORM)
    return partial(check_form_size, most=most)


def check_form_size(total: int, *, last: bool = True, most: int = LARGEST_FORM) -> None:  # noqa: ARG001  called as Upload.count is
    """Raise TooLargeError for more than any form of ours brings."""
    if total > most:
        raise TooLargeError


def _who(scope: str, session: int) -> tuple[str, ...]:
    return (scope, str(session)) if scope == "session" else (scope,)
