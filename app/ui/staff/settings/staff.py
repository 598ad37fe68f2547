"""Staff: who may sign in, with what role and license, and what an administrator can do about it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.people import NewStaff, StaffView, TemporaryCredential, TotpEnrolment
from app.ui.fonts import Staff
from app.ui.messages import Question, ask
from app.ui.screen import Screen
from app.ui.staff.settings.credential_dialog import authenticator_dialog, password_dialog
from app.ui.staff.settings.person_pane import PersonPane
from app.ui.staff.settings.staff_form import StaffForm
from app.ui.staff.settings.words import licence_words, role_words
from app.ui.staff.tab import Change, ScreenTab, pane, quiet_banner, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.layouts import clear
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Name"), Column("Role and license", 230), Column("Status", 190))


class StaffTab(ScreenTab):
    """List at the left; at the right the person chosen, or a form."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._people: dict[str, StaffView] = {}
        self._chosen = ""
        self._form: StaffForm | None = None
        self._kept: dict[str, str] = {}
        self.table = DataTable("Staff", _COLUMNS, 64)
        self.table.selected.connect(self._choose)
        self.add = Button("Add staff", Kind.PRIMARY, icon="add")
        if not self.may(Action.ADD, RecordKind.STAFF):
            self.add.hide()
        self.add.activated.connect(lambda: self._open_form(None))
        self._count = TextLabel("", Staff.DETAIL, "ink-2")
        self._error = quiet_banner()
        self._pane = pane()
        self._lay_out()

    @property
    def form(self) -> StaffForm | None:
        """The form that is open, or None."""
        return self._form

    @property
    def person_pane(self) -> PersonPane | None:
        """The person shown at the right, or None."""
        item = self._pane.column.itemAt(0)
        widget = item.widget() if item is not None else None
        return widget if isinstance(widget, PersonPane) else None

    def load(self) -> None:
        """Fetch the list."""
        self.fetch(lambda services, actor: services.staff.list(actor), self._show)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return the form that is open, when anything was changed in it."""
        if self._form is None or not self._form.is_changed():
            return ()
        return (("id", self._form.person_id()), *self._form.typed())

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Open the form again once the list is there."""
        self._kept = dict(fields)

    def _show(self, people: tuple[StaffView, ...]) -> None:
        self._people = {person.user_id: person for person in people}
        active = [person for person in people if person.active]
        self._count.setText("1 person can sign in." if len(active) == 1 else f"{len(active)} people can sign in.")
        self.table.show_rows([_row(person) for person in people])
        if self._kept:
            self._open_kept()
        elif self._form is None and people:
            self.table.select(self._chosen if self._chosen in self._people else people[0].user_id)

    def _open_kept(self) -> None:
        kept, self._kept = self._kept, {}
        person = self._people.get(kept.get("id", ""))
        if person is None and kept.get("id"):
            return  # the person is gone; there is nothing to change any more
        self._open_form(person)
        if self._form is not None:
            self._form.put_back(kept)

    def _choose(self, user_id: str) -> None:
        self._chosen = user_id
        self._form = None
        person = self._people[user_id]
        shown = PersonPane(person, self.context.clock.now(), self.context.zone,
                           may_change=self.may(Action.CHANGE_ROLE, RecordKind.STAFF),
                           is_self=user_id == self.context.actor.user_id)
        shown.change_wanted.connect(self._open_form)
        shown.password_wanted.connect(self._reset_password)
        shown.authenticator_wanted.connect(self._reset_authenticator)
        shown.deactivate_wanted.connect(self._ask_deactivate)
        self._put_in_pane(shown)

    def _open_form(self, person: StaffView | None) -> None:
        self._form = form = StaffForm(person)
        form.saved.connect(lambda new: self._save(form, new))
        form.cancelled.connect(self._close_form)
        self._put_in_pane(form)
        if person is None:
            self.table.clearSelection()
        form.first_control().setFocus()

    def _close_form(self) -> None:
        self._form = None
        if self._chosen in self._people:
            self._choose(self._chosen)
        else:
            clear(self._pane.column)
        self.table.setFocus()

    def _put_in_pane(self, widget: QWidget) -> None:
        clear(self._pane.column)
        self._pane.column.addWidget(widget)
        self._pane.column.addStretch(1)

    def _save(self, form: StaffForm, new: NewStaff) -> None:
        user_id = form.person_id()
        if not user_id:
            self.change(Change(lambda services, actor: services.staff.add(actor, new),
                               lambda credential: self._added(new, credential), form.show_refusal, form.save,
                               f"Add {new.display_name}", "You are about to let somebody into the records."))
            return
        self.change(Change(
            lambda services, actor: services.staff.change(
                actor, user_id, new.role, new.licence, licence_number=new.licence_number, is_director=new.is_director,
                display_name=new.display_name, title=new.title),
            lambda _none: self._changed(user_id), form.show_refusal, form.save, "Save changes",
            "You are about to change what somebody may open and sign."))

    def _added(self, new: NewStaff, credential: TemporaryCredential) -> None:
        self._form = None
        self._chosen = ""
        self.load()
        password_dialog(self.screen_of.stage(), new.display_name, new.user_name, credential.password).begin()

    def _changed(self, user_id: str) -> None:
        self._form = None
        self._chosen = user_id
        if user_id == self.context.actor.user_id:
            self.screen_of.left_staff_mode.emit("Your own role or license was changed. Sign in again.")
        else:
            self.load()

    def _reset_password(self, person: StaffView) -> None:
        def reset() -> None:
            self.change(Change(lambda services, actor: services.staff.reset_password(actor, person.user_id),
                               lambda credential: self._was_reset(person, credential), self._refused,
                               self._button("password"), "Reset password",
                               f"You are about to reset the password of {person.display_name}."))

        ask(self.screen_of.stage(), Question(
            f"Reset the password of {person.display_name}?",
            "Their password stops working now. They get a temporary one, and set up their authenticator app anew.",
            "Keep it", "Reset password"), reset)

    def _was_reset(self, person: StaffView, credential: TemporaryCredential) -> None:
        self.load()
        password_dialog(self.screen_of.stage(), person.display_name, person.user_name, credential.password).begin()

    def _reset_authenticator(self, person: StaffView) -> None:
        def reset() -> None:
            self.change(Change(lambda services, actor: services.staff.reset_authenticator(actor, person.user_id),
                               lambda enrolment: self._show_square(person, enrolment), self._refused,
                               self._button("authenticator"), "Reset authenticator app",
                               f"You are about to replace the authenticator app of {person.display_name}."))

        ask(self.screen_of.stage(), Question(
            f"Reset the authenticator app of {person.display_name}?",
            "The codes on their phone stop working now. They need to be here to scan a new square.",
            "Keep it", "Reset authenticator app"), reset)

    def _show_square(self, person: StaffView, enrolment: TotpEnrolment) -> None:
        authenticator_dialog(self.screen_of.stage(), person, enrolment).begin()

    def _ask_deactivate(self, person: StaffView) -> None:
        def deactivate() -> None:
            self.change(Change(lambda services, actor: services.staff.deactivate(actor, person.user_id),
                               lambda _none: self.load(), self._refused, self._button("deactivate"), "Deactivate",
                               f"You are about to end the account of {person.display_name}."))

        ask(self.screen_of.stage(), Question(
            f"Deactivate {person.display_name}?",
            "The account ends at once and cannot be opened again; the user name is never used again. What the person "
            "signed stays in the records.", "Keep the account", "Deactivate", danger=True), deactivate)

    def _button(self, key: str) -> Button:
        shown = self.person_pane
        return shown.buttons[key] if shown is not None else self.add

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._error)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.add)
        left = QVBoxLayout()
        left.setContentsMargins(32, 24, 0, 32)
        left.setSpacing(16)
        left.addLayout(head)
        left.addWidget(self._error)
        left.addWidget(TableCard(self.table))
        left.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(24)
        page.addLayout(left, 1)
        page.addWidget(self._pane)
        self.setFocusProxy(self.table)


def _row(person: StaffView) -> Row:
    licence = "" if person.licence.value == "none" else licence_words(person.licence)
    return Row(person.user_id, (
        Cell(person.display_name, person.title, strong=person.active, quiet=not person.active,
             avatar=person.display_name),
        Cell(f"{role_words(person.role)}, medical director" if person.is_director else role_words(person.role), licence,
             quiet=not person.active),
        Cell(chip=_status(person))))


def _status(person: StaffView) -> Chip:
    if not person.active:
        return Chip("Deactivated", Tone.NEUTRAL, "cross-circle")
    if person.locked:
        return Chip("Locked", Tone.WARNING, "lock")
    if person.must_enrol:
        return Chip("First sign-in due", Tone.INFO, "clock")
    return Chip("Active", Tone.SUCCESS, "check")
