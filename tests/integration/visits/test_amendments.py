"""After acceptance: what the patient corrects is sealed beside what was sealed before, and both are kept."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError, PermissionDeniedError
from app.forms import Answer
from app.intake.places import PlaceKind
from app.models.documents import SealedDocument
from app.services.sealing_documents import EVIDENCE_PURPOSE
from app.services.views.patients import VisitStage
from tests.integration.visits.conftest import Practice
from tests.patient_hand import sign

SMOKE = "mh.life.smoke"


def accepted(practice: Practice) -> tuple[str, str]:
    """A patient whose visit is ready, and the visit."""
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    practice.sent(visit_id)
    practice.accepted(visit_id)
    return patient_id, visit_id


def corrected(practice: Practice, visit_id: str) -> None:
    """Let the patient change one answer of the history, sign it again and send."""
    packet = practice.handed_over(visit_id)
    practice.clinic.close()
    tablet = practice.tablet(packet)
    assert tablet.place.kind is PlaceKind.REVIEW
    item = tablet.session("mh").questionnaire.item(SMOKE)
    tablet.session("mh").set_answers(SMOKE, (Answer(item.options[-1].value),))
    sign(tablet, "mh")
    tablet.send()
    practice.clinic.clock.advance(minutes=10)
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1


def test_an_amendment_is_sealed_beside_the_version_it_amends(practice: Practice) -> None:
    patient_id, visit_id = accepted(practice)
    before = {row.document_id for row in practice.documents.rows(practice.desk_person, patient_id)}
    assert practice.patients.open(practice.provider, patient_id).amendable_visit_id == visit_id
    practice.review.amend(practice.provider, visit_id, "You told us on the phone that you smoke again.")
    assert practice.card(visit_id).stage is VisitStage.WAITING
    assert practice.patients.open(practice.provider, patient_id).amendable_visit_id is None
    corrected(practice, visit_id)
    view = practice.review.open(practice.provider, visit_id)
    assert [line.link_id for line in view.answers if line.changed] == [SMOKE]
    practice.accepted(visit_id)
    assert practice.card(visit_id).stage is VisitStage.READY
    (new,) = {row.document_id for row in practice.documents.rows(practice.desk_person, patient_id)} - before
    with practice.clinic.desk.act_system() as work:
        document = work.session.get(SealedDocument, new)
        assert document is not None
        old = work.session.get(SealedDocument, document.corrects)
        assert old is not None
        assert old.title == document.title
        evidence = json.loads(work.keys.decrypt(patient_id, document.evidence, EVIDENCE_PURPOSE))
        assert evidence["corrects_sha256"] == old.sha256
        others = work.session.scalars(select(SealedDocument.corrects).where(SealedDocument.document_id != new)).all()
    assert set(others) == {None}
    assert practice.documents.open(practice.desk_person, old.document_id).verification.valid
    assert practice.documents.open(practice.desk_person, new).verification.valid


def test_only_the_last_accepted_visit_can_be_amended_and_only_with_a_reason(practice: Practice) -> None:
    patient_id, visit_id = accepted(practice)
    with pytest.raises(InvalidInputError):
        practice.review.amend(practice.provider, visit_id, " ")
    with pytest.raises(PermissionDeniedError):
        practice.review.amend(practice.desk_person, visit_id, "Look again.")
    practice.checked_in(patient_id)
    with pytest.raises(InvalidInputError, match="last accepted visit"):
        practice.review.amend(practice.provider, visit_id, "Look again.")
