"""Live: the snapshot of an edition as JSON, and as a stream that carries one event per change."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from challenge.errors import NotFoundError
from challenge.services.editions import utc_now
from challenge.web.channel import Channel
from challenge.web.client import client_of
from challenge.web.frames import BEAT, GZIP_HEADER, Frame
from challenge.web.hub import Hub, TooManyListenersError, hub
from challenge.web.patience import limit_patience
from challenge.web.plain import locale_of
from challenge.wording.text import text

AGAIN_MILLISECONDS = 2_000
"""After how long a browser whose stream broke comes back by itself."""
FULL_AGAIN_SECONDS = 30
OPENING = b"retry: %d\nevent: clock\ndata: %s\n\n"
STREAM_HEADERS = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
}
VARIES = {"vary": "Accept-Encoding"}
PACKED = {"content-encoding": "gzip"}


class EventStream(Response):
    """A stream of everything a channel carries; always the newest, never a queue of what is past."""

    def __init__(self, live: Hub, channel: Channel, request: Request) -> None:
        self._packed = _takes_gzip(request)
        super().__init__(headers=STREAM_HEADERS | VARIES | (PACKED if self._packed else {}))
        del self.headers["content-length"]
        self._live, self._channel, self._address = live, channel, client_of(request.scope)
        self._known = channel.has_sent(request.headers.get("last-event-id", ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the listener has gone or the channel ends."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        limit_patience(receive)
        with self._live.listening(self._channel, self._address):
            async with asyncio.TaskGroup() as work:
                sending = work.create_task(self._send_all(send))
                await _until_gone(receive)  # which it also is once the stream has ended
                sending.cancel()

    async def _send_all(self, send: Send) -> None:
        channel = self._channel
        sent = channel.number if self._known else 0
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await self._send(send, _opening())
        while not channel.ended:
            bell = channel.bell
            if sent != channel.number:
                sent = channel.number
                await self._send(send, channel.issue.event)
                continue
            await bell.wait()
            if sent == channel.number and not channel.ended:
                await self._send(send, BEAT)
        await send({"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, frame: Frame) -> None:
        body = frame.packed if self._packed else frame.plain
        await send({"type": "http.response.body", "body": body, "more_body": True})


def _opening() -> Frame:
    """When to come back, and what time it is: the clock of a hall's computer may be minutes off."""
    now = utc_now().isoformat(timespec="milliseconds")
    said = Frame.of(OPENING % (AGAIN_MILLISECONDS, now.encode()))
    return Frame(said.plain, GZIP_HEADER + said.packed)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def show_events(request: Request) -> Response:
    """The stream of an edition: the present snapshot at once, then one event per change."""
    live = hub()
    try:
        channel = await live.channel(request.path_params["edition"])
        live.check_room(client_of(request.scope))
    except NotFoundError:
        return Response(status_code=404)
    except TooManyListenersError:
        again = {"retry-after": str(FULL_AGAIN_SECONDS), "cache-control": "no-store"}
        return PlainTextResponse(text(locale_of(request), "live.full"), 503, again)
    return EventStream(live, channel, request)


async def show_snapshot(request: Request) -> Response:
    """The present snapshot, the same bytes that the stream carries."""
    try:
        channel = await hub().channel(request.path_params["edition"])
    except NotFoundError:
        return Response(status_code=404)
    issue = channel.issue
    headers = {"etag": issue.etag, "content-type": "application/json"} | VARIES
    if issue.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if _takes_gzip(request):
        return Response(issue.page.packed, headers=headers | PACKED)
    return Response(issue.page.plain, headers=headers)


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


ROUTES = [
    Route("/live/{edition}.json", show_snapshot, methods=["GET"]),
    Route("/live/{edition}/events", show_events, methods=["GET"]),
]
