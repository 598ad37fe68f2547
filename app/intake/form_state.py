"""One form during a visit: its session and everything around the answers: read, initialed, signed, declined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.canonical import sha256_hex
from app.forms import Answer, Coding, FhirDateTime, FormSession, Item, ItemType, NotCarried, encode_json
from app.intake.earlier import Earlier, Standing
from app.intake.packet import FormKind, PacketForm
from app.intake.reading import ReadingLeft, ReadingSection, left, sections
from app.intake.signing import Decline, Initials, OwnSigning, SignatureInput, SignatureMade
from app.intake.words import answer_in_words

_DECISION = "agree"
"""Last part of the linkId of a consent's own decision question; its codes are "yes", "no" and "later"."""


@dataclass
class FormState:
    """The mutable state of one form. ``shown`` maps page titles to when they were first shown."""

    form: PacketForm
    session: FormSession
    signing: SignatureInput
    made: SignatureMade | None = None
    own: OwnSigning | None = None  # where the minor signs beside the guardian
    was_voided: bool = False
    declined: Decline | None = None
    read: dict[str, datetime] = field(default_factory=dict)
    initials: dict[str, Initials] = field(default_factory=dict)
    visited: set[int] = field(default_factory=set)
    shown: dict[str, datetime] = field(default_factory=dict)
    checked: dict[str, str] | None = None  # answers as hashes when the check page was first reached
    edited: list[str] = field(default_factory=list)  # linkIds changed after that
    earlier: Earlier | None = None  # last time's answers, if there are any to confirm
    confirmed: dict[int, tuple[Standing, datetime]] = field(default_factory=dict)  # by first page of an earlier part
    lost: tuple[NotCarried, ...] = ()  # earlier answers that could not be kept

    @property
    def is_signed(self) -> bool:
        """True once everybody has signed who signs on the tablet."""
        return self.made is not None and (self.own is None or self.own.made is not None)

    def reading(self, language: str) -> tuple[ReadingSection, ...]:
        """Return the sections of a consent; empty for other forms."""
        if self.form.kind is not FormKind.CONSENT:
            return ()
        return sections(self.session, language, self.read, self.initials)

    def reading_left(self) -> ReadingLeft:
        """Return what is still to be read and initialed."""
        return left(self.reading(""))

    def answers_sha256(self) -> str:
        """Return the SHA-256 over the canonical answers without the signature group and the form's status."""
        response = self.session.response()
        return answers_sha256(response, signature_link_ids(self.session))

    def refusal(self, language: str = "") -> str:
        """Return the patient's own "no" or "later" in words when the consent asks for a decision; else empty."""
        if self.form.kind is not FormKind.CONSENT:
            return ""
        for link_id, item in self.session.questionnaire.structure.items.items():
            if item.type is ItemType.CHOICE and link_id.rpartition(".")[2] == _DECISION:
                for answer in self.session.item_state(link_id).answers:
                    if isinstance(answer.value, Coding) and answer.value.code != "yes":
                        return answer_in_words(item, answer, language)
        return ""

    def fill_signature(self, made: SignatureMade, zone_text: str) -> None:
        """Answer the form's signature group. ``zone_text`` is the moment with its offset (FHIR R4 instant)."""
        signature = made.signature
        codes = {"capacity": signature.capacity.value, "assent": signature.assent}
        texts = {"name": signature.printed_name, "authority": signature.authority,
                 "interpreter": signature.interpreter}
        for item in signature_items(self.session):
            last = item.link_id.rpartition(".")[2]
            answer: Answer | None = None
            if codes.get(last):
                answer = _option(item, codes[last])
            elif texts.get(last):
                answer = Answer(texts[last])
            elif last == "ack":
                answer = Answer(True)
            elif last == "datetime":
                moment = FhirDateTime.parse(zone_text)
                answer = Answer(moment) if moment is not None else None
            self.session.set_answers(item.link_id, (answer,) if answer is not None else ())

    def clear_signature(self) -> None:
        """Empty the signature group; the signature no longer counts."""
        self.made = None
        if self.own is not None:
            self.own.made = None
        for item in signature_items(self.session):
            self.session.set_answers(item.link_id, ())


def signature_items(session: FormSession) -> tuple[Item, ...]:
    """Return the patient's questions of the signature group, in form order."""
    structure = session.questionnaire.structure
    return tuple(item for item in structure.items.values()
                 if item.handling.signature and item.is_question and item.handling.stage.value == "patient")


def signature_link_ids(session: FormSession) -> frozenset[str]:
    """Return every linkId that lies in a signature group."""
    return frozenset(link_id for link_id, item in session.questionnaire.structure.items.items()
                     if item.handling.signature)


def answers_sha256(response: Mapping[str, object], leave_out: frozenset[str]) -> str:
    """Return the SHA-256 over the answers in ``response``; items named in ``leave_out`` do not count."""
    return sha256_hex(encode_json(_without(response.get("item"), leave_out)))


def _without(value: object, leave_out: frozenset[str]) -> object:
    if isinstance(value, list):
        return [_without(each, leave_out) for each in value
                if not (isinstance(each, Mapping) and each.get("linkId") in leave_out)]
    if isinstance(value, Mapping):
        return {str(name): _without(value[name], leave_out) for name in sorted(value, key=str)}
    return value


def _option(item: Item, code: str) -> Answer | None:
    for option in item.options:
        if isinstance(option.value, Coding) and option.value.code == code:
            return Answer(option.value)
        if option.value == code:
            return Answer(code)
    return None
