"""The client: an address is believed from a trusted proxy only, and the last one that is none of ours counts."""

import pytest

from challenge.settings import settings
from challenge.web.client import client_of

PROXY, OTHER_PROXY = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def trusted(monkeypatch):
    monkeypatch.setenv("CHALLENGE_TRUSTED_PROXIES", "10.0.0.0/24, fd00::/8")
    settings.cache_clear()
    yield
    settings.cache_clear()


def seen_from(peer, *forwarded):
    headers = [(b"x-forwarded-for", words.encode()) for words in forwarded]
    return client_of({"type": "http", "client": (peer, 1234), "headers": headers})


def test_without_trusted_proxies_nobody_is_believed():
    assert seen_from("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert seen_from("127.0.0.1", "198.51.100.1") == "127.0.0.1"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (PROXY, ["198.51.100.1"], "198.51.100.1"),
        (PROXY, ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        (PROXY, [f"6.6.6.6, 198.51.100.1, {OTHER_PROXY}"], "198.51.100.1"),
        (PROXY, ["198.51.100.1:4711"], "198.51.100.1"),
        (PROXY, ["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::"),
        (PROXY, ["::ffff:198.51.100.1"], "198.51.100.1"),
        (PROXY, ["nonsense"], PROXY),
        (PROXY, [], PROXY),
        (PROXY, [OTHER_PROXY], OTHER_PROXY),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("fd00::7", ["198.51.100.1"], "198.51.100.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_counts(peer, forwarded, client):
    assert seen_from(peer, *forwarded) == client


def test_a_household_is_one_client_over_ipv6():
    assert seen_from("2001:db8:1:2:aaaa::1") == seen_from("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::"
    assert seen_from("2001:db8:1:3::1") == "2001:db8:1:3::"


def test_a_request_without_an_address_is_one_client_too():
    assert client_of({"type": "http", "client": None, "headers": []}) == "unknown"
