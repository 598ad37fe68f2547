"""The only place that constructs the parts and hands them to each other."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported where they are first needed: each costs start-up time
    from app.intake.packet import Packet
    from app.intake.visit import IntakeVisit
    from app.security.kdf import KdfParameters
    from app.services.registry import Services
    from app.ui.parts import UiParts

from app.core.clock import Clock, SystemClock
from app.core.errors import DamagedError
from app.core.files import make_private_folder
from app.core.paths import DataFolder
from app.core.preferences import keep_preferences, read_preferences
from app.core.randomness import Randomness, SystemRandomness
from app.security.device_secret import DeviceSecretStore
from app.security.process import harden
from app.services.device import read_device
from app.services.start_state import people, start_state

DEMO_BANNER = "Demo clinic. Nothing here is real."


@dataclass(frozen=True)
class Ports:
    """What differs between the real program, the demo and tests: folder, time, randomness, keyring.

    ``kdf`` is the cost of one password guess, None for the standard. ``demo_code`` gives the demo's authenticator code
    of a user name at this moment; only the demo passes one.
    """

    folder: DataFolder
    clock: Clock
    randomness: Randomness
    secrets: Callable[[], DeviceSecretStore]
    kdf: KdfParameters | None = None
    demo_code: Callable[[str], str] | None = None

    @property
    def is_demo(self) -> bool:
        """Whether the folder carries the demo's mark."""
        return self.folder.demo_marker.exists()


class ServiceDoor:
    """Builds the services when they are first asked for, once, on whatever thread asks (the worker's)."""

    def __init__(self, ports: Ports, on_loaded: Callable[[], None] | None = None) -> None:
        """``on_loaded`` is called once, when everything is loaded and nothing of a patient is in memory yet."""
        self._ports = ports
        self._on_loaded = on_loaded
        self._services: Services | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Services:
        """Return the services."""
        with self._lock:
            if self._services is None:
                from app.security.kdf import STANDARD  # noqa: PLC0415  lazy: the window is up before Argon2 is loaded
                from app.services.registry import build_services  # noqa: PLC0415  lazy: SQLAlchemy takes 300 ms

                ports = self._ports
                self._services = build_services(ports.folder, ports.secrets(), ports.clock, ports.randomness,
                                                demo=ports.is_demo, kdf=ports.kdf or STANDARD)
                if self._on_loaded is not None:
                    self._on_loaded()
            return self._services


def real_ports(folder: DataFolder) -> Ports:
    """Return the ports of the real program: the system's clock, generator and keyring."""
    return Ports(folder, SystemClock(), SystemRandomness(), _system_keyring)


def start_window(folder: DataFolder, *, smoke: bool = False) -> int:
    """Run the program's window on ``folder``; return the exit code. Raises StorageError for an unusable folder."""
    make_private_folder(folder.root)
    return run_window(real_ports(folder), smoke=smoke)


def run_window(ports: Ports, *, smoke: bool = False) -> int:
    """Run the window with ``ports``; return the exit code. With ``smoke`` it closes itself once it is painted."""
    from app.ui import application  # noqa: PLC0415  lazy: the other commands need no Qt

    harden()
    _log_to(ports.folder)
    door = ServiceDoor(ports, gc.freeze)  # what is loaded stays: looking for garbage in it would halt the window
    return application.run(ui_parts(ports, door), smoke=smoke)


def ui_parts(ports: Ports, door: ServiceDoor) -> UiParts:
    """Return what the window is built from."""
    from app.ui.dialogs import QtDialogs  # noqa: PLC0415  lazy: the other commands need no Qt
    from app.ui.parts import UiParts  # noqa: PLC0415  lazy: as above

    folder = ports.folder
    return UiParts(
        services=door,
        start_state=lambda: start_state(folder),
        people=lambda: people(folder),
        preferences=lambda: read_preferences(folder.window),
        keep_preferences=lambda preferences: keep_preferences(folder.window, preferences),
        open_visit=lambda packet: _open_visit(ports, packet),
        clock=ports.clock,
        dialogs=QtDialogs(),
        device=lambda: _device_name(folder),
        demo_banner=DEMO_BANNER if ports.is_demo else "",
        demo_code=ports.demo_code if ports.is_demo else None,
    )


def _open_visit(ports: Ports, packet: Packet) -> IntakeVisit:
    from app.intake.outbox import Outbox  # noqa: PLC0415  lazy: the form engine is not needed to sign in
    from app.intake.visit import IntakeVisit  # noqa: PLC0415  lazy: as above

    return IntakeVisit(packet, ports.clock, Outbox(ports.folder.outbox, packet, ports.randomness))


def _device_name(folder: DataFolder) -> str:
    """Return what this computer is called at sign-in, "" before set-up or when the file is damaged."""
    try:
        return read_device(folder.device).name
    except DamagedError:
        return ""


def _system_keyring() -> DeviceSecretStore:
    from app.security.keyring_secret import KeyringDeviceSecret  # noqa: PLC0415  lazy: 70 ms behind the window

    return KeyringDeviceSecret(SystemRandomness())


def _log_to(folder: DataFolder) -> None:
    """Send the technical log, which never holds patient data, to a file of one megabyte and its predecessor."""
    make_private_folder(folder.logs)
    handler = RotatingFileHandler(folder.logs / "app.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("app").addHandler(handler)
    logging.getLogger("app").setLevel(logging.INFO)
