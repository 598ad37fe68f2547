"""Measure and draw wrapped plain text with exact line heights, for widgets that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QTextLayout, QTextOption

from app.ui.fonts import TextStyle, cover


def lines_of(text: str, style: TextStyle, width: float) -> tuple[str, ...]:
    """Return ``text`` broken into lines of at most ``width`` pixels, inside a word only when it must.

    Nothing is cached here: what a patient typed must go when its widget goes.
    """
    cover(text)
    found: list[str] = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, style.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        if not line.isValid():
            found.append("")
        while line.isValid():
            line.setLineWidth(width + 0.5)
            found.append(paragraph[line.textStart():line.textStart() + line.textLength()].rstrip())
            line = layout.createLine()
        layout.endLayout()
    return tuple(found)


def wrapped_height(text: str, style: TextStyle, width: float) -> float:
    """Return the height of ``text`` at ``width``."""
    return len(lines_of(text, style, max(1.0, width))) * style.line


def wrapped(painter: QPainter, text: str, style: TextStyle, corner: QPointF, *, width: float, ink: QColor) -> None:
    """Draw ``text`` from ``corner`` (top left), each line centred in its line height."""
    made = style.font()
    metrics = QFontMetricsF(made)
    baseline = (style.line - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
    painter.setFont(made)
    painter.setPen(ink)
    for number, line in enumerate(lines_of(text, style, max(1.0, width))):
        painter.drawText(QPointF(corner.x(), corner.y() + number * style.line + baseline), line)
