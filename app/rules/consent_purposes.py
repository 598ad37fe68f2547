"""What consents are asked for, as data: the question that asks, what each answer means, what stops with it.

Treatment consents are not listed one by one: every consent form of the treatment catalogue is a purpose under its
form's id, read by the one rule ``TreatmentRule``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.core.resources import resource
from app.core.text import fold as folded
from app.rules.consents import Channel
from app.rules.located import Fault, FaultFound, Node, RulesError, parse
from app.rules.treatments import Catalogue

WHAT = "The list of consents"
WHOSE = "{whose}"
"""In the title of a step: "her", "his" or "the", after the patient's pronouns."""

MARKETING: Final = frozenset({"photo_marketing", "sms_marketing", "email_marketing", "email_news", "mail_marketing"})
"""The purposes that an objection to marketing ends, newsletters among them, by their codes."""

AUTHORIZATIONS: Final = frozenset({"photo_education", "photo_marketing"})
"""The purposes that let health information out of the clinic's care: authorizations under 45 CFR 164.508."""


class ConsentGroup(StrEnum):
    """What kind of consent it is."""

    TREATMENT = "treatment"
    PHOTOS = "photos"
    TEXTS = "texts"
    EMAIL = "email"
    PHONE = "phone"
    MAIL = "mail"
    BIOMETRIC = "biometric"
    GENETIC = "genetic"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the clinic does after a withdrawal, and within how many business days. ``counted`` names what is counted."""

    title: str
    business_days: int
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """When a consent ends by what was answered; the form's own validity counts too, and the earlier day wins.

    ``months`` are by the answer to ``question``; ``card`` is the question for a card's end date (MM/YY);
    ``at_most_months`` (0: none) counts from the signature.
    """

    question: str = ""
    months: dict[str, int] = field(default_factory=dict)
    card: str = ""
    at_most_months: int = 0

    @property
    def least_months(self) -> int:
        """The shortest time a yes can have been given for; 0 when none is set."""
        return min((months for months in (*self.months.values(), self.at_most_months) if months), default=0)


@dataclass(frozen=True, slots=True)
class ConsentPurpose:
    """One purpose. ``given`` and ``declined`` are the answers to ``question`` that mean so; every other means nothing.

    ``channel`` is set where the consent is about messages; ``number`` is the question for the telephone number it is
    about, ``signature`` the question that must have been signed for a yes to count.
    """

    code: str
    title: str
    group: ConsentGroup
    form_id: str
    question: str
    given: frozenset[str]
    declined: frozenset[str]
    stops: str
    steps: tuple[FollowUp, ...]
    channel: Channel | None = None
    number: str = ""
    signature: str = ""
    ending: Ending = Ending()


@dataclass(frozen=True, slots=True)
class TreatmentRule:
    """How every treatment consent is read: the question whose linkId ends with ``question_ends``."""

    question_ends: str
    given: frozenset[str]
    declined: frozenset[str]
    stops: str
    steps: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True)
class MessageType:
    """A kind of message that can be logged. ``purpose`` is the consent it needs; empty when the law asks for none."""

    code: str
    title: str
    channel: Channel
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRules:
    """Every purpose, in the order in which screens list them, and how a text that means STOP is known."""

    version: str
    purposes: tuple[ConsentPurpose, ...]
    treatment: TreatmentRule
    messages: tuple[MessageType, ...]
    stop_words: tuple[str, ...]

    def listed(self, code: str) -> ConsentPurpose | None:
        """Return the listed purpose; None for a treatment consent and for what is not known."""
        return next((each for each in self.purposes if each.code == code), None)

    def purpose(self, code: str, catalogue: Catalogue) -> ConsentPurpose | None:
        """Return any purpose, treatment consents among them; None for an unknown code."""
        title = catalogue.consent_titles.get(code)
        return self.listed(code) if title is None else self._treatment(code, title)

    def asked_by(self, form_id: str, catalogue: Catalogue) -> tuple[ConsentPurpose, ...]:
        """Return the purposes that the form ``form_id`` asks about; none for other forms."""
        title = catalogue.consent_titles.get(form_id)
        if title is not None:
            return (self._treatment(form_id, title),)
        return tuple(each for each in self.purposes if each.form_id == form_id)

    def texts(self) -> tuple[ConsentPurpose, ...]:
        """Return the purposes that are about text messages (47 CFR 64.1200)."""
        return tuple(each for each in self.purposes if each.channel is Channel.TEXT)

    def means_stop(self, words: str) -> bool:
        """Say whether ``words`` hold one of the words that take a consent back (47 CFR 64.1200(a)(10)(i)).

        A word within a longer one ("weekend") does not count; case, accents and marks do not matter.
        """
        return holds_stop(words, self.stop_words)

    def _treatment(self, form_id: str, title: str) -> ConsentPurpose:
        rule = self.treatment
        return ConsentPurpose(form_id, f"{title[:1].upper()}{title[1:]}", ConsentGroup.TREATMENT, form_id, "",
                              rule.given, rule.declined, rule.stops, rule.steps)


def holds_stop(words: str, stop_words: Sequence[str]) -> bool:
    """Say whether one of ``stop_words`` is in ``words``, as a word or words of their own."""
    plain = f" {re.sub(r'[^a-z0-9]+', ' ', folded(words))} "
    return any(f" {word} " in plain for word in stop_words)


def load_consent_rules(data: bytes) -> ConsentRules:
    """Return the purposes in ``data`` (JSON). Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    purposes: list[ConsentPurpose] = []
    try:
        entries = list(root.child("purposes").each())
        version, words = root.child("version").text(), root.child("stop_words").texts()
        treatment = _treatment(root.child("treatment"))
        others = tuple(MessageType(node.child("code").text(), node.child("title").text(),
                                   node.child("channel").choice(Channel)) for node in root.child("messages").each())
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    for entry in entries:
        try:
            purposes.append(_purpose(entry, {each.code for each in purposes}))
        except FaultFound as found:
            faults.append(found.fault)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    messages = tuple(MessageType(each.code, each.title, each.channel, each.code) for each in purposes if each.channel)
    return ConsentRules(version, tuple(purposes), treatment, (*messages, *others), words)


def shipped_consent_rules() -> ConsentRules:
    """Return the purposes that come with the app. Raises RulesError."""
    return load_consent_rules(resource("rules/consents.json").read_bytes())


def _purpose(entry: Node, taken: set[str]) -> ConsentPurpose:
    entry.only("code", "title", "group", "channel", "form", "question", "given", "declined", "number", "signature",
               "ends", "stops", "steps", "source")
    code, channel, ends = entry.child("code"), entry.maybe("channel"), entry.maybe("ends")
    number, signature = entry.maybe("number"), entry.maybe("signature")
    if code.text() in taken:
        raise FaultFound(code.path, f"“{code.text()}” is used twice.")
    given, declined = frozenset(entry.child("given").texts()), frozenset(entry.child("declined").texts())
    if given & declined:
        raise FaultFound(entry.path, "an answer means both yes and no.")
    return ConsentPurpose(
        code.text(), entry.child("title").text(), entry.child("group").choice(ConsentGroup),
        entry.child("form").text(), entry.child("question").text(), given, declined, entry.child("stops").text(),
        _steps(entry.child("steps")), channel.choice(Channel) if channel else None, number.text() if number else "",
        signature.text() if signature else "", _ending(ends) if ends else Ending())


def _treatment(node: Node) -> TreatmentRule:
    node.only("question_ends", "given", "declined", "stops", "steps")
    return TreatmentRule(node.child("question_ends").text(), frozenset(node.child("given").texts()),
                         frozenset(node.child("declined").texts()), node.child("stops").text(),
                         _steps(node.child("steps")))


def _steps(node: Node) -> tuple[FollowUp, ...]:
    found = []
    for step in node.each():
        step.only("title", "business_days", "counted")
        days, counted = step.child("business_days"), step.maybe("counted")
        if not days.whole():
            raise FaultFound(days.path, "must be one day or more.")
        found.append(FollowUp(step.child("title").text(), days.whole(), counted.text() if counted else ""))
    return tuple(found)


def _ending(node: Node) -> Ending:
    node.only("question", "months", "card", "at_most_months")
    question, months, card = node.maybe("question"), node.maybe("months"), node.maybe("card")
    most = node.maybe("at_most_months")
    return Ending(question.text() if question else "",
                  {answer: months.child(answer).whole() for answer in months.members()} if months else {},
                  card.text() if card else "", most.whole() if most else 0)
