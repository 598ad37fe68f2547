"""The registers the clinic keeps about itself: entries, their history, their files, and copies for those who ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json, sha256_hex
from app.core.clock import clinic_date
from app.core.errors import NotFoundError
from app.core.text import slug
from app.models.clinic_documents import ClinicDocument
from app.models.registers import RegisterAttachment, RegisterVersion
from app.rules.registers import FieldKind, RegisterKind
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_documents import seal_report
from app.services.desk import Desk, Work
from app.services.documents import checked_disclosure
from app.services.incidents.names import refuse_patients, refuse_patients_in
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.registers.book import (
    NewVersion,
    newest_of,
    people_of,
    register_of,
    standing_of,
    store,
    values_of,
)
from app.services.registers.checking import checked_attachments, checked_values
from app.services.registers.devices import DeviceWatch, check_retirement
from app.services.registers.export import register_csv, register_report
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.registers import EntryInput, NewAttachment, Register, RegisterChange, RegisterStanding
from app.services.views.review import Disclosure

_NAMED: Final = ("This is the name of a patient. Registers stay when a record goes, so leave it out. If it is somebody "
                 "else’s name too, write the initials.")


class RegistersService:
    """``kinds`` are the registers there are, in their order. Nothing in them is about a patient."""

    def __init__(self, desk: Desk, kinds: Sequence[RegisterKind]) -> None:
        self._desk = desk
        self._kinds = {kind.key: kind for kind in kinds}
        desk.when_opened(DeviceWatch(desk, desk.folder).look)

    def kinds(self) -> tuple[RegisterKind, ...]:
        """Return every kind of register, in order."""
        return tuple(self._kinds.values())

    def standings(self, actor: Actor) -> tuple[RegisterStanding, ...]:
        """Return every register in numbers. Counting is not recorded; opening a register is."""
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER, unrecorded=True) as work:
            return self.all_standings(work)

    def all_standings(self, work: Work) -> tuple[RegisterStanding, ...]:
        """Return every register in numbers, within the caller's unit of work (for the promise board)."""
        return tuple(standing_of(register_of(work, kind)) for kind in self._kinds.values())

    def open(self, actor: Actor, kind: str) -> Register:
        """Return one register with its entries, those that need something first. Raises NotFoundError."""
        known = self._kind(kind)
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER) as work:
            work.audit("register.view", subject=kind, detail=known.title)
            return register_of(work, known)

    def people(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """Return (user id, name) of everybody active, for choosing who sees to something."""
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER, unrecorded=True) as work:
            people = people_of(work.session)
            return tuple((user_id, people.names[user_id]) for user_id in people.active)

    def history(self, actor: Actor, entry_id: str) -> tuple[RegisterChange, ...]:
        """Return every state the entry had, newest first. Raises NotFoundError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER) as work:
            rows = work.session.scalars(select(RegisterVersion).where(RegisterVersion.entry_id == entry_id)
                                        .order_by(RegisterVersion.version.desc())).all()
            if not rows:
                raise NotFoundError("This entry is not in the registers.")
            work.audit("register.view", subject=entry_id, detail="Its earlier states.")
            return tuple(RegisterChange(row.version, row.at, row.by_name, tuple(values_of(row).items()))
                         for row in rows)

    def add(self, actor: Actor, new: EntryInput) -> str:
        """Add an entry and return its id.

        Raises InvalidInputError naming the field (one that names a patient too), and NotFoundError.
        """
        kind = self._kind(new.kind)
        with self._desk.act(actor, Action.CREATE, RecordKind.REGISTER) as work:
            return self._write(work, kind, new, work.new_id(), None)

    def change(self, actor: Actor, changed: EntryInput) -> int:
        """Add the next state of an entry and return its number; the states before stay.

        Raises InvalidInputError naming the field, and NotFoundError.
        """
        kind = self._kind(changed.kind)
        with self._desk.act(actor, Action.CHANGE, RecordKind.REGISTER) as work:
            before = newest_of(work.session, changed.entry_id or "")
            if before is None or before.kind != kind.key:
                raise NotFoundError("This entry is not in the register.")
            self._write(work, kind, changed, before.entry_id, before)
            return before.version + 1

    def attachment(self, actor: Actor, attachment_id: str) -> tuple[str, bytes]:
        """Return an attached file's name and bytes, for looking at it here. Raises NotFoundError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.REGISTER) as work:
            row = work.session.get(RegisterAttachment, attachment_id)
            if row is None:
                raise NotFoundError("This file is not in the registers.")
            work.audit("register.attachment", subject=row.entry_id, detail=f"SHA-256 {row.sha256}.")
            return row.name, row.content

    def export(self, actor: Actor, kind: str, disclosure: Disclosure, *, as_pdf: bool) -> tuple[str, bytes]:
        """Return a file name and the register as CSV, or as a sealed PDF that also stays in the records.

        Needs fresh proof; recipient and purpose are logged. Raises InvalidInputError and NotFoundError.
        """
        known, said = self._kind(kind), checked_disclosure(disclosure)
        with self._desk.act(actor, Action.EXPORT, RecordKind.REGISTER) as work:
            refuse_patients_in(work.session, said)
            register = register_of(work, known)
            work.audit("register.export", subject=kind, detail=f"{known.title}, as {'PDF' if as_pdf else 'CSV'}. "
                                                               f"To: {said.recipient}. Purpose: {said.purpose}.")
            name = f"register-{slug(known.title)}-{clinic_date(work.now, work.zone).isoformat()}"
            if not as_pdf:
                return f"{name}.csv", register_csv(register)
            report = register_report(work, register, header(newest_clinic(work.session)))
            document = work.session.get_one(ClinicDocument, seal_report(work, report, ClinicDocumentKind.REGISTER))
            return f"{name}.pdf", document.pdf

    def _write(self, work: Work, kind: RegisterKind, given: EntryInput, entry_id: str,
               before: RegisterVersion | None) -> str:
        values = checked_values(kind, given, people_of(work.session), clinic_date(work.now, work.zone))
        files = checked_attachments(given.attachments)
        _refuse_names(work, kind, values, values_of(before) if before is not None else {})
        for file in files:
            refuse_patients(work.session, file.name, "attachments", _NAMED)
        check_retirement(work, before, values)
        device_id = before.device_id if before is not None else ""
        version = store(work, NewVersion(kind.key, entry_id, values, given.owner_id, device_id),
                        (work.actor.user_id, work.actor.display_name))
        for file in files:
            _attach(work, entry_id, file)
        work.audit("register.create" if version == 1 else "register.change", subject=entry_id,
                   detail=f"{kind.title}, version {version}{_count_words(len(files))}.",
                   old=canonical_json(values_of(before)) if before is not None else None, new=canonical_json(values))
        return entry_id

    def _kind(self, key: str) -> RegisterKind:
        if key not in self._kinds:
            raise NotFoundError("There is no such register.")
        return self._kinds[key]


def _refuse_names(work: Work, kind: RegisterKind, values: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Refuse a text that names a patient; one that was there before they came is not held up again."""
    for field in kind.fields:
        text = values.get(field.key, "")
        if field.kind in (FieldKind.LINE, FieldKind.TEXT) and text != before.get(field.key, ""):
            refuse_patients(work.session, text, field.key, _NAMED)


def _attach(work: Work, entry_id: str, file: NewAttachment) -> None:
    work.session.add(RegisterAttachment(
        attachment_id=work.new_id(), entry_id=entry_id, name=file.name, size_bytes=len(file.content),
        sha256=sha256_hex(file.content), content=file.content, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name))


def _count_words(files: int) -> str:
    return f", {files} {'file' if files == 1 else 'files'} attached" if files else ""
