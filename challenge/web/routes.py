"""Every plain route of the app, from the modules that answer them."""

from starlette.routing import Route

from challenge.web import (
    company_lists,
    documents,
    employer,
    health,
    join,
    logos,
    my_data,
    outbox,
    second_step,
    sign_in,
    slip,
)

ROUTED = (sign_in, second_step, slip, join, documents, company_lists, logos, employer, my_data, outbox, health)
"""Modules of plain routes; each names its own."""

ROUTES: list[Route] = [route for module in ROUTED for route in module.ROUTES]
