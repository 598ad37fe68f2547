"""Colours by name for light and dark, and the one style sheet of the application."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.core.resources import resource
from app.ui import fonts, icons

SIGNATURE_INK = "#10243B"
"""Signatures are drawn in this ink on white in both themes."""

_TOKEN = re.compile(r"@([a-z0-9-]+)@")
PROPERTY = "medspaTheme"
"""Where the application keeps its theme."""


class Mode(StrEnum):
    """What Settings offers; ``SYSTEM`` follows the computer."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colors in use. Belongs to the ``QApplication`` like its palette; widgets find it with ``theme()``."""

    changed = Signal()

    def __init__(self, mode: Mode = Mode.SYSTEM, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self._app: QApplication | None = None

    @property
    def mode(self) -> Mode:
        """What was chosen."""
        return self._mode

    @property
    def dark(self) -> bool:
        """Whether the dark colors are in use."""
        if self._mode is Mode.SYSTEM:
            return self._app is not None and self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._mode is Mode.DARK

    def color(self, name: str) -> QColor:
        """Return the color called ``name`` in the visual language. Raises KeyError for an unknown name."""
        return QColor(_tokens()["dark" if self.dark else "light"][name])

    def set_mode(self, mode: Mode) -> None:
        """Use ``mode`` from now on. The patient's screens always run light: the shell sets it at hand-over."""
        if mode is not self._mode:
            self._mode = mode
            self._refresh()

    def apply(self, app: QApplication) -> None:
        """Dress ``app``: fonts, Fusion as the base style, palette, style sheet. Follows the system's color scheme."""
        self._app = app
        self.setParent(app)  # lives as long as the application, which hands it to every widget that draws
        app.setProperty(PROPERTY, self)
        app.setStyle("Fusion")  # the same base on every system, so that what is not restyled looks alike
        app.setFont(fonts.font(15))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._refresh()

    def _system_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self._refresh()

    def _refresh(self) -> None:
        icons.forget()
        if self._app is not None:
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _sheet(self) -> str:
        template = (resource("theme.qss")).read_text(encoding="utf-8")
        chevron = icons.as_file("chevron-down", 18, self.color("ink-2"))
        return _TOKEN.sub(lambda match: self.color(match[1]).name(), template.replace("@@chevron@@", chevron))

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "canvas", QPalette.ColorRole.WindowText: "ink",
            QPalette.ColorRole.Base: "surface", QPalette.ColorRole.AlternateBase: "surface",
            QPalette.ColorRole.Text: "ink", QPalette.ColorRole.PlaceholderText: "ink-3",
            QPalette.ColorRole.Button: "surface", QPalette.ColorRole.ButtonText: "ink",
            QPalette.ColorRole.Highlight: "accent", QPalette.ColorRole.HighlightedText: "on-accent",
            QPalette.ColorRole.ToolTipBase: "ink", QPalette.ColorRole.ToolTipText: "canvas",
            QPalette.ColorRole.Link: "accent-text",
        }
        for role, name in roles.items():
            palette.setColor(role, self.color(name))
        return palette


def theme() -> Theme:
    """Return the theme of the running application. Raises LookupError before ``Theme.apply`` was called."""
    app = QApplication.instance()
    found = app.property(PROPERTY) if app is not None else None
    if not isinstance(found, Theme):
        raise LookupError("no theme was applied to the application")
    return found


def color(name: str) -> QColor:
    """Return a color of the running application's theme."""
    return theme().color(name)


@lru_cache(maxsize=1)
def _tokens() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(resource("theme.json").read_text(encoding="utf-8"))
    return loaded
