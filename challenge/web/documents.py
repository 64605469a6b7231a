"""Documents: what is read before a company signs, its poster, and the slips for its people, as PDF."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import ChallengeError, NotAllowedError, NotFoundError, NotSignedInError
from challenge.services.papers import Paper, company_poster, company_slips, editions_with_papers, signing_paper
from challenge.services.permissions import Actor
from challenge.services.sessions import read_session
from challenge.services.slips import issue_again, issue_slips, list_slips
from challenge.settings import settings
from challenge.store.ids import MOST_ID
from challenge.web.forms import checked_form
from challenge.web.plain import SEE_OTHER, locale_of, say, show
from challenge.web.sign_in import REFUSED, database

PDF = "application/pdf"
SUGGESTED = 24
"""Two pages of slips."""
MOST_DIGITS = 6


async def show_documents(request: Request) -> Response:
    """What there is to read and print before a company signs."""
    editions = await run_in_threadpool(editions_with_papers, database())
    return show(request, "documents.html", editions=editions, papers=list(Paper))


async def send_paper(request: Request) -> Response:
    """A paper of an edition; for everybody."""
    name, wished = request.path_params["paper"], request.path_params["edition"]
    if name not in set(Paper):
        return Response(status_code=404)
    try:
        pdf = await run_in_threadpool(signing_paper, database(), wished, Paper(name), locale_of(request))
    except NotFoundError:
        return Response(status_code=404)
    return Response(pdf, media_type=PDF, headers={"content-disposition": f'inline; filename="{name}.pdf"'})


async def send_poster(request: Request) -> Response:
    """The poster of a company, for its HR managers."""
    return await _for_the_company(request, lambda actor, key: _poster(request, actor, key))


def _poster(request: Request, actor: Actor, entry_id: int) -> Response:
    pdf = company_poster(database(), actor, entry_id, locale_of(request))
    return Response(pdf, media_type=PDF, headers=_kept_private("inline", "poster"))


async def show_slips(request: Request) -> Response:
    """The slips of a company by number, and the way to print more or to issue one again."""
    return await _for_the_company(request, lambda actor, key: _slips_page(request, actor, key))


def _slips_page(request: Request, actor: Actor, entry_id: int, refusal: ChallengeError | None = None) -> Response:
    return show(
        request,
        "slips.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        slips=list_slips(database(), actor, entry_id),
        entry_id=entry_id,
        suggested=SUGGESTED,
    )


async def take_slips(request: Request) -> Response:
    """Issue slips, or one of them again, and send them to be printed: their codes are never readable again."""
    try:
        form = await checked_form(request)
    except ChallengeError as refusal:
        said = refusal
        return await _for_the_company(request, lambda actor, key: _slips_page(request, actor, key, said))
    return await _for_the_company(request, lambda actor, key: _issue(request, actor, key, form))


def _issue(request: Request, actor: Actor, entry_id: int, form: FormData) -> Response:
    try:
        if "number" in form:
            issued = [issue_again(database(), actor, entry_id, _whole(form.get("number")))]
        else:
            issued = issue_slips(database(), actor, entry_id, _whole(form.get("count")))
    except (NotAllowedError, NotSignedInError):
        raise
    except ChallengeError as refusal:
        return _slips_page(request, actor, entry_id, refusal)
    pdf = company_slips(database(), actor, entry_id, issued, locale_of(request))
    return Response(pdf, media_type=PDF, headers=_kept_private("attachment", "slips"))


def _whole(typed: Any) -> int:
    words = str(typed or "").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS else 0


async def _for_the_company(request: Request, answer: Callable[[Actor, int], Response]) -> Response:
    """What an HR manager may have; whoever is not signed in does so first, and to others there is nothing here."""
    try:
        return await run_in_threadpool(_answer, request, answer)
    except NotSignedInError:
        return RedirectResponse(f"/sign-in?next={request.url.path}", SEE_OTHER)
    except (NotAllowedError, NotFoundError):
        return Response(status_code=404)


def _answer(request: Request, answer: Callable[[Actor, int], Response]) -> Response:
    actor = read_session(database(), request.cookies.get(settings().cookie_name, "")).actor
    entry_id = request.path_params["entry"]
    if entry_id > MOST_ID:
        raise NotFoundError
    return answer(actor, entry_id)


def _kept_private(disposition: str, name: str) -> dict[str, str]:
    return {"content-disposition": f'{disposition}; filename="{name}.pdf"', "cache-control": "no-store"}


ROUTES = [
    Route("/documents", show_documents, methods=["GET"]),
    Route("/documents/edition/{edition}/{paper}.pdf", send_paper, methods=["GET"]),
    Route("/documents/poster/{entry:int}.pdf", send_poster, methods=["GET"]),
    Route("/documents/slips/{entry:int}", show_slips, methods=["GET"]),
    Route("/documents/slips/{entry:int}", take_slips, methods=["POST"]),
]
