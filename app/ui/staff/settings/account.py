"""My account: the own password, new recovery codes, and where the account was used."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError, SignInRefusedError
from app.security.roles import Action, RecordKind
from app.services.views.people import SignInRecord
from app.ui.entry.new_password import NewPasswordForm
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.privacy.incidents.facts_dialog import report_incident
from app.ui.staff.settings.codes_dialog import CodesDialog
from app.ui.staff.settings.words import near_moment
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.field import PasswordField
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import STAFF
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_LEFT_WIDTH = 400
_COLUMNS = (Column("When", 230), Column("What"), Column("Where", 144))


class AccountTab(ScreenTab):
    """Password and codes at the left, sign-ins at the right. Passwords are never kept over a logout."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.old = PasswordField("Current password")
        self.new = NewPasswordForm(self.context.services, self.context.tasks, self._names, STAFF)
        self.new.password.set_label("New password")
        self.new.again.set_label("New password again")
        self.save = Button("Change password", Kind.PRIMARY)
        self.make_codes = Button("Make new codes", Kind.SECONDARY, icon="refresh")
        self._saved = FieldMessage()
        self._codes_left = TextLabel("", Staff.BODY, "ink-2")
        self._error = quiet_banner()
        self.table = DataTable("Your sign-ins", _COLUMNS, 64)
        self.report = Button("Report an incident", Kind.SECONDARY, icon="warning")  # everybody may
        if not self.may(Action.CREATE, RecordKind.INCIDENT):
            self.report.hide()
        self.report.activated.connect(lambda: report_incident(self.screen_of))
        self.save.activated.connect(self._start)
        self.new.submitted.connect(self.save.click)
        self.old.submitted.connect(self.new.setFocus)
        self.make_codes.activated.connect(self._make_codes)
        self._lay_out()

    def load(self) -> None:
        """Fetch the sign-ins and how many recovery codes are left."""
        self.fetch(lambda services, actor: services.staff.own_sign_ins(actor), self._show_sign_ins)
        self.fetch(lambda services, actor: services.staff.recovery_codes_left(actor), self._show_codes_left)

    def _show_sign_ins(self, records: tuple[SignInRecord, ...]) -> None:
        zone, now = self.context.zone, self.context.clock.now()
        self.table.show_rows([
            Row(str(number), (Cell(near_moment(record.at, now, zone), tabular=True), _what(record),
                              Cell(record.device, quiet=True)), tone=None if record.accepted else Tone.DANGER)
            for number, record in enumerate(records)])

    def _show_codes_left(self, count: int) -> None:
        words = {0: "You have no unused code left.", 1: "You have 1 unused code left."}
        self._codes_left.setText(f"{words.get(count, f'You have {count} unused codes left.')} Each signs you in once "
                                 "without your phone, or opens your account after ten failed tries.")

    def _start(self) -> None:
        self._error.hide()
        self._saved.show_text("")
        if not self.old.text():
            self.old.set_error("Enter your current password")
            self.old.setFocus()
            return
        self.new.check(self._save)

    def _save(self) -> None:
        old, new = self.old.text(), self.new.text()
        self.change(Change(lambda services, actor: services.staff.change_own_password(actor, old, new),
                           lambda _none: self._changed(), self._refused, self.save, "Change password",
                           "Your password is about to change."))

    def _changed(self) -> None:
        for field in (self.old, self.new.password, self.new.again):
            field.set_text("")
            field.set_error("")
        self._saved.show_text("Your password was changed.", tone="success", icon="check")
        self.load()

    def _refused(self, error: KnownError) -> None:
        if isinstance(error, InvalidInputError):
            self.new.refuse(error.sentence)
        elif isinstance(error, SignInRefusedError):
            self.old.clear_secret()
            self.old.set_error(error.sentence)
            self.old.setFocus()
        else:
            show_refusal(error, {}, self._error)

    def _make_codes(self) -> None:
        self.change(Change(lambda services, actor: services.staff.new_recovery_codes(actor), self._show_codes,
                           lambda error: show_refusal(error, {}, self._error), self.make_codes, "Make new codes",
                           "The codes you have now stop working as soon as new ones are made."))

    def _show_codes(self, codes: tuple[str, ...]) -> None:
        CodesDialog(self.screen_of.stage(), codes).begin()
        self._show_codes_left(len(codes))

    def _names(self) -> tuple[str, str]:
        return self.context.actor.user_name, self.context.clinic.name

    def _lay_out(self) -> None:
        left = ScrollColumn(margins=(32, 24, 14, 32), spacing=16)
        left.setFixedWidth(_LEFT_WIDTH + 46)
        left.column.addWidget(self._error)
        password = Card("Password", padding=24, spacing=16)
        for widget in (self.old, self.new, self._saved):
            password.body.addWidget(widget)
        password.body.addLayout(button_row(self.save))
        codes = Card("Recovery codes", padding=24, spacing=12)
        codes.body.addWidget(self._codes_left)
        codes.body.addLayout(button_row(self.make_codes))
        left.column.addWidget(password)
        left.column.addWidget(codes)
        left.column.addStretch(1)
        self._saved.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 24, 32, 32)
        right.setSpacing(4)
        head, words = QHBoxLayout(), QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(TextLabel("Your sign-ins", Staff.SECTION))
        words.addWidget(TextLabel("If you don’t recognize one, change your password and tell an administrator.",
                                  Staff.DETAIL, "ink-2"))
        head.addLayout(words, 1)
        head.addWidget(self.report)
        right.addLayout(head)
        right.addSpacing(8)
        right.addWidget(TableCard(self.table))
        right.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(10)
        page.addWidget(left)
        page.addLayout(right, 1)
        self.setFocusProxy(self.old)


def _what(record: SignInRecord) -> Cell:
    """Return what happened in one line and how in the next; a refusal has its icon and color."""
    what, _, how = record.detail.partition(". ")
    return Cell(what.rstrip("."), how, icon="" if record.accepted else "error",
                tone=None if record.accepted else Tone.DANGER)
