"""Files of appeals: for whoever sent them and the organisers of the edition, to keep and not to open here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.appeals import read_appeal_file
from challenge.store.ids import MOST_ID
from challenge.web.downloads import as_download, make_for_reader


async def send_appeal_file(request: Request) -> Response:
    """The file that came along with an appeal, under a name of ours."""
    appeal_id = request.path_params["appeal"]
    if appeal_id > MOST_ID:
        return Response(status_code=404)
    file = await make_for_reader(request, lambda database, actor: read_appeal_file(database, actor, appeal_id))
    if isinstance(file, Response):
        return file
    return as_download(file.data, f"answer-{appeal_id}.{file.extension}", file.media_type)


ROUTES = [Route("/appeals/{appeal:int}", send_appeal_file, methods=["GET"])]
"""Only read: an appeal is sent on its page."""
