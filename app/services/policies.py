"""The clinic's privacy policy and notice of privacy practices: loaded word for word, versioned, never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import sha256_hex
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError
from app.core.text import checked_text, optional_text
from app.models.consents import PolicyChange
from app.models.policies import PolicyDocument
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk
from app.services.views.oversight import PolicyVersion

KINDS: Final = ("policy", "npp")
"""What every clinic gives every patient."""

BIOMETRIC: Final = "biometric"
"""The public retention policy that comes before any scan (740 ILCS 14/15(a)); no clinic without scans needs one."""

_WORDS: Final = {"policy": "privacy policy", "npp": "notice of privacy practices",
                 BIOMETRIC: "biometric retention policy"}
_LARGEST: Final = 20 * 1024 * 1024
_LONGEST_TITLE, _LONGEST_VERSION = 200, 40
_NPP_REVISED: Final = date(2026, 2, 16)  # 45 CFR 164.520 as amended for part 2 records: compliance date


@dataclass(frozen=True)
class CurrentPolicy:
    """What patients are shown. ``text`` is empty when the clinic loaded a PDF; ``content`` is the file itself."""

    policy_id: str
    kind: str
    title: str
    version: str
    effective: date
    media_type: str
    text: str
    sha256: str
    content: bytes = field(repr=False)


class PoliciesService:
    """Loads and lists versions of the two documents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def versions(self, actor: Actor) -> tuple[PolicyVersion, ...]:
        """Return every version, newest first."""
        with self._desk.act(actor, Action.VIEW, RecordKind.POLICY, unrecorded=True) as work:
            today = clinic_date(work.now, work.zone)
            newest = (policy_in_force(work.session, kind, today) for kind in _WORDS)
            current = {policy.policy_id for policy in newest if policy is not None}
            rows = work.session.execute(
                select(PolicyDocument, PolicyChange)
                .outerjoin(PolicyChange, PolicyChange.policy_id == PolicyDocument.policy_id)
                .order_by(PolicyDocument.loaded_at.desc()))
            return tuple(_version(row, change, is_current=row.policy_id in current) for row, change in rows)

    def load(self, actor: Actor, *, kind: str, title: str, version: str, effective: date, content: bytes,
             material: bool = True, why: str = "") -> str:
        """Keep ``content`` (UTF-8 text or PDF) exactly as it is and return its id.

        ``material`` asks every patient again at the next visit once it is in force; ``why`` says what changed, and is
        needed for every version but the first of its kind. Raises InvalidInputError (wrong kind, empty, too large,
        neither text nor PDF, version already there, no reason) and PermissionDeniedError.
        """
        title = checked_text(title, "title", "Enter the document's title.", _LONGEST_TITLE)
        version = checked_text(version, "version", "Enter the document's version.", _LONGEST_VERSION)
        media_type, text = _read(kind, content)
        reason = optional_text(why, "why")
        with self._desk.act(actor, Action.LOAD, RecordKind.POLICY) as work:
            there = set(work.session.scalars(select(PolicyDocument.version).where(PolicyDocument.kind == kind)))
            if version in there:
                raise InvalidInputError("This version is loaded already. Give a changed document a new version.",
                                        "version")
            if there and not reason:
                raise InvalidInputError("Say what has changed since the version before.", "why")
            policy_id, digest = work.new_id(), sha256_hex(content)
            work.session.add(PolicyDocument(
                policy_id=policy_id, kind=kind, title=title, version=version, effective=effective,
                loaded_at=work.now, loaded_by=actor.user_id, media_type=media_type, content=content, text=text,
                sha256=digest))
            work.session.flush()
            is_material = material or not there
            work.session.add(PolicyChange(policy_id=policy_id, is_material=is_material, why=reason))
            effect = "asks every patient again" if is_material else "wording only"
            work.audit("policy.load", subject=policy_id,
                       detail=f"The {_WORDS[kind]}, version {version}, {effect}, SHA-256 {digest}. "
                              f"{reason}".strip())
            return policy_id

    def current(self) -> tuple[CurrentPolicy, ...]:
        """Return the version in force of each kind that was loaded. Raises LockedError while closed."""
        with self._desk.act_system() as work:
            return current_policies(work.session, clinic_date(work.now, work.zone))

    def reminder(self, actor: Actor) -> str:
        """Return one sentence about what is missing or out of date, or ""."""
        with self._desk.act(actor, Action.VIEW, RecordKind.POLICY, unrecorded=True) as work:
            today = clinic_date(work.now, work.zone)
            current = {policy.kind: policy for policy in current_policies(work.session, today)}
        missing = [_WORDS[kind] for kind in KINDS if kind not in current]
        if missing:
            is_, it = ("is", "it") if len(missing) == 1 else ("are", "them")
            return (f"The clinic's {' and '.join(missing)} {is_} not loaded yet. Load {it} in Settings, so that "
                    f"patients can read {it}.")
        if current["npp"].effective < _NPP_REVISED:
            return "The notice of privacy practices is older than the rule of February 16, 2026. Load the revised one."
        return ""


def _version(row: PolicyDocument, change: PolicyChange | None, *, is_current: bool) -> PolicyVersion:
    """Return a version as Settings lists it; one from before changes were told counts as material."""
    return PolicyVersion(row.policy_id, row.kind, row.title, row.version, row.effective, row.loaded_at, row.sha256,
                         is_current, change is None or change.is_material, change.why if change is not None else "")


def current_policies(session: Session, today: date) -> tuple[CurrentPolicy, ...]:
    """Return, for each kind, the newest version that is in force on ``today``; within a caller's unit of work."""
    rows = (policy_in_force(session, kind, today) for kind in KINDS)
    return tuple(CurrentPolicy(row.policy_id, row.kind, row.title, row.version, row.effective, row.media_type,
                               row.text, row.sha256, row.content) for row in rows if row is not None)


def policy_in_force(session: Session, kind: str, today: date) -> PolicyDocument | None:
    """Return the newest version of ``kind`` that is in force on ``today``, or None."""
    return session.scalars(
        select(PolicyDocument).where(PolicyDocument.kind == kind, PolicyDocument.effective <= today)
        .order_by(PolicyDocument.effective.desc(), PolicyDocument.loaded_at.desc()).limit(1)).first()


def _read(kind: str, content: bytes) -> tuple[str, str]:
    """Return media type and text, or raise InvalidInputError."""
    if kind not in _WORDS:
        raise InvalidInputError("Choose which document it is.", "kind")
    if not 0 < len(content) <= _LARGEST:
        raise InvalidInputError("The file is empty or larger than 20 MB. Choose another one.", "content")
    if content.startswith(b"%PDF-"):
        return "application/pdf", ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError("The file is neither a PDF nor UTF-8 text. Save it as one of them, then choose it "
                                "again.", "content") from None
    if not text.strip() or "\x00" in text:
        raise InvalidInputError("The file holds no readable text. Choose another one.", "content")
    return "text/plain", text
