"""Copies of the record as tests make them, and what is in their packages."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyzipper
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from app.services.views.copies import CopyOrder, MadeCopy
from app.services.views.disclosures import Disclosure
from tests.integration.disclosures.conftest import WITH_AUTHORIZATION, Sharing


def made(sharing: Sharing, disclosure: Disclosure, root: Path, **order: Any) -> MadeCopy:
    """Make a copy in ``root``."""
    return sharing.copies.make(sharing.officer, CopyOrder(sharing.patient_id, disclosure, **order), root / "copy.zip")


def to_other(sharing: Sharing) -> Disclosure:
    """The recipient the patient's authorization names."""
    return replace(WITH_AUTHORIZATION, authorization_id=sharing.authorization_id)


def unpacked(copy: MadeCopy) -> dict[str, bytes]:
    """Every file of the package by name, decrypted with the passphrase."""
    with pyzipper.AESZipFile(copy.file) as archive:
        archive.setpassword(copy.passphrase.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(pdf: bytes) -> str:
    """The words of a PDF with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def everything(files: Mapping[str, bytes]) -> str:
    """All words in a package: texts as they are, PDFs with what is drawn and what is attached."""
    found = []
    for name, content in files.items():
        if name.endswith(".pdf"):
            found.append(text_of(content))
            attached = PdfReader(io.BytesIO(content)).attachments
            found += [part.decode("utf-8", "replace") for parts in attached.values() for part in parts]
        elif not name.endswith(".cer"):
            found.append(content.decode("utf-8"))
    return " ".join(found)


def resources(files: Mapping[str, bytes]) -> list[Any]:
    """The resources of the Bundle, read and validated by a library that knows nothing of this app."""
    bundle = Bundle.model_validate_json(files["record.fhir.json"])
    return [entry.resource for entry in bundle.entry or []]
