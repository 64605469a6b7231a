"""What people do at the door: type a code, join, fill in a company's form, print a slip."""

import io
import re
from base64 import b64decode

from browser_steps import PATIENCE
from playwright.sync_api import expect
from pypdf import PdfReader
from real_edition import until
from sqlalchemy import select

from challenge.store.company_models import Registration
from challenge.wording.qr import qr_svg

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
DEVICES = {"phone": PHONE, "laptop": LAPTOP}
PIN = "805193"
SLIP_CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}\b")


def form_of(edition):
    """What a contact types into the form of a company, by field."""
    return {
        "name": f"Laiterie {edition.number}",
        "siren": edition.siren(),
        "headcount": "40",
        "contact": "Inès Roche",
        "cap": "5000",
    }


def ask_code(visit, path, email):
    """An address on a page that sends a code to it."""
    visit.page.goto(f"{visit.address}{path}")
    visit.page.locator("#email").fill(email)
    visit.page.locator("button.primary").click()


def type_code(visit, house, email):
    """The digits from the mail."""
    expect(visit.page.locator(".address")).to_have_text(email)
    visit.page.locator("#code").fill(house.code_for(email))
    visit.page.locator("button.primary").click()


def sign_in(visit, house, email):
    """By address and code."""
    ask_code(visit, "/sign-in", email)
    type_code(visit, house, email)


def organise(visit, edition):
    """The organiser signs in with both steps."""
    sign_in(visit, edition.house, edition.organiser_email)
    expect(visit.page).to_have_url(re.compile("/sign-in/second"))
    visit.page.locator("#code").fill(edition.digits())
    visit.page.locator("button.primary").click()
    visit.tab.first = "organiser"
    visit.tab.stands("organiser")


def type_field(visit, edition, field, words):
    """One field of the form; waits until it is kept."""
    key = edition.registration_id()
    typed = visit.page.locator(f".st-key-register-{key}-{field} input")
    typed.fill(words)
    typed.press("Tab")
    until(lambda: edition.read(select(Registration.form).where(Registration.id == key)).get(field) == words)
    visit.tab.settles()


def join_link_on_company_page(visit):
    """The address of the company's link as its QR code draws it."""
    visit.tab.goto("company")
    address = visit.page.locator("[data-testid=stCode] code").inner_text().strip()
    drawn = visit.page.locator(".join-papers .qr")
    svg = b64decode(drawn.get_attribute("src").partition("base64,")[2]).decode()
    assert svg == qr_svg(address, label=drawn.get_attribute("alt"))
    return address


def join(visit, house, link, email):
    """From a link to the last screen."""
    visit.page.goto(link)
    visit.page.locator("#email").fill(email)
    visit.page.locator("button.primary").click()
    type_code(visit, house, email)
    expect(visit.page).to_have_url(re.compile("/team"))


def is_home(visit):
    """Wait for the home of somebody who takes part."""
    visit.tab.first = "home"
    expect(visit.page.locator(".st-key-primary a")).to_be_visible(timeout=PATIENCE)
    visit.tab.settles()


def download(visit, click):
    """The words of a PDF that a click brings."""
    with visit.page.expect_download() as waiting:
        click()
    data = waiting.value.path().read_bytes()
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def print_slips(visit, edition, count):
    """As the HR manager does; returns the codes on the paper."""
    visit.page.goto(f"{visit.address}/documents/slips/{edition.entry_id}")
    visit.page.locator("#count").fill(str(count))
    return SLIP_CODE.findall(download(visit, visit.page.locator("button.primary").click))


def print_slip_again(visit, edition, number):
    """A new paper for a number; returns its code."""
    visit.page.goto(f"{visit.address}/documents/slips/{edition.entry_id}")
    (code,) = SLIP_CODE.findall(download(visit, visit.page.locator(f"button[name=number][value='{number}']").click))
    return code


def open_slip(visit, code):
    """A slip's code typed in, and the PIN that is chosen for it."""
    visit.page.goto(f"{visit.address}/sign-in/slip")
    visit.page.locator("#code").fill(code)
    visit.page.locator("button.primary").click()
    for field in ("#pin", "#again"):
        visit.page.locator(field).fill(PIN)
    visit.page.locator("button.primary").click()
