"""Where a patient can be during a visit, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.intake.packet import IntakeStep


class PlaceKind(StrEnum):
    """The screens of a visit."""

    WELCOME = "welcome"
    DISCLOSURE = "disclosure"  # the e-records disclosure, before anything is signed
    PAGE = "page"  # one page of questions; ``page`` counts the form's pages from 0
    CONFIRM = "confirm"  # last time's answers: still right, or change; ``page`` is the first page they are on
    READING = "reading"  # the text of a consent with its initials
    CHECK = "check"  # the answers of one form before it is signed
    SIGN = "sign"  # ``page`` is OWN where the minor signs beside the guardian
    REVIEW = "review"  # the whole visit before it is sent
    DONE = "done"
    PAPER = "paper"  # electronic records were refused: back to the front desk


OWN = 1
"""``page`` of the place where the minor signs beside the guardian."""


@dataclass(frozen=True)
class Place:
    """One screen. ``form_id`` and ``page`` are set where they mean something."""

    kind: PlaceKind
    form_id: str = ""
    page: int = 0


@dataclass(frozen=True)
class StepState:
    """One bar of the top bar. ``progress`` runs from 0 to 1."""

    step: IntakeStep
    label: str
    progress: float
    is_done: bool
    is_current: bool
