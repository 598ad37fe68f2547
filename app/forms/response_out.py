"""An answer tree as QuestionnaireResponse items: active answers only, in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.fhirvalues import answer_json
from app.forms.tree import AnswerTree, Node

Element = dict[str, object]


def write_items(tree: AnswerTree, written: dict[str, Mapping[str, object]] | None = None) -> list[Element]:
    """Return ``QuestionnaireResponse.item``. Groups without an answer below them are left out.

    ``written``, if given, is filled with what was written for each node, by key; of a question with rows, each row is
    an item of its own there.
    """
    return _Writer({} if written is None else written).level(tree.roots)


class _Writer:
    def __init__(self, written: dict[str, Mapping[str, object]]) -> None:
        self._written = written

    def level(self, nodes: list[Node]) -> list[Element]:
        """Return the items of ``nodes`` and everything below them."""
        items: list[Element] = []
        for node in nodes:
            if not node.active:
                continue
            if node.item.is_group:
                items += self._group(node)
            elif node.item.is_question:
                items += self._question(node)
        return items

    def _group(self, node: Node) -> list[Element]:
        occurrences = node.children if node.is_holder else [node]
        found: list[Element] = []
        for occurrence in occurrences:
            below = self.level(occurrence.children)
            if below:
                element = {**_start(occurrence), "item": below}
                self._written[occurrence.key] = element
                found.append(element)
        return found

    def _question(self, node: Node) -> list[Element]:
        answers: list[Element] = []
        for row in node.children if node.is_holder else [node]:
            written = [answer_json(answer, node.item.type) for answer in row.answers]
            if written and row.children and (below := self.level(row.children)):
                written[0]["item"] = below
            if written:
                self._written[row.key] = {**_start(row), "answer": written}
            answers += written
        if not answers:
            return []
        element = {**_start(node), "answer": answers}
        self._written[node.key] = element
        return [element]


def _start(node: Node) -> Element:
    return {"linkId": node.item.link_id, **(node.extra or {})}
