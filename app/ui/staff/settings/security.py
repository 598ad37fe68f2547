"""Security: when the screens lock, how this computer behaves, how the keys are protected, and the recovery key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.security.roles import Action, RecordKind
from app.services.views.oversight import AppSettings
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.settings.certificate_card import CertificateCard
from app.ui.staff.settings.device_card import DeviceCard
from app.ui.staff.settings.recovery_card import RecoveryCard
from app.ui.staff.settings.retire_card import RetireCard
from app.ui.staff.settings.words import near_moment
from app.ui.staff.tab import (
    PAGE_MARGINS,
    PANE_WIDTH,
    Change,
    ScreenTab,
    button_row,
    quiet_banner,
    show_refusal,
)
from app.ui.theme import Mode
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.checks import Switch
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.field import ChoiceField, Field
from app.ui.widgets.field_message import FieldMessage
from app.ui.widgets.metrics import STAFF
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.text import TextLabel

_WAITS = (5, 10, 15, 20, 30, 45, 60)
_YES = "yes"
_STOPS = (("all", "Every type of text message"), ("type", "The type it answers"))
"""What a STOP ends: the second is allowed until January 31, 2027 (47 CFR 64.1200(a)(10), FCC order DA 26-12)."""
_PASSWORDS_ONLY = ("Each person’s password alone opens the records: whoever steals this computer and guesses one can "
                   "read them. To change it, set up a keyring, open the records with the recovery key and set this "
                   "computer up again.")
_KEYRING = ("A secret in this computer’s keyring and each person’s password open the records together. A copied file "
            "or a stolen drive opens nothing.")


class SecurityTab(ScreenTab):
    """Times and looks at the left, keys at the right."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._before = self.context.settings
        self._kept: dict[str, str] = {}
        self.staff_idle = ChoiceField("Staff are signed out after", _minutes(range(1, 16)))
        self.patient_idle = ChoiceField("The tablet pauses after", _minutes(range(2, 11)))
        self.wait = ChoiceField("Mark a wait after", _minutes(_WAITS))
        self.stop = ChoiceField("A STOP from a patient ends", _STOPS)
        self.keyboard = Switch("")
        self.keyboard.setAccessibleName("Keyboard on the screen for patients")
        self.theme = Segmented("Appearance", (("system", "As the system"), ("light", "Light"), ("dark", "Dark")), STAFF)
        self.save = Button("Save changes", Kind.PRIMARY)
        self.save.activated.connect(self._submit)
        self._saved = FieldMessage()
        self._saved.hide()
        self._error = quiet_banner()
        self.protection = StatusChip("Checking", Tone.NEUTRAL, "clock")
        self.protection_words = TextLabel("", Staff.BODY, "ink-2")
        self.recovery = RecoveryCard(self)
        self.certificate = CertificateCard(self)
        self.device = DeviceCard(self) if self.context.actor.is_recovery else None
        self.retire = RetireCard(self) if self.may(Action.DISPOSE, RecordKind.RETENTION) else None
        self._lay_out()
        self._fill(self._before)

    def load(self) -> None:
        """Fetch settings and the state of the keys; what is typed and not saved stays."""
        self.fetch(lambda services, _actor: services.settings.get(), self._show)
        self.fetch(lambda services, _actor: services.settings.passwords_only_since(), self._show_protection)
        self.fetch(lambda services, _actor: services.recovery.renewal_due(), self.recovery.show_due)
        if self.device is not None:
            self.device.load()

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return every setting that differs from what is stored."""
        stored = _texts(self._before)
        return tuple((name, text) for name, text in _texts(self._read()).items() if text != stored[name])

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put the changed settings back."""
        self._kept = dict(fields)
        self._show(self._before)

    def _show(self, settings: AppSettings) -> None:
        typed = {**dict(self.typed()), **self._kept}
        self._kept = {}
        self._before = settings
        self._fill(settings, typed)

    def _fill(self, settings: AppSettings, typed: Mapping[str, str] | None = None) -> None:
        texts = {**_texts(settings), **(typed or {})}
        for field, name in ((self.staff_idle, "staff_idle"), (self.patient_idle, "patient_idle"), (self.wait, "wait")):
            if field.combo.findData(texts[name]) < 0:
                field.combo.addItem(f"{texts[name]} minutes", texts[name])  # chosen elsewhere; stays as it is
            field.set_value(texts[name])
        self.keyboard.setChecked(texts["keyboard"] == _YES)
        self.theme.set_value(texts["theme"])
        self.stop.set_value(texts["stop"])

    def _read(self) -> AppSettings:
        return replace(self._before, staff_idle_minutes=int(self.staff_idle.value() or 0),
                       patient_idle_minutes=int(self.patient_idle.value() or 0),
                       wait_warning_minutes=int(self.wait.value() or 0), on_screen_keyboard=self.keyboard.isChecked(),
                       theme=self.theme.value(), revoke_all_scope=self.stop.value())

    def _show_protection(self, since: datetime | None) -> None:
        if since is None:
            self.protection.show_status("Keyring and password", Tone.SUCCESS, "shield")
            self.protection_words.setText(_KEYRING)
            return
        when = near_moment(since, self.context.clock.now(), self.context.zone)
        self.protection.show_status("Passwords only", Tone.WARNING, "warning")
        self.protection_words.setText(f"In force since: {when}. {_PASSWORDS_ONLY}")

    def _submit(self) -> None:
        self._error.hide()
        wanted = self._read()
        self.change(Change(lambda services, actor: services.settings.change(actor, wanted),
                           lambda _none: self._done(wanted), self._refused, self.save, "Save changes",
                           "You are about to change how this clinic’s computers lock."))

    def _done(self, settings: AppSettings) -> None:
        self._before = settings
        self.context.theme.set_mode(Mode(settings.theme))
        self.screen_of.settings_changed.emit(settings)
        self._saved.show_text("Saved. It holds from now on.", tone="success", icon="check")

    def _refused(self, error: KnownError) -> None:
        fields: dict[str, Field] = {"staff_idle_minutes": self.staff_idle, "patient_idle_minutes": self.patient_idle,
                                    "wait_warning_minutes": self.wait}
        show_refusal(error, fields, self._error)

    def _lay_out(self) -> None:
        times = Card("Times", padding=24, spacing=16)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for field in (self.staff_idle, self.patient_idle, self.wait):
            pair.addWidget(field, 1)
            field.changed.connect(lambda: self._saved.show_text(""))
        times.body.addLayout(pair)
        times.body.addWidget(TextLabel("Signing out and pausing warn first. Signing out closes the records; what was "
                                       "typed comes back after the next sign-in.", Staff.DETAIL, "ink-2"))
        look = Card("On this clinic’s screens", padding=24, spacing=12)
        look.body.addLayout(_setting("Keyboard on the screen", "For patients on a tablet without keys of its own. They "
                                     "can put it away.", self.keyboard))
        look.body.addWidget(Rule())
        look.body.addLayout(_setting("Appearance", "For staff. Patients always see the light one.", self.theme))
        self.keyboard.toggled.connect(lambda _on: self._saved.show_text(""))
        self.theme.chosen.connect(lambda _value: self._saved.show_text(""))
        messages = Card("Text messages", padding=24, spacing=12)
        messages.body.addWidget(self.stop)
        messages.body.addWidget(TextLabel("Stopping everything is the safe reading of the federal rule, and what the "
                                          "form tells patients.", Staff.DETAIL, "ink-2"))
        self.stop.changed.connect(lambda: self._saved.show_text(""))
        left = QVBoxLayout()
        left.setSpacing(16)
        for widget in (self._error, self.device, times, look, messages):
            if widget is not None:
                left.addWidget(widget)
        row = button_row(self.save)
        row.setSpacing(16)
        row.insertWidget(1, self._saved, 1)
        left.addLayout(row)
        left.addStretch(1)
        keys = Card("How the keys are protected", padding=24, spacing=12)
        keys.setFixedWidth(PANE_WIDTH)
        keys.body.addWidget(self.protection)
        keys.body.addWidget(self.protection_words)
        self.right = QVBoxLayout()
        self.right.setSpacing(16)
        self.right.addWidget(keys)
        for card in (self.recovery, self.certificate, self.retire):
            if card is not None:
                card.setFixedWidth(PANE_WIDTH)
                self.right.addWidget(card)
        self.right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 1)
        columns.addLayout(self.right)
        scroll = ScrollColumn(margins=PAGE_MARGINS)
        scroll.column.addLayout(columns)
        scroll.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scroll)
        self.setFocusProxy(self.staff_idle)


def _texts(settings: AppSettings) -> dict[str, str]:
    return {"staff_idle": str(settings.staff_idle_minutes), "patient_idle": str(settings.patient_idle_minutes),
            "wait": str(settings.wait_warning_minutes), "keyboard": _YES if settings.on_screen_keyboard else "",
            "theme": settings.theme, "stop": settings.revoke_all_scope}


def _minutes(values: range | tuple[int, ...]) -> list[tuple[str, str]]:
    return [(str(value), "1 minute" if value == 1 else f"{value} minutes") for value in values]


def _setting(title: str, detail: str, control: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(TextLabel(title, Staff.NAME))
    words.addWidget(TextLabel(detail, Staff.DETAIL, "ink-2"))
    row.addLayout(words, 1)
    row.addWidget(control)
    return row
