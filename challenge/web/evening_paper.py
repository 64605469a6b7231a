"""The evening as a PDF: for the organisers, since it holds the real result."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.services.evening_paper import evening_paper
from challenge.web.downloads import send_download
from challenge.web.plain import SEE_OTHER


async def send_evening(request: Request) -> Response:
    """The evening of an edition page by page; whoever is not signed in does so first."""
    slug = request.path_params["edition"]
    return await send_download(
        request,
        lambda database, actor: evening_paper(database, actor, slug),
        name="evening.pdf",
        media_type="application/pdf",
        to_strangers=RedirectResponse(f"/sign-in?next={request.url.path}", SEE_OTHER),
    )


ROUTES = [Route("/documents/evening/{edition}.pdf", send_evening, methods=["GET"])]
