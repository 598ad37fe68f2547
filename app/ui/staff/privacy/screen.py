"""The privacy desk (screens 12 to 12d): one tab a duty."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.views.desk_counts import DeskCounts
from app.ui.context import StaffContext
from app.ui.navigation import PrivacyRoute, Route
from app.ui.staff.privacy.tab import DeskTab
from app.ui.staff.privacy.tabs import TABS
from app.ui.staff.tab import ScreenTab
from app.ui.staff.tabbed_screen import TabbedScreen

_TITLE = "Privacy desk"


class PrivacyDeskScreen(TabbedScreen):
    """The header shows the sentence and the button of the tab that is up."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        wanted = route if isinstance(route, PrivacyRoute) else PrivacyRoute()
        super().__init__(context, _TITLE, TABS, wanted, wanted.tab, parent)
        self._subject = wanted.subject
        self._sentences: dict[str, str] = {}
        self._looks_at_promises = True

    def tab(self, key: str) -> ScreenTab:
        """Return the tab ``key``; a new one tells its sentence and count from now on."""
        is_new = key not in self._made
        tab = super().tab(key)
        if is_new and isinstance(tab, DeskTab):
            tab.told.connect(lambda sentence, count, of=key: self._take(of, sentence, count))
            if tab.action is not None:
                self.header.buttons.addWidget(tab.action)
        return tab

    def show_tab(self, key: str) -> None:
        """Put the tab up with its sentence and button; the first one opens the record the route names."""
        super().show_tab(key)
        for made_key, made in self._made.items():
            if isinstance(made, DeskTab) and made.action is not None:
                made.action.setVisible(made_key == key)
        self.header.set_title(_TITLE, self._sentences.get(key, ""))
        shown = self.tab(key)
        if self._subject and isinstance(shown, DeskTab):
            shown.open_subject(self._subject)
            self._subject = ""

    def _take(self, key: str, sentence: str, count: int) -> None:
        self._sentences[key] = sentence
        self.tabs.set_count(key, count)
        if self.tabs.current() == key:
            self.header.set_title(_TITLE, sentence)
        self._count()

    def _count(self) -> None:
        """Count anew what waits on every tab: what is done on one may change another."""
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().desk_counts.counts(actor), self, self._show_counts)

    def _show_counts(self, counts: DeskCounts) -> None:
        for key, count in (("requests", counts.requests), ("retention", counts.retention),
                           ("withdrawals", counts.withdrawals), ("incidents", counts.incidents),
                           ("registers", counts.registers)):
            self.tabs.set_count(key, count or 0)
        self._count_promises()

    def _count_promises(self) -> None:
        """Look at the promises once, behind all that waits already; their own tab looks anew when it comes up."""
        if self._looks_at_promises and "promises" in self._kinds and "promises" not in self._made:
            services, actor = self.context.services, self.context.actor
            self.context.tasks.run(lambda: services().promises.waiting(actor), self,
                                   lambda count: self.tabs.set_count("promises", count))
        self._looks_at_promises = False
