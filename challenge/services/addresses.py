"""Addresses: one way to write an e-mail address, so that it is found again however it was typed."""

import re

import idna

from challenge.errors import AddressInvalidError

LONGEST = 254
"""RFC 5321, section 4.5.3.1.3, without the brackets of a path."""
LONGEST_LOCAL = 64
"""RFC 5321, section 4.5.3.1.1."""
LONGEST_DOMAIN = 253

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
"""A dot-atom of RFC 5322; quoted names are refused, no mail service gives them out."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}")


def normal_address(email: str) -> str:
    """An address in small letters, trimmed, its domain as mail servers write it; raises AddressInvalidError.

    Only its form is judged: nobody is asked whether the domain exists.
    """
    local, at, domain = email.strip().rpartition("@")
    if not local.isascii() or len(domain) > LONGEST_DOMAIN:
        raise AddressInvalidError
    local, domain = local.lower(), _ascii_domain(domain)
    address = f"{local}{at}{domain}"
    sound = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not sound or len(local) > LONGEST_LOCAL or len(address) > LONGEST:
        raise AddressInvalidError
    return address


def _ascii_domain(domain: str) -> str:
    """A domain of any script in the letters of DNS (IDNA 2008); raises AddressInvalidError."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except UnicodeError:
        raise AddressInvalidError from None
