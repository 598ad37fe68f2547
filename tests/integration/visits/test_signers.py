"""Who has to sign, as the form says: a witness for every signature, a minor who signs alone, no yes asked beside."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from pypdf import PdfReader

from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.intake.places import OWN, Place, PlaceKind
from app.intake.signers import FORM_SIGNER
from app.intake.visit import FormStatus, IntakeVisit
from app.security.actor import Role
from app.services.clinic_forms import ClinicFormsService
from app.services.inbox import InboxReport
from app.services.views.patients import IdentityCheck, VisitStage
from app.services.views.review import ConsentPart, DecisionInput, DecisionKind, WitnessReason
from tests.integration.visits.conftest import Practice
from tests.integration.visits.steps import decide_all
from tests.patient_hand import fill, sign, walk

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


BOTH = ("patient", "guardian", "assent", "minor", "witness", "provider")


def minors_tablet(practice: Practice, *signers: str) -> tuple[str, IntakeVisit]:
    """A visit of a minor whose photo consent names ``signers``."""
    name_signers(practice, "photo", *signers)
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    return visit_id, practice.tablet(practice.handed_over(visit_id, BY_GUARDIAN))


def receive(practice: Practice) -> InboxReport:
    practice.clinic.clock.advance(minutes=10)
    return practice.inbox.receive(practice.desk_person)


def test_everybody_a_form_can_name_signs_it_and_stands_in_record_and_document(practice: Practice) -> None:
    visit_id, tablet = minors_tablet(practice, *BOTH)
    assert [place.page for place in tablet.places if place.form_id == "photo" and place.kind is PlaceKind.SIGN] == [
        0, OWN]
    walk(tablet, guardian=True)
    tablet.send()
    assert receive(practice).received == 1
    (part,) = [part for part in practice.review.open(practice.provider, visit_id).parts if part.form_id == "photo"]
    assert part.signed_by == "Teresa Brandt and Ána Núñez-Ortega"
    assert (part.needs_witness, part.needs_provider) == (True, True)
    practice.review.witness(practice.desk_person, visit_id, part.submission_id)
    decide_all(practice, visit_id)
    practice.accepted(visit_id)
    (document,) = [row for row in practice.documents.rows(practice.provider) if row.version == "2.0"]
    reader = PdfReader(io.BytesIO(practice.documents.open(practice.provider, document.document_id).pdf))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for signed in ("Teresa Brandt, Mother, for the patient", "Ána Núñez-Ortega, patient, own agreement as a minor",
                   "Test front_desk, witness", "Test provider, physician (MD/DO), countersigned"):
        assert signed in words, signed
    evidence = json.loads(reader.attachments["evidence.json"][0])
    assert [signer["role"] for signer in evidence["signers"]] == ["guardian", "minor", "witness", "provider"]
    assert all(signer["drawing"] for signer in evidence["signers"][:2])
    assert "Signed by the patient too" in {event["title"] for event in evidence["events"]}


def test_without_the_minors_signature_the_visit_neither_leaves_nor_arrives(practice: Practice) -> None:
    visit_id, tablet = minors_tablet(practice, *BOTH)
    walk(tablet, guardian=True)
    form = tablet._state.forms["photo"]
    assert form.own is not None
    assert tablet.signature("photo", own=True)
    form.own.made = None
    (problem,) = tablet.problems()
    assert problem.place == Place(PlaceKind.SIGN, "photo", OWN)
    with pytest.raises(InvalidInputError, match="Sign this form"):
        tablet.send()
    form.own = None  # a tablet that forgot to ask
    tablet.send()
    report = receive(practice)
    assert (report.received, report.set_aside) == (0, 1)
    assert "own signature" in report.sentences[0]
    assert practice.card(visit_id).stage is VisitStage.FILLING_IN


def test_a_change_takes_both_signatures_away(practice: Practice) -> None:
    _, tablet = minors_tablet(practice, "patient", "guardian", "minor")
    walk(tablet, guardian=True)
    assert tablet.signature("photo", own=True)
    fill(tablet, "photo")
    tablet.session("photo").set_answers("photo.rec.agree", ())
    assert tablet.status("photo") is FormStatus.VOIDED
    assert tablet.signature("photo") is None
    assert tablet.signature("photo", own=True) is None


def test_the_minor_signs_after_the_guardian_also_when_the_tablet_was_put_down_between(practice: Practice) -> None:
    visit_id, tablet = minors_tablet(practice, "patient", "guardian", "minor")
    with pytest.raises(InvalidInputError):
        tablet.sign("photo", own=True)
    walk(tablet, guardian=True)
    form = tablet._state.forms["photo"]
    assert form.own is not None
    form.own.made = None
    tablet.go(Place(PlaceKind.SIGN, "photo", OWN))
    tablet.autosave()
    receive(practice)
    again = practice.tablet(practice.handed_over(visit_id, BY_GUARDIAN))
    assert again.place == Place(PlaceKind.SIGN, "photo", OWN)
    assert again.signature("photo")
    assert again.next() == again.place  # held until the minor has signed
    sign(again, "photo", own=True)
    assert again.next() != Place(PlaceKind.SIGN, "photo", OWN)


def test_on_paper_there_is_a_line_for_the_minor_and_the_provider(practice: Practice) -> None:
    name_signers(practice, "photo", "patient", "guardian", "minor", "provider")
    visit_id = practice.checked_in(practice.patient(born=date(2010, 5, 1)), "FACIAL")
    reader = PdfReader(io.BytesIO(practice.visits.paper_form(practice.desk_person, visit_id, "photo")))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Patient under 18, beside the parent or guardian" in words
    assert "Provider" in words


def test_a_typed_name_of_the_minor_needs_a_witness(practice: Practice) -> None:
    visit_id, tablet = minors_tablet(practice, "patient", "guardian", "minor")
    walk(tablet, guardian=True)
    sign(tablet, "photo", own=True, typed=True)
    tablet.send()
    receive(practice)
    (part,) = [part for part in practice.review.open(practice.provider, visit_id).parts if part.form_id == "photo"]
    assert part.why_witness is WitnessReason.TYPED


def _parts(practice: Practice, family: str = "Núñez-Ortega") -> tuple[ConsentPart, ...]:
    visit_id = practice.checked_in(practice.patient(family))
    practice.sent(visit_id)
    return practice.review.open(practice.provider, visit_id).parts
