"""Numbers: what Strava's identifiers and moments may be, so that every database can keep them."""

from typing import Annotated

from pydantic import Field

MOST_ID = 2**63 - 1
LATEST = 4_102_444_800
"""The year 2100; a later second is no moment of ours."""

Id = Annotated[int, Field(gt=0, le=MOST_ID)]
StrictId = Annotated[int, Field(gt=0, le=MOST_ID, strict=True)]
Moment = Annotated[int, Field(gt=0, lt=LATEST)]
"""Seconds since 1970."""
