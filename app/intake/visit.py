"""One visit on the tablet: where the patient is, what is answered, read, initialed and signed, saved and sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from app.core.clock import Clock
from app.core.errors import InvalidInputError
from app.core.languages import translated
from app.core.strokes import Strokes
from app.forms import FormSession
from app.intake import marks, route, sign_check
from app.intake.evidence import EventKind
from app.intake.outbox import Outbox
from app.intake.packet import Packet, PacketForm
from app.intake.places import Place, PlaceKind, StepState
from app.intake.reading import ReadingLeft, ReadingSection
from app.intake.returning import Returning
from app.intake.saved_state import resume
from app.intake.sending import item_of
from app.intake.sign_check import CheckLine, VisitProblem
from app.intake.signing import Initials, SignatureInput, SignatureMade
from app.intake.submission import ItemKind, encode
from app.intake.visit_state import TextSize
from app.intake.watch import note_edits, note_shown, void_if_edited

__all__ = ["CheckLine", "FormStatus", "IntakeVisit", "TextSize", "VisitProblem"]


class FormStatus(StrEnum):
    """Where one form stands."""

    OPEN = "open"
    SIGNED = "signed"
    VOIDED = "voided"  # it was signed and then edited: sign again
    DECLINED = "declined"


class IntakeVisit:
    """The visit from the welcome page to "sent".

    Not thread-safe: one thread owns it. Only the outbox's ``write`` may run on another one.
    """

    def __init__(self, packet: Packet, clock: Clock, outbox: Outbox) -> None:
        """Start, or go on from ``packet.draft``. Raises DamagedError when the draft cannot be read."""
        self._state = resume(packet, clock)
        self._speak(self._state.language if self._state.language in packet.languages else packet.language)
        self._outbox = outbox

    @property
    def packet(self) -> Packet:
        """What the hand-over put into memory."""
        return self._state.packet

    @property
    def forms(self) -> tuple[PacketForm, ...]:
        """The forms of the visit in order, those that an answer opened among them."""
        return tuple(form.form for form in self._state.asked)

    # Where the patient is

    @property
    def place(self) -> Place:
        """The screen the patient is on; after a resume the one they left."""
        return self._state.place

    @property
    def places(self) -> tuple[Place, ...]:
        """Every screen of this visit in order, with the answers as they are now."""
        return route.places(self._state)

    def go(self, place: Place) -> Place:
        """Go to ``place`` (a jump from the review, "Read it again", "Edit"). An unknown place changes nothing."""
        if place in route.places(self._state) or route.is_page(self._state, place):
            self._arrive(place)
        return self._state.place

    def next(self) -> Place:
        """Go on, and return the new place.

        It stays where it is while the disclosure is not agreed to, a consent is not read and initialed, a form is not
        signed, or its check page still shows problems. From a page with missing answers it goes on: the check page
        lists them. A consent answered with "no" or "later" is recorded as declined when its check page is left.
        """
        state, place = self._state, self._state.place
        self._watch()
        if marks.is_held(state, place):
            return place
        if place.kind is PlaceKind.CHECK and (refusal := state.forms[place.form_id].refusal()):
            marks.record_decline(state, state.forms[place.form_id], refusal)
        return self._arrive(route.forward(state))

    def back(self) -> Place:
        """Go back one screen; nothing is lost."""
        return self._arrive(route.before(self._state, self._state.place))

    @property
    def steps(self) -> tuple[StepState, ...]:
        """The top bar."""
        self._watch()
        return route.steps(self._state)

    @property
    def returning(self) -> Returning:
        """Last time's answers of a returning patient, and what was said about them."""
        return Returning(self._state)

    # One form

    def session(self, form_id: str) -> FormSession:
        """Return the running form. The UI sets answers on it directly; edits after signing void the signature."""
        return self._state.forms[form_id].session

    def status(self, form_id: str) -> FormStatus:
        """Say where the form stands."""
        form = self._state.forms[form_id]
        void_if_edited(self._state, form)
        if form.declined is not None:
            return FormStatus.DECLINED
        if form.is_signed:
            return FormStatus.SIGNED
        return FormStatus.VOIDED if form.was_voided else FormStatus.OPEN

    def reading(self, form_id: str) -> tuple[ReadingSection, ...]:
        """Return the sections of a consent with what has been read and initialed; empty for other forms."""
        return self._state.forms[form_id].reading(self._state.language)

    def mark_read(self, form_id: str, section: str) -> None:
        """Note that the end of the section has been on screen."""
        form = self._state.forms[form_id]
        if section not in form.read and any(each.key == section for each in form.reading("")):
            form.read[section] = self._state.note(EventKind.READ, form_id, section)

    def reading_left(self, form_id: str) -> ReadingLeft:
        """Return how many sections and initials are left."""
        return self._state.forms[form_id].reading_left()

    def set_initials(self, form_id: str, link_id: str, text: str, strokes: Strokes | None = None) -> None:
        """Put initials beside a statement; an empty ``text`` takes them away.

        Raises InvalidInputError when they are not one to six letters.
        """
        marks.put_initials(self._state, self._state.forms[form_id], link_id, text, strokes)

    def initials(self, form_id: str) -> tuple[Initials, ...]:
        """Return the initials given so far."""
        return tuple(self._state.forms[form_id].initials.values())

    def check_lines(self, form_id: str) -> tuple[CheckLine, ...]:
        """Return the answers of the form in words, in its order, with what is wrong."""
        return sign_check.check_lines(self._state, self._state.forms[form_id])

    # Signing and declining

    def accept_disclosure(self) -> None:
        """Agree to electronic records and signatures (15 U.S.C. 7001(c)); needed before the first signature."""
        if self._state.disclosure_at is None:
            self._state.disclosure_at = self._state.note(EventKind.DISCLOSURE_ACCEPTED, "",
                                                         self.packet.disclosure.version)

    @property
    def disclosure_accepted_at(self) -> datetime | None:
        """When electronic records were agreed to."""
        return self._state.disclosure_at

    def refuse_electronic(self) -> None:
        """Ask for paper: seal that wish with the answers so far and go to PAPER.

        Raises StorageError when the file cannot be written; nothing changes then.
        """
        self._state.note(EventKind.PAPER_ASKED)
        self._outbox.finish(encode(item_of(self._state, ItemKind.PAPER)))
        self._state.is_paper = True
        self._state.place = Place(PlaceKind.PAPER)

    def signing(self, form_id: str, *, own: bool = False) -> SignatureInput:
        """Return the signature page as it stands, with name and role filled in as far as they are known.

        Here and below, ``own`` is about the minor's signature beside the guardian's.
        """
        form = self._state.forms[form_id]
        return form.own.page if own and form.own is not None else form.signing

    def keep_signing(self, form_id: str, signature: SignatureInput, *, own: bool = False) -> None:
        """Keep an unfinished signature page (every stroke) for the next autosave."""
        form = self._state.forms[form_id]
        if own and form.own is not None:
            form.own.page = signature
        else:
            form.signing = signature

    def sign_problems(self, form_id: str, *, own: bool = False) -> tuple[str, ...]:
        """Return sentences saying what is missing before ``sign`` succeeds, most useful first."""
        return sign_check.sign_problems(self._state, self._state.forms[form_id], own=own)

    def sign(self, form_id: str, *, own: bool = False) -> SignatureMade | None:
        """Sign with what ``keep_signing`` holds. Raises InvalidInputError with the first of ``sign_problems``.

        When a minor's own answer is "no" nothing is signed: the form is declined and None is returned.
        """
        form = self._state.forms[form_id]
        return marks.sign_too(self._state, form) if own else marks.sign_form(self._state, form)

    def signature(self, form_id: str, *, own: bool = False) -> SignatureMade | None:
        """Return the signature that counts now, or None."""
        self.status(form_id)
        form = self._state.forms[form_id]
        return form.made if not own else form.own.made if form.own is not None else None

    def decline(self, form_id: str, reason: str) -> None:
        """Record that the form is not signed, and why. The other forms go on.

        Raises InvalidInputError for an empty or very long reason, and for a form that cannot be declined.
        """
        marks.decline_form(self._state, self._state.forms[form_id], reason)
        self._arrive(route.nearest(self._state, route.after(self._state, Place(PlaceKind.CHECK, form_id))))

    def take_back_decline(self, form_id: str) -> None:
        """Open a declined form again."""
        form = self._state.forms[form_id]
        if form.declined is not None:
            form.declined = None
            self._state.note(EventKind.DECLINE_TAKEN_BACK, form_id)
            self._arrive(route.form_places(form)[0])

    def decline_reason(self, form_id: str) -> str:
        """Return why the form was declined, or an empty text; in the patient's language unless they wrote it."""
        form, language = self._state.forms[form_id], self._state.language
        if form.declined is None:
            return ""
        reason = form.declined.reason
        return form.refusal(language) if reason == form.refusal() else translated(reason, language)

    # Controls on every page

    def ask_help(self) -> None:
        """Note that the patient asked for help (staff see it when they are back at this computer)."""
        self._state.asked_for_help = True
        self._state.note(EventKind.HELP)

    def help_given(self) -> None:
        """Note that the help page was closed."""
        self._state.asked_for_help = False

    def note_policy_opened(self, kind: str) -> None:
        """Note that a policy ("policy", "npp", "disclosure") was opened to be read."""
        self._state.note(EventKind.POLICY_OPENED, "", kind)

    @property
    def language(self) -> str:
        """Language of the form texts, such as "en"."""
        return self._state.language

    def set_language(self, language: str) -> None:
        """Switch the language; answers and place stay. One that the packet does not allow changes nothing."""
        if language not in self.packet.languages:
            return
        self._speak(language)
        self._state.note(EventKind.LANGUAGE, "", language)

    @property
    def text_size(self) -> TextSize:
        """Size of the texts."""
        return self._state.text_size

    def set_text_size(self, size: TextSize) -> None:
        """Switch the size; answers and place stay."""
        self._state.text_size = size
        self._state.note(EventKind.TEXT_SIZE, "", size.value)

    # Saving and sending

    def snapshot(self) -> bytes:
        """Return the whole state as the plaintext of a draft. Fast; call on the thread that owns the visit."""
        self._watch()
        return encode(item_of(self._state, ItemKind.DRAFT))

    def autosave(self) -> None:
        """Seal ``snapshot()`` into the outbox. Raises StorageError; the save before stays.

        A window calls ``snapshot()`` itself and gives it to ``write`` on a worker thread.
        """
        self._outbox.write(self.snapshot())

    @property
    def outbox(self) -> Outbox:
        """The outbox, whose ``write(snapshot)`` may be called from any thread."""
        return self._outbox

    def problems(self) -> tuple[VisitProblem, ...]:
        """Return everything that keeps the visit from being sent, in the order of the visit."""
        self._watch()
        return sign_check.problems(self._state)

    def send(self) -> None:
        """Seal the submission into the outbox and go to DONE. Raises InvalidInputError while there are problems.

        Raises StorageError when the file cannot be written; nothing is lost then and ``send`` may be tried again.
        """
        missing = self.problems()
        if missing:
            raise InvalidInputError(missing[0].sentence)
        self._state.note(EventKind.SENT)
        self._outbox.finish(encode(item_of(self._state, ItemKind.SUBMISSION)))
        self._state.is_sent = True
        self._state.place = Place(PlaceKind.DONE)

    @property
    def is_sent(self) -> bool:
        """True after ``send``."""
        return self._state.is_sent

    def _speak(self, language: str) -> None:
        self._state.language = language
        for form in self._state.forms.values():
            form.session.set_language(language)

    def _arrive(self, place: Place) -> Place:
        self._state.place = place
        note_shown(self._state)
        note_edits(self._state)
        self._watch()
        return place

    def _watch(self) -> None:
        for form in self._state.forms.values():
            void_if_edited(self._state, form)
