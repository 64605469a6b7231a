"""Every plain route of the app, from the modules that answer them."""

from starlette.routing import Route

from challenge.web import (
    company_lists,
    documents,
    employer,
    evening_paper,
    health,
    join,
    live,
    logos,
    my_data,
    outbox,
    screen,
    second_step,
    sign_in,
    slip,
    sponsors,
)

ROUTED = (
    live,
    screen,
    sign_in,
    second_step,
    slip,
    join,
    documents,
    company_lists,
    evening_paper,
    logos,
    sponsors,
    employer,
    my_data,
    outbox,
    health,
)
"""Modules of plain routes; each names its own."""

ROUTES: list[Route] = [route for module in ROUTED for route in module.ROUTES]
