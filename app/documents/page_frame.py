"""What every page carries: the clinic at the top, form and patient at the foot, "Page n of m", the demo mark."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.documents import fonts, layout, wording
from app.documents.record import ClinicHeader
from app.documents.shaped_text import Line, break_lines, draw_line
from app.documents.text import capped

_TAGS = {"es": "es-US"}
"""Languages of documents as BCP 47 tags of the United States."""
_MAX_LINE = 90
"""Most characters of a name in the head or foot of a page."""


@dataclass(frozen=True)
class Frames:
    """The words of head and foot. ``title`` is also the file's title and never names a patient."""

    clinic: ClinicHeader
    document_line: str
    form_line: str
    patient_line: str
    title: str
    is_demo: bool = False
    language: str = "en"


def build(frames: Frames, story: list[Flowable]) -> bytes:
    """Return ``story`` as a PDF 1.7 with head and foot on every page. The same input gives the same bytes."""
    fonts.register()
    target = io.BytesIO()
    document = BaseDocTemplate(target, pagesize=(layout.PAGE_WIDTH, layout.PAGE_HEIGHT), title=frames.title,
                               author=frames.clinic.name, creator="Better Med Spa intake", invariant=1,
                               pdfVersion=(1, 7), lang=_TAGS.get(frames.language, "en-US"),
                               initialFontName=fonts.REGULAR)
    frame = Frame(layout.MARGIN, layout.BOTTOM, layout.CONTENT_WIDTH,
                  layout.PAGE_HEIGHT - layout.TOP - layout.BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [frame])])
    document.build(story, canvasmaker=_canvas_maker(frames))
    return target.getvalue()


def _canvas_maker(frames: Frames) -> Any:
    """Return a canvas class that keeps finished pages until their number is known, then draws head and foot."""

    class PageFrameCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._finished: list[dict[str, Any]] = []
            self.setViewerPreference("DisplayDocTitle", "true")

        def showPage(self) -> None:  # noqa: N802  # ReportLab's name
            """Keep the page for later."""
            self._finished.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            """Draw head and foot of every page, then write the file."""
            lines = _Lines.of(frames)
            for number, state in enumerate(self._finished, start=1):
                self.__dict__.update(state)
                _draw_frame(self, frames, lines, number, len(self._finished))
                super().showPage()
            super().save()

    return PageFrameCanvas


@dataclass(frozen=True)
class _Lines:
    """Head and foot, broken and shaped once for all pages."""

    name_first: Line
    name_rest: Line
    address: Line
    document: Line
    form: Line
    patient: Line

    @staticmethod
    def of(frames: Frames) -> _Lines:
        first, _, rest = frames.clinic.name.partition(" ")
        small = (frames.clinic.address_line, frames.document_line, frames.form_line, frames.patient_line)
        return _Lines(_one_line(first, _bold()), _one_line(rest, _brand()),
                      *(_one_line(text, _small()) for text in small))


def _draw_frame(canvas: Canvas, frames: Frames, lines: _Lines, number: int, total: int) -> None:
    left, right = layout.MARGIN, layout.PAGE_WIDTH - layout.MARGIN
    head, foot = layout.PAGE_HEIGHT - 66, 54.0
    draw_line(canvas, lines.name_first, left, head, _bold())
    draw_line(canvas, lines.name_rest, left + lines.name_first.width(12.5) + 3.4, head, _brand())
    draw_line(canvas, lines.address, right - lines.address.width(8), head + 5, _small())
    draw_line(canvas, lines.document, right - lines.document.width(8), head - 7, _small())
    canvas.setStrokeColor(layout.HAIRLINE)
    canvas.setLineWidth(0.6)
    canvas.line(left, foot + 16, right, foot + 16)
    draw_line(canvas, lines.form, left, foot, _small())
    draw_line(canvas, lines.patient, left, foot - 12, _small())
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawRightString(right, foot, wording.say("Page {number} of {total}", frames.language, number=number,
                                                  total=total))
    if frames.is_demo:
        _draw_demo_mark(canvas, frames.language)


def _draw_demo_mark(canvas: Canvas, tongue: str) -> None:
    """Say across the page that the clinic and everyone in it are made up."""
    canvas.saveState()
    canvas.setFillColor(layout.ACCENT, alpha=0.07)
    canvas.translate(layout.PAGE_WIDTH / 2, layout.PAGE_HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFont(fonts.BOLD, 118)
    canvas.drawCentredString(0, -30, "DEMO")
    canvas.setFont(fonts.SEMIBOLD, 22)
    canvas.drawCentredString(0, -68, wording.say("Fictional clinic and patient", tongue))
    canvas.restoreState()


def _one_line(text: str, style: ParagraphStyle) -> Line:
    short = capped(text).replace("\n", " ")
    short = short if len(short) <= _MAX_LINE else f"{short[:_MAX_LINE - 1]}…"
    return break_lines(short, style, float("inf"))[0]


def _bold() -> ParagraphStyle:
    return layout.style(12.5, 16, fonts.BOLD)


def _brand() -> ParagraphStyle:
    return layout.style(12.5, 16)


def _small() -> ParagraphStyle:
    return layout.style(8, 11, color=layout.INK_2)
