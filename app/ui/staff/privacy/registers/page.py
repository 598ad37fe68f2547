"""One register: its entries with what is due, the entry chosen beside them, and copies for those who ask."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.dates import long_date
from app.core.errors import KnownError
from app.rules.registers import Basis, RegisterKind
from app.security.roles import Action, RecordKind
from app.services.views.registers import EntryInput, Register, RegisterEntry
from app.services.views.review import Disclosure
from app.ui.fonts import Staff
from app.ui.staff.privacy.registers.attached_file import AttachedFileDialog
from app.ui.staff.privacy.registers.entry_form import EntryForm
from app.ui.staff.privacy.registers.entry_pane import EntryPane, state_chip
from app.ui.staff.privacy.registers.export_dialog import ExportDialog
from app.ui.staff.privacy.registers.part import RegisterPart
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.save_file import FileToSave, save_file
from app.ui.staff.tab import Change, show_refusal
from app.ui.widgets.banner import Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.picture import Icon
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_MISSING = "missing:"
_COLUMNS = (Column("Entry"), Column("Due, seen to by", 164, wide_only=460), Column("Status", 160))


class RegisterPage(RegisterPart):
    """The entries of one kind of register."""

    def __init__(self, tab: DeskTab, kind: RegisterKind) -> None:
        super().__init__(tab)
        self.kind = kind
        self.act_words = f"Add {kind.one.lower()}"
        self.table = DataTable(kind.title, _COLUMNS, 64)
        self.table.selected.connect(self._choose)
        self.export = Button("Export", Kind.SECONDARY, icon="export")
        if not tab.may(Action.EXPORT, RecordKind.REGISTER):
            self.export.hide()
        self.export.activated.connect(self._ask_export)
        self._entries: dict[str, RegisterEntry] = {}
        self._people: tuple[tuple[str, str], ...] = ()
        self._chosen = ""
        self._form: EntryForm | None = None
        self._kept: dict[str, str] = {}
        self._card = TableCard(self.table)
        self._empty = EmptyState("list", "Nothing entered yet", kind.purpose)
        for widget in (self._card, self._empty):
            widget.hide()
        self._lay_out()

    @property
    def form(self) -> EntryForm | None:
        """The form that is open, or None."""
        return self._form

    def entry(self, key: str) -> RegisterEntry:
        """Return the entry of a row. Raises KeyError."""
        return self._entries[key]

    def load(self) -> None:
        """Fetch the entries, and who can see to them."""
        self.tab.fetch(lambda services, actor: (services.registers.open(actor, self.kind.key),
                                                services.registers.people(actor)), lambda found: self._show(*found))

    def act(self) -> None:
        """Open the form for a new entry."""
        self._open_form(None)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed in the form, with the entry it is about."""
        typed = self._form.typed() if self._form is not None else ()
        return (("entry", self._form.entry_id()), *typed) if self._form is not None and typed else ()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Open the form again once the entries are there."""
        self._kept = dict(fields)

    def _show(self, register: Register, people: tuple[tuple[str, str], ...]) -> None:
        self._people = people
        self._entries = {_key(number, entry): entry for number, entry in enumerate(register.entries)}
        self.table.show_rows([self._row(key, entry) for key, entry in self._entries.items()])
        self._card.setVisible(bool(self._entries))
        self._empty.setVisible(not self._entries)
        if self._kept:
            kept, self._kept = self._kept, {}
            self._open_form(self._entries.get(kept.get("entry", "")))
            if self._form is not None:
                self._form.put_back(kept)
        elif self._form is None and self._chosen in self._entries:
            self.table.select(self._chosen)
        elif self._form is None:
            self.put_in_pane(None)

    def _row(self, key: str, entry: RegisterEntry) -> Row:
        due = long_date(entry.due) if entry.due is not None else "No date"
        return Row(key, (Cell(entry.title, entry.detail, strong=True),
                         Cell(due, entry.owner, soft=True, quiet=entry.due is None),
                         Cell(chip=state_chip(self.kind, entry))))

    def _choose(self, key: str) -> None:
        self._chosen, self._form = key, None
        entry = self._entries[key]
        shown = EntryPane(self.kind, entry, self.tab.context.zone,
                          may_change=self.tab.may(Action.CHANGE, RecordKind.REGISTER))
        shown.change_wanted.connect(lambda: self._open_form(entry))
        shown.closed.connect(self._close)
        shown.file_wanted.connect(self._open_file)
        shown.history_wanted.connect(lambda: self.tab.fetch(
            lambda services, actor: services.registers.history(actor, entry.entry_id), shown.show_history))
        self.put_in_pane(shown)

    def _close(self) -> None:
        self._chosen, self._form = "", None
        self.table.clearSelection()
        self.put_in_pane(None)
        self.table.setFocus()

    def _open_form(self, entry: RegisterEntry | None) -> None:
        self._form = form = EntryForm(self.tab.context, self.kind, self._people, entry)
        form.saved.connect(lambda given: self._save(form, given))
        form.cancelled.connect(self._cancel)
        self.put_in_pane(form)
        if entry is None:
            self._chosen = ""
            self.table.clearSelection()
        form.first_control().setFocus()

    def _cancel(self) -> None:
        if self._chosen in self._entries:
            self._choose(self._chosen)
            self.table.setFocus()
        else:
            self._close()

    def _save(self, form: EntryForm, given: EntryInput) -> None:
        if given.entry_id is not None:
            self.tab.change(Change(lambda services, actor: services.registers.change(actor, given),
                                   lambda _version: self._saved(given.entry_id or ""), form.show_refusal, form.save,
                                   "Save changes", "You are about to change an entry of a register."))
        else:
            self.tab.change(Change(lambda services, actor: services.registers.add(actor, given), self._saved,
                                   form.show_refusal, form.save, "Add", "You are about to add to a register."))

    def _saved(self, entry_id: str) -> None:
        self._form, self._chosen = None, entry_id
        self.load()
        self.changed.emit()

    def _open_file(self, attachment_id: str) -> None:
        self.tab.fetch(lambda services, actor: services.registers.attachment(actor, attachment_id),
                       lambda file: AttachedFileDialog(self.tab.screen_of.stage(), *file).begin(), self._refused)

    def _ask_export(self) -> None:
        dialog = ExportDialog(self.tab.screen_of.stage(), f"Export “{self.kind.title}”?")
        dialog.agreed.connect(self._fetch_export)
        dialog.begin()

    def _fetch_export(self, disclosure: Disclosure, as_pdf: bool) -> None:
        self.tab.change(Change(
            lambda services, actor: services.registers.export(actor, self.kind.key, disclosure, as_pdf=as_pdf),
            lambda file: self._save_file(*file, as_pdf=as_pdf), self._refused, self.export, "Export",
            "The register leaves the app’s protection. It needs your password, just now."))

    def _save_file(self, name: str, content: bytes, *, as_pdf: bool) -> None:
        kinds = "PDF (*.pdf)" if as_pdf else "CSV (*.csv)"
        save_file(self.tab.screen_of, FileToSave(f"Export “{self.kind.title}”", name, kinds, content), self._refused)

    def _refused(self, error: KnownError) -> None:
        show_refusal(error, {}, self.banner)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(self.kind.title, Staff.SECTION))
        words.addWidget(TextLabel(self.kind.purpose, Staff.BODY, "ink-2"))
        head.addLayout(words, 1)
        head.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        for widget in (self.banner, self._card, self._empty):
            self.column.addWidget(widget)
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(Icon("info", 18, "ink-2", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(TextLabel(_interval_words(self.kind), Staff.DETAIL, "ink-2"), 1)
        if self.kind.interval.basis is Basis.PROPOSED:
            note.addWidget(StatusChip("Proposed rule", Tone.NEUTRAL, "info"), 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(note)
        self.column.addStretch(1)
        self.setFocusProxy(self.table)


def _key(number: int, entry: RegisterEntry) -> str:
    return entry.entry_id or f"{_MISSING}{number}"


def _interval_words(kind: RegisterKind) -> str:
    interval = kind.interval
    others = "".join(f", {kind.words(interval.by, value).lower()} every {months}"
                     for value, months in interval.months_for.items())
    return f"Every {interval.months} months{others}. {interval.source}"
