"""The promise board on the demo's real records: nothing is typed, so changing the records changes the board."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.errors import PermissionDeniedError
from app.models.audit import AuditEntry
from app.models.patients import Patient
from app.rules.rights import Channel, RequestKind
from app.security.actor import Licence, Role
from app.security.idle import IDLE_REASON
from app.services.promises.texts import shipped_promises
from app.services.views.people import NewStaff
from app.services.views.promises import PromiseState
from app.services.views.registers import EntryInput
from app.services.views.rights import NewRequest
from tests.integration.promises.conftest import Board

KEPT, ATTENTION, OUTSIDE = PromiseState


def test_each_line_has_a_state_and_a_proof_in_the_order_of_the_policy(as_built: Board) -> None:
    rows = as_built.rows()
    assert [row.key for row in rows] == [text.key for text in shipped_promises()]
    assert [row.proof for row in rows if not row.proof.endswith(".") or row.proof[0] != row.proof[0].upper()] == []
    assert [row.key for row in rows if row.state is ATTENTION and not row.what_to_do] == []
    assert [row.key for row in rows if row.state is KEPT and row.what_to_do] == []
    assert {row.state for row in rows} == {KEPT, ATTENTION, OUTSIDE}


def test_two_looks_at_the_same_records_say_the_same(as_built: Board) -> None:
    first, second = as_built.rows(), as_built.rows()
    assert [row.state for row in first] == [row.state for row in second]


def test_no_patient_is_named(as_built: Board) -> None:
    said = " ".join(f"{row.proof} {row.what_to_do}" for row in as_built.rows())
    with as_built.services.desk.act_system() as work:
        names = {name for patient in work.session.scalars(select(Patient))
                 for name in (patient.family_name, patient.email, patient.phone) if name}
    assert names
    assert {name for name in names if name in said} == set()


def test_looking_is_audited_and_refused_to_others(board: Board) -> None:
    board.rows()
    with board.services.desk.act_system() as work:
        events = work.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence.desc()).limit(1)).all()
    assert events == ["promise.view"]
    board.sign_in("elena")
    with pytest.raises(PermissionDeniedError):
        board.rows()


def test_what_needs_attention_is_counted_without_a_trace(board: Board) -> None:
    waiting = sum(row.state is ATTENTION for row in board.rows())
    with board.services.desk.act_system() as work:
        before = work.session.scalar(select(func.max(AuditEntry.sequence)))
    assert board.services.promises.waiting(board.actor) == waiting > 0
    with board.services.desk.act_system() as work:
        assert work.session.scalar(select(func.max(AuditEntry.sequence))) == before


def test_the_website_is_not_for_this_app_and_the_proof_counts_connections(as_built: Board) -> None:
    cookies = [row for row in as_built.rows() if row.part == "Cookies & Tracking Technologies"]
    assert len(cookies) == 21
    assert {row.state for row in cookies} == {OUTSIDE}
    assert all("opens no network connection" in row.proof and "sets no cookie" in row.proof for row in cookies)


def test_ordinary_texts_are_said_to_be_readable_whatever_is_on_record(as_built: Board) -> None:
    row = as_built.row("Encryption", "SMS Privacy")
    assert row.state is ATTENTION
    assert "not encrypted from end to end" in row.proof
    assert "Correct this line" in row.what_to_do


def test_automatic_logout_follows_the_setting_and_its_last_use(board: Board) -> None:
    assert "Automatic logout: 5 minutes, last used" in board.row("Workstation Controls").proof
    board.services.access.lock(IDLE_REASON)
    board.sign_in("rosa")
    settings = board.services.settings
    settings.change(board.prove(), replace(settings.get(), staff_idle_minutes=1))
    assert board.row("Workstation Controls").proof.startswith("Automatic logout: 1 minute, last used today ")


def test_somebody_without_an_authenticator_app_needs_attention(board: Board) -> None:
    assert board.row("Access Controls").state is KEPT
    board.sign_in("rosa")
    board.services.staff.add(board.prove(), NewStaff("zoe", "Zoe New", "Nurse", Role.FRONT_DESK, Licence.NONE))
    row = board.row("Access Controls")
    assert (row.state, row.what_to_do) == (ATTENTION, "Have Zoe New sign in and set up the authenticator app.")
    assert "6 of 7 people" in row.proof


def test_a_privacy_officer_without_the_role_needs_attention(board: Board) -> None:
    assert board.row("HIPAA Compliance Officer").state is KEPT
    board.sign_in("rosa")
    settings = board.services.settings
    for named in ("Somebody Else", "  "):
        settings.change_clinic(board.prove(), replace(settings.clinic(), privacy_officer=named))
        assert board.row("HIPAA Compliance Officer").state is ATTENTION


def test_another_telephone_number_than_the_policy_names_needs_attention(board: Board) -> None:
    assert board.row("Phone", "Privacy Officer").state is KEPT
    board.sign_in("rosa")
    settings = board.services.settings
    settings.change_clinic(board.prove(), replace(settings.clinic(), phone="(312) 555-0199"))
    row = board.row("Phone", "Privacy Officer")
    assert row.state is ATTENTION
    assert "names another phone" in row.what_to_do


def test_a_backup_that_anybody_can_read_needs_attention(board: Board, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    board.sign_in("rosa")
    settings = board.services.settings
    settings.change(board.prove(), replace(settings.get(), backup_folder=str(drive)))
    result = board.services.backup.run(board.actor)
    row = board.row("Encryption", "Technical Safeguards")
    assert (row.state, "1 backup looked at" in row.proof) == (KEPT, False)
    assert "2 backups looked at just now, none readable" in row.proof
    (copy,) = drive.glob(f"*/{result.name}")
    copy.write_bytes(b"SQLite format 3\x00" + b"x" * 100)
    row = board.row("Encryption", "Technical Safeguards")
    assert (row.state, result.name in row.what_to_do) == (ATTENTION, True)
    copy.unlink()
    drive.chmod(0)  # a drive that cannot be read is no reason to fail
    try:
        assert board.row("Encryption", "Technical Safeguards").state is KEPT
    finally:
        drive.chmod(0o700)


def test_backups_the_chain_and_the_review_of_the_log_grow_old(board: Board, tmp_path: Path) -> None:
    line = "We are committed to protecting"
    assert "No backup was made yet. Audit log: chain checked" in board.row(line).proof
    board.sign_in("rosa")
    (tmp_path / "drive").mkdir()
    board.services.backup.run(board.actor, tmp_path / "drive")
    board.demo.clock.advance(hours=3)
    row = board.row(line)
    assert (row.state, "Backups: verified 3 hours ago." in row.proof) == (KEPT, True)
    board.demo.clock.advance(days=2)
    assert board.row(line).what_to_do == "Plug in the backup drive and make a backup."
    board.demo.clock.advance(days=40)
    assert {"Open the audit log and check the chain.", "Review the audit log in the privacy desk, Registers."} <= {
        f"{part}." for part in board.row(line).what_to_do.rstrip(".").split(". ")}


def test_what_no_app_can_see_counts_for_as_long_as_the_register_says(board: Board) -> None:
    assert board.row("Regular Security Updates").state is ATTENTION
    board.services.registers.add(board.actor, EntryInput("safeguard", (
        ("safeguard", "updates"), ("seen", "Both computers are up to date."), ("result", "in_order"),
        ("done_on", board.today.isoformat())), board.actor.user_id))
    row = board.row("Regular Security Updates")
    assert (row.state, "by Judith Keller" in row.proof) == (KEPT, True)
    board.demo.clock.advance(days=100)  # three months for updates, a year for doors
    board.sign_in("judith")
    assert board.row("Regular Security Updates").state is ATTENTION
    assert board.row("Secure Facilities").state is KEPT


def test_a_safeguard_that_is_not_in_order_needs_attention_at_once(board: Board) -> None:
    board.services.registers.add(board.actor, EntryInput("safeguard", (
        ("safeguard", "desk"), ("seen", "Papers in the waiting room."), ("result", "to_fix"),
        ("done_on", board.today.isoformat())), board.actor.user_id))
    row = board.row("Clean Desk Policy")
    assert (row.state, row.proof) == (ATTENTION, "The last check found something to put right.")


def test_a_request_nobody_answers_turns_the_row(board: Board) -> None:
    with board.services.desk.act_system() as work:
        patient_id = work.session.scalars(select(Patient.patient_id)).first()
    board.services.rights.add(board.actor, NewRequest(
        patient_id or "", RequestKind.DELETE, board.today, Channel.MAIL, "Please delete everything."))
    before = board.row("Right to Request Deletion")
    assert (before.state, "none late" in before.proof) == (KEPT, True)
    board.demo.clock.advance(days=31)
    board.sign_in("judith")
    after = board.row("Right to Request Deletion")
    assert after.state is ATTENTION
    assert "late" in after.proof.replace("none late", "")


def test_a_year_later_training_and_vendors_are_due(board: Board) -> None:
    board.demo.clock.advance(days=400)
    board.sign_in("judith")
    for line in ("Employee Training", "Risk Assessments", "Vendor Management"):
        row = board.row(line)
        assert (row.state, "overdue" in row.what_to_do) == (ATTENTION, True), line
