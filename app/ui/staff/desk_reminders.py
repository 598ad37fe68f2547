"""On Today, to those whose job it is: requests and notices that are late or nearly late, opinions waited for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.legal_clock import ClockState
from app.security.roles import Action, RecordKind, allowed
from app.services.views.incidents import IncidentDue
from app.services.views.rights import DeskReminder, OpinionWanted
from app.ui.navigation import PrivacyRoute
from app.ui.screen import Screen
from app.ui.staff.privacy.requests.acts import OpinionDialog
from app.ui.widgets.banner import Banner, Tone

_REQUEST = RecordKind.RIGHTS_REQUEST


class DeskReminders(QWidget):
    """At most three banners; takes no room while there is nothing to say."""

    navigate = Signal(object)  # Route
    open_requests = Signal(int)

    def __init__(self, screen: Screen, gutter: int, parent: QWidget | None = None) -> None:
        """``gutter`` is the room at the right that the board leaves for scroll bars."""
        super().__init__(parent)
        self._screen = screen
        self._wanted: tuple[OpinionWanted, ...] = ()
        role = screen.context.actor.role
        self._sees_requests = allowed(role, Action.VIEW, _REQUEST)
        self._gives_opinions = allowed(role, Action.REVIEW, _REQUEST)
        self.requests = Banner(Tone.WARNING, "", icon="clock")
        self.requests.activated.connect(lambda: self.navigate.emit(PrivacyRoute("requests")))
        self._sees_incidents = allowed(role, Action.VIEW, RecordKind.INCIDENT)
        self._incident_id = ""
        self.incidents = Banner(Tone.WARNING, "", icon="privacy")
        self.incidents.activated.connect(lambda: self.navigate.emit(PrivacyRoute("incidents", self._incident_id)))
        self.opinions = Banner(Tone.INFO, "", icon="stethoscope")
        self.opinions.activated.connect(self._answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, gutter, 16)
        column.setSpacing(8)
        for banner in (self.requests, self.incidents, self.opinions):
            column.addWidget(banner)
            banner.hide()
        self.hide()

    def load(self) -> None:
        """Fetch what there is to say to this person."""
        context = self._screen.context
        services, actor = context.services, context.actor
        if self._sees_requests:
            context.tasks.run(lambda: services().rights.reminder(actor), self, self._show_requests)
        if self._sees_incidents:
            context.tasks.run(lambda: services().incidents.due(actor), self, self._show_incidents)
        if self._gives_opinions:
            context.tasks.run(lambda: services().rights.opinions_wanted(actor), self, self._show_opinions)

    def _show_requests(self, reminder: DeskReminder) -> None:
        self.open_requests.emit(reminder.open_count)
        self.requests.show_message(Tone.DANGER if reminder.is_late else Tone.WARNING, "", reminder.sentence,
                                   "Open requests")
        self.requests.setVisible(bool(reminder.sentence))
        self._fit()

    def _show_incidents(self, due: tuple[IncidentDue, ...]) -> None:
        """The most urgent one in words, the others as a number."""
        if due:
            self._incident_id = due[0].incident_id
            is_late = any(each.state is ClockState.LATE for each in due)
            others = f" {len(due) - 1} more in the breach register." if len(due) > 1 else ""
            self.incidents.show_message(Tone.DANGER if is_late else Tone.WARNING, "", f"{due[0].sentence}{others}",
                                        "Open incident")
        self.incidents.setVisible(bool(due))
        self._fit()

    def _show_opinions(self, wanted: tuple[OpinionWanted, ...]) -> None:
        self._wanted = wanted
        words = "1 patient request waits for a clinician’s opinion." if len(wanted) == 1 else \
            f"{len(wanted)} patient requests wait for a clinician’s opinion."
        self.opinions.show_message(Tone.INFO, "", words, "Give opinion")
        self.opinions.setVisible(bool(wanted))
        self._fit()

    def _fit(self) -> None:
        banners = (self.requests, self.incidents, self.opinions)
        self.setVisible(not all(banner.isHidden() for banner in banners))

    def _answer(self) -> None:
        if self._wanted:
            dialog = OpinionDialog(self._screen, self._wanted[0])
            dialog.done.connect(lambda _none: self.load())
            dialog.begin()
