"""Views of the promise board: each promise of the policy with its state and the proof of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PromiseState(StrEnum):
    """How a promise stands right now."""

    KEPT = "kept"
    ATTENTION = "attention"
    NOT_FOR_THIS_APP = "not-for-this-app"


@dataclass(frozen=True)
class PromiseRow:
    """One line of the policy. ``heading`` is the policy's, ``part`` the chapter it stands in, ``key`` names the line.

    ``proof`` says what was found just now, ``what_to_do`` what is to be done about it (empty when nothing is).
    ``place`` names where it is kept ("settings.security", "privacy.registers.vendor"), empty when nowhere in the app.
    """

    heading: str
    promise: str
    state: PromiseState
    proof: str
    what_to_do: str = ""
    part: str = ""
    key: str = ""
    place: str = ""


@dataclass(frozen=True)
class EvidencePack:
    """A sealed evidence pack, ready to be saved: file name, bytes, and the document it stays in the records as."""

    document_id: str
    file_name: str
    pdf: bytes
    pages: int


@dataclass(frozen=True)
class EvidenceRange:
    """The days an evidence pack covers, both included, in the clinic's calendar."""

    first: date
    last: date
