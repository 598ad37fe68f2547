"""Documents of the clinic itself: sealed like any other, verified by the command, nothing of what is said is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.__main__ import main
from app.core.canonical import sha256_hex
from app.core.errors import DamagedError, InvalidInputError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.documents.certificates import issue_seal_certificate, new_clinic_ca
from app.documents.cover import AttachedFile
from app.documents.evidence import EVIDENCE_FILE
from app.documents.report import REPORT_FILE, Report, ReportSection, ReportTable
from app.documents.report_pages import render_report
from app.documents.tables import TextTable
from app.models.audit import AuditEntry
from app.models.clinic_documents import ClinicDocument
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.clinic_documents import ClinicDocumentService, seal_report
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.review import Disclosure
from tests.clinics import OpenClinic, open_clinic
from tests.integration.documents import samples

TO_AUDITOR = Disclosure("Office for Civil Rights", "Audit of 2026")


@dataclass
class Sealing:
    """An open clinic that has a seal key."""

    clinic: OpenClinic
    service: ClinicDocumentService
    ca: bytes

    def seal(self, report: Report, kind: ClinicDocumentKind = ClinicDocumentKind.REGISTER) -> str:
        with self.clinic.desk.act(self.clinic.actor(Role.PRIVACY_OFFICER), Action.CREATE, RecordKind.REGISTER) as work:
            return seal_report(work, report, kind)


@pytest.fixture
def sealing(tmp_path: Path) -> Iterator[Sealing]:
    clinic = open_clinic(tmp_path / "clinic")
    now = clinic.clock.now()
    ca = new_clinic_ca("Better Med Spa", now)
    key = issue_seal_certificate(ca, "Better Med Spa", now)
    with clinic.desk.act(clinic.actor(Role.ADMINISTRATOR), Action.CHANGE, RecordKind.CLINIC) as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=ca.certificate, private=b"", now=now)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=key.certificate, private=key.private_key, now=now)
    yield Sealing(clinic, ClinicDocumentService(clinic.desk), ca.certificate)
    clinic.close()


def report(rows: int = 3, cell: str = "Elena Castillo") -> Report:
    table = ReportTable(("Number", "Who", "What"), tuple((str(number), cell, "Training of the year")
                                                         for number in range(rows)), (1, 3, 5))
    return Report(samples.CLINIC, "Staff training register", samples.at(60), (("Range", "2026"), ("Empty", "")),
                  (ReportSection("Trainings", ("Every member of staff.", "• Once a year"), (("Owner", "Privacy"),),
                                 (table,)),))


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_sealed_report_verifies_and_carries_its_content_as_data(sealing: Sealing) -> None:
    document_id = sealing.seal(report())
    view = sealing.service.open(sealing.clinic.actor(Role.PRIVACY_OFFICER), document_id)
    assert view.verification.valid
    assert view.row.sha256 == sha256_hex(view.pdf)
    files = PdfReader(io.BytesIO(view.pdf)).attachments
    assert set(files) == {REPORT_FILE, EVIDENCE_FILE}
    content, evidence = json.loads(files[REPORT_FILE][0]), json.loads(files[EVIDENCE_FILE][0])
    assert content["sections"][0]["tables"][0]["rows"][0] == ["0", "Elena Castillo", "Training of the year"]
    assert evidence["document"] == document_id
    assert evidence["report_sha256"] == sha256_hex(files[REPORT_FILE][0])


def test_the_audit_head_in_the_evidence_is_an_entry_of_the_log(sealing: Sealing) -> None:
    sealing.seal(report())
    with sealing.clinic.desk.act_system() as work:
        document = work.session.scalars(select(ClinicDocument)).one()
        evidence = json.loads(PdfReader(io.BytesIO(document.pdf)).attachments[EVIDENCE_FILE][0])
        entry = work.session.get(AuditEntry, evidence["audit"]["last"])
        assert entry is not None
        assert (entry.hash, entry.event) == (evidence["audit"]["head"], "clinic_document.create")


def test_the_command_verifies_it_and_finds_one_changed_byte(
        sealing: Sealing, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    view = sealing.service.open(sealing.clinic.actor(Role.PRIVACY_OFFICER), sealing.seal(report()))
    pdf, trust = tmp_path / "register.pdf", tmp_path / "clinic.cer"
    pdf.write_bytes(view.pdf)
    trust.write_bytes(sealing.ca)
    seen = sealing.clinic.clock.now().timestamp()
    assert main(["verify", str(pdf), "--trust", str(trust), "--json"]) in {0, 1}  # the sample's dates are fixed
    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] in {"valid", "expired_certificate"}, seen
    pdf.write_bytes(view.pdf.replace(b"Staff training", b"Stuff training", 1))
    assert main(["verify", str(pdf), "--trust", str(trust), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "changed_bytes"


def test_a_filed_agreement_lies_inside_byte_for_byte(sealing: Sealing) -> None:
    scan = AttachedFile("agreement.pdf", "As it was filed", b"%PDF-1.4 hostile </script>\x00\xff", "application/pdf")
    filed = replace(report(), files=(scan,))
    view = sealing.service.open(sealing.clinic.actor(Role.ADMINISTRATOR), sealing.seal(filed, ClinicDocumentKind.FILED))
    assert PdfReader(io.BytesIO(view.pdf)).attachments["agreement.pdf"] == [scan.content]
    assert sha256_hex(scan.content)[:8] in words_of(view.pdf)


def test_a_long_table_repeats_its_head_and_keeps_every_row() -> None:
    pdf = render_report(report(rows=400))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 8
    assert all("Number" in page for page in pages[:-1])
    found = words_of(pdf)
    assert all(f" {number} Elena Castillo" in found for number in range(400))


def test_a_cell_taller_than_a_page_is_cut_between_lines_and_nothing_is_lost() -> None:
    told = " ".join(f"word{number}" for number in range(3000))
    found = words_of(render_report(report(rows=2, cell=told)))
    assert all(f"word{number}" in found for number in range(3000))


@pytest.mark.parametrize("count", [18, 900])
def test_wherever_a_page_ends_a_row_can_be_drawn_and_nothing_is_lost(count: int) -> None:
    """Rows of two lines and more, and one taller than a page, with every room a page can leave them."""
    told = " ".join(f"word{number}." for number in range(count))
    for room in range(10, 580, 13):
        target = io.BytesIO()
        canvas = Canvas(target)
        waiting: list[Flowable] = [TextTable(("One", "Two"), ((told, told),))]
        available = float(room)
        while waiting:
            table = waiting.pop(0)
            height = table.wrapOn(canvas, 480, available)[1]
            if height > available:
                waiting = [*table.splitOn(canvas, 480, available), *waiting] or [table]
                available = 588.0 if len(waiting) == 1 else available
                continue
            table.drawOn(canvas, 60, 700 - height)
            canvas.showPage()
            available = 588.0
        canvas.save()
        found = words_of(target.getvalue())
        assert all(found.count(f"word{number}.") == 2 for number in range(count)), room


@pytest.mark.parametrize("hostile", [
    "<b>bold</b> &amp; <img src='file:///etc/passwd'/>", "\x00\x1b[2J\u202egnol", "=HYPERLINK(1)", "שלום العربية 漢字",
    "x" * 5000, "", "\n\n\n"])
def test_what_was_typed_is_plain_text(hostile: str) -> None:
    table = ReportTable((hostile[:40] or "Head",), ((hostile,),))
    typed = Report(samples.CLINIC, hostile or "Title", samples.at(1), ((hostile, hostile),),
                   (ReportSection(hostile, (hostile,), ((hostile, hostile),), (table, ReportTable(("None",), ()))),))
    pdf = render_report(typed)
    assert pdf == render_report(typed)
    if hostile.startswith("<b>"):
        assert "<b>bold</b>" in words_of(pdf)


def test_a_table_whose_rows_do_not_fit_its_head_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        ReportTable(("One", "Two"), (("one",),))
    with pytest.raises(ValueError, match="one share"):
        ReportTable(("One", "Two"), (("1", "2"),), (1,))


def test_a_copy_needs_a_reason_and_fresh_proof_and_is_recorded(sealing: Sealing) -> None:
    document_id = sealing.seal(report())
    actor = sealing.clinic.actor(Role.PRIVACY_OFFICER)
    with pytest.raises(InvalidInputError):
        sealing.service.copy(actor, document_id, Disclosure(" ", "Audit"))
    with pytest.raises(ProofNeededError):
        sealing.service.copy(replace(actor, proof_at=actor.proof_at - timedelta(minutes=2)), document_id, TO_AUDITOR)
    with pytest.raises(PermissionDeniedError):
        sealing.service.copy(sealing.clinic.actor(Role.FRONT_DESK), document_id, TO_AUDITOR)
    with pytest.raises(NotFoundError):
        sealing.service.copy(actor, "unknown", TO_AUDITOR)
    name, pdf = sealing.service.copy(actor, document_id, TO_AUDITOR)
    assert name.startswith("staff-training-register-")
    with sealing.clinic.desk.act_system() as work:
        said = work.session.scalars(select(AuditEntry.detail).where(
            AuditEntry.event == "clinic_document.export", AuditEntry.allowed)).one()
        assert sha256_hex(pdf) == work.session.get_one(ClinicDocument, document_id).sha256
    assert "Office for Civil Rights" in said


def test_rows_are_listed_newest_first_by_kind_and_never_change(sealing: Sealing) -> None:
    first = sealing.seal(report())
    sealing.clinic.clock.advance(60)
    second = sealing.seal(report(), ClinicDocumentKind.EVIDENCE)
    actor = sealing.clinic.actor(Role.PRIVACY_OFFICER)
    assert [row.document_id for row in sealing.service.rows(actor)] == [second, first]
    assert [row.document_id for row in sealing.service.rows(actor, (ClinicDocumentKind.REGISTER,))] == [first]
    with pytest.raises(PermissionDeniedError):
        sealing.service.rows(sealing.clinic.actor(Role.PROVIDER))
    with pytest.raises(DatabaseError, match="only ever added"), sealing.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE clinic_document SET title = 'x'"))


def test_a_document_that_was_swapped_underneath_is_not_given_out(sealing: Sealing) -> None:
    document_id = sealing.seal(report())
    actor = sealing.clinic.actor(Role.PRIVACY_OFFICER)
    with sealing.clinic.desk.act_system() as work:
        document = work.session.get_one(ClinicDocument, document_id)
        fake = {column.name: getattr(document, column.name) for column in ClinicDocument.__table__.columns}
        work.session.add(ClinicDocument(**{**fake, "document_id": work.new_id(), "pdf": document.pdf + b"x"}))
    swapped = next(row for row in sealing.service.rows(actor) if row.document_id != document_id)
    assert not sealing.service.open(actor, swapped.document_id).verification.valid
    with pytest.raises(DamagedError):
        sealing.service.copy(actor, swapped.document_id, TO_AUDITOR)
