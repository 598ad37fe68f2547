"""A form about one patient, who is searched for first when nobody is given."""

from __future__ import annotations

from app.services.views.patients import PatientHit
from app.ui.screen import Screen
from app.ui.staff.form_dialog import FormDialog, FormWords
from app.ui.staff.patient_search import PatientSearch

_SEARCH_WIDTH, _SEARCH_HEIGHT = 900, 330


class PatientFormDialog(FormDialog):
    """``words`` are those of the search; ``show_fields`` says what follows it."""

    def __init__(self, screen: Screen, words: FormWords, patient_id: str = "", *, width: int = 620) -> None:
        super().__init__(screen, words, width=width if patient_id else _SEARCH_WIDTH)
        self._patient_id, self._fields_width = patient_id, width
        self.search = PatientSearch(self.context, adds=False)
        self.search.setFixedHeight(_SEARCH_HEIGHT)
        self.search.setContentsMargins(0, 0, 4, 0)  # as wide as the fields that follow
        self.search.chosen.connect(self._choose)
        self.body.insertWidget(self.body.indexOf(self.area), self.search)

    def begin(self) -> None:
        """Open the dialog: at the search, or at the fields."""
        if self._patient_id:
            self.search.hide()
            super().begin()
            self.show_fields()
            return
        self.area.hide()
        self.act.hide()
        self.open(self.search.field.edit)
        self.search.search()

    def show_fields(self) -> None:
        """Go on with the patient that is known now."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC

    def take(self, hit: PatientHit) -> None:
        """Keep what the search knows of the patient."""
        self._patient_id = hit.patient_id

    def _choose(self, hit: PatientHit) -> None:
        self.take(hit)
        self.search.hide()
        self.card.setFixedWidth(self._fields_width)
        self.area.show()
        self.act.show()
        self.show_fields()
        self.fit()
