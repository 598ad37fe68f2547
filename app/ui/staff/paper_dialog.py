"""For patients who do not want electronic records: print the paper form, then file what was signed on paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import KnownError
from app.services.views.patients import HandOverView
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.text import TextLabel


class PaperDialog(DialogOverlay):
    """Choose a form, print it blank, and record that the signed paper is in the chart."""

    filed = Signal()

    def __init__(self, window: QWidget, context: StaffContext, view: HandOverView) -> None:
        super().__init__(window, width=520)
        self._context = context
        self._visit_id = view.visit_id
        self._form = ChoiceField("Form", [(form.form_id, form.title) for form in view.due])
        self._where = LineField("Where the signed paper is kept", hint="For example: paper chart, shelf 3")
        self._banner = Banner(Tone.INFO, "")
        self._banner.hide()
        self.setAccessibleName("On paper instead")
        self.body.addWidget(TextLabel("Fill in a form on paper?", Staff.SECTION))
        self.body.addWidget(TextLabel("Print the form, let the patient sign it, then file it here. "
                                      "The visit goes on without it on the tablet.", Staff.BODY, "ink-2"))
        for widget in (self._form, self._where, self._banner):
            self.body.addWidget(widget)
        self._add_buttons()

    def _add_buttons(self) -> None:
        cancel, printing = Button("Not now", Kind.QUIET), Button("Print the form", Kind.SECONDARY, icon="print")
        filing = Button("File as paper", Kind.PRIMARY)
        cancel.activated.connect(self.close_dialog)
        printing.activated.connect(self._print)
        filing.activated.connect(self._file)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(cancel)
        row.addStretch(1)
        row.addWidget(printing)
        row.addWidget(filing)
        self.body.addLayout(row)

    def _print(self) -> None:
        services, actor, visit_id, form_id = (self._context.services, self._context.actor, self._visit_id,
                                              self._form.value())
        self._context.tasks.run(lambda: services().visits.paper_form(actor, visit_id, form_id), self,
                                self._send, self._refused)

    def _send(self, pdf: bytes) -> None:
        if self._context.dialogs.print_pdf(self, pdf):
            self._say(Tone.SUCCESS, "The form was sent to the printer.")

    def _file(self) -> None:
        if not self._where.text().strip():
            self._where.set_error("Say where the signed paper is kept")
            self._where.setFocus()
            return
        services, actor, visit_id = self._context.services, self._context.actor, self._visit_id
        form_id, where = self._form.value(), self._where.text().strip()
        self._context.tasks.run(lambda: services().visits.file_paper(actor, visit_id, form_id, where), self,
                                lambda _none: self._done(), self._refused)

    def _done(self) -> None:
        self.close_dialog()
        self.filed.emit()

    def _refused(self, error: KnownError) -> None:
        self._say(Tone.DANGER, error.sentence)

    def _say(self, tone: Tone, sentence: str) -> None:
        self._banner.show_message(tone, "", sentence, say=True)
        self._banner.show()
        self.refit()
