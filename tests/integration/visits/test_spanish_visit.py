"""A visit in Spanish: handed over, signed and sealed in Spanish, filed for staff in English."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import select

from app.core.errors import InvalidInputError
from app.core.languages import catalogue
from app.documents import wording
from app.documents.evidence_page import HOW_TO_CHECK
from app.documents.record import DocumentKind
from app.intake.packet import Packet
from app.intake.watch import SCREENS
from app.models.submissions import FormSubmission
from app.security.actor import Role
from app.services.consent_evidence import EVENT_WORDS, RECEIVED
from app.services.consent_record import LICENCE_WORDS
from app.services.library import LibraryService
from app.services.views.oversight import Approval
from app.services.views.patients import ID_METHODS, HandOver, IdentityCheck
from app.services.views.review import Countersign
from app.services.visits import VisitService
from tests.fakes import START
from tests.integration.visits.conftest import PLANNED, Practice, content
from tests.patient_hand import fill, sign, walk


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _handed_over(practice: Practice, visit_id: str, language: str) -> Packet:
    view = practice.visits.prepare(practice.desk_person, visit_id)
    given = {(each.form_id, each.link_id): PLANNED.get((each.form_id, each.link_id), "As discussed")
             for each in view.staff_questions if each.required}
    return practice.visits.hand_over(practice.desk_person, HandOver(visit_id, IdentityCheck("photo_id"), given,
                                                                    language=language))


def _send_in_spanish(practice: Practice, visit_id: str) -> None:
    packet = _handed_over(practice, visit_id, "es")
    practice.clinic.close()
    tablet = practice.tablet(packet)
    assert tablet.language == "es"
    walk(tablet)
    tablet.send()
    practice.clinic.clock.advance(minutes=10)
    practice.clinic.reopen()
    assert practice.inbox.receive(practice.desk_person).received == 1


def test_what_was_signed_in_spanish_is_sealed_in_spanish(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    _send_in_spanish(practice, visit_id)
    answered = {line.link_id: line for line in practice.review.open(practice.provider, visit_id).answers}
    assert answered["mh.today.ill"].answer == "No"
    assert answered["mh.today.ill"].section == "How you are today"  # staff read English
    practice.review.accept(practice.provider, Countersign(visit_id, "", practice.signed_off(visit_id)))
    with practice.clinic.desk.act_system() as work:
        rows = work.session.scalars(select(FormSubmission).where(FormSubmission.visit_id == visit_id)).all()
        assert {row.language for row in rows} == {"es"}
    documents = {row.title: row for row in practice.documents.rows(practice.desk_person, patient_id)}
    consent = documents["Consent: wrinkle relaxer (botulinum toxin)"]
    view = practice.documents.open(practice.desk_person, consent.document_id)
    assert view.verification.valid
    text = " ".join(_text(view.pdf).replace("\u00a0", " ").split())
    for words in ("Consentimiento: relajante de arrugas (toxina botulínica)", "Fecha de nacimiento", "Su acuerdo",
                  "Puede poner en peligro la vida.", "La firma de abajo es mía.", "14 de marzo de 1986",
                  "Firma dibujada en la pantalla", "Sí, estoy de acuerdo", "Cómo se hizo este documento",
                  "Leído y firmado en español. El personal de la clínica lee el mismo formulario en inglés.",
                  "How this document was made", "Read and signed in Spanish. The clinic's staff read the same form in "
                  "English.", "Identificación con foto vista, por Test front_desk",
                  "Photo ID seen, by Test front_desk", "23 de noviembre de 2026, 9:10 a. m. (UTC−06:00)"):
        assert words in text, words
    for title, row in documents.items():
        text = " ".join(_text(practice.documents.open(practice.desk_person, row.document_id).pdf).split())
        own, _, _ = text.partition("How this document was made")
        assert not [words for words in in_english(title) if words in own], title
    root = pypdf.PdfReader(io.BytesIO(view.pdf)).root_object
    assert str(root["/Lang"]) == "es-US"


def in_english(title: str) -> list[str]:
    """Sentences of the consent and of its last page as they would read if nobody had translated them."""
    form = next(form for form in content().forms if form.questionnaire.title.plain == title)
    texts = [text.plain for item in form.questionnaire.structure.items.values()
             for text in (item.text, item.look.help, *(option.text for option in item.options))]
    return [*(text for text in texts if len(text) > 20), *EVENT_WORDS.values(), RECEIVED, HOW_TO_CHECK,
            wording.SEAL_NOTE, wording.CLOCK_NOTE, "Reviewed and countersigned", "physician"]


def test_whatever_a_document_says_of_itself_is_in_the_catalogue() -> None:
    named = [*EVENT_WORDS.values(), RECEIVED, HOW_TO_CHECK, wording.SEAL_NOTE, wording.CLOCK_NOTE, *SCREENS.values(),
             *(wording.KINDS[kind] for kind in (DocumentKind.CONSENT, DocumentKind.FORM)),
             *filter(None, LICENCE_WORDS.values()), *(words for _, words in ID_METHODS)]
    assert not [text for text in named if text not in catalogue("es")]


def test_receipt_of_the_policies_says_that_they_were_in_english(practice: Practice) -> None:
    patient_id = practice.patient()
    visit_id = practice.checked_in(patient_id)
    _send_in_spanish(practice, visit_id)
    practice.review.accept(practice.provider, Countersign(visit_id, "", practice.signed_off(visit_id)))
    receipt = next(row for row in practice.documents.rows(practice.desk_person, patient_id) if "rivacy" in row.title)
    text = " ".join(_text(practice.documents.open(practice.desk_person, receipt.document_id).pdf).split())
    assert "se mostraron en inglés, tal como se publicaron" in text
    assert "were shown in English, as published" in text


def test_each_form_keeps_the_language_it_was_signed_in(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    packet = _handed_over(practice, visit_id, "en")
    tablet = practice.tablet(packet)
    walk(tablet)
    assert tablet.signature("c_btx").language == "en"  # type: ignore[union-attr]  # walk() signs every form
    tablet.session("photo").set_answers("photo.rec.agree", ())
    tablet.set_language("es")
    fill(tablet, "photo")
    sign(tablet, "photo")
    made = {form_id: tablet.signature(form_id) for form_id in ("c_btx", "photo")}
    assert {form_id: each.language for form_id, each in made.items() if each} == {"c_btx": "en", "photo": "es"}


def test_real_patients_get_spanish_only_once_its_review_is_recorded(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient())
    strict = _real_clinic(practice)
    with pytest.raises(InvalidInputError, match="not approved"):
        _handed_over(strict, visit_id, "en")
    subjects = {"rules", *(due.form_id for due in practice.visits.prepare(practice.desk_person, visit_id).due)}
    for scope in content().required:
        _approve(strict, subjects, scope)
    with pytest.raises(InvalidInputError, match="approved in this language") as refused:
        _handed_over(strict, visit_id, "es")
    assert refused.value.field == "language"
    english = _handed_over(strict, visit_id, "en")
    assert english.languages == ("en",)
    tablet = strict.tablet(english)
    tablet.set_language("es")
    assert tablet.language == "en"  # nor can the patient switch to it
    _approve(strict, subjects - {"rules"}, "translation es")
    assert _handed_over(strict, visit_id, "en").languages == ("en",)  # the words around the forms count too
    _approve(strict, {"screens"}, "translation es")
    assert _handed_over(strict, visit_id, "es").languages == ("en", "es")


def _real_clinic(practice: Practice) -> Practice:
    """The same clinic with services that ask for approvals, as they do outside the demo."""
    desk, library = practice.clinic.desk, LibraryService(practice.clinic.desk, content(), demo=False)
    return replace(practice, library=library, visits=VisitService(desk, library, demo=False))


def _approve(practice: Practice, subjects: set[str], scope: str) -> None:
    for subject in subjects:
        practice.library.approve(practice.clinic.actor(Role.ADMINISTRATOR), subject, Approval(
            "Dr. Dana Director", "Medical director", "036.123456", START.date() - timedelta(days=1), scope))


def test_a_visit_with_a_form_that_is_only_english_stays_english(practice: Practice) -> None:
    visit_id = practice.checked_in(practice.patient(), "FIL_HA")
    with pytest.raises(InvalidInputError, match="approved in this language") as refused:
        _handed_over(practice, visit_id, "es")
    assert refused.value.field == "language"
    assert _handed_over(practice, visit_id, "en").languages == ("en",)
