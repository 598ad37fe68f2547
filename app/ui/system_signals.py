"""Signals of the operating system after which nobody may stay signed in: suspend, screen lock, user switch."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from importlib.util import find_spec

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

_LOGIND = "org.freedesktop.login1"
_WM_WTSSESSION_CHANGE = 0x02B1
_WM_POWERBROADCAST = 0x0218
_PBT_APMSUSPEND = 0x0004
_LEAVING = {0x2: "The user was switched", 0x4: "The user was switched", 0x6: "The user signed off",
            0x7: "The computer was locked"}  # WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, _LOCK


class SystemSignals(QObject):
    """``left`` carries the reason in words, ready for the audit log."""

    left = Signal(str)

    def __init__(self, window: QWidget) -> None:
        """``window`` is the top-level window; Windows sends its session messages there."""
        super().__init__(window)
        self.source = "none"
        self._filter: _WindowsFilter | None = None
        if sys.platform == "win32":
            self._listen_windows(window)
        elif sys.platform.startswith("linux") and find_spec("PySide6.QtDBus") is not None:
            self._listen_logind()

    @Slot(bool)
    def _on_sleep(self, starting: bool) -> None:
        if starting:
            self.left.emit("The computer was suspended")

    @Slot()
    def _on_lock(self) -> None:
        self.left.emit("The computer was locked")

    def _listen_logind(self) -> None:
        """Listen to logind: PrepareForSleep of the manager, Lock of our session."""
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415  # absent from other systems' packages

        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            return
        heard = bus.connect(_LOGIND, "/org/freedesktop/login1", f"{_LOGIND}.Manager", "PrepareForSleep", self,
                            b"1_on_sleep(bool)")  # 1 is how Qt marks a slot
        heard = bus.connect(_LOGIND, "", f"{_LOGIND}.Session", "Lock", self, b"1_on_lock()") or heard
        self.source = "logind" if heard else "none"

    def _listen_windows(self, window: QWidget) -> None:
        handle = wintypes.HWND(int(window.winId()))
        library = getattr(ctypes, "WinDLL")("wtsapi32")  # noqa: B009  # absent from the stubs of other systems
        if library.WTSRegisterSessionNotification(handle, 0):
            self._filter = _WindowsFilter(self.left.emit)
            app = QCoreApplication.instance()
            if app is not None:
                app.installNativeEventFilter(self._filter)
            self.source = "windows"


class _WindowsFilter(QAbstractNativeEventFilter):
    """Picks the session and power messages out of the window's messages."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def nativeEventFilter(self, event_type: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Look, and let every message through."""
        if QByteArray(event_type) == QByteArray(b"windows_generic_MSG"):
            reason = _reason(wintypes.MSG.from_address(int(message)))
            if reason:
                self._tell(reason)
        return False, 0


def _reason(message: wintypes.MSG) -> str:
    """Return why a Windows message means that the person left, or ""."""
    if message.message == _WM_WTSSESSION_CHANGE:
        return _LEAVING.get(int(message.wParam), "")
    if message.message == _WM_POWERBROADCAST and message.wParam == _PBT_APMSUSPEND:
        return "The computer was suspended"
    return ""
