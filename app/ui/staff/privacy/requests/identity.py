"""What was seen of the person who asks: the patient's ID, or a representative with an authority."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.rules.rights import AUTHORITIES, ID_SEEN
from app.services.views.rights import IdentitySeen
from app.ui.staff.tab import say_missing
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, Field, LineField


class IdentityFields(QWidget):
    """Fields of an identity check (45 CFR 164.514(h)); further ones for a personal representative (164.502(g))."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = ChoiceField("What was seen", ID_SEEN, placeholder="Choose")
        self.on = DateField("Seen on")
        self.on.set_value(today)
        self.other = CheckRow("Somebody else asks for the patient")
        self.name = LineField("Who asks")
        self.authority = ChoiceField("By what authority", AUTHORITIES, placeholder="Choose")
        self.paper = LineField("Which paper shows it", hint="For example: power of attorney of May 2, 2026")
        self._more = QWidget()
        self._lay_out()
        self.other.toggled.connect(self._more.setVisible)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by the names the service gives them."""
        return {"seen": self.seen, "on": self.on, "representative": self.name, "authority": self.authority,
                "authority_seen": self.paper}

    def read(self) -> IdentitySeen | None:
        """Return what was entered, or None with a sentence at the field that is missing."""
        if not self.seen.value():
            say_missing(self.seen, "Choose what was seen")
            return None
        day = self.on.value()
        if day is None:
            say_missing(self.on, "Enter the day as month/day/year")
            return None
        if not self.other.isChecked():
            return IdentitySeen(self.seen.value(), day)
        if not self.name.text():
            say_missing(self.name, "Enter who asks")
            return None
        return IdentitySeen(self.seen.value(), day, self.name.text(), self.authority.value(), self.paper.text())

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self.seen, 3)
        first.addWidget(self.on, 2)
        more = QVBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(12)
        for field in (self.name, self.authority, self.paper):
            more.addWidget(field)
        self._more.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(first)
        column.addWidget(self.other)
        column.addWidget(self._more)
