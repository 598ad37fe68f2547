"""Reads the evidence JSON back into what the verification panel shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.errors import DamagedError
from app.documents.record import EvidenceEvent

_CLINIC_SIDE = {"provider", "witness"}


@dataclass(frozen=True)
class EvidenceSummary:
    """Who signed and what happened, in order of time, ready to be shown."""

    signed_by: tuple[str, ...]
    countersigned_by: tuple[str, ...]
    events: tuple[EvidenceEvent, ...]


def read_evidence(data: bytes) -> EvidenceSummary:
    """Return what ``evidence_json`` wrote, in short. Raises DamagedError for anything else."""
    try:
        found = json.loads(data)
        signers = found["signers"]
        events = [EvidenceEvent(datetime.fromisoformat(event["at"]), event["title"], event["detail"])
                  for event in found["events"]]
        return EvidenceSummary(
            signed_by=tuple(_name(signer) for signer in signers if signer["role"] not in _CLINIC_SIDE),
            countersigned_by=tuple(_name(signer) for signer in signers if signer["role"] == "provider"),
            events=tuple(sorted([*events, *_initials(found["initials"])], key=lambda event: event.at)))
    except (ValueError, TypeError, KeyError):
        raise DamagedError("The evidence of a document could not be read.") from None


def _name(signer: Mapping[str, Any]) -> str:
    qualifier = signer["licence"] or signer["relationship"] or signer["role"]
    return f"{signer['printed_name']}, {qualifier}"


def _initials(marks: list[Mapping[str, Any]]) -> list[EvidenceEvent]:
    """Sum the initials up: one event at the time of the last."""
    if not marks:
        return []
    last = max(datetime.fromisoformat(mark["at"]) for mark in marks)
    drawn = "Drawn on the screen" if any(mark["drawing"] for mark in marks) else "Typed"
    return [EvidenceEvent(last, f"Initialed {len(marks)} {'point' if len(marks) == 1 else 'points'}", drawn)]
