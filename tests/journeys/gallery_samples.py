"""What the gallery shows: one sample of every item type, and pages for what crosses item types."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.forms import (
    Answer,
    Coding,
    FhirDate,
    FhirDateTime,
    FhirTime,
    FormSession,
    ItemType,
    LaunchContext,
    Quantity,
    Value,
    load,
)
from app.forms import extensions as ext
from app.forms.ucum import UCUM
from app.ui.fonts import Staff
from app.ui.form_widgets.look import FieldLook
from app.ui.form_widgets.page import FormPage
from app.ui.form_widgets.registry import make
from app.ui.widgets.text import TextLabel

TODAY = date(2026, 11, 24)
STATES = ("empty", "filled", "error", "disabled", "read-only", "long-text")
"""Every state a kind of question is drawn in; larger text and dark colors are pages of their own."""

LONG = ("Have you, at any time in the past twelve months, taken a medicine that makes the skin more sensitive to "
        "light, such as a tablet for acne, an antibiotic, or a plant remedy like St. John’s wort?")
LONG_ANSWER = ("A tablet for acne from March to August, then an antibiotic for two weeks in September, and now and "
               "then St. John’s wort, but not since the beginning of November.")
Json = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One page. ``items`` are the questions; ``filled`` their answers by linkId; ``wrong`` is typed for the error
    state, where leaving the question empty would not be one. ``single`` samples are one widget, others a whole page."""

    items: tuple[Json, ...]
    filled: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    wrong: str = ""
    single: bool = True


def draw(sample: Sample, state: str, look: FieldLook) -> QWidget:
    """Return ``sample`` in ``state``."""
    items = tuple(_in_state(item, state) for item in sample.items)
    session = FormSession(load(_form(items)), LaunchContext(TODAY))
    if state in {"filled", "disabled", "read-only", "long-text"}:
        for key, values in sample.filled:
            session.set_answers(key, tuple(_long(value, state) for value in values))
    if state == "error" and sample.wrong:
        session.set_raw("q", sample.wrong)
    made = _widget(session, state, look) if sample.single else _page(session, state, look)
    made.setEnabled(state != "disabled")
    return made


def _form(items: tuple[Json, ...]) -> Json:
    group = {"linkId": "s", "type": "group", "text": "Section", "item": list(items)}
    return {"resourceType": "Questionnaire", "status": "active", "url": "urn:gallery", "version": "1", "item": [group]}


def _in_state(item: Json, state: str) -> Json:
    changed = dict(item)
    if state == "error":
        changed["required"] = item["type"] != "display"
    if state == "read-only" and item["type"] != "display":
        changed["readOnly"] = True
    if state == "long-text":
        changed["text"] = LONG
    if item["type"] != "display" and "item" in item:
        changed["item"] = [_in_state(below, state) for below in item["item"] if below["type"] != "display"] + [
            below for below in item["item"] if below["type"] == "display"]
    return changed


def _long(value: Value, state: str) -> Answer:
    is_text = isinstance(value, str) and "://" not in value
    return Answer(LONG_ANSWER if state == "long-text" and is_text else value)


def _widget(session: FormSession, state: str, look: FieldLook) -> QWidget:
    widget = make(session.item_state("q"), look)
    issues = session.item_state("q").issues
    if state == "error" and issues:
        widget.show_issue(issues[0].message)
    if state != "error" or issues:
        return widget
    return TextLabel("This kind of question takes no answer, so nothing about it can be wrong.", Staff.DETAIL, "ink-3")


def _page(session: FormSession, state: str, look: FieldLook) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    for page in session.pages:
        shown = FormPage(session, page, replace(look, columns=1))
        if state == "error":
            shown.check()
        column.addWidget(shown)
    return holder


def _question(kind: str, text: str, **parts: Any) -> Json:
    return {"linkId": "q", "type": kind, "text": text, **parts}


def _options(*names: str) -> list[Json]:
    return [{"valueCoding": {"code": name.lower(), "display": name}} for name in names]


def _extension(url: str, kind: str, value: object) -> Json:
    return {"url": url, f"value{kind}": value}


def _control(code: str) -> Json:
    return _extension(ext.ITEM_CONTROL, "CodeableConcept", {"coding": [{"code": code}]})


def _annotation(link_id: str, code: str, text: str) -> Json:
    return {"linkId": link_id, "type": "display", "text": text, "extension": [_control(code)]}


_UNITS = [_extension(ext.UNIT_OPTION, "Coding", {"system": UCUM, "code": code, "display": words})
          for code, words in (("cm", "cm"), ("[in_i]", "in"))]
_CONDITIONS = ("Diabetes", "Cold sores", "Eczema", "Asthma", "Keloids")


def _one(kind: str, text: str, value: Value, wrong: str = "", **parts: Any) -> Sample:
    return Sample((_question(kind, text, **parts),), (("q", (value,)),), wrong)


_SINGLE: dict[ItemType, Sample] = {
    ItemType.DISPLAY: Sample((_question("display", "Your answers keep you safe. Please do not guess.\n• Bring your "
                                        "list of medicines.\n• Ask us if anything is unclear."),)),
    ItemType.BOOLEAN: _one("boolean", "Do you smoke?", True),
    ItemType.DECIMAL: _one("decimal", "How much do you weigh?", 70, "seventy",
                           extension=[_extension(ext.UNIT, "Coding", {"system": UCUM, "code": "kg"})]),
    ItemType.INTEGER: _one("integer", "How many glasses of water do you drink a day?", 6, "1.5"),
    ItemType.DATE: _one("date", "When was your last treatment?", FhirDate(2026, 3, 14), "3/14/"),
    ItemType.DATE_TIME: _one("dateTime", "When did you last take it?", FhirDateTime("2026-11-24T08:30:00-06:00"),
                             "2026-11T08"),
    ItemType.TIME: _one("time", "At what time do you go to bed?", FhirTime("22:30:00"), "25:99"),
    ItemType.STRING: _one("string", "What is your first name?", "Mariana",
                          extension=[_extension(ext.ENTRY_FORMAT, "String", "As on your card")]),
    ItemType.TEXT: _one("text", "What would you like to change?", "The lines on my forehead."),
    ItemType.URL: _one("url", "Where can we see your portfolio?", "https://example.org/portfolio", "example"),
    ItemType.CHOICE: Sample((_question("choice", "Which of these do you have?", repeats=True,
                                       answerOption=_options(*_CONDITIONS)),),
                            (("q", (Coding("diabetes", "", "Diabetes"), Coding("asthma", "", "Asthma"))),)),
    ItemType.OPEN_CHOICE: Sample((_question("open-choice", "How did you hear about us?",
                                            answerOption=_options("A friend", "Online", "My doctor")),),
                                 (("q", ("A card at the bakery",)),)),
    ItemType.ATTACHMENT: Sample((_question("attachment", "A photo of your vaccination card"),)),
    ItemType.QUANTITY: _one("quantity", "How tall are you?", Quantity(Decimal(172), "cm", UCUM, "cm"), "tall",
                            extension=_UNITS),
}


def _whole(*items: Json, filled: tuple[tuple[str, tuple[Value, ...]], ...] = ()) -> Sample:
    return Sample(items, filled, single=False)


_YES = Coding("yes", "", "Yes")
_WHOLE: dict[str, Sample] = {
    "group": _whole(
        {"linkId": "m", "type": "group", "text": "Medicines", "repeats": True,
         "item": [{"linkId": "m.name", "type": "string", "text": "Name", "required": True},
                  {"linkId": "m.since", "type": "date", "text": "Since"}]},
        filled=(("m:1/m.name", ("Aspirin",)), ("m:1/m.since", (FhirDate(2024, 5),))),
    ),
    "follow-up": _whole(
        {"linkId": "a", "type": "choice", "text": "Do you take any blood thinners?", "required": True,
         "answerOption": _options("Yes", "No")},
        {"linkId": "b", "type": "string", "text": "Which one?", "required": True,
         "enableWhen": [{"question": "a", "operator": "=", "answerCoding": {"code": "yes"}}]},
        {"linkId": "c", "type": "boolean", "text": "Have you stopped it for today?"},
        filled=(("a", (_YES,)), ("b", ("Warfarin",))),
    ),
    "controls": _whole(
        {"linkId": "s1", "type": "integer", "text": "How much does it hurt?",
         "extension": [_control("slider"), _extension(ext.MIN_VALUE, "Integer", 0),
                       _extension(ext.MAX_VALUE, "Integer", 10), _extension(ext.SLIDER_STEP, "Integer", 1)]},
        {"linkId": "s2", "type": "choice", "text": "State", "answerOption": _options(
            "Illinois", "Indiana", "Iowa", "Michigan", "Missouri", "Wisconsin"), "extension": [_control("drop-down")]},
        {"linkId": "s3", "type": "choice", "text": "Size",
         "answerOption": _options("Small", "Medium", "Large", "Extra"),
         "extension": [_control("radio-button"), _extension(ext.CHOICE_ORIENTATION, "Code", "horizontal")]},
        {"linkId": "s4", "type": "choice", "text": "Allergies", "repeats": True, "answerOption": [
            *_options("Latex", "Lidocaine"),
            {**_options("None of these")[0], "extension": [_extension(ext.OPTION_EXCLUSIVE, "Boolean", True)]}],
         "extension": [_control("check-box")]},
        {"linkId": "s5", "type": "boolean", "text": "I have read this.", "extension": [_control("check-box")]},
        filled=(("s1", (4,)), ("s2", (Coding("iowa", "", "Iowa"),)), ("s3", (Coding("medium", "", "Medium"),)),
                ("s4", (Coding("latex", "", "Latex"),)), ("s5", (True,))),
    ),
    "details": _whole(
        {"linkId": "d1", "type": "string", "prefix": "1.", "text": "Phone",
         "extension": [_extension(ext.ENTRY_FORMAT, "String", "(312) 555-0100"),
                       _extension(ext.SUPPORT_LINK, "Uri", "https://example.org/help")],
         "item": [_annotation("d1.h", "help", "We call only about this visit.")]},
        {"linkId": "d0", "type": "display", "text": "Read this first.", "_text": {"extension": [_extension(
            ext.RENDERING_XHTML, "String", "<p>Read <b>all</b> of this <i>first</i>:</p><ul><li>one</li></ul>")]}},
        {"linkId": "d2", "type": "decimal", "prefix": "2.", "text": "Weight",
         "item": [_annotation("d2.u", "unit", "kg"), _annotation("d2.f", "flyover", "Without shoes")]},
        {"linkId": "d3", "type": "choice", "prefix": "3.", "text": "Skin", "answerOption": [
            {**option, "extension": [_extension(ext.OPTION_PREFIX, "String", f"{letter})")]}
            for letter, option in zip("abcd", _options("Dry", "Oily", "Mixed", "Not sure"), strict=True)]},
        filled=(("d1", ("(312) 555-0148",)), ("d2", (70,)), ("d3", (Coding("dry", "", "Dry"),))),
    ),
}

PAGES: dict[str, Sample] = {**{kind.value: sample for kind, sample in _SINGLE.items()}, **_WHOLE}
"""Every page of the gallery by name; ``forms/support.py`` names them."""

