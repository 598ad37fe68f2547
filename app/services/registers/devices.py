"""The register of devices, for those who ask whether a lost one held the keys; and this device, which enters itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from app.core.clock import clinic_date
from app.core.errors import DamagedError, InvalidInputError
from app.core.paths import DataFolder
from app.models.registers import RegisterVersion
from app.models.settings import BackupRun
from app.models.staff import StaffMember
from app.security.actor import Role
from app.services.desk import Desk, Work
from app.services.device import DeviceInfo, read_device
from app.services.registers.book import NewVersion, newest, people_of, store, values_of
from app.services.views.registers import DeviceState, DeviceView, KeyMode

DEVICES: Final = "device"
_APP: Final = ("system", "The app")
_BACKUP_FRESH: Final = timedelta(hours=24)


def devices(work: Work) -> tuple[DeviceView, ...]:
    """Return every device in the register, with its key mode and state as last entered."""
    people = people_of(work.session)
    found = []
    for row in newest(work.session, DEVICES):
        values = values_of(row)
        found.append(DeviceView(
            row.entry_id, row.device_id, values.get("name", ""), values.get("serial", ""),
            KeyMode(values.get("holds", KeyMode.NONE.value)), values.get("disk", "unknown"),
            DeviceState(values.get("state", DeviceState.IN_USE.value)),
            people.names.get(values.get("custodian", ""), "")))
    return tuple(found)


class DeviceWatch:
    """Sees to it that the computer the records are opened on stands in the register, with the key mode it has."""

    def __init__(self, desk: Desk, folder: DataFolder) -> None:
        self._desk = desk
        self._folder = folder

    def look(self) -> None:
        """Enter this device, or its new name or key mode; called each time the records have been opened.

        A computer that has no ``device.json`` yet (recovery on a new one) is entered at the next opening.
        """
        try:
            info = read_device(self._folder.device)
        except DamagedError:
            return
        with self._desk.act_system() as work:
            _enter(work, info)


def check_retirement(work: Work, before: RegisterVersion | None, values: dict[str, str]) -> None:
    """Refuse to retire the device the records are on without a backup of the last 24 hours (45 CFR 164.310(d)(2)(iv)).

    Raises InvalidInputError at ``state``. Other devices hold no records of this clinic.
    """
    if before is None or not before.device_id or values.get("state") != DeviceState.RETIRED:
        return
    last = work.session.scalar(select(func.max(BackupRun.at)).where(BackupRun.kind == "backup"))
    if last is None or not timedelta(0) <= work.now - last <= _BACKUP_FRESH:
        raise InvalidInputError("Make a backup first: this device holds the records, and the last backup is older than "
                                "24 hours.", "state")


def _enter(work: Work, info: DeviceInfo) -> None:
    last = work.session.scalars(select(RegisterVersion).where(RegisterVersion.device_id == info.device_id)
                                .order_by(RegisterVersion.version.desc()).limit(1)).first()
    holds = (KeyMode.PASSWORDS_ONLY if info.passwords_only else KeyMode.KEYRING).value
    before = values_of(last) if last is not None else {}
    if before.get("name") == info.name and before.get("holds") == holds:
        return
    today = clinic_date(work.now, work.zone).isoformat()
    values = {"disk": "unknown", "state": DeviceState.IN_USE.value, "checked_on": today} | before | {
        "name": info.name, "holds": holds}
    entry_id = last.entry_id if last is not None else work.new_id()
    owner_id = last.owner_id if last is not None else _administrator(work)
    store(work, NewVersion(DEVICES, entry_id, values, owner_id, info.device_id), _APP)
    work.audit("register.device", subject=entry_id, detail="This device was entered into the register of devices.")


def _administrator(work: Work) -> str:
    """The first active administrator sees to it until somebody else is chosen."""
    return work.session.scalars(
        select(StaffMember.user_id).where(StaffMember.role == Role.ADMINISTRATOR.value, StaffMember.active)
        .order_by(StaffMember.created_at).limit(1)).first() or ""
