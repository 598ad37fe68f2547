"""What the tablet lets somebody sign with, the clinic takes in: nothing is found wrong after the patient has left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.errors import InvalidInputError
from tests.integration.visits.conftest import Practice
from tests.patient_hand import walk

NAMES = ("Ana Ruiz, MD", "Dana Whitfield (mother)", "Luis Ortega 3rd", "J\u202eose", "Zoë 👩🏽‍⚕️", "<b>Ana</b>", "=Ana",
         "Miriam O’Brien-Núñez Jr.", "שרה כהן", "王小明", "Nguyễn Thị Ánh", "A" * 100)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_refused_at_the_pad_or_taken_in_at_the_clinic(practice: Practice, name: str) -> None:
    visit_id = practice.checked_in(practice.patient(), "FACIAL")
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    tablet = practice.tablet(packet)
    for form in packet.forms:
        tablet.keep_signing(form.form_id, replace(tablet.signing(form.form_id), printed_name=name))
    refused = ""
    try:
        walk(tablet)
        tablet.send()
    except InvalidInputError as error:
        refused = error.sentence
    practice.clinic.reopen()
    received = practice.inbox.receive(practice.desk_person).received
    assert "letters alone" in refused or received == 1
