"""What tests of the projected screen do again and again: open it, and put a made-up evening on its stage."""

from dataclasses import dataclass

from browser_steps import PATIENCE
from made_snapshots import AT
from playwright.sync_api import expect

SIZES = {"1920x1080": (1920, 1080), "1280x720": (1280, 720), "3840x2160": (3840, 2160), "1080x1920": (1080, 1920)}
SCENE = "#screen .picture[data-scene={}]"
MOUNT = """async ([snapshot, at]) => {
    const { mountStage } = await import("/assets/live/stage_view.js");
    window.stage?.stop();
    const root = document.getElementById("screen");
    root.replaceChildren();
    const way = document.getElementById("way");
    const join = { code: way.content.firstElementChild, address: way.dataset.address };
    const words = JSON.parse(document.getElementById("words").textContent);
    window.stage = mountStage(root, { words, join, now: () => at });
    window.stage.show(snapshot);
    await document.fonts.ready;
    const moving = () => root.getAnimations({ subtree: true }).filter(
        ({ effect, playState }) => effect.getComputedTiming().iterations !== Infinity && playState !== "finished");
    do {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        moving().forEach((animation) => animation.finish());
    } while (moving().length);
}"""
FAULTS = """() => {
    const stage = document.querySelector(".stage");
    const box = stage.getBoundingClientRect();
    const upright = box.width < box.height;
    const unit = Math.min(box.width / (upright ? 1080 : 1920), box.height / (upright ? 1920 : 1080));
    const faults = [];
    const say = (what, element) => faults.push(`${what}: ${element.className} "${element.textContent.slice(0, 40)}"`);
    for (const element of stage.querySelectorAll("*")) {
        if (element.closest("svg, .field, .lane, .way")) continue;
        const style = getComputedStyle(element);
        const place = element.getBoundingClientRect();
        if (!place.width || style.visibility === "hidden") continue;
        if (place.left < box.left - 1 || place.right > box.right + 1) say("beside the stage", element);
        if (place.top < box.top - 1 || place.bottom > box.bottom + 1) say("above or below the stage", element);
        const speaks = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (speaks && parseFloat(style.fontSize) < 28 * unit - 0.1) say(`${style.fontSize} is too small`, element);
    }
    for (const list of stage.querySelectorAll(".lanes, .cards, .items, .podium, .plates, .panel, .counter, .hero-card"))
        if (list.scrollHeight > list.clientHeight + 3) say("more than fits", list);
    if (document.documentElement.scrollHeight > innerHeight) faults.push("a scroll bar");
    return faults;
}"""


@dataclass(frozen=True)
class Screen:
    """A hall screen in a browser."""

    page: object
    address: str

    def open(self):
        """Show it and wait until the server is heard."""
        self.page.goto(self.address)
        self.is_live()

    def is_live(self, patience=PATIENCE):
        """Wait until the server is heard."""
        expect(self.page.locator("#screen[data-connected=true] .live:not(.cut)")).to_be_visible(timeout=patience)

    def is_cut(self):
        """Wait until it says how old its news are."""
        expect(self.page.locator("#screen[data-connected=false] .live.cut")).to_be_visible()

    def shows(self, scene, patience=PATIENCE):
        """Wait for a scene."""
        expect(self.page.locator(SCENE.format(scene))).to_be_visible(timeout=patience)

    def put_on_stage(self, snapshot):
        """A made-up snapshot instead of the real one, once it has come to rest."""
        self.page.evaluate(MOUNT, [snapshot, AT.timestamp() * 1000])

    def faults(self):
        """Whatever is too small, hidden beyond an edge or more than fits."""
        return self.page.evaluate(FAULTS)
