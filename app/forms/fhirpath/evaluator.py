"""Working out an expression: every step counted, every level counted, nothing raised but EvaluationError."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.forms.dates import FhirDate, FhirDateTime
from app.forms.fhirpath import text_functions as _text_functions  # noqa: F401  fills the table of functions
from app.forms.fhirpath.arithmetic import calculate, joined
from app.forms.fhirpath.budget import Budget, EvaluationError
from app.forms.fhirpath.comparing import all_equal, all_equivalent, distinct, holds, order
from app.forms.fhirpath.elements import Collection, Element, Node, is_of_type, single, text_of, truth
from app.forms.fhirpath.functions import FUNCTIONS
from app.forms.fhirpath.syntax import (
    Binary,
    Call,
    Index,
    Literal,
    Member,
    Negative,
    Syntax,
    This,
    TypeTest,
    Variable,
)
from app.forms.values import Quantity

DEEPEST = 150
"""Levels of evaluation within each other, those of variables included."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What an expression sees. ``context`` is where it stands; ``variable`` finds the value of ``%name``; ``score``
    the score of an answer (itemWeight or ordinalValue of its option). ``now`` is as exact as it is known."""

    context: Collection
    variable: Callable[[str, int], Collection]
    score: Callable[[Element], Decimal | None]
    today: FhirDate
    now: FhirDateTime
    budget: Budget
    depth: int = 0


class Focus(NamedTuple):
    """What a path starts from, and the place of it in the collection being gone through."""

    this: Collection
    place: int = 0


def evaluate(tree: Syntax, environment: Environment) -> Collection:
    """Return the outcome of ``tree``. Raises EvaluationError and nothing else."""
    return Evaluation(environment).run(tree, Focus(environment.context))


class Evaluation:
    """One expression at work."""

    __slots__ = ("budget", "depth", "environment")

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.budget = environment.budget
        self.depth = environment.depth

    def run(self, tree: Syntax, focus: Focus) -> Collection:
        """Return the outcome of ``tree`` seen from ``focus``."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise EvaluationError("This expression is nested too deeply.")
        found = _STEPS[type(tree)](self, tree, focus)
        self.budget.spend(1 + len(found))
        self.depth -= 1
        return found

    def each(self, source: Collection, tree: Syntax) -> Iterator[tuple[Node, Collection]]:
        """Yield every value of ``source`` with the outcome of ``tree`` for it."""
        for index, value in enumerate(source):
            yield value, self.run(tree, Focus([value], index))

    def outer(self, tree: Syntax, focus: Focus) -> Collection:
        """Return the outcome of an argument, which is seen from where its function stands."""
        return self.run(tree, focus)

    def inside(self, source: Collection, focus: Focus) -> Focus:
        """Return the focus of arguments that are seen from what their function is called on."""
        return Focus(source, focus.place)


def _literal(_evaluation: Evaluation, tree: Literal, _focus: Focus) -> Collection:
    return [] if tree.value is None else [tree.value]


def _variable(evaluation: Evaluation, tree: Variable, _focus: Focus) -> Collection:
    return evaluation.environment.variable(tree.name, evaluation.depth)


def _this(_evaluation: Evaluation, tree: This, focus: Focus) -> Collection:
    return focus.this if tree.name == "$this" else [focus.place]


def _source(evaluation: Evaluation, tree: Member | Call, focus: Focus) -> Collection:
    return focus.this if tree.source is None else evaluation.run(tree.source, focus)


def _member(evaluation: Evaluation, tree: Member, focus: Focus) -> Collection:
    found: Collection = []
    for value in _source(evaluation, tree, focus):
        if isinstance(value, Element):
            if tree.name != value.json.get("resourceType") or tree.source is not None:
                found += value.child(tree.name)
            else:
                found.append(value)  # a path may start with the type it starts from
        elif isinstance(value, Quantity):
            part = getattr(value, tree.name) if tree.name in {"value", "unit", "code", "system"} else None
            found += [] if part in {None, ""} else [part]
    return found


def _call(evaluation: Evaluation, tree: Call, focus: Focus) -> Collection:
    source = _source(evaluation, tree, focus)
    return FUNCTIONS[tree.name].run(evaluation, source, tree.arguments, focus)


def _index(evaluation: Evaluation, tree: Index, focus: Focus) -> Collection:
    source = evaluation.run(tree.source, focus)
    position = single(evaluation.run(tree.position, focus))
    if position is None:
        return []
    if isinstance(position, bool) or not isinstance(position, int):
        raise EvaluationError("A place in a list is a whole number.")
    return source[position : position + 1] if position >= 0 else []


def _negative(evaluation: Evaluation, tree: Negative, focus: Focus) -> Collection:
    value = single(evaluation.run(tree.operand, focus))
    found = None if value is None else calculate("*", value, -1)
    return [] if found is None else [found]


def _type_test(evaluation: Evaluation, tree: TypeTest, focus: Focus) -> Collection:
    operand = evaluation.run(tree.operand, focus)
    if tree.operator == "as":
        return [value for value in operand if is_of_type(value, tree.type_name)]
    value = single(operand)
    return [] if value is None else [is_of_type(value, tree.type_name)]


def _binary(evaluation: Evaluation, tree: Binary, focus: Focus) -> Collection:
    if tree.operator in _LOGIC:
        return _logic(evaluation, tree, focus)
    left, right = evaluation.run(tree.left, focus), evaluation.run(tree.right, focus)
    whole = _WHOLE.get(tree.operator)
    if whole is not None:
        return whole(left, right, evaluation.budget)
    return _pair(tree.operator, single(left), single(right))


def _equality(wanted: bool) -> _OfCollections:
    def run(left: Collection, right: Collection, _budget: Budget) -> Collection:
        same = all_equal(left, right)
        return [] if same is None else [same is wanted]

    return run


def _membership(among: Collection, value: Collection, budget: Budget) -> Collection:
    wanted = single(value)
    return [] if wanted is None else [holds(among, wanted, budget)]


def _concatenation(left: Collection, right: Collection, _budget: Budget) -> Collection:
    return [joined(*(text_of(single(side)) or "" for side in (left, right)))]


_OfCollections = Callable[[Collection, Collection, Budget], Collection]
_WHOLE: dict[str, _OfCollections] = {
    "=": _equality(True),
    "!=": _equality(False),
    "~": lambda left, right, _budget: [all_equivalent(left, right)],
    "!~": lambda left, right, _budget: [not all_equivalent(left, right)],
    "|": lambda left, right, budget: distinct(left + right, budget),
    "in": lambda left, right, budget: _membership(right, left, budget),
    "contains": _membership,
    "&": _concatenation,
}
"""Operators on whole collections; all others take one value on each side."""


def _pair(operator: str, left: Node | None, right: Node | None) -> Collection:
    """Arithmetic and comparison: without one side there is no outcome."""
    if left is None or right is None:
        return []
    if operator in _ORDERS:
        found = order(left, right)
        return [] if found is None else [found in _ORDERS[operator]]
    outcome = calculate(operator, left, right)
    return [] if outcome is None else [outcome]


_ORDERS = {"<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}
_LOGIC = frozenset({"and", "or", "xor", "implies"})


def _logic(evaluation: Evaluation, tree: Binary, focus: Focus) -> Collection:
    """Three-valued logic (FHIRPath N1 6.5); the right side is not worked out when the left decides."""
    left = truth(evaluation.run(tree.left, focus))
    decided = {"and": False, "or": True, "implies": False}.get(tree.operator)
    if left is not None and left is decided:
        return [tree.operator != "and"]
    right = truth(evaluation.run(tree.right, focus))
    if tree.operator == "xor":
        return [] if left is None or right is None else [left is not right]
    if tree.operator == "implies":
        return [True] if right else [] if left is None or right is None else [right]
    if right is not None and (left is not None or right is decided):
        return [right]
    return []


_STEPS: dict[type, Callable[..., Collection]] = {
    Literal: _literal,
    Variable: _variable,
    This: _this,
    Member: _member,
    Call: _call,
    Index: _index,
    Negative: _negative,
    TypeTest: _type_test,
    Binary: _binary,
}
