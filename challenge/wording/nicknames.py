"""Nicknames to begin with: an animal and what it is like, so that nobody has to invent one."""

import secrets

from challenge.wording.text import text


def suggest_nickname(locale: str) -> str:
    """A friendly nickname in one language, another each time."""
    animal, trait = (secrets.choice(text(locale, key).split(", ")) for key in ("nickname.animals", "nickname.traits"))
    return text(locale, "nickname.together", animal=animal, trait=trait)
