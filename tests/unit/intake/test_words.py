"""Answers in words: what the check page, the reviewer and the record say of days, moments and times of day."""

from __future__ import annotations

import pytest

from app.forms import Answer, FhirDate, FhirDateTime, FhirTime, Item, ItemType, Value
from app.intake.words import answer_in_words


@pytest.mark.parametrize(("value", "english", "spanish"), [
    (FhirDate(2026, 3, 14), "March 14, 2026", "14 de marzo de 2026"),
    (FhirDateTime("2026-03"), "March 2026", "marzo de 2026"),
    (FhirDateTime("2026-03-14T14:05:00-05:00"), "March 14, 2026, 2:05 PM", "14 de marzo de 2026, 2:05 p.\u00a0m."),
    (FhirDateTime("2026-03-14T00:05:00Z"), "March 14, 2026, 12:05 AM", "14 de marzo de 2026, 12:05 a.\u00a0m."),
    (FhirTime("14:05:00"), "2:05 PM", "2:05 p.\u00a0m."),
])
def test_moments_are_said_with_their_time_of_day_as_it_was_written(value: Value, english: str, spanish: str) -> None:
    said = [answer_in_words(Item("q", ItemType.DATE_TIME), Answer(value), language) for language in ("en", "es")]
    assert said == [english, spanish]
