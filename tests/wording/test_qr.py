"""QR codes: one accessible picture that carries the address and nothing else."""

from io import BytesIO

import segno
from lxml import etree

from challenge.wording.qr import QUIET_MODULES, qr_svg

SVG = "{http://www.w3.org/2000/svg}"
URL = "https://challenge.example.org/join/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def test_a_code_is_one_picture_with_a_name():
    picture = etree.fromstring(qr_svg(URL, label="Rejoindre Atelier Bleu"))
    assert picture.tag == f"{SVG}svg"
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "Rejoindre Atelier Bleu"


def test_a_name_with_signs_of_html_stays_a_name():
    hostile = '</title><script>alert("x")</script> & <b>'
    drawn = qr_svg(URL, label=hostile)
    assert "<script" not in drawn
    assert etree.fromstring(drawn).findtext(f"{SVG}title") == hostile


def test_a_code_keeps_its_quiet_zone_and_takes_the_size_of_its_place():
    picture = etree.fromstring(qr_svg(URL, label="x"))
    modules, _ = segno.make(URL, error="m", micro=False).symbol_size(border=QUIET_MODULES)
    assert picture.get("viewBox") == f"0 0 {modules} {modules}"
    assert picture.get("width") is None


def test_a_code_draws_the_modules_of_its_address():
    """The dark path is the one segno itself writes for the same address, and another address draws another."""
    buffer = BytesIO()
    segno.make(URL, error="m", micro=False).save(buffer, kind="svg", border=QUIET_MODULES, lineclass=None)
    path = next(etree.fromstring(buffer.getvalue()).iter(f"{SVG}path")).get("d")
    assert path in qr_svg(URL, label="x")
    assert path not in qr_svg(f"{URL}H", label="x")
