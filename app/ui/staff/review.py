"""Review one visit: flagged answers first, what changed, a decision on each flag, and the countersignature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.core.errors import InvalidInputError, KnownError
from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.oversight import StaffDraft
from app.services.views.patients import ID_METHODS
from app.services.views.review import AcceptResult, ReviewView
from app.ui.context import StaffContext
from app.ui.messages import tell
from app.ui.navigation import PatientRoute, ReviewRoute, ReviewsRoute, Route, TodayRoute
from app.ui.screen import Screen
from app.ui.staff.answer_notes import AnswerNotes
from app.ui.staff.answers import AnswersCard
from app.ui.staff.choice_dialog import ChoiceDialog
from app.ui.staff.decision_pane import DecisionPane, PaneHolder
from app.ui.staff.flags_card import FlagsCard
from app.ui.staff.move_dialog import MoveDialog
from app.ui.staff.page_header import PageHeader
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.scores_card import ScoresCard
from app.ui.staff.send_back_dialog import SendBackDialog
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.scroll_column import ScrollColumn

T = TypeVar("T")
_QUESTIONED = "questioned"
"""Name of the field of a draft that keeps which changed answers are questioned."""

_PANE, _PANE_NARROW, _NARROW_BELOW = 348, 320, 1100
_WHY_WITNESS = "You confirm that you saw the patient sign. It needs your password, just now."
_WHY_PROOF = "Your countersignature stands for you. It needs your password, just now."


class ReviewScreen(Screen):
    """Screen 10."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._visit_id = route.visit_id if isinstance(route, ReviewRoute) else ""
        self._view: ReviewView | None = None
        self._kept: dict[str, str] = {}
        self._header = PageHeader((("Reviews", ReviewsRoute()),))
        self._header.navigate.connect(self.navigate)
        self._chip = StatusChip("", Tone.NEUTRAL, "")
        self._banner = Banner(Tone.DANGER, "")
        self._flags, self._answers, self._pane = FlagsCard(), AnswersCard(may_question=True), DecisionPane()
        self._notes = AnswerNotes()
        self._scores = ScoresCard()
        self._holder = PaneHolder(self._pane)
        self._scroll = ScrollColumn(margins=(32, 24, 24, 24), spacing=20)
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Fetch the visit."""
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self.context.tasks.run(lambda: services().review.open(actor, visit_id), self, self._show, self._refused)

    def unfinished(self) -> StaffDraft | None:
        """Return the decisions, the provider's part and the note, unless there are none."""
        found = self._kept
        if self._view is not None:
            questioned = "\n".join(self._answers.questions())
            found = {**self._pane.draft_fields(), **({_QUESTIONED: questioned} if questioned else {})}
        fields = tuple(found.items())
        if not fields:
            return None
        return StaffDraft(ReviewRoute.__name__, self._visit_id, self.context.clock.now(), fields)

    def restore(self, draft: StaffDraft) -> None:
        """Keep the values for the controls that are drawn when the visit arrives."""
        self._kept = dict(draft.fields)
        if self._view is not None:
            self._show(self._view)

    def _show(self, view: ReviewView) -> None:
        self._view = view
        zone = self.context.zone
        place = f"{view.position} of {view.queue_length}" if view.position else view.patient_name
        self._header.set_crumbs((("Reviews", ReviewsRoute()), (place, None)))
        last = f" Last visit {long_date(view.last_visit)}." if view.last_visit else " First visit."
        self._header.set_title(view.patient_name, f"Born {long_date(view.birth_date)} ({view.age}). Sent from "
                               f"{view.sent_from} at {clock_time(view.sent_at, zone)}.{last}")
        self._chip.show_status(f"{view.treatment}, {clock_time(view.appointment_at, zone)}", Tone.NEUTRAL, "")
        self._chip.show()
        self._flags.show_flags(view.flags, view.rules_version)
        self._scores.show_scores(view.scores)
        before = long_date(clinic_date(view.compared_with, zone)) if view.compared_with else ""
        self._answers.show_answers(view.answers, "Today", before, prefilled=bool(view.carried_note))
        self._notes.show_notes(view.unconfirmed, view.lost)
        for part in (self._flags, self._answers, self._pane):
            part.show()
        self._pane.show_view(view, self._kept)
        if _QUESTIONED in self._kept:
            self._answers.question(self._kept[_QUESTIONED].split("\n"))
        self._kept = {}
        self._show_note(view)

    def _show_note(self, view: ReviewView) -> None:
        """What keeps the visit from becoming Ready does not keep anybody from accepting it."""
        note = view.blocked_note if view.may_countersign else ""
        if note:
            self._banner.show_message(Tone.WARNING, "Accepting will not make this visit ready", note)
        self._banner.setVisible(bool(note))

    def _save(self) -> None:
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        decisions = self._pane.decisions()
        self._run(lambda: services().review.decide(actor, visit_id, decisions), self._leave)

    def _accept(self) -> None:
        ask_for_proof(self, "Countersign", _WHY_PROOF, self._countersign)

    def _countersign(self, actor: Actor) -> None:
        services, visit_id = self.context.services, self._visit_id
        decisions = self._pane.decisions()
        countersign = replace(self._pane.countersign(visit_id), questioned=self._answers.questions())

        def work() -> AcceptResult:
            if decisions:
                services().review.decide(actor, visit_id, decisions)
            return services().review.accept(actor, countersign)

        self._run(work, self._accepted)

    def _accepted(self, result: AcceptResult) -> None:
        """The board shows the visit as Ready; what keeps it from being so is said."""
        stage = self.stage()
        self._forget()
        self.navigate.emit(TodayRoute())
        if not result.ready:
            tell(stage, "Accepted, but not ready", result.note)

    def _ask_correction(self) -> None:
        if self._view is None:
            return
        changed = [line.question for line in self._view.answers if line.changed]
        dialog = SendBackDialog(self.stage(), self._view.patient_name, changed, questioned=self._answers.questions())
        dialog.agreed.connect(self._send_back)
        dialog.begin()

    def _send_back(self, message: str) -> None:
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self._run(lambda: services().review.send_back(actor, visit_id, message), self._leave)

    def _wrong_patient(self) -> None:
        if self._view is None:
            return
        dialog = MoveDialog(self.stage(), self.context, self._view.patient_name)
        dialog.agreed.connect(self._move)
        dialog.begin()

    def _move(self, patient_id: str, reason: str) -> None:
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self._run(lambda: services().review.move(actor, visit_id, patient_id, reason), self._moved)

    def _moved(self, new_visit_id: str) -> None:
        self._forget()
        self.navigate.emit(ReviewRoute(new_visit_id))

    def _witness(self, submission_id: str) -> None:
        ask_for_proof(self, "I witnessed it", _WHY_WITNESS, lambda actor: self._attest(actor, submission_id))

    def _attest(self, actor: Actor, submission_id: str) -> None:
        services, visit_id = self.context.services, self._visit_id
        self._run(lambda: services().review.witness(actor, visit_id, submission_id), self._reload)

    def _ask_guardian(self) -> None:
        dialog = ChoiceDialog(self.stage(), "How was the guardian’s ID checked?", ID_METHODS, "Record the check")
        dialog.agreed.connect(self._check_guardian)
        dialog.begin()

    def _check_guardian(self, method: str) -> None:
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self._run(lambda: services().review.check_guardian(actor, visit_id, method), self._reload)

    def _run(self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        """Record something; the pane waits, and comes back with a sentence when it was refused."""
        self._pane.set_busy(True)
        self.context.tasks.run(work, self, on_done, self._refused)

    def _reload(self, _done: object = None) -> None:
        self._pane.set_busy(False)
        self.load()

    def _leave(self, _done: object = None) -> None:
        self._forget()
        self.navigate.emit(ReviewsRoute())

    def _forget(self) -> None:
        self._view, self._kept = None, {}  # nothing is unfinished any more

    def _refused(self, error: KnownError) -> None:
        self._pane.set_busy(False)
        if isinstance(error, InvalidInputError) and self._pane.show_problem(error.field, error.sentence):
            return
        title = "The review was not recorded" if self._view is not None else "This visit cannot be shown"
        self._banner.show_message(Tone.DANGER, title, error.sentence, say=True)
        self._banner.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _connect(self) -> None:
        self._pane.accept.connect(self._accept)
        self._pane.save.connect(self._save)
        self._pane.send_back.connect(self._ask_correction)
        self._pane.witness.connect(self._witness)
        self._pane.check_guardian.connect(self._ask_guardian)
        self._answers.questioned.connect(lambda: self._pane.show_questioned(len(self._answers.questions())))

    def _open(self, tab: str) -> None:
        if self._view is not None:
            self.navigate.emit(PatientRoute(self._view.patient_id, tab))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow the pane in a narrow window."""
        self._holder.setFixedWidth(_PANE_NARROW if self.width() < _NARROW_BELOW else _PANE)
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        self._header.title_row.insertWidget(1, self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self._add_buttons()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # answers have no controls; the keyboard scrolls them
        self._scroll.setAccessibleName("Flags and answers")
        set_ring(self._scroll, 0)
        for widget in (self._banner, self._flags, self._scores, self._notes, self._answers):
            self._scroll.column.addWidget(widget)
        self._scroll.column.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 24, 32, 24)
        right.addWidget(self._holder)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self._scroll, 1)
        columns.addLayout(right)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._header)
        page.addLayout(columns, 1)
        for hidden in (self._chip, self._banner, self._flags, self._scores, self._answers, self._pane):
            hidden.hide()

    def _add_buttons(self) -> None:
        if allowed(self.context.actor.role, Action.MOVE, RecordKind.SUBMISSION):
            wrong = Button("Wrong patient", Kind.QUIET)
            wrong.activated.connect(self._wrong_patient)
            self._header.buttons.addWidget(wrong)
        for words, icon, tab in (("Last intake", "history", "intake"), ("Open record", "person", "overview")):
            button = Button(words, Kind.SECONDARY, icon=icon)
            button.activated.connect(lambda chosen=tab: self._open(chosen))
            self._header.buttons.addWidget(button)
