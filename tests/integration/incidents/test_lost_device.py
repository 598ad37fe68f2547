"""Were keys on the lost device? Answered from the register of devices and the log, with the reasons."""

from __future__ import annotations

import pytest

from app.core.errors import InvalidInputError
from app.rules.breach_assessment import ClosingReason
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.incidents.lost_device import reasoned
from app.services.registers.book import NewVersion, store
from app.services.views.incidents import Closing, KeyFinding, KeyQuestion
from app.services.views.registers import DeviceState, DeviceView, KeyMode
from tests.integration.incidents.conftest import Register

TABLET = "Test tablet"
SAFE, UNCLEAR, EXPOSED = KeyFinding.SAFE, KeyFinding.UNCLEAR, KeyFinding.EXPOSED


def device(mode: KeyMode, disk: str = "unknown") -> DeviceView:
    """A device in the register."""
    return DeviceView("entry", "id", TABLET, "S1", mode, disk, DeviceState.LOST, "")


@pytest.mark.parametrize(("mode", "disk", "was_open", "secret", "copies", "finding"), [
    (KeyMode.KEYRING, "unknown", False, False, 0, SAFE),
    (KeyMode.KEYRING, "yes", False, False, 3, SAFE),
    (KeyMode.KEYRING, "no", False, False, 1, UNCLEAR),  # what was saved outside the records is not encrypted by them
    (KeyMode.KEYRING, "unknown", False, False, 1, UNCLEAR),
    (KeyMode.KEYRING, "yes", True, False, 0, EXPOSED),
    (KeyMode.KEYRING, "yes", False, True, 0, EXPOSED),
    (KeyMode.PASSWORDS_ONLY, "unknown", False, False, 0, UNCLEAR),
    (KeyMode.PASSWORDS_ONLY, "yes", False, False, 0, UNCLEAR),
    (KeyMode.PASSWORDS_ONLY, "yes", True, False, 0, EXPOSED),
    (KeyMode.NONE, "no", False, False, 0, SAFE),
    (KeyMode.NONE, "no", False, False, 2, UNCLEAR),
    (None, "unknown", False, False, 0, UNCLEAR),
    (None, "unknown", True, True, 9, EXPOSED),
])
def test_the_worst_of_the_reasons_decides(mode: KeyMode | None, disk: str, was_open: bool, secret: bool, copies: int,
                                          finding: KeyFinding) -> None:
    answer = reasoned(KeyQuestion(TABLET, was_open, secret), device(mode, disk) if mode else None, copies)
    assert answer.finding is finding
    assert len(answer.reasons) == 2 + bool(copies)


@pytest.mark.parametrize("modes", [("keyring", "passwords_only"), ("passwords_only", "keyring")])
def test_of_two_devices_of_one_name_the_worse_answers(register: Register, modes: tuple[str, str]) -> None:
    with register.clinic.desk.act(register.officer, Action.CREATE, RecordKind.REGISTER) as work:
        for mode in modes:
            store(work, NewVersion("device", work.new_id(), {"name": TABLET, "holds": mode, "disk": "yes",
                                                             "state": "lost"}, ""), ("system", "The app"))
    question = KeyQuestion(TABLET, was_open=False, secret_with_it=False)
    answer = register.service.answer_keys(register.officer, register.report(), question)
    assert (answer.finding, answer.key_mode) == (UNCLEAR, KeyMode.PASSWORDS_ONLY)


def test_only_what_was_saved_on_the_lost_device_counts(register: Register) -> None:
    with register.clinic.desk.act(register.officer, Action.VIEW, RecordKind.PATIENT) as work:
        work.audit("document.export")
    incident = register.report()
    saved = {name: register.service.answer_keys(register.officer, incident, KeyQuestion(
        name, was_open=False, secret_with_it=False)).copies_saved for name in (TABLET, "Room 2")}
    assert saved == {TABLET: 1, "Room 2": 0}


def test_the_register_of_devices_answers(register: Register) -> None:
    incident = register.report(title="Tablet lost on the train")
    question = KeyQuestion(TABLET, was_open=False, secret_with_it=False)
    assert register.service.answer_keys(register.officer, incident, question).finding is UNCLEAR  # in no register
    with register.clinic.desk.act(register.officer, Action.CREATE, RecordKind.REGISTER) as work:
        store(work, NewVersion("device", work.new_id(), {"name": TABLET, "holds": "keyring", "disk": "no",
                                                         "state": "lost"}, ""), ("system", "The app"))
    answer = register.service.answer_keys(register.officer, incident, question)
    assert (answer.finding, answer.key_mode) == (SAFE, KeyMode.KEYRING)
    assert register.open(incident).row.status_words == "Ready to close"
    register.service.close(register.officer, incident, Closing(ClosingReason.SECURED, "Locked and encrypted."))
    assert register.open(incident).row.status_words == "Closed, encrypted, keys safe"


def test_copies_saved_on_the_device_are_counted_from_the_log(register: Register) -> None:
    incident, patient = register.report(), register.patients()[0]
    with register.clinic.desk.act(register.clinic.actor(Role.PROVIDER), Action.VIEW, RecordKind.PATIENT) as work:
        work.audit("document.export", patient_id=patient)
        work.audit("copy.make", patient_id=patient)
        work.audit("policy.holders_export")
        work.audit("document.print", patient_id=patient)
        work.audit("document.export", patient_id=patient, allowed=False)
    answer = register.service.answer_keys(register.officer, incident, KeyQuestion(TABLET, False, False))
    assert answer.copies_saved == 3
    with pytest.raises(InvalidInputError) as refused:
        register.service.answer_keys(register.officer, incident, KeyQuestion(" ", False, False))
    assert refused.value.field == "device"
