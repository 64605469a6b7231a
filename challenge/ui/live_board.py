"""The live board: one component that listens to the stream, with the server's own picture to begin with."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from challenge.domain.standings import Place, Ranking, SizeClass
from challenge.services.boards import Board, read_company_boards, read_team_board
from challenge.services.editions import EditionView, utc_now
from challenge.services.standing import frozen_since
from challenge.ui.visitor import Visitor
from challenge.wording.templating import render
from challenge.wording.text import sentences

LIVE = Path(__file__).parents[1] / "web" / "static" / "live"
TEAMS, PEOPLE = "teams", "people"
KEY = "live-board"
SPOKEN = ("live_board.", "board.", "ranking.", "provisional.", "freeze.")
"""What the script says begins so in the catalogue."""

_component = st.components.v2.component(
    "live_board",
    html="""<div class="live-board">
  <p class="age" hidden></p>
  <div class="picture"></div>
  <p class="region unseen" role="status"></p>
</div>""",
    css=(LIVE / "board.css").read_text(encoding="utf-8"),
    js=(LIVE / "board_frame.js").read_text(encoding="utf-8"),
)


def draw_live_board(visitor: Visitor, edition: EditionView) -> str:
    """The board that the address asks for, by its name there: a size class, teams or people; returns it."""
    by = Ranking(_asked("by", list(Ranking)) or Ranking.REGULARITY)
    companies = read_company_boards(visitor.database, visitor.signed_in, edition.id, by)
    teams = read_team_board(visitor.database, visitor.signed_in, edition.id, by)
    of_size = {board.title: board for board in companies}
    names = [*(size for size in SizeClass if size in of_size), TEAMS, PEOPLE]
    which = _asked("which", names) or next(iter(of_size), TEAMS)
    until = edition.review_ends_at.astimezone(edition.zone) if edition.provisional(utc_now()) else None
    frozen_at = frozen_since(visitor.database, edition)
    facts: dict[str, object] = {"which": which, "boards": names, "by": by, "rankings": list(Ranking)}
    facts |= {"until": until, "since": frozen_at and frozen_at.astimezone(edition.zone)}
    _component(
        key=KEY,
        data={
            "edition": edition.slug,
            "revision": edition.revision,
            "locale": visitor.locale,
            "zone": str(edition.zone),
            "until": edition.review_ends_at.isoformat(),
            "words": {key: forms for prefix in SPOKEN for key, forms in sentences(visitor.locale, prefix).items()},
            "which": which,
            "by": by,
            "own": {"company": _own_company(companies), "team": _own_team(teams)},
            "picture": render("live_board.html", visitor.locale, board=(of_size | {TEAMS: teams}).get(which), **facts),
        },
        on_chosen_change=_keep_in_address,
    )
    return which


def _asked(parameter: str, names: Sequence[str]) -> str | None:
    """What the address asks for, if there is such a thing."""
    asked = st.query_params.get(parameter)
    return asked if asked in names else None


def _keep_in_address() -> None:
    """What the reader chose is the page's address from now on; nonsense there is nobody's board."""
    chosen = st.session_state[KEY].chosen
    if isinstance(chosen, dict):
        st.query_params.update({name: str(chosen.get(name)) for name in ("which", "by")})


def _own_company(boards: Sequence[Board]) -> str | None:
    own = next((place for board in boards if (place := _own_place(board))), None)
    return own.contender.name if own else None


def _own_team(board: Board) -> str | None:
    """Company and name, as the script names a team's row."""
    own = _own_place(board)
    return f"{own.contender.group}\n{own.contender.name}" if own else None


def _own_place(board: Board) -> Place | None:
    return next((place for place in board.places if place.contender.key == board.own_key), None)
