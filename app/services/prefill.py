"""What a form starts with: a returning patient's last answers, a new patient's name and birth date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.forms import Answer, FhirDate, FormSession, Item, LaunchContext
from app.models.patients import Patient
from app.services.library import PublishedForm

ASKED_AFRESH: Final = ("mh.today.", "mh.preg.", "mh.goal.own_choice", "mh.goal.event")
"""Beginnings of linkIds whose answers are about today: they are never carried over from an earlier visit."""

_FROM_RECORD: Final = {
    "reg.name.family": "family_name", "reg.name.given": "given_name", "reg.name.preferred": "preferred_name",
    "reg.contact.mobile": "phone", "reg.contact.email": "email",
}
"""linkIds of the registration form that the front desk already knows."""
_BIRTH_DATE: Final = "reg.demo.dob"


def carries_over(form: PublishedForm) -> bool:
    """Say whether earlier answers are shown again. What may be declined is a choice, and starts empty every time."""
    return form.kind == "questions" and not form.may_decline


def from_earlier(form: PublishedForm, launch: LaunchContext, response: Mapping[str, object]) -> dict[str, object]:
    """Return an earlier response without what is given anew: signature, initials, statements, how things are today."""
    session = FormSession(form.questionnaire, launch, response=response)
    keys = session.keys()
    for key in keys:
        item = session.item_state(key).item
        if item.is_question and _is_given_anew(item):
            session.set_answers(key, ())
    return session.response(status="in-progress")


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
