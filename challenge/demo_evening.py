"""The demo's evening: what the money stands for, who supports it, and the order of what the hall sees."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from challenge.domain.money import EURO, MicroEuros
from challenge.domain.standings import SizeClass
from challenge.services.milestones import MilestoneView, set_milestones
from challenge.services.permissions import Actor
from challenge.services.running_order import CueView, set_order
from challenge.services.sponsors import add_sponsor
from challenge.services.stage import TEAMS
from challenge.store.database import Database
from challenge.store.stage_models import CueKind, Scene

QUARTERS = (
    "Les premières nuits à l’abri",
    "La cuisine partagée ouvre ses portes",
    "Un ordinateur pour chaque élève",
    "Les trois projets sont financés",
)
"""What each quarter of the goal stands for."""
INK, CORAL, SUN, LEAF, SKY = "#0d2137", "#c63a22", "#ffc145", "#0f7a55", "#3f7fbf"
SIDE, FINER = 400, 3
"""Of a drawn logo, and how many times larger it is drawn, so that its edges are smooth."""

Brush = Callable[[ImageDraw.ImageDraw, Callable[..., tuple[int, ...]]], None]


def _lighthouse(draw: ImageDraw.ImageDraw, at: Callable[..., tuple[int, ...]]) -> None:
    draw.polygon(at(200, 110, 395, 30, 395, 190), fill=SUN)
    draw.polygon(at(200, 110, 5, 30, 5, 190), fill=SUN)
    draw.polygon(at(155, 150, 245, 150, 280, 380, 120, 380), fill=INK)
    draw.polygon(at(147, 205, 253, 205, 262, 262, 138, 262), fill=CORAL)
    draw.rectangle(at(160, 80, 240, 150), fill=INK)
    draw.rectangle(at(176, 96, 224, 136), fill=SUN)
    draw.polygon(at(150, 80, 250, 80, 200, 30), fill=CORAL)


def _tide(draw: ImageDraw.ImageDraw, at: Callable[..., tuple[int, ...]]) -> None:
    draw.ellipse(at(90, 20, 310, 240), fill=SUN)
    for row, colour in enumerate((SKY, INK)):
        top = 170 + row * 90
        draw.rectangle(at(0, top + 50, 400, top + 90 + (50 if row else 0)), fill=colour)
        for crest in range(3):
            left = crest * 160 - (80 if row else 0)
            draw.ellipse(at(left, top, left + 160, top + 100), fill=colour)


def _hills(draw: ImageDraw.ImageDraw, at: Callable[..., tuple[int, ...]]) -> None:
    draw.ellipse(at(200, 40, 340, 180), fill=CORAL)
    draw.polygon(at(0, 380, 150, 110, 300, 380), fill=LEAF)
    draw.polygon(at(150, 380, 290, 190, 400, 380), fill=INK)
    draw.polygon(at(105, 190, 150, 110, 195, 190, 165, 175, 150, 200, 130, 175), fill="#ffffff")


SPONSORS: tuple[tuple[str, str, Brush], ...] = (
    ("Coopérative du Sémaphore", "prête la salle et la sonorisation", _lighthouse),
    ("Mutuelle Marée Haute", "offre la soirée et les dossards", _tide),
    ("Fondation Grand Air", "accompagne les trois associations toute l’année", _hills),
)
"""Invented, each with what it gives and how its sign is drawn."""

ORDER = (
    CueView(CueKind.SCENE, Scene.HOLDING, minutes=15),
    CueView(CueKind.SPEECH, saying="Bienvenue à tous, et merci d’avoir bougé !", minutes=5),
    *(CueView(CueKind.SCENE, Scene.RACE, size, minutes=3) for size in SizeClass),
    CueView(CueKind.SCENE, Scene.TEAMS, minutes=3),
    CueView(CueKind.SCENE, Scene.COUNTER, minutes=3),
    CueView(CueKind.FREEZE),
    CueView(CueKind.SCENE, Scene.PROJECTS, minutes=10),
    CueView(CueKind.SCENE, Scene.SPONSORS, minutes=5),
    *(CueView(CueKind.REVEAL, board=board, minutes=5) for board in (*SizeClass, TEAMS)),
    CueView(CueKind.CELEBRATE, minutes=1),
    CueView(CueKind.END_FREEZE),
    CueView(CueKind.SCENE, Scene.JOIN, minutes=15),
)


def prepare_evening(database: Database, organiser: Actor, edition_id: int, goal: MicroEuros) -> None:
    """Milestones at each quarter of the goal, three sponsors, and the running order."""
    steps = enumerate(QUARTERS, 1)
    quarters = [(MicroEuros(goal // EURO * number // len(QUARTERS) * EURO), title) for number, title in steps]
    milestones = [MilestoneView(euros, title) for euros, title in quarters]
    set_milestones(database, organiser, edition_id, milestones)
    for name, line, brush in SPONSORS:
        add_sponsor(database, organiser, edition_id, name, line, logo=_drawn(brush))
    set_order(database, organiser, edition_id, ORDER)


def _drawn(brush: Brush) -> bytes:
    """A sign as a picture file."""
    large = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    brush(ImageDraw.Draw(large), lambda *points: tuple(point * FINER for point in points))
    file = BytesIO()
    large.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
