"""The copy of a record to be read: everything in it as pages, in the order people look for it."""

from __future__ import annotations

from datetime import datetime

from app.core.clock import clinic_date
from app.core.dates import clock_time, long_date
from app.core.phone import phone_words
from app.documents.copy_record import CopyForm, CopyRecord
from app.documents.package import INDEX
from app.documents.report import Report, ReportSection, ReportTable
from app.documents.report_pages import render_report
from app.documents.wording import language, signer

_NOTHING = "Nothing is on file."


def render_readable(record: CopyRecord) -> bytes:
    """Return the PDF. It is not sealed: the sealed documents lie beside it in the package."""
    return render_report(Report(
        record.clinic, "Copy of the record", record.made_at, _about(record),
        (_visits(record), *(_form(form, record) for form in record.forms), _consents(record), _amendments(record),
         *((_calls(record), _disclosures(record)) if record.own else ()), _documents(record)),
        is_demo=record.is_demo))


def _about(record: CopyRecord) -> tuple[tuple[str, str], ...]:
    patient = record.patient
    return (
        ("Patient", patient.name), ("Preferred name", patient.preferred_name), ("Pronouns", patient.pronouns),
        ("Date of birth", long_date(patient.birth_date)), ("Record", str(patient.record_number)),
        ("Phone", phone_words(patient.phone)), ("Email", patient.email), ("Made for", record.recipient),
        ("Purpose", record.purpose), ("Made by", record.made_by))


def _visits(record: CopyRecord) -> ReportSection:
    rows = tuple((long_date(visit.day), visit.treatments, visit.provider) for visit in record.visits)
    notes = tuple(ReportTable(("What", "In words"), visit.notes, (0.3, 0.7), f"Visit of {long_date(visit.day)}")
                  for visit in record.visits if visit.notes)
    return ReportSection("Visits", tables=(ReportTable(("Day", "Treatments", "Provider"), rows, (0.24, 0.5, 0.26)),
                                           *notes))


def _form(form: CopyForm, record: CopyRecord) -> ReportSection:
    how = {"signed": "Signed", "answered": "Filled in", "declined": "Declined", "paper": "Filed on paper"}[form.status]
    facts = [("Version", f"{form.version}, {language(form.language)}"), (how, _moment(form.at, record))]
    facts += [("Signed by", f"{signer(mark)}, {_moment(mark.signed_at, record)}") for mark in form.signatures]
    if form.note:
        facts.append(("Note", form.note))
    if form.replaced:
        facts.append(("Replaced", "A correction of the same visit took its place."))
    sections: dict[str, list[tuple[str, str]]] = {}
    for answer in form.answers:
        sections.setdefault(answer.section, []).append((answer.question, answer.answer))
    tables = tuple(ReportTable(("Question", "Answer"), tuple(rows), (0.6, 0.4), title)
                   for title, rows in sections.items())
    return ReportSection(form.title, facts=tuple(facts), tables=tables)


def _consents(record: CopyRecord) -> ReportSection:
    tables = tuple(ReportTable(("When", "What", "How and by whom", "Text"), tuple(
        (_moment(event.at, record), event.words, event.how, event.text) for event in consent.events),
        (0.26, 0.16, 0.28, 0.3), f"{consent.title}: {consent.state}") for consent in record.consents)
    return ReportSection("Consents", () if tables else (_NOTHING,), tables=tables)


def _amendments(record: CopyRecord) -> ReportSection:
    facts = tuple(fact for each in record.amendments for fact in (
        (f"Request {each.number}, {long_date(each.received)}", each.words), ("Answer", each.outcome),
        ("Statement of disagreement", each.statement), ("The clinic’s answer to it", each.rebuttal)) if fact[1])
    return ReportSection("Amendments asked for", () if facts else (_NOTHING,), facts)


def _calls(record: CopyRecord) -> ReportSection:
    rows = tuple((_moment(call.at, record), call.caller, call.text, call.by) for call in record.calls)
    return ReportSection("Phone calls", tables=(ReportTable(("When", "Caller", "What was said", "Noted by"), rows,
                                                            (0.22, 0.18, 0.42, 0.18)),))


def _disclosures(record: CopyRecord) -> ReportSection:
    rows = tuple((long_date(each.on), ", ".join(filter(None, (each.recipient, each.address))), each.description,
                  f"{each.purpose} ({each.basis_words})") for each in record.disclosures)
    return ReportSection("Disclosures", ("With whom the clinic shared this record, whatever the reason.",), tables=(
        ReportTable(("Day", "Recipient", "What", "Why"), rows, (0.18, 0.26, 0.28, 0.28)),))


def _documents(record: CopyRecord) -> ReportSection:
    """How many there are; the page that explains the package lists them one by one, with what proves each."""
    count = len(record.documents)
    words = "1 sealed document lies" if count == 1 else f"{count} sealed documents lie"
    return ReportSection("Sealed documents", (f"{words} beside this file. {INDEX} lists them." if count else _NOTHING,))


def _moment(moment: datetime, record: CopyRecord) -> str:
    return f"{long_date(clinic_date(moment, record.clinic.tz))}, {clock_time(moment, record.clinic.tz)}"
