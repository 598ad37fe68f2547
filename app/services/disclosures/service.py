"""Disclosures of a patient: listed, recorded by hand, accounted for; authorizations and suspensions on file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import checked_text
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.disclosures.accounting import accounting_view, make_accounting
from app.services.disclosures.authorizations import authorizations_of
from app.services.disclosures.genetic import GeneticFinder
from app.services.disclosures.keeping import end_authorization, keep_authorization, keep_suspension
from app.services.disclosures.reading import disclosure_rows, suspensions_of
from app.services.disclosures.record import Given, record_disclosure
from app.services.disclosures.release import limit_of
from app.services.known_patient import known_patient
from app.services.library import LibraryService
from app.services.rights.amendments import amendment_papers
from app.services.rights.restrictions import restrictions_of
from app.services.views.disclosures import (
    OUTSIDE,
    AccountingOrder,
    AccountingView,
    Authorization,
    DisclosureRow,
    NewAuthorization,
    NewSuspension,
    OutsideDisclosure,
    ReleaseTerms,
    Suspension,
)


class DisclosureService:
    """Use cases around what leaves the clinic about one patient."""

    def __init__(self, desk: Desk, library: LibraryService) -> None:
        self._desk = desk
        self._library = library

    def rows(self, actor: Actor, patient_id: str) -> tuple[DisclosureRow, ...]:
        """Return what was disclosed, newest first; the view is audited. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            return disclosure_rows(work, patient_id)

    def terms(self, actor: Actor, patient_id: str, document_ids: Sequence[str] = ()) -> ReleaseTerms:
        """Return what to know before ``document_ids`` (or a whole record) leave: limits, authorizations, genetic facts.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.DOCUMENT, patient_id=patient_id) as work:
            work.audit("disclosure.terms", patient_id=patient_id)
            return self._terms(work, known_patient(work, patient_id), document_ids)

    def record_outside(self, actor: Actor, patient_id: str, made: OutsideDisclosure) -> str:
        """Record a disclosure that was made outside the app, or correct an entry; return the entry's id.

        Raises InvalidInputError naming the field, NotFoundError (patient, or the entry to correct),
        PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            description = checked_text(made.description, "description", "Say briefly what was shared.")
            if made.on > clinic_date(work.now, work.zone):
                raise InvalidInputError("It cannot have been shared in the future.", "on")
            channel, documents = made.channel, tuple[str, ...]()
            if made.replaces:
                earlier = _standing(work, patient_id, made.replaces)
                channel, documents = earlier.channel, earlier.document_ids
            elif made.channel not in OUTSIDE:
                raise InvalidInputError("Say how it was shared.", "channel")
            return record_disclosure(work, patient_id, made.disclosure, Given(
                description, channel, documents, made.on, replaces=made.replaces or None))

    def authorizations(self, actor: Actor, patient_id: str) -> tuple[Authorization, ...]:
        """Return every authorization on file, newest first. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            return authorizations_of(work, self._library, known_patient(work, patient_id))

    def file_authorization(self, actor: Actor, patient_id: str, new: NewAuthorization) -> str:
        """Put an authorization that came on paper on file; return its id.

        Raises InvalidInputError naming the element that is missing, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            return keep_authorization(work, patient_id, new)

    def end_authorization(self, actor: Actor, patient_id: str, authorization_id: str, on: date, note: str = "", *,
                          revoked: bool = True) -> None:
        """Record that an authorization was revoked in writing, or that its event came.

        Raises InvalidInputError, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.CREATE, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known = authorizations_of(work, self._library, known_patient(work, patient_id))
            ended = next((each for each in known if each.authorization_id == authorization_id), None)
            if ended is None:
                raise NotFoundError("This authorization is not in the records.")
            end_authorization(work, patient_id, ended, on, note, revoked=revoked)

    def suspensions(self, actor: Actor, patient_id: str) -> tuple[Suspension, ...]:
        """Return the suspensions on file, newest first. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            return suspensions_of(work, patient_id)

    def suspend(self, actor: Actor, patient_id: str, new: NewSuspension) -> str:
        """Record an agency's statement that the patient is not to be told for a time; return its id.

        Raises InvalidInputError naming the field, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.HOLD, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            return keep_suspension(work, patient_id, new)

    def preview(self, actor: Actor, patient_id: str, requested_on: date, since: date | None = None) -> AccountingView:
        """Return what an accounting would say today. Raises InvalidInputError, NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.DISCLOSURE, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            return accounting_view(work, patient_id, requested_on, since)

    def accounting(self, actor: Actor, order: AccountingOrder) -> str:
        """Make the accounting as a sealed document of the patient's record; return the document's id.

        Raises InvalidInputError, NotFoundError, ProofNeededError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.EXPORT, RecordKind.DISCLOSURE, patient_id=order.patient_id) as work:
            document_id = make_accounting(work, known_patient(work, order.patient_id), order)
            work.audit("disclosure.accounting", patient_id=order.patient_id, subject=document_id)
            return document_id

    def _terms(self, work: Work, patient: Patient, document_ids: Sequence[str]) -> ReleaseTerms:
        today, finder = clinic_date(work.now, work.zone), GeneticFinder(work, self._library)
        documents = [work.session.get(SealedDocument, document_id) for document_id in document_ids]
        if any(document is None or document.patient_id != patient.patient_id for document in documents):
            raise NotFoundError("This document is not in the records.")
        usable = tuple(each for each in authorizations_of(work, self._library, patient) if each.is_usable(today))
        limits = tuple(map(limit_of, restrictions_of(work, patient.patient_id)))
        return ReleaseTerms(patient.display_name, limits, usable,
                            any(document is not None and finder.in_document(document) for document in documents),
                            _papers(work, patient.patient_id, document_ids))


def _papers(work: Work, patient_id: str, document_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the short numbers of the papers of amendments that concern the documents, or the record as a whole.

    They are part of a copy of the whole record anyway, so without ``document_ids`` there are none to add.
    """
    if not document_ids:
        return ()
    wanted = [document_id for paper in amendment_papers(work, patient_id) if paper.amends in {"", *document_ids}
              for document_id in paper.document_ids if document_id not in document_ids]
    return tuple(work.session.scalars(select(SealedDocument.short_id).where(SealedDocument.document_id.in_(wanted))
                                      .order_by(SealedDocument.sealed_at, SealedDocument.document_id)))


def _standing(work: Work, patient_id: str, disclosure_id: str) -> DisclosureRow:
    found = next((row for row in disclosure_rows(work, patient_id) if row.disclosure_id == disclosure_id), None)
    if found is None:
        raise NotFoundError("This disclosure is not in the records.")
    if found.replaced:
        raise InvalidInputError("This entry was corrected already. Correct the newer one.", "replaces")
    return found
