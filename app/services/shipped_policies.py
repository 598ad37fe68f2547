"""The policies of the fictional clinic, in our own words. A real clinic loads its own published documents instead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.resources import resource
from app.services.publishing import placeholders
from app.services.views.people import ClinicDetails


@dataclass(frozen=True)
class ShippedPolicy:
    """A privacy policy ("policy") or notice of privacy practices ("npp"). ``summary`` helps reading, nothing more.

    ``summaries`` are that summary in other languages, by language.
    """

    kind: str
    title: str
    version: str
    effective: date
    text: str
    summary: str
    summaries: tuple[tuple[str, str], ...] = ()

    @property
    def content(self) -> bytes:
        """The document as it is loaded: UTF-8 text."""
        return self.text.encode()


def shipped_policies(clinic: ClinicDetails) -> tuple[ShippedPolicy, ...]:
    """Return the documents with the clinic's details filled in, the policy first (45 CFR 164.520(b) for the notice)."""
    listed = json.loads(resource("policies/index.json").read_bytes())["documents"]
    return tuple(_policy(entry, clinic) for entry in listed)


def filled(text: str, clinic: ClinicDetails) -> str:
    """Return ``text`` with every placeholder replaced by the clinic's details."""
    for placeholder, words in placeholders(clinic).items():
        text = text.replace(placeholder, words)
    return text


def _policy(entry: Mapping[str, Any], clinic: ClinicDetails) -> ShippedPolicy:
    def read(name: str) -> str:
        return filled(resource(f"policies/{name}").read_text(encoding="utf-8"), clinic)
    return ShippedPolicy(entry["kind"], entry["title"], entry["version"], date.fromisoformat(entry["effective"]),
                         read(entry["file"]), read(entry["summary"]),
                         tuple((language, read(name)) for language, name in entry["summaries"].items()))
