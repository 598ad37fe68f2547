"""From when on access is unusual, and when the clinic is open: kept as versions, the newest counts."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json
from app.core.errors import InvalidInputError
from app.models.registers import AccessLimitsVersion
from app.rules.unusual_access import AccessLimits, OpenHours
from app.services.desk import Work

_RANGES = (
    ("charts_an_hour", 3, 200, "Between 3 and 200 records an hour can be ordinary."),
    ("exports_an_hour", 1, 100, "Between 1 and 100 files an hour can be ordinary."),
    ("failed_sign_ins", 3, 50, "List from 3 to 50 failed sign-ins a day on."),
    ("refused_a_day", 1, 50, "List from 1 to 50 refusals a day on."),
    ("margin_minutes", 0, 240, "Up to 240 minutes before and after business hours can be ordinary."),
)


def newest_limits(session: Session) -> AccessLimits:
    """Return the limits and business hours as they are now; those of the privacy policy before any were set."""
    row = session.scalars(select(AccessLimitsVersion).order_by(AccessLimitsVersion.sequence.desc()).limit(1)).first()
    if row is None:
        return AccessLimits()
    return AccessLimits(row.charts_an_hour, row.exports_an_hour, row.failed_sign_ins, row.refused_a_day,
                        row.margin_minutes, _hours(row.hours))


def keep_limits(work: Work, limits: AccessLimits) -> None:
    """Store ``limits`` and audit what changed. Raises InvalidInputError naming the field."""
    check_limits(limits)
    before = newest_limits(work.session)
    work.session.add(AccessLimitsVersion(
        at=work.now, by=work.actor.user_id, charts_an_hour=limits.charts_an_hour,
        exports_an_hour=limits.exports_an_hour, failed_sign_ins=limits.failed_sign_ins,
        refused_a_day=limits.refused_a_day, margin_minutes=limits.margin_minutes, hours=_hours_text(limits)))
    work.audit("oversight.limits", old=_plain(before), new=_plain(limits))


def check_limits(limits: AccessLimits) -> None:
    """Raise InvalidInputError for a limit out of range, and for a day that is open twice or ends before it begins."""
    for field, lowest, highest, sentence in _RANGES:
        if not lowest <= getattr(limits, field) <= highest:
            raise InvalidInputError(sentence, field)
    days = [each.weekday for each in limits.hours]
    if not days or len(days) != len({*days}) or not all(0 <= day <= 6 for day in days):
        raise InvalidInputError("Give each day of the week at most once, and at least one.", "hours")
    if any(each.opens >= each.closes for each in limits.hours):
        raise InvalidInputError("A day must begin before it ends.", "hours")


def _hours(text: str) -> tuple[OpenHours, ...]:
    return tuple(OpenHours(int(day), time.fromisoformat(opens), time.fromisoformat(closes))
                 for day, opens, closes in json.loads(text))


def _hours_text(limits: AccessLimits) -> str:
    return json.dumps([[each.weekday, each.opens.isoformat(), each.closes.isoformat()] for each in limits.hours])


def _plain(limits: AccessLimits) -> bytes:
    return canonical_json(asdict(limits) | {"hours": json.loads(_hours_text(limits))})
