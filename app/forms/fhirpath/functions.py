"""The functions of the subset, in one table: how many arguments each takes and what it does."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from app.forms.fhirpath.arithmetic import calculate
from app.forms.fhirpath.budget import EvaluationError
from app.forms.fhirpath.comparing import distinct, holds, order
from app.forms.fhirpath.elements import Collection, Element, Node, is_number, is_of_type, single, truth
from app.forms.fhirpath.syntax import Member, Syntax
from app.forms.values import Quantity

if TYPE_CHECKING:
    from app.forms.fhirpath.evaluator import Evaluation, Focus

Arguments = tuple[Syntax, ...]
Run = Callable[["Evaluation", Collection, Arguments, "Focus"], Collection]


class Function(NamedTuple):
    """``least`` to ``most`` arguments."""

    least: int
    most: int
    run: Run


def _plain(run: Callable[[Collection], Collection]) -> Function:
    """A function of the collection alone."""
    return Function(0, 0, lambda _evaluation, source, _arguments, _focus: run(source))


def _sets(run: Callable[[Collection, Collection, Evaluation], Collection]) -> Function:
    """A function of the collection and one other."""
    return Function(1, 1, lambda evaluation, source, arguments, focus:
                    run(source, evaluation.outer(arguments[0], focus), evaluation))


def _number(run: Callable[[Decimal | int], Decimal | int]) -> Function:
    """A function of one number, or of the number of a quantity."""

    def work(source: Collection) -> Collection:
        value = single(source)
        if value is None:
            return []
        if isinstance(value, Quantity) and value.value is not None:
            return [Quantity(Decimal(run(value.value)), value.unit, value.system, value.code)]
        return [run(_as_number(value))]

    return _plain(work)


def _as_number(value: Node) -> Decimal | int:
    if isinstance(value, (int, Decimal)) and is_number(value):
        return value
    raise EvaluationError("A number was expected.")


# --- existence ---------------------------------------------------------------------------------------------------


def _exists(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    return [bool(_where(evaluation, source, arguments, focus) if arguments else source)]


def _all(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    del focus
    return [all(truth(found) is True for _value, found in evaluation.each(source, arguments[0]))]


def _booleans(source: Collection) -> list[bool]:
    if not all(isinstance(value, bool) for value in source):
        raise EvaluationError("Only booleans were expected.")
    return [value for value in source if isinstance(value, bool)]


def _not(source: Collection) -> Collection:
    value = truth(source)
    return [] if value is None else [not value]


# --- filtering and parts -----------------------------------------------------------------------------------------


def _where(evaluation: Evaluation, source: Collection, arguments: Arguments, _focus: Focus) -> Collection:
    return [value for value, found in evaluation.each(source, arguments[0]) if truth(found) is True]


def _select(evaluation: Evaluation, source: Collection, arguments: Arguments, _focus: Focus) -> Collection:
    return [value for _value, found in evaluation.each(source, arguments[0]) for value in found]


def _repeat(evaluation: Evaluation, source: Collection, arguments: Arguments, _focus: Focus) -> Collection:
    found: Collection = []
    seen: set[int] = set()
    level = source
    while level:
        fresh: Collection = []
        for _value, below in evaluation.each(level, arguments[0]):
            for value in below:
                known = id(value.json) in seen if isinstance(value, Element) else holds(found, value, evaluation.budget)
                if not known:
                    seen.add(id(value.json) if isinstance(value, Element) else 0)
                    fresh.append(value)
                    found.append(value)
        level = fresh
    return found


def _descendants(evaluation: Evaluation, source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    found: Collection = []
    level = source
    while level:
        level = [child for value in level if isinstance(value, Element) for child in value.children()]
        evaluation.budget.spend(len(level))
        found += level
    return found


def _children(source: Collection) -> Collection:
    return [child for value in source if isinstance(value, Element) for child in value.children()]


def _single(source: Collection) -> Collection:
    single(source)
    return source


def _count_of(evaluation: Evaluation, arguments: Arguments, focus: Focus) -> int:
    value = single(evaluation.outer(arguments[0], focus))
    if isinstance(value, bool) or not isinstance(value, int):
        raise EvaluationError("A whole number was expected.")
    return max(value, 0)


def _skip(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    return source[_count_of(evaluation, arguments, focus) :]


def _take(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    return source[: _count_of(evaluation, arguments, focus)]


def type_name(argument: Syntax) -> str:
    """Return the type an argument of ``ofType``, ``is`` or ``as`` names: ``Coding`` or ``FHIR.Coding``."""
    return argument.name if isinstance(argument, Member) else ""


def _of_type(_evaluation: Evaluation, source: Collection, arguments: Arguments, _focus: Focus) -> Collection:
    return [value for value in source if is_of_type(value, type_name(arguments[0]))]


def _is(_evaluation: Evaluation, source: Collection, arguments: Arguments, _focus: Focus) -> Collection:
    value = single(source)
    return [] if value is None else [is_of_type(value, type_name(arguments[0]))]


def _iif(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    inner = evaluation.inside(source, focus)
    if truth(evaluation.run(arguments[0], inner)) is True:
        return evaluation.run(arguments[1], inner)
    return evaluation.run(arguments[2], inner) if len(arguments) == 3 else []


# --- numbers -----------------------------------------------------------------------------------------------------


def _sum(source: Collection) -> Collection:
    if not source:
        return []
    total: Node | None = source[0]
    for value in source[1:]:
        total = None if total is None else calculate("+", total, value)
    return [] if total is None else [total]


def _extreme(wanted: int) -> Callable[[Collection], Collection]:
    def run(source: Collection) -> Collection:
        best = source[:1]
        for value in source[1:]:
            if order(value, best[0]) == wanted:
                best = [value]
        return best

    return run


def _average(source: Collection) -> Collection:
    total = _sum(source)
    found = calculate("/", total[0], len(source)) if total else None
    return [] if found is None else [found]


def _round(evaluation: Evaluation, source: Collection, arguments: Arguments, focus: Focus) -> Collection:
    places = _count_of(evaluation, arguments, focus) if arguments else 0
    value = single(source)
    if value is None:
        return []
    if places > 20:
        raise EvaluationError("A number has at most 20 decimal places.")
    rounded = Decimal(_as_number(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return [rounded if arguments else int(rounded)]


def _weight(evaluation: Evaluation, source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    scores = (evaluation.environment.score(value) for value in source if isinstance(value, Element))
    return [score for score in scores if score is not None]


def _today(evaluation: Evaluation, _source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    return [evaluation.environment.today]


def _now(evaluation: Evaluation, _source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    return [evaluation.environment.now]


def _intersect(source: Collection, other: Collection, evaluation: Evaluation) -> Collection:
    return distinct([value for value in source if holds(other, value, evaluation.budget)], evaluation.budget)


def _exclude(source: Collection, other: Collection, evaluation: Evaluation) -> Collection:
    return [value for value in source if not holds(other, value, evaluation.budget)]


def _union(source: Collection, other: Collection, evaluation: Evaluation) -> Collection:
    return distinct(source + other, evaluation.budget)


def _distinct(evaluation: Evaluation, source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    return distinct(source, evaluation.budget)


def _is_distinct(evaluation: Evaluation, source: Collection, _arguments: Arguments, _focus: Focus) -> Collection:
    return [len(distinct(source, evaluation.budget)) == len(source)]


def _whole(rounding: str) -> Callable[[Decimal | int], int]:
    return lambda value: int(Decimal(value).to_integral_value(rounding))


def _absolute(value: Decimal | int) -> Decimal | int:
    return value if value >= 0 else -value


FUNCTIONS: dict[str, Function] = {
    "empty": _plain(lambda source: [not source]),
    "exists": Function(0, 1, _exists),
    "hasValue": _plain(lambda source: [len(source) == 1 and not isinstance(source[0], Element)]),
    "all": Function(1, 1, _all),
    "allTrue": _plain(lambda source: [all(_booleans(source))]),
    "anyTrue": _plain(lambda source: [any(_booleans(source))]),
    "allFalse": _plain(lambda source: [not any(_booleans(source))]),
    "anyFalse": _plain(lambda source: [not all(_booleans(source))]),
    "not": _plain(_not),
    "count": _plain(lambda source: [len(source)]),
    "distinct": Function(0, 0, _distinct),
    "isDistinct": Function(0, 0, _is_distinct),
    "where": Function(1, 1, _where),
    "select": Function(1, 1, _select),
    "repeat": Function(1, 1, _repeat),
    "ofType": Function(1, 1, _of_type),
    "as": Function(1, 1, _of_type),
    "is": Function(1, 1, _is),
    "single": _plain(_single),
    "first": _plain(lambda source: source[:1]),
    "last": _plain(lambda source: source[-1:]),
    "tail": _plain(lambda source: source[1:]),
    "skip": Function(1, 1, _skip),
    "take": Function(1, 1, _take),
    "children": _plain(_children),
    "descendants": Function(0, 0, _descendants),
    "intersect": _sets(_intersect),
    "exclude": _sets(_exclude),
    "union": _sets(_union),
    "combine": _sets(lambda source, other, _evaluation: source + other),
    "iif": Function(2, 3, _iif),
    "sum": _plain(_sum),
    "min": _plain(_extreme(-1)),
    "max": _plain(_extreme(1)),
    "avg": _plain(_average),
    "abs": _number(_absolute),
    "ceiling": _number(_whole(ROUND_CEILING)),
    "floor": _number(_whole(ROUND_FLOOR)),
    "truncate": _number(int),
    "round": Function(0, 1, _round),
    "weight": Function(0, 0, _weight),
    "ordinal": Function(0, 0, _weight),
    "today": Function(0, 0, _today),
    "now": Function(0, 0, _now),
}
"""Everything but texts and conversions, which ``text_functions`` adds."""
