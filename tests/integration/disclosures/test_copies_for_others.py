"""A copy for somebody else: nothing genetic without its release, no limited visit, with the amendments due to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.canonical import sha256_hex
from app.core.clock import clinic_date
from app.models.patients import Patient
from app.models.rights import ConfidentialContactVersion
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.disclosure_basis import Basis
from app.services.consents.service import ConsentsService
from app.services.copies.forms import copy_forms
from app.services.copies.scope import scope_of
from app.services.disclosures.release import release_for
from app.services.registers.phone_notes import PhoneNotesService
from app.services.rights.restrictions import CONTACT_PURPOSE
from app.services.submission_records import PAPER, PURPOSE
from app.services.views.consents import WithdrawalInput
from app.services.views.copies import CopyOrder, Part
from app.services.views.disclosures import Disclosure
from app.services.views.registers import NewPhoneNote
from app.services.views.sharing import RestrictedParty
from tests.integration.disclosures.conftest import OWN, RELEASED, TAGGED, Sharing
from tests.integration.disclosures.packages import everything, made, resources, text_of, to_other, unpacked


def test_nothing_tagged_genetic_reaches_another_recipient_without_a_release(sharing: Sharing, tmp_path: Path) -> None:
    files = unpacked(made(sharing, to_other(sharing), tmp_path))
    words = everything(files)
    assert [text for text in TAGGED.values() if text in words] == []
    assert [link for link in ("mh.fam", "c.glp.att.thyroid", "gene.", "auth.gene") if link in words] == []
    assert "Genetic" not in words
    assert "medullary thyroid cancer" not in words
    titles = {row.title for row in sharing.documents.rows(sharing.officer, sharing.patient_id)}
    assert "Genetic testing consent" in titles
    assert "mh.goal" in words  # the rest of the history is there
    assert "Privacy" in words
    assert resources(files)


def test_with_the_release_the_same_recipient_gets_all_of_it(released: Sharing, tmp_path: Path) -> None:
    words = everything(unpacked(made(released, to_other(released), tmp_path)))
    assert [text for text in RELEASED.values() if text not in words] == []


@pytest.mark.parametrize("basis", [Basis.TREATMENT, Basis.JUDICIAL, Basis.REQUIRED_BY_LAW])
def test_no_other_basis_opens_the_genetic_part_even_where_a_release_is_on_file(released: Sharing, tmp_path: Path,
                                                                               basis: Basis) -> None:
    told = Disclosure("Somebody else", "Because", basis)
    words = everything(unpacked(made(released, told, tmp_path)))
    assert [text for text in RELEASED.values() if text in words] == []


def test_what_was_written_about_a_form_with_genetic_questions_stays_out_with_them(sharing: Sharing) -> None:
    """Where its paper is kept or why it was declined can say what the answers would have said."""
    with sharing.clinic.desk.act_system() as work:
        known = work.session.scalars(select(FormSubmission).where(FormSubmission.form_id == "mh")).first()
        assert known is not None
        noted = work.keys.encrypt(sharing.patient_id, b'{"note":"With the panel of cousin Wilma"}', PURPOSE)
        work.session.add(FormSubmission(
            submission_id=work.new_id(), visit_id=known.visit_id, patient_id=known.patient_id, intake_id=None,
            form_id="mh", url=known.url, version=known.version, form_sha256=known.form_sha256, title=known.title,
            language="en", status=PAPER, at=work.now, received_at=work.now, content=noted,
            content_sha256=sha256_hex(noted)))
    notes = {}
    for told in (OWN, to_other(sharing)):
        with sharing.clinic.desk.act_system() as work:
            patient = work.session.get_one(Patient, sharing.patient_id)
            release = release_for(work, sharing.library, patient, told)
            scope = scope_of(work, sharing.library, patient, release, frozenset(Part))
            notes[told] = [form.note for form in copy_forms(work, patient, scope) if form.status == PAPER]
    assert notes == {OWN: ["With the panel of cousin Wilma"], to_other(sharing): [""]}


def test_what_others_do_not_get_at_all(sharing: Sharing, tmp_path: Path) -> None:
    PhoneNotesService(sharing.clinic.desk).add(sharing.officer, NewPhoneNote(
        sharing.patient_id, sharing.clinic.clock.now(), "Her aunt", "Asked whether the swelling is normal"))
    assert "Asked whether the swelling is normal" in everything(unpacked(made(sharing, OWN, tmp_path)))
    words = everything(unpacked(made(sharing, to_other(sharing), tmp_path)))
    assert "Asked whether the swelling is normal" not in words
    assert "Thin skin at the temples" not in words  # what staff wrote
    assert "Own copy" not in words  # who else was told
    less = unpacked(made(sharing, to_other(sharing), tmp_path, parts=frozenset({Part.VISITS})))
    assert not [name for name in less if name.startswith("documents/")]
    assert json.loads(less["answers.json"]) == []


AMENDED = "The laser was set to 12 joules"


def test_an_amendment_goes_wherever_what_it_amends_goes(sharing: Sharing) -> None:
    """45 CFR 164.526(c)(1): a document goes as it was sealed, or as the answers of its form."""
    def seen(parts: frozenset[Part]) -> tuple[int, int]:
        found = sharing.copies.preview(sharing.officer, CopyOrder(sharing.patient_id, to_other(sharing), parts))
        return found.documents, found.amendments

    papers = {frozenset(Part): 2, frozenset({Part.DOCUMENTS}): 2, frozenset({Part.FORMS}): 0,
              frozenset({Part.VISITS}): 0}
    before = {parts: seen(parts)[0] for parts in papers}
    sharing.amended("Photo and video consent", AMENDED)
    assert {parts: seen(parts) for parts in papers} == {
        parts: (before[parts] + more, 0 if parts == {Part.VISITS} else 1) for parts, more in papers.items()}


def test_what_amends_a_genetic_document_goes_only_where_that_may_go(sharing: Sharing, released: Sharing,
                                                                    tmp_path: Path) -> None:
    """Paper and answer of an amendment say in words what the document holds."""
    for each, may in ((sharing, False), (released, True)):
        each.amended("Medical history", AMENDED)
        words = everything(unpacked(made(each, to_other(each), tmp_path)))
        assert ((AMENDED in words), ("Please correct this." in words)) == (may, may)
        assert AMENDED in everything(unpacked(made(each, OWN, tmp_path)))


def test_what_amends_a_document_of_a_withheld_visit_stays_with_it(sharing: Sharing, tmp_path: Path) -> None:
    """45 CFR 164.522(a)(1)(vi): the health plan learns nothing of what was paid for in full."""
    sharing.amended("Photo and video consent", AMENDED)
    sharing.disagreed("I was not late.")
    with sharing.clinic.desk.act_system() as work:
        (visit_id,) = work.session.scalars(select(Visit.visit_id).where(Visit.patient_id == sharing.patient_id))
    sharing.restricted(RestrictedParty.HEALTH_PLAN, required=True, visits=(visit_id,))
    words = everything(unpacked(made(sharing, Disclosure("Lake Health Plan", "Payment", Basis.PAYMENT), tmp_path)))
    assert AMENDED not in words
    assert "I was not late." in words  # of no document in particular: it goes with whatever is given out


def test_the_withdrawal_of_a_consent_of_a_withheld_visit_stays_with_it(sharing: Sharing) -> None:
    """Its sealed record and its line in the ledger have no visit of their own."""
    plan = CopyOrder(sharing.patient_id, Disclosure("Lake Health Plan", "Payment", Basis.PAYMENT))
    with sharing.clinic.desk.act_system() as work:
        (visit_id,) = work.session.scalars(select(Visit.visit_id).where(Visit.patient_id == sharing.patient_id))
        day = clinic_date(work.now, work.zone)
    ConsentsService(sharing.clinic.desk, sharing.library).withdraw(sharing.officer, WithdrawalInput(
        sharing.patient_id, ("photo_record",), "letter", "No more of it, please.", day))
    assert sharing.copies.preview(sharing.officer, plan).documents > 0
    sharing.restricted(RestrictedParty.HEALTH_PLAN, required=True, visits=(visit_id,))
    found = sharing.copies.preview(sharing.officer, plan)
    assert (found.documents, found.consents) == (0, 0)


def test_a_statement_of_disagreement_travels_with_the_record(sharing: Sharing, tmp_path: Path) -> None:
    """45 CFR 164.526(d)(5), as a sealed paper and as words."""
    sharing.disagreed("I never had shingles.")
    for told in (OWN, to_other(sharing)):
        files = unpacked(made(sharing, told, tmp_path))
        assert "I never had shingles." in text_of(files["record.pdf"])
        assert [name for name, content in files.items()
                if name.startswith("documents/") and "I never had shingles." in text_of(content)]


def test_private_contact_keeps_phone_and_email_out_of_what_others_get(sharing: Sharing, tmp_path: Path) -> None:
    """45 CFR 164.522(b). Only what is written for the copy: a sealed registration stays as it was signed."""
    written = frozenset(Part) - {Part.DOCUMENTS}
    with sharing.clinic.desk.act_system() as work:
        number = work.session.get_one(Patient, sharing.patient_id).phone[-4:]
    assert number in everything(unpacked(made(sharing, to_other(sharing), tmp_path, parts=written)))
    with sharing.clinic.desk.act_system() as work:
        work.session.add(ConfidentialContactVersion(
            patient_id=sharing.patient_id, request_id=None, submission_id=None, active=True, channel="mail",
            since=clinic_date(work.now, work.zone), at=work.now, by=sharing.officer.user_id, by_name="Judith",
            content=work.keys.encrypt(sharing.patient_id, b'{"how":"By letter to the office"}', CONTACT_PURPOSE)))
    order = CopyOrder(sharing.patient_id, to_other(sharing), written)
    assert any(text.startswith("Phone and email") for text in sharing.copies.preview(sharing.officer, order).left_out)
    assert number not in everything(unpacked(made(sharing, to_other(sharing), tmp_path, parts=written)))
    assert number in everything(unpacked(made(sharing, OWN, tmp_path)))
