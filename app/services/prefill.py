"""What a form starts with: a returning patient's last answers, a new patient's name and birth date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.forms import (
    Answer,
    Coding,
    FhirDate,
    FormSession,
    Item,
    ItemType,
    LaunchContext,
    NotCarried,
    Questionnaire,
    Stage,
)
from app.models.patients import Patient
from app.rules.answers import Answers, AnswerValue
from app.rules.conditions import causes
from app.rules.model import RuleBook
from app.services.library import PublishedForm

ASKED_AFRESH: Final = ("mh.today.", "mh.preg.", "mh.goal.own_choice", "mh.goal.event")
"""Beginnings of linkIds whose answers are about today: they are never carried over from an earlier visit."""

_FROM_RECORD: Final = {
    "reg.name.family": "family_name", "reg.name.given": "given_name", "reg.name.preferred": "preferred_name",
    "reg.contact.mobile": "phone", "reg.contact.email": "email",
}
"""linkIds of the registration form that the front desk already knows."""
_BIRTH_DATE: Final = "reg.demo.dob"


@dataclass(frozen=True)
class Prefill:
    """What a form starts with. ``since`` is when the patient said it; None when it comes from the record.

    ``asked_before`` and ``not_carried`` are those of ``PacketForm``.
    """

    response: Mapping[str, object] | None = field(repr=False)
    since: datetime | None = None
    asked_before: frozenset[str] = frozenset()
    not_carried: tuple[NotCarried, ...] = field(default=(), repr=False)


def carries_over(form: PublishedForm, updates: Mapping[str, str]) -> bool:
    """Say whether earlier answers are shown again.

    What may be declined is a choice, and one of the ``updates`` asks what is new: both start empty every time.
    """
    return form.kind == "questions" and not form.may_decline and form.form_id not in updates


def brought_up_to_date(form: PublishedForm, launch: LaunchContext, response: Mapping[str, object],
                       newer: Answers, rules: RuleBook) -> Mapping[str, object]:
    """Return ``response`` with the answers of a later update (``newer``) in the place of those they are about."""
    session = FormSession(form.questionnaire, launch, response=response)
    asked = frozenset(session.keys())
    for update in rules.updates:
        if update.older in asked and (update.when is None or causes(update.when, newer) is not None):
            item = form.questionnaire.item(update.older)
            given = newer.get(update.newer)
            answers = tuple(answer for value in given if (answer := answer_as(item, value)) is not None)
            if answers:
                session.set_answers(update.older, answers)
    return session.response(status="in-progress")


def answer_as(item: Item, value: AnswerValue) -> Answer | None:
    """Return ``value`` as an answer to ``item``: an option by its code, yes or no, a date; None when it is none."""
    if isinstance(value, bool):
        return Answer(value)
    for option in item.options:
        if isinstance(option.value, Coding) and option.value.code == value:
            return Answer(option.value)
    day = FhirDate.parse(value) if item.type is ItemType.DATE and isinstance(value, str) else None
    return Answer(day) if day is not None else None


def from_earlier(form: PublishedForm, launch: LaunchContext, response: Mapping[str, object]) -> dict[str, object]:
    """Return an earlier response without what is given anew: signature, initials, statements, how things are today."""
    session = FormSession(form.questionnaire, launch, response=response)
    keys = session.keys()
    for key in keys:
        item = session.item_state(key).item
        if item.is_question and _is_given_anew(item):
            session.set_answers(key, ())
    return session.response(status="in-progress")


def asked_before(answered: Questionnaire, launch: LaunchContext, response: Mapping[str, object]) -> frozenset[str]:
    """Return the questions that were asked for ``response`` and whose answers, none among them, count again.

    ``answered`` is the version of the form at the time.
    """
    session = FormSession(answered, launch, response=response)
    return frozenset(state.item.link_id for page in session.enabled_pages() for state in session.page_items(page)
                     if state.item.is_question and not _is_given_anew(state.item))


def not_carried(form: PublishedForm, launch: LaunchContext, response: Mapping[str, object],
                answered: Questionnaire) -> tuple[NotCarried, ...]:
    """Return what of ``response`` has no place in ``form`` any more and the patient, who gave it, would miss."""
    lost = FormSession(form.questionnaire, launch, response=response).not_carried
    items = answered.structure.items
    return tuple(each for each in lost if (item := items.get(each.link_id)) is not None
                 and item.handling.stage is Stage.PATIENT and not item.look.hidden and not _is_given_anew(item))


def from_record(form: PublishedForm, launch: LaunchContext, patient: Patient) -> dict[str, object] | None:
    """Return what the patient's record already answers of ``form``; None when that is nothing."""
    known = {link_id: getattr(patient, name) for link_id, name in _FROM_RECORD.items()}
    items = form.questionnaire.structure.items
    found: dict[str, Answer] = {link_id: Answer(value) for link_id, value in known.items()
                                if value and link_id in items}
    if _BIRTH_DATE in items:
        found[_BIRTH_DATE] = Answer(FhirDate.of(patient.birth_date))
    if not found:
        return None
    session = FormSession(form.questionnaire, launch)
    for link_id, answer in found.items():
        session.set_answers(link_id, (answer,))
    return session.response(status="in-progress")


def _is_given_anew(item: Item) -> bool:
    handling = item.handling
    return (handling.signature or handling.initials or bool(handling.derived) or item.rules.must_be is not None
            or item.link_id.startswith(ASKED_AFRESH))
