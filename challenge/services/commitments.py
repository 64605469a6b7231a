"""Commitments: what is kept of figures that go by rule, so that they can still be recognised, and by nobody read."""

import secrets
from hashlib import sha256

from sqlalchemy import Connection, select, update

from challenge.domain.measure import Measure
from challenge.services.measured import fingerprint
from challenge.store.team_models import Participation

SALT_BYTES = 32


def commitment_of(salt: str, measure: Measure) -> str:
    """Salted hash of an activity's figures; without the salt, which goes with the person, nobody can try figures."""
    return sha256(f"{salt}|{fingerprint(measure)}".encode()).hexdigest()


def salt_of(connection: Connection, participation_id: int) -> str:
    """The salt of a participation, made when it is first needed; the edition is held."""
    own = Participation.id == participation_id
    salt = connection.scalar(select(Participation.salt).where(own))
    if salt is None:
        salt = secrets.token_hex(SALT_BYTES)
        connection.execute(update(Participation).where(own).values(salt=salt))
    return salt
