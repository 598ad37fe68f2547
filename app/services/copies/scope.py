"""What of a record may go into a copy: decided once, asked for every row, document and event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.core.text import counted
from app.documents.record import DocumentKind
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.services.desk import Work
from app.services.disclosures.genetic import GeneticFinder
from app.services.disclosures.release import Release
from app.services.library import LibraryService
from app.services.rights.amendments import amendment_papers
from app.services.rights.restrictions import confidential_contact
from app.services.submission_records import patient_rows
from app.services.views.copies import ALL_PARTS, Part
from app.services.views.rights import AmendmentPaper

_FACTS = (SealedDocument.document_id, SealedDocument.short_id, SealedDocument.patient_id, SealedDocument.visit_id,
          SealedDocument.submission_id, SealedDocument.kind, SealedDocument.title, SealedDocument.sealed_at,
          SealedDocument.pages, SealedDocument.size_bytes, SealedDocument.sha256, SealedDocument.corrects)
_PRIVATE = ("Phone and email: the patient asked for private contact. A sealed registration still shows what was "
            "entered then.")
_ONLY_TO_PATIENT = frozenset({DocumentKind.LETTER.value})


@dataclass(frozen=True)
class Scope:
    """What goes into a copy. ``left_out`` says in words what does not.

    The documents are without their content: that is read one by one when they are written. ``hides_contact`` leaves
    phone and email out of what is written for this copy (45 CFR 164.522(b)); a sealed registration keeps them.
    """

    release: Release
    parts: frozenset[Part]
    rows: tuple[FormSubmission, ...]
    documents: tuple[SealedDocument, ...]
    amendments: tuple[AmendmentPaper, ...]
    finder: GeneticFinder
    left_out: tuple[str, ...]
    hides_contact: bool = False

    def has(self, part: Part) -> bool:
        """Say whether a part was asked for."""
        return part in self.parts

    def tells_visit(self, visit_id: str | None) -> bool:
        """Say whether the visit may be told of."""
        return visit_id is None or visit_id not in self.release.withheld_visits


def scope_of(work: Work, library: LibraryService, patient: Patient, release: Release,
             parts: frozenset[Part]) -> Scope:
    """Return what of the record of ``patient`` may go to the recipient of ``release``.

    The patient's own copy is whole. Somebody else gets no letters to the patient but the papers of amendments (45 CFR
    164.526(d)(5)), nothing genetic without its release, and no visit that a required restriction covers.
    """
    parts, finder = ALL_PARTS if release.is_own_copy else parts, GeneticFinder(work, library)
    rows, documents = tuple(patient_rows(work.session, patient.patient_id)), _documents(work, patient.patient_id)
    amendments = amendment_papers(work, patient.patient_id)
    if release.is_own_copy:
        return Scope(release, parts, rows, documents, amendments, finder, ())
    rows = tuple(row for row in rows if row.visit_id not in release.withheld_visits and Part.FORMS in parts)
    limited = _limited(documents, release.withheld_visits)
    genetic = frozenset(each.document_id for each in documents
                        if not release.may_hold_genetic and finder.in_document(each))
    open_documents = [each for each in documents if each.document_id not in limited | genetic]
    amendments = _concerning(amendments, open_documents, rows, parts)
    papers = {document_id for paper in amendments for document_id in paper.document_ids}
    told = [each for each in documents if Part.DOCUMENTS in parts and each.document_id not in limited
            and (each.kind not in _ONLY_TO_PATIENT or each.document_id in papers | genetic)]
    kept = tuple(each for each in told if each.document_id not in genetic)
    is_private = confidential_contact(work, patient.patient_id) is not None
    left_out = (*_left_out(documents, kept, told, release), *((_PRIVATE,) if is_private else ()))
    return Scope(release, parts, rows, kept, amendments, finder, left_out, is_private)


def _limited(documents: Sequence[SealedDocument], visits: frozenset[str]) -> frozenset[str]:
    """Return the documents of ``visits``, and those that amend or withdraw one of them; ``documents`` oldest first."""
    found: set[str] = set()
    for each in documents:
        if each.visit_id in visits or each.corrects in found:
            found.add(each.document_id)
    return frozenset(found)


def _concerning(amendments: Sequence[AmendmentPaper], documents: Sequence[SealedDocument],
                rows: Sequence[FormSubmission], parts: frozenset[Part]) -> tuple[AmendmentPaper, ...]:
    """Return the amendments that go along: those of no document in particular, and of what the recipient gets.

    A document goes as it was sealed, or as the answers of its form. What may not go takes its amendments along: their
    words would tell of it.
    """
    forms = {row.submission_id for row in rows}
    told = {each.document_id for each in documents if Part.DOCUMENTS in parts or each.submission_id in forms}
    return tuple(paper for paper in amendments if not paper.amends or paper.amends in told)


def _documents(work: Work, patient_id: str) -> tuple[SealedDocument, ...]:
    """Every sealed document of the patient, oldest first; those of an intake that was moved away belong elsewhere."""
    moved = select(VisitMove.visit_id)
    return tuple(work.session.scalars(
        select(SealedDocument).options(load_only(*_FACTS, raiseload=True))
        .where(SealedDocument.patient_id == patient_id,
               SealedDocument.visit_id.is_(None) | SealedDocument.visit_id.not_in(moved))
        .order_by(SealedDocument.sealed_at, SealedDocument.document_id)))


def _left_out(documents: Sequence[SealedDocument], kept: Sequence[SealedDocument], told: Sequence[SealedDocument],
              release: Release) -> tuple[str, ...]:
    found = []
    if len(kept) < len(told):
        found.append(f"{counted(len(told) - len(kept), 'document')} with genetic information: no release is linked "
                     "(410 ILCS 513/30).")
    if not release.may_hold_genetic:
        found.append("Answers that are genetic information.")
    letters = sum(document.kind in _ONLY_TO_PATIENT for document in documents)
    if letters:
        found.append("Letters to the patient, except the papers of amendments.")
    if release.withheld_visits:
        found.append(f"{counted(len(release.withheld_visits), 'visit')} the patient paid for in full and limited.")
    found.append("Disclosures, phone calls and staff notes: these go into the patient’s own copy alone.")
    return tuple(found)
