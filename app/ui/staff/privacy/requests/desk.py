"""What each act on a request opens: the dialog with its words, or the act itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.rules.rights import KINDS, Outcome, Step
from app.rules.rights_state import Event
from app.services.views.rights import RequestView
from app.ui.screen import Screen
from app.ui.staff.form_dialog import FormDialog
from app.ui.staff.privacy.requests.acts import ExtendDialog, FeeDialog, IdentityDialog, TextAct, TextDialog
from app.ui.staff.privacy.requests.answer import AnswerDialog

_REVIEW: Final = ("Read what goes out. Take out notes about other people and what others told in confidence, and write "
                  "down what you took out.")
_NOTES: Final = {Step.GATHER: "Everything asked for is together. What is on file is counted with it.",
                 Step.REVIEW: _REVIEW, Step.LOOK: "Write down what you found."}


def dialog_for_next(screen: Screen, view: RequestView) -> FormDialog | None:
    """Return the dialog of the step that comes next, or None when the request is closed."""
    step, request_id = view.next_step, view.row.request_id
    if step is None:
        return None
    if step is Step.IDENTITY:
        return dialog_for(screen, view, Event.IDENTITY)
    if step is Step.OPINION:
        return dialog_for(screen, view, Event.OPINION_ASKED)
    if step is Step.ANSWER:
        return AnswerDialog(screen, view)
    rule = KINDS[view.row.kind].step(step)
    return TextDialog(screen, TextAct(
        rule.title, _NOTES[step], "Notes", "note", "Mark as done",
        lambda services, actor, text: services.rights.finish_step(actor, request_id, step, text),
        "Kept with the request; not sent to the patient.", optional=True))


def dialog_for(screen: Screen, view: RequestView, event: Event) -> FormDialog:
    """Return the dialog that makes ``event`` happen. Raises KeyError for an event that has none."""
    row, context = view.row, screen.context
    if event is Event.IDENTITY:
        return IdentityDialog(screen, row, context.today)
    if event is Event.EXTENDED:
        return ExtendDialog(screen, row, view.extended_due or row.clock.due)
    if event is Event.FEE:
        return FeeDialog(screen, row)
    if event in {Event.DENIED, Event.DROPPED}:
        outcomes = KINDS[row.kind].outcomes
        first = Outcome.DROPPED if event is Event.DROPPED else Outcome.DENIED if Outcome.DENIED in outcomes else None
        return AnswerDialog(screen, view, first=first)
    return TextDialog(screen, _TEXTS[event](row.request_id))


_TEXTS: Final[dict[Event, Callable[[str], TextAct]]] = {
    Event.OPINION_ASKED: lambda request_id: TextAct(
        "Ask a clinician", "A licensed clinician sees the patient’s words and your question on Today.",
        "Your question", "question", "Ask",
        lambda services, actor, text: services.rights.ask_clinician(actor, request_id, text),
        "For example: is the dose in the chart accurate?"),
    Event.STATEMENT: lambda request_id: TextAct(
        "Statement of disagreement", "It is kept with the record, word for word, and goes out together with it "
        "(45 CFR 164.526(d)).", "The patient’s statement", "words", "Keep the statement",
        lambda services, actor, text: services.rights.add_statement(actor, request_id, text)),
    Event.REBUTTAL: lambda request_id: TextAct(
        "Our answer to the statement", "It is kept beside the statement, and the patient gets a copy as a letter.",
        "What we add", "words", "Keep the answer",
        lambda services, actor, text: services.rights.rebut(actor, request_id, text)),
    Event.TOLD: lambda request_id: TextAct(
        "Who else was told?", "Persons the patient names, and those who rely on the record (45 CFR 164.526(c)(3)).",
        "Who was told", "whom", "Record",
        lambda services, actor, text: services.rights.tell_others(actor, request_id, text)),
    Event.SECOND_LOOK_ASKED: lambda request_id: TextAct(
        "A review is asked for", "Another licensed professional, who had no part in the decision, looks again and "
        "decides. We follow what they decide (45 CFR 164.524(a)(4)).", "The patient’s words", "words", "Record",
        lambda services, actor, text: services.rights.ask_second_look(actor, request_id, text), optional=True),
}
