"""Renders a completed form as PDF pages: the exact text shown, answers, initials, signatures, evidence."""

from __future__ import annotations

import re

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from app.documents import fonts, layout, shaping, wording
from app.documents.evidence_page import evidence_page
from app.documents.page_frame import Frames, build
from app.documents.record import (
    AnswerBlock,
    Block,
    ConsentRecord,
    DocumentKind,
    InitialsBlock,
    PatientLine,
    Section,
    SignerRole,
    TextBlock,
)
from app.documents.rows import InitialsRow, Rule, answer_rows, question_share, signature_block
from app.documents.text import words

_BULLET = "•"
_PAGE = re.compile(rb"/Type /Page\b(?!s)")
_LEAST_OF_A_SECTION = 96.0
"""A section starts on a new page when fewer points are left than its title and a few lines need."""


def render_consent(record: ConsentRecord) -> bytes:
    """Return the unsealed PDF of ``record``. The same record gives the same bytes."""
    story = [*_opening(record)]
    for section in record.sections:
        story += _section(section, record)
    story += _signatures(record)
    story += evidence_page(record)
    return build(frames_for(record), story)


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF of this module has."""
    return len(_PAGE.findall(pdf))


def frames_for(record: ConsentRecord) -> Frames:
    """Return head and foot of the pages of ``record``."""
    tongue = record.language
    form = wording.say("{title}, version {version}, {language}", tongue, title=record.title, version=record.version,
                       language=wording.say(wording.language(tongue), tongue))
    return Frames(record.clinic, wording.say("Document {id}", tongue, id=record.short_id), form,
                  patient_line(record.patient, tongue), record.title, record.is_demo, tongue)


def patient_line(patient: PatientLine, tongue: str = "") -> str:
    """Return who the record is about in one line."""
    return wording.say("{name}, born {day}, record {number}", tongue, name=drawable_name(patient),
                       day=wording.day(patient.birth_date, tongue), number=patient.record_number)


def drawable_name(patient: PatientLine) -> str:
    """Return the name as written, or its Latin form when no font has its script (the attachments keep the original)."""
    return patient.latin_name if patient.latin_name and shaping.missing_count(patient.name) else patient.name


def text_flowables(text: str) -> list[Flowable]:
    """Return text as shown: paragraphs, and lines that start with a bullet as a list."""
    flowables: list[Flowable] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith(_BULLET):
            flowables.append(BulletLine(stripped[1:].strip()))
        elif stripped:
            flowables.append(words(stripped, layout.body(), own_direction=True))
    return flowables


class BulletLine(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """One line of a list: a small dot and the text beside it."""

    def __init__(self, text: str, inner: Flowable | None = None, first: bool = True) -> None:
        super().__init__()
        self._inner = inner if inner is not None else words(text, layout.bullet())
        self._first = first

    def getSpaceAfter(self) -> float:  # noqa: N802  # ReportLab's name
        """Return the space below, in points."""
        return float(layout.bullet().spaceAfter)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width, self.height = self._inner.wrapOn(self.canv, available_width, available_height)
        return available_width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Split where the text splits; only the first part has the dot."""
        parts = self._inner.splitOn(self.canv, available_width, available_height)
        return [BulletLine("", part, self._first and index == 0) for index, part in enumerate(parts)]

    def draw(self) -> None:
        """Draw dot and text."""
        self._inner.drawOn(self.canv, 0, 0)
        if self._first:
            style = layout.bullet()
            self.canv.setFillColor(layout.ACCENT)
            self.canv.circle(3.2, self.height - style.fontSize + 3.1, 1.5, stroke=0, fill=1)


def _opening(record: ConsentRecord) -> list[Flowable]:
    tongue = record.language
    facts = ((wording.say("Patient", tongue), drawable_name(record.patient)),
             (wording.say("Date of birth", tongue), wording.day(record.patient.birth_date, tongue)),
             (wording.say("Record", tongue), str(record.patient.record_number)),
             (_date_label(record), wording.day(record.completed_at.astimezone(record.clinic.tz), tongue)))
    return [words(record.title, layout.title()), FactBand(facts), Spacer(1, 4)]


def _date_label(record: ConsentRecord) -> str:
    labels = {DocumentKind.DECLINED: "Declined", DocumentKind.PAPER: "Filed", DocumentKind.LETTER: "Date"}
    return wording.say(labels.get(record.kind, "Completed"), record.language)


class FactBand(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Label over value, several beside each other, between two hairlines."""

    _SHARES = (0.42, 0.24, 0.12, 0.22)

    def __init__(self, facts: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        value = layout.style(10, 14, fonts.SEMIBOLD)
        self._cells = [(words(name, layout.label()), words(text, value)) for name, text in facts]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken: as high as the tallest value."""
        self.width = available_width
        self._heights = [value.wrapOn(self.canv, available_width * share - 10, available_height)[1]
                         for (_, value), share in zip(self._cells, self._SHARES, strict=False)]
        for name, _ in self._cells:
            name.wrapOn(self.canv, available_width, available_height)
        self.height = max(self._heights) + 32
        return available_width, self.height

    def draw(self) -> None:
        """Draw the cells from left to right."""
        x, top = 0.0, self.height - 9
        for (name, value), height, share in zip(self._cells, self._heights, self._SHARES, strict=False):
            name.drawOn(self.canv, x, top - 11)
            value.drawOn(self.canv, x, top - 13 - height)
            x += self.width * share
        self.canv.setStrokeColor(layout.HAIRLINE)
        self.canv.setLineWidth(0.6)
        self.canv.line(0, 0, self.width, 0)
        self.canv.line(0, self.height, self.width, self.height)


def _section(section: Section, record: ConsentRecord) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(_LEAST_OF_A_SECTION)]
    story.append(words(section.title, layout.heading()) if section.title else Spacer(1, 10))
    share = question_share(section.blocks)
    previous_is_row = False
    for block in section.blocks:
        is_row = not isinstance(block, TextBlock)
        if is_row and not previous_is_row:
            story.append(Rule(2))
        if previous_is_row and not is_row:
            story.append(Spacer(1, 10))
        story += _block(block, record, share)
        previous_is_row = is_row
    return story


def _block(block: Block, record: ConsentRecord, share: float) -> list[Flowable]:
    match block:
        case TextBlock(text):
            return text_flowables(text)
        case AnswerBlock():
            return answer_rows(block, share, record.language)
        case InitialsBlock():
            return [InitialsRow(block, record.clinic, record.language)]


def _signatures(record: ConsentRecord) -> list[Flowable]:
    patient_side = [mark for mark in record.signatures if mark.role not in {SignerRole.PROVIDER, SignerRole.WITNESS}]
    clinic_side = [mark for mark in record.signatures if mark.role in {SignerRole.PROVIDER, SignerRole.WITNESS}]
    blocks = [signature_block(mark, record.clinic, record.language) for mark in (*patient_side, *clinic_side)]
    if not blocks:
        return []
    heading: list[Flowable] = [words(_signature_title(record), _spacious_heading())]
    if record.agreement:
        heading.append(words(record.agreement, layout.body()))
    return [KeepTogether([*heading, Spacer(1, 8), *blocks[0]]), *(KeepTogether(block) for block in blocks[1:])]


def _signature_title(record: ConsentRecord) -> str:
    titles = {DocumentKind.CONSENT: "Your agreement", DocumentKind.DECLINED: "Your decision"}
    return wording.say(titles.get(record.kind, "Signature"), record.language)


def _spacious_heading() -> ParagraphStyle:
    return layout.style(17, 24, fonts.SEMIBOLD, before=22, after=6)
