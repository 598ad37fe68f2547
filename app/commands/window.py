"""No sub-command: start the window. First run leads to set-up, later runs to sign-in."""

from __future__ import annotations

import argparse
import ctypes
import importlib
import os
import re
import sys

from app.core.errors import KnownError

XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's X11 plugin loads, with the Debian package of each. Qt aborts the process when one is missing."""

IMPORT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What importing Qt's modules loads, with the Debian package of each."""


def run(arguments: argparse.Namespace) -> int:
    """Start the window on the chosen data folder. Raises KnownError when Qt cannot start here."""
    require_qt()
    from app.bootstrap import start_window  # noqa: PLC0415  lazy: start-up time of the other commands
    from app.commands.data_option import data_folder  # noqa: PLC0415  lazy: as above

    return start_window(data_folder(arguments), smoke=getattr(arguments, "smoke", False))


def require_qt() -> None:
    """Raise KnownError naming the system library that is missing, before Qt would abort without a word."""
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise KnownError(missing_library_sentence(str(error))) from None
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or platform.startswith(("offscreen", "minimal")):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise KnownError("There is no screen to draw on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
                         "Start the program from a desktop session.")
    if os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        for library in XCB_LIBRARIES:
            try:
                ctypes.CDLL(library)
            except OSError:
                raise KnownError(missing_library_sentence(library)) from None


def missing_library_sentence(message: str) -> str:
    """Return the sentence for a loader ``message`` that names a shared library."""
    found = re.search(r"lib[\w.+-]+\.so(?:\.\d+)*", message)
    if not found:
        return f"Qt could not start: {message.splitlines()[0][:200]}"
    library = found.group()
    package = {**IMPORT_LIBRARIES, **XCB_LIBRARIES}.get(library)
    advice = f"On Debian: sudo apt-get install {package}." if package else "Install the package that holds it."
    return f"Qt cannot start because the system library {library} is missing. {advice} Then try again."
