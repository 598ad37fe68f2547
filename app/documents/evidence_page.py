"""The last page: who signed, how, when, what happened before, and how anybody can check the file without the clinic."""

from __future__ import annotations

from datetime import datetime

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from app.documents import fonts, layout, shaping, wording
from app.documents.evidence import shown_sha256
from app.documents.record import AnswerBlock, ConsentRecord, EvidenceEvent, InitialsBlock, SignatureMark, TextBlock
from app.documents.rows import Rule, fact_rows
from app.documents.text import words

HOW_TO_CHECK = (
    "Ask the clinic for its certificate (a file that ends in .cer). Then run: medspa-intake verify FILE.pdf --trust "
    "CLINIC.cer. It works without the internet and without the clinic's records, and says whether a single byte has "
    "changed since sealing. Any PDF program that checks PAdES signatures can do the same once it trusts the clinic's "
    "certificate; compare its fingerprint with the one above, by telephone for example. The answers and this evidence "
    "are attached to the file as questionnaire-response.json and evidence.json."
)


def evidence_page(record: ConsentRecord) -> list[Flowable]:
    """Return the completion page of ``record``; it starts a new page."""
    return [
        PageBreak(),
        words("How this document was made", layout.title()),
        words(f"{wording.SEAL_NOTE} {wording.CLOCK_NOTE}", layout.detail()),
        *_part("The document", fact_rows(_document_facts(record))),
        *_part("Signers", _signer_rows(record)),
        *_part("Identity and device", fact_rows(_identity_facts(record))),
        *_part("What happened", [Spacer(1, 3), *(EventRow(event, record) for event in _events(record))]),
        *_part("Records and seal", fact_rows(_seal_facts(record))),
        KeepTogether([words("Check it yourself", _part_title()), words(HOW_TO_CHECK, layout.detail())]),
    ]


_EVENT_TITLE = 146.0
"""Where the detail of an event starts, in points: the column fact rows give their values."""


class EventRow(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """One step: a ring on a line, what happened, the detail, when."""

    def __init__(self, event: EvidenceEvent, record: ConsentRecord) -> None:
        super().__init__()
        self._title = words(event.title, layout.style(9, 13, fonts.MEDIUM))
        self._detail = words(event.detail, layout.style(8.5, 13, color=layout.INK_2)) if event.detail else None
        self._time = wording.hour(event.at, record.clinic.tz, seconds=True)

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


def _part(title: str, rows: list[Flowable]) -> list[Flowable]:
    """Return a titled group whose title stays with its first row; nothing when there are no rows."""
    if not rows:
        return []
    return [KeepTogether([words(title, _part_title()), Rule(), rows[0]]), *rows[1:]]


def _part_title() -> ParagraphStyle:
    return layout.style(11, 16, fonts.SEMIBOLD, before=12, after=4)


def _document_facts(record: ConsentRecord) -> tuple[tuple[str, str], ...]:
    evidence = record.evidence
    return (
        ("Document", f"{record.document_id} ({record.short_id})"),
        ("Kind", wording.KINDS[record.kind]),
        ("Form", f"{record.title}, version {record.version}, {wording.language(record.language)}"),
        ("Form definition", evidence.form_url),
        ("Text shown, SHA-256", wording.grouped(shown_sha256(record))),
        ("Definition, SHA-256", wording.grouped(evidence.form_sha256)),
        ("Corrects or withdraws", wording.grouped(evidence.corrects_sha256)),
        ("Not drawn", _missing_note(record)),
    )


def _signer_rows(record: ConsentRecord) -> list[Flowable]:
    return fact_rows(tuple((wording.signer(mark), _signer_text(mark, record)) for mark in record.signatures))


def _signer_text(mark: SignatureMark, record: ConsentRecord) -> str:
    return f"{wording.METHODS[mark.method]}, {wording.moment(mark.signed_at, record.clinic.tz)}\n{mark.meaning}"


def _identity_facts(record: ConsentRecord) -> tuple[tuple[str, str], ...]:
    evidence, zone = record.evidence, record.clinic.tz
    accepted = evidence.disclosure_accepted_at
    return (
        ("Identity", f"{evidence.identity_method}, by {evidence.identity_by}" if evidence.identity_method else ""),
        ("Identity checked", wording.moment(evidence.identity_at, zone) if evidence.identity_at else ""),
        ("Guardian's identity", evidence.guardian_identity),
        ("Interpreter", evidence.interpreter),
        ("Electronic records", f"Agreed to version {evidence.disclosure_version}, {wording.moment(accepted, zone)}"
         if accepted else ""),
        ("Device", evidence.device),
        ("Changes before signing", str(evidence.edits_before_signing or "None") if record.response_json else ""),
        ("Notes", "\n".join(evidence.notes)),
    )


def _events(record: ConsentRecord) -> tuple[EvidenceEvent, ...]:
    shown = tuple(EvidenceEvent(page.first_shown_at, "Page first shown", page.title) for page in record.evidence.pages)
    initials = tuple(EvidenceEvent(block.mark.at, "Initials", block.statement) for section in record.sections
                     for block in section.blocks if isinstance(block, InitialsBlock))
    return tuple(sorted((*record.evidence.events, *shown, *initials), key=_moment_of))


def _moment_of(event: EvidenceEvent) -> datetime:
    return event.at


def _seal_facts(record: ConsentRecord) -> tuple[tuple[str, str], ...]:
    evidence = record.evidence
    rows = f"Rows {evidence.audit_first} to {evidence.audit_last}" if evidence.audit_last else ""
    return (
        ("Audit log", rows),
        ("Audit log head, SHA-256", wording.grouped(evidence.audit_head)),
        ("Seal certificate, SHA-256", wording.grouped(evidence.seal_sha256)),
        ("Clinic certificate, SHA-256", wording.grouped(evidence.ca_sha256)),
        ("Seal", f"PAdES B-B, ECDSA P-256, SHA-256, no changes allowed, made {_sealed(record)}"),
        ("Made with", evidence.app_version),
    )


def _sealed(record: ConsentRecord) -> str:
    return wording.moment(record.completed_at, record.clinic.tz)


def _missing_note(record: ConsentRecord) -> str:
    texts = [record.title, record.patient.name, record.agreement, *(mark.printed_name for mark in record.signatures)]
    for section in record.sections:
        texts.append(section.title)
        texts += [_text_of(block) for block in section.blocks]
    count = sum(shaping.missing_count(text) for text in texts)
    if not count:
        return ""
    return (f"Characters this file has no font for: {count}. They are shown as {shaping.MISSING}. "
            "The attached record has the exact text.")


def _text_of(block: TextBlock | AnswerBlock | InitialsBlock) -> str:
    match block:
        case TextBlock(text):
            return text
        case AnswerBlock(question, answers):
            return "\n".join((question, *answers))
        case InitialsBlock(statement):
            return statement


