"""A form's expressions at work on its answers: conditions, calculated answers, constraints and limits, kept current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.forms.enablement import Enablement
from app.forms.extensions import ENTERED_BY_HAND
from app.forms.fhirpath import Budget, Collection, EvaluationError
from app.forms.fhirpath.elements import truth
from app.forms.fhirvalues import answer_json, as_list, as_object
from app.forms.outcomes import answers_from, value_from
from app.forms.program import FORM, Expression
from app.forms.snapshot import Snapshot
from app.forms.states import LaunchContext
from app.forms.tree import AnswerTree, Node
from app.forms.values import Answer, Value

MOST_ROUNDS = 60
"""How often one change may make calculations and conditions follow each other before they count as unsettled."""


@dataclass(slots=True)
class Settled:
    """What settling changed: conditions that turned, answers worked out anew, and nodes to be judged again."""

    toggled: list[Node] = field(default_factory=list)
    calculated: list[Node] = field(default_factory=list)
    judged: list[Node] = field(default_factory=list)


NOTHING_SETTLED = Settled()
"""Of a form without expressions; never changed."""


class Logic:
    """Works out the expressions of one answer tree. No expression ever raises from here: one without an outcome is
    taken for empty, so its question is not asked, its answer stays empty, its constraint holds."""

    def __init__(self, tree: AnswerTree, enablement: Enablement, launch: LaunchContext) -> None:
        self._tree = tree
        self._program = tree.questionnaire.program
        self._enablement = enablement
        self._launch = launch
        self._budget = Budget()
        self._snapshot: Snapshot | None = None
        self._broken: dict[tuple[int, str], Node] = {}
        ranks = tree.structure.ranks
        rules = [*self._program.enable.values(), *self._program.calculated.values()]
        self._rules = sorted(rules, key=lambda rule: ranks[rule.link_id])

    def settle(self, changed: Iterable[Node] | None, *, calculate: bool = True) -> Settled:
        """Bring everything up to date after ``changed`` (None: everything) had new answers or was turned on or off."""
        self._budget, self._snapshot = Budget(), None
        outcome = Settled()
        dirty = None if changed is None else {node.item.link_id for node in changed}
        every = dirty
        for _round in range(MOST_ROUNDS):
            if self._program.is_empty or (dirty is not None and not dirty):
                break
            moved = self._round(dirty, outcome, calculate)
            dirty = {node.item.link_id for node in moved}
            every = None if every is None else every | dirty
        else:
            self._give_up(outcome)
        outcome.judged = [*self._check_constraints(every), *self._with_limits(every)]
        return outcome

    def start_values(self, nodes: Iterable[Node]) -> None:
        """Give every unanswered question among ``nodes`` the outcome of its initialExpression."""
        self._budget, self._snapshot = Budget(), None
        for node in list(nodes):
            expression = self._program.initial.get(node.item.link_id)
            if expression is not None and not node.answers and not node.raw and not node.is_holder:
                node.answers = answers_from(node.item, self._outcome(expression, node))

    def entered(self, node: Node, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """Return ``answers`` as a person's own, where the form would work them out: from now on they stay."""
        if node.item.link_id not in self._program.calculated or node.item.read_only:
            return answers
        return tuple(_by_hand(node, answer) for answer in answers)

    def limit(self, node: Node, text: str) -> Value | None:
        """Return the limit written ``text`` on the item of ``node`` as things stand; None when it has no outcome."""
        expression = self._program.limit(node.item.link_id, text)
        return None if expression is None else value_from(self._outcome(expression, node))

    def broken(self, node: Node) -> Iterator[Expression]:
        """Yield the constraints that are broken and are to be shown at ``node``."""
        for (number, _key), anchor in self._broken.items():
            if anchor is node:
                yield self._program.constraints[number]

    # --- conditions and calculations -------------------------------------------------------------------------------

    def _round(self, dirty: set[str] | None, outcome: Settled, calculate: bool) -> list[Node]:
        """Work out once everything that follows ``dirty``; return the nodes that changed."""
        turned: list[Node] = []
        answered: list[Node] = []
        for rule in self._rules:
            if not _follows(rule, dirty):
                continue
            conditions = rule.link_id in self._program.enable and rule is self._program.enable[rule.link_id]
            for node in self._tree.places.get(rule.link_id, ()):
                if conditions and node.row is None and self._turn(rule, node):
                    turned.append(node)
                elif not conditions and calculate and self._calculate(rule, node):
                    answered.append(node)
        if not turned and not answered:
            return []
        self._snapshot = None
        toggled = self._enablement.refresh(turned)
        for node in answered:
            toggled += self._enablement.answers_changed(node)
        outcome.toggled += toggled
        outcome.calculated += answered
        return [*toggled, *answered]

    def _turn(self, rule: Expression, node: Node) -> bool:
        before, node.expressed = node.expressed, _is_true(self._outcome(rule, node))
        return before is not node.expressed

    def _calculate(self, rule: Expression, node: Node) -> bool:
        if node.is_holder or node.raw or any(is_by_hand(answer) for answer in node.answers):
            return False
        answers = answers_from(node.item, self._outcome(rule, node))
        if _same(answers, node.answers):
            return False
        node.answers = answers
        return True

    def _give_up(self, outcome: Settled) -> None:
        """Calculations that keep changing each other have no outcome; conditions among them are not met."""
        for node in dict.fromkeys(outcome.calculated):
            node.answers = ()
            outcome.toggled += self._enablement.answers_changed(node)
        for node in dict.fromkeys(outcome.toggled):
            if node.item.link_id in self._program.enable:
                node.expressed = False
        outcome.toggled += self._enablement.refresh(dict.fromkeys(outcome.toggled))
        self._snapshot = None

    def _outcome(self, expression: Expression, node: Node | None) -> Collection:
        if self._budget.left < 0:
            return []
        try:
            if self._snapshot is None:
                self._snapshot = Snapshot(self._tree, self._launch, self._budget)
            return self._snapshot.evaluate(expression, node)
        except EvaluationError:
            return []

    # --- constraints and limits ------------------------------------------------------------------------------------

    def _check_constraints(self, dirty: set[str] | None) -> list[Node]:
        """Check the constraints that follow ``dirty``; return the nodes at which something changed."""
        moved: list[Node] = []
        for number, rule in enumerate(self._program.constraints):
            if not _follows(rule, dirty):
                continue
            moved += [self._broken.pop(key) for key in list(self._broken) if key[0] == number]
            for node in self._contexts(rule.link_id):
                if self._outcome(rule, node) == [False]:
                    anchor = self._anchor(rule, node)
                    self._broken[number, node.key if node is not None else ""] = anchor
                    moved.append(anchor)
        return moved

    def _contexts(self, link_id: str) -> list[Node | None]:
        if link_id == FORM:
            return [None]
        places = self._tree.places.get(link_id, ())
        return [node for node in places if node.active and not node.is_holder]

    def _anchor(self, rule: Expression, node: Node | None) -> Node:
        """Where a broken constraint is shown: at the last question it asks about that a person can change."""
        if node is not None and node.item.is_question and _can_change(node):
            return node
        ranks = self._tree.structure.ranks
        asked = sorted((rule.asks or frozenset()) & ranks.keys(), key=ranks.__getitem__, reverse=True)
        for link_id in asked:
            for place in self._tree.places.get(link_id, ()):
                if place.active and _can_change(place) and (node is None or _is_below(place, node)):
                    return place
        if node is not None:
            return node
        return next((each for each in self._tree.walk() if each.active and _can_change(each)), self._tree.roots[0])

    def _with_limits(self, dirty: set[str] | None) -> list[Node]:
        due = {link_id for (link_id, _text), rule in self._program.limits.items() if _follows(rule, dirty)}
        return [node for link_id in due for node in self._tree.places.get(link_id, ())]


def _follows(rule: Expression, dirty: set[str] | None) -> bool:
    """Whether ``rule`` has to be worked out again; also when its own item changed, which may be new."""
    return dirty is None or rule.reads is None or rule.link_id in dirty or not rule.reads.isdisjoint(dirty)


def _is_true(outcome: Collection) -> bool:
    try:
        return truth(outcome) is True
    except EvaluationError:
        return False


def _same(left: tuple[Answer, ...], right: tuple[Answer, ...]) -> bool:
    return [(answer, str(answer.value)) for answer in left] == [(answer, str(answer.value)) for answer in right]


def _can_change(node: Node) -> bool:
    return node.item.is_question and not (node.is_holder or node.item.read_only or node.item.look.hidden)


def _is_below(node: Node, top: Node) -> bool:
    above: Node | None = node
    while above is not None:
        if above is top:
            return True
        above = above.parent
    return False


def _by_hand(node: Node, answer: Answer) -> Answer:
    if is_by_hand(answer):
        return answer
    mark: Mapping[str, object] = {"url": ENTERED_BY_HAND, "valueBoolean": True}
    element = answer_json(answer, node.item.type)
    return Answer(answer.value, {**element, "extension": [*as_list(element.get("extension")), mark]})


def is_by_hand(answer: Answer) -> bool:
    """Say whether a person entered ``answer`` where the form would have worked it out."""
    marks = as_list(answer.element.get("extension")) if answer.element is not None else []
    return any(as_object(mark).get("url") == ENTERED_BY_HAND for mark in marks)
