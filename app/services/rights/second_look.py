"""The review of a denied access by another licensed professional (45 CFR 164.524(a)(4), (d)(4))."""

from __future__ import annotations

from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.rules.rights import RequestKind
from app.rules.rights_basis import basis
from app.rules.rights_state import Event
from app.services.desk import Work
from app.services.rights import letter_texts
from app.services.rights.events import Opened, add_event, content_of, require
from app.services.rights.steps import about, require_clinician, write

_DECIDED = (Event.OPINION, Event.DENIED, Event.PARTLY)


def ask_second_look(work: Work, request: Opened, words: str) -> Opened:
    """Record that the patient asks for a review. Raises InvalidInputError where the denial cannot be reviewed."""
    require(request, Event.SECOND_LOOK_ASKED)
    if not may_be_reviewed(work, request):
        raise InvalidInputError("The law gives no review of this decision (45 CFR 164.524(a)(2)).")
    return add_event(work, request, Event.SECOND_LOOK_ASKED, {"words": optional_text(words, "words")})


def give_second_look(work: Work, request: Opened, *, agrees: bool, words: str) -> Opened:
    """Record the decision of a clinician who had no part in the denial, and write it to the patient.

    Raises InvalidInputError when nobody asked, without words, and for somebody who took part in the decision;
    PermissionDeniedError for somebody who is no licensed health care professional.
    """
    require(request, Event.SECOND_LOOK)
    require_clinician(work)
    took_part = {row.by for row in request.events if row.kind in _DECIDED}
    if work.actor.user_id in took_part:
        raise InvalidInputError("The review must be by somebody who had no part in the decision.")
    text = checked_text(words, "words", "Write down what you decided, and why.")
    decided = f"{'Access is given.' if agrees else 'The decision stands.'} {text}"
    letter = write(work, request, letter_texts.second_look(about(work, request), decided))
    content = {"agrees": "yes" if agrees else "no", "words": text}
    return add_event(work, request, Event.SECOND_LOOK, content, document_id=letter)


def may_be_reviewed(work: Work, request: Opened) -> bool:
    """Say whether any ground of the denial gives a right to a review."""
    denied = request.last(Event.DENIED) or request.last(Event.PARTLY)
    codes = content_of(work, request.patient.patient_id, denied).get("basis", "").split()
    found = [basis(RequestKind(request.kind), code) for code in codes]
    return any(each.reviewable for each in found if each is not None)
