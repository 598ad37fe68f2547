"""The promise board: every line of the policy with its state, proof, and where in the app it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import InvalidInputError, KnownError
from app.security.roles import Action, RecordKind
from app.services.views.clinic_documents import ClinicDocumentRow
from app.services.views.promises import EvidencePack, EvidenceRange, PromiseRow, PromiseState
from app.services.views.review import Disclosure
from app.ui.navigation import (
    AuditRoute,
    DocumentsRoute,
    PatientsRoute,
    PrivacyRoute,
    ReviewsRoute,
    Route,
    SettingsRoute,
    TodayRoute,
)
from app.ui.screen import Screen
from app.ui.staff.privacy.clinic_documents import ClinicDocumentDialog, ClinicDocumentsDialog
from app.ui.staff.privacy.evidence_dialog import EvidenceDialog
from app.ui.staff.privacy.promise_lines import chapters, narrowed
from app.ui.staff.privacy.promise_list import ContentsList, PromiseList
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import PAGE_MARGINS, Change, quiet_banner
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import FilterChip
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.metrics import COMPACT

_WHY_PROOF: Final = "The evidence pack leaves the app’s protection. It needs your password, just now."
_FILTERS: Final[tuple[tuple[str, PromiseState | None], ...]] = (
    ("All", None), ("Needs attention", PromiseState.ATTENTION), ("Kept", PromiseState.KEPT),
    ("Not for this app", PromiseState.NOT_FOR_THIS_APP))
_PLACES: Final[Mapping[str, Route]] = {
    "today": TodayRoute(), "patients": PatientsRoute(), "reviews": ReviewsRoute(), "documents": DocumentsRoute(),
    "audit": AuditRoute(),
}
_NEEDS: Final[Mapping[str, tuple[Action, RecordKind]]] = {
    "settings.clinic": (Action.CHANGE, RecordKind.CLINIC), "settings.security": (Action.CHANGE, RecordKind.SETTINGS),
}
"""Places that not everybody who sees this board may open."""
_NARROW_BELOW: Final = 940


class PromisesTab(DeskTab):
    """Contents at the left, promises at the right; what needs attention can be looked at alone."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self._rows: tuple[PromiseRow, ...] = ()
        self.banner = quiet_banner()
        self.contents = ContentsList()
        self.list = PromiseList()
        self.filters = QButtonGroup(self)
        self._filter_row = QHBoxLayout()
        self.kept = Button("Sealed documents", Kind.QUIET, COMPACT, flush=True)
        if not self.may(Action.VIEW, RecordKind.REGISTER):
            self.kept.hide()
        self.kept.activated.connect(self._list_documents)
        self._empty = EmptyState("check-circle", "Nothing needs attention", "Every promise this app can keep is kept.")
        self._empty.hide()
        if self.may(Action.EXPORT, RecordKind.PROMISE):
            self.action = Button("Export evidence", Kind.PRIMARY, icon="export")
            self.action.activated.connect(self._ask_export)
        self._lay_out()
        self.contents.chosen.connect(self.list.go_to)
        self.list.reached.connect(self.contents.follow)
        self.list.opened.connect(self._go)
        self.filters.idToggled.connect(lambda _number, on: self._show_lines() if on else None)

    def load(self) -> None:
        """Look at every promise anew."""
        self.fetch(lambda services, actor: services.promises.board(actor), self._show)

    def open_subject(self, subject: str) -> None:
        """Show what needs attention alone for the subject "attention"."""
        if subject == PromiseState.ATTENTION.value:
            self.filters.button(1).setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the contents out where the page is narrow: the promises need the room."""
        super().resizeEvent(event)
        self.contents.setVisible(self.width() >= _NARROW_BELOW)

    def _show(self, rows: tuple[PromiseRow, ...]) -> None:
        self._rows = rows
        waiting = len(narrowed(rows, PromiseState.ATTENTION))
        for number, (words, state) in enumerate(_FILTERS):
            chip = self.filters.button(number)
            assert isinstance(chip, FilterChip)  # made by _lay_out
            chip.set_words(f"{words} {len(narrowed(rows, state))}")
        self.told.emit(_sentence(waiting, len(rows)), waiting)
        self._show_lines()

    def _show_lines(self) -> None:
        shown = narrowed(self._rows, _FILTERS[max(0, self.filters.checkedId())][1])
        self.list.show_rows(shown)
        self.contents.show_chapters(chapters(shown))
        self.list.setVisible(bool(shown))
        self._empty.setVisible(bool(self._rows) and not shown)

    def _go(self, place: str) -> None:
        if place in _NEEDS and not self.may(*_NEEDS[place]):
            self._tell("An administrator looks after this, in Settings.", Tone.INFO)
        else:
            self.screen_of.navigate.emit(route_to(place))

    def _list_documents(self) -> None:
        self.fetch(lambda services, actor: services.clinic_documents.rows(actor), self._show_documents, self._refused)

    def _show_documents(self, rows: tuple[ClinicDocumentRow, ...]) -> None:
        dialog = ClinicDocumentsDialog(self, rows)
        dialog.chosen.connect(self._open_document)
        dialog.begin()

    def _open_document(self, document_id: str) -> None:
        self.fetch(lambda services, actor: services.clinic_documents.open(actor, document_id),
                   lambda view: ClinicDocumentDialog(
                       self, view, may_save=self.may(Action.EXPORT, RecordKind.REGISTER)).begin(), self._refused)

    def _ask_export(self) -> None:
        today = self.context.today
        dialog = EvidenceDialog(self.screen_of.stage(), today)
        dialog.agreed.connect(self._export)
        dialog.begin()

    def _export(self, days: EvidenceRange, said: Disclosure) -> None:
        if self.action is not None:
            self.banner.hide()
            self.change(Change(lambda services, actor: services.promises.evidence(actor, days, said), self._save,
                               self._refused, self.action, "Export evidence", _WHY_PROOF))

    def _save(self, pack: EvidencePack) -> None:
        save_file(self.screen_of, FileToSave("Save the evidence pack", pack.file_name, "PDF (*.pdf)", pack.pdf),
                  self._refused)

    def _refused(self, error: KnownError) -> None:
        self._tell(error.sentence if not isinstance(error, InvalidInputError) else f"{error.sentence} Try again.")

    def _tell(self, words: str, tone: Tone = Tone.DANGER) -> None:
        self.banner.show_message(tone, "", words, say=True)
        self.banner.show()

    def _lay_out(self) -> None:
        left, top, right, _below = PAGE_MARGINS
        bar = self.list.verticalScrollBar().sizeHint().width()
        self._filter_row.setSpacing(8)
        self._filter_row.setContentsMargins(0, 0, bar, 0)
        for number, (words, _state) in enumerate(_FILTERS):
            chip = FilterChip(words, checked=number == 0)
            self.filters.addButton(chip, number)
            self._filter_row.addWidget(chip)
        self._filter_row.addStretch(1)
        self._filter_row.addWidget(self.kept)
        body = QHBoxLayout()
        body.setSpacing(32)
        body.addWidget(self.contents)
        body.addWidget(self.list, 1)
        body.addWidget(self._empty, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(left, top, right - bar, 0)
        page.setSpacing(20)
        page.addLayout(self._filter_row)
        page.addWidget(self.banner)
        page.addLayout(body, 1)
        self.setFocusProxy(self.list)


def route_to(place: str) -> Route:
    """Return where ``place`` of a promise is: "audit", "settings.security", "privacy.registers.vendor"."""
    screen, _, rest = place.partition(".")
    tab, _, subject = rest.partition(".")
    if not tab:
        return _PLACES[screen]
    return PrivacyRoute(tab, subject) if screen == "privacy" else SettingsRoute(tab)


def _sentence(waiting: int, total: int) -> str:
    """Return the line under the title."""
    if not waiting:
        return f"{total} promises of the privacy policy, looked up in the records just now."
    needs = "1 promise needs" if waiting == 1 else f"{waiting} promises need"
    return f"{needs} attention, of {total} in the privacy policy."
