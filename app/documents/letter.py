"""Letters of the clinic to a patient: a ``Letter`` becomes a record that is rendered and sealed like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.record import (
    ClinicHeader,
    ConsentRecord,
    DocumentKind,
    Evidence,
    EvidenceEvent,
    PatientLine,
    Section,
    TextBlock,
)

LETTER_VERSION = "1"


@dataclass(frozen=True)
class Letter:
    """A letter, complete. Paragraphs are plain text; a line that starts with "• " is drawn as a list.

    ``parts`` come after the paragraphs, each under a title of its own.
    ``addressee`` are the lines of the address (name first), ``written_at`` is aware, ``signed_by`` and ``title`` name
    who signs for the clinic, ``corrects_sha256`` is of a sealed document that this letter withdraws or corrects.
    """

    document_id: str
    clinic: ClinicHeader
    patient: PatientLine
    addressee: tuple[str, ...]
    written_at: datetime
    subject: str
    paragraphs: tuple[str, ...]
    signed_by: str
    title: str = ""
    enclosures: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    device: str = ""
    app_version: str = ""
    corrects_sha256: str = ""
    is_demo: bool = False


def letter_record(letter: Letter) -> ConsentRecord:
    """Return the record that is rendered and sealed for ``letter`` (kind "letter"). Raises ValueError without words."""
    words = (*letter.paragraphs, *(line for _title, paragraphs in letter.parts for line in paragraphs))
    if not any(line.strip() for line in words):
        raise ValueError("A letter without words cannot be sent.")
    sections = [_block(letter.addressee), _block(letter.paragraphs),
                *(_block(paragraphs, title) for title, paragraphs in letter.parts),
                _block(("Sincerely,", _signer(letter), letter.clinic.name))]
    if letter.enclosures:
        sections.append(Section("Enclosed", (TextBlock("\n".join(f"• {each}" for each in letter.enclosures)),)))
    written = EvidenceEvent(letter.written_at, "Letter written", _signer(letter))
    evidence = Evidence(form_url="", form_sha256="", device=letter.device, app_version=letter.app_version,
                        corrects_sha256=letter.corrects_sha256, events=(written,))
    return ConsentRecord(
        document_id=letter.document_id, title=letter.subject, version=LETTER_VERSION, language="en",
        kind=DocumentKind.LETTER, clinic=letter.clinic, patient=letter.patient, sections=tuple(sections), agreement="",
        signatures=(), evidence=evidence, completed_at=letter.written_at, response_json=b"",
        is_demo=letter.is_demo)


def _signer(letter: Letter) -> str:
    return ", ".join(filter(None, (letter.signed_by, letter.title)))


def _block(lines: Sequence[str], title: str = "") -> Section:
    return Section(title, (TextBlock("\n".join(lines)),))
