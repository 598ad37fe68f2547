"""Renders, seals and stores a finished record, within the unit of work that finished it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.text import slug
from app.documents.record import ConsentRecord, DocumentKind
from app.models.documents import SealedDocument
from app.services.clinic_keys import seal_key
from app.services.desk import Work

PURPOSE = "document"
EVIDENCE_PURPOSE = "document.evidence"


@dataclass(frozen=True)
class Belongings:
    """What a document belongs to. ``corrects`` is the id of an earlier document that this one corrects or withdraws.

    ``filed_as`` is its title for staff, in English; the record's own when it is empty.
    """

    patient_id: str
    visit_id: str | None = None
    submission_id: str | None = None
    corrects: str | None = None
    filed_as: str = ""


def store_sealed(work: Work, record: ConsentRecord, belongings: Belongings) -> str:
    """Render ``record``, seal it, read the seal back, and add it to the records. Returns the document's id.

    The certificate fingerprints and the head of the audit log are filled in here. Everything happens in the caller's
    transaction: either the decision and its document are stored, or neither. Raises NotFoundError when the clinic has
    no seal key or the patient no key, and RuntimeError (a bug) when what was sealed does not verify.
    """
    from app.documents.evidence import evidence_json  # noqa: PLC0415  # lazy: start-up time
    from app.documents.render import count_pages, render_consent  # noqa: PLC0415  # lazy: start-up time
    from app.documents.seal import seal  # noqa: PLC0415  # lazy: start-up time
    from app.documents.verify import verify  # noqa: PLC0415  # lazy: start-up time

    key, title = seal_key(work.session), belongings.filed_as or record.title
    audit = work.audit("document.create", patient_id=belongings.patient_id, subject=record.document_id,
                       detail=f"{title}, document {record.short_id}.")
    evidence = replace(record.evidence, seal_sha256=key.fingerprint, ca_sha256=key.ca_fingerprint,
                       audit_head=audit.hash, audit_last=audit.sequence)
    record = replace(record, evidence=evidence)
    rendered = render_consent(record)
    pdf = seal(rendered, key, record)
    found = verify(pdf, key.ca_certificate, work.now)
    if not found.valid:
        raise RuntimeError(f"A document did not verify right after sealing: {found.outcome}.")
    work.session.add(SealedDocument(
        document_id=record.document_id, patient_id=belongings.patient_id, visit_id=belongings.visit_id,
        submission_id=belongings.submission_id, kind=record.kind.value, title=title, version=record.version,
        short_id=record.short_id, sealed_at=record.completed_at, pages=count_pages(rendered), size_bytes=len(pdf),
        is_paper=record.kind is DocumentKind.PAPER, sha256=found.sha256, ca_sha256=key.ca_fingerprint,
        corrects=belongings.corrects, pdf=work.keys.encrypt(belongings.patient_id, pdf, PURPOSE),
        evidence=work.keys.encrypt(belongings.patient_id, evidence_json(record), EVIDENCE_PURPOSE)))
    work.session.flush()
    work.audit("document.seal", patient_id=belongings.patient_id, subject=record.document_id,
               detail=f"{title}, document {record.short_id}, SHA-256 {found.sha256}.")
    return record.document_id


def file_name(title: str, short_id: str) -> str:
    """Return the name a copy gets: form and document number, nothing of the patient."""
    return f"{slug(title)}-{short_id.lower()}.pdf"
