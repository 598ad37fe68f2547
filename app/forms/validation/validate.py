"""Judge a whole QuestionnaireResponse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.forms.model import Questionnaire, Stage
from app.forms.problems import Report


def validate(
    questionnaire: Questionnaire, response: Mapping[str, object], *, today: date, stage: Stage | None = None,
    birth_date: date | None = None,
) -> Report:
    """Return what is wrong with ``response``; with ``stage`` only that stage's items must be complete. Never raises."""
    raise NotImplementedError


def enabled(
    questionnaire: Questionnaire, response: Mapping[str, object], *, today: date, birth_date: date | None = None,
) -> tuple[str, ...]:
    """Return the linkIds that are enabled for these answers, in form order."""
    raise NotImplementedError
