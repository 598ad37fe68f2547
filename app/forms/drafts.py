"""A draft: everything entered, half-typed and disabled included, as plain JSON that any JSON writer can write."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from app.core.text import has_card_number
from app.forms.carry import Earlier
from app.forms.fhirvalues import answer_json, as_list, as_object, as_text, read_value
from app.forms.reading import Json
from app.forms.tree import AnswerTree, Node
from app.forms.values import Answer

FORMAT = 1
_DECIMAL = "$decimal"


def write_draft(tree: AnswerTree, language: str) -> dict[str, object]:
    """Return everything in ``tree`` but card numbers, which are kept nowhere.

    Decimals become ``{"$decimal": "1.50"}`` so that they keep their digits.
    """
    form = tree.questionnaire
    entries = [_entry(node, language) for node in tree.walk() if node.answers or node.raw]
    rows = {node.key: [row.row for row in node.children] for node in tree.walk() if node.is_holder}
    counters = {node.key: node.next_row for node in tree.walk() if node.is_holder}
    return {"format": FORMAT, "questionnaire": form.canonical, "items": entries, "rows": rows, "nextRows": counters}


def _entry(node: Node, language: str) -> dict[str, object]:
    item = node.item
    entry: dict[str, object] = {
        "linkId": item.link_id,
        "type": item.type.value,
        "label": item.short_text.in_language(language),
    }
    if rows := _rows(node):
        entry["rows"] = rows
    kept = [answer for answer in node.answers if not _is_card(answer.value)]
    if kept:
        entry["answers"] = [_plain(answer_json(answer, item.type)) for answer in kept]
    if node.raw and not _is_card(node.raw):
        entry["raw"] = node.raw
    return entry


def _is_card(value: object) -> bool:
    return isinstance(value, str) and has_card_number(value)


def _rows(node: Node) -> dict[str, int]:
    rows: dict[str, int] = {}
    above: Node | None = node
    while above is not None:
        if above.row is not None:
            rows[above.item.link_id] = above.row
        above = above.parent
    return rows


def read_draft(draft: Json) -> list[Earlier]:
    """Return what a draft holds; parts that cannot be read are left out."""
    found: list[Earlier] = []
    for raw in as_list(draft.get("items")):
        entry = as_object(raw)
        answers: list[Answer] = []
        for element in as_list(entry.get("answers")):
            json = as_object(_unplain(element))
            value = read_value(json)
            if value is not None:
                answers.append(Answer(value, json))
        rows = {key: number for key, number in as_object(entry.get("rows")).items() if isinstance(number, int)}
        found.append(
            Earlier(
                as_text(entry.get("linkId")),
                rows,
                tuple(answers),
                as_text(entry.get("raw")),
                as_text(entry.get("label")),
                as_text(entry.get("type")),
            )
        )
    return found


def restore_rows(tree: AnswerTree, draft: Json) -> None:
    """Give every item with rows the rows the draft had, empty ones included, under the same numbers."""
    counters = as_object(draft.get("nextRows"))
    for key, numbers in as_object(draft.get("rows")).items():
        holder = tree.by_key.get(key)
        if holder is None or not holder.is_holder or not isinstance(numbers, list):
            continue
        wanted = [number for number in numbers if isinstance(number, int) and number > 0][:200]
        for row in list(holder.children):
            if row.row not in wanted:
                tree.remove_row(row)
        for number in wanted:
            if f"{key}:{number}" not in tree.by_key:
                tree.add_row(holder, number)
        counter = counters.get(key)
        if isinstance(counter, int):
            holder.next_row = max(holder.next_row, counter)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value


def _unplain(value: object) -> object:
    if isinstance(value, dict):
        if set(value) == {_DECIMAL}:
            return _decimal(as_text(value[_DECIMAL]))
        return {key: _unplain(part) for key, part in value.items()}
    return [_unplain(part) for part in value] if isinstance(value, list) else value


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
