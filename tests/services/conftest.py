"""What many services are tried on: an edition that runs, and its organiser."""

import pytest

from tests.factories import make_edition, make_organiser


@pytest.fixture
def edition_id(database):
    return make_edition(database)


@pytest.fixture
def organiser(database, edition_id):
    return make_organiser(database, edition_id)
