"""The evidence record as JSON: what the completion page says, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core.canonical import canonical_json, sha256_hex
from app.documents.record import (
    AnswerBlock,
    Block,
    ConsentRecord,
    InitialsBlock,
    InitialsMark,
    SignatureMark,
    TextBlock,
)

RESPONSE_FILE = "questionnaire-response.json"
EVIDENCE_FILE = "evidence.json"


def evidence_json(record: ConsentRecord) -> bytes:
    """Return the evidence of ``record`` as canonical JSON; times are ISO 8601 with the clinic's UTC offset."""
    evidence = record.evidence
    return canonical_json({
        "document": record.document_id,
        "kind": record.kind.value,
        "title": record.title,
        "version": record.version,
        "language": record.language,
        "completed_at": _when(record.completed_at, record),
        "clinic": {"name": record.clinic.name, "address": record.clinic.address_line, "zone": record.clinic.zone},
        "patient": {"name": record.patient.name, "birth_date": record.patient.birth_date.isoformat(),
                    "record_number": record.patient.record_number},
        "form": {"url": evidence.form_url, "sha256": evidence.form_sha256},
        "text_sha256": shown_sha256(record),
        "response_sha256": sha256_hex(record.response_json) if record.response_json else "",
        "signers": [_signer(mark, record) for mark in record.signatures],
        "initials": [_initials(block, record) for section in record.sections for block in section.blocks
                     if isinstance(block, InitialsBlock)],
        "identity": {"method": evidence.identity_method, "by": evidence.identity_by,
                     "at": _when(evidence.identity_at, record), "guardian": evidence.guardian_identity},
        "electronic_records": {"version": evidence.disclosure_version,
                               "accepted_at": _when(evidence.disclosure_accepted_at, record)},
        "pages": [{"title": page.title, "first_shown_at": _when(page.first_shown_at, record)}
                  for page in evidence.pages],
        "events": [{"at": _when(event.at, record), "title": event.title, "detail": event.detail}
                   for event in evidence.events],
        "edits_before_signing": evidence.edits_before_signing,
        "interpreter": evidence.interpreter,
        "device": evidence.device,
        "app": evidence.app_version,
        "audit": {"first": evidence.audit_first, "last": evidence.audit_last, "head": evidence.audit_head},
        "seal": {"certificate_sha256": evidence.seal_sha256, "clinic_certificate_sha256": evidence.ca_sha256},
        "corrects_sha256": evidence.corrects_sha256,
        "notes": list(evidence.notes),
        "demo": record.is_demo,
    })


def shown_sha256(record: ConsentRecord) -> str:
    """Return the SHA-256 of the exact text shown, without the answers.

    It is over canonical JSON of ``[title, version, language, [[heading, text or question, ...], ...], agreement]``.
    """
    parts = [[section.title, *(_shown(block) for block in section.blocks)] for section in record.sections]
    return sha256_hex(canonical_json([record.title, record.version, record.language, parts, record.agreement]))


def _shown(block: Block) -> str:
    match block:
        case TextBlock(text):
            return text
        case AnswerBlock(question):
            return question
        case InitialsBlock(statement):
            return statement


def _signer(mark: SignatureMark, record: ConsentRecord) -> dict[str, Any]:
    licence = " ".join(filter(None, (mark.licence, mark.licence_number)))
    return {"role": mark.role.value, "printed_name": mark.printed_name, "relationship": mark.relationship,
            "licence": licence, "method": mark.method.value, "meaning": mark.meaning,
            "signed_at": _when(mark.signed_at, record), "drawing": mark.strokes.to_json() if mark.strokes else ""}


def _initials(block: InitialsBlock, record: ConsentRecord) -> dict[str, Any]:
    mark: InitialsMark = block.mark
    return {"statement": block.statement, "at": _when(mark.at, record), "text": mark.text,
            "drawing": mark.strokes.to_json() if mark.strokes else ""}


def _when(value: datetime | None, record: ConsentRecord) -> str:
    return value.astimezone(record.clinic.tz).isoformat() if value is not None else ""
