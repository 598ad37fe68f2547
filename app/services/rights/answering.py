"""The answer to a request: checked against the law, carried out, written to the patient, and the clock stopped."""

from __future__ import annotations

from typing import Final

from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.rules.rights import Outcome, RequestKind
from app.rules.rights_basis import Basis, basis, denial_refused
from app.rules.rights_state import Event
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.rights import letter_texts
from app.services.rights.carrying_out import Done, Job, carry_out
from app.services.rights.events import Opened, add_event, content_of, require, require_identified
from app.services.rights.letter_texts import LetterText
from app.services.rights.steps import about, write
from app.services.views.rights import DELIVERIES, RequestAnswer, RestrictionTerms
from app.services.views.sharing import RestrictedParty

_EVENTS: Final = {Outcome.GRANTED: Event.GRANTED, Outcome.PARTLY: Event.PARTLY, Outcome.DENIED: Event.DENIED,
                  Outcome.DROPPED: Event.DROPPED}


def answer_request(work: Work, library: LibraryService, request: Opened, answer: RequestAnswer) -> Opened:
    """Close a request: carry out what was granted, seal the letter, stop the clock; all in one transaction.

    Raises InvalidInputError (the identity is not checked, a step is open, no reason or basis, a denial the law does not
    allow) and NotFoundError (a document that is not there).
    """
    if answer.outcome is Outcome.DROPPED:
        reasons = checked_text(answer.reasons, "reasons", "Say how the patient took it back.")
        return add_event(work, request, Event.DROPPED, {"reasons": reasons})
    event = _EVENTS[answer.outcome]
    if request.state.is_open:
        require_identified(work, request.request.request_id, request.patient.patient_id)
    bases = _checked_bases(work, request, answer)
    require(request, event)
    needs_words = answer.outcome is Outcome.PARTLY or request.kind is RequestKind.COMPLAINT
    reasons = (checked_text(answer.reasons, "reasons", "Write the reasons; the patient reads them.") if needs_words
               else optional_text(answer.reasons, "reasons"))
    if answer.delivery not in dict(DELIVERIES):
        raise InvalidInputError("Choose how the answer reaches the patient.", "delivery")
    done = carry_out(Job(work, library, request), answer)
    letter = write(work, request, _letter(work, request, answer, (reasons, bases, done)))
    content = {"reasons": reasons, "delivery": answer.delivery, "basis": " ".join(each.code for each in bases),
               **done.content}
    return add_event(work, request, event, content, document_id=letter)


def _checked_bases(work: Work, request: Opened, answer: RequestAnswer) -> tuple[Basis, ...]:
    """Return the grounds of a denial. Raises InvalidInputError where the law knows none or asks for more."""
    if answer.outcome is Outcome.GRANTED:
        return ()
    terms = answer.terms
    if request.kind is RequestKind.RESTRICT and not isinstance(terms, RestrictionTerms):  # the law may leave no choice
        raise InvalidInputError("Say first toward whom the limit is, and whether the service was paid in full.",
                                "party")
    paid = isinstance(terms, RestrictionTerms) and terms.paid_in_full
    to_plan = isinstance(terms, RestrictionTerms) and terms.party is RestrictedParty.HEALTH_PLAN
    refused = denial_refused(request.kind, to_health_plan=to_plan, paid_in_full=paid)
    if refused:
        raise InvalidInputError(refused, "outcome")
    found = [each for code in answer.basis if (each := basis(request.kind, code)) is not None]
    if not found or len(found) != len(set(answer.basis)):
        raise InvalidInputError("Choose the ground the law gives for this.", "basis")
    if any(each.by_clinician for each in found):
        _require_opinion(work, request)
    return tuple(found)


def _require_opinion(work: Work, request: Opened) -> None:
    """Raise InvalidInputError unless a clinician found what the letter says a clinician found."""
    told = content_of(work, request.patient.patient_id, request.last(Event.OPINION))
    if not told:
        raise InvalidInputError("Only a clinician can find this. Ask one for an opinion first.", "basis")
    if told["agrees"] == "yes":
        raise InvalidInputError("The clinician agrees with the patient, so this is no ground. Choose another one, or "
                                "grant the request.", "basis")


def _letter(work: Work, request: Opened, answer: RequestAnswer,
            parts: tuple[str, tuple[Basis, ...], Done]) -> LetterText:
    reasons, bases, done = parts
    told = about(work, request)
    if request.kind is RequestKind.COMPLAINT:
        return letter_texts.complaint_answer(told, reasons)
    if answer.outcome is Outcome.GRANTED:
        return letter_texts.granted(told, reasons, done.facts, done.enclosures)
    return letter_texts.refused(told, answer.outcome, reasons, bases, done.facts)

