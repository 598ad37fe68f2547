"""Policies on the patient's page: why they were not acknowledged, and a copy for the patient."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.core.errors import KnownError
from app.services.views.consents import ReceiptState, Refusal
from app.services.views.patients import PatientView
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import LineField, TextField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel

_ABOUT = ("Before the first service the law wants the notice acknowledged, or the reason why it was not, with what was "
          "tried. In an emergency this can be done as soon as it is reasonable.")
_OUTCOMES = {"acknowledged": "has acknowledged it", "refused": "did not acknowledge it; the reason is on record",
             "declined": "did not acknowledge it", "": "has not been given it yet"}


class RefusalDialog(FormDialog):
    """``done`` comes when the reason and the effort are on record."""

    def __init__(self, screen: Screen, view: PatientView) -> None:
        super().__init__(screen, FormWords(f"Why did {view.display_name} not acknowledge the policies?", _ABOUT,
                                           "Keep this"))
        self._patient_id = view.patient_id
        self.reason = LineField("Reason", hint="For example: did not want to sign, emergency, language")
        self.effort = TextField("What was tried", lines=3, hint="For example: explained twice, offered paper")
        self.add("reason", self.reason)
        self.add("effort", self.effort)

    def call(self) -> Call | None:
        """Return the record of the refusal; the service says what is missing."""
        patient_id, refusal = self._patient_id, Refusal(self.reason.text(), self.effort.text())
        return lambda services, actor: services.receipts.document_refusal(actor, patient_id, refusal)


class PolicyCopyDialog(DialogOverlay):
    """One button a policy in force; each copy is noted in the record."""

    saved = Signal()

    def __init__(self, screen: Screen, view: PatientView, states: tuple[ReceiptState, ...]) -> None:
        super().__init__(screen.stage(), width=560, spacing=14)
        title = f"A copy of the policies for {view.display_name}"
        self._screen, self._patient_id = screen, view.patient_id
        self._banner = quiet_banner()
        self.add_head(title,
                      "The document is saved word for word, to be printed or sent. That it was given "
                      "is noted in the record.")
        for state in states:
            self.body.addWidget(TextLabel(f"{state.title}, version {state.version}. The patient "
                                          f"{_OUTCOMES.get(state.outcome, state.outcome)}.", Staff.BODY))
            button = Button(f"Save the {state.title.lower()}", Kind.SECONDARY, icon="save")
            button.activated.connect(lambda kind=state.kind: self._fetch(kind))
            self.body.addLayout(button_row(button))
        if not states:
            self.body.addWidget(TextLabel("No policy is loaded. Load them in Settings, Policies.", Staff.BODY))
        self.body.addWidget(self._banner)
        self._close = Button("Close", Kind.PRIMARY)
        self._close.activated.connect(self.close_dialog)
        self.body.addLayout(button_row(self._close, to_right=True))

    def begin(self) -> None:
        """Open the dialog with the focus on the safe choice."""
        self.open(self._close)

    def _fetch(self, kind: str) -> None:
        context, patient_id = self._screen.context, self._patient_id
        services, actor = context.services, context.actor
        context.tasks.run(lambda: services().receipts.copy(actor, patient_id, kind), self, self._save, self._refused)

    def _save(self, copy: tuple[str, bytes]) -> None:
        name, content = copy
        kinds = "PDF (*.pdf)" if name.endswith(".pdf") else "Text (*.txt)"
        save_file(self._screen, FileToSave("Save the copy", name, kinds, content), self._refused)
        self.saved.emit()

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self._banner)
        self.refit()
