"""The sealed record of a withdrawal: what was taken back, how, what stops, and the document of what had been given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import app
from app.core.dates import long_date
from app.documents.record import (
    AnswerBlock,
    ConsentRecord,
    DocumentKind,
    Evidence,
    EvidenceEvent,
    PatientLine,
    Section,
    TextBlock,
)
from app.models.patients import Patient
from app.rules.consent_purposes import ConsentPurpose
from app.services.paper import header
from app.services.views.consents import CHANNEL_WORDS
from app.services.views.people import ClinicDetails

VERSION = "1"
TITLE = "Withdrawal of consent"
_NEVER_DELETES = ("Withdrawing a consent never deletes past records. It stops the use from that moment. What was done "
                  "before in reliance on the consent stays as it was.")

_KEPT = "This document withdraws a consent. The document of what was given is kept beside it, unchanged."


@dataclass(frozen=True)
class OldDocument:
    """The sealed document of a consent that was given. ``sha256`` is of its file."""

    document_id: str
    title: str
    short_id: str
    sealed_on: date
    sha256: str


@dataclass(frozen=True)
class Act:
    """A withdrawal as it is recorded. ``steps`` are what the clinic does now and its last day.

    ``audit_first`` is the first row of the audit log that is about it.
    """

    document_id: str
    patient: Patient
    clinic: ClinicDetails
    purposes: tuple[ConsentPurpose, ...]
    channel: str
    words: str
    asked_by: str
    received: date
    at: datetime
    recorded_by: str
    device: str
    old: tuple[OldDocument, ...]
    steps: tuple[tuple[str, date], ...]
    audit_first: int
    is_demo: bool


def withdrawal_record(act: Act) -> ConsentRecord:
    """Return the record that is rendered and sealed for ``act`` (45 CFR 164.508(b)(5); 47 CFR 64.1200(a)(10))."""
    back = TextBlock("\n".join(f"• {purpose.title}: {purpose.stops}" for purpose in act.purposes))
    sections = [
        Section("What is taken back", (back, TextBlock(_NEVER_DELETES))),
        Section("How it reached the clinic", tuple(_how(act))),
        Section("What had been given", _given(act.old)),
        Section("What the clinic does now",
                (TextBlock("\n".join(f"• {title}, by {long_date(due)}" for title, due in act.steps)),)),
    ]
    evidence = Evidence(form_url="", form_sha256="", device=act.device, app_version=app.__version__,
                        corrects_sha256=act.old[0].sha256 if act.old else "", audit_first=act.audit_first,
                        events=(EvidenceEvent(act.at, "Withdrawal recorded", f"{CHANNEL_WORDS[act.channel]}, received "
                                              f"{long_date(act.received)}"),),
                        notes=(_KEPT,) if act.old else ())
    return ConsentRecord(
        document_id=act.document_id, title=TITLE, version=VERSION, language="en", kind=DocumentKind.WITHDRAWAL,
        clinic=header(act.clinic),
        patient=PatientLine(act.patient.display_name, act.patient.birth_date, act.patient.record_number),
        sections=tuple(sections), agreement="", signatures=(), evidence=evidence, completed_at=act.at,
        response_json=b"", is_demo=act.is_demo)


def _how(act: Act) -> list[AnswerBlock]:
    lines = [AnswerBlock("How", (CHANNEL_WORDS[act.channel],)), AnswerBlock("Received on", (long_date(act.received),))]
    if act.asked_by:
        lines.append(AnswerBlock("Asked for by", (act.asked_by,)))
    lines.append(AnswerBlock("Recorded by", (act.recorded_by,)))
    if act.words:
        lines.append(AnswerBlock("In the patient’s words", (act.words,)))
    return lines


def _given(old: Sequence[OldDocument]) -> tuple[TextBlock | AnswerBlock, ...]:
    if not old:
        return (TextBlock("No sealed document of this consent is on record."),)
    return tuple(AnswerBlock(f"{each.title}, document {each.short_id}, sealed {long_date(each.sealed_on)}",
                             (f"SHA-256 {each.sha256}",)) for each in old)
