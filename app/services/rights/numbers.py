"""Numbers of requests: "2026-031", counted from 1 in each year of the clinic's calendar."""

from __future__ import annotations

from sqlalchemy import func, select

from app.models.rights import RightsRequest
from app.services.desk import Work


def number_words(year: int, number: int) -> str:
    """Return "2026-031"."""
    return f"{year}-{number:03d}"


def next_number(work: Work, year: int) -> int:
    """Return the next free number of ``year``; the unit of work holds the only writer, so no two get the same."""
    return (work.session.scalar(select(func.max(RightsRequest.number)).where(RightsRequest.year == year)) or 0) + 1
