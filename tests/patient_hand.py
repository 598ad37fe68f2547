"""A patient's hand: fills in any visit on the tablet the way a careful person would. For tests of whole visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.core.strokes import Strokes
from app.forms import Answer, Coding, FhirDate, FormSession, Item, ItemState, ItemType, Quantity
from app.intake.places import OWN, Place, PlaceKind
from app.intake.signing import SignerCapacity, SignMethod
from app.intake.visit import IntakeVisit

LINE = Strokes((((100, 200), (400, 80), (700, 220)),), 300)
SAFE = ("none", "no", "never", "self", "patient", "yes", "en", "F", "other")
"""Codes a healthy person picks, in this order of preference; else the first option."""
TEXTS = {"mobile": "+13125550148", "phone": "+13125550199", "email": "ana@example.com", "zip": "60601", "state": "IL",
         "number": "+13125550148"}


def fill(visit: IntakeVisit, form_id: str, given: dict[str, str | bool] | None = None) -> None:
    """Answer every required question of a form that is still open; ``given`` answers by linkId come first."""
    session = visit.session(form_id)
    given = given or {}
    for _ in range(6):  # answers open follow-up questions
        states = [state for page in session.enabled_pages() for state in session.page_items(page)]
        for state in states:
            if not _is_open(state):
                continue
            if state.item.link_id in given:
                session.set_answers(state.key, (_as_answer(state.item, given[state.item.link_id]),))
            elif state.item.required and not state.answers:
                session.set_answers(state.key, (_answer(state.item),))


def walk(visit: IntakeVisit, answers: dict[str, str | bool] | None = None, *, guardian: bool = False,
         typed: bool = False, declined: dict[str, str] | None = None, changing: tuple[str, ...] = (),
         later: tuple[str, ...] = ()) -> None:
    """Go from the welcome page to the review page: fill, read, initial, sign every form that is not ``declined``.

    Earlier answers are still right, except in the parts with a title in ``changing``; parts in ``later`` are passed by.
    """
    for _ in range(400):
        place = visit.place
        if place.kind is PlaceKind.REVIEW:
            return
        if place.kind is PlaceKind.DISCLOSURE:
            visit.accept_disclosure()
        if place.form_id in (declined or {}):
            visit.decline(place.form_id, (declined or {})[place.form_id])
            continue
        if place.kind is PlaceKind.CONFIRM:
            _confirm(visit, place, changing, later)
        if place.kind is PlaceKind.READING:
            read(visit, place.form_id)
        if place.kind is PlaceKind.PAGE:
            fill(visit, place.form_id, answers)
        if place.kind is PlaceKind.SIGN:
            own = place.page == OWN
            sign(visit, place.form_id, guardian=guardian and not own, typed=typed, own=own)
        if visit.next() == place and place.kind is not PlaceKind.DISCLOSURE:
            raise AssertionError(f"stuck at {place}: {visit.problems()[:3]}, {visit.sign_problems(place.form_id)}")
    raise AssertionError("the visit does not end")


def _confirm(visit: IntakeVisit, place: Place, changing: tuple[str, ...], later: tuple[str, ...]) -> None:
    view = visit.returning.part(place.form_id, place.page)
    assert view is not None
    if view.title in changing:
        visit.returning.change(place.form_id, place.page)
    elif view.title not in later:
        visit.returning.confirm(place.form_id, place.page)


def read(visit: IntakeVisit, form_id: str) -> None:
    """Read every section and put initials everywhere."""
    for section in visit.reading(form_id):
        visit.mark_read(form_id, section.key)
        for line in section.initials:
            visit.set_initials(form_id, line.link_id, "AR", LINE)


def sign(visit: IntakeVisit, form_id: str, *, guardian: bool = False, typed: bool = False, own: bool = False) -> None:
    """Draw (or type) the signature and sign; ``own`` is a minor's beside the guardian's."""
    signature = replace(visit.signing(form_id, own=own), acknowledged=True)
    if guardian:
        signature = replace(signature, capacity=SignerCapacity.PARENT, printed_name="Teresa Brandt", authority="Mother",
                            assent="yes")
    if typed:
        signature = replace(signature, method=SignMethod.TYPED, typed_name=signature.printed_name)
    else:
        signature = replace(signature, strokes=LINE)
    visit.keep_signing(form_id, signature, own=own)
    visit.sign(form_id, own=own)


def _is_open(state: ItemState) -> bool:
    item = state.item
    return item.is_question and state.enabled and state.shown and not state.read_only and not item.handling.initials


def _as_answer(item: Item, value: str | bool) -> Answer:
    if isinstance(value, bool):
        return Answer(value)
    for option in item.options:
        if isinstance(option.value, Coding) and option.value.code == value:
            return Answer(option.value)
    day = FhirDate.parse(value) if item.type is ItemType.DATE else None
    return Answer(day or value)


def _answer(item: Item) -> Answer:
    if item.options:
        codes = {option.value.code: option.value for option in item.options if isinstance(option.value, Coding)}
        wanted = ("yes", *SAFE) if item.link_id.endswith(".agree") else SAFE
        return Answer(next((codes[code] for code in wanted if code in codes), item.options[0].value))
    match item.type:
        case ItemType.BOOLEAN:
            needed = bool(item.rules.must_be) or item.handling.attestation
            return Answer(needed or item.link_id.endswith(("own_choice", "received", "npp_received", "consents_ok")))
        case ItemType.DATE:
            return Answer(FhirDate.of(date(1986, 3, 14)))
        case ItemType.INTEGER:
            return Answer(1)
        case ItemType.QUANTITY:
            unit = item.rules.unit or item.rules.units[0]
            return Answer(Quantity(_middle(unit.code), unit.display, unit.system, unit.code))
    return Answer(TEXTS.get(item.link_id.rpartition(".")[2], "Luis Ortega"))


def _middle(code: str) -> Decimal:
    return Decimal({"[in_i]": 66, "[lb_av]": 150, "cm": 168, "kg": 68}.get(code, 1))


def session_texts(session: FormSession) -> list[str]:
    """Every answer in words, to look for in places where none may be."""
    return [str(answer.value) for key in list(session.keys()) for answer in session.item_state(key).answers]
