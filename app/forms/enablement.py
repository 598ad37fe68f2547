"""Which items are enabled: enableWhen over the tree, kept current with no more work than a change causes."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from app.forms.compare import equal, order
from app.forms.model import Behavior, EnableWhen, Operator
from app.forms.tree import AnswerTree, Node
from app.forms.values import Answer

BOUND = 10
"""How many evaluations per node one change may cause. Sorted by dependency one is enough; more would be a bug here."""


def holds(condition: EnableWhen, answers: Iterable[Answer]) -> bool:
    """Say whether ``condition`` is true of ``answers`` (FHIR R4 questionnaire-enable-operator).

    ``exists`` counts answers. All others are true when at least one answer fits, so none of them, ``!=`` included, is
    true without an answer.
    """
    if condition.operator is Operator.EXISTS:
        return any(True for _ in answers) is condition.answer
    return any(_fits(condition, answer) for answer in answers)


def _fits(condition: EnableWhen, answer: Answer) -> bool:
    if condition.operator is Operator.EQUAL:
        return equal(answer.value, condition.answer)
    if condition.operator is Operator.NOT_EQUAL:
        return not equal(answer.value, condition.answer)
    found = order(answer.value, condition.answer)
    if found is None:
        return False
    if condition.operator is Operator.GREATER:
        return found > 0
    if condition.operator is Operator.LESS:
        return found < 0
    return found >= 0 if condition.operator is Operator.GREATER_OR_EQUAL else found <= 0


class Enablement:
    """Keeps ``own``, ``enabled`` and ``active`` of every node of ``tree`` right."""

    def __init__(self, tree: AnswerTree) -> None:
        self._tree = tree
        self._structure = tree.structure

    def refresh(self, nodes: Iterable[Node] | None = None) -> list[Node]:
        """Work out everything (or ``nodes``) anew; return the nodes that changed."""
        return self._settle(self._tree.walk() if nodes is None else nodes)

    def answers_changed(self, node: Node) -> list[Node]:
        """Bring up to date what depends on the answers of ``node``; return the nodes that changed."""
        return self._settle([*node.children, *self._asking(node)])

    def _asking(self, node: Node) -> list[Node]:
        return [
            place
            for link_id in self._structure.dependents.get(node.item.link_id, ())
            for place in self._tree.places.get(link_id, ())
            if place.row is None
        ]

    def _settle(self, start: Iterable[Node]) -> list[Node]:
        """Evaluate in dependency order until nothing changes: a fixed point, since definitions have no cycles."""
        queue: list[tuple[int, int, Node]] = []
        queued: set[int] = set()
        serial = 0

        def push(node: Node) -> None:
            nonlocal serial
            if id(node) not in queued:
                queued.add(id(node))
                serial += 1
                heappush(queue, (self._level(node), serial, node))

        for node in start:
            push(node)
        changed: dict[int, Node] = {}
        budget = BOUND * (len(self._tree.by_key) + 1)
        while queue and budget:
            budget -= 1
            node = heappop(queue)[2]
            queued.discard(id(node))
            if not self._evaluate(node):
                continue
            changed[id(node)] = node
            for follower in node.children:
                push(follower)
            for follower in self._asking(node):
                push(follower)
        return list(changed.values())

    def _level(self, node: Node) -> int:
        return 2 * self._structure.levels.get(node.item.link_id, 0) + (node.row is not None)

    def _evaluate(self, node: Node) -> bool:
        parent = node.parent
        node.own = node.row is not None or self._condition(node)
        enabled = node.own and (parent is None or parent.enabled)
        active = enabled and (parent is None or (parent.active and self._can_hold(parent)))
        if enabled == node.enabled and active == node.active:
            return False
        node.enabled, node.active = enabled, active
        return True

    @staticmethod
    def _can_hold(parent: Node) -> bool:
        return not parent.item.is_question or parent.is_holder or bool(parent.answers)

    def _condition(self, node: Node) -> bool:
        conditions = node.item.enable_when
        if not conditions or not node.expressed:
            return node.expressed
        outcomes = (holds(condition, self._answers(node, condition.question)) for condition in conditions)
        return any(outcomes) if node.item.behavior is Behavior.ANY else all(outcomes)

    def _answers(self, node: Node, question: str) -> list[Answer]:
        sources = self._tree.nearest(node, question)
        return [answer for source in sources if source.active for answer in source.answers]
