"""The last page: who signed, how, when, what happened before, and how anybody can check the file without the clinic.

It is in the language of the record; where that is not English, the same page follows in English for the clinic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from app.core.languages import base_language
from app.documents import fonts, layout, shaping, wording
from app.documents.evidence import shown_sha256
from app.documents.record import (
    Account,
    AnswerBlock,
    ConsentRecord,
    EvidenceEvent,
    InitialsBlock,
    SignatureMark,
    TextBlock,
)
from app.documents.rows import Rule, fact_rows
from app.documents.text import words

HOW_TO_CHECK = (
    "Ask the clinic for its certificate (a file that ends in .cer). Then run: medspa-intake verify FILE.pdf --trust "
    "CLINIC.cer. It works without the internet and without the clinic's records, and says whether a single byte has "
    "changed since sealing. Any PDF program that checks PAdES signatures can do the same once it trusts the clinic's "
    "certificate; compare its fingerprint with the one above, by telephone for example. The answers and this evidence "
    "are attached to the file as questionnaire-response.json and evidence.json."
)


_ENGLISH = "en"
_EVENT_TITLE = 146.0
"""Where the detail of an event starts, in points: the column fact rows give their values."""

_KEPT = 3
"""As many rows stay with the title of their group."""


def evidence_page(record: ConsentRecord) -> list[Flowable]:
    """Return the completion page of ``record``, in its language and in English; it starts a new page."""
    evidence = record.evidence
    english = Account(evidence.identity_method, evidence.guardian_identity, evidence.pages, evidence.events,
                      evidence.notes)
    if base_language(record.language) == _ENGLISH:
        return _Page(record, english, _ENGLISH).flowables()
    own = _Page(record, record.account or english, record.language)
    return [*own.flowables(), *_Page(record, english, _ENGLISH).flowables()]


class EventRow(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """One step: a ring on a line, what happened, the detail, and ``time`` of day."""

    def __init__(self, event: EvidenceEvent, time: str) -> None:
        super().__init__()
        self._title = words(event.title, layout.style(9, 13, fonts.MEDIUM))
        self._detail = words(event.detail, layout.style(8.5, 13, color=layout.INK_2)) if event.detail else None
        self._time = time

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size taken."""
        self.width = available_width
        _, title = self._title.wrapOn(self.canv, _EVENT_TITLE - 28, available_height)
        detail_width = available_width - _EVENT_TITLE - 80
        detail = self._detail.wrapOn(self.canv, detail_width, available_height)[1] if self._detail else 0
        self._heights = title, detail
        self.height = max(title, detail) + 5
        return available_width, self.height

    def draw(self) -> None:
        """Draw ring, line, words and time."""
        canvas, middle, top = self.canv, self.height - 9, self.height - 2.5
        canvas.setStrokeColor(layout.HAIRLINE)
        canvas.setLineWidth(0.8)
        canvas.line(4, 0, 4, self.height)
        canvas.setStrokeColor(layout.ACCENT)
        canvas.setFillColor(layout.WHITE)
        canvas.circle(4, middle, 2.6, stroke=1, fill=1)
        self._title.drawOn(canvas, 18, top - self._heights[0])
        if self._detail:
            self._detail.drawOn(canvas, _EVENT_TITLE, top - self._heights[1])
        canvas.setFillColor(layout.INK_2)
        canvas.setFont(fonts.REGULAR, 8.5)
        canvas.drawRightString(self.width, middle - 3, self._time)


@dataclass(frozen=True)
class _Page:
    """The completion page in one language, with the sentences of ``account``."""

    record: ConsentRecord
    account: Account
    tongue: str

    def flowables(self) -> list[Flowable]:
        return [
            PageBreak(),
            words(self.say("How this document was made"), layout.title()),
            words(f"{self.say(wording.SEAL_NOTE)} {self.say(wording.CLOCK_NOTE)}", layout.detail()),
            *_part(self.say("The document"), fact_rows(self._document_facts())),
            *_part(self.say("Signers"), self._signer_rows()),
            *_part(self.say("Identity and device"), fact_rows(self._identity_facts())),
            *_part(self.say("What happened"), [Spacer(1, 3), *(EventRow(event, self._hour(event.at))
                                                               for event in self._events())]),
            *_part(self.say("Records and seal"), fact_rows(self._seal_facts())),
            KeepTogether([words(self.say("Check it yourself"), _part_title()),
                          words(self.say(HOW_TO_CHECK), layout.detail())]),
        ]

    def say(self, text: str, **values: object) -> str:
        return wording.say(text, self.tongue, **values)

    def _moment(self, at: datetime) -> str:
        return wording.moment(at, self.record.clinic.tz, self.tongue)

    def _hour(self, at: datetime) -> str:
        return wording.hour(at, self.record.clinic.tz, seconds=True, tongue=self.tongue)

    def _document_facts(self) -> tuple[tuple[str, str], ...]:
        record, evidence = self.record, self.record.evidence
        form = self.say("{title}, version {version}, {language}", title=record.title, version=record.version,
                        language=self.say(wording.language(record.language)))
        return (
            (self.say("Document"), f"{record.document_id} ({record.short_id})"),
            (self.say("Kind"), self.say(wording.KINDS[record.kind])),
            (self.say("Form"), form),
            (self.say("Form definition"), evidence.form_url),
            (self.say("Text shown, SHA-256"), wording.grouped(shown_sha256(record))),
            (self.say("Definition, SHA-256"), wording.grouped(evidence.form_sha256)),
            (self.say("Corrects or withdraws"), wording.grouped(evidence.corrects_sha256)),
            (self.say("Not drawn"), self._missing_note()),
        )

    def _signer_rows(self) -> list[Flowable]:
        return fact_rows(tuple((wording.signer(mark, self.tongue), self._signed(mark))
                               for mark in self.record.signatures))

    def _signed(self, mark: SignatureMark) -> str:
        method = self.say(wording.METHODS[mark.method])
        return f"{method}, {self._moment(mark.signed_at)}\n{self.say(mark.meaning)}"

    def _identity_facts(self) -> tuple[tuple[str, str], ...]:
        evidence, account = self.record.evidence, self.account
        accepted, checked = evidence.disclosure_accepted_at, evidence.identity_at
        identity = self.say("{method}, by {name}", method=account.identity_method, name=evidence.identity_by)
        agreed = self.say("Agreed to version {version}, {moment}", version=evidence.disclosure_version,
                          moment=self._moment(accepted)) if accepted else ""
        edits = str(evidence.edits_before_signing or self.say("None")) if self.record.response_json else ""
        return (
            (self.say("Identity"), identity if account.identity_method else ""),
            (self.say("Identity checked"), self._moment(checked) if checked else ""),
            (self.say("Guardian's identity"), account.guardian_identity),
            (self.say("Interpreter"), evidence.interpreter),
            (self.say("Electronic records"), agreed),
            (self.say("Device"), evidence.device),
            (self.say("Changes before signing"), edits),
            (self.say("Notes"), "\n".join(account.notes)),
        )

    def _events(self) -> tuple[EvidenceEvent, ...]:
        shown = tuple(EvidenceEvent(page.first_shown_at, self.say("Page first shown"), page.title)
                      for page in self.account.pages)
        initials = tuple(EvidenceEvent(block.mark.at, self.say("Initials"), block.statement)
                         for section in self.record.sections for block in section.blocks
                         if isinstance(block, InitialsBlock))
        return tuple(sorted((*self.account.events, *shown, *initials), key=_moment_of))

    def _seal_facts(self) -> tuple[tuple[str, str], ...]:
        evidence = self.record.evidence
        rows = self.say("Rows {first} to {last}", first=evidence.audit_first, last=evidence.audit_last)
        return (
            (self.say("Audit log"), rows if evidence.audit_last else ""),
            (self.say("Audit log head, SHA-256"), wording.grouped(evidence.audit_head)),
            (self.say("Seal certificate, SHA-256"), wording.grouped(evidence.seal_sha256)),
            (self.say("Clinic certificate, SHA-256"), wording.grouped(evidence.ca_sha256)),
            (self.say("Seal"), self.say("PAdES B-B, ECDSA P-256, SHA-256, no changes allowed, made {moment}",
                                        moment=self._moment(self.record.completed_at))),
            (self.say("Made with"), evidence.app_version),
        )

    def _missing_note(self) -> str:
        count = sum(shaping.missing_count(text) for text in _texts(self.record))
        if not count:
            return ""
        return self.say("Characters this file has no font for: {n}. They are shown as {mark}. The attached record has "
                        "the exact text.", n=count, mark=shaping.MISSING)


def _part(title: str, rows: list[Flowable]) -> list[Flowable]:
    """Return a titled group whose title stays with its first rows; nothing when there are no rows."""
    if not rows:
        return []
    return [KeepTogether([words(title, _part_title()), Rule(), *rows[:_KEPT]]), *rows[_KEPT:]]


def _part_title() -> ParagraphStyle:
    return layout.style(11, 16, fonts.SEMIBOLD, before=12, after=4)


def _moment_of(event: EvidenceEvent) -> datetime:
    return event.at


def _texts(record: ConsentRecord) -> list[str]:
    texts = [record.title, record.patient.name, record.agreement, *(mark.printed_name for mark in record.signatures)]
    for section in record.sections:
        texts.append(section.title)
        texts += [_text_of(block) for block in section.blocks]
    return texts


def _text_of(block: TextBlock | AnswerBlock | InitialsBlock) -> str:
    match block:
        case TextBlock(text):
            return text
        case AnswerBlock(question, answers):
            return "\n".join((question, *answers))
        case InitialsBlock(statement):
            return statement
