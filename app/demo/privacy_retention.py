"""The demo's oldest records: patients of ten years ago, one of them on legal hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app.demo.story import Story
from app.rules.retention import years_after
from app.services.views.patients import CheckIn, NewPatient

YEARS: Final = 10
"""How long the demo's clinic keeps adults' records."""
_HELD: Final = "Carlos"
_REASON: Final = "Letter of a law office: keep everything until the claim is closed."


@dataclass(frozen=True)
class _Once:
    """Somebody who came once; ``ago`` is how many days before today the ten years ended."""

    person: NewPatient
    ago: int


_VISITS: Final = (
    _Once(NewPatient("Alan", "Mercer", date(1971, 8, 30), "(312) 555-0101"), 205),
    _Once(NewPatient("Bianca", "Thorne", date(1984, 1, 12), "(773) 555-0102"), 188),
    _Once(NewPatient(_HELD, "Iglesias", date(1966, 4, 5), "(312) 555-0103"), 168),
    _Once(NewPatient("Nadia", "Kowalski", date(1990, 12, 3), "(773) 555-0104"), 145),
    _Once(NewPatient("Omar", "Rahimi", date(1979, 6, 21), "(312) 555-0105"), 134),
)


def first_day(now: datetime) -> datetime:
    """Return when the clinic opened: shortly before the oldest of these visits."""
    return _moment(now, _VISITS[0]) - timedelta(days=40)


def tell_old_visits(story: Story, now: datetime) -> None:
    """Let each come once for a talk, ten years ago; nothing was treated, so no form of then has to be filled in."""
    story.clock.advance_to(_moment(now, _VISITS[0]))
    services, front_desk = story.services, story.sign_in("elena")
    provider = services.visits.providers(front_desk)[0].provider_id
    for once in _VISITS:
        story.clock.advance_to(_moment(now, once))
        patient_id = services.patients.add(front_desk, once.person)
        visit_id = services.visits.check_in(front_desk, CheckIn(patient_id, story.clock.now(), provider, ("CONSULT",)))
        services.visits.mark_left(front_desk, visit_id)


def tell_retention(story: Story) -> None:
    """The privacy officer confirms the date after the long gap, sets ten years, and holds one record."""
    services, officer = story.services, story.sign_in("judith")
    services.retention.confirm_clock(officer)
    services.retention.change_settings(officer, YEARS, minor_floor=True, reason="Our malpractice insurer asks for it.")
    (held,) = services.patients.search(officer, f"{_HELD} Iglesias")
    services.retention.set_hold(officer, held.patient_id, _REASON)


def _moment(now: datetime, once: _Once) -> datetime:
    """Late morning in Chicago on the day from which the ten years count."""
    return datetime.combine(years_after(now.date() - timedelta(days=once.ago), -YEARS), time(17), UTC)
