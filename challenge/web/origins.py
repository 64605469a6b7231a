"""Origins: whether a request says that it comes from a page of this site."""

from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers

from challenge.settings import settings

PORTS = {"http": 80, "https": 443}


def same_origin(headers: Headers) -> bool:
    """Whether a request says that it comes from a page of this site; saying nothing, or `null`, is a no.

    Over https only PUBLIC_URL itself counts. A local address may be called by any of its names: there the host asked
    for counts too, unless a stranger could have let that name point at this machine (DNS rebinding).
    """
    said, public = _origin(headers.get("origin", "")), _origin(settings().public_url)
    if said is None or len(headers.getlist("origin")) > 1:
        return False
    if said == public:
        return True
    called = _origin(f"{said[0]}://{headers.get('host', '')}")
    return not settings().secure_cookies and said == called and _is_local(said[1])


def _is_local(host: str) -> bool:
    """Whether a host is a number, or a name that nobody buys: one without a dot."""
    return "." not in host or host.rpartition(".")[2].isdigit()


def _origin(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no web address."""
    try:
        parts: SplitResult = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None
