"""What is filled in by hand: boxes, lines, places to sign; and the recovery key in large groups."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from app.documents import fonts, layout
from app.documents.text import words

_LINE = 22.0
_BOX = 8.5


class HandLines(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Lines to write on."""

    def __init__(self, count: int, indent: float = 0) -> None:
        super().__init__()
        self._count, self._indent = count, indent

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width, self.height = available_width, self._count * _LINE + 4
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines."""
        _pen(self)
        for number in range(self._count):
            y = self.height - (number + 1) * _LINE
            self.canv.line(self._indent, y, self.width, y)


class OptionBoxes(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A box before every option, in as many columns as fit. Splits between rows."""

    def __init__(self, options: tuple[str, ...], indent: float = 0, columns: int = 0) -> None:
        super().__init__()
        self._options, self._indent, self._columns = options, indent, columns

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        style = layout.style(9.5, 13)
        longest = max(stringWidth(option, style.fontName, style.fontSize) for option in self._options) + 30
        room = available_width - self._indent
        least = 2 if len(self._options) > 6 else 1  # a long list may wrap an option rather than fill a page
        self._columns = self._columns or max(least, min(4, len(self._options), int(room // longest)))
        self._column = room / self._columns
        self._cells = [words(option, style) for option in self._options]
        heights = [cell.wrapOn(self.canv, self._column - 24, available_height)[1] for cell in self._cells]
        self._rows = [max(heights[i:i + self._columns]) + 5 for i in range(0, len(heights), self._columns)]
        self.height = sum(self._rows) + 3
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the rows that fit and the rest, in the same columns."""
        self.wrap(available_width, available_height)
        fitting = 0
        while fitting < len(self._rows) and sum(self._rows[:fitting + 1]) + 3 <= available_height:
            fitting += 1
        if fitting in {0, len(self._rows)}:
            return [self] if fitting else []
        cut = fitting * self._columns
        return [OptionBoxes(part, self._indent, self._columns) for part in (self._options[:cut], self._options[cut:])]

    def draw(self) -> None:
        """Draw boxes and words row by row."""
        top = self.height
        for index, cell in enumerate(self._cells):
            row, column = divmod(index, self._columns)
            if column == 0 and row:
                top -= self._rows[row - 1]
            x = self._indent + column * self._column
            self.canv.setStrokeColor(layout.CONTROL)
            self.canv.setLineWidth(0.8)
            self.canv.roundRect(x, top - 14, _BOX, _BOX, 1.5, stroke=1, fill=0)
            cell.drawOn(self.canv, x + 15, top - cell.height - 3)


class Stack(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """One text below another, kept together."""

    def __init__(self, upper: Flowable, lower: Flowable) -> None:
        super().__init__()
        self._parts = upper, lower

    def getSpaceBefore(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the space above, in points: that of the upper text."""
        return float(self._parts[0].getSpaceBefore())

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self._heights = [part.wrapOn(self.canv, available_width, available_height)[1] for part in self._parts]
        self.width, self.height = available_width, sum(self._heights)
        return self.width, self.height

    def draw(self) -> None:
        """Draw both."""
        self._parts[0].drawOn(self.canv, 0, self._heights[1])
        self._parts[1].drawOn(self.canv, 0, 0)


class AskBeside(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A short question with its few boxes, or its initials line, on the same row."""

    def __init__(self, question: Flowable, answer: Flowable) -> None:
        super().__init__()
        self._question, self._answer = question, answer

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        self._right = available_width * 0.36
        _, left = self._question.wrapOn(self.canv, available_width - self._right - 16, available_height)
        _, right = self._answer.wrapOn(self.canv, self._right, available_height)
        self._heights = left, right
        self.height = max(left, right) + 8
        return self.width, self.height

    def draw(self) -> None:
        """Draw both from the same upper edge."""
        top = self.height - 4
        self._question.drawOn(self.canv, 0, top - self._heights[0])
        self._answer.drawOn(self.canv, self.width - self._right, top - self._heights[1] + 1)


class SignHere(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Lines beside each other with what belongs on them below: the first is the widest."""

    def __init__(self, labels: tuple[str, ...], above: float = 30, indent: float = 0) -> None:
        super().__init__()
        self._labels, self._above, self._indent = labels, above, indent

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width, self.height = available_width, self._above + 20
        return self.width, self.height

    def draw(self) -> None:
        """Draw lines and labels."""
        gap, rest = 18.0, self.width - self._indent
        first = rest * (0.46 if len(self._labels) > 2 else 0.62)
        other = (rest - first - gap * (len(self._labels) - 1)) / max(len(self._labels) - 1, 1)
        x = self._indent
        for number, label in enumerate(self._labels):
            length = first if number == 0 else other
            _pen(self)
            self.canv.line(x, 18, x + length, 18)
            cell = words(label, layout.style(8, 10, color=layout.INK_2))
            cell.wrapOn(self.canv, length, 20)
            cell.drawOn(self.canv, x, 18 - cell.height - 3)
            x += length + gap


class KeyGroups(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """The recovery key: three rows of three groups, numbered, large enough to type from."""

    _ROW = 50.0

    def __init__(self, groups: tuple[str, ...]) -> None:
        super().__init__()
        self._groups = groups

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        self.height = self._ROW * -(-len(self._groups) // 3) + 24
        return self.width, self.height

    def draw(self) -> None:
        """Draw the frame and the groups in reading order."""
        canvas, column = self.canv, self.width / 3
        canvas.setStrokeColor(layout.HAIRLINE)
        canvas.setLineWidth(1)
        canvas.roundRect(0, 0, self.width, self.height, 8, stroke=1, fill=0)
        for index, group in enumerate(self._groups):
            x = (index % 3) * column + 34
            y = self.height - 12 - (index // 3 + 1) * self._ROW + 17
            canvas.setFont(fonts.REGULAR, 9)
            canvas.setFillColor(layout.INK_3)
            canvas.drawString(x - 16, y + 1, str(index + 1))
            canvas.setFont(fonts.SEMIBOLD, 23)
            canvas.setFillColor(layout.INK)
            canvas.drawString(x, y, group, charSpace=3)


def _pen(part: Flowable) -> None:
    part.canv.setStrokeColor(layout.CONTROL)
    part.canv.setLineWidth(0.7)
