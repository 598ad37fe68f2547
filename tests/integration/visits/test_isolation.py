"""Nothing of one patient ever reaches another's tablet, review, record or documents."""

from __future__ import annotations

import io

import pypdf

from app.intake.packet import Packet
from tests.integration.visits.conftest import Practice

WORDS = {"reg.contact.line1": "Wojciechowska Street 9", "mh.goal.words": "Softer lines, says Featherstone",
         "reg.care.pharmacy": "Quux Pharmacy", "mh.skin.routine": "Zinc ointment of my aunt"}


def everything_in(packet: Packet) -> str:
    """What the tablet gets to know, prefill and all."""
    return repr([(form.form_id, form.prefill, form.staff_answers, form.why) for form in packet.forms]) + repr(
        (packet.patient_name, packet.draft, packet.message, packet.policies, packet.guardian_name))


def none_of_the_words(text: str) -> bool:
    return not any(word in text for word in WORDS.values())


def test_a_second_patient_sees_nothing_of_the_first_at_a_first_and_at_a_later_visit(practice: Practice) -> None:
    first, second = practice.patient("Ortega"), practice.patient("Ortiz")
    visit_id = practice.checked_in(first)
    practice.sent(visit_id, dict(WORDS))
    practice.accepted(visit_id)
    practice.clinic.clock.advance(days=400)  # the yearly history is due again
    returning = practice.handed_over(practice.checked_in(first, "FACIAL"))
    assert not none_of_the_words(everything_in(returning))  # the first patient's own words come back to them

    visit_id = practice.checked_in(second)
    due = {form.form_id for form in practice.visits.prepare(practice.desk_person, visit_id).due}
    assert {"reg", "mh"} <= due  # what the first one filled in does not count for the second
    assert none_of_the_words(everything_in(practice.handed_over(visit_id)))
    practice.sent(visit_id)
    assert none_of_the_words(repr(practice.review.open(practice.provider, visit_id)))
    result = practice.accepted(visit_id)
    for document_id in result.document_ids:
        assert none_of_the_words(_text(practice.documents.open(practice.provider, document_id).pdf))
    assert none_of_the_words(repr(practice.patients.open(practice.provider, second)))
    practice.clinic.clock.advance(days=100)
    assert none_of_the_words(everything_in(practice.handed_over(practice.checked_in(second))))


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
