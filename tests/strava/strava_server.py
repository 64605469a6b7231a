"""A real server of Strava's shape on 127.0.0.1: consent, tokens that rotate, activities, subscriptions, limits.

In a test: `with strava_server() as strava: strava.add_activity(...)`. As a process of its own, to be told what to know
by POST /control: `python -m tests.strava.strava_server PORT`.
"""

import json
import socket
import sys
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from tests.strava.strava_routes import routes_of
from tests.strava.strava_world import CLIENT_ID, CLIENT_SECRET, World

PATIENCE = 30
"""Seconds that a machine which does much else may take for an answer."""


class StravaServer(World):
    """The world with an address."""

    def __init__(self, url=""):
        super().__init__()
        self.url = url
        self.app = Starlette(routes=routes_of(self))

    @property
    def environment(self):
        """Settings that point the app at this server."""
        return {
            "CHALLENGE_STRAVA_CLIENT_ID": str(CLIENT_ID),
            "CHALLENGE_STRAVA_CLIENT_SECRET": CLIENT_SECRET,
            "CHALLENGE_STRAVA_URL": self.url,
        }

    def event(self, athlete, activity=None, aspect="create", *, at=1_795_521_600, **updates):
        """What Strava says when something happened to an activity, or to an athlete's consent."""
        return {
            "object_type": "athlete" if activity is None else "activity",
            "object_id": activity or athlete,
            "aspect_type": aspect,
            "owner_id": athlete,
            "subscription_id": next(iter(self.subscriptions), 1),
            "event_time": at,
            "updates": updates,
        }

    def farewell(self, athlete, **more):
        """What Strava says when an athlete has taken the consent back."""
        return self.event(athlete, None, "update", authorized="false", **more)

    def push(self, event, to=None):
        """Tell an event to an address, or to the one that subscribed; returns the status of the answer."""
        return send("POST", to or next(iter(self.subscriptions.values())), event)[0]


def send(method, address, content=None):
    """A request as Strava makes it, with no proxy between; returns status and body."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
    body = None if content is None else json.dumps(content)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@contextmanager
def strava_server():
    """Serve until the end of the block, in a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        strava = StravaServer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(_config(strava.app))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield strava
        finally:
            strava.closing.set()
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive()


def _config(app):
    quiet = {"log_config": None, "access_log": False, "lifespan": "off", "ws": "none"}
    return uvicorn.Config(app, timeout_graceful_shutdown=1, **quiet)


def main():
    """Serve on a port until the process ends; its address is printed as soon as it answers there."""
    with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listening:
        strava = StravaServer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        sys.stdout.write(f"{strava.url}\n")
        sys.stdout.flush()
        uvicorn.Server(_config(strava.app)).run(sockets=[listening])


if __name__ == "__main__":
    main()
