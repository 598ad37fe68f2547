"""Reviews: flags and changes, decisions, send back, witness and ID checks, acceptance, and intakes filed wrongly."""

from __future__ import annotations

from app.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError
from app.core.text import clean, refuse_card_number
from app.models.reviews import FlagDecisionRow, SendBack
from app.models.visits import Visit, VisitDraft
from app.rules.severity import Severity
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.accepting import accept
from app.services.amending import require_amendable
from app.services.attesting import attestation
from app.services.desk import Desk, Work
from app.services.flagging import DECISION_PURPOSE, VisitFlag, last_intake, may_decide, refresh_stage, visit_flags
from app.services.hand_over import MESSAGE_PURPOSE
from app.services.library import LibraryService
from app.services.moving import move
from app.services.review_page import WAITING, queue, review_view
from app.services.review_parts import parts_of
from app.services.views.patients import ID_METHODS, TimelineKind, VisitStage
from app.services.views.review import AcceptResult, Countersign, DecisionInput, DecisionKind, ReviewRow, ReviewView
from app.services.visit_records import known_visit, move_to, note

_LONGEST = 1000


class ReviewService:
    """Use cases from a submission to an accepted, countersigned intake."""

    def __init__(self, desk: Desk, library: LibraryService, demo: bool = False) -> None:
        self._desk = desk
        self._library = library
        self._demo = demo

    def queue(self, actor: Actor) -> tuple[ReviewRow, ...]:
        """Return the visits that wait for a review. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.REVIEW, RecordKind.SUBMISSION, unrecorded=True) as work:
            return queue(work, self._library)

    def open(self, actor: Actor, visit_id: str) -> ReviewView:
        """Return the visit's review page; the view is audited. Raises NotFoundError, PermissionDeniedError."""
        with self._desk.act(actor, Action.REVIEW, RecordKind.SUBMISSION) as work:
            visit = known_visit(work, visit_id)
            work.audit("review.view", patient_id=visit.patient_id, subject=visit_id)
            return review_view(work, self._library, visit)

    def decide(self, actor: Actor, visit_id: str, decisions: tuple[DecisionInput, ...]) -> None:
        """Record decisions on flags; the newest on each counts.

        Letting treatment go ahead (cleared, discussed) needs the licence the rule asks for, and on a stop a reason.
        Raises InvalidInputError (unknown flag, missing reason, a stop that is only discussed), PermissionDeniedError,
        NotFoundError; then none of ``decisions`` is recorded.
        """
        with self._desk.act(actor, Action.REVIEW, RecordKind.SUBMISSION) as work:
            visit = self._waiting(work, visit_id)
            flags = {flag.rule.rule_id: flag for flag in visit_flags(work, self._library, visit)}
            for decision in decisions:
                flag = flags.get(decision.rule_id)
                if flag is None:
                    raise InvalidInputError("This flag is not raised any more. Open the review again.")
                self._record(work, visit, flag, decision)
            work.session.flush()
            refresh_stage(work, self._library, visit)

    def send_back(self, actor: Actor, visit_id: str, message: str) -> None:
        """Ask the patient to correct something: the visit waits for a hand-over that starts at its review page.

        Signatures that are not touched by the correction stay. Raises InvalidInputError (no message, or everything is
        on paper), NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.SEND_BACK, RecordKind.SUBMISSION) as work:
            visit = self._waiting(work, visit_id)
            self._send_back(work, visit, message, "Sent back to be corrected", "review.send_back")

    def amend(self, actor: Actor, visit_id: str, message: str) -> None:
        """Ask the patient to correct answers of an accepted visit: forms that change are signed, reviewed and sealed
        again as amendments; what was sealed before stays.

        Raises InvalidInputError (no message, another visit is newer or open, everything is on paper), NotFoundError,
        PermissionDeniedError.
        """
        with self._desk.act(actor, Action.SEND_BACK, RecordKind.SUBMISSION) as work:
            visit = known_visit(work, visit_id)
            require_amendable(work, visit)
            self._send_back(work, visit, message, "Amendment asked for", "review.amend")

    def witness(self, actor: Actor, visit_id: str, submission_id: str) -> None:
        """Attest, with the actor's own credential, to have seen the signature being made.

        Raises InvalidInputError when the form needs no witness or has one, NotFoundError, PermissionDeniedError,
        ProofNeededError.
        """
        with self._desk.act(actor, Action.WITNESS, RecordKind.SUBMISSION, fresh=True) as work:
            visit = known_visit(work, visit_id)
            part = next((each for each in parts_of(work, self._library, visit)
                         if each.row.submission_id == submission_id), None)
            if part is None:
                raise NotFoundError("This form is not part of the visit.")
            if not part.needs_witness:
                raise InvalidInputError("This form needs no witness.")
            assert part.form is not None  # only a signed form needs a witness
            assert part.form.signature is not None
            work.session.add(attestation(work, "witness", visit, submission_id=submission_id,
                                         method=part.form.signature.signature.method.value))
            note(work, visit, TimelineKind.REVIEW, "Signature witnessed", detail=part.published.title)
            work.audit("review.witness", patient_id=visit.patient_id, subject=visit_id, detail=part.published.title)

    def check_guardian(self, actor: Actor, visit_id: str, method: str) -> None:
        """Record how the ID of the parent or guardian who signed was checked (a code of ``ID_METHODS``).

        Raises InvalidInputError for an unknown method, NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.WITNESS, RecordKind.SUBMISSION) as work:
            visit = known_visit(work, visit_id)
            if method not in {code for code, _ in ID_METHODS}:
                raise InvalidInputError("Say how you checked the ID.", "method")
            work.session.add(attestation(work, "guardian", visit, method=method))
            note(work, visit, TimelineKind.REVIEW, "Guardian's ID checked")
            work.audit("review.guardian", patient_id=visit.patient_id, subject=visit_id, detail=method)

    def accept(self, actor: Actor, countersign: Countersign) -> AcceptResult:
        """Accept the intake, countersign its forms and seal them.

        Asks for fresh proof. Declined forms never hold the others up. The visit becomes Ready unless a form that the
        treatment needs is missing or the treatment was postponed; the note says which. Raises InvalidInputError (open
        flags, missing witness, ID check or provider's answers; ``field`` is the linkId), NotFoundError,
        PermissionDeniedError, ProofNeededError.
        """
        with self._desk.act(actor, Action.COUNTERSIGN, RecordKind.SUBMISSION, fresh=True) as work:
            visit = self._waiting(work, countersign.visit_id)
            if countersign.guardian_id_checked:
                work.session.add(attestation(work, "guardian", visit, method="photo_id"))
                work.session.flush()
            clinic = self._desk.clinic
            assert clinic is not None  # the gate refused while the records are closed
            return accept(work, self._library, visit, countersign, clinic=clinic, demo=self._demo)

    def move(self, actor: Actor, visit_id: str, patient_id: str, reason: str) -> str:
        """Put an intake right that was filed under the wrong patient; return the id of the visit it is in now.

        Everything is copied to new rows of the right patient and counts there from now on; the old rows stay as they
        are and say where they went. Raises InvalidInputError (same patient, no reason, already moved, still being
        filled in), NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.MOVE, RecordKind.SUBMISSION) as work:
            visit = known_visit(work, visit_id)
            text = _text(reason, "Say how the mistake was found.", "reason")
            return move(work, self._library, visit, patient_id, text)

    def _send_back(self, work: Work, visit: Visit, message: str, title: str, event: str) -> None:
        text = _text(message, "Say what the patient should look at again.", "message")
        if work.session.get(VisitDraft, visit.visit_id) is None:
            raise InvalidInputError("These forms are on paper. Correct them on paper and file them again.")
        sealed = work.keys.encrypt(visit.patient_id, text.encode(), MESSAGE_PURPOSE)
        work.session.add(SendBack(visit_id=visit.visit_id, by=work.actor.user_id, at=work.now, message=sealed))
        visit.message = sealed
        visit.stops = visit.cautions = 0
        move_to(work, visit, VisitStage.WAITING)
        note(work, visit, TimelineKind.CORRECTION, title)
        work.audit(event, patient_id=visit.patient_id, subject=visit.visit_id, new=text.encode())

    def _record(self, work: Work, visit: Visit, flag: VisitFlag, decision: DecisionInput) -> None:
        reason = clean(decision.reason).strip()[:_LONGEST]
        actor, rule = work.actor, flag.rule
        refuse_card_number(reason, rule.rule_id)
        if not may_decide(flag, decision.kind, actor):
            raise PermissionDeniedError(f"{rule.rule_id} is cleared by: {rule.clear_by.words}. It waits until then.")
        if rule.severity is Severity.STOP and decision.kind is DecisionKind.DISCUSSED:
            raise InvalidInputError(f"{rule.rule_id} is a stop: clear it with a reason, or postpone.", rule.rule_id)
        if rule.severity is Severity.STOP and decision.kind is DecisionKind.CLEARED and not reason:
            raise InvalidInputError(f"Say why {rule.rule_id} is cleared.", rule.rule_id)
        intake = last_intake(work, visit.visit_id)
        work.session.add(FlagDecisionRow(
            visit_id=visit.visit_id, intake_id=intake.intake_id if intake else None, rule_id=rule.rule_id,
            kind=decision.kind.value, by=actor.user_id, by_name=actor.display_name, licence=actor.licence.value,
            at=work.now, reason=work.keys.encrypt(visit.patient_id, reason.encode(), DECISION_PURPOSE)))
        note(work, visit, TimelineKind.REVIEW, "Flag decided", detail=f"{rule.rule_id}: {decision.kind.value}")
        work.audit("review.decide", patient_id=visit.patient_id, subject=visit.visit_id,
                   detail=f"{rule.rule_id}: {decision.kind.value}", new=reason.encode())

    def _waiting(self, work: Work, visit_id: str) -> Visit:
        visit = known_visit(work, visit_id)
        if visit.stage not in {stage.value for stage in WAITING}:
            raise InvalidInputError("This visit is not waiting for a review. Open the board again.")
        return visit


def _text(given: str, missing: str, field: str) -> str:
    text = clean(given).strip()
    if not text:
        raise InvalidInputError(missing, field)
    if len(text) > _LONGEST:
        raise InvalidInputError(f"Use at most {_LONGEST} characters.", field)
    refuse_card_number(text, field)
    return text
