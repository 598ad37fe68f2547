"""The parts pages are made of: question beside answer, statement beside initials, signature, label beside value."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from app.documents import fonts, layout, wording
from app.documents.ink import draw_strokes, draw_typed
from app.documents.record import AnswerBlock, Block, ClinicHeader, InitialsBlock, InitialsMark, SignatureMark
from app.documents.text import words

_GAP = 16.0
_PADDING = 6.0
_INITIALS_WIDTH = 96.0
_LONG_ANSWER = 160
_LONG_QUESTION = 1000
_SHORT_ANSWER = 14


class PairRow(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Two texts side by side with a hairline below. ``share`` is the left column's part of the width."""

    def __init__(self, left: Flowable, right: Flowable, share: float, indent: float = 0, *,
                 padding: float = _PADDING) -> None:
        super().__init__()
        self._left, self._right, self._share, self._indent = left, right, share, indent
        self._padding = padding
        self.width = self.height = 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken: the taller of the two plus padding. Lines are broken once."""
        if self.width == available_width:
            return available_width, self.height
        self.width = available_width
        self._split_at = available_width * self._share
        _, left = self._left.wrapOn(self.canv, self._split_at - _GAP - self._indent, available_height)
        _, right = self._right.wrapOn(self.canv, available_width - self._split_at, available_height)
        self._heights = left, right
        self.height = max(left, right) + 2 * self._padding
        return available_width, self.height

    def draw(self) -> None:
        """Draw both texts from the same upper edge."""
        top = self.height - self._padding
        self._left.drawOn(self.canv, self._indent, top - self._heights[0])
        self._right.drawOn(self.canv, self._split_at, top - self._heights[1])
        _hairline(self, 0)


class InitialsRow(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A statement with the initials beside it and the time they were made."""

    def __init__(self, block: InitialsBlock, clinic: ClinicHeader, tongue: str = "") -> None:
        super().__init__()
        self._statement = words(block.statement, layout.answer())
        self._mark = block.mark
        self._time = wording.hour(block.mark.at, clinic.tz, tongue=tongue)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken; never lower than the initials need."""
        self.width = available_width
        _, self._text_height = self._statement.wrapOn(self.canv, available_width - _INITIALS_WIDTH - _GAP,
                                                      available_height)
        self.height = max(self._text_height, 22) + 2 * _PADDING
        return available_width, self.height

    def draw(self) -> None:
        """Draw the statement left, the initials and their time right, all on one middle line."""
        middle = self.height / 2
        self._statement.drawOn(self.canv, 0, middle - self._text_height / 2)
        style = layout.style(9, 12, color=layout.INK_2)
        self.canv.setFont(style.fontName, style.fontSize)
        self.canv.setFillColor(style.textColor)
        self.canv.drawRightString(self.width, middle - 3, self._time)
        self._draw_mark(self._mark, self.width - _INITIALS_WIDTH, middle)
        _hairline(self, 0)

    def _draw_mark(self, mark: InitialsMark, x: float, middle: float) -> None:
        if mark.strokes is not None:
            draw_strokes(self.canv, mark.strokes, x=x, y=middle - 11, width=46, height=22)
        else:
            draw_typed(self.canv, mark.text, _typed_style(13), x, middle - 4)


class SignatureLine(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """The signature above its line, and the date above a line of its own."""

    def __init__(self, mark: SignatureMark, clinic: ClinicHeader, tongue: str) -> None:
        super().__init__()
        self._mark = mark
        self._day = wording.day(mark.signed_at.astimezone(clinic.tz), tongue)
        self._date = wording.say("Date", tongue)
        self._signer = words(wording.signer(mark, tongue), layout.style(8.5, 12))
        self._has_ink = mark.strokes is not None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        self._name_width = available_width * 0.64
        _, self._signer_height = self._signer.wrapOn(self.canv, self._name_width, available_height)
        self._line_at = self._signer_height + 6
        self.height = self._line_at + (64 if self._has_ink else 38)
        return available_width, self.height

    def draw(self) -> None:
        """Draw ink, both lines and what stands below them."""
        canvas, line_at = self.canv, self._line_at
        if self._mark.strokes is not None:
            draw_strokes(canvas, self._mark.strokes, x=6, y=line_at - 3, width=self._name_width - 30, height=58)
        else:
            draw_typed(canvas, self._mark.printed_name, _typed_style(19), 4, line_at + 8)
        date_at = self._name_width + 32
        style = layout.style(10, 14)
        canvas.setFillColor(style.textColor)
        canvas.setFont(style.fontName, style.fontSize)
        canvas.drawString(date_at, line_at + 8, self._day)
        canvas.setStrokeColor(layout.INK)
        canvas.setLineWidth(0.7)
        canvas.line(0, line_at, self._name_width, line_at)
        canvas.line(date_at, line_at, self.width, line_at)
        self._signer.drawOn(canvas, 0, 0)
        small = layout.style(8.5, 12)
        canvas.setFont(small.fontName, small.fontSize)
        canvas.drawString(date_at, self._signer_height - 9, self._date)


def answer_rows(block: AnswerBlock, share: float, tongue: str = "") -> list[Flowable]:
    """Return a question with its answer: side by side, or one below the other when the answer is long."""
    asked = f"{block.question} ({wording.say(block.by, tongue)})" if block.by else block.question
    said = "\n".join(block.answers) if block.answers else wording.say("Not answered", tongue)
    style = layout.answer() if block.answers else layout.question()
    if len(said) <= _LONG_ANSWER and len(asked) <= _LONG_QUESTION:
        value = words(said, style, own_direction=True)
        return [PairRow(words(asked, layout.question()), value, share, block.indent * 14)]
    left = block.indent * 14.0
    return [Spacer(1, _PADDING), words(asked, _indented(layout.question(), left)),
            words(said, _indented(style, left), own_direction=True), Rule(_PADDING)]


def question_share(blocks: tuple[Block, ...]) -> float:
    """Return how much of the width the questions of a section take: most of it when all answers are short."""
    answers = [answer for block in blocks if isinstance(block, AnswerBlock) for answer in block.answers]
    return 0.84 if all(len(answer) <= _SHORT_ANSWER for answer in answers) else 0.5


def fact_rows(facts: tuple[tuple[str, str], ...]) -> list[Flowable]:
    """Return label beside value rows, as the verification panel has them; empty values are left out."""
    return [PairRow(words(name, layout.style(9, 13, color=layout.INK_2)),
                    words(value, layout.style(9, 13, fonts.MEDIUM)), 0.3, padding=4) for name, value in facts if value]


def signature_block(mark: SignatureMark, clinic: ClinicHeader, tongue: str = "") -> list[Flowable]:
    """Return one signature with its meaning, method and exact time; the caller keeps it on one page."""
    how = wording.say("{method} on {moment}.", tongue, method=wording.say(wording.METHODS[mark.method], tongue),
                      moment=wording.moment(mark.signed_at, clinic.tz, tongue))
    details = f"{wording.say(mark.meaning, tongue)}\n{how}"
    small = layout.style(8, 11.5, color=layout.INK_3)
    return [SignatureLine(mark, clinic, tongue), words(details, small), Spacer(1, 16)]


class Rule(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A hairline with ``above`` points of air over it."""

    def __init__(self, above: float = 0) -> None:
        super().__init__()
        self.height = above + 1

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        return available_width, self.height

    def draw(self) -> None:
        """Draw the line at the lower edge."""
        _hairline(self, 0)


def _indented(style: ParagraphStyle, indent: float) -> ParagraphStyle:
    return layout.style(style.fontSize, style.leading, style.fontName, color=style.textColor, indent=indent)


def _typed_style(size: float) -> ParagraphStyle:
    return layout.style(size, size * 1.3, fonts.LIGHT, color=layout.SIGNATURE_INK)


def _hairline(row: Flowable, y: float) -> None:
    row.canv.setStrokeColor(layout.HAIRLINE)
    row.canv.setLineWidth(0.6)
    row.canv.line(0, y, row.width, y)


