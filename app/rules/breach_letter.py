"""The five elements of a notice to a patient (45 CFR 164.404(c)(1)(A) to (E)), in plain language (164.404(c)(2))."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.core.dates import long_date


class Element(StrEnum):
    """What a notice holds, in the rule's order."""

    WHAT = "what"
    KINDS = "kinds"
    STEPS = "steps"
    DOING = "doing"
    CONTACT = "contact"


class PhiKind(StrEnum):
    """Kinds of protected information this clinic keeps."""

    NAME = "name"
    CONTACT = "contact"
    BIRTH_DATE = "birth_date"
    HEALTH = "health"
    TREATMENT = "treatment"
    PHOTO = "photo"
    SIGNATURE = "signature"
    GENETIC = "genetic"
    PAYMENT = "payment"


KIND_WORDS: Final[dict[PhiKind, str]] = {
    PhiKind.NAME: "full name", PhiKind.CONTACT: "address, phone number or email", PhiKind.BIRTH_DATE: "date of birth",
    PhiKind.HEALTH: "health history and medications", PhiKind.TREATMENT: "treatments and consents",
    PhiKind.PHOTO: "photos", PhiKind.SIGNATURE: "signature", PhiKind.GENETIC: "genetic or family history",
    PhiKind.PAYMENT: "payment details",
}
"""Each kind as it stands in a list."""

ELEMENT_MISSING: Final[dict[Element, str]] = {
    Element.WHAT: "Say in a few words what happened (45 CFR 164.404(c)(1)(A)).",
    Element.KINDS: "Say which kinds of information it was about (45 CFR 164.404(c)(1)(B)).",
    Element.STEPS: "Say what patients can do to protect themselves (45 CFR 164.404(c)(1)(C)).",
    Element.DOING: "Say what the clinic is doing about it (45 CFR 164.404(c)(1)(D)).",
    Element.CONTACT: "Give a toll-free number, an email, a web site or a postal address (45 CFR 164.404(c)(1)(E)).",
}
"""What to do about each element that is missing."""

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@.]+\.[^\s@]+")
_TOLL_FREE: Final = re.compile(r"\b(?:1[\s.-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[\s.-]?\d{3}[\s.-]?\d{4}\b")
_WEB: Final = re.compile(r"\b(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\d+\s+\S.*\b[A-Z]{2}\s+\d{5}\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What the clinic says to everybody affected. ``occurred`` is the day of the breach, if known."""

    what: str
    kinds: tuple[PhiKind, ...]
    steps: str
    doing: str
    contact: str
    discovered: date
    occurred: date | None = None


def missing_elements(text: NoticeText) -> tuple[Element, ...]:
    """Return the elements that a notice with ``text`` would lack; empty when it may go out."""
    present = {
        Element.WHAT: bool(text.what.strip()), Element.KINDS: bool(text.kinds), Element.STEPS: bool(text.steps.strip()),
        Element.DOING: bool(text.doing.strip()), Element.CONTACT: names_a_way_to_ask(text.contact),
    }
    return tuple(element for element in Element if not present[element])


def names_a_way_to_ask(contact: str) -> bool:
    """Say whether ``contact`` holds a toll-free number, an email, a web site or a postal address."""
    return any(pattern.search(contact) for pattern in (_EMAIL, _TOLL_FREE, _WEB, _ADDRESS))


def notice_parts(text: NoticeText, whose: str = "Your") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the five parts of the notice in the rule's order, each as its title and its paragraphs.

    ``whose`` says to whoever reads the notice whose information it was. Raises ValueError when an element is missing:
    no notice is made without all five.
    """
    if missing_elements(text):
        raise ValueError("A notice of a breach has five elements.")
    when = f"It happened on {long_date(text.occurred)}, and we" if text.occurred else "We"
    return (
        ("What happened", (*_lines(text.what), f"{when} found out on {long_date(text.discovered)}.")),
        ("What information was involved", tuple(f"• {whose} {KIND_WORDS[kind]}" for kind in _in_order(text.kinds))),
        ("What you can do", _lines(text.steps)),
        ("What we are doing", _lines(text.doing)),
        ("If you have questions", _lines(text.contact)),
    )


def _in_order(kinds: Sequence[PhiKind]) -> tuple[PhiKind, ...]:
    return tuple(kind for kind in PhiKind if kind in kinds)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in text.strip().splitlines())
