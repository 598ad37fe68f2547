"""Keeps a patient inside the tablet: no chords, no menus, no drag and drop, no clipboard, no closing, full screen.

What the operating system itself grabs (Ctrl+Alt+Delete, the Windows key) never reaches a program; the README says
which system settings close those.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

_SWALLOWED = frozenset({
    QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop, QEvent.Type.Shortcut,
    QEvent.Type.WhatsThisClicked, QEvent.Type.EnterWhatsThisMode, QEvent.Type.Clipboard,
})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride})
_BUTTONS = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
})
_WATCHED = _SWALLOWED | _KEYS | _BUTTONS | {QEvent.Type.Close, QEvent.Type.WindowStateChange}

_CHORDS = (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier)
_FORBIDDEN_KEYS = frozenset({
    Qt.Key.Key_Print, Qt.Key.Key_SysReq, Qt.Key.Key_Menu, Qt.Key.Key_Help, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R,
    Qt.Key.Key_Copy, Qt.Key.Key_Cut, Qt.Key.Key_Paste, Qt.Key.Key_Undo, Qt.Key.Key_Redo, Qt.Key.Key_Find,
    Qt.Key.Key_Open, Qt.Key.Key_Save, Qt.Key.Key_Close, Qt.Key.Key_Back, Qt.Key.Key_Forward, Qt.Key.Key_HomePage,
    Qt.Key.Key_Search, Qt.Key.Key_Explorer, Qt.Key.Key_LaunchMail, Qt.Key.Key_PowerOff, Qt.Key.Key_Sleep,
})


class PatientGuard(QObject):
    """Watches every event of the application from ``engage`` to ``release``."""

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._engaged = False

    def engage(self, full_screen: bool = True) -> None:
        """Empty the clipboard, fill the screen and start watching."""
        if self._engaged:
            return
        self._engaged = True
        self._full_screen = full_screen
        empty_clipboard()
        _application().installEventFilter(self)
        if full_screen:
            self._window.showFullScreen()

    def release(self) -> None:
        """Stop watching and empty the clipboard. The window keeps its size until the shell changes it."""
        if not self._engaged:
            return
        self._engaged = False
        _application().removeEventFilter(self)
        empty_clipboard()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what could lead out of patient mode."""
        kind = event.type()
        if kind not in _WATCHED:
            return False
        if isinstance(event, QKeyEvent):
            return self._key(event)
        if isinstance(event, QMouseEvent):
            return event.button() not in {Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton}
        if kind is QEvent.Type.WindowStateChange:
            self._back_to_full_screen(watched)
            return False
        if kind is QEvent.Type.Close:
            return self._close(watched, event)
        event.ignore()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        if not is_forbidden(event):
            return False
        event.accept()  # an accepted ShortcutOverride keeps shortcuts from firing
        return True

    def _close(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window.window():
            return False
        event.ignore()
        return True

    def _back_to_full_screen(self, watched: QObject) -> None:
        if self._full_screen and watched is self._window.window() and not self._window.window().isFullScreen():
            self._window.window().showFullScreen()


def is_forbidden(event: QKeyEvent) -> bool:
    """Say whether a key event could lead out: function and media keys, and chords that do not type a character."""
    key, modifiers = event.key(), event.modifiers()
    if key in _FORBIDDEN_KEYS or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return True
    if not modifiers & _CHORDS:
        return False
    types_a_character = event.text().isprintable() and bool(event.text())
    is_alt_gr = bool(modifiers & Qt.KeyboardModifier.ControlModifier and modifiers & Qt.KeyboardModifier.AltModifier)
    return not (types_a_character and is_alt_gr)  # AltGr arrives as Ctrl+Alt where it types € or @


def empty_clipboard() -> None:
    """Forget what was copied, in every clipboard the system has."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(clipboard.Mode.Selection)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
