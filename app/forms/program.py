"""What a form works out by itself: its expressions, read, checked, and with what each of them reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.forms.fhirpath import SELF, Syntax, SyntaxProblemError, parse, problem_of, reads_of
from app.forms.fhirpath.reading_from import Reads, literal_link_ids
from app.forms.model import ExpressionSource, Item, Purpose
from app.forms.problems import Level
from app.forms.reading import Findings
from app.forms.structure import walk

FORM = ""
"""Stands for the form itself where a linkId is expected."""
MOST_TEXT = 100_000
"""Characters all expressions of a form may have together."""
FHIRPATH = "text/fhirpath"

_NAMES = {
    Purpose.VARIABLE: "variable",
    Purpose.CALCULATED: "sdc-questionnaire-calculatedExpression",
    Purpose.ENABLE: "sdc-questionnaire-enableWhenExpression",
    Purpose.INITIAL: "sdc-questionnaire-initialExpression",
    Purpose.CONSTRAINT: "questionnaire-constraint",
    Purpose.LIMIT: "cqf-calculatedValue",
}
_WITHOUT = {
    Purpose.VARIABLE: "It is left out.",
    Purpose.CALCULATED: "The item is filled in by hand.",
    Purpose.INITIAL: "The item starts empty.",
}
"""What becomes of an expression outside the subset that a form can do without; the others refuse the form."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression of the item ``link_id`` (or of the form). ``reads`` are the items whose change it follows, with
    everything below them; None means any. ``asks`` are those it names itself."""

    link_id: str
    source: ExpressionSource
    tree: Syntax
    asks: Reads
    reads: Reads


@dataclass(frozen=True, slots=True)
class Program:
    """All expressions of a form, by the item they are on (``FORM`` for the form itself)."""

    variables: Mapping[str, Mapping[str, Expression]] = field(default_factory=dict)
    enable: Mapping[str, Expression] = field(default_factory=dict)
    calculated: Mapping[str, Expression] = field(default_factory=dict)
    initial: Mapping[str, Expression] = field(default_factory=dict)
    constraints: tuple[Expression, ...] = ()
    limits: Mapping[tuple[str, str], Expression] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the form works nothing out."""
        return not (self.enable or self.calculated or self.initial or self.constraints or self.limits)

    def edges(self) -> Iterator[tuple[str, str]]:
        """Yield (item asked, item that depends on it) for conditions and calculations that name what they ask."""
        for link_id, expression in [*self.enable.items(), *self.calculated.items()]:
            for asked in sorted(expression.asks or ()):
                yield asked, link_id

    def limit(self, link_id: str, text: str) -> Expression | None:
        """Return the limit written ``text`` on the item ``link_id``."""
        return self.limits.get((link_id, text))


NO_PROGRAM = Program()
_Scope = Mapping[str, Expression | None]


def read_program(sources: tuple[ExpressionSource, ...], items: tuple[Item, ...], findings: Findings) -> Program:
    """Read and check every expression of a form: ``sources`` are its own, the items bring theirs."""
    everything = [*sources, *(source for item, _parent in walk(items) for source in item.expressions)]
    if not everything:
        return NO_PROGRAM
    if sum(len(source.text) for source in everything) > MOST_TEXT:
        message = f"The expressions of this form have more than {MOST_TEXT} characters together."
        findings.error(everything[0].path, message, feature=_NAMES[everything[0].purpose])
        return NO_PROGRAM
    return _Reader(items, findings).read(sources)


class _Reader:
    def __init__(self, items: tuple[Item, ...], findings: Findings) -> None:
        self._items = items
        self._findings = findings
        self._known = {item.link_id: item for item, _parent in walk(items)}
        self._variables: dict[str, dict[str, Expression]] = {}
        self._by_purpose: dict[Purpose, dict[str, Expression]] = {purpose: {} for purpose in Purpose}
        self._constraints: list[Expression] = []
        self._limits: dict[tuple[str, str], Expression] = {}

    def read(self, sources: tuple[ExpressionSource, ...]) -> Program:
        """Read the form's own expressions, then those of its items."""
        scope = self._read_level(FORM, sources, {}, None)
        self._read_items(self._items, scope)
        found = self._by_purpose
        return Program(
            self._variables,
            found[Purpose.ENABLE],
            found[Purpose.CALCULATED],
            found[Purpose.INITIAL],
            tuple(self._constraints),
            self._limits,
        )

    def _read_items(self, items: tuple[Item, ...], scope: _Scope) -> None:
        for item in items:
            inner = self._read_level(item.link_id, item.expressions, scope, item) if item.expressions else scope
            self._read_items(item.items, inner)

    def _read_level(
        self, link_id: str, sources: tuple[ExpressionSource, ...], scope: _Scope, item: Item | None
    ) -> _Scope:
        """Read the expressions of one item; return the variables that are seen from below it."""
        inner = dict(scope)
        for source in sources:
            if source.purpose is Purpose.VARIABLE:
                inner[source.name] = self._read_one(link_id, source, inner, item)
                if (variable := inner[source.name]) is not None:
                    self._variables.setdefault(link_id, {})[source.name] = variable
        for source in sources:
            if source.purpose is not Purpose.VARIABLE:
                expression = self._read_one(link_id, source, inner, item)
                if expression is not None:
                    self._keep(expression)
        return inner

    def _keep(self, expression: Expression) -> None:
        purpose = expression.source.purpose
        if purpose is Purpose.CONSTRAINT:
            self._constraints.append(expression)
        elif purpose is Purpose.LIMIT:
            self._limits[expression.link_id, expression.source.text] = expression
        else:
            self._by_purpose[purpose][expression.link_id] = expression

    def _read_one(
        self, link_id: str, source: ExpressionSource, scope: _Scope, item: Item | None
    ) -> Expression | None:
        problem, tree = _understand(source, scope)
        problem = problem or _place_problem(source, item)
        if problem or tree is None:
            self._refuse(link_id, source, problem, item)
            return None
        asks = reads_of(tree, {name: found.asks for name, found in scope.items() if found is not None})
        if asks is not None and SELF in asks:
            asks = None if link_id == FORM else asks - {SELF} | {link_id}
        self._check_names(link_id, source, tree)
        return Expression(link_id, source, tree, asks, self._with_all_below(asks))

    def _refuse(self, link_id: str, source: ExpressionSource, problem: str, item: Item | None) -> None:
        """A form that can do without the expression is warned about; one that cannot is refused."""
        name = _NAMES[source.purpose]
        without = _WITHOUT.get(source.purpose, "")
        if source.purpose is Purpose.CALCULATED and item is not None and (item.read_only or item.look.hidden):
            without = ""  # nobody could fill it in instead
        shown = source.text if len(source.text) <= 80 else source.text[:79] + "…"
        message = " ".join(filter(None, (f"{name} is not supported: {problem} It says: {shown}.", without)))
        self._findings.add(Level.WARNING if without else Level.ERROR, source.path, message, link_id, name)

    def _check_names(self, link_id: str, source: ExpressionSource, tree: Syntax) -> None:
        """Point out linkIds the form does not have; an expression may look into other forms in ``contained``."""
        if "contained" in source.text or "%questionnaire" in source.text:
            return
        for asked in sorted(literal_link_ids(tree) - self._known.keys()):
            message = f"The expression asks about {asked[:60]}, which is not in this form; it has no answers."
            self._findings.warning(source.path, message, link_id, _NAMES[source.purpose])

    def _with_all_below(self, asks: Reads) -> Reads:
        if asks is None:
            return None
        found = set(asks)
        for link_id in asks & self._known.keys():
            found.update(item.link_id for item, _parent in walk(self._known[link_id].items))
        return frozenset(found)


def _understand(source: ExpressionSource, scope: _Scope) -> tuple[str, Syntax | None]:
    """Return what is wrong with the expression, and its tree if nothing is."""
    if source.language != FHIRPATH:
        return f"Its language is {source.language[:40]}, and only {FHIRPATH} is known here.", None
    if not source.text:
        return "It has no text.", None
    try:
        tree = parse(source.text)
    except SyntaxProblemError as error:
        return f"{error}.", None
    return problem_of(tree, {name for name, found in scope.items() if found is not None}), tree


def _place_problem(source: ExpressionSource, item: Item | None) -> str:
    if source.purpose is Purpose.VARIABLE:
        return "" if source.name else "A variable needs a name."
    if source.purpose in {Purpose.CALCULATED, Purpose.INITIAL} and (
        item is None or not item.is_question or item.has_rows
    ):
        return "Only questions without rows below them can have a value worked out."
    return ""
