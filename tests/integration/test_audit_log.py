"""The audit log: every change to it is found, and reading it is itself written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.core.errors import PermissionDeniedError, ProofNeededError
from app.models.audit import AuditEntry
from app.models.cipher import RECORDS, open_encrypted
from app.rules.disclosure_basis import Basis
from app.security.actor import Actor, Licence, Role
from app.security.derive import records_key
from app.services.views.disclosures import Disclosure
from app.services.views.oversight import AuditFilter, ChainCheck
from app.services.views.people import NewStaff
from tests.clinics import FoundClinic, found_clinic

WRITES = [
    "UPDATE audit_entry SET detail = 'nothing' WHERE sequence = 2",
    "DELETE FROM audit_entry WHERE sequence = 2",
    "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE sequence = 2",
    "DROP TRIGGER append_only_audit_entry_update",
    "DROP TABLE audit_entry",
    "ALTER TABLE audit_entry RENAME TO other",
    "CREATE TABLE other (a)",
    "PRAGMA writable_schema = 1",
    "PRAGMA recursive_triggers = 0",
    "PRAGMA temp_store = 1",
    "UPDATE sqlite_schema SET sql = '' WHERE type = 'trigger'",
    "ATTACH ':memory:' AS other",
    "SELECT load_extension('other')",
    "VACUUM INTO '/tmp/other.db'",
]
CHANGES = [
    "UPDATE audit_entry SET detail = 'nothing' WHERE sequence = 3",
    "UPDATE audit_entry SET allowed = 0 WHERE sequence = 3",
    "UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 3",
    "UPDATE audit_entry SET user_id = 'somebody' WHERE sequence = 3",
    "UPDATE audit_entry SET new_value = x'00' WHERE sequence = 3",
    "UPDATE audit_entry SET previous_hash = hash WHERE sequence = 3",
    "DELETE FROM audit_entry WHERE sequence = 3",
]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[FoundClinic]:
    made = found_clinic(tmp_path / "clinic")
    yield made
    made.access.lock("end of the test")


def check(clinic: FoundClinic, actor: Actor) -> ChainCheck:
    return clinic.audit.verify(actor, lambda _done, _all: None, lambda: False)


def tamper(clinic: FoundClinic, *statements: str) -> None:
    """Change the closed records behind the app's back, with the key and every guard off."""
    clinic.sign_in()
    key = records_key(clinic.box.dek)
    clinic.access.lock("F9")
    raw = open_encrypted(clinic.folder.records, key, RECORDS)
    for name in ("update", "delete"):
        raw.execute(f"DROP TRIGGER append_only_audit_entry_{name}")
    for statement in statements:
        raw.execute(statement)
    for name in ("UPDATE", "DELETE"):
        raw.execute(f'CREATE TRIGGER "append_only_audit_entry_{name.lower()}" BEFORE {name} ON "audit_entry" '
                    "BEGIN SELECT RAISE(ABORT, 'rows of this table are only ever added'); END")
    raw.close()


def test_an_untouched_log_is_whole(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    told: list[tuple[int, int]] = []
    found = clinic.audit.verify(actor, lambda done, all_: told.append((done, all_)), lambda: False)
    assert found.ok
    assert told[-1] == (found.entries, found.entries)
    assert clinic.audit.page(actor, AuditFilter()).rows[0].action == "Checked the log chain"


@pytest.mark.parametrize("statement", WRITES)
def test_nothing_in_the_log_can_be_changed_from_within(clinic: FoundClinic, statement: str) -> None:
    clinic.sign_in()

    def attempt() -> None:
        with clinic.desk.act_system() as work:
            work.session.execute(text(statement))

    with pytest.raises(DatabaseError):
        attempt()


@pytest.mark.parametrize("statement", CHANGES)
def test_a_change_from_outside_names_the_first_broken_entry(clinic: FoundClinic, statement: str) -> None:
    clinic.sign_in()
    clinic.access.lock("F9")
    tamper(clinic, statement)
    found = check(clinic, clinic.sign_in())
    assert not found.ok
    assert found.first_broken == 3
    assert "Entry 3" in found.sentence


def test_records_without_their_triggers_do_not_open(clinic: FoundClinic) -> None:
    tamper(clinic)
    clinic.sign_in()
    key = records_key(clinic.box.dek)
    clinic.access.lock("F9")
    raw = open_encrypted(clinic.folder.records, key, RECORDS)
    raw.execute("DROP TRIGGER append_only_audit_entry_update")
    raw.close()
    with pytest.raises(Exception, match="protection"):
        clinic.sign_in()


def test_a_check_can_be_stopped(clinic: FoundClinic) -> None:
    found = clinic.audit.verify(clinic.sign_in(), lambda _done, _all: None, lambda: True)
    assert not found.ok
    assert found.first_broken is None


def test_pages_go_both_ways(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    for _ in range(5):
        clinic.audit.page(actor, AuditFilter())
    first = clinic.audit.page(actor, AuditFilter(), limit=3)
    assert (first.has_newer, first.has_older) == (False, True)
    second = clinic.audit.page(actor, AuditFilter(), before=first.rows[-1].sequence, limit=3)
    assert second.has_newer
    assert second.rows[0].sequence == first.rows[-1].sequence - 1
    back = clinic.audit.page(actor, AuditFilter(), after=second.rows[0].sequence, limit=3)
    assert [row.sequence for row in back.rows] == [row.sequence for row in first.rows]


def test_filters_narrow(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    today = datetime(2026, 11, 23, tzinfo=UTC).date()

    def total(**narrowed: object) -> int:
        return clinic.audit.page(actor, replace(AuditFilter(), **narrowed)).total  # type: ignore[arg-type]  # by name

    assert total(action="sign_in") == 1
    assert total(text="signed IN") == 1
    assert total(text="100%") == 0
    assert total(first_day=today, last_day=today) > 0
    assert total(first_day=today + timedelta(days=1)) == 0
    assert total(denied_only=True) == 0
    assert total(user_id=actor.user_id, action="set_up") == 1


def test_a_refusal_reads_as_a_try(clinic: FoundClinic) -> None:
    ana = clinic.sign_in()
    given = clinic.staff.add(ana, NewStaff("bea", "Bea Lin", "Front desk", Role.FRONT_DESK, Licence.NONE))
    clinic.access.lock("F9")
    clinic.clock.advance(minutes=6)
    clinic.access.enter_password("bea", given.password)
    bea = clinic.access.enrol_first("quiet marble forest", given.enrolment, clinic.code(given.enrolment.secret))
    with pytest.raises(PermissionDeniedError):
        clinic.audit.page(bea, AuditFilter())
    clinic.access.lock("F9")
    row = clinic.audit.page(clinic.sign_in(), AuditFilter(denied_only=True)).rows[0]
    assert (row.action, row.person, row.allowed) == ("Tried to view the audit log", "Bea Lin", False)


def test_an_export_is_safe_to_open_and_is_itself_logged(clinic: FoundClinic) -> None:
    actor = clinic.sign_in()
    with clinic.desk.act_system() as work:
        work.audit("note", detail="=cmd|' /C calc'!A0")
    clinic.clock.advance(minutes=2)
    to = Disclosure("The clinic's lawyer", "Audit of access", Basis.OPERATIONS)
    with pytest.raises(ProofNeededError):
        clinic.audit.export_csv(actor, AuditFilter(), to)
    data = clinic.audit.export_csv(clinic.sign_in_again(actor), AuditFilter(), to)
    cells = [cell for line in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in line]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
    with clinic.desk.act_system() as work:
        row = work.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert row is not None
    assert row.event == "audit.export"
    assert "lawyer" not in row.detail
    assert row.new_value is not None
    assert b"lawyer" in row.new_value  # nobody's record: no patient is named in this log
