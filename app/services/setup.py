"""First run: everything is made in a folder beside its place and moved there at the end, or not at all."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import Clock
from app.core.errors import DamagedError, InvalidInputError, KeyringError, KnownError, StorageError
from app.core.files import make_private_folder
from app.core.ids import new_id
from app.core.paths import DataFolder
from app.core.randomness import Randomness
from app.security.passwords import PasswordPolicy
from app.security.recovery_key import new_recovery_key, parse_recovery_key
from app.security.totp import check_code, new_totp_secret, totp_uri
from app.services.founding import found_clinic
from app.services.start_state import start_state
from app.services.strongbox import Strongbox
from app.services.views.people import (
    DataState,
    KeyringCheck,
    SetupAnswers,
    SetupResult,
    StartState,
    TotpEnrolment,
)

_NO_OVERWRITE: Final = ("This folder already holds a clinic's records, so set-up was stopped. Nothing was changed. "
                        "Start the app again to sign in.")


@dataclass(frozen=True)
class SetupPorts:
    """What set-up is given: time, randomness and the password rules."""

    clock: Clock
    randomness: Randomness
    passwords: PasswordPolicy


class SetupService:
    """Founds a clinic in an empty folder; never over existing data."""

    def __init__(self, folder: DataFolder, box: Strongbox, ports: SetupPorts) -> None:
        self._folder = folder
        self._box = box
        self._ports = ports

    def state(self) -> StartState:
        """Say what the data folder holds; see ``start_state``."""
        return start_state(self._folder)

    def check_keyring(self) -> KeyringCheck:
        """Write to the operating system's keyring, read back and compare; say in words what was found."""
        try:
            backend = self._box.keyring.check()
        except KeyringError as error:
            return KeyringCheck(False, "", error.sentence)
        return KeyringCheck(True, backend, f"{backend} keeps this device's key.")

    def password_problem(self, password: str, user_name: str, clinic_name: str) -> str:
        """Return a sentence that says why the password is refused, or "" when it is fine."""
        return self._ports.passwords.problem(password, user_name, clinic_name)

    def password_strength(self, password: str, user_name: str, clinic_name: str) -> int:
        """Return 0 (refused) to 4 (very strong)."""
        return self._ports.passwords.strength(password, user_name, clinic_name)

    def new_enrolment(self, user_name: str, clinic_name: str) -> TotpEnrolment:
        """Return a new authenticator secret with its otpauth address. Nothing is stored."""
        secret = new_totp_secret(self._ports.randomness)
        return TotpEnrolment(secret, totp_uri(secret, user_name, clinic_name))

    def enrolment_matches(self, enrolment: TotpEnrolment, code: str) -> bool:
        """Say whether ``code`` is what the authenticator app shows now."""
        return check_code(enrolment.secret, code, self._ports.clock.now(), None).accepted

    def new_recovery_groups(self) -> tuple[str, ...]:
        """Return a new recovery key as nine groups of four characters. Nothing is stored."""
        return new_recovery_key(self._ports.randomness).groups

    def finish(self, answers: SetupAnswers) -> SetupResult:
        """Found the clinic: databases, key slots, keyring entry, key pairs, first administrator. All of it or nothing.

        Raises InvalidInputError, KeyringError (before anything is written), StorageError and DamagedError (data is
        there already).
        """
        self._check(answers)
        if self.state().state is not DataState.EMPTY:
            raise DamagedError(_NO_OVERWRITE)
        if not answers.passwords_only:
            self._box.keyring.check()
        with self._staged() as staging:
            founded = found_clinic(staging, self._box, answers, self._ports.clock, self._ports.randomness)
            try:
                self._move_into_place(staging)
            except BaseException:
                with contextlib.suppress(KnownError):  # the reason for stopping matters more than this one
                    founded.undo()
                raise
        self._box.forget_paths()
        return SetupResult(founded.recovery_codes)

    def _check(self, answers: SetupAnswers) -> None:
        admin, clinic = answers.administrator, answers.clinic
        problem = self.password_problem(answers.password, admin.user_name, clinic.name)
        if problem:
            raise InvalidInputError(problem, "password")
        for value, words, field in ((clinic.name, "the clinic's name", "name"),
                                    (admin.user_name, "a user name", "user_name"),
                                    (admin.display_name, "your name", "display_name")):
            if not value.strip():
                raise InvalidInputError(f"Enter {words}.", field)
        try:
            ZoneInfo(clinic.zone)
        except (KeyError, ValueError, OSError):
            raise InvalidInputError("Choose the clinic's time zone.", "zone") from None
        parse_recovery_key(answers.recovery_groups).close()

    @contextmanager
    def _staged(self) -> Iterator[DataFolder]:
        """Lend an empty private folder beside the final one, on the same drive; remove what is left of it."""
        root = self._folder.root
        try:
            root.parent.mkdir(parents=True, exist_ok=True)  # what is there already keeps its permissions
        except OSError:
            raise StorageError("The folder for the clinic's data could not be made. Check that this account may "
                               "write there, then try again.") from None
        place = root.with_name(f".{root.name}.setup-{new_id(self._ports.clock, self._ports.randomness)[-12:]}")
        make_private_folder(place)
        try:
            yield DataFolder(place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _move_into_place(self, staging: DataFolder) -> None:
        """One rename when the place is free; else file by file with the key-slot file, which makes it count, last."""
        root = self._folder.root
        try:
            if not root.exists() or not any(root.iterdir()):
                if root.exists():
                    root.rmdir()
                staging.root.rename(root)
                return
            self._move_each(staging, root)
        except OSError:
            raise StorageError("The clinic's folder could not be put in place, so nothing was set up. Check the drive "
                               "and that this account may write there, then try again.") from None

    def _move_each(self, staging: DataFolder, root: Path) -> None:
        entries = sorted(staging.root.iterdir(), key=lambda entry: entry.name.startswith(self._folder.keyslots.name))
        moved: list[Path] = []
        try:
            for entry in entries:
                target = root / entry.name
                if target.exists():
                    raise DamagedError(_NO_OVERWRITE)
                entry.rename(target)
                moved.append(target)
        except BaseException:
            for target in moved:
                target.rename(staging.root / target.name)
            raise
