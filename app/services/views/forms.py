"""Views of forms and rules as the clinic manages them: state, versions, who signs again, months and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class FormState(StrEnum):
    """Where a form stands."""

    IN_USE = "in_use"
    DRAFT = "draft"  # imported and not published
    WAITING = "waiting"  # published, takes effect with its approval
    RETIRED = "retired"

    @property
    def words(self) -> str:
        """The words people see."""
        return {"in_use": "In use", "draft": "Draft", "waiting": "Waits for approval", "retired": "Retired"}[self.value]


@dataclass(frozen=True)
class FormLine:
    """One form or draft in the list of the command line. ``missing`` is whose approval keeps it from patients."""

    form_id: str
    url: str
    version: str
    title: str
    state: FormState
    is_own: bool
    due: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ImportedForm:
    """A draft as it was kept."""

    url: str
    version: str
    title: str
    due: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What became of a form, and a sentence that says what follows from it."""

    url: str
    version: str
    state: FormState
    sentence: str


@dataclass(frozen=True)
class VersionLine:
    """A version as it was published. ``material`` means that everyone signed again; ``why`` is the reason given."""

    version: str
    published_at: datetime
    material: bool
    why: str


@dataclass(frozen=True)
class Months:
    """How many months a form lasts. Between ``lowest`` and ``highest``; ``shipped`` is what came with the app.

    ``now`` is a text because treatments can differ: "6 or 12".
    """

    now: str
    shipped: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class ChangeLine:
    """A number that was changed, by whom and why."""

    value: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class FormFacts:
    """What Settings shows about one form beside its approvals. ``sign_again`` counts patients.

    ``months`` is None for a form that does not run out; ``due`` says in words when it is due.
    """

    form_id: str
    is_own: bool
    due: str
    versions: tuple[VersionLine, ...]
    sign_again: int
    months: Months | None
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class SignAgainLine:
    """A patient whose signature is older than the last material change."""

    patient_id: str
    patient_name: str
    record_number: int
    signed_on: date
    version: str


@dataclass(frozen=True)
class LimitLine:
    """The limit of a safety rule that the clinic may set. ``words`` is what it counts."""

    rule_id: str
    message: str
    words: str
    value: int
    shipped: int
    lowest: int
    highest: int
    changes: tuple[ChangeLine, ...]
