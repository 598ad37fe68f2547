"""The pages of a PDF on a sunken well: drawn at the screen's own resolution, one above the other."""

from __future__ import annotations

import pypdfium2
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.dialogs import page_image
from app.ui.theme import color
from app.ui.widgets.focus_ring import set_ring

_GAP = 24
_KEPT = 6
"""Pages kept as pictures: those in sight and a few around them."""

ZOOMS = (0.5, 0.67, 0.8, 0.92, 1.0, 1.25, 1.5, 2.0, 3.0)


class PageViewer(QAbstractScrollArea):
    """``moved`` tells page (from 1) and zoom. Page Up and Down turn pages, plus and minus zoom."""

    moved = Signal(int, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: pypdfium2.PdfDocument | None = None
        self._sizes: list[tuple[float, float]] = []
        self._images: dict[tuple[int, float], QImage] = {}
        self._zoom = 0.0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Pages of the document")
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell())
        set_ring(self, 0)

    def show_pdf(self, pdf: bytes) -> bool:
        """Show another document from its first page, fitted to the width; False when it cannot be drawn."""
        self._close()
        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:  # damaged beyond drawing; the verification says what that means
            self._tell()
            self.viewport().update()
            return False
        self._sizes = [self._document.get_page_size(number) for number in range(len(self._document))]
        self._zoom = 0.0
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._tell()
        return True

    def closeEvent(self, event: object) -> None:
        """Forget the document."""
        self._close()
        super().closeEvent(event)  # type: ignore[arg-type]  # Qt's event, untyped above to need no import

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        for number in range(self.page_count):
            if middle < self._place(number).bottom() + _GAP:
                return number + 1
        return max(1, self.page_count)

    @property
    def zoom(self) -> float:
        """Logical pixels per PDF point, times 72/96: 1.0 is the size on paper."""
        return self._scale() * 72 / 96

    def go_to(self, page: int) -> None:
        """Bring the top of ``page`` (from 1) into view."""
        if 1 <= page <= self.page_count:
            self.verticalScrollBar().setValue(self._place(page - 1).top() - _GAP)
            self._tell()

    def zoom_by(self, steps: int) -> None:
        """Go to the next larger (1) or smaller (-1) size and stay at the same place."""
        here = self.zoom
        larger = [zoom for zoom in ZOOMS if zoom > here + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < here - 0.01]
        choices = larger[:1] if steps > 0 else smaller[-1:]
        if not choices:
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._zoom = choices[0]
        self._images.clear()
        self._arrange()
        bar.setValue(round(share * bar.maximum()))
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the width again unless the person zoomed."""
        super().resizeEvent(event)
        self._arrange()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and zoom."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1)
            case Qt.Key.Key_Minus:
                self.zoom_by(-1)
            case Qt.Key.Key_Home:
                self.go_to(1)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Draw the part that came into view."""
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the well and the pages in sight, each with a hairline round it."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), color("sunken"))
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for number in range(self.page_count):
            place = self._place(number).translated(-across, -down)
            if not place.intersects(self.viewport().rect()):
                continue
            painter.drawImage(place, self._image(number))
            painter.setPen(QPen(color("hairline-2"), 1))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))

    def _scale(self) -> float:
        """Return logical pixels per PDF point."""
        if self._zoom:
            return self._zoom * 96 / 72
        widest = max((width for width, _ in self._sizes), default=612.0)
        return float(min(max(0.4, (self.viewport().width() - 2 * 100) / widest), 1.0))

    def _place(self, number: int) -> QRect:
        """Return where page ``number`` (from 0) lies on the whole well."""
        scale = self._scale()
        top = _GAP + sum(round(height * scale) + _GAP for _, height in self._sizes[:number])
        width, height = (round(side * scale) for side in self._sizes[number])
        return QRect(max(_GAP, (self.viewport().width() - width) // 2), top, width, height)

    def _image(self, number: int) -> QImage:
        ratio = self.devicePixelRatioF()
        scale = self._scale() * ratio
        key = (number, scale)
        if key not in self._images and self._document is not None:
            while len(self._images) >= _KEPT:
                self._images.pop(next(iter(self._images)))
            self._images[key] = page_image(self._document, number, scale)
        return self._images[key]

    def _arrange(self) -> None:
        if not self._sizes:
            return
        last = self._place(self.page_count - 1)
        view = self.viewport().size()
        widest = max(self._place(number).right() for number in range(self.page_count)) + _GAP
        self.verticalScrollBar().setRange(0, max(0, last.bottom() + _GAP - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(0, widest - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.viewport().update()

    def _tell(self) -> None:
        self.moved.emit(self.page, self.zoom)

    def _close(self) -> None:
        self._images.clear()
        self._sizes = []
        if self._document is not None:
            self._document.close()
            self._document = None
