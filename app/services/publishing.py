"""From a shipped form to a published one: the clinic's details filled in, a version that never changes, a hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.core.canonical import canonical_json, sha256_hex
from app.core.phone import phone_words
from app.rules.shipped import ShippedForm
from app.services.views.people import ClinicDetails

OWN_EXTENSIONS: Final = "https://bettermedspa.example/fhir/StructureDefinition/"


@dataclass(frozen=True)
class FormChange:
    """What a shipped version changed: ``material`` means that everyone signs again."""

    version: str
    material: bool
    why: str


UNTOLD: Final = FormChange("", True, "The change is not described, so everyone signs again.")
"""Safer of the two when a version comes without a word about its change."""

CLINIC_CHANGED: Final = "The clinic's name, address, phone or privacy officer changed."


@dataclass(frozen=True)
class FormText:
    """A form's text for this clinic. ``text_sha256`` is the hash without the version."""

    resolved: Mapping[str, Any]
    source_sha256: str
    text_sha256: str

    def content(self, version: str) -> bytes:
        """Return the canonical JSON to publish as ``version``."""
        return canonical_json({**self.resolved, "version": version})


def form_text(form: ShippedForm, clinic: ClinicDetails) -> FormText:
    """Fill the clinic's details into ``form`` and mark it active (FHIR R4 Questionnaire.status)."""
    source = json.loads(form.source)
    words = placeholders(clinic)
    resolved = {**_fill(source, words), "status": "active"}
    bare = {key: value for key, value in resolved.items() if key != "version"}
    return FormText(resolved, sha256_hex(canonical_json(source)), sha256_hex(canonical_json(bare)))


def placeholders(clinic: ClinicDetails) -> dict[str, str]:
    """Return what each placeholder of form texts stands for."""
    officer = clinic.privacy_officer or "the Privacy Officer"
    if clinic.privacy_officer and clinic.privacy_email:
        officer = f"{clinic.privacy_officer} ({clinic.privacy_email})"
    elif clinic.privacy_email:
        officer = f"the Privacy Officer ({clinic.privacy_email})"
    return {"{clinic.name}": clinic.name, "{clinic.phone}": phone_words(clinic.phone),
            "{clinic.address}": clinic.address_line, "{privacy.officer}": officer}


def next_version(shipped: str, taken: set[str]) -> str:
    """Return ``shipped`` or, when that is taken, ``shipped-2``, ``shipped-3`` and so on: versions never change."""
    if shipped not in taken:
        return shipped
    number = 2
    while f"{shipped}-{number}" in taken:
        number += 1
    return f"{shipped}-{number}"


def source_of(content: bytes) -> Mapping[str, Any]:
    """Return the Questionnaire that was stored as ``content``."""
    found: Mapping[str, Any] = json.loads(content)
    return found


def own_value(questionnaire: Mapping[str, Any], name: str) -> object:
    """Return the value of the clinic's own extension ``name`` on the form, or None."""
    for extension in questionnaire.get("extension", ()):
        if extension.get("url") == OWN_EXTENSIONS + name:
            return next((value for key, value in extension.items() if key.startswith("value")), None)
    return None


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for placeholder, text in words.items():
            value = value.replace(placeholder, text)
        return value
    if isinstance(value, list):
        return [_fill(entry, words) for entry in value]
    if isinstance(value, dict):
        return {key: _fill(entry, words) for key, entry in value.items()}
    return value
