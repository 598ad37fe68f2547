"""Views of staff, sign-in and set-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.security.actor import Actor, Licence, Role


@dataclass(frozen=True)
class PersonTile:
    """A name on the sign-in window; read from the key-slot file while the database is closed."""

    user_name: str
    display_name: str
    title: str


class PasswordStep(StrEnum):
    """What follows an accepted password."""

    CODE_NEEDED = "code_needed"
    SIGNED_IN = "signed_in"
    ENROL = "enrol"  # a temporary password: choose one's own and enroll an authenticator app


@dataclass(frozen=True)
class PasswordOutcome:
    """``actor`` is set when no code is needed (same person within 15 minutes of the last accepted code)."""

    step: PasswordStep
    display_name: str
    actor: Actor | None = None


@dataclass(frozen=True)
class KeyringCheck:
    """Result of writing, reading back and comparing in the operating system's keyring."""

    ok: bool
    backend: str
    sentence: str


class DataState(StrEnum):
    """What the data folder holds before anybody signs in."""

    EMPTY = "empty"
    READY = "ready"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class StartState:
    """What the app found at start. ``sentence`` explains a damaged folder; ``demo`` marks the fictional clinic."""

    state: DataState
    sentence: str = ""
    demo: bool = False


@dataclass(frozen=True)
class ClinicDetails:
    """The clinic as it appears in forms and documents. ``zone`` is an IANA name such as ``America/Chicago``."""

    name: str
    street: str
    city: str
    state: str
    postal_code: str
    phone: str
    zone: str
    medical_director: str
    privacy_officer: str = ""
    privacy_email: str = ""

    @property
    def address_line(self) -> str:
        """Street, city, state and postal code on one line."""
        return f"{self.street}, {self.city}, {self.state} {self.postal_code}"


@dataclass(frozen=True)
class NewStaff:
    """A staff member to be added."""

    user_name: str
    display_name: str
    title: str
    role: Role
    licence: Licence
    licence_number: str = ""
    is_director: bool = False


@dataclass(frozen=True)
class StaffView:
    """A staff member as Settings shows them."""

    user_id: str
    user_name: str
    display_name: str
    title: str
    role: Role
    licence: Licence
    licence_number: str
    is_director: bool
    active: bool
    locked: bool
    must_enrol: bool
    last_sign_in: datetime | None


@dataclass(frozen=True)
class SignInRecord:
    """One line of "your sign-ins"."""

    at: datetime
    device: str
    accepted: bool
    detail: str


@dataclass(frozen=True)
class TotpEnrolment:
    """A new authenticator secret (RFC 6238), not yet confirmed. ``secret`` is base32; ``uri`` the otpauth URI."""

    secret: str
    uri: str


@dataclass(frozen=True)
class TemporaryCredential:
    """Shown once to the administrator who added or reset somebody: what the person needs for the first sign-in."""

    password: str
    enrolment: TotpEnrolment


@dataclass(frozen=True)
class SetupAnswers:
    """Everything set-up collects before it writes anything."""

    clinic: ClinicDetails
    administrator: NewStaff
    password: str
    enrolment: TotpEnrolment
    recovery_groups: tuple[str, ...]
    passwords_only: bool = False
    device_name: str = "This computer"


@dataclass(frozen=True)
class SetupResult:
    """Ten single-use recovery codes of the first administrator, shown once."""

    recovery_codes: tuple[str, ...]
