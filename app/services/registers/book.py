"""Entries of the registers in the records: the newest version of each, what is missing, and how each stands today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, load_only

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.dates import field_date
from app.models.registers import RegisterAttachment, RegisterVersion
from app.models.staff import StaffMember
from app.rules.registers import DueState, FieldKind, RegisterKind
from app.services.desk import Work
from app.services.views.registers import AttachmentView, Register, RegisterEntry, RegisterStanding

_ORDER = (DueState.OVERDUE, DueState.MISSING, DueState.SOON, DueState.CURRENT, DueState.REPLACED, DueState.CLOSED)


@dataclass(frozen=True)
class People:
    """Everybody who is or was on the staff: names, and who is active (in the order of their names)."""

    names: Mapping[str, str]
    active: tuple[str, ...]


@dataclass(frozen=True)
class NewVersion:
    """The next state of an entry, checked and ready to be stored."""

    kind: str
    entry_id: str
    values: Mapping[str, str]
    owner_id: str
    device_id: str = ""


def people_of(session: Session) -> People:
    """Return who is and was on the staff: what they own and learned stays in the registers when they leave."""
    rows = session.execute(select(StaffMember.user_id, StaffMember.display_name, StaffMember.active)
                           .order_by(StaffMember.display_name)).all()
    return People({row.user_id: row.display_name for row in rows}, tuple(row.user_id for row in rows if row.active))


def newest(session: Session, kind: str) -> Sequence[RegisterVersion]:
    """Return the newest version of each entry of the register ``kind``, oldest entry first."""
    last = select(func.max(RegisterVersion.sequence)).where(RegisterVersion.kind == kind).group_by(
        RegisterVersion.entry_id)
    return session.scalars(select(RegisterVersion).where(RegisterVersion.sequence.in_(last))
                           .order_by(RegisterVersion.entry_id)).all()


def newest_of(session: Session, entry_id: str) -> RegisterVersion | None:
    """Return the newest version of one entry, or None."""
    return session.scalars(select(RegisterVersion).where(RegisterVersion.entry_id == entry_id)
                           .order_by(RegisterVersion.version.desc()).limit(1)).first()


def values_of(version: RegisterVersion) -> dict[str, str]:
    """Return the entry's texts by field key."""
    return {str(key): str(value) for key, value in json.loads(version.content).items()}


def store(work: Work, new: NewVersion, by: tuple[str, str]) -> int:
    """Add the next version of an entry and return its number; ``by`` is the id and name of who wrote it."""
    count = select(func.max(RegisterVersion.version)).where(RegisterVersion.entry_id == new.entry_id)
    version = (work.session.scalar(count) or 0) + 1
    work.session.add(RegisterVersion(
        entry_id=new.entry_id, kind=new.kind, version=version, owner_id=new.owner_id, device_id=new.device_id,
        content=canonical_json(dict(new.values)).decode(), at=work.now, by=by[0], by_name=by[1]))
    work.session.flush()
    return version


def register_of(work: Work, kind: RegisterKind) -> Register:
    """Return the register with every entry, those that need something first, and what is missing from it."""
    people, today = people_of(work.session), clinic_date(work.now, work.zone)
    rows = newest(work.session, kind.key)
    attached = _attachments(work.session, [row.entry_id for row in rows])
    entries = [replace(_entry(kind, row, people, today), attachments=attached.get(row.entry_id, ())) for row in rows]
    entries = [*_with_replaced(kind, entries), *_missing(kind, entries, people)]
    return Register(kind, tuple(sorted(entries, key=lambda each: (
        _ORDER.index(each.state), each.due or date.max, each.title.casefold(), each.entry_id))))


def standing_of(register: Register) -> RegisterStanding:
    """Return the register in numbers."""
    states = [entry.state for entry in register.entries]
    ahead = [entry.due for entry in register.entries
             if entry.due is not None and entry.state in (DueState.CURRENT, DueState.SOON)]
    return RegisterStanding(
        register.kind.key, register.kind.title, sum(1 for entry in register.entries if entry.entry_id),
        states.count(DueState.OVERDUE), states.count(DueState.SOON), states.count(DueState.MISSING),
        min(ahead, default=None), register.kind.interval.basis.value)


def shown(kind: RegisterKind, key: str, value: str, people: People) -> str:
    """Return ``value`` of the field ``key`` in words: people by name, days and choices by their words."""
    found = kind.field(key)
    if found is not None and found.kind is FieldKind.PERSON:
        return people.names.get(value, "")
    if value and found is not None and found.kind is FieldKind.DAY:
        return field_date(date.fromisoformat(value))
    return kind.words(key, value)


def _entry(kind: RegisterKind, row: RegisterVersion, people: People, today: date) -> RegisterEntry:
    values = values_of(row)
    state = kind.state_of(values, today)
    about_person = next((key for key in kind.same if _is_person(kind, key)), "")
    if about_person and values.get(about_person, "") not in people.active:
        state = DueState.CLOSED  # who has left has nothing to renew; what they learned stays on file
    return RegisterEntry(
        row.entry_id, kind.key, shown(kind, kind.title_field, values.get(kind.title_field, ""), people),
        shown(kind, kind.detail_field, values.get(kind.detail_field, ""), people), tuple(values.items()),
        row.owner_id, people.names.get(row.owner_id, ""), None if state is DueState.CLOSED else kind.due(values),
        state, row.version, row.at, row.by_name, _facts(kind, values, people), _problem(kind, values, state))


def _facts(kind: RegisterKind, values: Mapping[str, str], people: People) -> tuple[tuple[str, str], ...]:
    return tuple((each.label, words) for each in kind.fields
                 if (words := shown(kind, each.key, values.get(each.key, ""), people)))


def _problem(kind: RegisterKind, values: Mapping[str, str], state: DueState) -> str:
    wrong = [f"{found.label}: {kind.words(key, value).lower()}" for key, value in kind.wrong
             if values.get(key) == value and (found := kind.field(key)) is not None]
    return ". ".join(wrong) if state is DueState.OVERDUE else ""


def _with_replaced(kind: RegisterKind, entries: Sequence[RegisterEntry]) -> list[RegisterEntry]:
    """Of entries about the same thing, only the one done last carries a clock."""
    last: dict[tuple[str, ...], tuple[str, str]] = {}
    for entry in entries:
        values = dict(entry.values)
        about, done = kind.about(values), (values.get(kind.clock_from, ""), entry.entry_id)
        if about is not None:
            last[about] = max(last.get(about, ("", "")), done)
    return [replace(entry, state=DueState.REPLACED, due=None)
            if (about := kind.about(dict(entry.values))) is not None and last[about][1] != entry.entry_id else entry
            for entry in entries]


def _missing(kind: RegisterKind, entries: Sequence[RegisterEntry], people: People) -> list[RegisterEntry]:
    """Return a row for each thing the register expects and nobody has entered."""
    person = next((key for key in kind.same if _is_person(kind, key)), "")
    wanted = [((key, value), *(((person, user_id),) if person else ()))
              for key, value in kind.expected for user_id in (people.active if person else ("",))]
    there = [dict(entry.values) for entry in entries]
    found = []
    for pairs in wanted:
        given = {key: value for key, value in pairs if key}
        if not any(all(values.get(key) == value for key, value in given.items()) for values in there):
            title = shown(kind, kind.title_field, given.get(kind.title_field, ""), people) or kind.one
            detail = shown(kind, kind.detail_field, given.get(kind.detail_field, ""), people)
            found.append(RegisterEntry("", kind.key, title, detail, tuple(given.items()), "", "", None,
                                       DueState.MISSING, 0, None, ""))
    return found


def _is_person(kind: RegisterKind, key: str) -> bool:
    found = kind.field(key)
    return found is not None and found.kind is FieldKind.PERSON


def _attachments(session: Session, entry_ids: Sequence[str]) -> dict[str, tuple[AttachmentView, ...]]:
    columns = (RegisterAttachment.attachment_id, RegisterAttachment.entry_id, RegisterAttachment.name,
               RegisterAttachment.size_bytes, RegisterAttachment.sha256, RegisterAttachment.at,
               RegisterAttachment.by_name)
    rows = session.scalars(select(RegisterAttachment).options(load_only(*columns))  # never the bytes for a list
                           .where(RegisterAttachment.entry_id.in_(entry_ids)).order_by(RegisterAttachment.at))
    found: dict[str, tuple[AttachmentView, ...]] = {}
    for row in rows:
        found[row.entry_id] = (*found.get(row.entry_id, ()), AttachmentView(
            row.attachment_id, row.name, row.size_bytes, row.sha256, row.at, row.by_name))
    return found
