"""Every plain route of the app, from the modules that answer them."""

from starlette.routing import Route

from challenge.web import (
    appeals,
    company_lists,
    documents,
    employer,
    evening_paper,
    health,
    import_route,
    join,
    large_uploads,
    live,
    logos,
    my_data,
    outbox,
    screen,
    second_step,
    sign_in,
    slip,
    sponsors,
    strava,
    template,
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
    large_uploads,
    import_route,
    strava,
    appeals,
    template,
    health,
)
"""Modules of plain routes; each names its own."""

ROUTES: list[Route] = [route for module in ROUTED for route in module.ROUTES]
