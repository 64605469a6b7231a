"""Logos: a picture from outside is drawn again as a PNG of ours, so that nothing of its file goes on."""

import struct
from base64 import b64encode
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps
from sqlalchemy import Connection, delete, insert, select

from challenge.errors import LogoFormatError, LogoTooHeavyError, LogoTooLargeError, NotFoundError
from challenge.store.company_models import Logo
from challenge.store.database import Database

MOST_BYTES = 1_000_000
MOST_PIXELS, MOST_SIDE = 16_000_000, 16_000
"""A strip one pixel wide takes ten times the memory that its pixels say."""
SIDE = 512
"""Of the square that the drawn logo fits into."""
FORMATS = ("PNG", "JPEG", "WEBP")
"""The only ones whose readers are asked at all."""
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error)
"""What the readers raise for a file that is none."""


def redraw_logo(data: bytes) -> bytes:
    """A logo as a PNG of at most 512 by 512 pixels, upright, its first frame, without a word of the old file.

    Raises a LogoRefusedError; the format is told by content, never by name.
    """
    if len(data) > MOST_BYTES:
        raise LogoTooHeavyError
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_SIDE:
                raise LogoTooLargeError
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise LogoTooLargeError from fault
    except DAMAGED as fault:
        raise LogoFormatError from fault
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    drawn = Image.new("RGBA", upright.size)
    drawn.paste(upright)
    written = BytesIO()
    drawn.save(written, "PNG", optimize=True)
    return written.getvalue()


def keep_logo(connection: Connection, company_id: int, png: bytes) -> None:
    """Put a drawn logo in the place of the one before."""
    connection.execute(delete(Logo).where(Logo.company_id == company_id))
    connection.execute(insert(Logo).values(company_id=company_id, png=png, fingerprint=sha256(png).hexdigest()))


def read_logo(database: Database, company_id: int, fingerprint: str) -> bytes:
    """The logo of an approved company, public as its name is; raises NotFoundError."""
    with database.reading() as connection:
        png = connection.scalar(select(Logo.png).where(Logo.company_id == company_id, Logo.fingerprint == fingerprint))
    if png is None:
        raise NotFoundError
    return bytes(png)


def inline_logo(png: bytes | None) -> str:
    """A drawn logo as an address that needs no request; empty where there is none."""
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""
