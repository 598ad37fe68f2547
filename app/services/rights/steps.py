"""The way from a request to its answer: acknowledged, steps done, a clinician asked, a fee, the one extension."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from app.core.dates import long_date
from app.core.errors import InvalidInputError, PermissionDeniedError
from app.core.text import checked_text, counted, optional_text
from app.models.documents import SealedDocument
from app.models.submissions import FormSubmission
from app.rules.rights import Step
from app.rules.rights_state import STEP_DONE, Event
from app.security.actor import Licence
from app.security.roles import PRESCRIBERS
from app.services.desk import Work
from app.services.opening import newest_clinic
from app.services.rights import letter_texts
from app.services.rights.events import Opened, add_event, content_of, require
from app.services.rights.letter_texts import About, LetterText
from app.services.rights.letters import addressee, store_letter
from app.services.views.rights import Fee

_MOST_CENTS: Final = 1_000_000
_CLINICIANS: Final = PRESCRIBERS | {Licence.RN, Licence.LPN}
_STEP_EVENT: Final[dict[Step, Event]] = {
    step: event for event, step in STEP_DONE.items() if step in {Step.GATHER, Step.REVIEW, Step.LOOK}}


def about(work: Work, request: Opened) -> About:
    """Return what letters about ``request`` say of it."""
    patient, other = request.patient.display_name, _representative(work, request)
    return About(request.kind, request.number, request.request.received, other or patient,
                 newest_clinic(work.session), patient if other else "")


def write(work: Work, request: Opened, text: LetterText) -> str:
    """Seal ``text`` as a letter to whoever asks, the patient or a personal representative; return the document's id.

    A representative who is known stands for the patient (45 CFR 164.502(g)), and is written to where the patient would
    be. Raises NotFoundError when the clinic has no seal key.
    """
    other = _representative(work, request)
    _name, *place = addressee(work, request.patient)
    to = (other, f"for {request.patient.display_name}", *place) if other else ()
    return store_letter(work, request.patient, text, to=to)


def _representative(work: Work, request: Opened) -> str:
    """Return who asks for the patient, as the identity check says; empty when the patient does, or nobody checked."""
    return content_of(work, request.patient.patient_id, request.last(Event.IDENTITY)).get("name", "")


def acknowledge(work: Work, request: Opened) -> Opened:
    """Seal and record the letter that says that the request arrived. Raises InvalidInputError when it went out."""
    require(request, Event.ACKNOWLEDGED)
    text = letter_texts.acknowledgement(about(work, request), request.state.clock.due(),
                                        needs_identity=Step.IDENTITY not in request.state.done)
    letter = write(work, request, text)
    return add_event(work, request, Event.ACKNOWLEDGED, {}, document_id=letter)


def finish_step(work: Work, request: Opened, step: Step, note: str) -> Opened:
    """Record that ``step`` is done; ``note`` says what was found.

    Raises InvalidInputError for a step that is not the next one, or that has a way of its own.
    """
    event = _STEP_EVENT.get(step)
    if event is None:
        raise InvalidInputError("This step is recorded in another way.")
    content = {"note": optional_text(note, "note")}
    if step is Step.GATHER:
        content["found"] = _on_file(work, request.patient.patient_id)
    return add_event(work, request, event, content)


def ask_clinician(work: Work, request: Opened, question: str) -> Opened:
    """Ask for a clinician's opinion (45 CFR 164.526(a)(2)(iv), 164.524(a)(3)). Raises InvalidInputError."""
    asked = checked_text(question, "question", "Write down what the clinician should say.")
    return add_event(work, request, Event.OPINION_ASKED, {"question": asked})


def give_opinion(work: Work, request: Opened, *, agrees: bool, words: str) -> Opened:
    """Record a clinician's opinion; ``agrees`` says whether the patient's request is right or harmless.

    Raises InvalidInputError when nobody asked, or without words, and PermissionDeniedError as ``require_clinician``.
    """
    require_clinician(work)
    opinion = checked_text(words, "words", "Write down your opinion in a sentence or two.")
    return add_event(work, request, Event.OPINION, {"agrees": "yes" if agrees else "no", "words": opinion})


def require_clinician(work: Work) -> None:
    """Raise PermissionDeniedError unless a licensed health care professional acts (45 CFR 164.524(a)(3))."""
    if work.actor.licence not in _CLINICIANS:
        raise PermissionDeniedError("Only a licensed health care professional can say this. Ask a nurse or a "
                                    "prescriber.")


def extend(work: Work, request: Opened, reason: str) -> Opened:
    """Take the one extension: the patient is told in writing, with the reason and the new date, before the deadline.

    Raises InvalidInputError without a reason, after the deadline, a second time, or where the law gives none.
    """
    why = checked_text(reason, "reason", "Write the reason; the patient reads it.")
    clock = request.state.clock
    if not clock.extension_days:
        raise InvalidInputError("The law gives no extension for this kind of request.")
    if not clock.extended and request.state.is_open and not clock.may_extend(request.today):
        raise InvalidInputError("The deadline has passed, so it can no longer be extended. Answer the request now.")
    require(request, Event.EXTENDED)
    due = clock.with_extension().due()
    text = letter_texts.extension(about(work, request), why, due)
    letter = write(work, request, text)
    return add_event(work, request, Event.EXTENDED, {"reason": why, "due": long_date(due)}, document_id=letter)


def set_fee(work: Work, request: Opened, fee: Fee) -> Opened:
    """Record a cost-based fee with what it is for. Raises InvalidInputError for no basis or an impossible amount."""
    if not 0 <= fee.cents <= _MOST_CENTS:
        raise InvalidInputError("Enter an amount in dollars, such as 6.50.", "amount")
    basis = checked_text(fee.basis, "basis", "Say what the fee covers: labor, supplies or postage.")
    return add_event(work, request, Event.FEE, {"cents": str(fee.cents), "basis": basis})


def _on_file(work: Work, patient_id: str) -> str:
    """What there is to copy: "11 documents, 4 forms", without what there is none of."""
    documents = work.session.scalar(select(func.count()).select_from(SealedDocument)
                                    .where(SealedDocument.patient_id == patient_id)) or 0
    forms = work.session.scalar(select(func.count()).select_from(FormSubmission)
                                .where(FormSubmission.patient_id == patient_id)) or 0
    found = [counted(number, noun) for number, noun in ((documents, "document"), (forms, "form")) if number]
    return ", ".join(found) or "Nothing on file"

