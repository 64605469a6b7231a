"""The client: whose address stands behind a request, seen through proxies that are trusted and no others."""

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from challenge.settings import settings

UNKNOWN = "unknown"
HOUSEHOLD = 64
"""Bits of an IPv6 address that a household shares; the rest its machines choose freely."""


def client_of(scope: Scope) -> str:
    """Whom limits count: the last address of the way here that is no proxy of ours, an IPv6 one by its network."""
    peer = scope["client"][0] if scope.get("client") else ""
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    way = [_address(hop) for hop in (*forwarded.split(","), peer)] if forwarded else [_address(peer)]
    trusted = _networks(settings().trusted_proxies)
    while len(way) > 1 and way[-2] is not None and _within(way[-1], trusted):
        way.pop()
    return _household(way[-1])


def _address(words: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: with or without a port, IPv4 also inside of IPv6."""
    plain = words.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: IPv4Address | IPv6Address | None, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    return address is not None and any(address in network for network in networks)


@cache
def _networks(words: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network.strip()) for network in words.split(",") if network.strip())


def _household(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return str(ip_network((address, HOUSEHOLD), strict=False).network_address)
    return str(address)
