"""QuestionnaireResponse JSON into an answer tree, noting everything about its shape that does not follow the form."""

from __future__ import annotations

from app.forms.fhirvalues import READERS, as_text, find_value_name
from app.forms.model import Item, ItemType, Questionnaire
from app.forms.problems import Code, Issue, Level
from app.forms.reading import Json
from app.forms.tree import AnswerTree, Node
from app.forms.values import Answer

STATUSES = frozenset({"in-progress", "completed", "amended", "entered-in-error", "stopped"})
_OWN_PARTS = frozenset({"linkId", "answer", "item"})
MAX_DEPTH = 80


class ResponseReader:
    """Reads one response. ``issues`` are about its shape only; the answers are judged later."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.tree = AnswerTree(questionnaire)
        self.issues: list[Issue] = []
        self._form = questionnaire
        for node in list(self.tree.walk()):
            if node.is_holder and node.key in self.tree.by_key:
                for row in list(node.children):
                    self.tree.remove_row(row)
                node.next_row = 1

    def read(self, response: Json) -> AnswerTree:
        """Return the answers of ``response``; what has no place in the form is noted and left out."""
        self._head(response)
        self._level(response, "QuestionnaireResponse", self._form.items, None, 0)
        return self.tree

    def _note(self, code: Code, link_id: str, path: str, message: str, level: Level = Level.ERROR) -> None:
        self.issues.append(Issue(level, code, link_id, message, path))

    def _head(self, response: Json) -> None:
        if response.get("status") not in STATUSES:
            message = "The status must be one of in-progress, completed, amended, entered-in-error, stopped."
            self._note(Code.STATUS, "", "QuestionnaireResponse.status", message)
        canonical = as_text(response.get("questionnaire"))
        url, _bar, version = canonical.partition("|")
        place = "QuestionnaireResponse.questionnaire"
        if not canonical and self._form.url:
            self._note(Code.VERSION, "", place, "The answers do not name their form.", Level.WARNING)
        elif self._form.url and url != self._form.url:
            self._note(Code.VERSION, "", place, "The answers belong to another form.")
        elif self._form.url and version and self._form.version and version != self._form.version:
            self._note(Code.VERSION, "", place, "The answers belong to another version of this form.")

    def _level(self, json: Json, path: str, items: tuple[Item, ...], above: Node | None, depth: int) -> None:
        """Read ``json["item"]`` against ``items``, the children of ``above``."""
        known = {item.link_id: rank for rank, item in enumerate(items)}
        last, seen = -1, set[str]()
        for number, entry in enumerate(self._objects(json.get("item"), path + ".item")):
            place = f"{path}.item[{number}]"
            link_id = as_text(entry.get("linkId"))
            rank = known.get(link_id)
            if rank is None or depth > MAX_DEPTH:
                self._unknown(link_id, place)
                continue
            if rank < last:
                self._note(Code.ORDER, link_id, place, "The answers are not in the order of the form.")
            last = max(last, rank)
            item = items[rank]
            if link_id in seen and not (item.is_group and item.repeats):
                self._note(Code.REPEATS, link_id, place, "This item occurs twice; it does not repeat.")
                continue
            seen.add(link_id)
            self._item(entry, place, item, above, depth)

    def _unknown(self, link_id: str, place: str) -> None:
        if link_id in self.tree.structure.items:
            parent = self.tree.structure.parents[link_id] or "the top of the form"
            message = f"This item is in the wrong place; it belongs under {parent}."
        else:
            message = "The form has no item of this linkId here."
        self._note(Code.UNKNOWN_LINK_ID, link_id, place, message)

    def _item(self, entry: Json, place: str, item: Item, above: Node | None, depth: int) -> None:
        prefix = above.prefix if above is not None else ""
        node = self.tree.by_key[prefix + item.link_id]
        if not item.is_question:
            self._container(entry, place, node, depth)
            return
        if "item" in entry:
            self._note(Code.TYPE, item.link_id, place + ".item", "Items below a question belong under its answer.")
        node.path = place
        node.extra = _extra(entry)
        answers: list[Answer] = []
        for number, raw in enumerate(self._objects(entry.get("answer"), place + ".answer")):
            self._answer(raw, f"{place}.answer[{number}]", node, answers, depth)
        if not node.is_holder:
            node.answers = tuple(answers)

    def _container(self, entry: Json, place: str, node: Node, depth: int) -> None:
        item = node.item
        if "answer" in entry:
            group = item.type is ItemType.GROUP
            code = Code.GROUP_ANSWER if group else Code.DISPLAY_ANSWER
            message = "A group has no answers." if group else "A text has no answers."
            self._note(code, item.link_id, place + ".answer", message)
        if node.is_holder:
            node.path = node.path or place
            node = self.tree.add_row(node)
            self._clear_rows(node)
        node.path = place
        node.extra = _extra(entry)
        self._level(entry, place, item.items, node, depth + 1)

    def _answer(self, raw: Json, place: str, node: Node, answers: list[Answer], depth: int) -> None:
        item = node.item
        name = find_value_name(raw)
        reader = READERS.get(name)
        value = reader(raw[name]) if reader else None
        target = node
        if node.is_holder:
            target = self.tree.add_row(node)
            self._clear_rows(target)
            target.path = place
        if value is None:
            message = "This answer has no value." if not name else "This answer cannot be read as what it says it is."
            self._note(Code.TYPE, item.link_id, place, message)
            target.raw = name or "?"  # so that it does not count as missing too
        else:
            answer = Answer(value, {key: part for key, part in raw.items() if key != "item"})
            answers.append(answer)
            node.answer_paths = (*node.answer_paths, place)
            if node.is_holder:
                target.answers = (answer,)
        if "item" in raw:
            self._level(raw, place, item.items, target, depth + 1)

    def _clear_rows(self, row: Node) -> None:
        for node in list(row.walk()):
            if node is not row and node.is_holder and node.key in self.tree.by_key:
                for inner in list(node.children):
                    self.tree.remove_row(inner)
                node.next_row = 1

    def _objects(self, value: object, path: str) -> list[Json]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self._note(Code.TYPE, "", path, "Must be a list of objects.")
            return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
        return value


def _extra(entry: Json) -> Json | None:
    extra = {name: part for name, part in entry.items() if name not in _OWN_PARTS}
    return extra or None
