"""Before a copy leaves: for whom, why, and on what basis. All of it is kept with the copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.rules.disclosure_basis import Basis
from app.services.views.disclosures import ReleaseTerms
from app.ui.staff.release_fields import NOBODY, ReleaseFields
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.scroll_column import ScrollColumn

LOG_BASES = (Basis.OPERATIONS, Basis.OVERSIGHT, Basis.SECRETARY, Basis.REQUIRED_BY_LAW, Basis.JUDICIAL,
             Basis.LAW_ENFORCEMENT)
"""On what bases the audit log may leave: it names many patients, so nobody's own copy is among them."""


class DisclosureDialog(DialogOverlay):
    """``agreed`` carries the Disclosure."""

    agreed = Signal(object)  # Disclosure

    def __init__(self, window: QWidget, title: str, act: str, terms: ReleaseTerms = NOBODY,
                 bases: Sequence[Basis] = tuple(Basis), chosen: Basis | None = None) -> None:
        """``title`` is a question naming the thing; ``act`` names the outcome on the button.

        Without ``terms`` what leaves is not about one patient, and the audit log alone says who got it.
        """
        super().__init__(window, width=540, spacing=14)
        self.fields = ReleaseFields(terms, bases, chosen)
        self._cancel = Button("Not now", Kind.SECONDARY)
        self._act = Button(act, Kind.PRIMARY)
        where = "in the audit log" if terms is NOBODY else "with the patient’s disclosures"
        self.add_head(title, f"The copy is no longer protected by this app. Who gets it and why is kept {where}.")
        self._area = ScrollColumn(margins=(0, 0, 4, 4))
        self._area.column.addWidget(self.fields)
        self.body.addWidget(self._area)
        self._add_buttons()
        self.fields.resized.connect(lambda: self.refit_around(self._area))
        self.fields.submitted.connect(self._start)

    def begin(self) -> None:
        """Open the dialog with the focus on the first thing to decide."""
        self.open(self.fields.first())
        self.refit_around(self._area)

    def _start(self) -> None:
        disclosure = self.fields.value()
        if disclosure is not None:
            self.close_dialog()
            self.agreed.emit(disclosure)

    def _add_buttons(self) -> None:
        self._cancel.activated.connect(self.close_dialog)
        self._act.activated.connect(self._start)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 4, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._act)
        self.body.addLayout(row)
