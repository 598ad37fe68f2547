"""Opening the clinic's keys: the key-slot file and the device secret together."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.core.errors import DamagedError, InvalidInputError, KeyringError, SignInRefusedError, StorageError
from app.core.randomness import Randomness
from app.security.derive import KEY_BYTES
from app.security.device_secret import Binding, DeviceSecretStore
from app.security.kdf import STANDARD, KdfParameters
from app.security.keyslots import AuditAnchor, KeySlotFile, KeySlots, PersonSlot
from app.security.passwords import LONGEST
from app.security.process import zero
from app.security.recovery_key import RecoveryKey, parse_recovery_key
from app.security.user_names import user_name_key
from app.security.wrapping import (
    DeviceKey,
    Person,
    decoy_slot,
    person_of,
    unwrap_for_person,
    unwrap_for_recovery,
    wrap_for_person,
    wrap_for_recovery,
)

__all__ = ["OpenedVault", "Person", "Vault", "check_generation"]

NO_MATCH = "That name and password don’t match."


@dataclass(frozen=True)
class OpenedVault:
    """The database key and what the file said. ``user_id`` is empty when the recovery key opened it.

    Zero ``dek`` after use (``process.zero``). Compare ``generation`` with the database (``check_generation``).
    """

    dek: bytearray = field(repr=False)
    database_id: str
    user_id: str
    user_name: str
    generation: int
    anchor: AuditAnchor | None


class Vault:
    """The keys of one clinic on this device. Every change takes the open database key as proof.

    A change writes the file first; the caller then commits the returned generation to the database. If that commit
    does not happen, the file is newer than the database expects, which is accepted.
    """

    def __init__(
        self, path: Path, device: DeviceSecretStore, randomness: Randomness, kdf: KdfParameters = STANDARD
    ) -> None:
        """Use the file at ``path``; nothing is read yet. ``kdf`` is the cost of new slots."""
        self._file = KeySlotFile(path)
        self._device = device
        self._randomness = randomness
        self._kdf = kdf
        self._newest_seen = 0
        self._made_secret = False

    @property
    def exists(self) -> bool:
        """True when a key-slot file or its previous copy is there."""
        return self._file.exists

    @property
    def database_id(self) -> str:
        """Id of the clinic's database. Raises DamagedError."""
        return self._file.read().slots.database_id

    @property
    def generation(self) -> int:
        """Generation of the file. Raises DamagedError."""
        return self._file.read().slots.generation

    @property
    def binding(self) -> Binding:
        """Whether the slots need this device's keyring. Raises DamagedError."""
        return self._file.read().slots.binding

    @property
    def recovery_public_key(self) -> bytes:
        """Raw X25519 key to seal backups and the CA key to. Raises DamagedError."""
        return self._file.read().slots.recovery.public_key

    def people(self) -> tuple[Person, ...]:
        """Return everybody with a slot, in file order; not authenticated yet. Raises DamagedError."""
        return tuple(person_of(slot) for slot in self._file.read().slots.people)

    def create(
        self, database_id: str, first: Person, password: str, recovery: RecoveryKey, dek: bytearray | None = None
    ) -> OpenedVault:
        """Make the device secret, a database key (unless ``dek`` is given, for a restore) and the file, generation 1.

        Raises StorageError when anything is there already, KeyringError when the keyring does not keep the secret.
        """
        if self._file.exists:
            raise StorageError("This folder already holds a clinic’s keys. Nothing was changed.")
        key = dek if dek is not None else bytearray(self._randomness.token_bytes(KEY_BYTES))
        device = self._new_or_present_device_key(database_id)
        try:
            slot = self._slot(key, first, password, device)
            recovery_slot = wrap_for_recovery(key, recovery, database_id, self._randomness)
            slots = KeySlots(database_id, 1, device.binding, self._device.backend, (slot,), recovery_slot)
            self._file.write_both(slots, key)
        except BaseException:
            self._forget_made_secret(database_id)
            raise
        finally:
            zero(device.secret)
        return self._opened(key, slots, slot)

    def discard_new(self, opened: OpenedVault) -> None:
        """Undo ``create`` when set-up could not finish: remove the file, and the device secret made for it."""
        self._file.verify(self._file.read(), opened.dek)
        self._file.remove()
        self._forget_made_secret(opened.database_id)

    def open_with_password(self, user_name: str, password: str) -> OpenedVault:
        """Open with one person's password. Unknown names cost the same work.

        Raises SignInRefusedError, KeyringError (secret missing or keyring changed), DamagedError.
        """
        stored = self._file.read()
        device = self._device_key(stored.slots)
        slot = stored.slots.named(user_name)
        tried = slot or decoy_slot(max((person.kdf for person in stored.slots.people), default=self._kdf))
        dek = unwrap_for_person(tried, password if len(password) <= LONGEST else "", device)
        try:
            if slot is None or dek is None:
                raise SignInRefusedError(NO_MATCH)
            slots = self._file.verify(stored, dek)
            self._raise_cost(dek, slots, slot, password, device)
            return self._opened(dek, slots, slot)
        finally:
            zero(device.secret)

    def open_with_recovery(self, typed: str | Sequence[str]) -> OpenedVault:
        """Open with the recovery key; needs no keyring. Raises InvalidInputError, DamagedError."""
        stored = self._file.read()
        recovery = parse_recovery_key(typed)
        dek = unwrap_for_recovery(stored.slots.recovery, recovery, stored.slots.database_id)
        recovery.close()
        if dek is None:
            raise InvalidInputError(
                "This recovery key does not open this clinic. It may have been replaced by a newer one.", "recovery_key"
            )
        return self._opened(dek, self._file.verify(stored, dek), None)

    def add_person(self, dek: bytearray, person: Person, password: str) -> int:
        """Give ``person`` a slot; return the new generation. Raises InvalidInputError when name or id is taken."""

        def edit(slots: KeySlots) -> KeySlots:
            taken = slots.named(person.user_name) or any(slot.slot_id == person.user_id for slot in slots.people)
            if taken or not user_name_key(person.user_name):
                raise InvalidInputError("That user name is taken. Choose another one.", "user_name")
            return replace(slots, people=(*slots.people, self._bound_slot(slots, dek, person, password)))

        return self._change(dek, edit)

    def change_password(self, dek: bytearray, user_id: str, password: str) -> int:
        """Give the person a new password; return the new generation. Raises NotFoundError without a slot."""
        return self._change(dek, lambda slots: slots.with_slot(
            self._bound_slot(slots, dek, person_of(slots.person(user_id)), password)))

    def change_person(self, dek: bytearray, person: Person) -> int:
        """Change display name and title shown at sign-in; return the new generation. Raises NotFoundError."""

        def edit(slots: KeySlots) -> KeySlots:
            slot = slots.person(person.user_id)
            return slots.with_slot(replace(slot, display_name=person.display_name, title=person.title))

        return self._change(dek, edit)

    def remove_person(self, dek: bytearray, user_id: str) -> int:
        """Remove the slot at once; return the new generation. Raises NotFoundError."""
        return self._change(dek, lambda slots: slots.without(slots.person(user_id).slot_id))

    def replace_recovery(self, dek: bytearray, recovery: RecoveryKey) -> int:
        """Put a new recovery key in place of the old one; return the new generation."""
        return self._change(dek, lambda slots: replace(
            slots, recovery=wrap_for_recovery(dek, recovery, slots.database_id, self._randomness)))

    def new_device(self, dek: bytearray, person: Person, password: str) -> int:
        """Make a new device secret after the keyring lost it; return the new generation.

        Every other slot depended on the old secret and is dropped: give those people new ones with ``add_person``.
        """

        def edit(slots: KeySlots) -> KeySlots:
            secret = self._device.create(slots.database_id)
            device = DeviceKey(slots.database_id, self._device.binding, secret)
            try:
                slot = self._slot(dek, person, password, device)
            finally:
                zero(secret)
            return replace(slots, binding=device.binding, backend=self._device.backend, people=(slot,))

        return self._change(dek, edit)

    def write_anchor(self, dek: bytearray, anchor: AuditAnchor) -> None:
        """Note where the audit stands; the generation stays, and what the file held becomes its previous copy."""
        self._file.write_keeping_previous(replace(self._checked(dek), anchor=anchor), dek)

    def _change(self, dek: bytearray, edit: Callable[[KeySlots], KeySlots]) -> int:
        before = self._checked(dek)
        after = replace(edit(before), generation=before.generation + 1)
        self._file.write_both(after, dek)
        self._newest_seen = after.generation
        return after.generation

    def _checked(self, dek: bytearray) -> KeySlots:
        """An old copy put in place while the database is open must not become the base of a newer one."""
        slots = self._file.verify(self._file.read(), dek)
        if slots.generation < self._newest_seen:
            raise _rolled_back()
        return slots

    def _opened(self, dek: bytearray, slots: KeySlots, slot: PersonSlot | None) -> OpenedVault:
        self._newest_seen = max(self._newest_seen, slots.generation)
        user_id, user_name = (slot.slot_id, slot.user_name) if slot else ("", "")
        return OpenedVault(dek, slots.database_id, user_id, user_name, slots.generation, slots.anchor)

    def _bound_slot(self, slots: KeySlots, dek: bytearray, person: Person, password: str) -> PersonSlot:
        """Return a new slot bound to the same device secret as the others."""
        device = self._device_key(slots)
        try:
            return self._slot(dek, person, password, device)
        finally:
            zero(device.secret)

    def _slot(self, dek: bytearray, person: Person, password: str, device: DeviceKey) -> PersonSlot:
        if not 0 < len(password) <= LONGEST:
            raise InvalidInputError(f"A password has at most {LONGEST} characters and is never empty.", "password")
        return wrap_for_person(dek, person, password, device, kdf=self._kdf, randomness=self._randomness)

    def _raise_cost(self, dek: bytearray, slots: KeySlots, slot: PersonSlot, password: str, device: DeviceKey) -> None:
        """Wrap again when the standard has risen. A full disk must not keep anybody out, so it is tried next time."""
        if slot.kdf < self._kdf:
            with contextlib.suppress(StorageError):
                self._file.write_both(slots.with_slot(self._slot(dek, person_of(slot), password, device)), dek)

    def _new_or_present_device_key(self, database_id: str) -> DeviceKey:
        """A restore on the computer the backup came from keeps its secret, so that the running clinic still opens."""
        secret = self._device.find(database_id)
        if secret is None:
            secret = self._device.create(database_id)
            self._made_secret = True
        return DeviceKey(database_id, self._device.binding, secret)

    def _forget_made_secret(self, database_id: str) -> None:
        if self._made_secret:
            self._device.delete(database_id)
            self._made_secret = False

    def _device_key(self, slots: KeySlots) -> DeviceKey:
        if slots.binding is Binding.PASSWORD_ONLY:
            return DeviceKey(slots.database_id, slots.binding, bytearray())
        if self._device.binding is not Binding.DEVICE:
            raise KeyringError("This clinic’s records are bound to this computer’s keyring, which is not available.")
        secret = self._device.find(slots.database_id)
        if secret is None:
            raise _secret_missing(slots.backend, self._device.backend)
        return DeviceKey(slots.database_id, slots.binding, secret)


def check_generation(opened: OpenedVault, expected: int) -> None:
    """Refuse an old copy of the key-slot file. Raises DamagedError when its generation is below ``expected``.

    A newer file is right: it was written before a commit that did not happen. Store its generation then.
    """
    if opened.generation < expected:
        raise _rolled_back()


def _rolled_back() -> DamagedError:
    return DamagedError(
        "The key file is an older copy, so nothing was opened. "
        "Put the current file back, or restore the clinic from a backup with the recovery key."
    )


def _secret_missing(recorded: str, present: str) -> KeyringError:
    if recorded != present:
        return KeyringError(
            f"This clinic’s device key was kept in {recorded}, but this computer now uses {present}. "
            "The records are safe. Switch back, or use the recovery key to enroll this computer again."
        )
    return KeyringError(
        f"{present} no longer holds this clinic’s device key. The records are safe. "
        "Use the recovery key to enroll this computer again."
    )
