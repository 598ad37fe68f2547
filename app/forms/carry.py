"""Earlier answers into a form that may have changed since: moved by linkId where they still fit, listed where not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.forms.fhirvalues import ANSWER_NAMES, as_list, as_object, as_text, read_value, value_name
from app.forms.model import Item, ItemType
from app.forms.reading import Json
from app.forms.states import NotCarried
from app.forms.tree import AnswerTree, Node
from app.forms.validation.units import is_offered
from app.forms.values import Answer, Attachment, Coding, Quantity, Value, same_value

MOST_ROWS = 200
"""Rows one item may have; more in a file are not carried."""
_DEPTH = 80


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was entered for one item earlier. ``rows`` are the row numbers around it, by the item they repeat."""

    link_id: str
    rows: Mapping[str, int]
    answers: tuple[Answer, ...]
    raw: str = ""
    label: str = ""
    type_name: str = ""


def from_response(response: Json) -> list[Earlier]:
    """Return the answers of a QuestionnaireResponse, whatever form it was made with."""
    found: list[Earlier] = []
    _from_level(response, {}, found, 0)
    return found


def _from_level(json: Json, rows: dict[str, int], found: list[Earlier], depth: int) -> None:
    counts: dict[str, int] = {}
    for raw in as_list(json.get("item")) if depth < _DEPTH else []:
        entry = as_object(raw)
        link_id = as_text(entry.get("linkId"))
        counts[link_id] = counts.get(link_id, 0) + 1
        label = as_text(entry.get("text"))
        _from_level(entry, {**rows, link_id: counts[link_id]}, found, depth + 1)
        answers: list[Answer] = []
        for number, answer in enumerate(as_list(entry.get("answer")), 1):
            element = as_object(answer)
            value = read_value(element)
            below = {**rows, link_id: number}
            if value is not None:
                kept = Answer(value, {key: part for key, part in element.items() if key != "item"})
                if "item" in element:
                    found.append(Earlier(link_id, below, (kept,), label=label))
                else:
                    answers.append(kept)
            _from_level(element, below, found, depth + 1)
        if answers:
            found.append(Earlier(link_id, rows, tuple(answers), label=label))


def carry(tree: AnswerTree, earlier: Iterable[Earlier], language: str = "") -> list[NotCarried]:
    """Put ``earlier`` into ``tree``; return what found no place, in words."""
    lost: list[NotCarried] = []
    for entry in earlier:
        item = tree.structure.items.get(entry.link_id)
        if item is None or not item.is_question:
            lost.append(_lost(entry, item, "This question is no longer asked.", language))
            continue
        nodes = _places(tree, item, entry)
        if not nodes:
            lost.append(_lost(entry, item, "There is only one place for this answer now.", language))
        elif len(nodes) == 1:
            _fill(nodes[0], entry, lost, language)
        else:
            for node, answer in zip(nodes, entry.answers, strict=True):
                _fill(node, replace(entry, answers=(answer,), raw=""), lost, language)
    return lost


def _places(tree: AnswerTree, item: Item, entry: Earlier) -> list[Node]:
    """Find (or make) the node for ``entry``; several when it had several answers and each now has a row."""
    row_path = tree.structure.row_path[item.link_id]
    prefix = ""
    for link_id in row_path:
        holder = tree.by_key.get(prefix + link_id)
        if holder is None:
            return []
        if link_id == item.link_id and link_id not in entry.rows and len(entry.answers) > 1:
            return [_row(tree, holder, number) for number in range(1, min(len(entry.answers), MOST_ROWS) + 1)]
        number = entry.rows.get(link_id, 1)
        if not 1 <= number <= MOST_ROWS:
            return []
        prefix = _row(tree, holder, number).prefix
    is_row = bool(row_path) and row_path[-1] == item.link_id
    node = tree.by_key[prefix[:-1] if is_row else prefix + item.link_id]
    return [] if node.answers and entry.answers and _is_second(tree, item, entry) else [node]


def _is_second(tree: AnswerTree, item: Item, entry: Earlier) -> bool:
    """Whether ``entry`` comes from a later row of something that has no rows any more."""
    row_path = tree.structure.row_path[item.link_id]
    return any(number > 1 and link_id not in row_path for link_id, number in entry.rows.items())


def _row(tree: AnswerTree, holder: Node, number: int) -> Node:
    key = f"{holder.key}:{number}"
    return tree.by_key.get(key) or tree.add_row(holder, number)


def _fill(node: Node, entry: Earlier, lost: list[NotCarried], language: str) -> None:
    item = node.item
    kept: list[Answer] = []
    for answer in entry.answers:
        fitting = fit(item, answer)
        if fitting is None:
            lost.append(_lost(replace(entry, answers=(answer,)), item, _why(item), language))
        else:
            kept.append(fitting)
    if len(kept) > 1 and (not item.repeats or node.row is not None):
        why = "This question takes one answer now."
        lost.append(_lost(replace(entry, answers=tuple(kept)), item, why, language))
        kept = []
    if kept:
        node.answers = tuple(kept)
    if entry.raw and (not entry.type_name or entry.type_name == item.type.value):
        node.raw = entry.raw
    elif entry.raw:
        lost.append(_lost(entry, item, _why(item), language))


def _why(item: Item) -> str:
    return "This answer is not offered any more." if item.options else "This question takes another kind of answer now."


def fit(item: Item, answer: Answer) -> Answer | None:
    """Return ``answer`` as an answer to ``item`` as it is now, or None when it does not fit."""
    value = answer.value
    if item.type is ItemType.DECIMAL and isinstance(value, int) and not isinstance(value, bool):
        return Answer(Decimal(value))
    if item.type is ItemType.URL and isinstance(value, str) and answer.element and "valueString" in answer.element:
        answer = Answer(value)
    if value_name(value, item.type) not in ANSWER_NAMES[item.type]:
        return None
    if isinstance(value, Quantity) and not is_offered(item, value):
        return None
    if item.options and not (item.type is ItemType.OPEN_CHOICE and isinstance(value, str)):
        return answer if any(same_value(option.value, value) for option in item.options) else None
    return answer


def in_words(value: Value) -> str:
    """Return an answer as a person would say it; files by their title."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Coding):
        return value.display or value.code
    if isinstance(value, Quantity):
        return f"{value.value} {value.unit or value.code}".strip()
    if isinstance(value, Attachment):
        return value.title or value.content_type
    return str(value)


def _lost(entry: Earlier, item: Item | None, why: str, language: str) -> NotCarried:
    label = item.short_text.in_language(language) if item is not None else entry.label
    text = ", ".join(in_words(answer.value) for answer in entry.answers) or entry.raw
    return NotCarried(entry.link_id, label or entry.link_id, text, why)
