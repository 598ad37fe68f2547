"""What can be done about the incident that is up: each opens its dialog or changes something at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import KnownError
from app.rules.breach_clocks import Duty
from app.security.actor import Actor
from app.services.views.incidents import IncidentView, LettersMade, PeopleChange, PersonLine
from app.ui.staff.form_dialog import FormDialog
from app.ui.staff.privacy.incidents.assessment_dialog import AssessmentDialog
from app.ui.staff.privacy.incidents.closing_dialogs import CloseDialog, ReopenDialog
from app.ui.staff.privacy.incidents.device_dialog import DeviceDialog
from app.ui.staff.privacy.incidents.facts_dialog import FactsDialog
from app.ui.staff.privacy.incidents.finder_dialog import FinderDialog
from app.ui.staff.privacy.incidents.notice_dialogs import (
    DelayDialog,
    NoticeTextDialog,
    SendingDialog,
    SubstituteDialog,
    ToldDialog,
)
from app.ui.staff.tab import Change, ScreenTab
from app.ui.widgets.button import Button

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

_WHY = "What is written in the breach register carries your name."


class IncidentActs(QObject):
    """``changed`` comes after something was done, ``refused`` carries the error, ``progress`` how far letters are."""

    changed = Signal()
    refused = Signal(object)
    progress = Signal(str)

    def __init__(self, tab: ScreenTab, view: IncidentView, parent: QObject) -> None:
        super().__init__(parent)
        self._tab, self._screen, self._view = tab, tab.screen_of, view
        self._id = view.row.incident_id

    def change_facts(self) -> None:
        """Put right what is known."""
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor),
                        lambda found: self._open(FactsDialog(self._screen, self._id, self._view.facts, found.vendors)))

    def ask_device(self) -> None:
        """Ask whether keys were on a lost device."""
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor),
                        lambda found: self._open(DeviceDialog(self._screen, self._id, found.devices, self._view.keys)))

    def find_people(self) -> None:
        """Find who is affected."""
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor),
                        lambda found: self._open(FinderDialog(self._screen, self._id, found)))

    def assess(self) -> None:
        """Assess the risk."""
        self._open(AssessmentDialog(self._screen, self._id, self._view.assessment))

    def write_text(self) -> None:
        """Write the text of the letters."""
        self._open(NoticeTextDialog(self._screen, self._id, self._view.notice))

    def record_sending(self, patient_ids: Sequence[str]) -> None:
        """Record that the letters of ``patient_ids`` went out."""
        if patient_ids:
            self._open(SendingDialog(self._screen, self._id, patient_ids))

    def record_told(self, duties: Sequence[Duty]) -> None:
        """Record a notice to somebody other than patients."""
        self._open(ToldDialog(self._screen, self._id, duties))

    def record_substitute(self) -> None:
        """Record the substitute notice."""
        self._open(SubstituteDialog(self._screen, self._id, self._view.unreachable))

    def record_delay(self) -> None:
        """Record that law enforcement asks to wait."""
        self._open(DelayDialog(self._screen, self._id))

    def close_incident(self) -> None:
        """Close it."""
        self._open(CloseDialog(self._screen, self._id, self._view.may_close_for))

    def reopen(self) -> None:
        """Open it again."""
        self._open(ReopenDialog(self._screen, self._id))

    def make_letters(self, button: Button) -> None:
        """Make ten letters at a time, so that the window can say how far it is and other work comes in between."""

        def made(result: LettersMade) -> None:
            if result.left and result.made:
                self.progress.emit(f"Making letters, {result.left} to go.")
                self.make_letters(button)
            else:
                self.changed.emit()

        self._do(lambda services, actor: services.incidents.make_letters(actor, self._id), made, button)

    def record_return(self, person: PersonLine | None, button: Button) -> None:
        """Record that the letter to ``person`` came back today."""
        if person is not None:
            today = self._tab.context.today
            self._do(lambda services, actor: services.incidents.letter_returned(actor, self._id, person.patient_id,
                                                                                today), self._done, button)

    def take_off(self, person: PersonLine | None, button: Button) -> None:
        """Take ``person`` off the list."""
        if person is not None:
            change = PeopleChange(removed=(person.patient_id,))
            self._do(lambda services, actor: services.incidents.change_people(actor, self._id, change), self._done,
                     button)

    def _open(self, dialog: FormDialog) -> None:
        dialog.done.connect(self._done)
        dialog.begin()

    def _done(self, _value: object) -> None:
        self.changed.emit()

    def _do(self, call: Callable[[Services, Actor], object], done: Callable[..., None], button: Button) -> None:
        self._tab.change(Change(call, done, self._refused, button, button.words(), _WHY))

    def _refused(self, error: KnownError) -> None:
        self.refused.emit(error)
