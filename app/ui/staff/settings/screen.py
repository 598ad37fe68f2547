"""Settings: the tabs a role may use, one of them up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.oversight import StaffDraft
from app.ui.context import StaffContext
from app.ui.navigation import Route, SettingsRoute
from app.ui.screen import Screen
from app.ui.staff.page_header import PageHeader
from app.ui.staff.settings.account import AccountTab
from app.ui.staff.settings.backup import BackupTab
from app.ui.staff.settings.clinic import ClinicTab
from app.ui.staff.settings.forms import FormsTab
from app.ui.staff.settings.policies import PoliciesTab
from app.ui.staff.settings.security import SecurityTab
from app.ui.staff.settings.staff import StaffTab
from app.ui.staff.settings.tab import SettingsTab
from app.ui.widgets.tab_bar import TabBar


@dataclass(frozen=True)
class TabKind:
    """A tab: its key in the route, its words, what a role needs for it, and how it is made."""

    key: str
    words: str
    needs: tuple[Action, RecordKind]
    make: Callable[[Screen], SettingsTab]


TABS = (
    TabKind("account", "My account", (Action.VIEW, RecordKind.OWN_ACCOUNT), AccountTab),
    TabKind("staff", "Staff", (Action.VIEW, RecordKind.STAFF), StaffTab),
    TabKind("clinic", "Clinic", (Action.CHANGE, RecordKind.CLINIC), ClinicTab),
    TabKind("policies", "Policies", (Action.VIEW, RecordKind.POLICY), PoliciesTab),
    TabKind("forms", "Forms and rules", (Action.VIEW, RecordKind.FORM), FormsTab),
    TabKind("security", "Security", (Action.CHANGE, RecordKind.SETTINGS), SecurityTab),
    TabKind("backup", "Backup", (Action.VIEW, RecordKind.BACKUP), BackupTab),
)
"""Every tab, in order."""


class SettingsScreen(Screen):
    """Tabs are made when they first come up; what is typed in one stays while another is up."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._kinds = {kind.key: kind for kind in tabs_for(context.actor)}
        self._made: dict[str, SettingsTab] = {}
        wanted = route.tab if isinstance(route, SettingsRoute) else ""
        self._first = wanted if wanted in self._kinds else next(iter(self._kinds))
        header = PageHeader()
        header.set_title("Settings")
        header.set_flush_below()
        self.tabs = TabBar("Settings", [(kind.key, kind.words) for kind in self._kinds.values()])
        self.tabs.chosen.connect(self._show)
        header.below.addWidget(self.tabs)
        self._stack = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(header)
        page.addWidget(self._stack, 1)
        self.setFocusProxy(self.tabs)

    def load(self) -> None:
        """Bring up the tab of the route."""
        self.tabs.choose(self._first)

    def tab(self, key: str) -> SettingsTab:
        """Return the tab ``key``, made when it was not up yet. Raises KeyError for one the role may not use."""
        if key not in self._made:
            self._made[key] = self._kinds[key].make(self)
            self._stack.addWidget(self._made[key])
        return self._made[key]

    def unfinished(self) -> StaffDraft | None:
        """Return what is typed in any tab, with the tab that is up."""
        typed = tuple((f"{key}.{name}", text) for key, tab in self._made.items() for name, text in tab.typed())
        if not typed:
            return None
        return StaffDraft(SettingsRoute.__name__, "", self.context.clock.now(), (("tab", self.tabs.current()), *typed))

    def restore(self, draft: StaffDraft) -> None:
        """Put it back, and bring the tab up that was up."""
        kept = dict(draft.fields)
        for key in self._kinds:
            mine = {name.removeprefix(f"{key}."): text for name, text in kept.items() if name.startswith(f"{key}.")}
            if mine:
                self.tab(key).put_back(mine)
        self.tabs.choose(kept.get("tab", ""))

    def _show(self, key: str) -> None:
        tab = self.tab(key)
        self._stack.setCurrentWidget(tab)
        tab.load()


def tabs_for(actor: Actor) -> tuple[TabKind, ...]:
    """Return the tabs ``actor`` may use. Who opened the records with the recovery key has no account of their own."""
    return tuple(kind for kind in TABS if allowed(actor.role, *kind.needs)
                 and not (actor.is_recovery and kind.key == "account"))
