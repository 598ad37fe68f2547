"""One clinic authority, one seal key and one sealed consent for all tests of this folder: nothing changes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.documents.certificates import ClinicCa, SealKey, issue_seal_certificate, new_clinic_ca
from app.documents.record import ConsentRecord
from app.documents.render import render_consent
from app.documents.seal import seal
from tests.integration.documents import samples

NOW = samples.at(60)


@dataclass(frozen=True)
class Sealed:
    """A sealed consent with everything it was made from."""

    record: ConsentRecord
    ca: ClinicCa
    key: SealKey
    rendered: bytes
    pdf: bytes


@pytest.fixture(scope="session")
def sealed() -> Sealed:
    """Return a consent sealed with a clinic's own certificate, issued a year before."""
    ca = new_clinic_ca("Better Med Spa", samples.START - timedelta(days=365))
    key = issue_seal_certificate(ca, "Better Med Spa", samples.START - timedelta(days=365))
    record = samples.consent()
    evidence = replace(record.evidence, seal_sha256=key.fingerprint, ca_sha256=key.ca_fingerprint)
    record = replace(record, evidence=evidence)
    rendered = render_consent(record)
    return Sealed(record, ca, key, rendered, seal(rendered, key, record))
