"""The probes one by one: what makes each of them ask for attention, and what a clinic sees on its first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, String, Table, select

from app.models.base import Base
from app.models.patients import Patient
from app.models.registers import RegisterVersion
from app.services.device import read_device, write_device
from app.services.registers.book import newest, values_of
from app.services.registry import Services, build_services
from app.services.views.consents import PaperChoice, WithdrawalInput
from app.services.views.promises import PromiseRow, PromiseState
from app.services.views.registers import EntryInput
from tests.clinics import KDF, FoundClinic, found_clinic
from tests.integration.promises.conftest import Board

KEPT, ATTENTION, OUTSIDE = PromiseState


@pytest.fixture
def first_day(tmp_path: Path) -> Iterator[tuple[FoundClinic, Services, dict[str, PromiseRow]]]:
    """A clinic that was set up just now, with its administrator signed in."""
    clinic = found_clinic(tmp_path / "clinic")
    services = build_services(clinic.folder, clinic.keyring, clinic.clock, clinic.randomness, kdf=KDF)
    clinic.clock.advance(minutes=16)
    services.access.enter_password("ana", "copper lantern seven")
    actor = services.access.enter_code(clinic.code())
    yield clinic, services, {row.key.rpartition("|")[2]: row for row in services.promises.board(actor)}
    services.access.lock("The test is over.")


def any_patient(board: Board) -> str:
    with board.services.desk.act_system() as work:
        return work.session.scalars(select(Patient.patient_id).where(Patient.disposed_on.is_(None))).first() or ""


def test_the_first_day_shows_what_is_still_to_be_done_and_calls_nothing_kept_that_is_not(
        first_day: tuple[FoundClinic, Services, dict[str, PromiseRow]]) -> None:
    rows = first_day[2]
    for line in ("HIPAA Compliance Officer", "Employee Training", "Risk Assessments", "Vendor Management",
                 "All business associates", "Secure Facilities", "Document Storage", "You have received",
                 "This Privacy Policy explains", "Legal Changes", "Version 1.0", "File with HHS",
                 "We are committed to protecting"):
        assert rows[line].state is ATTENTION, line
        assert rows[line].what_to_do
    for line in ("Workstation Controls", "Access Controls", "Medical Records", "Right to Access", "We do not sell"):
        assert rows[line].state is KEPT, line
    assert rows["Workstation Controls"].proof == "Automatic logout: 5 minutes, not needed yet. The tablet: 2 minutes."


def test_passwords_without_a_keyring_are_said(board: Board) -> None:
    assert "passwords and this computer's keyring" in board.row("Device Security").proof
    device = board.demo.folder.device
    write_device(device, replace(read_device(device), passwords_only=True))
    assert board.row("Device Security").proof.startswith("Records open with passwords only.")
    device.unlink()
    device.with_name(f"{device.name}.prev").unlink()
    assert board.row("Device Security").proof.startswith("Records open with passwords and")


def test_a_signed_agreement_turns_the_vendor_s_rows(board: Board) -> None:
    lines = ("Communication Services", "HIPAA Compliance")
    assert {board.row(line).state for line in lines} == {ATTENTION}
    with board.services.desk.act_system() as work:
        vendor = next(row for row in newest(work.session, "vendor") if "Textline" in row.content)
        values, entry_id, owner = values_of(vendor), vendor.entry_id, vendor.owner_id
    signed = values | {"agreement": "signed", "signed_on": board.today.isoformat(),
                       "reviewed_on": board.today.isoformat()}
    board.services.registers.change(board.actor, EntryInput("vendor", tuple(signed.items()), owner, entry_id))
    assert {board.row(line).state for line in lines} == {KEPT}
    assert board.row("All business associates").state is KEPT
    ended = signed | {"relation": "ended"}
    board.services.registers.change(board.actor, EntryInput("vendor", tuple(ended.items()), owner, entry_id))
    assert board.row("Communication Services").proof == "No such vendor is in the register."


def test_a_stop_is_counted_and_its_step_comes_due(board: Board) -> None:
    before = board.row("Easy Opt-Out")
    assert before.state is KEPT
    patient_id = any_patient(board)
    board.services.consents.record_choice(board.actor, patient_id, PaperChoice(
        "sms_appointment", True, board.today - timedelta(days=5), "Paper chart", "(312) 555-0117"))
    board.services.consents.withdraw(board.actor, WithdrawalInput(
        patient_id, ("sms_appointment",), "text", "STOP", board.today))
    now = board.row("Easy Opt-Out")
    assert (now.state, "1 STOP on record, each in force at once" in now.proof) == (KEPT, True)
    board.demo.clock.advance(days=40)
    board.sign_in("judith")
    late = board.row("Easy Opt-Out")
    assert (late.state, "none late" in late.proof) == (ATTENTION, False)
    assert board.row("Right to Opt-Out").state is ATTENTION


def test_an_incident_whose_clock_ran_out_turns_every_row_about_breaches(board: Board) -> None:
    lines = ("Incident Response", "Right to Notification")
    assert {board.row(line).state for line in lines} == {KEPT}
    board.demo.clock.advance(days=70)
    board.sign_in("judith")
    for line in lines:
        row = board.row(line)
        assert (row.state, row.what_to_do.startswith("Incident 2026-")) == (ATTENTION, True), line


def test_a_place_for_biometric_data_would_be_found(board: Board) -> None:
    line = "Illinois Biometric Information Privacy Act"
    assert board.row(line).state is KEPT
    made = Table("door_camera", Base.metadata, Column("facial_map", String(10), primary_key=True))
    try:
        row = board.row(line)
    finally:
        Base.metadata.remove(made)
    assert (row.state, "door_camera.facial_map" in row.proof) == (ATTENTION, True)


def test_a_form_that_is_taken_out_of_use_is_no_proof_any_more(board: Board) -> None:
    assert board.row("Frequency").state is KEPT
    board.sign_in("rosa")
    url = next(line.url for line in board.services.forms.lines(board.actor) if line.form_id == "comm")
    board.services.forms.retire(board.prove(), url, "A test")
    for line in ("Frequency", "Costs", "Selective Consent", "Voluntary Participation", "SMS marketing messages"):
        row = board.row(line)
        assert (row.state, row.proof) == (ATTENTION, "The form is not in use."), line


def test_two_thousand_vendors_with_names_nobody_would_type_stay_one_short_row(board: Board) -> None:
    with board.services.desk.act_system() as work:
        work.session.add_all(RegisterVersion(
            entry_id=f"{number:036d}", kind="vendor", version=1, owner_id=board.actor.user_id, device_id="",
            content='{"name": "<b>Ω</b> & Söhne ' + "x" * 150 + '", "service": "it", "agreement": "needed", '
                    '"relation": "active", "handles": "x", "reviewed_on": "2026-11-01"}',
            at=work.now, by=board.actor.user_id, by_name="Judith Keller") for number in range(2000))
    row = board.row("IT Service Providers")
    assert row.state is ATTENTION
    assert len(row.proof) < 800
