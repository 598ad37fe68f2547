"""Who has to sign, as the form says: a witness for every signature, a minor who signs alone, no yes asked beside."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from pypdf import PdfReader

from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.intake.signers import FORM_SIGNER
from app.security.actor import Role
from app.services.clinic_forms import ClinicFormsService
from app.services.views.patients import IdentityCheck
from app.services.views.review import ConsentPart, DecisionInput, DecisionKind, WitnessReason
from tests.integration.visits.conftest import Practice

BY_GUARDIAN = IdentityCheck("photo_id", guardian_name="Teresa Brandt", guardian_method="photo_id")


def name_signers(practice: Practice, form_id: str, *signers: str) -> None:
    """Publish the app's form again with these signers."""
    form = json.loads(resource(f"forms/{form_id}.json").read_bytes())
    form["version"] = "2.0"
    form["extension"] += [{"url": FORM_SIGNER, "valueCode": signer} for signer in signers]
    administrator = practice.clinic.actor(Role.ADMINISTRATOR)
    forms = ClinicFormsService(practice.clinic.desk, practice.library, demo=True)
    forms.bring(administrator, json.dumps(form).encode())
    forms.publish(administrator, form["url"], material=True, why="Our insurer asks for it.")


def test_a_form_that_names_a_witness_waits_for_one_though_it_was_drawn(practice: Practice) -> None:
    name_signers(practice, "c_btx", "patient", "guardian", "assent", "witness")
    visit_id = practice.checked_in(practice.patient())
    practice.sent(visit_id)
    view = practice.review.open(practice.provider, visit_id)
    (part,) = [part for part in view.parts if part.needs_witness]
    assert (part.form_id, part.why_witness) == ("c_btx", WitnessReason.FORM)
    practice.review.decide(practice.provider, visit_id, tuple(
        DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Talked it over") for flag in view.flags
        if flag.severity.value != "info"))
    with pytest.raises(InvalidInputError, match="asks for a witness"):
        practice.accepted(visit_id)
    practice.review.witness(practice.desk_person, visit_id, part.submission_id)
    with pytest.raises(InvalidInputError, match="no witness"):
        practice.review.witness(practice.desk_person, visit_id, part.submission_id)
    result = practice.accepted(visit_id)
    rows = {row.document_id: row for row in practice.documents.rows(practice.provider)}
    (document,) = [each for each in result.document_ids if rows[each].version == "2.0"]
    pdf = practice.documents.open(practice.provider, document).pdf
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "Test front_desk" in words
    assert "Saw the signature being made." in words


def test_a_form_that_names_a_provider_is_countersigned(practice: Practice) -> None:
    before = {part.form_id: part.needs_provider for part in _parts(practice)}
    assert not before["photo"]
    name_signers(practice, "photo", "patient", "provider")
    after = {part.form_id: part.needs_provider for part in _parts(practice, "Later")}
    assert after["photo"]


def test_a_minor_signs_alone_what_names_no_guardian(practice: Practice) -> None:
    name_signers(practice, "photo", "patient")
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    packet = practice.handed_over(visit_id, BY_GUARDIAN)
    tablet = practice.tablet(packet)
    alone = packet.form("photo")
    assert packet.guardian_signs
    assert not packet.guardian_signs_form(alone)
    assert not packet.asks_minor(alone)
    assert tablet.signing("photo").printed_name == packet.patient_name
    assert tablet.signing("mh").printed_name == "Teresa Brandt"


def test_no_yes_is_asked_of_a_minor_where_the_form_does_not(practice: Practice) -> None:
    name_signers(practice, "photo", "patient", "guardian")
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    packet = practice.handed_over(visit_id, BY_GUARDIAN)
    assert packet.guardian_signs_form(packet.form("photo"))
    assert not packet.asks_minor(packet.form("photo"))
    assert packet.asks_minor(packet.form("mh"))


def _parts(practice: Practice, family: str = "Núñez-Ortega") -> tuple[ConsentPart, ...]:
    visit_id = practice.checked_in(practice.patient(family))
    practice.sent(visit_id)
    return practice.review.open(practice.provider, visit_id).parts
