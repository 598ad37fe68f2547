"""Sheets beside the sealed documents: the recovery key, blank forms, and the record of a form kept on paper."""

from __future__ import annotations

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from app.documents import fonts, layout, wording
from app.documents.page_frame import Frames, build
from app.documents.record import (
    AnswerBlock,
    BlankForm,
    BlankQuestion,
    BlankSection,
    Block,
    ClinicHeader,
    ConsentRecord,
    DocumentKind,
    Evidence,
    EvidenceEvent,
    PaperFiling,
    Section,
    TextBlock,
)
from app.documents.render import text_flowables
from app.documents.sheet_parts import AskBeside, HandLines, KeyGroups, OptionBoxes, SignHere, Stack
from app.documents.text import words

_KEEP = (
    "This key opens the clinic's records when nobody can sign in: a lost computer, a forgotten password, a fire. "
    "Whoever holds it can read every record.\n"
    "• Keep this sheet away from the computer: in a safe, or with a lawyer. Keep the second copy in another building.\n"
    "• Do not photograph it, do not send it, do not type it into anything but this program.\n"
    "• When it was used or may have been seen, make a new one at once: Settings, Recovery key.\n"
    "• Without this key and without a person who can sign in, the records cannot be opened by anybody."
)
_FEW, _SHORT, _MANY = 3, 10, 12
"""Few options of short words stand beside their question; a list of many may break over pages."""

_TYPE_IT = ("The letters I, L, O and U do not occur: what looks like one of them is a 1 or a 0. The last group checks "
            "the others for typing mistakes.")


def recovery_sheet(groups: tuple[str, ...], clinic: ClinicHeader, made_on: str, copy: int = 1) -> bytes:
    """Return one page with the recovery key in nine groups of four and how to keep it. ``copy`` counts from 1."""
    story: list[Flowable] = [
        words("Recovery key", layout.title()),
        words(f"{clinic.name}, made on {made_on}. Copy {copy} of 2.", layout.body()),
        Spacer(1, 10), KeyGroups(groups), Spacer(1, 8),
        words(_TYPE_IT, layout.detail()), Spacer(1, 14),
        words("How to keep it", layout.heading()), *text_flowables(_KEEP), Spacer(1, 18),
        SignHere(("Received by", "Kept at")),
    ]
    return build(Frames(clinic, "Keep in a safe", "Recovery key of the clinic's records", f"Copy {copy} of 2",
                        "Recovery key"), story)


def paper_form(form: BlankForm) -> bytes:
    """Return ``form`` as pages with boxes and lines to be filled in by hand."""
    story: list[Flowable] = [words(form.title, layout.title()),
                             SignHere(("Name", "Date of birth", "Today's date"), above=20), Spacer(1, 6)]
    for section in form.sections:
        story += _blank_section(section)
    for signer in form.signers:
        story.append(KeepTogether([Spacer(1, 14), SignHere((signer, "Printed name", "Date and time"))]))
    line = f"{form.title}, version {form.version}, {wording.language(form.language)}"
    return build(Frames(form.clinic, "Paper form", line, "To be filled in by hand", form.title, form.is_demo), story)


def paper_record(filing: PaperFiling) -> ConsentRecord:
    """Return the record that stands for a form signed on paper; it is rendered and sealed like any other."""
    facts: tuple[Block, ...] = (
        TextBlock("This form was filled in and signed on paper. The paper is the original; the clinic keeps it."),
        AnswerBlock("Filed by", (filing.filed_by,)), AnswerBlock("Why on paper", (filing.reason,)),
        *((AnswerBlock("Kept at", (filing.kept_at,)),) if filing.kept_at else ()),
        *((AnswerBlock("Note", (filing.note,)),) if filing.note else ()),
    )
    evidence = Evidence(filing.form_url, filing.form_sha256, filing.device, filing.app_version,
                        events=(EvidenceEvent(filing.filed_at, "Filed as paper", filing.filed_by),))
    return ConsentRecord(
        document_id=filing.document_id, title=filing.title, version=filing.version, language=filing.language,
        kind=DocumentKind.PAPER, clinic=filing.clinic, patient=filing.patient,
        sections=(Section("Kept on paper", facts),), agreement="", signatures=(), evidence=evidence,
        completed_at=filing.filed_at, response_json=b"", is_demo=filing.is_demo)


def _blank_section(section: BlankSection) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(96)]
    if section.title:
        story.append(words(section.title, layout.heading()))
    for item in section.items:
        story += text_flowables(item.text) if isinstance(item, TextBlock) else _blank_question(item)
    return story


def _blank_question(item: BlankQuestion) -> list[Flowable]:
    indent = item.indent * 16.0
    asked = words(item.text, layout.style(9.5, 14, fonts.MEDIUM, before=8, after=2, indent=indent))
    if item.initials:
        return [AskBeside(asked, SignHere(("Initials", "Time"), above=4))]
    if 0 < len(item.options) <= _FEW and all(len(option) <= _SHORT for option in item.options):
        return [AskBeside(_with_hint(asked, item.hint, indent), OptionBoxes(item.options))]
    answer = OptionBoxes(item.options, indent) if item.options else HandLines(item.lines, indent)
    parts = [_with_hint(asked, item.hint, indent), answer]
    return [CondPageBreak(72), *parts] if len(item.options) > _MANY else [KeepTogether(parts)]


def _with_hint(asked: Flowable, hint: str, indent: float) -> Flowable:
    return Stack(asked, words(hint, layout.style(8, 11, color=layout.INK_3, indent=indent))) if hint else asked
