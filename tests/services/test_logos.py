"""A logo from outside: only pictures get in, and nothing of their file goes on."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from challenge.errors import LogoFormatError, LogoTooHeavyError, LogoTooLargeError
from challenge.services.logos import redraw_logo
from tests.company_factories import picture

ORIENTATION = 0x0112


def opened(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGBA")]
)
def test_each_format_becomes_a_png_that_fits_the_square(kind, mode):
    colour = 0 if mode == "P" else (198, 58, 34, 128)[: len(mode)]
    drawn = opened(redraw_logo(picture(size=(1200, 300), kind=kind, mode=mode, colour=colour)))
    assert (drawn.format, drawn.mode, drawn.size) == ("PNG", "RGBA", (512, 128))


def test_a_small_logo_is_not_blown_up_and_keeps_what_is_transparent():
    drawn = opened(redraw_logo(picture(size=(40, 20), colour=(10, 20, 30, 0))))
    assert drawn.size == (40, 20)
    assert drawn.getpixel((5, 5))[3] == 0


def test_what_was_written_into_the_file_does_not_go_on():
    exif = Image.Exif()
    exif[0x010E] = "Zoé at home, 48.8566 N"
    drawn = redraw_logo(picture(kind="JPEG", mode="RGB", colour=(1, 2, 3), exif=exif, comment=b"Zo\xc3\xa9"))
    assert b"home" not in drawn
    assert opened(drawn).info == {}
    assert not opened(drawn).getexif()


def test_a_photo_on_its_side_is_drawn_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    assert opened(redraw_logo(picture(size=(100, 40), kind="JPEG", mode="RGB", colour=(1, 2, 3), exif=exif))).size == (
        40,
        100,
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_logo_the_first_frame_stays(kind):
    file = BytesIO()
    frames = [Image.new("RGBA", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100, lossless=True)
    drawn = opened(redraw_logo(file.getvalue()))
    assert getattr(drawn, "n_frames", 1) == 1
    assert drawn.getpixel((5, 5)) == (255, 0, 0, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        picture(kind="GIF", mode="P", colour=0),
        picture(kind="TIFF", mode="RGB", colour=(1, 2, 3)),
        picture(kind="BMP", mode="RGB", colour=(1, 2, 3)),
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
    ids=["empty", "programme", "svg", "gif", "tiff", "bmp", "cut off", "only the name"],
)
def test_nothing_but_a_whole_picture_of_three_formats_is_read(data):
    with pytest.raises(LogoFormatError):
        redraw_logo(data)


def test_a_file_over_one_megabyte_is_not_even_opened():
    with pytest.raises(LogoTooHeavyError):
        redraw_logo(picture() + b"\x00" * 1_000_000)


@pytest.mark.parametrize("side", [4_001, 12_000, 60_000])
def test_a_small_file_of_huge_pixels_is_refused_before_it_is_unpacked(side):
    with pytest.raises(LogoTooLargeError):
        redraw_logo(png_that_claims(side))


@pytest.mark.parametrize("size", [(1, 16_000_000), (16_000_000, 1)])
def test_a_strip_of_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(LogoTooLargeError):
        redraw_logo(png_that_claims(*size))


def png_that_claims(width, height=None):
    """A tiny file whose header promises so many pixels, a square where one side is named."""
    header = struct.pack(">IIBBBBB", width, height or width, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 64)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
