"""The frame round every staff screen: the rail, the screen that is up, and the way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.security.actor import Actor
from app.security.roles import Action, RecordKind, allowed
from app.services.views.oversight import AppSettings, StaffDraft
from app.ui.actions import Shortcut, add_shortcut
from app.ui.context import StaffContext
from app.ui.navigation import (
    AuditRoute,
    CheckInRoute,
    DocumentRoute,
    DocumentsRoute,
    HandOverRoute,
    NewPatientRoute,
    PatientRoute,
    PatientsRoute,
    PrivacyRoute,
    ReviewRoute,
    ReviewsRoute,
    Route,
    SettingsRoute,
    TodayRoute,
)
from app.ui.screen import Screen
from app.ui.staff.away_cover import AwayCover
from app.ui.staff.rail import PLACES, Rail, RailPlace
from app.ui.widgets.overlay import DialogOverlay

ScreenFactory = Callable[[StaffContext, Route], Screen]

_NARROW_BELOW = 1320

_PLACE_OF: Mapping[type[Route], str] = {
    TodayRoute: "today",
    CheckInRoute: "today",
    HandOverRoute: "today",
    PatientsRoute: "patients",
    NewPatientRoute: "patients",
    PatientRoute: "patients",
    ReviewsRoute: "reviews",
    ReviewRoute: "reviews",
    DocumentsRoute: "documents",
    DocumentRoute: "documents",
    PrivacyRoute: "privacy",
    AuditRoute: "audit",
    SettingsRoute: "settings",
}

_NEEDS: Mapping[str, tuple[Action, RecordKind]] = {
    "patients": (Action.VIEW, RecordKind.PATIENT),
    "reviews": (Action.REVIEW, RecordKind.SUBMISSION),
    "documents": (Action.VIEW, RecordKind.DOCUMENT),
    "privacy": (Action.VIEW, RecordKind.RIGHTS_REQUEST),
    "audit": (Action.VIEW, RecordKind.AUDIT),
}


class StaffShell(QWidget):
    """One signed-in session on screen. The main window destroys it as a whole at lock and hand-over."""

    lock_requested = Signal()
    hand_over = Signal(object)  # Packet
    left_staff_mode = Signal(str)  # why; the main window locks
    settings_changed = Signal(object)  # AppSettings

    def __init__(self, context: StaffContext, factories: Mapping[type[Route], ScreenFactory],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._factories = factories
        self._screen: Screen | None = None
        self._route: Route = TodayRoute()
        self._drafts: dict[tuple[str, str], StaffDraft] = {}
        self._rail = Rail(context.clinic.name, context.actor, places_for(context.actor))
        self._rail.chosen.connect(self.go)
        self._rail.lock.connect(self.lock_requested)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._rail)
        AwayCover(self)
        add_shortcut(self, Shortcut.SEARCH, "Find a patient", self._search)

    @property
    def route(self) -> Route:
        """Where the person is."""
        return self._route

    @property
    def screen_shown(self) -> Screen | None:
        """The screen that is up."""
        return self._screen

    def offer_drafts(self, drafts: tuple[StaffDraft, ...]) -> None:
        """Keep what survived a logout until the screen it belongs to comes up."""
        self._drafts = {(draft.place, draft.subject): draft for draft in drafts}

    def go(self, route: Route) -> None:
        """Show the screen of ``route``. The one before is destroyed; its unfinished input is kept and offered back."""
        self._set_aside_unfinished()
        for dialog in self._dialogs():  # it belongs to the screen that goes
            dialog.close_dialog()
        self._route = route
        screen = self._factories[type(route)](self._context, route)
        screen.navigate.connect(self.go)
        screen.hand_over.connect(self.hand_over)
        screen.lock_requested.connect(self.lock_requested)
        screen.left_staff_mode.connect(self.left_staff_mode)
        screen.proved.connect(self.update_actor)
        screen.settings_changed.connect(self._take_settings)
        screen.review_count.connect(self.set_review_count)
        screen.request_count.connect(self.set_request_count)
        if self._screen is not None:
            self._row.removeWidget(self._screen)
            self._screen.hide()
            self._screen.deleteLater()
        self._screen = screen
        self._row.addWidget(screen, 1)
        self._rail.mark_place(_PLACE_OF[type(route)])
        screen.show()  # the layout would show it later, and what is not shown takes no focus
        screen.load()
        draft = self._drafts.pop(_draft_key(route), None)
        if draft is not None:
            screen.restore(draft)
        screen.setFocus()

    def unfinished(self) -> tuple[StaffDraft, ...]:
        """Return everything typed and not saved in this session, of the screen that is up and of earlier ones."""
        self._set_aside_unfinished()
        return tuple(self._drafts.values())

    def show_left(self, seconds_left: float, limit: float) -> None:
        """Show the time until the automatic sign-out."""
        self._rail.show_left(seconds_left, limit)

    def set_review_count(self, count: int) -> None:
        """Show how many visits wait for review."""
        self._rail.set_count("reviews", count)

    def set_request_count(self, count: int) -> None:
        """Show how many requests of patients about their records are open."""
        self._rail.set_count("privacy", count)

    def update_actor(self, actor: Actor) -> None:
        """Take over fresh proof for the screens that come next."""
        self._context = replace(self._context, actor=actor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Collapse the rail in a narrow window."""
        self._rail.set_narrow(self.width() < _NARROW_BELOW)
        super().resizeEvent(event)

    def _search(self) -> None:
        """A question that is open is answered first: its dialog would lie over another screen."""
        if not self._dialogs():
            self.go(PatientsRoute())

    def _dialogs(self) -> list[DialogOverlay]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return [each for each in self.findChildren(DialogOverlay, options=direct) if each.isVisible()]

    def _take_settings(self, settings: AppSettings) -> None:
        self._context = replace(self._context, settings=settings)
        self.settings_changed.emit(settings)

    def _set_aside_unfinished(self) -> None:
        draft = self._screen.unfinished() if self._screen is not None else None
        if draft is not None:
            self._drafts[(draft.place, draft.subject)] = draft


def places_for(actor: Actor) -> tuple[RailPlace, ...]:
    """Return the places ``actor``'s role may open."""
    return tuple(place for place in PLACES if place.key not in _NEEDS or allowed(actor.role, *_NEEDS[place.key]))


def _draft_key(route: Route) -> tuple[str, str]:
    """Return place and subject of a route, the same words ``Screen.unfinished`` uses."""
    subject = getattr(route, "visit_id", "") or getattr(route, "patient_id", "") or getattr(route, "document_id", "")
    return type(route).__name__, subject
