"""The square an authenticator app scans. White in both themes: phones read dark on light."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import color

_INK = "#15191D"


class QrSquare(QWidget):
    """Draws a QR code of ``text`` (ISO/IEC 18004, error correction M) with a quiet zone of four modules."""

    def __init__(self, side: int = 234, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(side, side)
        self.setAccessibleName("Square to scan with an authenticator app. Choose “Type a key instead” to type it.")
        self._modules: tuple[tuple[bool, ...], ...] = ()

    def show_text(self, text: str) -> None:
        """Encode ``text``; empty draws a blank square."""
        import segno  # noqa: PLC0415  # lazy: start-up time

        made = segno.make(text, error="m", micro=False) if text else None
        self._modules = tuple(tuple(bool(cell) for cell in line) for line in made.matrix) if made is not None else ()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the modules on whole device pixels, so that they stay sharp."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("hairline-2"), 1))
        painter.setBrush(QColor(Qt.GlobalColor.white))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)
        if not self._modules:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        count = len(self._modules)
        ratio = self.devicePixelRatioF()
        size = int(self.width() * ratio / (count + 8)) / ratio
        start = (self.width() - count * size) / 2
        ink = QColor(_INK)
        for y, line in enumerate(self._modules):
            for x, dark in enumerate(line):
                if dark:
                    painter.fillRect(QRectF(start + x * size, start + y * size, size, size), ink)
