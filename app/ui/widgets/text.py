"""Text with exact line heights, and the wordmark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.fonts import Staff, TextStyle, cover, font
from app.ui.theme import color as theme_color
from app.ui.widgets.tips import set_tip
from app.ui.widgets.wrapping import lines_of

_WIDE = 100_000.0
_MOST_WIDTHS = 8


class TextLabel(QLabel):
    """Plain text in a step of the type scale. Wraps by default and never cuts a line; ``elide`` ends one line in "…"
    and puts the whole text in the tooltip."""

    def __init__(self, text: str = "", style: TextStyle = Staff.BODY, color: str = "ink", *, wrap: bool = True,
                 elide: bool = False, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._color = color
        self._elide = elide
        self._wrap = wrap and not elide
        self._align = align
        self._broken: dict[float, tuple[str, ...]] = {}  # lines by width; they go with the widget
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setText(text)
        self._set_policy()

    def set_style(self, style: TextStyle) -> None:
        """Use another step of the type scale."""
        self._style = style
        self._broken.clear()
        self.updateGeometry()
        self.update()

    def set_color(self, color: str) -> None:
        """Draw in another color token."""
        self._color = color
        self.update()

    def setText(self, text: str) -> None:
        """Show ``text``. The same text again costs nothing: no page is laid out anew for it."""
        if text == self.text():
            return
        self._broken.clear()
        super().setText(text)
        cover(text)
        if self._elide:
            set_tip(self, text)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Wrapped text grows in height as it gets narrower."""
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at ``width``."""
        margins = self.contentsMargins()
        count = len(self._lines(max(1, width - margins.left() - margins.right())))
        return round(count * self._style.line) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """Return the size of the text with no wrapping."""
        return self._size(self._natural_width())

    def minimumSizeHint(self) -> QSize:
        """Return the width of the longest word; of everything when the text may not wrap."""
        if self._elide:
            return self._size(min(self._natural_width(), 24.0))
        if not self._wrap:
            return self.sizeHint()
        words = self.text().split() or [""]
        metrics = QFontMetricsF(self._style.font())
        longest = max(metrics.horizontalAdvance(word) for word in words)
        return self._size(min(longest, 320.0))  # text without spaces breaks inside the word beyond this

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines, each centred in its line height."""
        painter = QPainter(self)
        painter.setPen(theme_color(self._color))
        box = QRectF(self.contentsRect())
        if self._elide:
            metrics = QFontMetricsF(self._style.font())
            shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
            painter.setFont(self._style.font())
            painter.drawText(box, self._align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
            return
        self._draw_lines(painter, box)

    def _draw_lines(self, painter: QPainter, box: QRectF) -> None:
        lines = self._lines(max(1.0, box.width()))
        top = box.top()
        if not self._wrap and box.height() > self._style.line:  # one line sits in the middle of a taller row
            top += (box.height() - len(lines) * self._style.line) / 2
        metrics = QFontMetricsF(self._style.font())
        baseline = (self._style.line - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
        painter.setFont(self._style.font())
        for number, line in enumerate(lines):
            x = box.left()
            if self._align & Qt.AlignmentFlag.AlignHCenter:
                x += (box.width() - metrics.horizontalAdvance(line)) / 2
            elif self._align & Qt.AlignmentFlag.AlignRight:
                x += box.width() - metrics.horizontalAdvance(line)
            painter.drawText(QPointF(x, top + number * self._style.line + baseline), line)

    def _lines(self, width: float) -> tuple[str, ...]:
        """Return the text broken into lines that fit ``width``; a layout asks for the same few widths many times."""
        wanted = width if self._wrap else _WIDE
        lines = self._broken.get(wanted)
        if lines is None:
            if len(self._broken) >= _MOST_WIDTHS:
                self._broken.clear()
            lines = self._broken[wanted] = lines_of(self.text(), self._style, wanted)
        return lines

    def _natural_width(self) -> float:
        metrics = QFontMetricsF(self._style.font())
        return max(metrics.horizontalAdvance(line) for line in self.text().split("\n"))

    def _size(self, width: float) -> QSize:
        margins = self.contentsMargins()
        lines = 1 if self._elide else self.text().count("\n") + 1
        return QSize(int(width + 1.5) + margins.left() + margins.right(),
                     round(lines * self._style.line) + margins.top() + margins.bottom())

    def _set_policy(self) -> None:
        horizontal = QSizePolicy.Policy.Preferred if self._wrap or self._elide else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(horizontal, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(self._wrap)
        self.setSizePolicy(policy)


class Wordmark(QWidget):
    """The clinic's name, its first word strong: "**Better** Med Spa"."""

    def __init__(self, name: str = "Better Med Spa", px: int = 22, color: str = "ink", second: str = "ink-2",
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        first, _, rest = name.partition(" ")
        rest = f" {rest}" if rest else ""
        self._runs = ((first, font(px, 700, -0.012), color), (rest, font(px, 400, -0.012), second))
        self._line = round(px * 1.36)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of both parts."""
        width = sum(QFontMetricsF(made).horizontalAdvance(words) for words, made, _ in self._runs)
        return QSize(int(width + 1.5), self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both parts on one baseline."""
        painter = QPainter(self)
        x = 0.0
        for words, made, name in self._runs:
            metrics = QFontMetricsF(made)
            painter.setFont(made)
            painter.setPen(theme_color(name))
            painter.drawText(QPointF(x, (self.height() - metrics.height()) / 2 + metrics.ascent()), words)
            x += metrics.horizontalAdvance(words)
