"""Makes copies of a patient's record: one encrypted package, recorded as a disclosure in the same transaction."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from app.core.canonical import sha256_hex
from app.core.errors import DamagedError, KnownError
from app.core.text import counted
from app.documents.copy_record import CopyDocument, CopyRecord
from app.documents.package import (
    ANSWERS_CSV,
    ANSWERS_JSON,
    BUNDLE,
    CERTIFICATE,
    DOCUMENTS,
    INDEX,
    READABLE,
    PackageWriter,
    new_passphrase,
    package_file,
)
from app.models.documents import SealedDocument
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, all_keys, current_key
from app.services.copies.gather import gather
from app.services.copies.scope import Scope, scope_of
from app.services.desk import Desk, Work
from app.services.disclosures.record import Given, record_disclosure
from app.services.disclosures.release import release_for
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.rights.events import require_identified
from app.services.sealing_documents import PURPOSE
from app.services.views.copies import CopyOrder, CopyPreview, MadeCopy
from app.services.views.disclosures import Channel

Progress = Callable[[int, int], None]


class CopyCancelledError(KnownError):
    """The person stopped the copy; nothing was written and nothing recorded as shared."""


class CopiesService:
    """Use cases around a copy of the record (45 CFR 164.524, 735 ILCS 5/8-2001) and sharing it with others."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def preview(self, actor: Actor, order: CopyOrder) -> CopyPreview:
        """Return what the copy would hold, and what stays out of it.

        Raises InvalidInputError (``release_for``), NotFoundError (unknown, or disposed of), PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.DISCLOSURE, patient_id=order.patient_id) as work:
            work.audit("copy.preview", patient_id=order.patient_id)
            scope, record = self._record(work, order)
            return CopyPreview(
                len(record.forms), len(record.consents), len(record.visits), len(scope.documents),
                len(record.disclosures), len(record.amendments), len(record.calls),
                sum(document.size_bytes for document in scope.documents), scope.left_out)

    def make(self, actor: Actor, order: CopyOrder, target: Path, progress: Progress | None = None,
             cancelled: Callable[[], bool] | None = None) -> MadeCopy:
        """Write the package to ``target`` and return it with its passphrase, which is kept nowhere.

        ``progress`` is told (documents written, documents in all); ``cancelled`` is asked before each. The disclosure
        is recorded in the same transaction: either the file is there and recorded, or neither. Raises
        InvalidInputError, NotFoundError, DamagedError (a document is not the one that was sealed), StorageError,
        CopyCancelledError, ProofNeededError, PermissionDeniedError.
        """
        passphrase, is_written = new_passphrase(self._desk.randomness), False
        try:
            with self._desk.act(actor, Action.EXPORT, RecordKind.PATIENT, patient_id=order.patient_id) as work:
                if order.request_id:
                    require_identified(work, order.request_id, order.patient_id)
                scope, record = self._record(work, order)
                with package_file(target, passphrase, work.now.astimezone(work.zone)) as package:
                    record = replace(record, documents=_write_documents(
                        work, scope, package, progress or _tell_nobody, cancelled or _never))
                    _write_rest(work, record, package)
                is_written = True
                disclosure_id = self._told(work, order, scope, record)
                size = target.stat().st_size
        except BaseException:
            if is_written:  # a file that is recorded nowhere must not stay
                with suppress(OSError):
                    target.unlink(missing_ok=True)
            raise
        return MadeCopy(target, size, disclosure_id, len(record.documents), passphrase)

    def _record(self, work: Work, order: CopyOrder) -> tuple[Scope, CopyRecord]:
        patient = known_patient(work, order.patient_id)
        release = release_for(work, self._library, patient, order.disclosure)
        scope = scope_of(work, self._library, patient, release, order.parts)
        return scope, gather(work, self._library, patient, scope)

    def _told(self, work: Work, order: CopyOrder, scope: Scope, record: CopyRecord) -> str:
        what = "Copy of the whole record" if scope.release.is_own_copy else (
            f"Copy of {', '.join(sorted(part.value for part in scope.parts))}")
        disclosure_id = record_disclosure(work, order.patient_id, scope.release.disclosure, Given(
            f"{what}: {counted(len(record.forms), 'form')}, {counted(len(record.documents), 'document')}",
            Channel.PACKAGE,
            tuple(document.document_id for document in record.documents), request_id=order.request_id or None))
        work.audit("copy.make", patient_id=order.patient_id, subject=disclosure_id,
                   detail=f"{counted(len(record.forms), 'form')}, "
                          f"{counted(len(record.documents), 'sealed document')}, encrypted.".capitalize())
        return disclosure_id


def _write_documents(work: Work, scope: Scope, package: PackageWriter, progress: Progress,
                     cancelled: Callable[[], bool]) -> tuple[CopyDocument, ...]:
    """Add the sealed documents one after the other: never more than one is in memory."""
    found: list[CopyDocument] = []
    for number, document in enumerate(scope.documents, start=1):
        if cancelled():
            raise CopyCancelledError("The copy was stopped. Nothing was saved and nothing was recorded as shared.")
        sealed = work.session.scalar(select(SealedDocument.pdf)
                                     .where(SealedDocument.document_id == document.document_id))
        pdf = work.keys.decrypt(document.patient_id, sealed or b"", PURPOSE)
        if sha256_hex(pdf) != document.sha256:
            raise DamagedError(f"Document {document.short_id} is not the one that was sealed, so no copy was made. "
                               "Restore the records from a backup.")
        name = f"{DOCUMENTS}{number:03d}-{document.short_id.lower()}.pdf"
        package.add(name, pdf, is_compressed=True)
        found.append(_fact(document, pdf, name))
        progress(number, len(scope.documents))
    return tuple(found)


def _fact(document: SealedDocument, pdf: bytes, name: str) -> CopyDocument:
    sha1 = hashlib.sha1(pdf, usedforsecurity=False).digest()  # what FHIR R4 Attachment.hash holds; seals use SHA-256
    return CopyDocument(
        document.document_id, document.short_id, document.title, document.kind, document.sealed_at, document.pages,
        len(pdf), document.sha256, base64.b64encode(sha1).decode(), name, document.submission_id or "",
        document.corrects or "")


def _write_rest(work: Work, record: CopyRecord, package: PackageWriter) -> None:
    from app.documents.answer_table import answers_csv, answers_json  # noqa: PLC0415  # lazy: start-up time
    from app.documents.fhir_bundle import build_bundle  # noqa: PLC0415  # lazy: start-up time
    from app.documents.package_index import render_index  # noqa: PLC0415  # lazy: start-up time
    from app.documents.readable import render_readable  # noqa: PLC0415  # lazy: start-up time

    newest = current_key(work.session, KeyPurpose.CA).public
    certificates = [key.public for key in all_keys(work.session, KeyPurpose.CA)]  # newest first
    package.add(INDEX, render_index(record, sha256_hex(newest)), is_compressed=True)
    package.add(READABLE, render_readable(record), is_compressed=True)
    package.add(BUNDLE, build_bundle(record))
    package.add(ANSWERS_CSV, answers_csv(record))
    package.add(ANSWERS_JSON, answers_json(record))
    for number, certificate in enumerate(certificates, start=1):  # older documents carry older seals
        package.add(CERTIFICATE if number == 1 else CERTIFICATE.replace(".cer", f"-{number}.cer"), certificate)


def _tell_nobody(_done: int, _total: int) -> None:
    return None


def _never() -> bool:
    return False
