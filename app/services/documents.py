"""Sealed documents: list, open with verification and evidence, save a copy, print. Every one of these is recorded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.core.canonical import sha256_hex
from app.core.clock import clinic_date
from app.core.errors import DamagedError, InvalidInputError, NotFoundError
from app.core.text import clean, refuse_card_number
from app.documents.evidence_reader import EvidenceSummary, read_evidence
from app.documents.outcome import Outcome, Verification
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, all_keys
from app.services.desk import Desk, Work
from app.services.disclosures.genetic import GeneticFinder
from app.services.disclosures.record import Given, record_disclosure
from app.services.disclosures.release import refuse_genetic, refuse_withheld, release_for
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.public_keys import read_public_keys
from app.services.sealing_documents import EVIDENCE_PURPOSE, PURPOSE, file_name
from app.services.views.disclosures import Channel
from app.services.views.disclosures import Disclosure as PatientDisclosure
from app.services.views.review import Disclosure, DocumentRow, DocumentView, EvidenceStep, VerificationView

_LIST_LIMIT = 500
_LISTED = (SealedDocument.document_id, SealedDocument.short_id, SealedDocument.patient_id, SealedDocument.title,
           SealedDocument.version, SealedDocument.sealed_at, SealedDocument.pages, SealedDocument.size_bytes,
           SealedDocument.is_paper)
_HEADLINES = {
    Outcome.VALID: "This document has not changed",
    Outcome.EXPIRED: "The seal's certificate has run out",
    Outcome.FOREIGN_CERTIFICATE: "Not sealed by this clinic",
    Outcome.NOT_ON_RECORD: "Not the document on record",
}
_CHANGED = "This document was changed"


def checked_disclosure(disclosure: Disclosure) -> Disclosure:
    """Return who receives a copy and what for, cleaned. Raises InvalidInputError without one, or with a card number."""
    said = Disclosure(clean(disclosure.recipient).strip(), clean(disclosure.purpose).strip())
    if not said.recipient:
        raise InvalidInputError("Say who receives the copy.", "recipient")
    if not said.purpose:
        raise InvalidInputError("Say what the copy is for.", "purpose")
    refuse_card_number(said.recipient, "recipient")
    refuse_card_number(said.purpose, "purpose")
    return said


def check_sealed(work: Work, pdf: bytes, ca_sha256: str, sha256: str) -> Verification:
    """Check ``pdf`` against the certificate the clinic had when it was sealed, and the hash kept since."""
    from app.documents.verify import verify  # noqa: PLC0415  # lazy: start-up time

    for key in all_keys(work.session, KeyPurpose.CA):
        if sha256_hex(key.public) == ca_sha256:
            return verify(pdf, key.public, work.now, sha256)
    return Verification(Outcome.FOREIGN_CERTIFICATE, sha256_hex(pdf), len(pdf))


def verification_view(found: Verification, now: datetime) -> VerificationView:
    """Return the result of a check made at ``now`` as people read it."""
    return VerificationView(found.valid, _HEADLINES.get(found.outcome, _CHANGED), _detail(found), now)


class DocumentService:
    """Use cases around sealed documents."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def rows(self, actor: Actor, patient_id: str = "") -> tuple[DocumentRow, ...]:
        """Return the documents of a patient, or the newest of all (at most 500), newest first.

        Those of a disposed record are not listed: nothing opens them. Listing is not recorded, opening is. Raises
        PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.DOCUMENT, unrecorded=True) as work:
            wanted = select(SealedDocument, Patient).join(
                Patient, Patient.patient_id == SealedDocument.patient_id).where(Patient.disposed_on.is_(None))
            if patient_id:
                wanted = wanted.where(SealedDocument.patient_id == patient_id)
            newest = wanted.options(load_only(*_LISTED)).order_by(SealedDocument.sealed_at.desc()).limit(_LIST_LIMIT)
            return tuple(_row(document, patient) for document, patient in work.session.execute(newest))

    def open(self, actor: Actor, document_id: str) -> DocumentView:
        """Return a document with the result of checking it now and the steps of its evidence; the view is audited.

        A document that does not verify is returned too, and says so. Raises NotFoundError, DamagedError (what is stored
        cannot even be decrypted) and PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.DOCUMENT) as work:
            document = _known(work, document_id)
            pdf = work.keys.decrypt(document.patient_id, document.pdf, PURPOSE)
            evidence = read_evidence(work.keys.decrypt(document.patient_id, document.evidence, EVIDENCE_PURPOSE))
            found = check_sealed(work, pdf, document.ca_sha256, document.sha256)
            work.audit("document.view", patient_id=document.patient_id, subject=document_id,
                       detail=f"{document.title}, document {document.short_id}. {found.sentence}")
            return _view(work, document, pdf, found, evidence)

    def copy(self, actor: Actor, document_id: str, disclosure: PatientDisclosure) -> tuple[str, bytes]:
        """Return a file name without patient data and the sealed bytes, for saving outside; recorded as a disclosure.

        Raises InvalidInputError (recipient or purpose missing, no authorization, genetic information without its
        release, a restriction: ``release_for``), NotFoundError, ProofNeededError, PermissionDeniedError.
        """
        pdf, document = self._given_out(actor, document_id, disclosure, Action.EXPORT, Channel.SAVED)
        return file_name(document.title, document.short_id), pdf

    def printed(self, actor: Actor, document_id: str, disclosure: PatientDisclosure) -> bytes:
        """Return the sealed bytes for printing; recorded as a disclosure. Raises as ``copy`` does."""
        pdf, _ = self._given_out(actor, document_id, disclosure, Action.PRINT, Channel.PRINTED)
        return pdf

    def certificate(self, actor: Actor) -> bytes:
        """Return the clinic's certificate (DER) to be saved: the ``--trust`` file of ``verify``, which is public.

        Raises PermissionDeniedError, DamagedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.DOCUMENT) as work:
            work.audit("document.certificate")
            return read_public_keys(self._desk.folder.public_keys).ca_certificate

    def _given_out(self, actor: Actor, document_id: str, disclosure: PatientDisclosure, action: Action,
                   channel: Channel) -> tuple[bytes, DocumentRow]:
        with self._desk.act(actor, action, RecordKind.DOCUMENT) as work:
            document = _known(work, document_id)
            patient = known_patient(work, document.patient_id)
            release = release_for(work, self._library, patient, disclosure)
            if document.visit_id in release.withheld_visits:
                refuse_withheld()
            if not release.may_hold_genetic and GeneticFinder(work, self._library).in_document(document):
                refuse_genetic()
            pdf = work.keys.decrypt(document.patient_id, document.pdf, PURPOSE)
            if sha256_hex(pdf) != document.sha256:
                raise DamagedError("This document is not the one that was sealed, so no copy was made. Restore the "
                                   "records from a backup.")
            name = f"{document.title}, document {document.short_id}"
            record_disclosure(work, document.patient_id, release.disclosure, Given(name, channel, (document_id,)))
            work.audit(f"document.{action}", patient_id=document.patient_id, subject=document_id, detail=f"{name}.")
            return pdf, _row(document, patient)


def _known(work: Work, document_id: str) -> SealedDocument:
    document = work.session.get(SealedDocument, document_id)
    if document is None:
        raise NotFoundError("This document is not in the records.")
    return document


def _view(work: Work, document: SealedDocument, pdf: bytes, found: Verification,
          evidence: EvidenceSummary) -> DocumentView:
    patient = work.session.get(Patient, document.patient_id)
    assert patient is not None  # a foreign key of the document
    until = clinic_date(found.valid_until, work.zone).year if found.valid_until else ""
    clinic = found.sealed_by.rpartition("O=")[2] or "Unknown"
    sealed = EvidenceStep(document.sealed_at, "Sealed", "Sealed with the clinic certificate", sealed=True)
    steps = [EvidenceStep(event.at, event.title, event.detail) for event in evidence.events]
    return DocumentView(
        document_id=document.document_id, short_id=document.short_id, patient_id=document.patient_id,
        patient_name=patient.display_name, title=document.title, pdf=pdf, pages=document.pages,
        verification=verification_view(found, work.now),
        signed_by=evidence.signed_by, countersigned_by=", ".join(evidence.countersigned_by),
        certificate=f"{clinic}, valid to {until}" if until else clinic, sealed_at=document.sealed_at,
        sha256=found.sha256, steps=tuple(sorted([*steps, sealed], key=lambda step: step.at)))


def _detail(found: Verification) -> str:
    if found.valid:
        return "It matches the copy that was sealed, byte for byte."
    return f"{found.sentence} Do not rely on it; tell the privacy officer."


def _row(document: SealedDocument, patient: Patient) -> DocumentRow:
    return DocumentRow(document.document_id, document.short_id, document.patient_id, patient.display_name,
                       document.title, document.version, document.sealed_at, document.pages, document.size_bytes,
                       document.is_paper)
