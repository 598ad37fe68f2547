"""The evidence pack for an auditor: every promise with its proof, and what stands behind it in a range of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import clock_time, field_date, long_date
from app.documents.record import ClinicHeader
from app.documents.report import Report, ReportSection, ReportTable
from app.models.audit import AuditEntry
from app.models.clinic_documents import ClinicDocument
from app.models.documents import SealedDocument
from app.models.registers import AuditReviewRow
from app.models.settings import BackupRun
from app.services.chain import AuditHead
from app.services.desk import Work
from app.services.promises.counts import Span, audited, first_and_last, happened
from app.services.registers.audit_review import chain_holds
from app.services.views.promises import PromiseRow, PromiseState
from app.services.views.registers import RegisterStanding
from app.services.views.review import Disclosure

STATE_WORDS: Final = {PromiseState.KEPT: "Kept", PromiseState.ATTENTION: "Needs attention",
                      PromiseState.NOT_FOR_THIS_APP: "Not for this app"}
"""The states in words."""

TITLE: Final = "Evidence pack: privacy promises"
_HOW_TO_READ: Final = (
    "Each promise is a line of the clinic's privacy policy in words of its own. Its state was not typed in: the "
    "program looked at the records when this pack was made. “Not for this app” marks what no program can see, such "
    "as the website, and says who keeps it.")


@dataclass(frozen=True)
class Evidence:
    """What the pack is made of besides the records of its days. ``chain`` says whether the log of them is whole."""

    rows: Sequence[PromiseRow]
    registers: Sequence[RegisterStanding]
    disclosure: Disclosure
    head: AuditHead
    chain: str


def evidence_report(work: Work, header: ClinicHeader, span: Span, evidence: Evidence) -> Report:
    """Return the pack. It names no patient: counts, titles of forms and document numbers only."""
    session, zone, rows = work.session, work.zone, evidence.rows
    return Report(
        header, TITLE, work.now,
        (("Days", f"{long_date(span.first)} to {long_date(span.last)}"),
         ("For", evidence.disclosure.recipient), ("Purpose", evidence.disclosure.purpose),
         *((STATE_WORDS[state], f"{sum(row.state is state for row in rows)} of {len(rows)} promises")
           for state in PromiseState),
         ("Audit log head", f"Entry {evidence.head.sequence:,}, SHA-256 {evidence.head.hash}"),
         ("Audit log of these days", evidence.chain)),
        (ReportSection("How to read this", (_HOW_TO_READ,)),
         *(ReportSection(part, tables=(_promises(found),)) for part, found in _parts(rows)),
         ReportSection("What happened in these days", tables=(ReportTable(
             ("What", "How many"), happened(session, span), (4, 1)),)),
         ReportSection("The audit log in these days", tables=(ReportTable(
             ("What was done", "Done", "Refused"), audited(session, span), (4, 1, 1)),)),
         ReportSection("Backups", tables=(_backups(session, span, zone),)),
         ReportSection("Reviews of the audit log", tables=(_reviews(session, span, zone),)),
         ReportSection("Registers today", tables=(_registers(evidence.registers),)),
         ReportSection("Sealed documents of these days", tables=(_documents(session, span, zone),))))


def chain_words(work: Work, span: Span, database_id: str) -> str:
    """Follow the chain over the entries of the range and say whether each is there, unchanged and in its place."""
    first, last = first_and_last(work.session, span)
    if not last:
        return "No entries"
    digest = work.session.execute(select(AuditEntry.hash).where(AuditEntry.sequence == last)).scalar_one()
    whole = chain_holds(work.session, database_id, first, AuditHead(last, digest))
    return f"Entries {first:,} to {last:,}: {'each is there, unchanged' if whole else 'CHANGED OR MISSING ENTRIES'}"


def _parts(rows: Iterable[PromiseRow]) -> list[tuple[str, list[PromiseRow]]]:
    found: dict[str, list[PromiseRow]] = {}
    for row in rows:
        found.setdefault(row.part, []).append(row)
    return list(found.items())


def _promises(rows: Iterable[PromiseRow]) -> ReportTable:
    return ReportTable(("Promise", "State", "Proof"), tuple(
        (row.promise, STATE_WORDS[row.state], " ".join(filter(None, (
            row.proof, f"To do: {row.what_to_do}" if row.what_to_do else "")))) for row in rows), (5, 2, 7))


def _backups(session: Session, span: Span, zone: ZoneInfo) -> ReportTable:
    rows = session.scalars(select(BackupRun).where(span.at(BackupRun.at)).order_by(BackupRun.sequence))
    return ReportTable(("When", "What", "File", "Rows"), tuple(
        (_moment(zone, row.at), "Backup, read back" if row.kind == "backup" else "Restore", row.name, f"{row.rows:,}")
        for row in rows), (3, 3, 5, 1))


def _reviews(session: Session, span: Span, zone: ZoneInfo) -> ReportTable:
    rows = session.scalars(select(AuditReviewRow).where(span.at(AuditReviewRow.at)).order_by(AuditReviewRow.at))
    return ReportTable(("When", "By", "Entries", "Chain", "Unexplained"), tuple(
        (_moment(zone, row.at), row.by_name, f"{row.first:,} to {row.last:,}",
         "Whole" if row.chain_ok else "Broken", str(row.unexplained)) for row in rows), (3, 3, 3, 1.5, 2))


def _registers(standings: Sequence[RegisterStanding]) -> ReportTable:
    return ReportTable(("Register", "Entries", "Overdue", "Not entered", "Next due"), tuple(
        (each.title, str(each.entries), str(each.overdue), str(each.missing),
         field_date(each.next_due) if each.next_due else "") for each in standings), (4, 1.4, 1.4, 1.8, 2))


def _documents(session: Session, span: Span, zone: ZoneInfo) -> ReportTable:
    """Every document sealed in the range, patients' by number and title alone, each with the SHA-256 of its file."""
    patients = session.execute(select(
        SealedDocument.sealed_at, SealedDocument.short_id, SealedDocument.title, SealedDocument.sha256)
        .where(span.at(SealedDocument.sealed_at)))
    clinic = session.execute(select(
        ClinicDocument.made_at, ClinicDocument.short_id, ClinicDocument.title, ClinicDocument.sha256)
        .where(span.at(ClinicDocument.made_at)))
    rows = sorted((at, number, title, digest) for at, number, title, digest in (*patients, *clinic))
    return ReportTable(("When", "Document", "Title", "SHA-256"), tuple(
        (_moment(zone, at), number, title, digest) for at, number, title, digest in rows), (3, 2, 4, 5))


def _moment(zone: ZoneInfo, at: datetime) -> str:
    return f"{field_date(at.astimezone(zone).date())}, {clock_time(at, zone)}"
