"""A sealed document: one revision, verifiable by others, carries its answers and its evidence."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from app.core.canonical import sha256_hex
from app.documents.evidence import EVIDENCE_FILE, RESPONSE_FILE
from app.documents.record import ConsentRecord
from app.documents.render import render_consent
from tests.integration.documents import samples
from tests.integration.documents.conftest import Sealed


def test_there_is_one_revision_and_one_certifying_signature_that_allows_no_changes(sealed: Sealed) -> None:
    reader = PdfFileReader(io.BytesIO(sealed.pdf))
    (signature,) = reader.embedded_signatures
    assert reader.xrefs.total_revisions == 1
    assert signature.docmdp_level.value == 1
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.self_reported_timestamp == sealed.record.completed_at.replace(microsecond=0)


def test_the_certificate_is_p256_and_outlives_a_newborns_record(sealed: Sealed) -> None:
    certificate = x509.load_der_x509_certificate(sealed.key.certificate)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days >= 30 * 365


def test_both_attachments_come_back_with_a_second_library(sealed: Sealed) -> None:
    attached = PdfReader(io.BytesIO(sealed.pdf)).attachments
    assert set(attached) == {RESPONSE_FILE, EVIDENCE_FILE}
    assert attached[RESPONSE_FILE][0] == sealed.record.response_json
    evidence = json.loads(attached[EVIDENCE_FILE][0])
    assert evidence["response_sha256"] == sha256_hex(sealed.record.response_json)
    assert [signer["printed_name"] for signer in evidence["signers"]] == ["Mariana Ortega", "Priya Raman"]
    assert evidence["signers"][0]["signed_at"] == "2026-11-24T10:24:36.200000-06:00"


def test_attachments_are_marked_as_data(sealed: Sealed) -> None:
    files = PdfReader(io.BytesIO(sealed.pdf)).root_object["/AF"]
    assert isinstance(files, ArrayObject)
    assert [str(cast(DictionaryObject, spec.get_object())["/AFRelationship"]) for spec in files] == ["/Data"] * 2


def test_the_text_comes_back_with_a_second_library(sealed: Sealed) -> None:
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(sealed.pdf)).pages).split())
    for expected in ("Consent for wrinkle relaxer (neuromodulator)", "Mariana Ortega", "Your agreement",
                     "I know a droopy lid or brow can happen and can last weeks.", "Priya Raman, RN, countersigned",
                     "UTC−06:00", "Page 1 of", "10:24:36 AM CST", sealed.key.fingerprint[:8]):
        assert expected in text


def test_names_of_file_parts_hold_nothing_of_the_patient(sealed: Sealed) -> None:
    metadata = PdfReader(io.BytesIO(sealed.pdf)).metadata
    assert metadata is not None
    assert metadata.title == sealed.record.title
    assert "Ortega" not in " ".join(str(value) for value in metadata.values())


@pytest.mark.parametrize("record", [samples.consent(), samples.guardian_consent()], ids=["consent", "guardian"])
def test_the_same_record_gives_the_same_bytes(record: ConsentRecord) -> None:
    assert render_consent(record) == render_consent(record)


def test_the_same_bytes_come_from_another_process_that_rendered_something_else_first(sealed: Sealed) -> None:
    program = "; ".join((
        "import sys", "from app.core.canonical import sha256_hex", "from app.documents.render import render_consent",
        "from tests.integration.documents import samples", "render_consent(samples.guardian_consent())",
        "sys.stdout.write(sha256_hex(render_consent(samples.consent())))"))
    root = Path(__file__).parents[3]
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert found.stdout == sha256_hex(render_consent(samples.consent()))


def test_pyhankos_own_command_agrees(sealed: Sealed, tmp_path: Path) -> None:
    (tmp_path / "sealed.pdf").write_bytes(sealed.pdf)
    certificate = x509.load_der_x509_certificate(sealed.ca.certificate)
    (tmp_path / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    command = [sys.executable, "-m", "pyhanko", "sign", "validate", "--trust", "ca.pem", "--trust-replace",
               "--pretty-print", "sealed.pdf"]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "The signature is judged VALID." in found.stdout, found.stderr
    assert "covers the entire file" in found.stdout
