"""Take a picture of every scene in every size: `python tests/browser/screen_pictures.py FOLDER [NAME…]`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from conftest import FLAGS, served  # noqa: E402  the folder above comes first
from evenings import EVENINGS  # noqa: E402  same
from playwright.sync_api import sync_playwright  # noqa: E402  same
from screen_steps import SIZES, Screen  # noqa: E402  same

from benchmarks.joining import chromium  # noqa: E402  same


def take_pictures(folder: Path, names: list[str]) -> None:
    """Every scene, or those named, as PNG in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as place,
        served(Path(place), f"sqlite:///{place}/pictures.db", CHALLENGE_DEMO="true") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, timezone_id="Europe/Paris", reduced_motion="reduce"
            )
            screen = Screen(context.new_page(), f"{address}/screen/demo")
            screen.open()
            for name in names or EVENINGS:
                screen.put_on_stage(EVENINGS[name])
                screen.page.screenshot(path=folder / f"{name.replace(', ', '-').replace(' ', '-')}-{size}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), sys.argv[2:])
