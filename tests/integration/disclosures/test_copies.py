"""A copy of the record: complete for the patient, without genetic facts for others, encrypted, valid FHIR, recorded."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import shutil
import subprocess
import uuid
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import pyzipper
from sqlalchemy import select

from app.core.errors import InvalidInputError, NotFoundError, ProofNeededError, StorageError
from app.core.text import defuse_cell
from app.documents.verify import verify
from app.models.reviews import Attestation
from app.models.submissions import FormSubmission
from app.rules.disclosure_basis import Basis
from app.rules.rights import RequestKind
from app.security.actor import Role
from app.services.copies.service import CopyCancelledError
from app.services.patients import PatientService
from app.services.views.copies import CopyOrder
from app.services.views.disclosures import Channel
from app.services.views.patients import NewPatient
from app.services.views.rights import IdentitySeen
from tests.integration.disclosures.conftest import OWN, RECIPIENT, TAGGED, Sharing
from tests.integration.disclosures.packages import everything, made, resources, text_of, to_other, unpacked

SEVEN_ZIP = shutil.which("7z") or shutil.which("7zz") or shutil.which("7za")


@pytest.fixture
def own_files(sharing: Sharing, tmp_path: Path) -> dict[str, bytes]:
    """The patient's own copy, unpacked."""
    return unpacked(made(sharing, OWN, tmp_path))


def test_the_patients_own_copy_is_whole(sharing: Sharing, own_files: dict[str, bytes]) -> None:
    assert {name for name in own_files if "/" not in name} == {
        "start-here.pdf", "record.pdf", "record.fhir.json", "answers.csv", "answers.json", "clinic-ca.cer"}
    rows = sharing.documents.rows(sharing.officer, sharing.patient_id)
    assert len([name for name in own_files if name.startswith("documents/")]) == len(rows)
    words = everything(own_files)
    for tagged in TAGGED.values():
        assert tagged in words
    readable = text_of(own_files["record.pdf"])
    for part in ("Núñez-Ortega", "Medical history", "Visits", "Consents", "Amendments asked for", "Phone calls",
                 "Disclosures", "Thin skin at the temples", RECIPIENT):
        assert part in readable


def test_every_sealed_document_in_it_verifies_with_the_certificate_in_it(sharing: Sharing,
                                                                         own_files: dict[str, bytes]) -> None:
    documents = [content for name, content in own_files.items() if name.startswith("documents/")]
    assert len(documents) > 5
    now = sharing.clinic.clock.now()
    assert all(verify(content, own_files["clinic-ca.cer"], now).valid for content in documents)
    index = text_of(own_files["start-here.pdf"]).replace(" ", "")
    for content in documents:
        assert hashlib.sha256(content).hexdigest() in index.lower()


def test_the_answers_are_data_too(own_files: dict[str, bytes]) -> None:
    table = list(csv.DictReader(io.StringIO(own_files["answers.csv"].decode("utf-8-sig"))))
    as_data = json.loads(own_files["answers.json"])
    assert [{**row, "answer": defuse_cell(row["answer"])} for row in as_data] == table
    by_link = {row["link_id"]: row for row in table}
    assert by_link["auth.to.name"]["answer"] == RECIPIENT
    assert by_link["mh.fam.mtc"]["answer"] == "No"


def test_the_bundle_is_valid_r4_for_an_independent_library_and_refers_only_to_itself(
        own_files: dict[str, bytes]) -> None:
    assert {each.get_resource_type() for each in resources(own_files)} == {
        "Patient", "QuestionnaireResponse", "Consent", "DocumentReference", "Provenance"}
    raw = json.loads(own_files["record.fhir.json"])
    assert raw["type"] == "collection"
    known = {entry["fullUrl"] for entry in raw["entry"]}
    assert len(known) == len(raw["entry"])
    assert all(each == f"urn:uuid:{uuid.UUID(each.removeprefix('urn:uuid:'))}" for each in known)
    assert set(_references(raw)) <= known
    responses = [entry["resource"] for entry in raw["entry"]
                 if entry["resource"]["resourceType"] == "QuestionnaireResponse"]
    assert all("|" in response["questionnaire"] and response["status"] == "completed" for response in responses)
    for entry in raw["entry"]:
        if entry["resource"]["resourceType"] == "DocumentReference":
            attachment = entry["resource"]["content"][0]["attachment"]
            content = own_files[attachment["url"]]
            assert attachment["size"] == len(content)
            assert base64.b64decode(attachment["hash"]) == hashlib.sha1(content).digest()


def test_everybody_who_signed_is_in_the_pages_and_in_the_bundle(sharing: Sharing, tmp_path: Path) -> None:
    with sharing.clinic.desk.act_system() as work:
        form = work.session.scalars(select(FormSubmission).where(FormSubmission.form_id == "c_glp")).one()
        work.session.add(Attestation(
            kind="witness", visit_id=form.visit_id, submission_id=form.submission_id, method="typed", by="w",
            by_name="Wanda Witness", by_title="Front desk", licence="none", at=sharing.clinic.clock.now()))
        form_id = form.submission_id
    files = unpacked(made(sharing, OWN, tmp_path))
    (signed,) = [each for each in resources(files) if each.get_resource_type() == "Provenance"
                 and each.target[0].reference == f"urn:uuid:{form_id}"]
    assert [(each.type[0].display, each.who.display) for each in signed.signature] == [
        ("Author's Signature", "Ána Núñez-Ortega, patient"),
        ("Verification Signature", "Test provider, physician (MD/DO), countersigned"),
        ("Signature Witness Signature", "Wanda Witness, witness")]
    assert [agent.who.display for agent in signed.agent] == ["Ána Núñez-Ortega", "Test provider", "Wanda Witness"]
    readable = text_of(files["record.pdf"])
    for each in signed.signature:
        assert each.who.display in readable


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [each for part in value.values() for each in _references(part)]
    return [each for part in value for each in _references(part)] if isinstance(value, list) else []


def test_disclosures_are_in_the_next_own_copy_as_audit_events(sharing: Sharing, tmp_path: Path) -> None:
    made(sharing, to_other(sharing), tmp_path)
    told_at = sharing.clinic.clock.now()
    sharing.clinic.clock.advance(minutes=5)
    files = unpacked(made(sharing, OWN, tmp_path))
    (event,) = [each for each in resources(files) if each.get_resource_type() == "AuditEvent"]
    assert event.agent[1].who.display == RECIPIENT
    assert abs(event.recorded - told_at) < timedelta(seconds=1)
    assert "Thyroid check" in text_of(files["record.pdf"])


def test_the_package_is_encrypted_and_its_names_tell_nothing(sharing: Sharing, tmp_path: Path) -> None:
    copy = made(sharing, OWN, tmp_path)
    with zipfile.ZipFile(copy.file) as archive:
        names = archive.namelist()
        assert all(each.flag_bits & 1 for each in archive.infolist())
        with pytest.raises((RuntimeError, NotImplementedError)):
            archive.read("record.pdf")
    joined = " ".join(names).casefold()
    assert not [word for word in ("ortega", "glp", "genetic", "consent", "history") if word in joined]
    raw = copy.file.read_bytes()
    for secret in ("Ortega", RECIPIENT, *TAGGED.values()):
        assert secret.encode() not in raw
    with pyzipper.AESZipFile(copy.file) as archive:
        archive.setpassword(b"wrong")
        with pytest.raises(RuntimeError):
            archive.read("record.pdf")


@pytest.mark.skipif(SEVEN_ZIP is None, reason="7-Zip is not installed here (Debian package p7zip-full)")
def test_seven_zip_opens_it_with_the_passphrase_and_not_without(sharing: Sharing, tmp_path: Path) -> None:
    copy = made(sharing, OWN, tmp_path)

    def run(passphrase: str) -> int:
        return subprocess.run([str(SEVEN_ZIP), "t", f"-p{passphrase}", str(copy.file)], capture_output=True,
                              check=False).returncode

    assert run(copy.passphrase) == 0
    assert run("wrong") != 0


def test_each_copy_has_a_passphrase_of_its_own_kept_nowhere(sharing: Sharing, tmp_path: Path) -> None:
    first, second = made(sharing, OWN, tmp_path), made(sharing, OWN, tmp_path)
    assert first.passphrase != second.passphrase
    assert [len(group) for group in first.passphrase.split("-")] == [4] * 5
    assert first.passphrase not in repr(first)
    sharing.clinic.close()
    for path in sharing.clinic.folder.root.rglob("*"):
        assert not path.is_file() or first.passphrase.encode() not in path.read_bytes()


def test_a_copy_for_a_request_waits_for_its_identity_check(sharing: Sharing, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="identity check"):
        made(sharing, OWN, tmp_path, request_id=sharing.asked(RequestKind.COPY, None))
    other = PatientService(sharing.clinic.desk, sharing.library).add(sharing.clinic.actor(Role.FRONT_DESK), NewPatient(
        "Somebody", "Else", date(1990, 1, 1), ""))
    with pytest.raises(NotFoundError):
        made(sharing, OWN, tmp_path,
             request_id=sharing.asked(RequestKind.COPY, IdentitySeen("drivers_license"), other))
    assert list(tmp_path.glob("*.zip")) == []
    assert sharing.disclosures.rows(sharing.officer, sharing.patient_id) == ()


def test_it_is_recorded_as_a_disclosure(sharing: Sharing, tmp_path: Path) -> None:
    copy = made(sharing, to_other(sharing), tmp_path,
                request_id=sharing.asked(RequestKind.COPY, IdentitySeen("drivers_license")))
    (row,) = sharing.disclosures.rows(sharing.officer, sharing.patient_id)
    assert (row.disclosure_id, row.channel, row.basis) == (copy.disclosure_id, Channel.PACKAGE, Basis.AUTHORIZATION)
    assert (row.recipient, row.purpose, len(row.document_ids)) == (RECIPIENT, "Thyroid check", copy.documents)


def test_a_copy_that_is_stopped_or_cannot_be_saved_leaves_neither_file_nor_record(sharing: Sharing,
                                                                                  tmp_path: Path) -> None:
    order, place = CopyOrder(sharing.patient_id, OWN), tmp_path / "place"
    place.mkdir()
    seen: list[tuple[int, int]] = []
    with pytest.raises(CopyCancelledError):
        sharing.copies.make(sharing.officer, order, place / "copy.zip", lambda *at: seen.append(at),
                            lambda: len(seen) == 2)
    assert seen[0][0] == 1
    with pytest.raises(StorageError):
        sharing.copies.make(sharing.officer, order, tmp_path / "not there" / "copy.zip")
    assert list(place.iterdir()) == []
    assert sharing.disclosures.rows(sharing.officer, sharing.patient_id) == ()


def test_a_file_that_could_not_be_recorded_does_not_stay(sharing: Sharing, tmp_path: Path) -> None:
    crossed = replace(OWN, purpose="4111 1111 1111 1111")
    with pytest.raises(InvalidInputError):
        made(sharing, crossed, tmp_path)
    assert not (tmp_path / "copy.zip").exists()


def test_old_proof_is_not_enough_and_unknown_patients_are_a_sentence(sharing: Sharing, tmp_path: Path) -> None:
    tired = sharing.officer
    sharing.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        sharing.copies.make(tired, CopyOrder(sharing.patient_id, OWN), tmp_path / "copy.zip")
    with pytest.raises(NotFoundError):
        sharing.copies.preview(sharing.officer, CopyOrder("nobody", OWN))


def test_the_preview_counts_what_the_copy_then_holds(sharing: Sharing, tmp_path: Path) -> None:
    for disclosure in (OWN, to_other(sharing)):
        seen = sharing.copies.preview(sharing.officer, CopyOrder(sharing.patient_id, disclosure))
        files = unpacked(made(sharing, disclosure, tmp_path))
        assert seen.documents == len([name for name in files if name.startswith("documents/")])
        assert bool(seen.left_out) == (disclosure is not OWN)
