"""Steps that several visit tests take."""


from __future__ import annotations

import io

import pypdf

from app.forms import Answer
from app.intake.places import Place, PlaceKind
from app.intake.visit import IntakeVisit
from app.services.views.review import DecisionInput, DecisionKind
from tests.integration.visits.conftest import Practice
from tests.patient_hand import sign, walk


def decide_all(practice: Practice, visit_id: str) -> None:
    flags = practice.review.open(practice.provider, visit_id).flags
    practice.review.decide(practice.provider, visit_id, tuple(
        DecisionInput(flag.rule_id, DecisionKind.CLEARED, "Talked it over") for flag in flags
        if flag.severity.value != "info"))


def walk_as_guardian(tablet: IntakeVisit, answers: dict[str, str | bool]) -> None:
    walk(tablet, answers, guardian=True)
    tablet.send()


def correct(tablet: IntakeVisit, link_id: str, text: str) -> None:
    tablet.session("mh").set_answers(link_id, (Answer(text),))
    if tablet.place.kind is PlaceKind.REVIEW:
        tablet.go(Place(PlaceKind.SIGN, "mh"))
        sign(tablet, "mh")
    else:
        walk(tablet)
    tablet.send()


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
