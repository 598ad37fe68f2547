"""Policies: every version of the privacy policy and the notice, and loading a new one word for word."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import field_date
from app.security.roles import Action, RecordKind
from app.services.views.oversight import PolicyVersion
from app.ui.fonts import Staff
from app.ui.screen import Screen
from app.ui.staff.settings.policy_form import POLICY_KINDS, NewPolicy, PolicyForm
from app.ui.staff.settings.policy_holders import PolicyHoldersDialog
from app.ui.staff.tab import Change, ScreenTab, button_row, pane
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.data_table import Cell, Chip, Column, DataTable, Row
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.picture import Icon
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.text import TextLabel

_COLUMNS = (Column("Document"), Column("In effect from", 140), Column("Loaded", 125, wide_only=680),
            Column("Status", 150))


class PoliciesTab(ScreenTab):
    """Versions at the left; the form at the right for those who may load one."""

    def __init__(self, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(screen, parent)
        self.reminder = Banner(Tone.WARNING, "")
        self.reminder.hide()
        self.table = DataTable("Policies and notices", _COLUMNS, 64)
        self.form = PolicyForm(self.context.tasks, self.context.dialogs)
        self.form.submitted.connect(self._load)
        self._card = TableCard(self.table)
        self._card.hide()
        self._empty = EmptyState("policy", "Nothing is loaded yet",
                                 "The clinic’s privacy policy and notice of privacy practices appear here, version by "
                                 "version.")
        self._empty.hide()
        self._holders = Button("Who has which version", Kind.SECONDARY, icon="list")
        self._holders.activated.connect(self._ask_holders)
        if not self.may(Action.EXPORT, RecordKind.PATIENT):
            self._holders.hide()
        self._lay_out()

    def load(self) -> None:
        """Fetch versions and the reminder."""
        self.fetch(lambda services, actor: services.policies.versions(actor), self._show)
        self.fetch(lambda services, actor: services.policies.reminder(actor), self._remind)

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what is typed beside the file; the file itself is chosen again."""
        return self.form.typed()

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Put it back."""
        self.form.put_back(fields)

    def _show(self, versions: tuple[PolicyVersion, ...]) -> None:
        zone = self.context.zone
        today = self.context.today
        self.table.show_rows([
            Row(version.policy_id, (
                Cell(version.title, _about(version), strong=version.current),
                Cell(field_date(version.effective), tabular=True),
                Cell(field_date(clinic_date(version.loaded_at, zone)), tabular=True, quiet=True),
                Cell(chip=_status(version, later=version.effective > today))))
            for version in versions])
        self.form.set_known(frozenset(version.kind for version in versions))
        self._card.setVisible(bool(versions))
        self._empty.setVisible(not versions)

    def _remind(self, sentence: str) -> None:
        self.reminder.show_message(Tone.WARNING, "", sentence)
        self.reminder.setVisible(bool(sentence))

    def _ask_holders(self) -> None:
        self.fetch(lambda services, actor: services.receipts.holders(actor),
                   lambda rows: PolicyHoldersDialog(self.screen_of, rows).begin())

    def _load(self, new: NewPolicy) -> None:
        self.change(Change(
            lambda services, actor: services.policies.load(actor, kind=new.kind, title=new.title, version=new.version,
                                                           effective=new.effective, content=new.content,
                                                           material=new.material, why=new.why),
            lambda _policy_id: self._loaded(new), self.form.show_refusal, self.form.save, "Load document",
            "You are about to change what patients read."))

    def _loaded(self, new: NewPolicy) -> None:
        self.form.reset(f"Loaded “{new.title}”, version {new.version}.")
        self.load()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(32, 24, 0, 32)
        left.setSpacing(16)
        left.addWidget(self.reminder)
        left.addWidget(self._card)
        left.addWidget(self._empty)
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(Icon("info", 18, "ink-2", box_height=22), 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(TextLabel("Documents are kept word for word, and nothing loaded is ever changed. Patients read "
                                 "the version that is in effect on the day of their visit.", Staff.BODY, "ink-2"), 1)
        left.addLayout(note)
        left.addLayout(button_row(self._holders))
        left.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(24)
        page.addLayout(left, 1)
        if self.may(Action.LOAD, RecordKind.POLICY):
            side = pane()
            side.column.addWidget(self.form)
            side.column.addStretch(1)
            page.addWidget(side)
            self.setFocusProxy(self.form.choose)
        else:
            left.setContentsMargins(32, 24, 32, 32)
            self.form.setParent(self)
            self.form.hide()
            self.setFocusProxy(self.table)


def _kind_and_version(version: PolicyVersion) -> str:
    kind = dict(POLICY_KINDS).get(version.kind, "")
    is_said = kind.casefold() == version.title.casefold()
    return f"Version {version.version}" if is_said else f"{kind}, version {version.version}"


def _about(version: PolicyVersion) -> str:
    """Return kind, version and, for a version that changed words alone, that nobody is asked again."""
    words = _kind_and_version(version)
    return words if version.is_material else f"{words}. Wording only"


def _status(version: PolicyVersion, *, later: bool) -> Chip:
    if version.current:
        return Chip("In effect", Tone.SUCCESS, "check")
    return Chip("Not yet", Tone.INFO, "clock") if later else Chip("Replaced", Tone.NEUTRAL, "archive")
