"""Views of unusual access and of the reviews of the audit log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.rules.unusual_access import AccessLimits, Unusual


@dataclass(frozen=True)
class Explanation:
    """Why an unusual access was in order, or what was done about it; by whom and when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Finding:
    """Unusual access by one person on one day. ``key`` names it for good; ``sequences`` are its first and last row.

    ``is_certain`` is False for a record that only bears the same name as the staff member. ``explanation`` is None
    while nobody has explained it, and again when more was done after the explanation.
    """

    key: str
    kind: Unusual
    day: date
    user_id: str
    person: str
    sentence: str
    count: int
    first_at: datetime
    last_at: datetime
    sequences: tuple[int, int]
    patient_id: str | None = None
    patient: str = ""
    is_certain: bool = True
    explanation: Explanation | None = None


@dataclass(frozen=True)
class UnusualAccess:
    """What was unusual in a range of days, newest first, and by which limits."""

    first_day: date
    last_day: date
    findings: tuple[Finding, ...]
    limits: AccessLimits

    @property
    def unexplained(self) -> int:
        """How many findings nobody has explained."""
        return sum(finding.explanation is None for finding in self.findings)


@dataclass(frozen=True)
class ReviewDraft:
    """The part of the audit log that waits for review: from the entry after the last review to the newest.

    ``head_hash`` is the hash of entry ``last`` (hexadecimal SHA-256): what is signed names exactly these entries.
    """

    first: int
    last: int
    head_hash: str
    first_day: date
    last_day: date
    entries: int
    refused: int
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True)
class AuditReview:
    """A signed review of the audit log (45 CFR 164.308(a)(1)(ii)(D)). ``due_next`` is 30 days later.

    ``chain_ok`` says whether the chain of entries held when it was signed; ``findings`` and ``unexplained`` are counts.
    """

    review_id: str
    first: int
    last: int
    head_hash: str
    chain_ok: bool
    entries: int
    findings: int
    unexplained: int
    note: str
    by: str
    at: datetime
    due_next: date


@dataclass(frozen=True)
class ReviewStanding:
    """Whether the audit log's review is due. ``due`` counts from the last review, or from the day of set-up."""

    last: AuditReview | None
    due: date
    days_left: int
    reviews: tuple[AuditReview, ...] = ()
