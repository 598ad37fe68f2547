"""The words of the letters: complete sentences in plain language, with the parts the law asks for in each.

Denials carry the basis, the right to a review where there is one, the statement of disagreement for amendments, and how
to complain to the clinic and to the Secretary (45 CFR 164.524(d)(2), 164.526(d)(1)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.core.dates import long_date
from app.core.phone import phone_words
from app.rules.rights import KINDS, Outcome, RequestKind
from app.rules.rights_basis import Basis
from app.services.views.people import ClinicDetails

_HHS: Final = ("You can also complain to the Secretary of Health and Human Services: U.S. Department of Health and "
               "Human Services, Office for Civil Rights, 200 Independence Avenue SW, Washington, DC 20201, telephone "
               "1-800-368-1019, www.hhs.gov/ocr/complaints. Nobody will treat you worse because you complained.")
_REVIEW: Final = ("You may have this decision reviewed. Write to us and ask for it. Another licensed health care "
                  "professional, who had no part in the decision, will look at it and decide, and we will follow "
                  "what they decide and tell you in writing.")
_DISAGREE: Final = (
    "You may send us a written statement that says why you disagree. Send it to the address at the head of this "
    "letter. We will keep it with the record. We may add our own answer to it, and you will get a copy of that.",
    "If you do not send a statement, you may ask us to add your request and this letter to whatever we give out of "
    "that part of the record in the future.")


@dataclass(frozen=True)
class LetterText:
    """A letter before it is addressed and sealed. ``parts`` are titles with their paragraphs."""

    subject: str
    paragraphs: tuple[str, ...]
    enclosures: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class About:
    """The request a letter is about. ``name`` is whom it is written to.

    ``patient`` is the patient's name when that is a personal representative, else empty.
    """

    kind: RequestKind
    number: str
    received: date
    name: str
    clinic: ClinicDetails
    patient: str = ""

    @property
    def asked(self) -> str:
        """The request in words, within a sentence."""
        return KINDS[self.kind].ask[0].lower() + KINDS[self.kind].ask[1:]

    def opening(self) -> tuple[str, ...]:
        """Return salutation and the sentence that names the request."""
        received = f"On {long_date(self.received)} we received your request {self.number}"
        if not self.patient:
            return f"Dear {self.name},", f"{received}: {self.asked}."
        return (f"Dear {self.name},", f"{received} for {self.patient}: {self.asked}. Where this letter says “you” or "
                                      f"“your”, it means {self.patient} too.")

    def closing(self) -> str:
        """Return whom to ask."""
        return f"Questions? Call {self.officer()} at {phone_words(self.clinic.phone)}{self._email()}."

    def officer(self) -> str:
        """Return the privacy officer by name and title, or the title alone."""
        return f"{self.clinic.privacy_officer}, our Privacy Officer," if self.clinic.privacy_officer else \
            "our Privacy Officer"

    def complaint(self) -> tuple[str, ...]:
        """Return how to complain to the clinic and to the Secretary."""
        return (f"You can complain to us about this: {self.officer()} answers complaints, telephone "
                f"{phone_words(self.clinic.phone)}{self._email()}, {self.clinic.address_line}.", _HHS)

    def _email(self) -> str:
        return f", email {self.clinic.privacy_email}" if self.clinic.privacy_email else ""


def acknowledgement(about: About, due: date, *, needs_identity: bool) -> LetterText:
    """Return the letter that says that a request arrived and by when it is answered."""
    identity = ("Before we can act on it we need to see who you are: bring a photo ID, or send a copy of it. If you "
                "ask for somebody else, we also need to see by what authority.",) if needs_identity else ()
    return LetterText("We received your request", (
        *about.opening(), f"We will answer it by {long_date(due)}.", *identity, about.closing()))


def extension(about: About, reason: str, due: date) -> LetterText:
    """Return the letter that gives the reason for the one extension and the new date (164.524(b)(2)(iii))."""
    return LetterText("We need more time for your request", (
        *about.opening(), f"We cannot finish it in time, and this is why: {reason}",
        f"We will answer it by {long_date(due)}. The law allows one such extension, and there will be no other.",
        about.closing(), *about.complaint()))


def granted(about: About, reasons: str, facts: tuple[str, ...], enclosures: tuple[str, ...] = ()) -> LetterText:
    """Return the letter for a request that is granted as a whole. ``facts`` say what was done."""
    words = (reasons,) if reasons else ()
    return LetterText("Your request is granted", (*about.opening(), "We grant it.", *facts, *words, about.closing()),
                      enclosures)


def refused(about: About, outcome: Outcome, reasons: str, bases: tuple[Basis, ...],
            facts: tuple[str, ...] = ()) -> LetterText:
    """Return the letter for a denial, or for what is granted in part, with every part the law asks for."""
    partly = outcome is Outcome.PARTLY
    decision = "We can grant only a part of it." if partly else "We cannot do what you asked."
    why = [f"• {each.words} ({each.law})" for each in bases]
    review = (_REVIEW,) if any(each.reviewable for each in bases) else ()
    disagree = _DISAGREE if about.kind is RequestKind.AMEND else ()
    return LetterText("Your request is granted in part" if partly else "Your request is denied", (
        *about.opening(), decision, *facts, "The reason:", *why, *((reasons,) if reasons else ()), *review, *disagree,
        *about.complaint()))


def complaint_answer(about: About, reasons: str) -> LetterText:
    """Return the answer to a complaint (45 CFR 164.530(d))."""
    return LetterText("Our answer to your complaint", (
        *about.opening(), "We looked into it. This is what we found and what we do about it:", reasons, _HHS,
        about.closing()))


def amendment(about: About, text: str, told: tuple[str, ...]) -> LetterText:
    """Return the paper that amends a record; the original stays as it was signed and sealed."""
    others = (f"Also told: {'; '.join(told)}.",) if told else ()
    return LetterText("Amendment to the record", (
        f"This paper amends the record, on request {about.number} of {long_date(about.received)}. What was signed and "
        "sealed before stays as it is; this paper is read together with it.",
        "The record says from now on:", text, *others))


def statement(about: About, text: str) -> LetterText:
    """Return the patient's statement of disagreement as it is kept with the record (45 CFR 164.526(d)(2))."""
    return LetterText("Statement of disagreement", (
        f"Statement of the patient about request {about.number} of {long_date(about.received)}, kept with the record "
        "and given out together with it:", text))


def rebuttal(about: About, text: str) -> LetterText:
    """Return the clinic's answer to a statement; the patient gets this copy (45 CFR 164.526(d)(3))."""
    return LetterText("Our answer to your statement", (
        *about.opening(), "You sent us a statement that says why you disagree with our answer. We keep it with the "
        "record. This is what we add to it:", text, about.closing()))


def second_look(about: About, text: str) -> LetterText:
    """Return what another licensed professional decided about a denial (45 CFR 164.524(d)(4))."""
    return LetterText("The review of our decision", (
        *about.opening(), "You asked for a review of our decision. Another licensed health care professional looked at "
        "it and decided:", text, about.closing(), *about.complaint()))
