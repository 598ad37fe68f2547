"""The evidence pack: sealed, complete, true to the records, without a patient's name, and never without a reason."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from app.core.errors import InvalidInputError, PermissionDeniedError, ProofNeededError
from app.documents.report import REPORT_FILE
from app.documents.verify import verify
from app.models.audit import AuditEntry
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.services.public_keys import read_public_keys
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.promises import EvidencePack, EvidenceRange, PromiseState
from app.services.views.review import Disclosure
from tests.integration.promises.conftest import Board

AUDITOR = Disclosure("Office for Civil Rights", "Audit of the privacy rule")


def pack_of(board: Board, days: int = 500) -> EvidencePack:
    board.prove()
    return board.services.promises.evidence(
        board.actor, EvidenceRange(board.today - timedelta(days=days), board.today), AUDITOR)


def content_of(pack: EvidencePack) -> dict[str, dict[str, list[list[str]]]]:
    """The tables of the pack by section, from the data that lies inside the PDF."""
    data = json.loads(PdfReader(io.BytesIO(pack.pdf)).attachments[REPORT_FILE][0])
    return {section["title"]: {"rows": [row for table in section["tables"] for row in table["rows"]]}
            for section in data["sections"]} | {"": {"rows": data["facts"]}}


@pytest.fixture(scope="module")
def pack(as_built: Board) -> EvidencePack:
    """One pack for all tests that only read it."""
    return pack_of(as_built)


def test_the_pack_is_sealed_and_stays_in_the_records(as_built: Board, pack: EvidencePack) -> None:
    board = as_built
    trust = read_public_keys(board.demo.folder.public_keys).ca_certificate
    assert verify(pack.pdf, trust, board.demo.clock.now()).valid
    (row,) = board.services.clinic_documents.rows(board.actor, (ClinicDocumentKind.EVIDENCE,))
    assert (row.document_id, row.pages) == (pack.document_id, pack.pages)
    assert board.services.clinic_documents.open(board.actor, pack.document_id).verification.valid
    assert pack.file_name.startswith("evidence-pack-")


def test_every_promise_stands_in_it_with_its_state_and_proof(as_built: Board, pack: EvidencePack) -> None:
    rows = as_built.rows()
    tables = content_of(pack)
    words = {PromiseState.KEPT: "Kept", PromiseState.ATTENTION: "Needs attention",
             PromiseState.NOT_FOR_THIS_APP: "Not for this app"}
    told = [(row[0], row[1]) for part in dict.fromkeys(row.part for row in rows) for row in tables[part]["rows"]]
    assert told == [(row.promise, words[row.state]) for row in rows]
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pack.pdf)).pages)
    assert "Ordinary text messages are not encrypted" in " ".join(text.split())


def test_its_counts_are_those_of_the_records(as_built: Board, pack: EvidencePack) -> None:
    counts = {row[0]: row[1] for row in content_of(pack)["What happened in these days"]["rows"]}
    with as_built.services.desk.act_system() as work:
        sealed = work.session.scalar(select(func.count()).select_from(SealedDocument))
    assert counts["Documents sealed for patients"] == str(sealed)
    assert int(counts["Requests: Copy of records"]) >= 1
    assert int(counts["Reviews of the audit log"]) == 1
    assert int(counts["Incidents reported"]) == 4


def test_days_without_anything_are_told_as_nothing(board: Board) -> None:
    board.demo.clock.advance(days=900)
    board.sign_in("judith")
    board.prove()
    before = board.today - timedelta(days=100)
    pack = board.services.promises.evidence(board.actor, EvidenceRange(before, before), AUDITOR)
    tables = content_of(pack)
    counts = {row[0]: row[1] for row in tables["What happened in these days"]["rows"]}
    assert set(counts.values()) == {"0"}
    assert {row[0]: row[1] for row in tables[""]["rows"]}["Audit log of these days"] == "No entries"


def test_a_changed_entry_of_the_log_is_said_in_the_pack(board: Board) -> None:
    facts = {row[0]: row[1] for row in content_of(pack_of(board))[""]["rows"]}
    assert facts["Audit log of these days"].endswith("each is there, unchanged")
    assert facts["For"] == "Office for Civil Rights"
    raw: Any = board.services.desk.store._raw  # what somebody with the file and the key could do
    raw.set_authorizer(None)
    raw.execute('DROP TRIGGER "append_only_audit_entry_update"')
    raw.execute("UPDATE audit_entry SET detail = 'Nothing.' WHERE sequence = 200")
    raw.commit()
    facts = {row[0]: row[1] for row in content_of(pack_of(board))[""]["rows"]}
    assert "CHANGED OR MISSING" in facts["Audit log of these days"]


def test_no_patient_is_named_in_it(as_built: Board, pack: EvidencePack) -> None:
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pack.pdf)).pages)
    said += PdfReader(io.BytesIO(pack.pdf)).attachments[REPORT_FILE][0].decode()
    with as_built.services.desk.act_system() as work:
        names = [name for patient in work.session.scalars(select(Patient))
                 for name in (patient.display_name, patient.family_name, patient.email) if name]
    assert [name for name in names if name in said] == []


def test_it_needs_fresh_proof_a_reason_and_a_role(board: Board) -> None:
    days = EvidenceRange(board.today, board.today)
    board.demo.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        board.services.promises.evidence(board.actor, days, AUDITOR)
    board.prove()
    with pytest.raises(InvalidInputError):
        board.services.promises.evidence(board.actor, days, Disclosure("", "Audit"))
    board.services.promises.evidence(board.actor, days, AUDITOR)
    with board.services.desk.act_system() as work:
        said = work.session.scalars(select(AuditEntry.detail).where(
            AuditEntry.event == "promise.export", AuditEntry.allowed)).all()
    assert said == [f"{board.today.isoformat()} to {board.today.isoformat()}. To: Office for Civil Rights. "
                    "Purpose: Audit of the privacy rule."]
    board.sign_in("maya")
    board.prove()
    with pytest.raises(PermissionDeniedError):
        board.services.promises.evidence(board.actor, days, AUDITOR)


@pytest.mark.parametrize(("first", "last", "field"), [
    (1, 1, "last"), (-1, -2, "first"), (-4000, 0, "first"), (0, 1, "last")])
def test_days_that_cannot_be_are_refused_by_name(as_built: Board, first: int, last: int, field: str) -> None:
    days = EvidenceRange(as_built.today + timedelta(days=first), as_built.today + timedelta(days=last))
    as_built.prove()
    with pytest.raises(InvalidInputError) as raised:
        as_built.services.promises.evidence(as_built.actor, days, AUDITOR)
    assert raised.value.field == field
