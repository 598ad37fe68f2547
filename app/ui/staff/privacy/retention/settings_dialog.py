"""How long this clinic keeps records: years for adults, and the floor for minors with its reason."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.core.errors import KnownError
from app.services.views.retention import RetentionSettings
from app.ui.fonts import Staff
from app.ui.staff.tab import Change, ScreenTab, button_row, quiet_banner, say_missing, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import LineField, TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_WHY = "How long records are kept is recorded with your name."


class RetentionSettingsDialog(DialogOverlay):
    """``changed`` once another choice is in force; without ``may_change`` it only tells."""

    changed = Signal()

    def __init__(self, tab: ScreenTab, settings: RetentionSettings, *, may_change: bool) -> None:
        super().__init__(tab.screen_of.stage(), width=560, spacing=14)
        title = "How long records are kept"
        self.setAccessibleName(title)
        self._tab, self._settings = tab, settings
        lowest, highest = settings.lowest_years, settings.highest_years
        self.years = LineField("Years after an adult’s last visit", text=str(settings.adult_years),
                               hint=f"{lowest} to {highest}. The privacy policy promises {lowest} at least.")
        self.floor = CheckRow("Keep a minor’s record until the 22nd birthday at least")
        self.floor.setChecked(settings.minor_floor)
        self.reason = TextField("Why", hint="Needed when the 22nd birthday is switched off.", lines=2)
        self.save = Button("Change it", Kind.PRIMARY)
        self.close_button = Button("Close", Kind.SECONDARY)
        self._banner = quiet_banner()
        self.body.addWidget(TextLabel(title, Staff.SECTION.scaled(20 / 18)))
        self.body.addWidget(TextLabel(
            f"Adults: {lowest} years after the last visit at least. Minors: until the 21st birthday or {lowest} years "
            "after the last treatment, whichever is later. Policies, forms and registers: 6 years after they were "
            "replaced.", Staff.BODY, "ink-2"))
        self.body.addWidget(self.years)
        self.body.addWidget(self.floor)
        self.body.addWidget(TextLabel(settings.floor_why, Staff.DETAIL, "ink-2"))
        self.body.addWidget(self.reason)
        if settings.changed:
            said = f" Reason: {settings.reason}" if settings.reason else ""
            self.body.addWidget(TextLabel(f"{settings.changed}{said}", Staff.DETAIL, "ink-2"))
        self.body.addWidget(self._banner)
        row = button_row(self.close_button, self.save, to_right=True)
        row.setContentsMargins(0, 8, 0, 0)
        self.body.addLayout(row)
        for widget in (self.years, self.floor, self.reason):
            widget.setEnabled(may_change)
        if not may_change:
            self.save.hide()
        self.close_button.activated.connect(self.close_dialog)
        self.save.activated.connect(self._save)

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self.close_button)
        self.refit()

    def _save(self) -> None:
        text = self.years.text()
        if not (text.isascii() and text.isdigit()):
            say_missing(self.years, "Enter a whole number of years")
            self.refit()
            return
        years, floor, reason = int(text[:4]), self.floor.isChecked(), self.reason.text()
        self._tab.change(Change(
            lambda services, actor: services.retention.change_settings(actor, years, minor_floor=floor, reason=reason),
            lambda _none: self._saved(), self._refused, self.save, "Change it", _WHY))

    def _saved(self) -> None:
        self.close_dialog()
        self.changed.emit()

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {"adult_years": self.years, "reason": self.reason}, self._banner)
        self.refit()
