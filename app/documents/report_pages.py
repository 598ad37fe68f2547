"""Renders a report of the clinic as PDF pages: facts, sections, tables, and how anybody can check the file."""

from __future__ import annotations

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from app.core.canonical import sha256_hex
from app.documents import fonts, layout, wording
from app.documents.page_frame import Frames, build
from app.documents.render import text_flowables
from app.documents.report import Report, ReportSection, ReportTable, report_json
from app.documents.rows import Rule, fact_rows
from app.documents.tables import TextTable
from app.documents.text import words

_SEAL_NOTE = "The clinic's seal makes any later change to this file visible. It is no person's signature."
_HOW_TO_CHECK = (
    "Ask the clinic for its certificate (a file that ends in .cer). Then run: medspa-intake verify FILE.pdf --trust "
    "CLINIC.cer. It works without the internet and without the clinic's records, and says whether a single byte has "
    "changed since sealing. The content and this evidence are attached to the file as report.json and evidence.json."
)
_LEAST_OF_A_SECTION = 96.0
_LONG_FACT = 400


def render_report(report: Report) -> bytes:
    """Return the unsealed PDF of ``report``. The same report gives the same bytes."""
    story: list[Flowable] = [words(report.title, layout.title()), Rule(), *_facts(report.facts)]
    for section in report.sections:
        story += _section(section)
    if report.document_id:
        story += _made(report)
    return build(_frames(report), story)


def _frames(report: Report) -> Frames:
    number = f"Document {report.short_id}" if report.document_id else "Not sealed"
    return Frames(report.clinic, number, report.title, wording.moment(report.on, report.clinic.tz), report.title,
                  report.is_demo)


def _facts(facts: tuple[tuple[str, str], ...]) -> list[Flowable]:
    """Return label beside value; a value too long for that stands below its label and may break over pages."""
    story: list[Flowable] = []
    for name, value in facts:
        if len(name) + len(value) <= _LONG_FACT:
            story += fact_rows(((name, value),))
        else:
            story += [Spacer(1, 4), words(name, layout.label()), words(value, layout.style(9, 13, fonts.MEDIUM)),
                      Rule(4)]
    return story


def _section(section: ReportSection) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(_LEAST_OF_A_SECTION)]
    if section.title:
        story.append(words(section.title, layout.heading()))
    for paragraph in section.paragraphs:
        story += text_flowables(paragraph)
    if section.facts:
        story += [Rule(2), *_facts(section.facts)]
    for table in section.tables:
        story += _table(table)
    return story


def _table(table: ReportTable) -> list[Flowable]:
    story: list[Flowable] = [Spacer(1, 4)]
    if table.title:
        story += [CondPageBreak(72), words(table.title, layout.style(10, 15, fonts.SEMIBOLD, before=8, after=2))]
    rows = table.rows or (("None", *("",) * (len(table.head) - 1)),)
    return [*story, TextTable(table.head, rows, table.shares), Spacer(1, 6)]


def _made(report: Report) -> list[Flowable]:
    evidence = report.evidence
    files = "\n".join(f"{file.name}: {wording.grouped(sha256_hex(file.content))}" for file in report.files)
    facts = (
        ("Document", f"{report.document_id} ({report.short_id})"),
        ("Made by", evidence.made_by),
        ("Made", wording.moment(report.on, report.clinic.tz)),
        ("Content, SHA-256", wording.grouped(sha256_hex(report_json(report)))),
        ("Attached, SHA-256", files),
        ("Audit log", f"Entry {evidence.audit_last}" if evidence.audit_last else ""),
        ("Audit log head, SHA-256", wording.grouped(evidence.audit_head)),
        ("Seal certificate, SHA-256", wording.grouped(evidence.seal_sha256)),
        ("Clinic certificate, SHA-256", wording.grouped(evidence.ca_sha256)),
        ("Made with", evidence.software),
    )
    return [CondPageBreak(220), words("How this document was made", layout.heading()),
            words(f"{_SEAL_NOTE} {wording.CLOCK_NOTE}", layout.detail()), Spacer(1, 4), Rule(), *fact_rows(facts),
            Spacer(1, 8), KeepTogether([words("Check it yourself", layout.style(10, 15, fonts.SEMIBOLD, before=8)),
                                        words(_HOW_TO_CHECK, layout.detail())])]
