"""What set-up has collected so far, and what can be said about it without a window."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.core.errors import KnownError
from app.core.phone import phone_words, to_e164
from app.core.text import bare_name, fold
from app.security.actor import Actor, Licence, Role
from app.services.views.people import ClinicDetails, NewStaff, SetupAnswers, TotpEnrolment

if TYPE_CHECKING:  # services load SQLAlchemy, behind the first window
    from app.services.registry import Services

ZONES = (
    ("America/New_York", "Eastern Time, New York"), ("America/Chicago", "Central Time, Chicago"),
    ("America/Denver", "Mountain Time, Denver"), ("America/Phoenix", "Mountain Time, Phoenix"),
    ("America/Los_Angeles", "Pacific Time, Los Angeles"), ("America/Anchorage", "Alaska Time, Anchorage"),
    ("Pacific/Honolulu", "Hawaii Time, Honolulu"),
)
"""Time zones by IANA name, in words."""

STATES = (
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California"),
    ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida"),
    ("GA", "Georgia"), ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"),
    ("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"),
    ("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"),
    ("MT", "Montana"), ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"),
    ("NM", "New Mexico"), ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"),
    ("OK", "Oklahoma"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina"),
    ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont"),
    ("VA", "Virginia"), ("WA", "Washington"), ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
)
"""States by postal code, in words."""

JOB_TITLES = ("Practice manager", "Owner", "Medical director", "Nurse injector", "Office manager")

_ZIP = re.compile(r"\d{5}(-\d{4})?")
_US_PHONE = re.compile(r"\(\d{3}\) \d{3}-\d{4}")


@dataclass(frozen=True)
class PolicyFile:
    """A policy or notice of the clinic's own, chosen during set-up and loaded after the first sign-in.

    ``kind`` is "policy" (privacy policy) or "npp" (notice of privacy practices); ``data`` is a PDF or plain text.
    """

    kind: str
    title: str
    version: str
    effective: date
    data: bytes


@dataclass(frozen=True)
class SetupDone:
    """The clinic exists. ``user_name`` is the first administrator; ``policies`` are still to be loaded.

    ``clinic`` is what the sign-in page shows before the records are opened for the first time.
    """

    user_name: str
    clinic: ClinicDetails
    policies: tuple[PolicyFile, ...] = ()


def load_policies(services: Services, actor: Actor, files: tuple[PolicyFile, ...]) -> tuple[str, ...]:
    """Load what was chosen during set-up; return a sentence for each that was refused. Runs on the worker."""
    refused = []
    for file in files:
        try:
            services.policies.load(actor, kind=file.kind, title=file.title, version=file.version,
                                   effective=file.effective, content=file.data)
        except KnownError as error:
            refused.append(f"{file.title}: {error.sentence}")
    return tuple(refused)


@dataclass
class SetupDraft:
    """Answers so far. Lives only in memory; nothing is written before set-up finishes."""

    clinic: ClinicDetails | None = None
    administrator: NewStaff | None = None
    password: str = ""
    enrolment: TotpEnrolment | None = None
    recovery_groups: tuple[str, ...] = ()
    passwords_only: bool = False
    device_name: str = "This computer"
    policies: list[PolicyFile] = field(default_factory=list)

    def answers(self) -> SetupAnswers:
        """Return everything for the service. Raises LookupError when a step was left out."""
        if self.clinic is None or self.administrator is None or self.enrolment is None:
            raise LookupError("set-up is not complete")
        return SetupAnswers(self.clinic, self.administrator, self.password, self.enrolment, self.recovery_groups,
                            self.passwords_only, self.device_name)


def first_administrator(user_name: str, display_name: str, title: str) -> NewStaff:
    """Return the first administrator. Licences are added later in Settings."""
    return NewStaff(user_name, display_name, title, Role.ADMINISTRATOR, Licence.NONE)


def suggested_user_name(full_name: str) -> str:
    """Return "nora.bellamy" for "Dr. Nora Bellamy"."""
    words = re.sub(r"[^a-z0-9 ]", "", fold(bare_name(full_name))).split()
    return ".".join(words[:1] + words[-1:]) if len(words) > 1 else "".join(words)


def zip_problem(text: str) -> str:
    """Return what is wrong with a ZIP code, or ""."""
    return "" if _ZIP.fullmatch(text.strip()) else "Enter 5 digits, for example 60614"


def phone_problem(text: str) -> str:
    """Return what is wrong with a U.S. phone number, or ""."""
    return "" if _US_PHONE.fullmatch(shown_phone(text)) else "Enter 10 digits, for example (312) 555-0142"


def shown_phone(text: str) -> str:
    """Return a U.S. number as (312) 555-0142; anything else as it is."""
    shown = phone_words(to_e164(text))
    return shown if _US_PHONE.fullmatch(shown) else text
