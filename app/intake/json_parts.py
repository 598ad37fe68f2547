"""Small pieces of a visit as JSON and back. Readers take nothing on trust: a wrong type raises, never passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.core.strokes import Strokes
from app.forms import NotCarried
from app.intake.earlier import AnswerChange, Confirmation, Standing
from app.intake.evidence import Event, EventKind
from app.intake.signing import Decline, Initials, SignatureInput, SignatureMade, SignerCapacity, SignMethod


def as_text(value: object) -> str:
    """Return ``value`` if it is text. Raises TypeError otherwise."""
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def as_list(value: object) -> list[object]:
    """Return ``value`` if it is a list. Raises TypeError otherwise."""
    if not isinstance(value, list):
        raise TypeError("list expected")
    return value


def as_count(value: object) -> int:
    """Return ``value`` if it is a small whole number. Raises TypeError otherwise."""
    if type(value) is not int or not 0 <= value <= 10_000:
        raise TypeError("count expected")
    return value


def as_mapping(value: object) -> Mapping[str, object]:
    """Return ``value`` if it is an object. Raises TypeError otherwise."""
    if not isinstance(value, dict):
        raise TypeError("object expected")
    return value


def as_moment(value: object) -> datetime:
    """Return the moment ``value`` names. Raises ValueError when there is none or it has no zone."""
    moment = moment_from(value)
    if moment is None:
        raise ValueError("moment expected")
    return moment


def moment_to(moment: datetime | None) -> str | None:
    """Return an aware moment as ISO 8601 with offset."""
    return moment.isoformat() if moment is not None else None


def moment_from(value: object) -> datetime | None:
    """Read an ISO 8601 moment with offset, or None. Raises ValueError or TypeError for anything else."""
    if value is None:
        return None
    moment = datetime.fromisoformat(as_text(value))
    if moment.tzinfo is None:
        raise ValueError("offset expected")
    return moment


def event_to(event: Event) -> list[object]:
    """Return an event as a short list."""
    return [moment_to(event.at), event.kind.value, event.form_id, event.subject]


def event_from(value: object) -> Event:
    """Read what ``event_to`` wrote. Raises ValueError or TypeError for anything else."""
    at, kind, form_id, subject = as_list(value)
    return Event(as_moment(at), EventKind(as_text(kind)), as_text(form_id), as_text(subject))


def initials_to(initials: Initials) -> dict[str, object]:
    """Return initials as JSON values."""
    return {"item": initials.link_id, "text": initials.text, "at": moment_to(initials.at),
            "strokes": _strokes_to(initials.strokes)}


def initials_from(value: object) -> Initials:
    """Read what ``initials_to`` wrote. Raises ValueError, TypeError, KeyError or DamagedError for anything else."""
    data = as_mapping(value)
    return Initials(as_text(data["item"]), as_text(data["text"]), as_moment(data["at"]), _strokes_from(data["strokes"]))


def signature_to(signature: SignatureInput) -> dict[str, object]:
    """Return the signature page as JSON values."""
    return {
        "capacity": signature.capacity.value, "name": signature.printed_name, "method": signature.method.value,
        "strokes": _strokes_to(signature.strokes), "typed": signature.typed_name, "authority": signature.authority,
        "assent": signature.assent, "interpreter": signature.interpreter, "ack": signature.acknowledged,
    }


def signature_from(value: object) -> SignatureInput:
    """Read what ``signature_to`` wrote. Raises ValueError, TypeError, KeyError or DamagedError for anything else."""
    data = as_mapping(value)
    return SignatureInput(
        SignerCapacity(as_text(data["capacity"])), as_text(data["name"]), SignMethod(as_text(data["method"])),
        _strokes_from(data["strokes"]), as_text(data["typed"]), as_text(data["authority"]), as_text(data["assent"]),
        as_text(data["interpreter"]), data["ack"] is True)


def signature_made_to(made: SignatureMade) -> dict[str, object]:
    """Return a signature that counts as JSON values."""
    return {"form": made.form_id, "signature": signature_to(made.signature), "at": moment_to(made.signed_at),
            "answers": made.answers_sha256, "language": made.language}


def signature_made_from(value: object) -> SignatureMade:
    """Read what ``signature_made_to`` wrote. Raises ValueError, TypeError, KeyError or DamagedError."""
    data = as_mapping(value)
    return SignatureMade(as_text(data["form"]), signature_from(data["signature"]), as_moment(data["at"]),
                         as_text(data["answers"]), as_text(data.get("language", "en")))


def decline_to(decline: Decline | None) -> list[object] | None:
    """Return a decline as a short list, or None."""
    return [decline.reason, moment_to(decline.at)] if decline is not None else None


def decline_from(value: object) -> Decline | None:
    """Read what ``decline_to`` wrote. Raises ValueError or TypeError for anything else."""
    if value is None:
        return None
    reason, at = as_list(value)
    return Decline(as_text(reason), as_moment(at))


def confirmation_to(said: Confirmation) -> list[object]:
    """Return what was said about a section as a short list."""
    return [said.section, said.title, said.standing.value, moment_to(said.at)]


def confirmation_from(value: object) -> Confirmation:
    """Read what ``confirmation_to`` wrote. Raises ValueError or TypeError for anything else."""
    section, title, standing, at = as_list(value)
    return Confirmation(as_text(section), as_text(title), Standing(as_text(standing)), moment_from(at))


def change_to(change: AnswerChange) -> list[object]:
    """Return a changed answer as a short list."""
    return [change.link_id, change.question, change.was, change.now]


def change_from(value: object) -> AnswerChange:
    """Read what ``change_to`` wrote. Raises ValueError or TypeError for anything else."""
    link_id, question, was, now = map(as_text, as_list(value))
    return AnswerChange(link_id, question, was, now)


def lost_to(lost: NotCarried) -> list[object]:
    """Return an answer that could not be kept as a short list."""
    return [lost.link_id, lost.label, lost.text, lost.why]


def lost_from(value: object) -> NotCarried:
    """Read what ``lost_to`` wrote. Raises ValueError or TypeError for anything else."""
    link_id, label, text, why = map(as_text, as_list(value))
    return NotCarried(link_id, label, text, why)


def _strokes_to(strokes: Strokes | None) -> str | None:
    return strokes.to_json() if strokes is not None else None


def _strokes_from(value: object) -> Strokes | None:
    return Strokes.from_json(as_text(value)) if value is not None else None
