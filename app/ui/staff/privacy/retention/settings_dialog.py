"""How long this clinic keeps records: years for adults, and the floor for minors with its reason."""

from __future__ import annotations

from app.services.views.retention import RetentionSettings
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import LineField, TextField


class RetentionSettingsDialog(FormDialog):
    """``done`` once another choice is in force; without ``may_change`` it only tells."""

    def __init__(self, screen: Screen, settings: RetentionSettings, *, may_change: bool) -> None:
        lowest, highest = settings.lowest_years, settings.highest_years
        super().__init__(screen, FormWords(
            "How long records are kept",
            f"Adults: {lowest} years after the last visit at least. Minors: until the 21st birthday or {lowest} years "
            "after the last treatment, whichever is later. Policies, forms and registers: 6 years after they were "
            "replaced.", "Change it", "Close"))
        self.years = LineField("Years after an adult’s last visit", text=str(settings.adult_years),
                               hint=f"{lowest} to {highest}. The privacy policy promises {lowest} at least.")
        self.floor = CheckRow("Keep a minor’s record until the 22nd birthday at least")
        self.floor.setChecked(settings.minor_floor)
        self.reason = TextField("Why", hint="Needed when the 22nd birthday is switched off.", lines=2)
        self.add("adult_years", self.years)
        self.add_widget(self.floor)
        self.add_detail(settings.floor_why)
        self.add("reason", self.reason)
        if settings.changed:
            self.add_detail(f"{settings.changed}{f' Reason: {settings.reason}' if settings.reason else ''}")
        for widget in (self.years, self.floor, self.reason):
            widget.setEnabled(may_change)
        self.act.setVisible(may_change)

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        super().begin()
        self.cancel.setFocus()

    def call(self) -> Call | None:
        """Return the change, or None when the years are no number."""
        text = self.years.text()
        if not (text.isascii() and text.isdigit()):
            self.refuse("adult_years", "Enter a whole number of years")
            return None
        years, floor, reason = int(text[:4]), self.floor.isChecked(), self.reason.text()
        return lambda services, actor: services.retention.change_settings(
            actor, years, minor_floor=floor, reason=reason)
