"""Drafts: every answer and stroke is in them, they resume at the same place, and what is sealed gives nothing away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DamagedError
from app.core.strokes import Strokes
from app.forms import Answer, NotCarried, canonical_sha256, load
from app.intake.packet import PacketForm
from app.intake.places import Place, PlaceKind
from app.intake.sealed_item import OpenedItem, open_item, seal_item
from app.intake.submission import ItemKind, decode
from app.intake.visit import FormStatus, TextSize
from app.security.sealing import generate_inbox_keypair
from tests.fakes import SeededRandomness
from tests.patient_hand import LINE, walk
from tests.unit.intake.packets import Tablet, packet_form


def _opened(tablet: Tablet) -> OpenedItem:
    (path,) = tablet.folder.glob("*.item")
    return open_item(tablet.keys.private_key, path.read_bytes())


def test_a_draft_resumes_at_the_same_place_with_the_same_answers_and_strokes(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo", "c_btx")
    visit = tablet.visit()
    walk(visit)
    visit.go(Place(PlaceKind.SIGN, "c_btx"))
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Will it hurt?"),))
    half = Strokes((((1, 1), (90, 90)),), 300)
    visit.keep_signing("c_btx", replace(visit.signing("c_btx"), strokes=half))
    visit.set_text_size(TextSize.LARGE)
    visit.autosave()
    again = tablet.resumed(_opened(tablet).payload)
    assert again.place == Place(PlaceKind.SIGN, "c_btx")
    assert again.signing("c_btx").strokes == half
    assert again.session("c_btx").item_state("c.btx.questions").answers == (Answer("Will it hurt?"),)
    assert again.status("photo") is FormStatus.SIGNED
    assert again.status("c_btx") is FormStatus.VOIDED
    assert again.text_size is TextSize.LARGE
    assert len(again.initials("c_btx")) == 4
    assert again.initials("c_btx")[0].strokes == LINE


def test_half_typed_input_survives(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "reg")
    visit = tablet.visit()
    visit.session("reg").set_raw("reg.id.expires", "03/")
    visit.autosave()
    again = tablet.resumed(_opened(tablet).payload)
    assert again.session("reg").item_state("reg.id.expires").raw == "03/"


def test_a_form_that_changed_under_a_draft_keeps_its_answers_and_loses_its_signature(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    walk(visit)
    visit.autosave()
    payload = _opened(tablet).payload
    changed = replace(packet_form("c_btx"), sha256="0" * 64)
    tablet.packet = replace(tablet.packet, forms=(changed,))
    again = tablet.resumed(payload)
    assert again.status("c_btx") is FormStatus.VOIDED
    assert again.reading_left("c_btx").sections == 6
    assert again.session("c_btx").item_state("c.btx.agree").answers


def without(form: PacketForm, link_id: str) -> PacketForm:
    """The next version of a form, which no longer asks ``link_id``."""
    source = json.loads(json.dumps(form.questionnaire.source))
    for group in source["item"]:
        if "item" in group:
            group["item"] = [item for item in group["item"] if item["linkId"] != link_id]
    return replace(form, questionnaire=load(source), sha256=canonical_sha256(source))


def test_what_a_changed_form_has_no_place_for_is_told_to_the_patient_and_to_staff(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Will it hurt?"),))
    tablet.packet = replace(tablet.packet, forms=(without(tablet.packet.forms[0], "c.btx.questions"),))
    again = tablet.resumed(visit.snapshot())
    (lost,) = again.returning.lost("c_btx")
    assert (lost.link_id, lost.text) == ("c.btx.questions", "Will it hurt?")
    assert lost.why == "This question is no longer asked."
    later = tablet.resumed(again.snapshot())  # the draft has forgotten the answer; what was said about it stays
    walk(later)
    later.send()
    assert decode(_opened(tablet).payload).forms[0].lost == (lost,)


def test_prefilled_answers_without_a_place_are_told_too(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo")
    gone = {"linkId": "photo.gone", "text": "Old question", "answer": [{"valueBoolean": True}]}
    prefill = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [gone]}
    tablet.packet = replace(tablet.packet, languages=("en", "es"),
                            forms=(replace(tablet.packet.forms[0], prefill=prefill),))
    visit = tablet.visit()
    why = "This question is no longer asked."
    assert visit.returning.lost("photo") == (NotCarried("photo.gone", "Old question", "Yes", why),)
    visit.set_language("es")
    assert [(each.text, each.why) for each in visit.returning.lost("photo")] == [("Sí", "Esta pregunta ya no se hace.")]


def test_a_draft_goes_on_in_its_language_only_while_that_is_allowed(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo")
    tablet.packet = replace(tablet.packet, languages=("en", "es"))
    visit = tablet.visit()
    visit.set_language("es")
    draft = visit.snapshot()
    again = tablet.resumed(draft)
    assert (again.language, again.session("photo").language) == ("es", "es")
    tablet.packet = replace(tablet.packet, languages=("en",))  # the translation lost its approval meanwhile
    later = tablet.resumed(draft)
    assert (later.language, later.session("photo").language) == ("en", "en")


def test_a_correction_starts_at_the_review_page_with_every_signature_standing(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path, "photo", "c_btx")
    visit = tablet.visit()
    walk(visit)
    visit.autosave()
    again = tablet.resumed(_opened(tablet).payload, "Look at your questions again.")
    assert again.place.kind is PlaceKind.REVIEW
    assert again.problems() == ()


def test_there_is_one_file_per_visit_padded_to_four_kilobytes_and_a_late_autosave_cannot_replace_what_was_sent(
        tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    visit.autosave()
    walk(visit)
    late = visit.snapshot()
    visit.send()
    visit.outbox.write(late)
    opened = _opened(tablet)
    assert decode(opened.payload).kind is ItemKind.SUBMISSION
    assert opened.sequence == 2
    (path,) = tmp_path.glob("*")
    assert path.stat().st_size % 4096 == 0
    assert "visit-1" not in path.name


def test_a_sealed_file_holds_none_of_the_patients_words(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    visit.session("c_btx").set_answers("c.btx.questions", (Answer("Pemphigus vulgaris"),))
    visit.autosave()
    (path,) = tmp_path.glob("*.item")
    content = path.read_bytes()
    assert b"Pemphigus" not in content
    assert b"Ruiz" not in content


def test_an_item_of_another_clinic_or_with_a_changed_byte_does_not_open(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    tablet.visit().autosave()
    (path,) = tmp_path.glob("*.item")
    content = path.read_bytes()
    with pytest.raises(DamagedError):
        open_item(generate_inbox_keypair(SeededRandomness(99)).private_key, content)
    with pytest.raises(DamagedError):
        open_item(tablet.keys.private_key, content[:100] + bytes([content[100] ^ 1]) + content[101:])


def test_an_item_sealed_without_the_visit_key_opens_but_is_not_authentic(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    forged = seal_item(tablet.keys.public_key, b"x" * 32, b"{}", visit_id="visit-1", hand_over_id="hand-over-1",
                       sequence=1)
    opened = open_item(tablet.keys.private_key, forged)
    assert not opened.is_authentic(tablet.packet.visit_key)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=12)
PARTS = st.sampled_from(["kind", "visit", "saved_at", "step", "forms", "events", "state"])


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode)
       | st.dictionaries(PARTS, JSON).map(lambda parts: json.dumps({"format": "medspa-visit-1", **parts}).encode()))
def test_hostile_payloads_are_refused_with_one_error(payload: bytes) -> None:
    with pytest.raises(DamagedError):
        decode(payload)


def test_a_draft_that_cannot_be_read_says_so_and_starts_nothing(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    visit = tablet.visit()
    broken = visit.snapshot().replace(b'"place":["welcome"', b'"place":["nowhere"')
    with pytest.raises(DamagedError, match="could not be read"):
        tablet.resumed(broken)
