"""Sealing: what is kept so that a copy of the database tells nothing: keyed hashes, and words only the key reads."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from challenge.settings import settings

KEY_BYTES = 32


def seal(facts: dict[str, Any]) -> str:
    """Facts as words that only this installation's key opens."""
    return _fernet().encrypt(json.dumps(facts).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """Sealed facts again; raises cryptography's InvalidToken when another key sealed them."""
    facts: dict[str, Any] = json.loads(_fernet().decrypt(sealed.encode()))
    return facts


def keyed_hash(purpose: str, value: str) -> str:
    """What is kept of a short secret: without the key nobody can try all of them."""
    return digest(_key("hash"), f"{purpose}|{value}".encode(), "sha256").hex()


def plain_hash(token: str) -> str:
    """What is kept of a long random token."""
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A random token of 256 bits for cookies and addresses."""
    return secrets.token_urlsafe(KEY_BYTES)


def short_token() -> str:
    """A random token of 59 bits that can be typed from a poster."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(12))


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing."""
    return compare_digest(one.encode(), other.encode())


@cache
def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(_key("seal")))


@cache
def _key(purpose: str) -> bytes:
    """A key of its own for each purpose, from the one secret."""
    return digest(_secret(), purpose.encode(), "sha256")


def _secret() -> bytes:
    given = settings().secret_key
    if given is not None:
        return given.get_secret_value().encode()
    path = Path(settings().secret_key_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    with os.fdopen(file, "wb") as made:
        made.write(secrets.token_hex(KEY_BYTES).encode())
    return path.read_bytes().strip()
