"""What the window is built from; made by bootstrap, handed in, so that tests and the tour can hand in their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # services load SQLAlchemy; they are imported on the worker thread, behind the sign-in window
    from app.services.registry import Services

from app.core.clock import Clock
from app.core.preferences import WindowPreferences
from app.intake.packet import Packet
from app.intake.visit import IntakeVisit
from app.services.views.people import StartState
from app.ui.dialogs import Dialogs


@dataclass(frozen=True)
class UiParts:
    """``services`` may be called only on the worker thread. ``open_visit`` starts the patient's part of a hand-over.

    ``device`` is this computer's name; ``demo_code``, in the demo only, gives the authenticator code of a user name at
    this moment, "" for somebody the demo does not know.
    """

    services: Callable[[], Services]
    start_state: Callable[[], StartState]
    preferences: Callable[[], WindowPreferences]
    keep_preferences: Callable[[WindowPreferences], None]
    open_visit: Callable[[Packet], IntakeVisit]
    clock: Clock
    dialogs: Dialogs
    device: str = ""
    demo_banner: str = ""
    demo_code: Callable[[str], str] | None = None
