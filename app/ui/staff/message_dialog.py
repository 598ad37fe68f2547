"""Log a message that was sent elsewhere: its type, the template's name, and a reason where there was no consent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.core.clock import clinic_date
from app.core.dates import clock_time
from app.core.errors import KnownError
from app.services.views.consents import MessageInput, MessageOffer
from app.services.views.patients import PatientView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.moment import read_moment
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_ABOUT = ("The app sends no messages. This notes what the clinic’s messaging vendor sent. An ordinary text message is "
          "not encrypted from end to end, so keep health details out of it.")


class MessageDialog(DialogOverlay):
    """``saved`` comes when the message is in the log."""

    saved = Signal()

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen.stage(), width=600, spacing=14)
        title = f"Which message was sent to {view.display_name}?"
        self.setAccessibleName(title)
        self._context, self._patient_id = screen.context, view.patient_id
        self._offer: MessageOffer | None = None
        now = self._context.clock.now()
        self.kind = ChoiceField("Type of message", [], placeholder="Choose")
        self.kind.changed.connect(self._show_problem)
        self.template = LineField("Name of the template", hint="For example: Visit reminder. Nothing about health.")
        self.day = DateField("Day")
        self.day.set_value(clinic_date(now, self._context.zone))
        self.time = LineField("Time", text=clock_time(now, self._context.zone), hint="For example 10:30 AM")
        self.override = LineField("Why it was sent all the same", hint="It is kept with the message.")
        self._problem = Banner(Tone.WARNING, "")
        self._private = Banner(Tone.INFO, "")
        self._banner = quiet_banner()
        self._save = Button("Log the message", Kind.PRIMARY)
        self._lay_out(title)

    def begin(self) -> None:
        """Open the dialog and fetch what may be sent."""
        self.open(self.kind.combo)
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self._context.tasks.run(lambda: services().communications.offer(actor, patient_id), self, self._show,
                                self._refused)

    def _show(self, offer: MessageOffer) -> None:
        self._offer = offer
        self.kind.set_options([(choice.code, choice.title) for choice in offer.choices])
        self._private.show_message(Tone.INFO, "Private contact", offer.confidential)
        self._private.setVisible(bool(offer.confidential))
        self.refit()

    def _show_problem(self) -> None:
        choices = self._offer.choices if self._offer is not None else ()
        problem = next((choice.problem for choice in choices if choice.code == self.kind.value()), "")
        self._problem.show_message(Tone.WARNING, "", problem)
        self._problem.setVisible(bool(problem))
        self.override.setVisible(bool(problem))
        self.refit()

    def _start(self) -> None:
        sent_at = read_moment(self.day, self.time, self._context.zone)
        if sent_at is None:
            self.refit()
            return
        override = self.override.text() if not self.override.isHidden() else ""
        message = MessageInput(self._patient_id, self.kind.value(), self.template.text(), sent_at, override)
        services, actor = self._context.services, self._context.actor
        self._save.set_busy(True)
        self._context.tasks.run(lambda: services().communications.log(actor, message), self, lambda _id: self._done(),
                                self._refused)

    def _done(self) -> None:
        self.close_dialog()
        self.saved.emit()

    def _refused(self, error: KnownError) -> None:
        self._save.set_busy(False)
        fields: dict[str, Field] = {"kind": self.kind, "template": self.template, "override": self.override,
                                    "sent_at": self.day}
        show_refusal(error, fields, self._banner)
        self.refit()

    def _lay_out(self, title: str) -> None:
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel(_ABOUT, Staff.BODY, "ink-2"))
        for widget in (self._private, self.kind, self._problem, self.override, self.template):
            self.body.addWidget(widget)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.day, 1)
        pair.addWidget(self.time, 1)
        self.body.addLayout(pair)
        self.body.addWidget(self._banner)
        for hidden in (self._private, self._problem, self.override):
            hidden.hide()
        cancel = Button("Not now", Kind.SECONDARY)
        cancel.activated.connect(self.close_dialog)
        self._save.activated.connect(self._start)
        self.body.addLayout(button_row(cancel, self._save, to_right=True))
