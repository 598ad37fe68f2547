"""The language of a visit: switched on any page, nothing lost, and not a word of English left around the forms."""

from __future__ import annotations

from app.intake.places import Place, PlaceKind
from app.ui.form_widgets.words import say
from app.ui.patient.mode import PatientMode
from app.ui.patient.policy_dialog import PolicyDialog
from app.ui.patient.welcome_page import WelcomePage
from app.ui.widgets.button import Button
from tests.spanish import english_of, words_on
from tests.ui.kiosk_driver import Start, answer_everything, go, name_field, question_place, settle, visit_of

SIX = ("reg", "mh", "priv", "comm", "photo", "c_btx")
BOTH = ("en", "es")


def in_spanish(mode: PatientMode) -> None:
    """Press the button that switches the language."""
    assert mode.frame is not None
    mode.frame.top.language.click()
    settle()
    settle()


def test_every_page_of_the_first_visit_is_spanish_from_top_to_bottom(start_kiosk: Start) -> None:
    mode = start_kiosk(*SIX, languages=BOTH)
    visit = visit_of(mode)
    visit.accept_disclosure()
    for form_id in SIX:
        answer_everything(visit.session(form_id))
    go(mode, question_place(visit, "reg", "reg.name.family"))
    in_spanish(mode)
    english = english_of(visit.packet)
    for place in visit.places:
        if place.kind in (PlaceKind.WELCOME, PlaceKind.PAGE) and place.page > 6:
            continue  # the pages of one form are made of the same parts
        go(mode, place)
        left = words_on(mode) & english
        assert not left, f"{place}: {left}"


def test_switching_keeps_place_answers_and_half_typed_text(start_kiosk: Start) -> None:
    mode = start_kiosk("reg", languages=BOTH)
    visit = visit_of(mode)
    visit.accept_disclosure()
    place = question_place(visit, "reg", "reg.name.family")
    go(mode, place)
    name_field(mode).edit.setText("Núñez Ortega")
    visit.session("reg").set_raw("reg.demo.dob", "3/14")  # the year is missing
    in_spanish(mode)
    assert visit.language == "es"
    assert visit.place == place
    assert name_field(mode).text() == "Núñez Ortega"
    assert visit.session("reg").item_state("reg.demo.dob").raw == "3/14"
    assert [issue.message for issue in visit.session("reg").issues() if issue.link_id == "reg.demo.dob"] == [
        "Falta el año."]
    assert mode.frame is not None
    assert mode.frame.bottom.on.words() == "Continuar"
    mode.frame.top.language.click()
    settle()
    settle()
    assert (visit.language, name_field(mode).text()) == ("en", "Núñez Ortega")


def test_what_is_left_to_read_is_said_in_the_language_of_the_visit(start_kiosk: Start) -> None:
    mode = start_kiosk("c_btx", languages=BOTH)
    visit = visit_of(mode)
    visit.set_language("es")
    visit.accept_disclosure()
    titles = [section.title for section in visit.reading("c_btx")]
    assert titles[2] == "Riesgos"
    assert visit.reading_left("c_btx").in_words("es") == "Falta: 6 secciones y 4 juegos de iniciales"
    assert visit.sign_problems("c_btx")[0].startswith("Lea hasta el final para firmar. Falta: 6 secciones")


def test_the_welcome_page_switches_too(start_kiosk: Start) -> None:
    mode = start_kiosk("reg", languages=BOTH)
    welcome = mode.page
    assert isinstance(welcome, WelcomePage)
    welcome.language_chosen.emit("es")
    settle()
    settle()
    assert visit_of(mode).language == "es"
    assert any("Le damos la bienvenida" in words or "¿Es usted?" in words for words in words_on(mode))


def test_the_clinics_policy_says_in_spanish_that_it_is_in_english(start_kiosk: Start) -> None:
    mode = start_kiosk("priv", languages=BOTH)
    visit = visit_of(mode)
    visit.accept_disclosure()
    go(mode, question_place(visit, "priv", "priv.received"))
    in_spanish(mode)
    (button,) = [each for each in mode.stage.findChildren(Button) if each.words() == "Política de privacidad"]
    button.click()
    settle()
    (dialog,) = mode.stage.findChildren(PolicyDialog)
    shown = words_on(dialog)
    assert any(words.startswith("El documento de la clínica está en inglés") for words in shown)
    assert any(words.startswith("En pocas palabras.") for words in shown)
    assert not any(words.startswith("In short.") for words in shown)
    assert any("protect" in words for words in shown)  # the document itself, as published


def test_a_translation_that_is_not_allowed_cannot_be_chosen(start_kiosk: Start) -> None:
    mode = start_kiosk("reg")
    visit_of(mode).set_language("es")
    assert visit_of(mode).language == "en"


def test_words_are_english_again_when_the_visit_leaves_the_screen(start_kiosk: Start) -> None:
    mode = start_kiosk("reg", languages=BOTH)
    visit = visit_of(mode)
    visit.accept_disclosure()
    go(mode, Place(PlaceKind.PAGE, "reg", 0))
    in_spanish(mode)
    assert say("Continue") == "Continuar"
    mode.stage.deleteLater()
    settle()
    assert say("Continue") == "Continue"
