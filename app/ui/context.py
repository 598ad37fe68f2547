"""What every staff screen is handed: services, tasks, dialogs, time, theme and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.core.clock import Clock, clinic_date

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

from app.security.actor import Actor
from app.services.views.oversight import AppSettings
from app.services.views.people import ClinicDetails
from app.ui.dialogs import Dialogs
from app.ui.tasks import Tasks
from app.ui.theme import Theme


@dataclass(frozen=True)
class StaffContext:
    """One signed-in session. ``services`` may be called only inside work given to ``tasks``.

    ``demo_code`` gives the demo's authenticator code of a user name at this moment.
    """

    services: Callable[[], Services]
    tasks: Tasks
    dialogs: Dialogs
    clock: Clock
    theme: Theme
    actor: Actor
    clinic: ClinicDetails
    settings: AppSettings
    demo: bool
    demo_code: Callable[[str], str] | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.zone)

    @property
    def today(self) -> date:
        """The clinic's day."""
        return clinic_date(self.clock.now(), self.zone)
