"""One withdrawal: what the patient said, what ended, and each step with its last day, who did it and when."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.consents import StepState, StepView, WithdrawalView
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute, PatientRoute
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Rule
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.field import Field, LineField
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_WHY = "A step of a withdrawal is recorded with your name."
_CHIPS = {StepState.DONE: (Tone.SUCCESS, "check", "Done"), StepState.OPEN: (Tone.WARNING, "clock", "To do"),
          StepState.LATE: (Tone.DANGER, "error", "Late")}


class WithdrawalViewDialog(DialogOverlay):
    """``changed`` tells that a step of the withdrawal, whose id it carries, was done."""

    changed = Signal(str)

    def __init__(self, tab: ScreenTab, view: WithdrawalView) -> None:
        super().__init__(tab.screen_of.stage(), width=620, spacing=12)
        self._tab, self._view = tab, view
        self._close = Button("Close", Kind.SECONDARY)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        self._banner = quiet_banner()
        self._fields: dict[str, Field] = {}
        self._fill(view)
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self._close)
        self.refit()  # the fields of the steps have their heights once they are on screen

    def _fill(self, view: WithdrawalView) -> None:
        row = view.row
        asked = f" Asked for by {view.asked_by}." if view.asked_by else ""
        self._line(f"Withdrawn {long_date(row.on)}. {view.how}. Recorded by {view.recorded_by}.{asked}")
        if view.words:
            self._line(f"“{view.words}”")
        self._line(f"Ended: {', '.join(view.consents)}.")
        self._line(f"What stops: {row.stops.rstrip('.')}.")
        for step in view.steps:
            self._steps.addWidget(Rule())
            self._steps.addWidget(self._step(step))
        self._steps.addWidget(Rule())

    def _line(self, words: str) -> None:
        self._lines.addWidget(TextLabel(words, Staff.BODY, "ink-2"))

    def _step(self, step: StepView) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(10)
        tone, icon, word = _CHIPS[step.state]
        head, words = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(TextLabel(step.title, Staff.VALUE))
        words.addWidget(TextLabel(_about(step), Staff.DETAIL, "ink-2"))
        head.addLayout(words, 1)
        head.addWidget(StatusChip(word, tone, icon), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if step.state is not StepState.DONE and self._tab.may(Action.CHANGE, RecordKind.CONSENT):
            column.addWidget(self._form(step))
        return holder

    def _form(self, step: StepView) -> QWidget:
        """Who was told, how many where something is counted, and the button that records it."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        told = LineField("Who was told")
        count = LineField(f"How many {step.counted}") if step.counted else None
        done = Button("Mark as done", Kind.PRIMARY, COMPACT)
        done.setAccessibleDescription(step.title)
        for field in (told, count):
            if field is not None:
                column.addWidget(field)
        column.addLayout(button_row(done, to_right=True))
        done.activated.connect(lambda: self._finish(step, told, count, done))
        return holder

    def _finish(self, step: StepView, told: LineField, count: LineField | None, button: Button) -> None:
        number = int(count.text()) if count is not None and count.text().isdecimal() else None
        words = told.text()
        self._fields = {"told": told, **({"count": count} if count is not None else {})}
        self._tab.change(Change(
            lambda services, actor: services.consents.finish_step(actor, step.step_id, told=words, count=number),
            lambda _nothing: self._finished(), self._refused, button, "Mark as done", _WHY))

    def _finished(self) -> None:
        self.close_dialog()
        self.changed.emit(self._view.row.withdrawal_id)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, self._fields, self._banner)
        self.refit()

    def _go(self, route: object) -> None:
        self.close_dialog()
        self._tab.screen_of.navigate.emit(route)

    def _lay_out(self) -> None:
        document, patient = Button("Open document", Kind.SECONDARY), Button("Open record", Kind.SECONDARY)
        document.activated.connect(lambda: self._go(DocumentRoute(self._view.document_id)))
        patient.activated.connect(lambda: self._go(PatientRoute(self._view.row.patient_id, "consents")))
        self._close.activated.connect(self.close_dialog)
        self.add_head(f"{self._view.row.title}, {self._view.row.patient_name}")
        self.body.addLayout(self._lines)
        self.body.addLayout(self._steps)
        self.body.addWidget(self._banner)
        row = button_row(document, patient)
        row.addWidget(self._close)
        row.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(row)


def _about(step: StepView) -> str:
    if step.state is not StepState.DONE or step.done_on is None:
        return f"By {long_date(step.due)}"
    parts = [f"{long_date(step.done_on)}, {step.done_by}", step.outcome, f"Told: {step.note}" if step.note else ""]
    return ". ".join(part for part in parts if part)
