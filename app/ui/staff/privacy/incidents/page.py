"""One incident: what is known at the left, clocks and history at the right, a button for each next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.rules.breach_clocks import Duty
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.views.incidents import (
    IncidentStatus,
    IncidentView,
    LettersMade,
    NoticeState,
    PeopleChange,
    PersonLine,
)
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute
from app.ui.staff.privacy.incidents import cards, side
from app.ui.staff.privacy.incidents.assessment_dialog import AssessmentDialog
from app.ui.staff.privacy.incidents.closing_dialogs import CloseDialog, ReopenDialog
from app.ui.staff.privacy.incidents.device_dialog import DeviceDialog
from app.ui.staff.privacy.incidents.facts_dialog import FactsDialog
from app.ui.staff.privacy.incidents.finder_dialog import FinderDialog
from app.ui.staff.privacy.incidents.form_dialog import FormDialog
from app.ui.staff.privacy.incidents.notice_dialogs import (
    DelayDialog,
    NoticeTextDialog,
    SendingDialog,
    SubstituteDialog,
    ToldDialog,
    today_of,
)
from app.ui.staff.privacy.incidents.words import status_chip
from app.ui.staff.tab import Change, ScreenTab, pane, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

_WHY = "What is written in the breach register carries your name."


class IncidentPage(QWidget):
    """Shows an ``IncidentView``; every change fetches it anew. ``left`` asks for the list."""

    left = Signal()

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab = tab
        self._view: IncidentView | None = None
        self._used = ""  # words of the button that was used last: the focus goes back to it
        self.table = cards.people_table()
        self.buttons: dict[str, Button] = {}
        self._progress = TextLabel("", Staff.DETAIL, "ink-2")
        self._banner = quiet_banner()
        self._left = ScrollColumn(margins=(32, 24, 0, 32), spacing=16)
        self._pane = pane()
        self._back = Button("Breach register", Kind.QUIET, icon="back", flush=True)
        self._back.activated.connect(self.left)
        self.table.selected.connect(lambda _key: self._show_choice())
        self.table.opened.connect(self._open_letter)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(24)
        page.addWidget(self._left, 1)
        page.addWidget(self._pane)
        self.setFocusProxy(self._back)

    @property
    def view(self) -> IncidentView | None:
        """The incident shown, or None."""
        return self._view

    def fetch(self, incident_id: str) -> None:
        """Fetch the incident and show it."""
        self._tab.fetch(lambda services, actor: services.incidents.open(actor, incident_id), self.show_view)

    def show_view(self, view: IncidentView) -> None:
        """Show the incident."""
        self._view = view
        self.buttons = {}
        today, is_open = today_of(self._tab), view.row.status is not IncidentStatus.CLOSED
        may = self._tab.may(Action.CHANGE, RecordKind.INCIDENT)
        for widget in (self._back, self._banner, self._progress, self.table):
            widget.setParent(self)  # they outlive the cards they stood in
            widget.hide()
        clear(self._left.column)
        clear(self._pane.column)
        self._banner.hide()
        cards.show_people(self.table, view.people, today)
        self._lay_out_left(view, may and is_open)
        self._lay_out_right(view, may)
        self._show_choice()
        self.buttons.get(self._used, self._back).setFocus()

    def _lay_out_left(self, view: IncidentView, may: bool) -> None:
        column = self._left.column
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._head(view))
        column.addWidget(self._banner)
        column.addWidget(cards.facts_card(view, *self._actions(may, ("Change", self._change),
                                                               ("A device was lost", self._ask_device))))
        if view.keys is not None:
            column.addWidget(cards.device_card(view.keys))
        column.addWidget(cards.people_card(view, self.table, *self._people_actions(view, may)))
        column.addWidget(cards.assessment_card(view, *self._actions(
            may, ("Assess again" if view.assessment else "Assess the risk", self._assess))))
        column.addWidget(cards.notices_card(view, self._progress, *self._notice_actions(view, may)))
        column.addStretch(1)
        for widget in (self._back, self.table):
            widget.show()

    def _lay_out_right(self, view: IncidentView, may: bool) -> None:
        column = self._pane.column
        column.addWidget(side.clocks_card(view))
        if view.closing is None:
            (button,) = self._actions(may, ("Close incident", self._close)) or (None,)
        else:
            (button,) = self._actions(may, ("Open again", self._reopen)) or (None,)
        if button is not None:
            column.addWidget(button)
        column.addWidget(side.history_card(view, today_of(self._tab)))
        column.addStretch(1)

    def _head(self, view: IncidentView) -> QVBoxLayout:
        words, line = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(2)
        line.setSpacing(12)
        chip = status_chip(view.row)
        line.addWidget(TextLabel(view.row.title, Staff.DOCUMENT), 1)
        line.addWidget(StatusChip(chip.text, chip.tone, chip.icon), 0, Qt.AlignmentFlag.AlignVCenter)
        words.addLayout(line)
        reported = long_date(view.reported_at.astimezone(self._tab.context.zone).date())
        words.addWidget(TextLabel(f"Incident {view.row.number}, reported {reported} by {view.reported_by}",
                                  Staff.BODY, "ink-2"))
        if view.closing is not None:
            words.addWidget(TextLabel(f"{view.row.status_words}: {view.closing.words}", Staff.BODY, "ink-2"))
        return words

    def _actions(self, may: bool, *wanted: tuple[str, Callable[[], None]]) -> tuple[Button, ...]:
        """Return a button for each of ``wanted``, none without the right to change."""
        return tuple(self._action(words, call) for words, call in wanted) if may else ()

    def _action(self, words: str, call: Callable[[], None]) -> Button:
        button = Button(words, Kind.SECONDARY)
        button.activated.connect(lambda: self._use(words, call))
        self.buttons[words] = button
        return button

    def _use(self, words: str, call: Callable[[], None]) -> None:
        self._used = words
        call()

    def _people_actions(self, view: IncidentView, may: bool) -> tuple[Button, ...]:
        wanted: list[tuple[str, Callable[[], None]]] = [("Find people", self._find)]
        if view.people:
            wanted += [("Open letter", lambda: self._open_letter(self._chosen_id())),
                       ("Record sending", self._send_one), ("Letter came back", self._returned),
                       ("Take off the list", self._remove)]
        return self._actions(may, *wanted)

    def _notice_actions(self, view: IncidentView, may: bool) -> tuple[Button, ...]:
        wanted: list[tuple[str, Callable[[], None]]] = [
            ("Change the text" if view.notice_is_saved else "Write the text", self._write)]
        lacking = sum(person.notice in (NoticeState.NONE, NoticeState.NO_ADDRESS) for person in view.people)
        if view.notice_is_saved and lacking:
            wanted.append((f"Make {lacking} letter{'' if lacking == 1 else 's'}", self._make_letters))
        if ready := self._ready(view):
            wanted.append((f"Record sending of {len(ready)}", self._send_all))
        if self._others(view):
            wanted.append(("Record notice to HHS or others", self._tell))
        if view.unreachable:
            wanted.append(("Record substitute notice", self._substitute))
        wanted.append(("Law enforcement asks to wait", self._wait))
        return self._actions(may, *wanted)

    def _ready(self, view: IncidentView) -> list[str]:
        """Those whose letters may go out together; who asked for private contact is recorded by themselves."""
        return [person.patient_id for person in view.people
                if person.notice is NoticeState.MADE and not person.confidential]

    def _others(self, view: IncidentView) -> list[Duty]:
        return [clock.duty for clock in view.clocks if clock.done is None and clock.duty is not Duty.PATIENTS]

    def _chosen_id(self) -> str:
        rows, number = self.table.rows(), self.table.currentIndex().row()
        return rows[number].key if self.table.selectionModel().hasSelection() and 0 <= number < len(rows) else ""

    def _chosen(self) -> PersonLine | None:
        chosen = self._chosen_id()
        people = self._view.people if self._view is not None else ()
        return next((person for person in people if person.patient_id == chosen), None)

    def _show_choice(self) -> None:
        """What can be done about the chosen patient follows from how far their notice is."""
        person = self._chosen()
        can = {
            "Open letter": person is not None and person.document_id is not None,
            "Record sending": person is not None and person.notice in (NoticeState.MADE, NoticeState.RETURNED),
            "Letter came back": person is not None and person.notice is NoticeState.SENT,
            "Take off the list": person is not None and person.sent_on is None}
        for words, possible in can.items():
            if words in self.buttons:
                self.buttons[words].setVisible(possible)

    def _open(self, dialog: FormDialog) -> None:
        dialog.saved.connect(lambda _value: self._refresh())
        dialog.begin()

    def _refresh(self) -> None:
        if self._view is not None:
            self.fetch(self._view.row.incident_id)

    def _with(self, make: Callable[[IncidentView], FormDialog]) -> None:
        if self._view is not None:
            self._open(make(self._view))

    def _change(self) -> None:
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor), lambda found: self._with(
            lambda view: FactsDialog(self._tab, view.row.incident_id, view.facts, found.vendors)))

    def _ask_device(self) -> None:
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor), lambda found: self._with(
            lambda view: DeviceDialog(self._tab, view.row.incident_id, found.devices, view.keys)))

    def _find(self) -> None:
        self._tab.fetch(lambda services, actor: services.incidents.choices(actor), lambda found: self._with(
            lambda view: FinderDialog(self._tab, view.row.incident_id, found)))

    def _assess(self) -> None:
        self._with(lambda view: AssessmentDialog(self._tab, view.row.incident_id, view.assessment))

    def _write(self) -> None:
        self._with(lambda view: NoticeTextDialog(self._tab, view.row.incident_id, view.notice))

    def _send_all(self) -> None:
        self._with(lambda view: SendingDialog(self._tab, view.row.incident_id, self._ready(view)))

    def _send_one(self) -> None:
        self._with(lambda view: SendingDialog(self._tab, view.row.incident_id, [self._chosen_id()]))

    def _tell(self) -> None:
        self._with(lambda view: ToldDialog(self._tab, view.row.incident_id, self._others(view)))

    def _substitute(self) -> None:
        self._with(lambda view: SubstituteDialog(self._tab, view.row.incident_id, view.unreachable))

    def _wait(self) -> None:
        self._with(lambda view: DelayDialog(self._tab, view.row.incident_id))

    def _close(self) -> None:
        self._with(lambda view: CloseDialog(self._tab, view.row.incident_id, view.may_close_for))

    def _reopen(self) -> None:
        self._with(lambda view: ReopenDialog(self._tab, view.row.incident_id))

    def _make_letters(self) -> None:
        if self._view is not None:
            incident_id = self._view.row.incident_id
            self._do(lambda services, actor: services.incidents.make_letters(actor, incident_id), self._made)

    def _made(self, made: LettersMade) -> None:
        """Ten at a time, so that the window can say how far it is and other work comes in between."""
        if made.left and made.made:
            self._progress.setText(f"Making letters, {made.left} to go.")
            self._progress.show()
            self._make_letters()
        else:
            self._refresh()

    def _returned(self) -> None:
        person, today = self._chosen(), today_of(self._tab)
        if person is not None and self._view is not None:
            incident_id, patient_id = self._view.row.incident_id, person.patient_id
            self._do(lambda services, actor: services.incidents.letter_returned(actor, incident_id, patient_id, today),
                     lambda _none: self._refresh())

    def _remove(self) -> None:
        person = self._chosen()
        if person is not None and self._view is not None:
            incident_id, change = self._view.row.incident_id, PeopleChange(removed=(person.patient_id,))
            self._do(lambda services, actor: services.incidents.change_people(actor, incident_id, change),
                     lambda _count: self._refresh())

    def _do(self, call: Callable[[Services, Actor], object], done: Callable[..., None]) -> None:
        button = self.buttons.get(self._used, self._back)
        self._tab.change(Change(call, done, self._refused, button, self._used, _WHY))

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)

    def _open_letter(self, patient_id: str) -> None:
        people = self._view.people if self._view is not None else ()
        person = next((each for each in people if each.patient_id == patient_id), None)
        if person is not None and person.document_id is not None:
            self._tab.screen_of.navigate.emit(DocumentRoute(person.document_id))
