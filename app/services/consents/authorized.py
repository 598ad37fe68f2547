"""Consents that are authorizations in the sense of 45 CFR 164.508: the clinic keeps them as long as it keeps those."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest

from app.core.clock import clinic_date
from app.models.consents import ConsentEvent
from app.rules.consent_purposes import AUTHORIZATIONS
from app.rules.consents import EventKind
from app.services.consents.ledger import ledger
from app.services.desk import Work


def last_authorized(work: Work, patient_id: str, today: date) -> date | None:
    """Return the last day, up to ``today``, on which the use of photos outside of care was allowed; None if never.

    It is kept for six years from then (45 CFR 164.508(b)(6), 164.530(j)(2)).
    """
    rows = ledger(work, patient_id)
    by_purpose = ([row for row in rows if row.purpose == purpose] for purpose in AUTHORIZATIONS)
    return max((day for events in by_purpose for day in _last_days(work, events, today)), default=None)


def _last_days(work: Work, events: Sequence[ConsentEvent], today: date) -> list[date]:
    """Return the last day of each time the consent was given: what came after ended it, or its own last day did."""
    found = []
    for event, after in zip_longest(events, events[1:]):
        if event.kind == EventKind.GIVEN:
            days = (today, event.valid_until, clinic_date(after.at, work.zone) if after is not None else None)
            found.append(min(day for day in days if day is not None))
    return found
