"""What happened in a range of days, in numbers: the counts behind the promises, and the lists an auditor asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnExpressionArgument, Integer, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.errors import InvalidInputError
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.clinic_documents import ClinicDocument
from app.models.consents import Communication, ConsentEvent, ConsentWithdrawal, PolicyReceipt
from app.models.disclosures import AccountingGiven, DisclosureEntry
from app.models.documents import SealedDocument
from app.models.incidents import Incident, IncidentNotice
from app.models.registers import AuditReviewRow, PhoneNoteRow, RegisterVersion
from app.models.reviews import Acceptance
from app.models.rights import RightsEvent, RightsRequest
from app.models.settings import BackupRun
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.disclosure_basis import RULES
from app.rules.rights import KINDS
from app.services.audit_words import words_of
from app.services.views.promises import EvidenceRange

_LONGEST: Final = timedelta(days=6 * 366)
"""Longest range: what an accounting and the retention of compliance papers cover."""


@dataclass(frozen=True)
class Span:
    """A range of the clinic's days as moments in UTC; ``end`` is the first moment after it."""

    start: datetime
    end: datetime
    first: date
    last: date

    def at(self, column: InstrumentedAttribute[datetime]) -> ColumnExpressionArgument[bool]:
        """Return the condition that ``column`` lies in the range."""
        return column.between(self.start, self.end - timedelta(microseconds=1))

    def on(self, column: InstrumentedAttribute[date]) -> ColumnExpressionArgument[bool]:
        """Return the condition that a day lies in the range."""
        return column.between(self.first, self.last)


def span_of(days: EvidenceRange, today: date, zone: ZoneInfo) -> Span:
    """Return ``days`` as moments. Raises InvalidInputError naming the field: backwards, to come, or too long."""
    if days.last > today:
        raise InvalidInputError("Choose a last day that is not still to come.", "last")
    if days.first > days.last:
        raise InvalidInputError("The first day is after the last day.", "first")
    if days.last - days.first > _LONGEST:
        raise InvalidInputError("Choose at most six years.", "first")
    start, end = (datetime.combine(day, time.min, zone).astimezone(UTC)
                  for day in (days.first, days.last + timedelta(days=1)))
    return Span(start, end, days.first, days.last)


def happened(session: Session, span: Span) -> tuple[tuple[str, str], ...]:
    """Return what happened in numbers, as words and count, in the order of the policy."""
    return (
        ("Visits", _count(session, Visit, span.on(Visit.day))),
        ("Forms received", _count(session, FormSubmission, span.at(FormSubmission.received_at))),
        ("Visits reviewed", _count(session, Acceptance, span.at(Acceptance.at))),
        ("Documents sealed for patients", _count(session, SealedDocument, span.at(SealedDocument.sealed_at))),
        ("Documents sealed for the clinic", _count(session, ClinicDocument, span.at(ClinicDocument.made_at))),
        ("Notes of phone calls", _count(session, PhoneNoteRow, span.at(PhoneNoteRow.written_at))),
        *_by(session, RightsRequest.kind, span.on(RightsRequest.received), "Requests: ",
             {kind.value: rule.title for kind, rule in KINDS.items()}),
        ("Steps of requests", _count(session, RightsEvent, span.at(RightsEvent.at))),
        *_by(session, DisclosureEntry.basis, span.on(DisclosureEntry.on), "Disclosures: ",
             {basis.value: rule.words for basis, rule in RULES.items()}),
        ("Accountings given", _count(session, AccountingGiven, span.at(AccountingGiven.at))),
        *_by(session, ConsentEvent.kind, span.at(ConsentEvent.at), "Consents: ", {}),
        ("Withdrawals", _count(session, ConsentWithdrawal, span.at(ConsentWithdrawal.recorded_at))),
        *_by(session, Communication.channel, span.at(Communication.sent_at), "Messages: ", {}),
        *_by(session, PolicyReceipt.outcome, span.at(PolicyReceipt.at), "Receipts of policies: ", {}),
        ("Incidents reported", _count(session, Incident, span.at(Incident.at))),
        ("Steps of telling patients of a breach", _count(session, IncidentNotice, span.at(IncidentNotice.at))),
        ("Entries of registers", _count(session, RegisterVersion, span.at(RegisterVersion.at))),
        ("Backups verified", _count(session, BackupRun, span.at(BackupRun.at), BackupRun.kind == "backup")),
        ("Reviews of the audit log", _count(session, AuditReviewRow, span.at(AuditReviewRow.at))),
        ("Entries of the audit log", _count(session, AuditEntry, span.at(AuditEntry.at))),
        ("Refused attempts", _count(session, AuditEntry, span.at(AuditEntry.at), AuditEntry.allowed.is_(False))),
    )


def audited(session: Session, span: Span) -> tuple[tuple[str, str, str], ...]:
    """Return each kind of audit entry in words, how many were allowed and how many refused, most frequent first."""
    refused = func.sum(AuditEntry.allowed.is_(False).cast(Integer))
    rows = session.execute(select(AuditEntry.event, func.count(), refused).where(span.at(AuditEntry.at))
                           .group_by(AuditEntry.event).order_by(func.count().desc(), AuditEntry.event))
    return tuple((words_of(event), f"{count - denied:,}", f"{denied:,}") for event, count, denied in rows)


def first_and_last(session: Session, span: Span) -> tuple[int, int]:
    """Return the numbers of the first and last audit entry of the range; 0 and 0 when there is none."""
    first, last = session.execute(select(func.min(AuditEntry.sequence), func.max(AuditEntry.sequence))
                                  .where(span.at(AuditEntry.at))).one()
    return first or 0, last or 0


def _count(session: Session, table: type[Base], *conditions: ColumnExpressionArgument[bool]) -> str:
    return f"{session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0:,}"


def _by(session: Session, column: InstrumentedAttribute[Any], condition: ColumnExpressionArgument[bool], title: str,
        words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    rows = session.execute(select(column, func.count()).where(condition).group_by(column).order_by(column)).all()
    if not rows:
        return ((title.rstrip(": "), "0"),)
    return tuple((f"{title}{words.get(value, value.replace('_', ' '))}", f"{count:,}") for value, count in rows)
