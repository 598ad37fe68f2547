"""The ledger of consents of a patient: reading it, and adding to it in the transaction of what happened.

``state_of`` is the one answer to "may we?": the patient's page, the rules of what is due, the log of communications and
every other service ask it. Nothing else keeps a consent's state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.forms import decode_json
from app.models.consents import ConsentEvent
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.rules.consents import Channel, ConsentState, EventKind, LedgerEvent, Standing, fold
from app.services.desk import Work

CONTENT_PURPOSE = "consent"

__all__ = [
    "Channel",
    "ConsentState",
    "EventFacts",
    "EventKind",
    "TextShown",
    "append_event",
    "content_of",
    "ledger",
    "standings",
    "state_of",
]


@dataclass(frozen=True)
class TextShown:
    """The exact text a consent was given to. ``sha256`` is of the canonical form definition; empty for none."""

    form_id: str = ""
    url: str = ""
    version: str = ""
    sha256: str = ""
    language: str = ""

    @classmethod
    def of(cls, row: FormSubmission) -> TextShown:
        """Return the text of a submitted or filed form."""
        return cls(row.form_id, row.url, row.version, row.form_sha256, row.language)


@dataclass(frozen=True)
class EventFacts:
    """What is written of one event. ``content`` (number, answer, who signed) is encrypted for the patient.

    ``by`` and ``by_name`` say who did it: the patient on the tablet, a staff member everywhere else.
    """

    patient_id: str
    purpose: str
    kind: EventKind
    at: datetime
    channel: Channel
    by: str
    by_name: str
    text: TextShown = TextShown()
    valid_until: date | None = None
    visit_id: str | None = None
    submission_id: str | None = None
    withdrawal_id: str | None = None
    ends: str | None = None
    content: Mapping[str, str] = field(default_factory=dict, repr=False)


def ledger(work: Work, patient_id: str) -> Sequence[ConsentEvent]:
    """Return every event of a patient in the order in which they took effect; wrongly filed intakes do not count."""
    moved = select(VisitMove.visit_id)
    return work.session.scalars(
        select(ConsentEvent).where(ConsentEvent.patient_id == patient_id,
                                   ConsentEvent.visit_id.is_(None) | ConsentEvent.visit_id.not_in(moved))
        .order_by(ConsentEvent.at, ConsentEvent.sequence)).all()


def standings(rows: Sequence[ConsentEvent]) -> dict[str, Standing]:
    """Return where the events in ``rows`` lead, by purpose, in the order in which the purposes were first asked."""
    by_purpose: dict[str, list[LedgerEvent]] = {}
    for row in rows:
        by_purpose.setdefault(row.purpose, []).append(event_of(row))
    return {purpose: fold(events) for purpose, events in by_purpose.items()}


def state_of(work: Work, patient_id: str, purpose: str) -> ConsentState:
    """Return where the consent to ``purpose`` (a code of ``resources/rules/consents.json``, or a form) stands today."""
    standing = standings(ledger(work, patient_id)).get(purpose, Standing())
    return standing.state(clinic_date(work.now, work.zone))


def event_of(row: ConsentEvent) -> LedgerEvent:
    """Return a stored event as the rules see it."""
    return LedgerEvent(row.event_id, row.purpose, EventKind(row.kind), row.at, row.valid_until)


def append_event(work: Work, facts: EventFacts) -> str:
    """Add an event in the caller's transaction and return its id. The caller audits what happened as a whole."""
    event_id = work.new_id()
    work.session.add(ConsentEvent(
        event_id=event_id, patient_id=facts.patient_id, purpose=facts.purpose, kind=facts.kind.value, at=facts.at,
        recorded_at=work.now, by=facts.by, by_name=facts.by_name, channel=facts.channel.value, visit_id=facts.visit_id,
        submission_id=facts.submission_id, withdrawal_id=facts.withdrawal_id, ends=facts.ends,
        form_id=facts.text.form_id, form_url=facts.text.url, form_version=facts.text.version,
        form_sha256=facts.text.sha256, language=facts.text.language, valid_until=facts.valid_until,
        content=work.keys.encrypt(facts.patient_id, canonical_json(dict(facts.content)), CONTENT_PURPOSE)))
    work.session.flush()
    return event_id


def content_of(work: Work, row: ConsentEvent) -> dict[str, str]:
    """Return what is kept under the patient's key: "answer", "number", "signer". Raises NotFoundError without a key."""
    found = decode_json(work.keys.decrypt(row.patient_id, row.content, CONTENT_PURPOSE))
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
