"""One incident: what is known at the left, clocks and history at the right, a button for each next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.rules.breach_clocks import Duty
from app.security.roles import Action, RecordKind
from app.services.views.incidents import LETTER_DUE, IncidentStatus, IncidentView, NoticeState, PersonLine
from app.ui.fonts import Staff
from app.ui.navigation import DocumentRoute
from app.ui.staff.privacy.incidents import cards, side
from app.ui.staff.privacy.incidents.acts import IncidentActs
from app.ui.staff.privacy.incidents.words import status_chip
from app.ui.staff.tab import ScreenTab, pane, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.layouts import clear
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_LETTER, _SENT, _BACK, _OFF = "Open letter", "Record sending", "Letter came back", "Take off the list"
_Wanted = tuple[str, Callable[[Button], None]]


class IncidentPage(QWidget):
    """Shows an ``IncidentView``; every change fetches it anew. ``left`` asks for the list."""

    left = Signal()

    def __init__(self, tab: ScreenTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab = tab
        self._view: IncidentView | None = None
        self._acts: IncidentActs | None = None
        self._chosen_id = ""
        self._used = ""  # words of the button that was used last: the focus goes back to it
        self.table = cards.people_table()
        self.buttons: dict[str, Button] = {}
        self._progress = TextLabel("", Staff.DETAIL, "ink-2")
        self._banner = quiet_banner()
        self._left = ScrollColumn(margins=(32, 24, 14, 32), spacing=16)
        self._pane = pane()
        self._back = Button("Breach register", Kind.QUIET, icon="back", flush=True)
        self._back.activated.connect(self.left)
        self.table.selected.connect(self._choose)
        self.table.opened.connect(self._open_letter)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(10)
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
        place = self._left.verticalScrollBar().value() if self._is_up(view) else 0
        self._take_over(view)
        self.buttons = {}
        may = self._tab.may(Action.CHANGE, RecordKind.INCIDENT)
        for widget in (self._back, self._banner, self._progress, self.table):
            widget.setParent(self)  # they outlive the cards they stood in
            widget.hide()
        clear(self._left.column)
        clear(self._pane.column)
        chosen, self._chosen_id = self._chosen_id, ""
        cards.show_people(self.table, view.people, self._tab.context.today)
        self._lay_out_left(view, may and view.row.status is not IncidentStatus.CLOSED)
        self._lay_out_right(view, may)
        self.table.select(chosen)  # the same patient as before, if they are still there
        self._show_choice()
        self.buttons.get(self._used, self._back).setFocus()
        self._left.verticalScrollBar().setValue(place)

    def _is_up(self, view: IncidentView) -> bool:
        return self._view is not None and self._view.row.incident_id == view.row.incident_id

    def _take_over(self, view: IncidentView) -> None:
        if self._acts is not None:
            self._acts.deleteLater()
        self._view, self._acts = view, IncidentActs(self._tab, view, self)
        self._acts.changed.connect(lambda: self.fetch(view.row.incident_id))
        self._acts.refused.connect(self._refused)
        self._acts.progress.connect(self._show_progress)

    def _lay_out_left(self, view: IncidentView, may: bool) -> None:
        column, acts = self._left.column, self._acts
        assert acts is not None
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._head(view))
        column.addWidget(self._banner)
        column.addWidget(cards.facts_card(view, self._buttons(may, [
            ("Change", lambda _: acts.change_facts()), ("A device was lost", lambda _: acts.ask_device())])))
        if view.keys is not None:
            column.addWidget(cards.device_card(view.keys))
        column.addWidget(cards.people_card(view, self.table, self._buttons(may, self._about_people(view, acts))))
        column.addWidget(cards.assessment_card(view, self._buttons(may, [
            ("Assess again" if view.assessment else "Assess the risk", lambda _: acts.assess())])))
        column.addWidget(cards.notices_card(view, self._progress,
                                            self._buttons(may, self._about_notices(view, acts))))
        column.addStretch(1)
        self._back.show()
        self.table.setVisible(bool(view.people))

    def _lay_out_right(self, view: IncidentView, may: bool) -> None:
        column, acts = self._pane.column, self._acts
        assert acts is not None
        column.addWidget(side.clocks_card(view))
        last: _Wanted = ("Close incident", lambda _: acts.close_incident())
        if view.closing is not None:
            last = ("Open again", lambda _: acts.reopen())
        for button in self._buttons(may, [last]):
            column.addWidget(button)
        column.addWidget(side.history_card(view, self._tab.context.today))
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
            words.addWidget(TextLabel(f"{view.row.status_words}. {view.closing.words}", Staff.BODY, "ink-2"))
        return words

    def _buttons(self, may: bool, wanted: Sequence[_Wanted]) -> tuple[Button, ...]:
        """Return a button for each of ``wanted``, none without the right to change."""
        return tuple(self._button(words, call) for words, call in wanted) if may else ()

    def _button(self, words: str, call: Callable[[Button], None]) -> Button:
        button = Button(words, Kind.SECONDARY)
        button.activated.connect(lambda: self._use(words, call))
        self.buttons[words] = button
        return button

    def _use(self, words: str, call: Callable[[Button], None]) -> None:
        self._used = words
        self._banner.hide()
        call(self.buttons[words])

    def _about_people(self, view: IncidentView, acts: IncidentActs) -> list[_Wanted]:
        wanted: list[_Wanted] = [("Find people", lambda _: acts.find_people())]
        if view.people:
            wanted += [(_LETTER, lambda _: self._open_letter(self._chosen_id)),
                       (_SENT, lambda _: acts.record_sending([self._chosen_id])),
                       (_BACK, lambda button: acts.record_return(self._chosen(), button)),
                       (_OFF, lambda button: acts.take_off(self._chosen(), button))]
        return wanted

    def _about_notices(self, view: IncidentView, acts: IncidentActs) -> list[_Wanted]:
        lacking = sum(person.notice in LETTER_DUE for person in view.people)
        # Who asked for private contact is written to in another way: theirs is recorded by itself.
        ready = [person.patient_id for person in view.people
                 if person.notice is NoticeState.MADE and not person.confidential]
        others = [clock.duty for clock in view.clocks if clock.done is None and clock.duty is not Duty.PATIENTS]
        wanted: list[tuple[bool, str, Callable[[Button], None]]] = [
            (True, "Change the text" if view.notice_is_saved else "Write the text", lambda _: acts.write_text()),
            (view.notice_is_saved and lacking > 0, f"Make {lacking} letter{'' if lacking == 1 else 's'}",
             acts.make_letters),
            (bool(ready), f"Record sending of {len(ready)}", lambda _: acts.record_sending(ready)),
            (bool(others), "Record notice to HHS or others", lambda _: acts.record_told(others)),
            (view.unreachable > 0, "Record substitute notice", lambda _: acts.record_substitute()),
            (True, "Law enforcement asks to wait", lambda _: acts.record_delay())]
        return [(words, call) for holds, words, call in wanted if holds]

    def _choose(self, patient_id: str) -> None:
        self._chosen_id = patient_id
        self._show_choice()

    def _chosen(self) -> PersonLine | None:
        return self._person(self._chosen_id)

    def _person(self, patient_id: str) -> PersonLine | None:
        people = self._view.people if self._view is not None else ()
        return next((person for person in people if person.patient_id == patient_id), None)

    def _show_choice(self) -> None:
        """What can be done about the chosen patient follows from how far their notice is."""
        person = self._chosen()
        state = person.notice if person is not None else None
        can = {_LETTER: person is not None and person.document_id is not None,
               _SENT: state in (NoticeState.MADE, NoticeState.OUTDATED, NoticeState.RETURNED),
               _BACK: state is NoticeState.SENT,
               _OFF: person is not None and person.sent_on is None}
        for words, possible in can.items():
            if words in self.buttons:
                self.buttons[words].setVisible(possible)

    def _show_progress(self, words: str) -> None:
        self._progress.setText(words)
        self._progress.show()

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)
        self._left.verticalScrollBar().setValue(0)

    def _open_letter(self, patient_id: str) -> None:
        person = self._person(patient_id)
        if person is not None and person.document_id is not None:
            self._tab.screen_of.navigate.emit(DocumentRoute(person.document_id))
