"""An answer tree as QuestionnaireResponse items: active answers only, in the order of the form."""

from __future__ import annotations

from app.forms.fhirvalues import answer_json
from app.forms.tree import AnswerTree, Node

Element = dict[str, object]


def write_items(tree: AnswerTree) -> list[Element]:
    """Return ``QuestionnaireResponse.item``. Groups without an answer below them are left out."""
    return _write(tree.roots)


def _write(nodes: list[Node]) -> list[Element]:
    items: list[Element] = []
    for node in nodes:
        if not node.active:
            continue
        if node.item.is_group:
            items += _group(node)
        elif node.item.is_question:
            items += _question(node)
    return items


def _group(node: Node) -> list[Element]:
    occurrences = node.children if node.is_holder else [node]
    written: list[Element] = []
    for occurrence in occurrences:
        below = _write(occurrence.children)
        if below:
            written.append({**_start(occurrence), "item": below})
    return written


def _question(node: Node) -> list[Element]:
    answers: list[Element] = []
    for row in node.children if node.is_holder else [node]:
        written = [answer_json(answer, node.item.type) for answer in row.answers]
        if written and row.children and (below := _write(row.children)):
            written[0]["item"] = below
        answers += written
    return [{**_start(node), "answer": answers}] if answers else []


def _start(node: Node) -> Element:
    return {"linkId": node.item.link_id, **(node.extra or {})}
