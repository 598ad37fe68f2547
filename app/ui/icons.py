"""Icons by meaning: Remix first, Phosphor where Remix has none, and the few shapes that are our own.

The glyph outlines are read from the font files of the package ``qtawesome`` without importing it (the import costs
300 ms and loads every font), so icons scale without a font database and take any color.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPainterPath, QPen, QPixmap, QRawFont

from app.ui import own_shapes

_GRID = 24.0
_REMIX = ("remixicon-2.5.0.ttf", "remixicon-charmap-2.5.0.json")
_PHOSPHOR = ("phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json")
_PHOSPHOR_GAIN = 0.4
"""Phosphor strokes are 1.5 on the grid; this much pen brings them near the 2 of Remix."""

_REMIX_NAMES = {
    "add": "add-line", "alert": "alert-line", "archive": "archive-line", "arrow-left": "arrow-left-line",
    "arrow-right": "arrow-right-line", "audit": "file-list-3-line", "back": "arrow-left-s-line",
    "backspace": "delete-back-2-line", "backup": "save-3-line", "calendar": "calendar-line", "camera": "camera-line",
    "check": "check-line", "check-circle": "checkbox-circle-line", "chevron-down": "arrow-down-s-line",
    "chevron-left": "arrow-left-s-line", "chevron-right": "arrow-right-s-line", "chevron-up": "arrow-up-s-line",
    "clear": "eraser-line", "clock": "time-line", "close": "close-line", "computer": "computer-line",
    "copy": "file-copy-line", "cross-circle": "close-circle-line", "delete": "delete-bin-line",
    "document": "file-text-line", "documents": "file-text-line", "done": "check-line",
    "download": "download-line", "drive": "hard-drive-2-line", "edit": "pencil-line", "error": "error-warning-line",
    "exchange": "arrow-left-right-line", "export": "download-line", "external": "external-link-line",
    "eye": "eye-line", "eye-off": "eye-off-line", "filter": "filter-3-line", "folder": "folder-line",
    "help": "question-line", "history": "history-line", "home": "home-4-line", "info": "information-line",
    "key": "key-2-line", "keyboard": "keyboard-line", "list": "list-check-2", "loading": "loader-4-line",
    "lock": "lock-line", "logout": "logout-box-r-line", "mail": "mail-line", "menu": "menu-line",
    "more": "more-2-line", "next": "arrow-right-s-line", "note": "sticky-note-line", "patients": "team-line",
    "phone": "phone-line", "pen": "pen-nib-line", "person": "user-line", "photo": "image-line",
    "policy": "file-shield-2-line", "print": "printer-line", "privacy": "shield-check-line",
    "question": "question-line", "refresh": "refresh-line", "reviews": "clipboard-line", "save": "save-line",
    "seal": "shield-check-line", "search": "search-line", "send": "send-plane-line", "settings": "settings-3-line",
    "shield": "shield-check-line", "shield-cross": "shield-cross-line", "sign": "quill-pen-line",
    "smartphone": "smartphone-line", "staff": "team-line", "subtract": "subtract-line", "tablet": "tablet-line",
    "today": "calendar-todo-line", "undo": "arrow-go-back-line", "unlock": "lock-unlock-line",
    "upload": "upload-line", "usb": "usb-line", "warning": "alert-line", "withdrawn": "close-circle-line",
    "zoom-in": "zoom-in-line", "zoom-out": "zoom-out-line", "fit": "fullscreen-line", "forms": "survey-line",
    "medicine": "medicine-bottle-line", "syringe": "syringe-line", "treatment": "syringe-line",
    "star": "star-line", "system": "computer-line", "clinic": "building-line", "stethoscope": "stethoscope-line",
    "merge": "arrow-left-right-line", "text-size": "font-size", "inbox": "inbox-archive-line",
    "inbox-new": "inbox-line",
}
_PHOSPHOR_NAMES = {
    "hand": "hand-palm", "hourglass": "hourglass", "language": "translate", "minus-circle": "minus-circle",
    "first-visit": "sparkle", "id-card": "identification-card", "paper": "note-pencil",
    "review-check": "clipboard-text",
    "guardian": "users", "witness": "user-focus", "space": "minus", "shift": "arrow-fat-up", "qr": "qr-code",
}


def paint(painter: QPainter, meaning: str, rect: QRectF, color: QColor, bold: float = 0.0) -> None:
    """Draw the icon called ``meaning`` into ``rect``; ``bold`` thickens the strokes by that much of the 24 grid.

    Raises KeyError for a meaning nobody has named.
    """
    own = own_shapes.SHAPES.get(meaning)
    path, gain = (QPainterPath(), 0.0) if own else _outline(meaning)  # fails before anything is drawn
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _GRID, rect.height() / _GRID)
    if own:
        own(painter, color)
    else:
        width = gain + bold
        round_pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(round_pen if width > 0 else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(color)
        painter.drawPath(path)
    painter.restore()


def pixmap(meaning: str, px: float, color: QColor, ratio: float = 0.0) -> QPixmap:
    """Return the icon as a picture of ``px`` logical pixels at the screen's device pixel ratio."""
    return _pixmap(meaning, px, color.rgba(), ratio or _screen_ratio())


def icon(meaning: str, px: float, color: QColor) -> QIcon:
    """Return the icon for places that want a ``QIcon`` (actions, window)."""
    return QIcon(pixmap(meaning, px, color))


def as_file(meaning: str, px: int, color: QColor) -> str:
    """Return the path of a PNG of the icon; style sheets accept pictures only as files."""
    target = Path(_cache_folder().name) / f"{meaning}-{px}-{color.name()[1:]}.png"
    if not target.exists():
        picture = pixmap(meaning, px, color, 2.0)
        picture.setDevicePixelRatio(1.0)
        picture.save(str(target))
    return target.as_posix()


def known() -> tuple[str, ...]:
    """Return every meaning that can be drawn."""
    return tuple(sorted({*_REMIX_NAMES, *_PHOSPHOR_NAMES, *own_shapes.SHAPES}))


def forget() -> None:
    """Drop cached pictures; called when the colors change."""
    _pixmap.cache_clear()


@lru_cache(maxsize=512)
def _pixmap(meaning: str, px: float, rgba: int, ratio: float) -> QPixmap:
    made = QPixmap(QSize(round(px * ratio), round(px * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    try:
        paint(painter, meaning, QRectF(QPointF(0, 0), made.deviceIndependentSize()), QColor.fromRgba(rgba))
    finally:
        painter.end()
    return made


@lru_cache(maxsize=256)
def _outline(meaning: str) -> tuple[QPainterPath, float]:
    """Return the outline on the 24 grid and the pen width that goes with its font."""
    if meaning in _REMIX_NAMES:
        files, name, gain = _REMIX, _REMIX_NAMES[meaning], 0.0
    else:
        files, name, gain = _PHOSPHOR, _PHOSPHOR_NAMES[meaning], _PHOSPHOR_GAIN
    raw, codes = _font(*files)
    path = raw.pathForGlyph(raw.glyphIndexesForString(codes[name])[0])
    path.translate(0, _GRID)  # glyphs stand on the baseline, which is the lower edge of the grid in both fonts
    return path, gain


@lru_cache(maxsize=2)
def _font(font_file: str, map_file: str) -> tuple[QRawFont, dict[str, str]]:
    spec = find_spec("qtawesome")
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    folder = Path(folders[0]) / "fonts"
    codes: dict[str, str] = json.loads((folder / map_file).read_text(encoding="utf-8"))
    return QRawFont(str(folder / font_file), _GRID), {name: chr(int(code, 16)) for name, code in codes.items()}


@lru_cache(maxsize=1)
def _cache_folder() -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="medspa-theme-")
    atexit.register(made.cleanup)
    return made


def _screen_ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
