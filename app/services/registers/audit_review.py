"""Reviews of the audit log every 30 days (45 CFR 164.308(a)(1)(ii)(D)): what was looked at, by whom, signed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Final

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from app.core.clock import clinic_date
from app.core.dates import field_date
from app.documents.record import ClinicHeader
from app.documents.report import Report, ReportSection, ReportTable
from app.models.audit import AuditEntry, first_previous_hash
from app.models.clinic import DatabaseIdentity
from app.models.registers import AuditReviewRow
from app.services.chain import AuditHead, first_broken, head
from app.services.desk import Work
from app.services.registers.access_log import findings
from app.services.registers.limits import newest_limits
from app.services.views.access_review import AuditReview, ReviewDraft, ReviewStanding

REVIEW_DAYS: Final = 30
_BATCH: Final = 2000
_SHOWN: Final = 24


def review_standing(work: Work) -> ReviewStanding:
    """Return when the next review is due: 30 days after the last one, or after the clinic was set up."""
    rows = work.session.scalars(select(AuditReviewRow).order_by(AuditReviewRow.last.desc()).limit(_SHOWN)).all()
    reviews = tuple(_view(work, row) for row in rows)
    today = clinic_date(work.now, work.zone)
    founded = clinic_date(work.session.scalars(select(DatabaseIdentity.created_at)).one(), work.zone)
    due = reviews[0].due_next if reviews else founded + timedelta(days=REVIEW_DAYS)
    return ReviewStanding(reviews[0] if reviews else None, due, (due - today).days, reviews)


def draft(work: Work, database_id: str) -> ReviewDraft:
    """Return what waits for review: everything after the last reviewed entry, and what was unusual in those days."""
    newest = head(work.session, database_id)
    first = (work.session.scalar(select(func.max(AuditReviewRow.last))) or 0) + 1
    range_ = (AuditEntry.sequence >= first, AuditEntry.sequence <= newest.sequence)
    oldest = work.session.scalar(select(func.min(AuditEntry.at)).where(*range_))
    latest = work.session.scalar(select(func.max(AuditEntry.at)).where(*range_))
    first_day, last_day = (clinic_date(at or work.now, work.zone) for at in (oldest, latest))
    refused = work.session.scalar(select(func.count()).select_from(AuditEntry)
                                  .where(*range_, AuditEntry.allowed == false())) or 0
    unusual = findings(work, first_day, last_day, newest_limits(work.session))
    return ReviewDraft(first, newest.sequence, newest.hash, first_day, last_day,
                       max(0, newest.sequence - first + 1), refused, unusual)


def chain_holds(session: Session, database_id: str, first: int, last: AuditHead) -> bool:
    """Say whether every entry from ``first`` to ``last`` is there, unchanged, and joined to the one before."""
    before = session.execute(select(AuditEntry.hash).where(AuditEntry.sequence == first - 1)).scalar()
    reached = AuditHead(first - 1, before or first_previous_hash(database_id))
    columns = AuditEntry.__table__.columns
    while reached.sequence < last.sequence:
        rows = session.execute(select(*columns).where(AuditEntry.sequence > reached.sequence,
                                                      AuditEntry.sequence <= last.sequence)
                               .order_by(AuditEntry.sequence).limit(_BATCH)).all()
        broken, reached = first_broken(rows, reached)
        if broken is not None or not rows:
            return False
    return reached == last


def keep_review(work: Work, given: ReviewDraft, note: str, *, chain_ok: bool) -> AuditReview:
    """Store the signed review. The findings are kept as keys, explained or not; reasons stay where they are."""
    row = AuditReviewRow(
        review_id=work.new_id(), first=given.first, last=given.last, head_hash=given.head_hash, chain_ok=chain_ok,
        entries=given.entries, unexplained=sum(each.explanation is None for each in given.findings),
        findings=json.dumps([[each.key, each.explanation is not None] for each in given.findings]), note=note,
        at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, by_title=work.actor.title)
    work.session.add(row)
    work.session.flush()
    return _view(work, row)


def review_report(work: Work, review: AuditReview, given: ReviewDraft, header: ClinicHeader) -> Report:
    """Return the review as a report. No patient is named: it outlives the disposal of a record."""
    table = ReportTable(
        ("Day", "Person", "What was unusual", "Explained"),
        tuple((field_date(each.day), each.person, each.sentence,
               f"by {each.explanation.by}" if each.explanation else "No") for each in given.findings),
        (0.13, 0.22, 0.45, 0.2))
    chain = "Every entry is there and unchanged" if review.chain_ok else "Broken: entries are missing or were changed"
    return Report(
        header, "Review of the audit log", work.now,
        (("Reviewed by", f"{review.by}, {work.actor.title}" if work.actor.title else review.by),
         ("Signed with", "Password and code of the reviewer, given just before"),
         ("Days", f"{field_date(given.first_day)} to {field_date(given.last_day)}"),
         ("Entries", f"{given.first:,} to {given.last:,} ({given.entries:,} entries, {given.refused:,} refused)"),
         ("Hash of the newest entry", given.head_hash), ("Chain of entries", chain),
         ("Next review by", field_date(review.due_next))),
        (ReportSection("What was unusual", () if given.findings else ("Nothing was unusual by the clinic's limits.",),
                       (), (table,) if given.findings else ()),
         ReportSection("Note of the reviewer", (review.note or "None.",))))


def _view(work: Work, row: AuditReviewRow) -> AuditReview:
    return AuditReview(row.review_id, row.first, row.last, row.head_hash, row.chain_ok, row.entries,
                       len(json.loads(row.findings)), row.unexplained, row.note, row.by_name, row.at,
                       _next_due(clinic_date(row.at, work.zone)))


def _next_due(day: date) -> date:
    return day + timedelta(days=REVIEW_DAYS)
