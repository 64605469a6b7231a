"""All tables at once: whoever needs the whole metadata reads them here, and a new file of tables is named here."""

from challenge.store import (  # noqa: F401  read so that their tables belong to the metadata
    account_models,
    activity_models,
    company_models,
    edition_models,
    review_models,
    source_models,
    stage_models,
    team_models,
)
from challenge.store.base import Base

TABLES = Base.metadata.sorted_tables
"""In an order in which rows may refer to each other."""
