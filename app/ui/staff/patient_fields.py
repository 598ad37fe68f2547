"""The fields that say who a patient is and how to reach them; for adding a patient and for putting details right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.dates import field_date
from app.core.errors import InvalidInputError, KnownError
from app.services.views.patients import NewPatient, PatientView
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import Field, LineField

OLDEST_YEARS = 120


class PatientFields(QWidget):
    """Two columns of fields. ``submitted`` is Enter in any of them."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._birth = DateField("Birth date", calendar=False)
        self.fields: dict[str, LineField] = {  # by the names services refuse them under
            "given_name": LineField("First name"), "family_name": LineField("Last name"),
            "preferred_name": LineField("Name to call", hint="Leave empty if it is the first name"),
            "pronouns": LineField("Pronouns", hint="Only if the patient told you"),
            "birth_date": self._birth, "phone": LineField("Mobile phone"), "email": LineField("Email"),
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        for column in (0, 1):  # alike also when a long sentence stands under one of them
            grid.setColumnStretch(column, 1)
        for number, field in enumerate(self.fields.values()):
            grid.addWidget(field, number // 2, number % 2)
            field.submitted.connect(self.submitted)
        self.setFocusProxy(self.fields["given_name"])

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed, field by field; nothing of empty ones."""
        return tuple((name, field.text()) for name, field in self.fields.items() if field.text().strip())

    def set_texts(self, texts: Iterable[tuple[str, str]]) -> None:
        """Put texts into fields by name; unknown names are passed over."""
        for name, text in texts:
            if name in self.fields:
                self.fields[name].set_text(text)

    def show_patient(self, view: PatientView) -> None:
        """Fill in what is on file."""
        self.set_texts((
            ("given_name", view.given_name), ("family_name", view.family_name), ("phone", view.phone),
            ("preferred_name", view.preferred_name), ("pronouns", view.pronouns), ("email", view.email),
            ("birth_date", field_date(view.birth_date))))

    def clear(self) -> None:
        """Empty every field."""
        for field in self.fields.values():
            field.set_text("")

    def read(self, today: date) -> NewPatient | None:
        """Return the patient as typed, or mark what is missing, put the focus there and return None."""
        born = self._birth.value()
        problems: list[tuple[Field, str]] = []
        if not any(self.fields[name].text().strip() for name in ("given_name", "family_name")):
            problems.append((self.fields["given_name"], "Enter the first name"))
        if not self.fields["family_name"].text().strip():
            problems.append((self.fields["family_name"], "Enter the last name; someone with one name has it here"))
        if born is None or not _plausible(born, today):
            problems.append((self._birth, "Enter the birth date as month/day/year, for example 03/14/1986"))
        for field, sentence in problems:
            field.set_error(sentence)
        if problems or born is None:
            problems[0][0].setFocus()
            return None
        text = {name: field.text().strip() for name, field in self.fields.items()}
        return NewPatient(text["given_name"], text["family_name"], born, text["phone"], text["email"],
                          text["preferred_name"], text["pronouns"])

    def show_refusal(self, error: KnownError) -> bool:
        """Show why a service refused at the field it names; say whether there is such a field."""
        if not isinstance(error, InvalidInputError) or error.field not in self.fields:
            return False
        self.fields[error.field].set_error(error.sentence)
        self.fields[error.field].setFocus()
        return True


def _plausible(born: date, today: date) -> bool:
    return born <= today and today.year - born.year <= OLDEST_YEARS
