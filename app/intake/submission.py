"""What a visit sends: the forms with answers, initials and signatures, and what happened. Written and read as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.core.errors import DamagedError
from app.forms import NotCarried, decode_json, encode_json
from app.intake.earlier import AnswerChange, Confirmation
from app.intake.evidence import Event
from app.intake.json_parts import (
    as_count,
    as_list,
    as_mapping,
    as_moment,
    as_text,
    change_from,
    change_to,
    confirmation_from,
    confirmation_to,
    event_from,
    event_to,
    initials_from,
    initials_to,
    lost_from,
    lost_to,
    moment_from,
    moment_to,
    signature_made_from,
    signature_made_to,
)
from app.intake.signing import Initials, SignatureMade

FORMAT = "medspa-visit-1"


class ItemKind(StrEnum):
    """What an item holds."""

    DRAFT = "draft"
    SUBMISSION = "submission"
    PAPER = "paper"  # electronic records were refused; the answers so far are in the state


class FormOutcome(StrEnum):
    """How one form came out."""

    SIGNED = "signed"
    ANSWERED = "answered"  # complete; the form asks for no signature
    DECLINED = "declined"


@dataclass(frozen=True)
class SubmittedForm:
    """One form as it was sent. ``response`` is the QuestionnaireResponse (FHIR R4) with the signature group.

    For a returning patient ``earlier_at`` is when the answers shown again were given, ``confirmations`` how each of
    their sections stands, ``changes`` what differs now, and ``lost`` what could not be kept.
    """

    form_id: str
    url: str
    version: str
    sha256: str
    outcome: FormOutcome
    response: Mapping[str, object] | None = field(default=None, repr=False)
    signature: SignatureMade | None = None
    initials: tuple[Initials, ...] = ()
    declined_reason: str = field(default="", repr=False)
    declined_at: datetime | None = None
    pages: tuple[tuple[str, datetime], ...] = ()  # title and when it was first shown
    edited: tuple[str, ...] = ()  # linkIds changed between the check page and the signature
    earlier_at: datetime | None = None
    confirmations: tuple[Confirmation, ...] = ()
    changes: tuple[AnswerChange, ...] = ()
    lost: tuple[NotCarried, ...] = field(default=(), repr=False)
    own_signature: SignatureMade | None = None  # the minor's, beside the guardian's in ``signature``

    @property
    def signatures(self) -> tuple[SignatureMade, ...]:
        """Everybody's signature, in the order they signed."""
        return tuple(each for each in (self.signature, self.own_signature) if each is not None)

    @property
    def signed_by(self) -> str:
        """The printed names of everybody who signed."""
        return " and ".join(each.signature.printed_name for each in self.signatures)


@dataclass(frozen=True)
class Item:
    """The payload of a sealed item. ``state`` is the draft to go on from; ``forms`` is empty unless it was sent."""

    kind: ItemKind
    visit_id: str
    hand_over_id: str
    saved_at: datetime
    device: str
    language: str
    step: int
    step_count: int
    step_label: str
    asked_for_help: bool
    disclosure_version: str
    disclosure_accepted_at: datetime | None
    forms: tuple[SubmittedForm, ...]
    events: tuple[Event, ...]
    state: Mapping[str, object] = field(repr=False)


def encode(item: Item) -> bytes:
    """Return ``item`` as JSON; numbers keep their digits."""
    return encode_json({
        "format": FORMAT, "kind": item.kind.value, "visit": item.visit_id, "hand_over": item.hand_over_id,
        "saved_at": moment_to(item.saved_at), "device": item.device, "language": item.language, "step": item.step,
        "step_count": item.step_count, "step_label": item.step_label, "help": item.asked_for_help,
        "disclosure": item.disclosure_version,
        "disclosure_at": moment_to(item.disclosure_accepted_at),
        "forms": [form_to(form) for form in item.forms],
        "events": [event_to(event) for event in item.events],
        "state": item.state,
    })


def decode(data: bytes) -> Item:
    """Read what ``encode`` wrote. Raises DamagedError for anything else, whatever it is."""
    try:
        value = decode_json(data)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise ValueError("format")
        return Item(
            ItemKind(value["kind"]), as_text(value["visit"]), as_text(value["hand_over"]),
            as_moment(value["saved_at"]), as_text(value["device"]), as_text(value["language"]),
            as_count(value["step"]), as_count(value["step_count"]), as_text(value["step_label"]), value["help"] is True,
            as_text(value["disclosure"]), moment_from(value["disclosure_at"]),
            tuple(form_from(each) for each in value["forms"]), tuple(event_from(each) for each in value["events"]),
            as_mapping(value["state"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, DamagedError, RecursionError):
        raise DamagedError("A sealed item was opened, but what it holds could not be read.") from None


def form_to(form: SubmittedForm) -> dict[str, object]:
    """Return a submitted form as plain JSON values."""
    return {
        "form_id": form.form_id, "url": form.url, "version": form.version, "sha256": form.sha256,
        "outcome": form.outcome.value, "response": form.response,
        "signature": signature_made_to(form.signature) if form.signature else None,
        "initials": [initials_to(each) for each in form.initials],
        "declined": form.declined_reason, "declined_at": moment_to(form.declined_at),
        "pages": [[title, moment_to(at)] for title, at in form.pages], "edited": list(form.edited),
        "earlier_at": moment_to(form.earlier_at),
        "confirmations": [confirmation_to(each) for each in form.confirmations],
        "changes": [change_to(each) for each in form.changes], "lost": [lost_to(each) for each in form.lost],
        "own": signature_made_to(form.own_signature) if form.own_signature else None,
    }


def form_from(value: Mapping[str, object]) -> SubmittedForm:
    """Read what ``form_to`` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    response, signature, own = value["response"], value["signature"], value.get("own")
    return SubmittedForm(
        as_text(value["form_id"]), as_text(value["url"]), as_text(value["version"]), as_text(value["sha256"]),
        FormOutcome(as_text(value["outcome"])), as_mapping(response) if response is not None else None,
        signature_made_from(as_mapping(signature)) if signature is not None else None,
        tuple(initials_from(as_mapping(each)) for each in as_list(value["initials"])), as_text(value["declined"]),
        moment_from(value["declined_at"]),
        tuple((as_text(as_list(each)[0]), as_moment(as_list(each)[1])) for each in as_list(value["pages"])),
        tuple(as_text(each) for each in as_list(value["edited"])), moment_from(value.get("earlier_at")),
        tuple(confirmation_from(each) for each in as_list(value.get("confirmations", []))),
        tuple(change_from(each) for each in as_list(value.get("changes", []))),
        tuple(lost_from(each) for each in as_list(value.get("lost", []))),
        signature_made_from(as_mapping(own)) if own is not None else None,
    )
