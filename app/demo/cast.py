"""The people of the fictional clinic, read from resources/demo/clinic.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.resources import resource
from app.security.actor import Licence, Role
from app.services.views.patients import NewPatient
from app.services.views.people import ClinicDetails, NewStaff

AnswerValue = bool | int | str | list[str]
"""What the story answers: true or false, a code, a text, or several codes."""


class Stage(StrEnum):
    """Where a patient of the demo stands when it opens."""

    WAITING = "waiting"
    FILLING_IN = "filling_in"
    TO_REVIEW = "to_review"
    READY = "ready"


@dataclass(frozen=True)
class DemoPatient:
    """A fictional patient. ``appointment_minutes`` counts from the demo's opening; ``past_visit_days`` before it."""

    key: str
    person: NewPatient
    stage: Stage
    treatments: tuple[str, ...]
    provider: str
    appointment_minutes: int
    past_visit_days: int
    guardian: str
    answers: Mapping[str, AnswerValue]


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    clinic: ClinicDetails
    staff: tuple[tuple[str, NewStaff], ...]
    patients: tuple[DemoPatient, ...]


def read_cast() -> Cast:
    """Read the resource; every patient's answers are the usual ones and their own."""
    data = json.loads(resource("demo/clinic.json").read_text(encoding="utf-8"))
    staff = tuple((each["key"], _staff(each)) for each in data["staff"])
    patients = tuple(_patient(each, data["usual_answers"]) for each in data["patients"])
    return Cast(ClinicDetails(**data["clinic"]), staff, patients)


def _staff(each: Mapping[str, str]) -> NewStaff:
    return NewStaff(each["user_name"], each["display_name"], each["title"], Role(each["role"]),
                    Licence(each["licence"]), each.get("licence_number", ""), bool(each.get("is_director")))


def _patient(each: Mapping[str, str], usual: Mapping[str, AnswerValue]) -> DemoPatient:
    own: Mapping[str, AnswerValue] = each["answers"]  # type: ignore[assignment]  # the only nested value of the entry
    person = NewPatient(each["given"], each["family"], date.fromisoformat(each["born"]), each["phone"], each["email"],
                        pronouns=each["pronouns"])
    return DemoPatient(each["key"], person, Stage(each["stage"]), tuple(each["treatments"]), each["provider"],
                       int(each["appointment_minutes"]), int(each["past_visit_days"]), each.get("guardian", ""),
                       {**usual, **own})
