"""A copy of the record as one encrypted file: for whom, what it will hold, where to save it, and its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.errors import KnownError, ProofNeededError
from app.rules.disclosure_basis import Basis
from app.services.views.copies import CopyOrder, CopyPreview, MadeCopy, Part
from app.services.views.disclosures import ReleaseTerms
from app.ui.fonts import Staff
from app.ui.relay import ProgressRelay
from app.ui.screen import Screen
from app.ui.staff.documents import size_words
from app.ui.staff.proof_dialog import ask_for_proof
from app.ui.staff.release_fields import ReleaseFields
from app.ui.staff.sharing.passphrase_dialog import PassphraseDialog
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.overlay import DialogOverlay
from app.ui.widgets.progress_line import ProgressLine
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_FOR_WHOM = ("Everything in one encrypted file: pages to read, the sealed documents, and data for other programs. It "
             "is recorded as a disclosure.")
_WHY_PROOF = "A copy of a whole record leaves the app’s protection. It needs your password, just now."
_PARTS = ((Part.FORMS, "Forms and answers"), (Part.DOCUMENTS, "Sealed documents"), (Part.CONSENTS, "Consents"),
          (Part.VISITS, "Visits"))
_OWN = (Basis.TO_INDIVIDUAL, Basis.REPRESENTATIVE)


class CopyDialog(DialogOverlay):
    """``made`` carries the MadeCopy once its passphrase was shown and put away."""

    made = Signal(object)  # MadeCopy

    def __init__(self, screen: Screen, patient_id: str, terms: ReleaseTerms, request_id: str = "") -> None:
        """``request_id`` names the rights request the copy answers."""
        super().__init__(screen.stage(), width=600, spacing=14)
        self._screen, self._patient_id, self._request_id = screen, patient_id, request_id
        self._order: CopyOrder | None = None
        self._target: Path | None = None
        self._stop: Event | None = None
        self.release = ReleaseFields(terms, chosen=Basis.TO_INDIVIDUAL)
        self.parts = {part: CheckRow(words) for part, words in _PARTS}
        _title, self._about = self.add_head("Copy of the record", _FOR_WHOM)
        self._area = ScrollColumn(margins=(0, 0, 4, 4), spacing=14)
        self._choose_parts, self._what = QWidget(), QWidget()
        self._holds = TextLabel("", Staff.BODY)
        self._left_out = TextLabel("", Staff.DETAIL, "ink-2")
        self._progress = ProgressLine()
        self._banner = quiet_banner()
        self.back = Button("Back", Kind.SECONDARY)
        self.cancel = Button("Not now", Kind.SECONDARY)
        self.act = Button("Look at what it holds", Kind.PRIMARY)
        self._lay_out()

    def begin(self) -> None:
        """Open the dialog with the focus on the first thing to decide."""
        self._show_fields()
        self.open(self.release.first())
        self._fit_fields()

    def _show_fields(self) -> None:
        """First step: for whom."""
        self._order = None
        self._show_step(choosing=True)
        self.act.setText("Look at what it holds")
        self._fit_fields()

    def _show_step(self, *, choosing: bool) -> None:
        for widget in (self._area, self._about, self.cancel):
            widget.setVisible(choosing)
        for other in (self._what, self.back):
            other.setVisible(not choosing)
        self._choose_parts.setVisible(choosing and self.release.chosen() not in (None, *_OWN))
        self._progress.hide()
        self._banner.hide()

    def _show_parts(self) -> None:
        self._choose_parts.setVisible(self._order is None and self.release.chosen() not in (None, *_OWN))
        self._fit_fields()

    def _fit_fields(self) -> None:
        """Give the fields the height they need, or what the window has."""
        self.refit_around(self._area)

    def _go_on(self) -> None:
        if self._order is not None:
            self._save()
            return
        disclosure = self.release.value()
        parts = frozenset(part for part, row in self.parts.items() if row.isChecked())
        if disclosure is None:
            return
        if not parts:
            self.parts[Part.FORMS].setFocus()
            return
        order = CopyOrder(self._patient_id, disclosure, parts, self._request_id)
        context = self._screen.context
        services, actor = context.services, context.actor
        self.act.set_busy(True)
        context.tasks.run(lambda: services().copies.preview(actor, order), self,
                          lambda seen: self._show_preview(order, seen), self._refused)

    def _show_preview(self, order: CopyOrder, seen: CopyPreview) -> None:
        """Second step: what it will hold."""
        self._order = order
        self.act.set_busy(False)
        counts = ((seen.forms, "form"), (seen.documents, "sealed document"), (seen.consents, "consent"),
                  (seen.visits, "visit"), (seen.amendments, "amendment"), (seen.calls, "phone call"),
                  (seen.disclosures, "disclosure"))
        lines = [f"• {count} {words}{'s' if count != 1 else ''}" for count, words in counts if count]
        if seen.documents:
            lines.append(f"• About {size_words(seen.size_bytes)} of documents")
        self._holds.setText("\n".join([f"For {order.disclosure.recipient}:", *lines]))
        self._left_out.setText("\n".join(["Not in it:", *(f"• {each}" for each in seen.left_out)]))
        self._left_out.setVisible(bool(seen.left_out))
        self._show_step(choosing=False)
        self.act.setText("Save the copy")
        self.act.setFocus()
        self.refit()

    def _save(self) -> None:
        name = f"record-copy-{self._screen.context.today.isoformat()}.zip"
        self._target = self._screen.context.dialogs.save_file(self, "Save the copy", name, "ZIP (*.zip)")
        if self._target is not None:
            self._make()

    def _make(self) -> None:
        order, target, context = self._order, self._target, self._screen.context
        if order is None or target is None:
            return
        services, actor, self._stop = context.services, context.actor, Event()
        relay, stop = ProgressRelay(), self._stop
        relay.moved.connect(self._show_progress)
        self.act.set_busy(True)
        self.back.setText("Stop")
        self._show_progress(0, 0)
        context.tasks.run(lambda: services().copies.make(actor, order, target, relay.moved.emit, stop.is_set), self,
                          self._done, self._refused)

    def _show_progress(self, done: int, total: int) -> None:
        words = f"{done} of {total} documents" if total else "Starting"
        self._progress.show_part(done / total if total else 0.0, words)
        self._progress.show()
        self.refit()

    def _done(self, copy: MadeCopy) -> None:
        def finish() -> None:
            self.made.emit(copy)
            self.close_dialog()

        self.hide()  # it lives on until the passphrase was put away: only then is the copy made
        dialog = PassphraseDialog(self._window, copy)
        dialog.put_away.connect(finish)
        dialog.begin()

    def _go_back(self) -> None:
        if self._stop is not None:
            self._stop.set()
        else:
            self._show_fields()

    def _refused(self, error: KnownError) -> None:
        self._stop = None
        self.act.set_busy(False)
        self.back.setText("Back")
        self._progress.hide()
        if isinstance(error, ProofNeededError):
            ask_for_proof(self._screen, "Save the copy", _WHY_PROOF, lambda _actor: self._make())
            return
        show_refusal(error, self.release.fields if self._order is None else {}, self._banner)
        self.refit()

    def _lay_out(self) -> None:
        parts = QGridLayout(self._choose_parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(2)
        parts.addWidget(TextLabel("Which parts", Staff.NAME), 0, 0, 1, 2)
        for place, row in enumerate(self.parts.values()):
            row.setChecked(True)
            parts.addWidget(row, 1 + place // 2, place % 2)
        what = QVBoxLayout(self._what)
        what.setContentsMargins(0, 0, 0, 0)
        what.setSpacing(14)
        what.addWidget(self._holds)
        what.addWidget(self._left_out)
        self._area.column.addWidget(self.release)
        self._area.column.addWidget(self._choose_parts)
        for widget in (self._area, self._what, self._progress, self._banner):
            self.body.addWidget(widget)
        buttons = button_row(self.cancel, self.back, self.act, to_right=True)
        buttons.setContentsMargins(0, 8, 4, 0)
        self.body.addLayout(buttons)
        self.release.resized.connect(self._show_parts)
        self.release.submitted.connect(self.act.click)
        self.cancel.activated.connect(self.close_dialog)
        self.back.activated.connect(self._go_back)
        self.act.activated.connect(self._go_on)


def ask_for_copy(screen: Screen, patient_id: str, on_made: Callable[[MadeCopy], None], request_id: str = "") -> None:
    """Open the dialog for the patient; ``on_made`` is called once the passphrase was put away."""
    context = screen.context
    services, actor = context.services, context.actor

    def open_dialog(terms: ReleaseTerms) -> None:
        dialog = CopyDialog(screen, patient_id, terms, request_id)
        dialog.made.connect(on_made)
        dialog.begin()

    context.tasks.run(lambda: services().disclosures.terms(actor, patient_id), screen, open_dialog)
