"""Accepts an intake: countersigns its forms, seals one document for each, and says whether the visit is ready."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.dates import clock_time
from app.core.errors import InvalidInputError, PermissionDeniedError
from app.core.text import clean, refuse_card_number
from app.models.documents import SealedDocument
from app.models.reviews import Acceptance
from app.models.submissions import Intake
from app.models.visits import HandOver, Visit
from app.rules.answers import from_responses
from app.services.amending import amended_by
from app.services.attesting import attestation
from app.services.board import treatment_words
from app.services.consent_evidence import Facts
from app.services.consent_record import build
from app.services.contact import take_over_contact
from app.services.desk import Work
from app.services.flagging import VisitFlag, last_intake, refresh_stage, visit_flags
from app.services.library import LibraryService
from app.services.policy_receipts import unacknowledged
from app.services.provider_part import completed, needs_provider
from app.services.review_page import blockers, countersign_problem
from app.services.review_parts import Part, due_note, guardian_unchecked, parts_of, still_due
from app.services.sealing_documents import Belongings, store_sealed
from app.services.views.patients import TimelineKind, VisitStage
from app.services.views.people import ClinicDetails
from app.services.views.review import AcceptResult, Countersign, DecisionKind
from app.services.visit_records import codes_of, move_to, note, patient_of

PROVIDER_PURPOSE = "provider"
NOTE_PURPOSE = "note"
_HOLDS_OFF = frozenset({DecisionKind.POSTPONE.value, DecisionKind.NOT_TREATED.value})
_TALK = ".att.talk"
"""End of the linkId by which a patient asks to talk before treatment; a "yes" needs a note of the talk."""


def accept(work: Work, library: LibraryService, visit: Visit, countersign: Countersign, *, clinic: ClinicDetails,
           demo: bool) -> AcceptResult:
    """Accept the intake of ``visit``. Raises InvalidInputError or PermissionDeniedError saying what is in the way."""
    parts = parts_of(work, library, visit)
    flags = visit_flags(work, library, visit)
    problem = countersign_problem(library, codes_of(work.session, visit.visit_id), work.actor)
    if problem:
        raise PermissionDeniedError(problem)
    blocked = blockers(flags, parts, guardian_unchecked(work, visit, parts),
                       unacknowledged(work, visit.patient_id, visit.day))
    if blocked:
        raise InvalidInputError(blocked[0])
    text = clean(countersign.note).strip()
    refuse_card_number(text, "note")
    _require_talk(parts, text)
    sealer = _Sealer(work, library, visit, clinic, demo)
    sealed = [sealer.seal(part, countersign) for part in parts if part.is_signed and not sealer.is_sealed(part)]
    take_over_contact(work, library.content.consents, patient_of(work, visit), parts)
    is_ready, words = _outcome(work, library, visit, flags)
    intake = last_intake(work, visit.visit_id)
    work.session.add(Acceptance(
        visit_id=visit.visit_id, intake_id=intake.intake_id if intake else None, by=work.actor.user_id,
        by_name=work.actor.display_name, at=work.now, is_ready=is_ready,
        note=work.keys.encrypt(visit.patient_id, text.encode(), NOTE_PURPOSE)))
    note(work, visit, TimelineKind.REVIEW, "Accepted and countersigned", detail=words)
    questioned = _questioned(parts, countersign.questioned)
    counted = f" {_changed(len(questioned))} questioned, then accepted." if questioned else ""
    told = (text, f"Questioned: {', '.join(questioned)}." if questioned else "")
    work.audit("review.accept", patient_id=visit.patient_id, subject=visit.visit_id,
               detail=f"{len(sealed)} documents.{counted} {words}".strip(),
               new="\n".join(filter(None, told)).encode())
    return AcceptResult(visit.visit_id, tuple(sealed), is_ready, words)


def arrived_on_paper(work: Work, library: LibraryService, visit: Visit) -> None:
    """Move a visit on after something was filed on paper.

    One that was accepted and only lacked this becomes ready; one that waited for forms, all of them on paper now, goes
    to review.
    """
    stage = VisitStage(visit.stage)
    accepted = work.session.scalar(select(Acceptance.sequence).where(Acceptance.visit_id == visit.visit_id).limit(1))
    if accepted is not None and stage in (VisitStage.TO_REVIEW, VisitStage.NEEDS_PRESCRIBER):
        _outcome(work, library, visit, visit_flags(work, library, visit))
    codes = codes_of(work.session, visit.visit_id)
    if stage in (VisitStage.WAITING, VisitStage.FILLING_IN) and not still_due(work, library, visit, codes):
        visit.paper_asked = False
        move_to(work, visit, VisitStage.TO_REVIEW)
        refresh_stage(work, library, visit)


class _Sealer:
    """Completes and seals the forms of one visit."""

    def __init__(self, work: Work, library: LibraryService, visit: Visit, clinic: ClinicDetails, demo: bool) -> None:
        self._work = work
        self._library = library
        self._visit = visit
        self._clinic = clinic
        self._demo = demo

    def is_sealed(self, part: Part) -> bool:
        """Say whether the form has its document already (accepted before, while something else was missing)."""
        return self._work.session.scalar(select(SealedDocument.document_id).where(
            SealedDocument.submission_id == part.row.submission_id).limit(1)) is not None

    def seal(self, part: Part, countersign: Countersign) -> str:
        """Add the provider's part and signature where the form asks for them, seal it, and return the document's id."""
        work, visit = self._work, self._visit
        assert part.form is not None  # the caller takes signed forms only
        assert part.form.response is not None
        intake = work.session.get(Intake, part.row.intake_id)
        hand_over = work.session.get(HandOver, intake.hand_over_id) if intake is not None else None
        assert intake is not None  # a signed form has both; foreign keys hold them
        assert hand_over is not None
        response, attestations = part.form.response, part.attestations
        if needs_provider(part.published) or part.published.kind == "consent":
            given = {link_id: text for (form_id, link_id), text in countersign.provider_answers.items()
                     if form_id == part.row.form_id}
            witness = next((each.by_name for each in attestations if each.kind == "witness"), "")
            response = completed(part.published, response, given, actor=work.actor, witness=witness, now=work.now,
                                 zone=work.zone, today=hand_over.day)
            row = attestation(work, "provider", visit, submission_id=part.row.submission_id,
                              content=work.keys.encrypt(visit.patient_id, canonical_json(given), PROVIDER_PURPOSE))
            work.session.add(row)
            attestations = (*attestations, row)
        amended = amended_by(work, part.row)
        facts = Facts(part.row, part.form, part.published, response, intake, hand_over, patient_of(work, visit),
                      self._clinic, attestations, corrects_sha256=amended.sha256 if amended is not None else "")
        record = build(work, facts, demo=self._demo)
        belongings = Belongings(visit.patient_id, visit.visit_id, part.row.submission_id,
                                corrects=amended.document_id if amended is not None else None,
                                filed_as=part.published.title)
        document_id = store_sealed(work, record, belongings)
        title = "Amendment sealed" if amended is not None else "Document sealed"
        note(work, visit, TimelineKind.DOCUMENT, title, document_id=document_id,
             detail=f"{part.published.title}, version {record.version}")
        return document_id


def _changed(count: int) -> str:
    return "1 changed answer" if count == 1 else f"{count} changed answers"


def _questioned(parts: Sequence[Part], questions: Sequence[str]) -> tuple[str, ...]:
    """Return which of ``questions`` the forms really ask."""
    asked = {item.short_text.plain for part in parts for item in part.published.questionnaire.structure.items.values()}
    return tuple(question for question in questions if question in asked)


def _require_talk(parts: Sequence[Part], text: str) -> None:
    for part in parts:
        if text or not part.is_signed or part.form is None or part.form.response is None:
            continue
        answers = from_responses(part.form.response)
        if any(link_id.endswith(_TALK) and "yes" in values for link_id, values in answers.values.items()):
            raise InvalidInputError(f"The patient asked to talk about “{part.published.title}”. Write down what was "
                                    "said.", "note")


def _outcome(work: Work, library: LibraryService, visit: Visit, flags: Sequence[VisitFlag]) -> tuple[bool, str]:
    """Move the visit to where it belongs now and return whether it is ready, and a sentence about it."""
    codes = codes_of(work.session, visit.visit_id)
    off = {code for flag in flags if flag.decision is not None and flag.decision.kind in _HOLDS_OFF
           for code in flag.codes}
    going = tuple(code for code in codes if code not in off)
    held = treatment_words(library.content.catalogue, [code for code in codes if code in off])
    visit.stops = visit.cautions = 0
    if codes and not going:
        move_to(work, visit, VisitStage.LEFT)
        return False, f"Not today: {held}."
    declined = [row.form_id for row in (part.row for part in parts_of(work, library, visit))
                if row.status == "declined"]
    missing = due_note(library, still_due(work, library, visit, going), declined)
    visit.blocked_note = missing
    if missing:
        return False, missing
    move_to(work, visit, VisitStage.READY)
    visit.ready_note = f"Countersigned {clock_time(work.now, work.zone)}"
    return True, f"Not today: {held}." if held else ""
