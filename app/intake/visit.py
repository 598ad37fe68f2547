"""One visit on the tablet: where the patient is, what is answered, read, initialed and signed, saved and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.clock import Clock
from app.core.strokes import Strokes
from app.intake.outbox import Outbox
from app.intake.packet import Packet
from app.intake.places import Place, StepState
from app.intake.reading import ReadingLeft, ReadingSection
from app.intake.signing import Initials, SignatureInput, SignatureMade

if TYPE_CHECKING:
    from app.forms import FormSession


class FormStatus(StrEnum):
    """Where one form stands."""

    OPEN = "open"
    SIGNED = "signed"
    VOIDED = "voided"  # it was signed and then edited: sign again
    DECLINED = "declined"


class TextSize(StrEnum):
    """The two sizes of the tablet."""

    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True)
class VisitProblem:
    """Something that keeps the visit from being sent, and the place where it is put right.

    ``key`` is the item of the form (empty for a missing signature), ``label`` its short name for a button.
    """

    form_id: str
    place: Place
    key: str
    label: str
    sentence: str


@dataclass(frozen=True)
class CheckLine:
    """One answer in words on the check and review pages. ``problem`` is empty when the answer stands."""

    form_id: str
    place: Place
    key: str
    section: str
    question: str
    answer: str
    problem: str = ""


class IntakeVisit:
    """The visit from the welcome page to "sent". Not thread-safe: one thread owns it, ``Outbox.write`` may run elsewhere."""

    def __init__(self, packet: Packet, clock: Clock, outbox: Outbox) -> None:
        """Start, or go on from ``packet.draft``. Raises DamagedError when the draft cannot be read."""
        raise NotImplementedError

    @property
    def packet(self) -> Packet:
        """What the hand-over put into memory."""
        raise NotImplementedError

    # Where the patient is

    @property
    def place(self) -> Place:
        """The screen the patient is on; after a resume the one they left."""
        raise NotImplementedError

    @property
    def places(self) -> tuple[Place, ...]:
        """Every screen of this visit in order, with the answers as they are now."""
        raise NotImplementedError

    def go(self, place: Place) -> Place:
        """Go to ``place`` (a jump from the review, "Read it again"). An unknown place changes nothing."""
        raise NotImplementedError

    def next(self) -> Place:
        """Go on. From a page with missing answers the patient may go on; ``sign`` and ``send`` may not."""
        raise NotImplementedError

    def back(self) -> Place:
        """Go back one screen; nothing is lost."""
        raise NotImplementedError

    @property
    def steps(self) -> tuple[StepState, ...]:
        """The top bar."""
        raise NotImplementedError

    # One form

    def session(self, form_id: str) -> FormSession:
        """Return the running form. The UI sets answers on it directly; edits after signing void the signature."""
        raise NotImplementedError

    def status(self, form_id: str) -> FormStatus:
        """Say where the form stands."""
        raise NotImplementedError

    def reading(self, form_id: str) -> tuple[ReadingSection, ...]:
        """Return the sections of a consent with what has been read and initialed; empty for other forms."""
        raise NotImplementedError

    def mark_read(self, form_id: str, section: str) -> None:
        """Note that the end of the section has been on screen."""
        raise NotImplementedError

    def reading_left(self, form_id: str) -> ReadingLeft:
        """Return how many sections and initials are left."""
        raise NotImplementedError

    def set_initials(self, form_id: str, link_id: str, text: str, strokes: Strokes | None = None) -> None:
        """Put initials beside a statement; an empty ``text`` takes them away."""
        raise NotImplementedError

    def initials(self, form_id: str) -> tuple[Initials, ...]:
        """Return the initials given so far."""
        raise NotImplementedError

    def check_lines(self, form_id: str) -> tuple[CheckLine, ...]:
        """Return the answers of the form in words, in its order, with what is wrong."""
        raise NotImplementedError

    # Signing and declining

    def accept_disclosure(self) -> None:
        """Agree to electronic records and signatures (15 U.S.C. 7001(c)); needed before the first signature."""
        raise NotImplementedError

    @property
    def disclosure_accepted_at(self) -> datetime | None:
        """When electronic records were agreed to."""
        raise NotImplementedError

    def refuse_electronic(self) -> None:
        """Ask for paper. The answers so far are kept in the draft; the place becomes PAPER."""
        raise NotImplementedError

    def signing(self, form_id: str) -> SignatureInput:
        """Return the signature page as it stands, with name and role filled in as far as they are known."""
        raise NotImplementedError

    def keep_signing(self, form_id: str, signature: SignatureInput) -> None:
        """Keep an unfinished signature page (every stroke) for the next autosave."""
        raise NotImplementedError

    def sign_problems(self, form_id: str) -> tuple[str, ...]:
        """Return sentences saying what is missing before ``sign`` succeeds, most useful first."""
        raise NotImplementedError

    def sign(self, form_id: str) -> SignatureMade:
        """Sign with what ``keep_signing`` holds. Raises InvalidInputError with the first of ``sign_problems``.

        A minor's own "no" declines the form instead (InvalidInputError says so before).
        """
        raise NotImplementedError

    def signature(self, form_id: str) -> SignatureMade | None:
        """Return the signature that counts now, or None."""
        raise NotImplementedError

    def decline(self, form_id: str, reason: str) -> None:
        """Record that the form is not signed, and why. The other forms go on."""
        raise NotImplementedError

    def take_back_decline(self, form_id: str) -> None:
        """Open a declined form again."""
        raise NotImplementedError

    def decline_reason(self, form_id: str) -> str:
        """Return why the form was declined, or an empty text."""
        raise NotImplementedError

    # Controls on every page

    def ask_help(self) -> None:
        """Note that the patient asked for help (staff see it when they are back at this computer)."""
        raise NotImplementedError

    def help_given(self) -> None:
        """Note that the help page was closed."""
        raise NotImplementedError

    @property
    def language(self) -> str:
        """Language of the form texts, such as "en"."""
        raise NotImplementedError

    def set_language(self, language: str) -> None:
        """Switch the language; answers and place stay."""
        raise NotImplementedError

    @property
    def text_size(self) -> TextSize:
        """Size of the texts."""
        raise NotImplementedError

    def set_text_size(self, size: TextSize) -> None:
        """Switch the size; answers and place stay."""
        raise NotImplementedError

    # Saving and sending

    def snapshot(self) -> bytes:
        """Return the whole state as the plaintext of a draft. Fast; call on the thread that owns the visit."""
        raise NotImplementedError

    def autosave(self) -> None:
        """Seal ``snapshot()`` into the outbox: ``outbox.write`` is safe to call on another thread instead."""
        raise NotImplementedError

    def problems(self) -> tuple[VisitProblem, ...]:
        """Return everything that keeps the visit from being sent, in the order of the visit."""
        raise NotImplementedError

    def send(self) -> None:
        """Seal the submission into the outbox and go to DONE. Raises InvalidInputError while there are problems.

        Raises StorageError when the file cannot be written; nothing is lost then and ``send`` may be tried again.
        """
        raise NotImplementedError

    @property
    def is_sent(self) -> bool:
        """True after ``send``."""
        raise NotImplementedError
