"""The policy: which headers every answer carries, so that a browser does no more than the pages need."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from starlette.datastructures import MutableHeaders

from challenge.settings import settings
from challenge.ui.protocol import index_page
from challenge.web.rooms import NEEDS_SESSION, OURS, PUBLIC, within

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

ENDS = "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
PLAIN = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    f"connect-src 'self'; manifest-src 'self'; {ENDS}"
)
"""Of our own plain pages."""
STREAMLIT = (
    "default-src 'none'; script-src 'self' blob: {inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    f"manifest-src 'self'; {ENDS}"
)
"""Of the shell: a component's script is a blob, and the index page has one inline script, known by its hash."""

YEAR_SECONDS = 365 * 24 * 3600
KEPT_FOR_ALL = "public, max-age=3600"
ASKED_AGAIN = "no-cache"
"""Kept, and asked for again each time: what scripts and pages of two releases said side by side would be nonsense."""
NEVER_KEPT = "no-store"
UNCHANGING = ("/assets/fonts", "/assets/icon.png")
"""The same in every release."""


def put_headers(headers: MutableHeaders, path: str, *, found: bool = True) -> None:
    """Give an answer what every answer carries; a route may have said something stricter itself."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", PLAIN if within(path, OURS) else shell_policy())
    if settings().secure_cookies:
        headers.setdefault("strict-transport-security", f"max-age={YEAR_SECONDS}")
    if not found or within(path, NEEDS_SESSION) or "set-cookie" in headers:
        headers["cache-control"] = NEVER_KEPT
    elif within(path, PUBLIC):
        headers.setdefault("cache-control", KEPT_FOR_ALL if within(path, UNCHANGING) else ASKED_AGAIN)
    else:
        headers.setdefault("cache-control", NEVER_KEPT)


@cache
def shell_policy() -> str:
    """The policy of the shell, with the inline scripts of the installed index page by their hashes."""
    inline = re.findall(r"<script>(.*?)</script>", index_page(), re.DOTALL)
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in inline)
    return STREAMLIT.format(inline=" ".join(f"'sha256-{digest}'" for digest in hashes))
