"""A browser without JavaScript: opens plain pages and sends their forms as they stand."""

from lxml import html
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from challenge.web.guard import Guard

HOME = "http://testserver"


def visit(*modules):
    """A client of the routes of some modules, behind the guard."""
    routes = [route for module in modules for route in module.ROUTES]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)])
    return TestClient(app, base_url=HOME, follow_redirects=False)


def send(client, path, **typed):
    """Open a page and send its first form, filled in; the hidden fields go along."""
    form = html.fromstring(client.get(path).text).xpath("//form[.//input[@name='token']]")[0]
    return submit(client, form, **typed)


def submit(client, form, **typed):
    """Send a form as a browser would."""
    hidden = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    return client.post(form.get("action"), data=hidden | typed, headers={"origin": HOME})


def form_of(answer):
    """The form with a token on a page that was answered."""
    return html.fromstring(answer.text).xpath("//form[.//input[@name='token']]")[0]


def alert_of(answer):
    """What a page says went wrong."""
    return " ".join(html.fromstring(answer.text).xpath("//*[@role='alert']//text()")).strip()
