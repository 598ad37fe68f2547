"""Vector paths as PDF operators, written straight: ReportLab's own number formatting costs more than the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportlab.pdfgen.pathobject import PDFPathObject

_FORMATS = {2: "%.2f %.2f", 6: "%.2f %.2f %.2f %.2f %.2f %.2f", 0: ""}

Command = tuple[str, Sequence[float]]
"""``m`` move, ``l`` line, ``c`` cubic curve, ``h`` close, with coordinates in points (ISO 32000-1 table 59)."""


def path_of(commands: Iterable[Command]) -> PDFPathObject:
    """Return a path for ``canvas.drawPath``. Coordinates are rounded to a hundredth of a point."""
    return PDFPathObject([f"{_FORMATS[len(numbers)] % tuple(numbers)} {name}" for name, numbers in commands])
