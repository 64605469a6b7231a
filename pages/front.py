"""Front page: the challenge in one look, and the demo entries."""

from challenge.services.accounts import DEMO_EDITION, DEMO_ENTRIES, demo_is_open
from challenge.services.boards import read_totals
from challenge.services.editions import find_edition
from challenge.settings import settings
from challenge.ui.html import draw
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
is_open = demo_is_open(visitor.database, allowed=settings().demo)
totals = read_totals(visitor.database, find_edition(visitor.database, DEMO_EDITION).id) if is_open else None
draw("front.html", visitor.locale, entries=DEMO_ENTRIES if is_open else (), totals=totals)
