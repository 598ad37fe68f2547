"""The only caller of the system's file and print dialogs. Screens are handed a ``Dialogs``; tests hand in a fake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # loaded for the first document that is shown or printed
    import pypdfium2

from PySide6.QtCore import QRectF, QStandardPaths, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

_PRINT_SCALE = 300 / 72
"""PDF points to dots at 300 per inch: fine enough for signatures, small enough for any printer."""


class Dialogs(Protocol):
    """Asks for files, folders and printers. Every method returns None or False when the person cancels."""

    def save_file(self, parent: QWidget, title: str, file_name: str, kinds: str) -> Path | None:
        """Ask where to save; ``file_name`` is suggested. ``kinds`` is Qt's filter, such as "PDF (*.pdf)"."""
        ...

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """Ask for one existing file."""
        ...

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """Ask for one existing folder."""
        ...

    def print_pdf(self, parent: QWidget, pdf: bytes) -> bool:
        """Ask for a printer and print; return whether it was sent to the printer."""
        ...


class QtDialogs:
    """The system's own dialogs."""

    def save_file(self, parent: QWidget, title: str, file_name: str, kinds: str) -> Path | None:
        """Ask where to save."""
        start = str(Path(_documents()) / file_name)
        chosen, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
        return Path(chosen) if chosen else None

    def open_file(self, parent: QWidget, title: str, kinds: str) -> Path | None:
        """Ask for one existing file."""
        chosen, _ = QFileDialog.getOpenFileName(parent, title, _documents(), kinds)
        return Path(chosen) if chosen else None

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        """Ask for one existing folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, _documents())
        return Path(chosen) if chosen else None

    def print_pdf(self, parent: QWidget, pdf: bytes) -> bool:
        """Ask for a printer and print every page of ``pdf`` fitted to its paper."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, parent)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        return draw_pdf(pdf, printer)


def draw_pdf(pdf: bytes, printer: QPrinter) -> bool:
    """Draw every page of ``pdf`` on ``printer``; return whether the printer took it."""
    import pypdfium2  # noqa: PLC0415  # lazy: start-up time

    document = pypdfium2.PdfDocument(pdf)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for number in range(len(document)):
            if number:
                printer.newPage()
            _draw_page(painter, page_image(document, number, _PRINT_SCALE))
    finally:
        painter.end()
        document.close()
    return printer.printerState() is not QPrinter.PrinterState.Error


def page_image(document: pypdfium2.PdfDocument, number: int, scale: float) -> QImage:
    """Return page ``number`` (from 0) as a picture of ``scale`` pixels per PDF point, white behind."""
    bitmap = document[number].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888)
    return image.copy()  # the bitmap's memory ends with this function


def _draw_page(painter: QPainter, image: QImage) -> None:
    area = QRectF(painter.viewport())
    size = image.size().toSizeF().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRectF(area.topLeft(), size), image)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
