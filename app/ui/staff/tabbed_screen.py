"""A screen of tabs: those a role may use, one of them up, each made when it first comes up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.oversight import StaffDraft
from app.ui.context import StaffContext
from app.ui.navigation import Route
from app.ui.screen import Screen
from app.ui.staff.page_header import PageHeader
from app.ui.staff.tab import ScreenTab
from app.ui.widgets.tab_bar import TabBar


@dataclass(frozen=True)
class TabKind:
    """A tab: its key in the route, its words, what a role needs for it, and how it is made.

    ``own_account`` marks a tab about the person's own account, which nobody has who came in with the recovery key.
    """

    key: str
    words: str
    needs: tuple[Action, RecordKind]
    make: Callable[[Screen], ScreenTab]
    own_account: bool = False


class TabbedScreen(Screen):
    """Tabs are made when they first come up; what is typed in one stays while another is up."""

    def __init__(self, context: StaffContext, title: str, kinds: tuple[TabKind, ...], route: Route, wanted: str,
                 parent: QWidget | None = None) -> None:
        """``wanted`` is the tab to come up first; one the role may not use is passed over.

        Unfinished input is kept under the name of the ``route``'s kind.
        """
        super().__init__(context, parent)
        self._route_name = type(route).__name__
        self._title = title
        self._kinds = {kind.key: kind for kind in tabs_for(kinds, context.actor)}
        self._made: dict[str, ScreenTab] = {}
        self._first = wanted if wanted in self._kinds else next(iter(self._kinds), "")
        self.header = PageHeader()
        self.header.set_title(title)
        self.header.set_foot(0)
        self.tabs = TabBar(title, [(kind.key, kind.words) for kind in self._kinds.values()])
        self.tabs.chosen.connect(self.show_tab)
        self.header.below.addWidget(self.tabs)
        self._stack = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        page.addWidget(self._stack, 1)
        self.setFocusProxy(self.tabs)

    def load(self) -> None:
        """Bring up the tab of the route."""
        self.tabs.choose(self._first)

    def tab(self, key: str) -> ScreenTab:
        """Return the tab ``key``, made when it was not up yet. Raises KeyError for one the role may not use."""
        if key not in self._made:
            self._made[key] = self._kinds[key].make(self)
            self._stack.addWidget(self._made[key])
        return self._made[key]

    def show_tab(self, key: str) -> None:
        """Put the tab ``key`` up and let it fetch what it shows."""
        tab = self.tab(key)
        self._stack.setCurrentWidget(tab)
        tab.load()

    def unfinished(self) -> StaffDraft | None:
        """Return what is typed in any tab, with the tab that is up."""
        typed = tuple((f"{key}.{name}", text) for key, tab in self._made.items() for name, text in tab.typed())
        if not typed:
            return None
        return StaffDraft(self._route_name, "", self.context.clock.now(), (("tab", self.tabs.current()), *typed))

    def restore(self, draft: StaffDraft) -> None:
        """Put it back, and bring the tab up that was up."""
        kept = dict(draft.fields)
        for key in self._kinds:
            mine = {name.removeprefix(f"{key}."): text for name, text in kept.items() if name.startswith(f"{key}.")}
            if mine:
                self.tab(key).put_back(mine)
        self.tabs.choose(kept.get("tab", ""))


def tabs_for(kinds: tuple[TabKind, ...], actor: Actor) -> tuple[TabKind, ...]:
    """Return the tabs of ``kinds`` that ``actor`` may use."""
    return tuple(kind for kind in kinds if allowed(actor.role, *kind.needs)
                 and not (actor.is_recovery and kind.own_account))
