"""Files of appeals: a picture or a PDF, told by its content; a picture is drawn again, so that its place stays away."""

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from threading import Lock

from PIL import Image, ImageOps

from challenge.errors import AppealFileFormatError, AppealFileTooHeavyError

MOST_BYTES = 2_000_000
MOST_PIXELS, MOST_SIDE = {"PNG": 16_000_000, "JPEG": 50_000_000}, 16_000
"""A screen has up to fifteen million; a telephone's photograph up to fifty, which are never all in memory."""
SIDE = 2_400
"""Of the square a drawn picture fits into: a screenshot stays readable."""
QUALITY = 85
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
PDF, PDF_ENDS_WITHIN = "application/pdf", 2_048
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error)
"""What the readers raise for a file that is none."""
LONGEST_NAME = 120
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", PDF: "pdf"}
_drawing = Lock()
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes along with an appeal."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept."""

    name: str
    media_type: str
    data: bytes

    @property
    def extension(self) -> str:
        """What its content is called."""
        return EXTENSIONS[self.media_type]


def kept_file(attachment: Attachment) -> KeptFile:
    """A file fit to be kept; raises an AppealFileError."""
    if len(attachment.data) > MOST_BYTES:
        raise AppealFileTooHeavyError
    name = _UNSPEAKABLE.sub("", PurePosixPath(attachment.name.replace("\\", "/")).name)[-LONGEST_NAME:]
    if _is_pdf(attachment.data):
        return KeptFile(name, PDF, attachment.data)
    media_type, picture = _drawn(attachment.data)
    return KeptFile(name, media_type, picture)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-PDF_ENDS_WITHIN:]


def _drawn(data: bytes) -> tuple[str, bytes]:
    """A picture without a word of the old file, neither place nor camera; one at a time, as few bytes can be much."""
    with _drawing:
        kind, upright = _upright(data)
        drawn = Image.new(upright.mode, upright.size)
        drawn.paste(upright)
        written = BytesIO()
        drawn.save(written, kind, optimize=True, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return FORMATS[kind], written.getvalue()


def _upright(data: bytes) -> tuple[str, Image.Image]:
    """What a picture shows, no larger than it is kept."""
    try:
        with Image.open(BytesIO(data), formats=tuple(FORMATS)) as picture:
            kind = str(picture.format)
            if picture.width * picture.height > MOST_PIXELS[kind] or max(picture.size) > MOST_SIDE:
                raise AppealFileTooHeavyError
            picture.draft("RGB", (SIDE, SIDE))
            whole = picture.convert("RGBA" if kind == "PNG" else "RGB")
        whole.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        return kind, ImageOps.exif_transpose(whole)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise AppealFileTooHeavyError from fault
    except DAMAGED as fault:
        raise AppealFileFormatError from fault
