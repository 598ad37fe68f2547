"""What holds for sharing and reaching a patient, wherever staff are about to: on the record and at check-in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import KnownError
from app.security.roles import Action, RecordKind, allowed
from app.services.views.patients import PatientView
from app.services.views.sharing import RawContact, SharingLimits
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

_TITLE = "The patient asked for this"


class SharingBanner(Banner):
    """One sentence a limit; hidden while there is none."""

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__(Tone.INFO, _TITLE, icon="privacy", parent=parent)
        self._context = context
        self.hide()

    def show_for(self, patient_id: str) -> None:
        """Fetch and show what holds for a patient."""
        self.hide()
        services, actor = self._context.services, self._context.actor
        self._context.tasks.run(lambda: services().sharing.limits(actor, patient_id), self, self._show)

    def _show(self, limits: SharingLimits) -> None:
        self.show_message(Tone.INFO, _TITLE, "\n".join(limits.sentences))
        self.setVisible(bool(limits.sentences))


class SharingCard(Card):
    """Private contact first, other contact data only on request (audited), and every limit on sharing."""

    end_wanted = Signal(object)  # SharingLimits: the privacy desk ends one of them

    def __init__(self, context: StaffContext, parent: QWidget | None = None) -> None:
        super().__init__("Sharing and contact", padding=20, spacing=8, parent=parent)
        self._context = context
        self._patient_id = ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.body.addLayout(self._rows)
        self._raw = TextLabel("", Staff.DETAIL, "ink-2")
        self.reveal = Button("Show other contact details", Kind.QUIET, COMPACT, icon="eye", flush=True)
        self.reveal.activated.connect(self._ask)
        self.end = Button("End one of these", Kind.QUIET, COMPACT, icon="cross-circle", flush=True)
        self.end.activated.connect(self._ask_end)
        self.body.addWidget(self._raw)
        for button in (self.reveal, self.end):
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.end.setVisible(allowed(context.actor.role, Action.CHANGE, RecordKind.RIGHTS_REQUEST))
        self.hide()

    def show_patient(self, view: PatientView) -> None:
        """Show what holds; nothing at all when there is nothing."""
        self._patient_id = view.patient_id
        clear(self._rows)
        if view.confidential_contact:
            self._rows.addWidget(TextLabel("Private contact", Staff.DETAIL, "ink-2"))
            self._rows.addWidget(TextLabel(view.confidential_contact, Staff.VALUE))
        for sentence in view.restrictions:
            self._rows.addWidget(TextLabel(sentence, Staff.BODY))
        self._raw.hide()
        self.reveal.setVisible(bool(view.confidential_contact))
        self.setVisible(bool(view.confidential_contact or view.restrictions))

    def _ask(self) -> None:
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self.reveal.set_busy(True)
        self._context.tasks.run(lambda: services().sharing.raw_contact(actor, patient_id), self, self._show_raw,
                                self._refused)

    def _show_raw(self, found: RawContact) -> None:
        self.reveal.set_busy(False)
        self.reveal.hide()
        self._raw.setText("\n".join(filter(None, (found.phone, found.email))) or "Nothing else is on file.")
        self._raw.show()

    def _ask_end(self) -> None:
        services, actor, patient_id = self._context.services, self._context.actor, self._patient_id
        self._context.tasks.run(lambda: services().sharing.limits(actor, patient_id), self, self.end_wanted.emit)

    def _refused(self, error: KnownError) -> None:
        self.reveal.set_busy(False)
        self._raw.setText(error.sentence)
        self._raw.show()
