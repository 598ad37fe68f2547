"""Views of a copy of a patient's record: what is ordered, what it will hold, and what was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.services.views.disclosures import Disclosure


class Part(StrEnum):
    """A part of the record that can be left out when somebody else gets the copy."""

    FORMS = "forms"
    CONSENTS = "consents"
    VISITS = "visits"
    DOCUMENTS = "documents"


ALL_PARTS = frozenset(Part)


@dataclass(frozen=True)
class CopyOrder:
    """A copy to be made. ``disclosure`` says for whom, why and on what basis; ``request_id`` the request it answers.

    ``parts`` limits what somebody else gets to what the authorization or the law names; the patient's own copy is
    always whole (45 CFR 164.524(a)).
    """

    patient_id: str
    disclosure: Disclosure
    parts: frozenset[Part] = ALL_PARTS
    request_id: str = ""


@dataclass(frozen=True)
class CopyPreview:
    """What the copy will hold, in numbers. ``left_out`` says in words what stays out of it, and why."""

    forms: int
    consents: int
    visits: int
    documents: int
    disclosures: int
    amendments: int
    calls: int
    size_bytes: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class MadeCopy:
    """The package that was made. ``passphrase`` is kept nowhere: it is shown once and given apart from the file."""

    file: Path
    size_bytes: int
    disclosure_id: str
    documents: int
    passphrase: str = field(repr=False)
