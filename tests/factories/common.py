"""What every sample shares: the moment, the clinic, who is looking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.security.actor import Actor, Licence, Role
from app.services.views.people import ClinicDetails

NOW = datetime(2026, 11, 24, 16, 27, tzinfo=UTC)
"""10:27 AM on Tuesday, November 24, 2026, in Chicago."""

CLINIC = ClinicDetails(
    name="Better Med Spa",
    street="2117 N Halsted St",
    city="Chicago",
    state="IL",
    postal_code="60614",
    phone="(312) 555-0148",
    zone="America/Chicago",
    medical_director="Dr. Samuel Adeyemi",
)
PRESCRIBERS = "Prescriber (physician, APRN or PA)"


def at(hour: int, minute: int = 0, second: int = 0, *, day: date = date(2026, 11, 24)) -> datetime:
    """Return a time of day in Chicago as UTC (winter: six hours later)."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) + timedelta(hours=6)


def actor(role: Role = Role.PROVIDER, licence: Licence = Licence.MD_DO, name: str = "Priya Raman, RN") -> Actor:
    """Return somebody signed in, with proof given a while ago."""
    return Actor(
        user_id=f"user-{role.value}",
        user_name=name.split(maxsplit=1)[0].lower(),
        display_name=name,
        title=name.rpartition(", ")[2],
        role=role,
        licence=licence,
        is_director=False,
        device="Workstation 2",
        session_id="session",
        proof_at=NOW - timedelta(minutes=20),
        code_at=NOW - timedelta(minutes=20),
    )
