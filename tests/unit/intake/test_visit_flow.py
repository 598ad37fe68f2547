"""A visit on the tablet, without a window: the way through it, reading, signing, voiding, declining, sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.errors import InvalidInputError, StorageError
from app.core.strokes import Strokes
from app.forms import Answer, Coding, FhirDateTime, load
from app.intake.evidence import EventKind
from app.intake.marks import MINOR_REFUSED
from app.intake.places import Place, PlaceKind
from app.intake.sealed_item import open_item
from app.intake.signing import SignerCapacity
from app.intake.submission import FormOutcome, ItemKind, decode
from app.intake.visit import FormStatus, TextSize
from tests.patient_hand import LINE, fill, read, sign, walk
from tests.unit.intake.packets import Tablet, questionnaire

ANSWERS = "https://bettermedspa.example/fhir/CodeSystem/answers"


def test_the_way_leads_form_by_form_from_welcome_to_review(tmp_path: Path) -> None:
    visit = Tablet(tmp_path, "photo", "c_btx").visit()
    kinds = [(place.kind, place.form_id) for place in visit.places]
    assert kinds[:2] == [(PlaceKind.WELCOME, ""), (PlaceKind.DISCLOSURE, "")]
    assert kinds[-1] == (PlaceKind.REVIEW, "")
    own = [kind for kind, form_id in kinds if form_id == "c_btx"]
    assert own == [PlaceKind.READING, PlaceKind.PAGE, PlaceKind.PAGE, PlaceKind.CHECK, PlaceKind.SIGN]
    assert [step.label for step in visit.steps] == ["Consents", "Review"]


def test_nothing_goes_on_before_the_disclosure_is_agreed_to(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.next()
    assert visit.next().kind is PlaceKind.DISCLOSURE
    visit.accept_disclosure()
    assert visit.next().kind is PlaceKind.READING


def test_a_consent_is_signed_only_when_every_section_is_read_and_initialed(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.accept_disclosure()
    visit.go(Place(PlaceKind.READING, "c_btx"))
    assert visit.reading_left("c_btx").in_words() == "6 sections and 4 sets of initials left"
    assert visit.next().kind is PlaceKind.READING
    first = visit.reading("c_btx")[0]
    assert first.planned == (("Product or device", "Botox Cosmetic"), ("Area", "Forehead"))
    assert any(block.is_warning for section in visit.reading("c_btx") for block in section.blocks)
    read(visit, "c_btx")
    assert visit.reading_left("c_btx").is_done
    assert visit.next().kind is PlaceKind.PAGE


def test_signing_names_what_is_missing_and_fills_the_signature_group(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    assert "Read to the end to sign" in visit.sign_problems("c_btx")[1]
    with pytest.raises(InvalidInputError, match="electronic records"):
        visit.sign("c_btx")
    walk(visit)
    response = visit.session("c_btx").response()
    group = next(item for item in response["item"] if item["linkId"] == "c.btx.sign")  # type: ignore[attr-defined]
    answers = {item["linkId"]: item["answer"][0] for item in group["item"]}
    assert answers["c.btx.sign.name"] == {"valueString": "Ana Ruiz"}
    assert answers["c.btx.sign.capacity"]["valueCoding"]["code"] == "patient"
    assert answers["c.btx.sign.datetime"] == {"valueDateTime": "2026-11-23T09:00:00-06:00"}
    assert visit.problems() == ()


def test_editing_a_signed_form_voids_its_signature_and_no_other(tmp_path: Path) -> None:
    visit = Tablet(tmp_path, "photo", "c_btx").visit()
    walk(visit)
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Does it hurt?"),))
    assert visit.status("c_btx") is FormStatus.VOIDED
    assert visit.status("photo") is FormStatus.SIGNED
    assert [problem.sentence for problem in visit.problems()] == ["You changed an answer after signing. Sign again."]
    with pytest.raises(InvalidInputError, match="Sign again"):
        visit.send()
    sign(visit, "c_btx")
    assert visit.problems() == ()


def test_an_answer_put_back_as_it_was_still_needs_a_new_signature(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    walk(visit)
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Does it hurt?"),))
    assert visit.signature("c_btx") is None
    visit.session("c_btx").set_answers("c.btx.questions", ())
    assert visit.signature("c_btx") is None


def test_a_time_of_day_that_is_typed_is_on_the_clinics_clocks(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo")
    asked = load({"resourceType": "Questionnaire", "status": "active",
                  "item": [{"linkId": "taken", "type": "dateTime", "text": "When did you last take it?"}]})
    tablet.packet = replace(tablet.packet, forms=(replace(tablet.packet.forms[0], questionnaire=asked),))
    session = tablet.visit().session("photo")
    for typed, moment in (("11/20/2026 2:30 pm", "2026-11-20T14:30:00-06:00"),
                          ("10/20/2026 2:30 pm", "2026-10-20T14:30:00-05:00")):
        session.set_raw("taken", typed)
        assert session.answers("taken") == (Answer(FhirDateTime(moment)),)


def test_declining_asks_for_a_reason_and_blocks_no_other_form(tmp_path: Path) -> None:
    visit = Tablet(tmp_path, "photo", "c_btx").visit()
    with pytest.raises(InvalidInputError):
        visit.decline("photo", "  ")
    walk(visit, declined={"photo": "No photos of me"})
    assert visit.status("photo") is FormStatus.DECLINED
    assert all(place.form_id != "photo" for place in visit.places)
    visit.send()
    assert visit.is_sent


def test_a_form_the_visit_needs_cannot_be_declined(tmp_path: Path) -> None:
    visit = Tablet(tmp_path, "mh").visit()
    with pytest.raises(InvalidInputError, match="needed for your visit"):
        visit.decline("mh", "I do not want to")


def test_the_patients_own_no_in_a_consent_is_a_decline_with_the_words_of_the_option(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    tablet.packet = replace(tablet.packet, languages=("en", "es"))
    visit = tablet.visit()
    walk(visit, {"c.btx.agree": "later"})
    assert visit.status("c_btx") is FormStatus.DECLINED
    assert visit.decline_reason("c_btx") == "I want to think about it"
    visit.set_language("es")
    assert visit.decline_reason("c_btx") == questionnaire("c_btx").item("c.btx.agree").options[2].text.in_language("es")
    visit.take_back_decline("c_btx")
    assert visit.status("c_btx") is FormStatus.OPEN
    assert visit.place == Place(PlaceKind.READING, "c_btx")


def test_below_18_the_guardian_signs_and_the_minor_is_asked(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, birth_date=date(2009, 5, 1))
    visit = tablet.visit()
    assert visit.signing("c_btx").capacity is SignerCapacity.PARENT
    visit.accept_disclosure()
    read(visit, "c_btx")
    for place in visit.places:
        visit.go(place)
        if place.kind is PlaceKind.PAGE:
            fill(visit, "c_btx")
    visit.keep_signing("c_btx", replace(visit.signing("c_btx"), strokes=LINE, acknowledged=True,
                                        capacity=SignerCapacity.PATIENT))
    assert "A parent or guardian signs for someone under 18." in visit.sign_problems("c_btx")
    visit.keep_signing("c_btx", replace(visit.signing("c_btx"), capacity=SignerCapacity.PARENT, authority="Mother"))
    assert any("Ask Ana whether they want this too" in problem for problem in visit.sign_problems("c_btx"))
    visit.keep_signing("c_btx", replace(visit.signing("c_btx"), assent="no"))
    assert visit.sign("c_btx") is None
    assert visit.status("c_btx") is FormStatus.DECLINED
    assert visit.decline_reason("c_btx") == MINOR_REFUSED


def test_a_minor_with_one_of_the_legal_exceptions_signs_alone(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, birth_date=date(2009, 5, 1))
    tablet.packet = replace(tablet.packet, own_consent=True)
    visit = tablet.visit()
    assert visit.signing("c_btx").capacity is SignerCapacity.PATIENT
    walk(visit)
    assert visit.status("c_btx") is FormStatus.SIGNED


def test_what_happened_is_kept_with_its_time_and_without_answers(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    walk(visit)
    visit.go(Place(PlaceKind.PAGE, "c_btx", visit.places[3].page))
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("What about my secret illness?"),))
    tablet.clock.advance(minutes=3)
    visit.go(Place(PlaceKind.CHECK, "c_btx"))
    events = decode(visit.snapshot()).events
    kinds = [event.kind for event in events]
    assert kinds[0] is EventKind.STARTED
    assert EventKind.VOIDED in kinds
    edited = [event for event in events if event.kind is EventKind.EDITED]
    assert [event.subject for event in edited] == ["c.btx.questions"]
    assert all("secret" not in event.subject for event in events)
    assert all(a.at <= b.at for a, b in pairwise(events))


def test_refusing_electronic_records_keeps_the_answers_and_ends_the_visit_on_this_screen(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Paper, thanks"),))
    visit.refuse_electronic()
    assert visit.place.kind is PlaceKind.PAPER
    assert [place.kind for place in visit.places] == [PlaceKind.PAPER]
    assert len(list(tmp_path.glob("*.item"))) == 1


def test_text_size_language_and_help_change_neither_place_nor_answers(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.accept_disclosure()
    visit.go(Place(PlaceKind.READING, "c_btx"))
    visit.set_text_size(TextSize.LARGE)
    visit.set_language("es")
    visit.ask_help()
    assert visit.place == Place(PlaceKind.READING, "c_btx")
    assert decode(visit.snapshot()).asked_for_help
    visit.help_given()
    assert not decode(visit.snapshot()).asked_for_help


def test_what_is_sent_holds_every_form_with_its_outcome(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo", "c_btx")
    visit = tablet.visit()
    walk(visit, declined={"photo": "No"})
    visit.send()
    (path,) = tmp_path.glob("*.item")
    item = decode(open_item(tablet.keys.private_key, path.read_bytes()).payload)
    assert item.kind is ItemKind.SUBMISSION
    outcomes = {form.form_id: form.outcome for form in item.forms}
    assert outcomes == {"photo": FormOutcome.DECLINED, "c_btx": FormOutcome.SIGNED}
    assert len(item.forms[1].initials) == 4


def test_a_full_disk_at_sending_loses_nothing_and_can_be_tried_again(tmp_path: Path,
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Tablet(tmp_path).visit()
    walk(visit)
    with monkeypatch.context() as patched:
        patched.setattr("app.intake.outbox.atomic_write", _full)
        with pytest.raises(StorageError):
            visit.send()
    assert not visit.is_sent
    assert visit.place.kind is PlaceKind.REVIEW
    visit.send()
    assert visit.is_sent


def test_dots_are_no_signature(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.keep_signing("c_btx", replace(visit.signing("c_btx"), strokes=Strokes((((5, 5), (6, 5)),), 300)))
    assert "Draw your signature in the box." in visit.sign_problems("c_btx")


@pytest.mark.parametrize("text", ["ABCDEFG", "123", "\u202e", "=1"])
def test_initials_are_one_to_six_letters(tmp_path: Path, text: str) -> None:
    visit = Tablet(tmp_path).visit()
    with pytest.raises(InvalidInputError):
        visit.set_initials("c_btx", "c.btx.init.spread", text)


def test_initials_can_be_taken_away_again(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.set_initials("c_btx", "c.btx.init.spread", "AR")
    assert [each.text for each in visit.initials("c_btx")] == ["AR"]
    visit.set_initials("c_btx", "c.btx.init.spread", "")
    assert visit.initials("c_btx") == ()


def test_a_choice_is_compared_by_its_code(tmp_path: Path) -> None:
    visit = Tablet(tmp_path).visit()
    visit.session("c_btx").set_answers("c.btx.agree", (Answer(Coding("yes", ANSWERS, "Yes, I agree")),))
    assert all(problem.key != "c.btx.agree" for problem in visit.problems())


def _full(*_: object) -> None:
    raise StorageError("The disk is full.")
