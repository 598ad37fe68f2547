"""Any Questionnaire on the screen or as pictures, outside a visit: to see how a form made elsewhere will look."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.core.errors import StorageError
from app.forms import FormSession, Page
from app.ui.fonts import Kiosk
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.page import FormPage
from app.ui.theme import Mode, Theme
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Surface
from app.ui.widgets.metrics import KIOSK, KIOSK_MAIN
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_WIDTH, _HEIGHT, _COLUMN, _MARGIN, _GAP = 1280, 800, 324, 40, 48
_LARGER = 1.25


@dataclass(frozen=True)
class PreviewOptions:
    """How to draw. ``large`` is the patient's "Larger text"; ``dark`` the colors staff may choose."""

    large: bool = False
    dark: bool = False


@dataclass(frozen=True)
class DrawnPage:
    """One page as drawn. ``questions`` are the linkIds on it; a page that is ``asked`` shows at least one of them."""

    number: int
    title: str
    link_ids: tuple[str, ...]
    asked: bool
    picture: str = ""


class PreviewPage(QWidget):
    """One page of a form: what it is called on the left, what is asked on the right."""

    def __init__(self, session: FormSession, page: Page, look: FieldLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = FormPage(session, page, look)
        line = QHBoxLayout(self)
        line.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        line.setSpacing(_GAP)
        line.addWidget(self._words(session, page, look), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.form, 1, Qt.AlignmentFlag.AlignTop)

    def _words(self, session: FormSession, page: Page, look: FieldLook) -> QWidget:
        made = QWidget()
        made.setFixedWidth(round(_COLUMN * look.metrics.scale))
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.metrics.px(10))
        heading = self.form.heading
        where = f"Page {page.index + 1} of {len(session.pages)}"
        column.addWidget(TextLabel(where, look.metrics.detail, "ink-3"))
        column.addWidget(TextLabel(heading.title, Kiosk.HEADING_2.scaled(look.metrics.scale)))
        for text in heading.lead:
            column.addWidget(TextLabel(text, look.metrics.body, "ink-2"))
        if page not in session.enabled_pages():
            column.addWidget(TextLabel("With these answers nothing is asked on this page.", look.metrics.body))
        if heading.why:
            column.addWidget(TextLabel(heading.why, look.metrics.hint, "ink-3"))
        return made


def make_application(options: PreviewOptions) -> QApplication:
    """Return the application, dressed. Call it once, before anything is drawn."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["medspa-intake"])
    Theme(Mode.DARK if options.dark else Mode.LIGHT, app).apply(app)
    return app


def draw_pages(session: FormSession, look: FieldLook, options: PreviewOptions, out: Path) -> tuple[DrawnPage, ...]:
    """Draw every page of ``session`` into ``out`` as ``01-title.png`` and on; pages nothing is asked on are drawn too.

    Raises StorageError when a picture cannot be written.
    """
    asked = {page.index for page in session.enabled_pages()}
    drawn: list[DrawnPage] = []
    for page in session.pages:
        title = page.title.in_language(look.language)
        name = f"{page.index + 1:02d}-{_file_name(title)}.png"
        if not picture_of(PreviewPage(session, page, _sized(look, options))).save(str(out / name)):
            raise StorageError(f"The picture {name} could not be written. Check that the folder may be written to.")
        drawn.append(DrawnPage(page.index + 1, title, page.link_ids, page.index in asked, name))
    return tuple(drawn)


def picture_of(content: QWidget, width: int = _WIDTH, least_height: int = _HEIGHT) -> QPixmap:
    """Return ``content`` on the page's ground, ``width`` wide and as high as it needs."""
    sheet = Surface()
    sheet.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the size is ours, not the window system's
    column.addWidget(content, 0, Qt.AlignmentFlag.AlignTop)
    sheet.resize(width, least_height)
    sheet.show()
    needed = column.totalHeightForWidth(width) if column.hasHeightForWidth() else sheet.sizeHint().height()
    sheet.resize(width, max(least_height, needed))
    picture = sheet.grab()
    sheet.hide()
    sheet.deleteLater()
    return picture


class PreviewWindow(Surface):
    """The form, page by page; only pages with something to ask, as a patient would meet them."""

    def __init__(self, session: FormSession, look: FieldLook, options: PreviewOptions) -> None:
        super().__init__()
        self._session, self._look = session, _sized(look, options)
        self._at = 0
        self.setWindowTitle("Preview")
        self.resize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, _MARGIN // 2)
        self._scroll = ScrollColumn(spacing=0)
        self._scroll.column.addStretch(1)
        column.addWidget(self._scroll, 1)
        bar = QHBoxLayout()
        bar.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self.back = Button("Back", Kind.SECONDARY, self._look.metrics)
        self.on = Button("Continue", Kind.PRIMARY, replace(KIOSK_MAIN, scale=self._look.metrics.scale))
        self.back.clicked.connect(lambda: self._go(-1))
        self.on.clicked.connect(lambda: self._go(1))
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(self.on)
        column.addLayout(bar)
        self._page: PreviewPage | None = None
        self._show()

    def _go(self, step: int) -> None:
        if step > 0 and self._page is not None and self._page.form.check():
            return
        self._at += step
        self._show()

    def _show(self) -> None:
        if self._page is not None:
            self._scroll.column.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        pages = self._session.enabled_pages() or self._session.pages
        self._at = max(0, min(self._at, len(pages) - 1))
        self._page = PreviewPage(self._session, pages[self._at], self._look)
        self._scroll.column.insertWidget(0, self._page)
        self.back.set_ready(self._at > 0, "This is the first page.")
        self.on.set_ready(self._at < len(pages) - 1, "This is the last page.")


def show_window(session: FormSession, look: FieldLook, options: PreviewOptions) -> int:
    """Show the form until its window is closed; return the exit code."""
    app = make_application(options)
    window = PreviewWindow(session, look, options)
    window.show()
    return app.exec()


def _sized(look: FieldLook, options: PreviewOptions) -> FieldLook:
    return replace(look, metrics=KIOSK.scaled(_LARGER), columns=1) if options.large else look


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "page"
