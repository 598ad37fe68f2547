"""After the answer to an amendment: the statement of disagreement, the rebuttal, who else is told; and what travels.

45 CFR 164.526(c)(3), (d)(2) to (5). The papers of every answered request go out together with the record.
"""

from __future__ import annotations

from sqlalchemy import select

from app.core.text import checked_text
from app.models.rights import RightsEvent, RightsRequest
from app.rules.rights import Outcome, RequestKind
from app.rules.rights_state import Event
from app.services.desk import Work
from app.services.rights import letter_texts
from app.services.rights.events import Opened, add_event, content_of, opened, require, rows_of, words_of
from app.services.rights.letters import store_letter
from app.services.rights.steps import about, write
from app.services.views.rights import AmendmentPaper

_PAPERS = (Event.GRANTED, Event.PARTLY, Event.DENIED, Event.STATEMENT, Event.REBUTTAL)


def add_statement(work: Work, request: Opened, words: str) -> Opened:
    """Keep the patient's statement of disagreement as a sealed paper. Raises InvalidInputError when it has no place."""
    require(request, Event.STATEMENT)
    text = checked_text(words, "words", "Write down the patient's statement, word for word.")
    paper = store_letter(work, request.patient, letter_texts.statement(about(work, request), text))
    return add_event(work, request, Event.STATEMENT, {"words": text}, document_id=paper)


def rebut(work: Work, request: Opened, words: str) -> Opened:
    """Add the clinic's answer to the statement; its letter is the patient's copy. Raises InvalidInputError."""
    require(request, Event.REBUTTAL)
    text = checked_text(words, "words", "Write down what the clinic adds to the statement.")
    paper = write(work, request, letter_texts.rebuttal(about(work, request), text))
    return add_event(work, request, Event.REBUTTAL, {"words": text}, document_id=paper)


def tell_others(work: Work, request: Opened, whom: str) -> Opened:
    """Record who else was told of an accepted amendment, with the patient's agreement. Raises InvalidInputError."""
    named = checked_text(whom, "whom", "Name who was told.")
    return add_event(work, request, Event.TOLD, {"whom": named})


def amendment_papers(work: Work, patient_id: str) -> tuple[AmendmentPaper, ...]:
    """Return the papers of every answered request to amend the record of ``patient_id``, oldest first."""
    requests = work.session.scalars(
        select(RightsRequest).where(RightsRequest.patient_id == patient_id,
                                    RightsRequest.kind == RequestKind.AMEND.value)
        .order_by(RightsRequest.year, RightsRequest.number)).all()
    rows = rows_of(work, [request.request_id for request in requests])
    found = [opened(work, request, rows.get(request.request_id, [])) for request in requests]
    return tuple(_paper(work, each) for each in found
                 if each.state.outcome is not None and each.state.outcome is not Outcome.DROPPED)


def _paper(work: Work, request: Opened) -> AmendmentPaper:
    assert request.state.outcome is not None  # the caller chose those that were answered
    patient_id = request.patient.patient_id
    told = content_of(work, patient_id, _answer_row(request))
    return AmendmentPaper(
        request.request.request_id, request.number, request.request.received, request.state.outcome,
        words_of(work, request.request), tuple(_documents(work, request)), told.get("amends", ""),
        content_of(work, patient_id, request.last(Event.STATEMENT)).get("words", ""),
        content_of(work, patient_id, request.last(Event.REBUTTAL)).get("words", ""))


def _answer_row(request: Opened) -> RightsEvent | None:
    return next((row for row in request.events if row.kind in {Event.GRANTED, Event.PARTLY, Event.DENIED}), None)


def _documents(work: Work, request: Opened) -> list[str]:
    """The sealed papers in the order they were made; an amendment comes right after the answer that made it."""
    found: list[str] = []
    for row in request.events:
        if row.kind in _PAPERS and row.document_id is not None:
            found.append(row.document_id)
            amendment = content_of(work, request.patient.patient_id, row).get("amendment")
            found += [amendment] if amendment else []
    return found
