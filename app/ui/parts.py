"""What the window is built from; made by bootstrap, handed in, so that tests and the tour can hand in their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # these load SQLAlchemy, the form engine and PDFium: not before the sign-in window is painted
    from app.intake.packet import Packet
    from app.intake.visit import IntakeVisit
    from app.services.registry import Services
    from app.ui.dialogs import Dialogs

from app.core.clock import Clock
from app.core.preferences import WindowPreferences
from app.services.views.people import PersonTile, StartState


@dataclass(frozen=True)
class UiParts:
    """``services`` may be called only on the worker thread. ``open_visit`` starts the patient's part of a hand-over.
    ``people`` are the names of the sign-in window, read without loading the services. Raises DamagedError.

    ``device`` gives this computer's name, "" before set-up. ``demo_code``, in the demo only, gives the authenticator
    code of a user name at this moment, "" for somebody the demo does not know.
    """

    services: Callable[[], Services]
    start_state: Callable[[], StartState]
    people: Callable[[], tuple[PersonTile, ...]]
    preferences: Callable[[], WindowPreferences]
    keep_preferences: Callable[[WindowPreferences], None]
    open_visit: Callable[[Packet], IntakeVisit]
    clock: Clock
    dialogs: Dialogs
    device: Callable[[], str] = str
    demo_banner: str = ""
    demo_code: Callable[[str], str] | None = None
