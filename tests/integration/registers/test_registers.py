"""Registers: entries that only grow, what is overdue or missing, files, the device that enters itself, exports."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.core.text import has_card_number
from app.documents.outcome import Outcome
from app.documents.verify import verify
from app.models.settings import BackupRun
from app.rules.registers import DueState
from app.security.actor import Role
from app.services.device import write_device
from app.services.registers.devices import devices
from app.services.views.promises import EvidenceRange
from app.services.views.registers import DeviceState, EntryInput, KeyMode, NewAttachment, RegisterEntry
from app.services.views.review import Disclosure
from tests.clinics import SESSION
from tests.integration.registers.conftest import DEVICE, Office, seal

AUDITOR = Disclosure("Office for Civil Rights", "Audit of 2026")
PDF = b"%PDF-1.7\n% a certificate\n"
_FILLED = {
    "vendor": {"name": "Cloud Scheduling", "service": "scheduling", "handles": "Appointments", "agreement": "none",
               "relation": "active", "reviewed_on": "2026-11-01"},
    "training": {"topic": "privacy", "completed_on": "2026-11-01"},
    "risk": {"asset": "Tablets", "threat": "Stolen", "likelihood": "low", "impact": "high", "status": "open",
             "assessed_on": "2026-11-20"},
    "device": {"name": "Room 2", "holds": "none", "disk": "yes", "state": "in_use", "checked_on": "2026-11-01"},
}


def _risk(office: Office, **changes: str) -> EntryInput:
    values = {"asset": "Tablets", "threat": "Stolen", "likelihood": "low", "impact": "high", "status": "open",
              "assessed_on": "2026-11-20"} | changes
    return EntryInput("risk", tuple(values.items()), office.actor().user_id)


def _entries(office: Office, kind: str) -> list[RegisterEntry]:
    return list(office.services.registers.open(office.actor(), kind).entries)


def test_an_entry_has_an_owner_a_due_day_its_file_and_everything_it_ever_said(office: Office) -> None:
    registers, officer = office.services.registers, office.actor()
    entry_id = registers.add(officer, replace(_risk(office), attachments=(NewAttachment("../../agree ment.pdf", PDF),)))
    office.clinic.clock.advance(days=2)
    again = replace(_risk(office, threat="Left behind", act_by="2026-12-01"), entry_id=entry_id)
    assert registers.change(office.actor(), again) == 2
    [entry] = _entries(office, "risk")
    assert (entry.title, entry.detail, entry.due, entry.state, entry.version) == (
        "Tablets", "Left behind", date(2026, 12, 1), DueState.SOON, 2)
    assert entry.owner == officer.display_name
    assert [file.name for file in entry.attachments] == ["agree ment.pdf"]
    assert registers.attachment(office.actor(), entry.attachments[0].attachment_id) == ("agree ment.pdf", PDF)
    history = registers.history(office.actor(), entry_id)
    assert [(change.version, dict(change.values)["threat"]) for change in history] == [(2, "Left behind"),
                                                                                      (1, "Stolen")]
    with pytest.raises(DatabaseError, match="only ever added"), office.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE register_version SET content = '{}'"))


def test_a_review_that_is_not_made_is_overdue_the_day_after(office: Office) -> None:
    office.services.registers.add(office.actor(), _risk(office))
    for passed, state in ((362, DueState.SOON), (1, DueState.OVERDUE)):  # it is due on November 20, 2027
        office.clinic.clock.advance(days=passed)
        assert [entry.state for entry in _entries(office, "risk")] == [state]
    standing = next(each for each in office.services.registers.standings(office.actor()) if each.key == "risk")
    assert (standing.overdue, standing.needs_attention) == (1, 1)


@pytest.mark.parametrize(("changes", "field"), [
    ({"asset": " \x00 "}, "asset"), ({"likelihood": "certain"}, "likelihood"), ({"assessed_on": "2026-02-30"},
                                                                                "assessed_on"),
    ({"assessed_on": "2026-11-24"}, "assessed_on"), ({"assessed_on": "0001-01-01"}, "assessed_on"),
    ({"asset": "x" * 201}, "asset"), ({"measures": "y" * 4001}, "measures"), ({"nothing": "x"}, "nothing"),
    ({"measures": "card 4111 1111 1111 1111"}, "measures"),
])
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_kept(office: Office, changes: dict[str, str],
                                                                       field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        office.services.registers.add(office.actor(), _risk(office, **changes))
    assert refused.value.field == field
    assert [entry.state for entry in _entries(office, "risk")] == [DueState.MISSING]


@pytest.mark.parametrize(("kind", "field"), [("vendor", "handles"), ("vendor", "contact"), ("training", "given_by"),
                                             ("training", "notes"), ("risk", "asset"), ("device", "place")])
def test_no_register_names_a_patient(office: Office, kind: str, field: str) -> None:
    office.patient("Ana", "Ortega")
    named = _FILLED[kind] | ({"person": office.actor().user_id} if kind == "training" else {}) | {
        field: "Chart of Ortega, Ana"}
    with pytest.raises(InvalidInputError, match="name of a patient") as refused:
        office.services.registers.add(office.actor(), EntryInput(kind, tuple(named.items()), office.actor().user_id))
    assert refused.value.field == field


def test_a_file_that_is_called_like_a_patient_is_refused(office: Office) -> None:
    office.patient("Ana", "Ortega")
    with pytest.raises(InvalidInputError) as refused:
        office.services.registers.add(office.actor(), replace(
            _risk(office), attachments=(NewAttachment("ana_ortega.pdf", PDF),)))
    assert refused.value.field == "attachments"


def test_a_name_that_stood_there_before_its_bearer_came_holds_nothing_up(office: Office) -> None:
    values = _FILLED["vendor"] | {"contact": "Ana Ortega"}
    vendor = EntryInput("vendor", tuple(values.items()), office.actor().user_id)
    entry_id = office.services.registers.add(office.actor(), vendor)
    office.patient("Ana", "Ortega")
    changed = replace(vendor, values=tuple((values | {"relation": "ended"}).items()), entry_id=entry_id)
    assert office.services.registers.change(office.actor(), changed) == 2


@pytest.mark.parametrize("file", [NewAttachment("a.exe", b"MZ\x90\x00\xff"), NewAttachment("a.txt", b""),
                                  NewAttachment("a.txt", b"a\x00b"), NewAttachment("big.txt", b"x" * 20_971_521)])
def test_only_pdf_and_text_up_to_20_mb_can_be_attached(office: Office, file: NewAttachment) -> None:
    with pytest.raises(InvalidInputError) as refused:
        office.services.registers.add(office.actor(), replace(_risk(office), attachments=(file,)))
    assert refused.value.field == "attachments"


def test_an_entry_of_another_register_cannot_be_changed_into_this_one(office: Office) -> None:
    entry_id = office.services.registers.add(office.actor(), _risk(office))
    drill = {"scope": "full", "result": "worked", "done_on": "2026-11-20"}
    with pytest.raises(NotFoundError):
        office.services.registers.change(office.actor(), EntryInput("drill", tuple(drill.items()),
                                                                    office.actor().user_id, entry_id))


def test_everybody_on_the_staff_is_expected_to_have_been_trained(office: Office) -> None:
    office.services.registers.add(office.actor(), _training(office, Role.PROVIDER, "2026-11-01"))
    entries = _entries(office, "training")
    missing = {entry.title for entry in entries if entry.state is DueState.MISSING}
    assert missing == {f"Test {role.value}" for role in Role if role is not Role.PROVIDER}
    assert {entry.detail for entry in entries} == {"HIPAA privacy and security"}


def test_an_id_whose_digits_add_up_like_a_card_number_is_none(office: Office) -> None:
    unlucky = "01941116-1111-7111-8111-111111110000"
    with office.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE staff_member SET user_id = :id WHERE role = 'provider'"), {"id": unlucky})
    assert has_card_number(unlucky)
    values = (("person", unlucky), ("topic", "privacy"), ("completed_on", "2026-11-01"))
    office.services.registers.add(office.actor(), EntryInput("training", values, office.actor().user_id))
    assert [entry.title for entry in _entries(office, "training") if entry.entry_id] == ["Test provider"]


def test_a_newer_training_replaces_the_older_and_the_end_of_an_account_closes_it(office: Office) -> None:
    for day in ("2026-11-01", "2025-11-01"):  # entered the wrong way round: the day it was done counts
        office.services.registers.add(office.actor(), _training(office, Role.PROVIDER, day))
    states = {dict(entry.values)["completed_on"]: entry.state for entry in _entries(office, "training")
              if entry.entry_id}
    assert states == {"2026-11-01": DueState.CURRENT, "2025-11-01": DueState.REPLACED}
    with office.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE staff_member SET active = 0 WHERE role = 'provider'"))
    after = [entry for entry in _entries(office, "training") if entry.entry_id]
    assert {entry.state for entry in after} == {DueState.CLOSED, DueState.REPLACED}
    assert {entry.title for entry in after} == {"Test provider"}


def _training(office: Office, role: Role, day: str) -> EntryInput:
    values = (("person", office.actor(role).user_id), ("topic", "privacy"), ("completed_on", day))
    return EntryInput("training", values, office.actor().user_id)


def test_a_signed_agreement_needs_its_day_and_a_missing_one_is_overdue(office: Office) -> None:
    values = {"name": "Cloud Scheduling", "service": "scheduling", "handles": "Names and appointments",
              "agreement": "signed", "relation": "active", "reviewed_on": "2026-11-01"}
    vendor = EntryInput("vendor", tuple(values.items()), office.actor().user_id)
    with pytest.raises(InvalidInputError) as refused:
        office.services.registers.add(office.actor(), vendor)
    assert refused.value.field == "signed_on"
    office.services.registers.add(office.actor(), replace(vendor, values=tuple((values | {
        "agreement": "needed"}).items())))
    [entry] = _entries(office, "vendor")
    assert (entry.state, entry.problem) == (DueState.OVERDUE,
                                            "Business associate agreement: needed, not signed yet")


def test_this_device_enters_itself_once_and_follows_its_key_mode(office: Office) -> None:
    office.services.desk.attach(office.clinic.desk.store, SESSION, office.services.settings.clinic())
    with office.clinic.desk.act_system() as work:
        [device] = devices(work)
    assert (device.device_id, device.name, device.key_mode, device.state) == (
        DEVICE.device_id, "Front desk", KeyMode.KEYRING, DeviceState.IN_USE)
    assert len(office.audited("register.device")) == 1
    write_device(office.clinic.folder.device, replace(DEVICE, passwords_only=True))
    office.services.desk.attach(office.clinic.desk.store, SESSION, office.services.settings.clinic())
    with office.clinic.desk.act_system() as work:
        assert [each.key_mode for each in devices(work)] == [KeyMode.PASSWORDS_ONLY]


def _backed_up(office: Office, hours: int) -> None:
    """A backup was made so many hours ago."""
    with office.clinic.desk.act_system() as work:
        work.session.add(BackupRun(kind="backup", at=work.now - timedelta(hours=hours), by="x", folder="", name="b",
                                   rows=1, size_bytes=1))


def test_the_device_with_the_records_is_retired_only_after_a_backup(office: Office) -> None:
    [entry] = _entries(office, "device")
    values = dict(entry.values) | {"state": "retired", "disk": "yes"}
    retired = EntryInput("device", tuple(values.items()), office.actor().user_id, entry.entry_id)
    for hours in (None, 25):  # no backup at all, then one that is too old
        if hours is not None:
            _backed_up(office, hours)
        with pytest.raises(InvalidInputError) as refused:
            office.services.registers.change(office.actor(), retired)
        assert refused.value.field == "state"
    _backed_up(office, 23)
    office.services.registers.change(office.actor(), retired)
    assert [each.state for each in _entries(office, "device")] == [DueState.CLOSED]


def test_a_register_leaves_as_a_defused_table_or_as_a_sealed_pdf(office: Office) -> None:
    office.services.registers.add(office.actor(), _risk(office, asset="=HYPERLINK(\"http://x\")"))
    name, content = office.services.registers.export(office.actor(), "risk", AUDITOR, as_pdf=False)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == "register-risk-assessments-2026-11-23.csv"
    assert [row[0][:2] for row in rows[1:]] == ["'="]
    name, content = office.services.registers.export(office.actor(), "risk", AUDITOR, as_pdf=True)
    assert verify(content, seal()[0].certificate, office.clinic.clock.now()).outcome is Outcome.VALID
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Annual risk assessments" in " ".join(words.split())
    assert [entry.detail for entry in office.audited("register.export")] == [
        f"Risk assessments, as {kind}. To: Office for Civil Rights. Purpose: Audit of 2026." for kind in ("CSV", "PDF")]


@pytest.mark.parametrize(("said", "field"), [
    (Disclosure("Ana Ortega", "Her lawyer asks"), "recipient"),
    (Disclosure("Court", "Suit of Ortega, Ana"), "purpose")])
def test_no_export_says_in_the_log_for_which_patient(office: Office, said: Disclosure, field: str) -> None:
    office.patient("Ana", "Ortega")
    services, day = office.services, date(2026, 11, 23)
    exports = (
        lambda: services.registers.export(office.actor(), "risk", said, as_pdf=False),
        lambda: services.promises.evidence(office.actor(), EvidenceRange(day, day), said),
        lambda: services.clinic_documents.copy(office.actor(), "none", said))
    for export in exports:
        with pytest.raises(InvalidInputError) as refused:
            export()
        assert refused.value.field == field
    assert [entry for entry in office.audited("promise.export") if entry.allowed] == []


def test_an_export_needs_fresh_proof_and_the_front_desk_sees_no_register(office: Office) -> None:
    stale = office.actor()
    office.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        office.services.registers.export(stale, "risk", AUDITOR, as_pdf=False)
    with pytest.raises(PermissionDeniedError):
        office.services.registers.open(office.actor(Role.FRONT_DESK), "risk")
