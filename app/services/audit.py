"""The audit log as people read it: pages, checks of the chain, export. It is written elsewhere (``desk``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json
from app.core.text import defuse_cell
from app.models.audit import AuditEntry, first_previous_hash
from app.models.patients import Patient
from app.models.staff import StaffMember
from app.rules.disclosure_basis import RULES
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.audit_words import EVENT_WORDS, events_like, words_of
from app.services.chain import AuditHead, first_broken, head, is_behind
from app.services.desk import Desk
from app.services.disclosures.genetic import genetic_titles
from app.services.disclosures.record import Given, checked, record_disclosure
from app.services.disclosures.release import limited_among
from app.services.strongbox import Strongbox
from app.services.views.disclosures import Channel, Disclosure
from app.services.views.oversight import AuditFilter, AuditPage, AuditRow, ChainCheck

_BATCH: Final = 2000
_UNNAMED: Final = "A patient who limited sharing"
_UNTOLD: Final = "A form that is not named here"
_LOG_ENTRIES: Final = "Entries of the audit log about the patient"


@dataclass(frozen=True)
class _Names:
    """Names for ids, looked up once per page."""

    patients: dict[str, str]
    staff: dict[str, str]


class AuditService:
    """Reads the log. Reading it is itself logged."""

    def __init__(self, desk: Desk, box: Strongbox) -> None:
        self._desk = desk
        self._box = box

    def page(self, actor: Actor, wanted: AuditFilter, before: int | None = None, after: int | None = None,
             limit: int = 50) -> AuditPage:
        """Return up to ``limit`` entries, newest first: those before or after a sequence number, or the newest."""
        with self._desk.act(actor, Action.VIEW, RecordKind.AUDIT) as work:
            condition = _condition(wanted, work.zone)
            total = work.session.scalar(select(func.count()).select_from(AuditEntry).where(condition)) or 0
            query = select(AuditEntry).where(condition)
            if after is not None:
                found = list(work.session.scalars(query.where(AuditEntry.sequence > after)
                                                  .order_by(AuditEntry.sequence).limit(limit)))[::-1]
            else:
                if before is not None:
                    query = query.where(AuditEntry.sequence < before)
                found = list(work.session.scalars(query.order_by(AuditEntry.sequence.desc()).limit(limit)))
            newer, older = _beyond(work.session, condition, found)
            return AuditPage(_rows(work.session, found), total, newer, older)

    def for_patient(self, actor: Actor, patient_id: str) -> tuple[AuditRow, ...]:
        """Return who has looked at or changed this patient's record, newest first."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            work.audit("audit.view", patient_id=patient_id, subject=patient_id, detail="Entries of one patient.")
            found = list(work.session.scalars(select(AuditEntry).where(AuditEntry.patient_id == patient_id)
                                              .order_by(AuditEntry.sequence.desc()).limit(500)))
            return _rows(work.session, found)

    def people(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return (user id, name) of everybody who can be filtered by."""
        with self._desk.act(actor, Action.VIEW, RecordKind.AUDIT, unrecorded=True) as work:
            rows = work.session.execute(select(StaffMember.user_id, StaffMember.display_name)
                                        .order_by(StaffMember.display_name))
            return tuple((row.user_id, row.display_name) for row in rows)

    def actions(self) -> tuple[tuple[str, str], ...]:
        """Return (event, words) of every action that can be filtered by, by words."""
        return tuple(sorted(EVENT_WORDS.items(), key=lambda pair: pair[1]))

    def verify(self, actor: Actor, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> ChainCheck:
        """Follow the whole chain and compare it with the anchor outside the database.

        ``progress`` is told (entries checked, entries in all) after each batch; ``cancelled`` is asked before each.
        """
        with self._desk.act(actor, Action.VERIFY, RecordKind.AUDIT, unrecorded=True) as work:
            total = head(work.session, self._desk.store.database_id).sequence
        broken, last = None, AuditHead(0, first_previous_hash(self._desk.store.database_id))
        while broken is None and last.sequence < total:
            if cancelled():
                return ChainCheck(False, last.sequence, self._desk.clock.now(), None, "The check was stopped.")
            broken, last = self._check_batch(last)
            progress(last.sequence, total)
        return self._result(actor, broken, last)

    def export_csv(self, actor: Actor, wanted: AuditFilter, disclosure: Disclosure) -> bytes:
        """Return the filtered log as CSV (UTF-8 with signature, so that spreadsheets read it), oldest first.

        The log names patients, so it is a disclosure about each of them. Who asked for a limit that speaks to the basis
        is not named (45 CFR 164.522(a)), nor which form or consent was about a genetic test (410 ILCS 513/30). Needs
        fresh proof. Raises InvalidInputError without recipient or purpose.
        """
        with self._desk.act(actor, Action.EXPORT, RecordKind.AUDIT) as work:
            said = checked(disclosure)
            found = list(work.session.scalars(select(AuditEntry).where(_condition(wanted, work.zone))
                                              .order_by(AuditEntry.sequence)))
            named = sorted({entry.patient_id for entry in found if entry.patient_id})
            limited = limited_among(work, named, said.basis)
            hidden = genetic_titles(work)
            rows = [_untold(row, hidden) for row in _rows(work.session, found, limited)]
            named = [patient_id for patient_id in named if patient_id not in limited]
            for patient_id in filter(work.keys.has, named):
                record_disclosure(work, patient_id, said, Given(_LOG_ENTRIES, Channel.AUDIT_EXPORT))
            told = canonical_json({"recipient": said.recipient, "purpose": said.purpose}) if not named else None
            work.audit("audit.export", new=told, detail=f"{len(rows)} entries that name {len(named)} patients. "
                                                        f"Basis: {RULES[said.basis].words}.")
            return _csv(rows, found, work.zone)

    def _check_batch(self, last: AuditHead) -> tuple[int | None, AuditHead]:
        columns = AuditEntry.__table__.columns
        with self._desk.act_system() as work:
            rows = work.session.execute(select(*columns).where(AuditEntry.sequence > last.sequence)
                                        .order_by(AuditEntry.sequence).limit(_BATCH)).all()
        if not rows:
            return last.sequence + 1, last
        return first_broken(rows, last)

    def _result(self, actor: Actor, broken: int | None, last: AuditHead) -> ChainCheck:
        anchor = self._box.anchor
        with self._desk.act(actor, Action.VERIFY, RecordKind.AUDIT) as work:
            behind = anchor is not None and is_behind(work.session, self._desk.store.database_id, anchor)
            if broken is None and behind and anchor is not None:
                broken = min(anchor.sequence, last.sequence + 1)
            ok = broken is None
            sentence = (f"{last.sequence:,} entries are complete and unchanged." if ok else
                        f"Entry {broken:,} is missing or was changed outside the app. Keep this computer as it is, "
                        "and tell the privacy officer.")
            work.audit("chain_verified" if ok else "chain_broken", detail=sentence)
            return ChainCheck(ok, last.sequence, work.now, broken, sentence)


def _condition(wanted: AuditFilter, zone: ZoneInfo) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [AuditEntry.sequence > 0]
    if wanted.first_day:
        parts.append(AuditEntry.at >= datetime.combine(wanted.first_day, time(), zone))
    if wanted.last_day:
        parts.append(AuditEntry.at < datetime.combine(wanted.last_day + timedelta(days=1), time(), zone))
    if wanted.user_id:
        parts.append(AuditEntry.user_id == wanted.user_id)
    if wanted.action:
        parts.append(AuditEntry.event == wanted.action)
    if wanted.patient_id:
        parts.append(AuditEntry.patient_id == wanted.patient_id)
    if wanted.denied_only:
        parts.append(AuditEntry.allowed == false())
    if wanted.text.strip():
        parts.append(_holds(wanted.text.strip()))
    return and_(*parts)


def _holds(text: str) -> ColumnElement[bool]:
    """Person, detail, device, what was done, or the patient's name holds ``text``."""
    name = Patient.given_name + " " + Patient.family_name
    patients = select(Patient.patient_id).where(name.icontains(text, autoescape=True))
    return or_(AuditEntry.person.icontains(text, autoescape=True), AuditEntry.detail.icontains(text, autoescape=True),
               AuditEntry.device.icontains(text, autoescape=True), AuditEntry.event.in_(events_like(text)),
               AuditEntry.patient_id.in_(patients))


def _beyond(session: Session, condition: ColumnElement[bool], found: Sequence[AuditEntry]) -> tuple[bool, bool]:
    """Say whether newer and older entries than those ``found`` exist."""
    if not found:
        return False, False
    newer = select(AuditEntry.sequence).where(condition, AuditEntry.sequence > found[0].sequence).limit(1)
    older = select(AuditEntry.sequence).where(condition, AuditEntry.sequence < found[-1].sequence).limit(1)
    return session.scalar(newer) is not None, session.scalar(older) is not None


def _rows(session: Session, found: Sequence[AuditEntry],
          unnamed: frozenset[str] = frozenset()) -> tuple[AuditRow, ...]:
    patients = {entry.patient_id for entry in found if entry.patient_id}
    staff = {entry.subject for entry in found if entry.subject}
    names = _Names(
        {row.patient_id: _UNNAMED if row.patient_id in unnamed else row.display_name for row in
         session.scalars(select(Patient).where(Patient.patient_id.in_(patients)))},
        {row.user_id: row.display_name for row in
         session.scalars(select(StaffMember).where(StaffMember.user_id.in_(staff)))})
    return tuple(_row(entry, names) for entry in found)


def _row(entry: AuditEntry, names: _Names) -> AuditRow:
    """Patient or item: the patient's name, else the staff member it is about, else the detail."""
    subject, detail = names.patients.get(entry.patient_id or "", ""), entry.detail
    if not subject and entry.subject != entry.user_id:
        subject = names.staff.get(entry.subject, "")
    if not subject:
        subject, detail = detail, ""
    person = names.patients.get(entry.user_id, entry.person) if entry.person_kind == "patient" else entry.person
    return AuditRow(entry.sequence, entry.at, person, entry.person_kind,
                    words_of(entry.event, allowed=entry.allowed), detail, subject, entry.device, entry.allowed)


def _untold(row: AuditRow, titles: Sequence[str]) -> AuditRow:
    """Return the entry with none of the ``titles`` in it."""
    detail, subject = row.detail, row.subject
    for title in titles:
        detail, subject = detail.replace(title, _UNTOLD), subject.replace(title, _UNTOLD)
    return replace(row, detail=detail, subject=subject)


def _csv(rows: Sequence[AuditRow], entries: Sequence[AuditEntry], zone: ZoneInfo) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("entry", "time", "person", "action", "patient or item", "detail", "where", "result", "hash"))
    for row, entry in zip(rows, entries, strict=True):
        writer.writerow([defuse_cell(cell) for cell in (
            str(row.sequence), row.at.astimezone(zone).isoformat(timespec="seconds"), row.person, row.action,
            row.subject, row.detail, row.where, "allowed" if row.allowed else "denied", entry.hash)])
    return out.getvalue().encode("utf-8-sig")
