"""Opens the store for an opened vault and refuses what was put back from an older day."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import DamagedError
from app.core.paths import DataFolder
from app.models.clinic import ClinicVersion, DatabaseIdentity
from app.models.store import Store
from app.security.vault import OpenedVault, check_generation
from app.services.chain import AuditHead, is_behind
from app.services.views.people import ClinicDetails


def open_store(folder: DataFolder, opened: OpenedVault, *, refuse_older: bool = True) -> Store:
    """Open the records with ``opened``; ``refuse_older`` is off only for the recovery key.

    Raises DamagedError (damaged, of another clinic, an older copy put back, an old key-slot file), AlreadyOpenError and
    StorageError; nothing stays open then.
    """
    store = Store.open(folder, opened.dek, opened.database_id)
    try:
        with store.unit() as session:
            _settle_generation(session, opened)
            if refuse_older and is_older(session, opened):
                raise DamagedError("The clinic's records are older than this device remembers: an earlier copy was put "
                                   "in their place. Restore the newest backup with the recovery key.")
    except BaseException:
        store.close()
        raise
    return store


def is_older(session: Session, opened: OpenedVault) -> bool:
    """Say whether the audit log lacks what the key-slot file last saw of it."""
    anchor = opened.anchor
    return anchor is not None and is_behind(session, opened.database_id, AuditHead(anchor.sequence, anchor.head))


def store_generation(session: Session, generation: int) -> None:
    """Note that the key-slot file now has ``generation``: no older copy of it opens anything from here on."""
    identity = session.scalars(select(DatabaseIdentity)).one()
    identity.keyslot_generation = max(identity.keyslot_generation, generation)


def newest_clinic(session: Session) -> ClinicDetails:
    """Return the clinic's details as they are now."""
    row = session.scalars(select(ClinicVersion).order_by(ClinicVersion.sequence.desc()).limit(1)).one()
    return ClinicDetails(
        name=row.name, street=row.street, city=row.city, state=row.state, postal_code=row.postal_code, phone=row.phone,
        zone=row.zone, medical_director=row.medical_director, privacy_officer=row.privacy_officer,
        privacy_email=row.privacy_email)


def _settle_generation(session: Session, opened: OpenedVault) -> None:
    expected = session.scalars(select(DatabaseIdentity.keyslot_generation)).one()
    check_generation(opened, expected)
    if opened.generation > expected:
        store_generation(session, opened.generation)
