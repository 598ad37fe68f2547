"""Sealed documents of the clinic itself: made within the unit of work they record, listed, opened, copied."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import load_only

import app
from app.core.canonical import sha256_hex
from app.core.errors import DamagedError, NotFoundError
from app.documents.report import Report, ReportEvidence, report_cover
from app.models.clinic_documents import ClinicDocument
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import seal_key
from app.services.desk import Desk, Work
from app.services.documents import check_sealed, checked_disclosure, verification_view
from app.services.incidents.names import refuse_patients_in
from app.services.sealing_documents import file_name
from app.services.views.clinic_documents import ClinicDocumentKind, ClinicDocumentRow, ClinicDocumentView
from app.services.views.review import Disclosure

_LIST_LIMIT = 500
_LISTED = (ClinicDocument.document_id, ClinicDocument.short_id, ClinicDocument.kind, ClinicDocument.title,
           ClinicDocument.made_at, ClinicDocument.made_by_name, ClinicDocument.pages, ClinicDocument.size_bytes,
           ClinicDocument.sha256)


def seal_report(work: Work, report: Report, kind: ClinicDocumentKind) -> str:
    """Render ``report``, seal it, read the seal back and add it to the records. Returns the document's id.

    Id, author, the demo's mark, certificate fingerprints and the head of the audit log are filled in here. Everything
    happens in the caller's transaction. Raises NotFoundError when the clinic has no seal key, and RuntimeError (a bug)
    when what was sealed does not verify.
    """
    from app.documents.render import count_pages  # noqa: PLC0415  # lazy: start-up time
    from app.documents.report_pages import render_report  # noqa: PLC0415  # lazy: start-up time
    from app.documents.seal import seal_file  # noqa: PLC0415  # lazy: start-up time
    from app.documents.verify import verify  # noqa: PLC0415  # lazy: start-up time

    key, actor = seal_key(work.session), work.actor
    report = replace(report, document_id=work.new_id(), is_demo=work.is_demo)
    audit = work.audit("clinic_document.create", subject=report.document_id,
                       detail=f"{report.title}, document {report.short_id}.")
    report = replace(report, evidence=ReportEvidence(
        kind.value, actor.display_name, f"Better Med Spa intake {app.__version__}", audit.sequence, audit.hash,
        key.fingerprint, key.ca_fingerprint))
    rendered = render_report(report)
    pdf = seal_file(rendered, key, report_cover(report))
    found = verify(pdf, key.ca_certificate, work.now)
    if not found.valid:
        raise RuntimeError(f"A document did not verify right after sealing: {found.outcome}.")
    work.session.add(ClinicDocument(
        document_id=report.document_id, kind=kind.value, title=report.title, short_id=report.short_id,
        made_at=work.now, made_by=actor.user_id, made_by_name=actor.display_name, pages=count_pages(rendered),
        size_bytes=len(pdf), sha256=found.sha256, ca_sha256=key.ca_fingerprint, pdf=pdf))
    work.session.flush()
    work.audit("clinic_document.seal", subject=report.document_id,
               detail=f"{report.title}, document {report.short_id}, SHA-256 {found.sha256}.")
    return report.document_id


def document_rows(work: Work, kinds: tuple[ClinicDocumentKind, ...] = ()) -> tuple[ClinicDocumentRow, ...]:
    """Return the clinic's documents of ``kinds`` (all when empty), newest first, at most 500."""
    wanted = select(ClinicDocument).options(load_only(*_LISTED))
    if kinds:
        wanted = wanted.where(ClinicDocument.kind.in_([kind.value for kind in kinds]))
    newest = wanted.order_by(ClinicDocument.made_at.desc(), ClinicDocument.document_id.desc()).limit(_LIST_LIMIT)
    return tuple(_row(document) for document in work.session.scalars(newest))


class ClinicDocumentService:
    """Lists, opens and copies the clinic's own documents; they are part of its registers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, actor: Actor, kinds: tuple[ClinicDocumentKind, ...] = ()) -> tuple[ClinicDocumentRow, ...]:
        """Return the documents of ``kinds`` (all when empty), newest first. Listing is not recorded, opening is.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER, unrecorded=True) as work:
            return document_rows(work, kinds)

    def open(self, actor: Actor, document_id: str) -> ClinicDocumentView:
        """Return a document with the result of checking its seal now; the view is audited.

        A document that does not verify is returned too, and says so. Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER) as work:
            document = _known(work, document_id)
            found = check_sealed(work, document.pdf, document.ca_sha256, document.sha256)
            work.audit("clinic_document.view", subject=document_id,
                       detail=f"{document.title}, document {document.short_id}. {found.sentence}")
            return ClinicDocumentView(_row(document), document.pdf, verification_view(found, work.now))

    def copy(self, actor: Actor, document_id: str, disclosure: Disclosure) -> tuple[str, bytes]:
        """Return a file name and the sealed bytes, for saving outside; audited with recipient and purpose.

        Raises InvalidInputError without recipient or purpose or with a patient's name, NotFoundError, DamagedError (not
        the file that was sealed), ProofNeededError, PermissionDeniedError.
        """
        said = checked_disclosure(disclosure)
        with self._desk.act(actor, Action.EXPORT, RecordKind.REGISTER) as work:
            refuse_patients_in(work.session, said)
            document = _known(work, document_id)
            if sha256_hex(document.pdf) != document.sha256:
                raise DamagedError("This document is not the one that was sealed, so no copy was made. Restore the "
                                   "records from a backup.")
            work.audit("clinic_document.export", subject=document_id,
                       detail=f"{document.title}, document {document.short_id}. To: {said.recipient}. "
                              f"Purpose: {said.purpose}.")
            return file_name(document.title, document.short_id), document.pdf


def _known(work: Work, document_id: str) -> ClinicDocument:
    document = work.session.get(ClinicDocument, document_id)
    if document is None:
        raise NotFoundError("This document is not in the records.")
    return document


def _row(document: ClinicDocument) -> ClinicDocumentRow:
    return ClinicDocumentRow(
        document.document_id, document.short_id, ClinicDocumentKind(document.kind), document.title, document.made_at,
        document.made_by_name, document.pages, document.size_bytes, document.sha256)
