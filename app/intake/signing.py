"""A signature as the patient or guardian makes it, and what is still missing before it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.core.strokes import Strokes


class SignerCapacity(StrEnum):
    """Who is signing. The codes are those of the forms' signature groups."""

    PATIENT = "patient"
    PARENT = "parent"
    GUARDIAN = "guardian"
    LEGAL_REP = "legal_rep"


class SignMethod(StrEnum):
    """How the signature is made."""

    DRAWN = "drawn"
    TYPED = "typed"


@dataclass(frozen=True)
class SignatureInput:
    """The signature page as it stands, finished or not; it is part of every draft.

    ``authority`` says what gives somebody else the right to sign ("mother", "court-named guardian").
    ``assent`` is the minor's own answer: "yes", "no" or "" when not asked. ``acknowledged`` is the tick
    "The signature below is mine".
    """

    capacity: SignerCapacity = SignerCapacity.PATIENT
    printed_name: str = ""
    method: SignMethod = SignMethod.DRAWN
    strokes: Strokes | None = None
    typed_name: str = ""
    authority: str = ""
    assent: str = ""
    interpreter: str = ""
    acknowledged: bool = False


@dataclass(frozen=True)
class SignatureMade:
    """A signature that counts. ``answers_sha256`` is over the canonical answers it covers, without itself.

    ``language`` is the one in which the form was on the screen when it was signed.
    """

    form_id: str
    signature: SignatureInput
    signed_at: datetime
    answers_sha256: str
    language: str = "en"


@dataclass
class OwnSigning:
    """The minor's own signature beside the guardian's: the page as it stands, and the signature once it counts."""

    page: SignatureInput
    made: SignatureMade | None = None


@dataclass(frozen=True)
class Decline:
    """The patient's decision not to sign a form, in their words."""

    reason: str
    at: datetime


@dataclass(frozen=True)
class Initials:
    """Initials beside one statement: letters, drawn outline if there is one, and when."""

    link_id: str
    text: str
    at: datetime
    strokes: Strokes | None = None
