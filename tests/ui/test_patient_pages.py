"""The pages of patient mode: reading, declining, signing; every size, every shape, no text cut."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.intake.places import OWN, Place, PlaceKind
from app.intake.signers import CUSTOMARY_SIGNERS, Signer
from app.intake.visit import FormStatus
from app.ui.patient.ask import AskDialog, DeclineDialog
from app.ui.patient.consent_page import ConsentPage
from app.ui.patient.disclosure_page import DisclosurePage
from app.ui.patient.end_pages import PanelPage
from app.ui.patient.initials import InitialsDialog
from app.ui.patient.mode import PatientMode
from app.ui.patient.question_page import QuestionPage
from app.ui.patient.sign_page import SignPage
from app.ui.widgets.button import Button
from app.ui.widgets.text import TextLabel
from tests.ui.kiosk_driver import (
    Start,
    dialog_of,
    draw_signature,
    go,
    name_field,
    press_on,
    question_place,
    settle,
    to_signature,
    visit_of,
)
from tests.waiting import wait

_LOOKS = 20


def test_a_section_counts_as_read_only_when_its_end_was_on_screen(start_kiosk: Start) -> None:
    mode = start_kiosk("c_btx")
    visit_of(mode).accept_disclosure()
    go(mode, Place(PlaceKind.READING, "c_btx"))
    consent = mode.page
    assert isinstance(consent, ConsentPage)
    first = visit_of(mode).reading_left("c_btx").sections
    assert first >= 4
    bar = consent._area._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())  # a jump to the end reads the end, not what was jumped over
    settle()
    assert visit_of(mode).reading_left("c_btx").sections >= first - 2
    assert not consent.may_go_on()


def test_initials_are_asked_for_once_and_can_be_taken_back(start_kiosk: Start) -> None:
    mode = start_kiosk("c_btx")
    visit_of(mode).accept_disclosure()
    go(mode, Place(PlaceKind.READING, "c_btx"))
    consent = mode.page
    assert isinstance(consent, ConsentPage)
    first, second, *_ = consent._rows.values()
    first.button.click()
    dialog = dialog_of(mode, InitialsDialog)
    assert dialog.letters.text() == "MO"
    dialog.use.click()
    second.button.click()
    assert len(visit_of(mode).initials("c_btx")) == 2
    second.button.click()
    assert len(visit_of(mode).initials("c_btx")) == 1


def test_declining_asks_why_and_lets_the_other_forms_go_on(start_kiosk: Start) -> None:
    mode = start_kiosk("c_btx", "photo")
    visit_of(mode).accept_disclosure()
    go(mode, Place(PlaceKind.READING, "c_btx"))
    consent = mode.page
    assert isinstance(consent, ConsentPage)
    consent.decline_button.click()
    dialog = dialog_of(mode, DeclineDialog)
    dialog.go.click()
    assert dialog.reason.error  # not without a reason
    dialog.chips[0].click()
    dialog.go.click()
    settle()
    assert visit_of(mode).status("c_btx") is FormStatus.DECLINED
    assert visit_of(mode).place.form_id == "photo"


def test_refusing_electronic_records_ends_on_the_paper_page(start_kiosk: Start, qtbot: QtBot) -> None:
    mode = start_kiosk("reg")
    go(mode, Place(PlaceKind.DISCLOSURE))
    disclosure = mode.page
    assert isinstance(disclosure, DisclosurePage)
    disclosure.paper.click()
    with qtbot.waitSignal(mode.finished):
        dialog_of(mode, AskDialog).go.click()
    assert visit_of(mode).place.kind is PlaceKind.PAPER
    assert isinstance(mode.page, PanelPage)


def test_signing_says_what_is_missing_and_goes_there(start_kiosk: Start) -> None:
    mode = start_kiosk("photo")
    sign = to_signature(mode, "photo")
    press_on(mode)
    assert visit_of(mode).status("photo") is FormStatus.OPEN
    assert not sign._banner.isHidden()
    draw_signature(sign)
    sign.fields.mine.click()
    press_on(mode)
    assert visit_of(mode).status("photo") is FormStatus.SIGNED


def test_whoever_cannot_sign_on_the_screen_types_the_name(start_kiosk: Start) -> None:
    mode = start_kiosk("photo")
    sign = to_signature(mode, "photo")
    sign.cannot.click()
    assert not sign.pad.isVisible()
    QTest.keyClicks(sign.typed.edit, "Mariana Ortega")
    sign.fields.mine.click()
    press_on(mode)
    made = visit_of(mode).signature("photo")
    assert made is not None
    assert made.signature.typed_name == "Mariana Ortega"


def test_a_guardian_signs_for_a_minor_with_relationship_and_the_minors_own_yes(start_kiosk: Start) -> None:
    mode = start_kiosk("photo", birth_date=date(2010, 5, 1))
    sign = to_signature(mode, "photo")
    if not sign.fields.other.isChecked():
        sign.fields.other.click()
    sign.fields.name.set_text("Teresa Ortega")
    sign.fields.relation.set_value("mother")
    sign.fields.assent_yes.click()
    draw_signature(sign)
    sign.fields.mine.click()
    press_on(mode)
    made = visit_of(mode).signature("photo")
    assert made is not None
    assert (made.signature.capacity, made.signature.authority, made.signature.assent) == ("parent", "Mother", "yes")


def test_a_minor_signs_after_the_guardian_on_a_page_of_their_own(start_kiosk: Start) -> None:
    mode = start_kiosk("photo", birth_date=date(2010, 5, 1), signers=CUSTOMARY_SIGNERS | {Signer.MINOR})
    sign = to_signature(mode, "photo")
    sign.fields.relation.set_value("mother")
    sign.fields.assent_yes.click()
    draw_signature(sign)
    sign.fields.mine.click()
    press_on(mode)
    own = mode.page
    assert isinstance(own, SignPage)
    assert own.place == Place(PlaceKind.SIGN, "photo", OWN)
    assert own.fields.name.text() == "Mariana Ortega"
    assert own.pad.is_blank
    assert not own.fields.other.isVisible()
    assert not own.fields.assent_yes.isVisible()
    press_on(mode)
    assert mode.page is own  # nothing is signed yet
    draw_signature(own)
    own.fields.mine.click()
    press_on(mode)
    visit = visit_of(mode)
    guardian, minor = visit.signature("photo"), visit.signature("photo", own=True)
    assert guardian is not None
    assert minor is not None
    assert (guardian.signature.capacity, minor.signature.capacity) == ("parent", "patient")
    assert visit.place.kind is PlaceKind.REVIEW


def test_every_stroke_is_part_of_the_next_save_and_comes_back(start_kiosk: Start) -> None:
    mode = start_kiosk("photo")
    sign = to_signature(mode, "photo")
    draw_signature(sign)
    kept = visit_of(mode).signing("photo").strokes
    assert kept is not None
    assert not kept.is_empty
    go(mode, Place(PlaceKind.CHECK, "photo"))
    go(mode, Place(PlaceKind.SIGN, "photo"))
    again = mode.page
    assert isinstance(again, SignPage)
    assert again.pad.outline() == kept


def test_larger_text_rebuilds_the_page_and_keeps_place_and_answers(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit = visit_of(mode)
    visit.accept_disclosure()
    go(mode, question_place(visit, "reg", "reg.name.family"))
    before = mode.page
    QTest.keyClicks(name_field(mode).edit, "Ortega")
    assert mode.frame is not None
    mode.frame.top.text_size.click()
    settle()
    again = mode.page
    assert isinstance(again, QuestionPage)
    assert again is not before
    assert again.kiosk.scale == 1.25
    assert name_field(mode).text() == "Ortega"


def test_turning_the_tablet_lays_the_page_out_again(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    mode.window().resize(800, 1280)
    settle()
    assert mode.stage.kiosk.is_narrow
    assert isinstance(mode.page, QuestionPage)


def test_a_language_the_forms_lack_offers_help_instead(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).accept_disclosure()
    go(mode, question_place(visit_of(mode), "reg", "reg.name.family"))
    assert mode.frame is not None
    mode.frame.top.language.click()
    dialog = dialog_of(mode, AskDialog)
    assert visit_of(mode).language == "en"
    dialog.go.click()
    settle()
    assert isinstance(mode.page, PanelPage)


@pytest.mark.parametrize(("size", "larger"), [((1280, 800), True), ((800, 1280), False), ((800, 1280), True)])
@pytest.mark.parametrize("form_id", ["reg", "c_btx", "photo", "priv"])
def test_no_text_is_cut_on_any_page(start_kiosk: Start, form_id: str, size: tuple[int, int], larger: bool) -> None:
    mode = start_kiosk(form_id, size=size, larger=larger)
    visit = visit_of(mode)
    visit.accept_disclosure()
    for place in (Place(PlaceKind.WELCOME), *visit.places):
        go(mode, place)
        assert stays_cut(mode) == [], place


def stays_cut(mode: PatientMode) -> list[str]:
    """What ``cut_texts`` finds however often it looks: the bottom bar's words change by themselves when a save ends,
    and get their room a turn of the event loop later."""
    found = cut_texts(mode)
    for _ in range(_LOOKS):
        if not found:
            break
        settle()
        found = cut_texts(mode)
    return found


def cut_texts(mode: PatientMode) -> list[str]:
    """Return every visible text that stays with less room than it needs: words that change get it a turn later."""
    for _ in range(20):
        if not _cut_now(mode):
            return []
        wait(1)
    return _cut_now(mode)


def _cut_now(mode: PatientMode) -> list[str]:
    labels = [label for label in mode.findChildren(TextLabel) if label.isVisible() and label.text()]
    buttons = [button for button in mode.findChildren(Button) if button.isVisible()]
    return [label.text() for label in labels if _is_cut(label)] + [
        button.words() for button in buttons if button.width() < button.sizeHint().width()]


def _is_cut(label: TextLabel) -> bool:
    if label.hasHeightForWidth():
        return label.height() < label.heightForWidth(label.width())
    return label.height() < label.sizeHint().height() or label.width() < label.minimumSizeHint().width()
