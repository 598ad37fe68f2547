"""Answers for any form: one that fits, for every question that is shown."""

from __future__ import annotations

import random
from decimal import Decimal

from app.forms import (
    Answer,
    Attachment,
    Coding,
    FhirDate,
    FhirDateTime,
    FhirTime,
    FormSession,
    Item,
    ItemType,
    Quantity,
    Value,
)


def fill(session: FormSession, seed: int, share: float = 1.0) -> None:
    """Answer every question that can be answered (or a ``share`` of them), in form order, rows added here and there."""
    chance = random.Random(seed)
    for key in session.keys():  # noqa: SIM118  keys() is the session's own
        state = session.item_state(key)
        if state.can_add_row and chance.random() < 0.5:
            session.add_row(key)
    for key in session.keys():  # noqa: SIM118  as above
        state = session.item_state(key)
        if state.item.is_question and not state.rows and state.enabled and chance.random() < share:
            many = 2 if state.item.repeats and state.row is None else 1
            session.set_answers(key, answers_for(state.item, chance, many))


def answers_for(item: Item, chance: random.Random, many: int = 1) -> tuple[Answer, ...]:
    """Return up to ``many`` answers that fit ``item``."""
    if item.options:
        open_to_all = [option for option in item.options if not option.exclusive] or list(item.options)[:1]
        return tuple(Answer(option.value) for option in chance.sample(open_to_all, min(many, len(open_to_all))))
    return tuple(Answer(value_for(item, chance)) for _ in range(many))


def value_for(item: Item, chance: random.Random) -> Value:
    """Return a value of the type of ``item``."""
    text = "word" * max(1, item.rules.min_length or 1)
    values: dict[ItemType, Value] = {
        ItemType.BOOLEAN: item.rules.must_be if item.rules.must_be is not None else chance.random() < 0.5,
        ItemType.DECIMAL: Decimal(chance.randrange(1, 99)),
        ItemType.INTEGER: chance.randrange(1, 9),
        ItemType.DATE: FhirDate(2026, chance.randrange(1, 12), chance.randrange(1, 28)),
        ItemType.DATE_TIME: FhirDateTime("2026-05-17T10:00:00-05:00"),
        ItemType.TIME: FhirTime("10:30:00"),
        ItemType.STRING: text[: item.rules.max_length],
        ItemType.TEXT: text[: item.rules.max_length],
        ItemType.URL: "https://example.org/page",
        ItemType.CHOICE: Coding("x", "urn:x"),
        ItemType.OPEN_CHOICE: "something else",
        ItemType.ATTACHMENT: Attachment((item.rules.mime_types or ("image/png",))[0], "QUJD", size=3),
        ItemType.QUANTITY: _quantity(item),
    }
    return values[item.type]


def _quantity(item: Item) -> Quantity:
    units = item.rules.offered_units or (Coding("1", "http://unitsofmeasure.org", "1"),)
    unit = units[0]
    return Quantity(Decimal("12.50"), unit.display, unit.system, unit.code)
