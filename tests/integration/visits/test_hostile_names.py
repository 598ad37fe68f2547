"""Names of every kind through search, board, review, document and export; and a clock that goes back meanwhile."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pypdf
import pytest

from app.core.errors import InvalidInputError
from app.rules.disclosure_basis import Basis
from app.security.actor import Role
from app.services.audit import AuditService
from app.services.strongbox import Strongbox
from app.services.views.disclosures import Disclosure
from app.services.views.oversight import AuditFilter
from app.services.views.patients import NewPatient
from tests.integration.visits.conftest import Practice
from tests.patient_hand import walk

HOSTILE = ('<img src="file:///etc/passwd">', '=cmd|"/C calc"!A1', "\u202eכהן \u05d0\u05d1", "Zoë 👩🏽‍⚕️",
           "Núñez\x00\u0007 Ortega")
"""Markup, a formula, an override in a name from right to left, an emoji, control characters."""


@pytest.mark.parametrize("family", HOSTILE)
def test_a_hostile_name_goes_through_everything_as_the_text_it_is(practice: Practice, family: str) -> None:
    shown = unicodedata.normalize("NFC", "".join(c for c in family if unicodedata.category(c) != "Cc"))
    patient_id = practice.patients.add(practice.desk_person, NewPatient("Ana", family, date(1986, 3, 14)))
    assert [hit.display_name for hit in practice.patients.search(practice.desk_person, "ana")] == [f"Ana {shown}"]
    visit_id = practice.checked_in(patient_id, "FACIAL")
    assert practice.card(visit_id).patient_name == f"Ana {shown}"
    _corrected_and_sent(practice, visit_id)
    assert practice.review.open(practice.provider, visit_id).patient_name == f"Ana {shown}"
    result = practice.accepted(visit_id, note=shown)
    document = practice.documents.open(practice.provider, result.document_ids[0])
    assert document.verification.valid
    if shown.isascii():
        assert "".join(shown.split()) in "".join(_text(document.pdf).split())
    name, _pdf = practice.documents.copy(practice.provider, result.document_ids[0],
                                          Disclosure(family, "Own copy", Basis.TO_INDIVIDUAL))
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    cells = _exported(practice)
    assert any(shown.strip() in cell for cell in cells)
    assert not any("Own copy" in cell for cell in cells)  # what staff typed about a patient leaves with no log
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_a_name_of_300_characters_is_refused_at_its_field(practice: Practice) -> None:
    for field in ("given_name", "family_name", "preferred_name"):
        names = {"given_name": "Ana", "family_name": "Ruiz", field: "A" * 300}
        with pytest.raises(InvalidInputError, match="Use at most 100 characters") as caught:
            practice.patients.add(practice.desk_person, NewPatient(birth_date=date(1986, 3, 14), **names))
        assert caught.value.field == field
    assert practice.patients.search(practice.desk_person, "ana") == ()


def test_a_clock_set_back_does_not_lose_a_visit(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient(), "FACIAL")
    clock = practice.clinic.clock
    clock.set_wall(clock.now() - timedelta(hours=2))
    practice.sent(visit_id)
    clock.set_wall(clock.now() - timedelta(hours=2))
    assert practice.accepted(visit_id).document_ids


def _corrected_and_sent(practice: Practice, visit_id: str) -> None:
    """The forms take letters alone in a name: the patient writes it right and signs with it."""
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    tablet = practice.tablet(packet)
    for form in packet.forms:
        tablet.keep_signing(form.form_id, replace(tablet.signing(form.form_id), printed_name="Ana Ruiz"))
    walk(tablet, {"reg.name.family": "Ruiz"})
    tablet.send()
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _exported(practice: Practice) -> list[str]:
    """Every cell of the audit log as it leaves the clinic."""
    audit = AuditService(practice.clinic.desk, cast(Strongbox, None))  # an export asks for no keys
    exported = audit.export_csv(practice.clinic.actor(Role.ADMINISTRATOR), AuditFilter(),
                                Disclosure("=HYPERLINK(1)", "Own copy", Basis.OPERATIONS))
    return [cell for row in csv.reader(io.StringIO(exported.decode("utf-8-sig"))) for cell in row]
