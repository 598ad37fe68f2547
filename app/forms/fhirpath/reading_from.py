"""Which questions an expression reads, so that it is worked out again only when one of them changes."""

from __future__ import annotations

from collections.abc import Mapping

from app.forms.fhirpath.syntax import Binary, Call, Index, Literal, Member, Syntax, This, Variable, parts, walk

SELF = "\0self"
"""Stands among the linkIds for the item the expression is on."""

_LOOPS = frozenset({"where", "select", "repeat", "exists", "all"})
_FIXED = frozenset({"questionnaire", "qitem", "patient", "encounter", "user", "ucum", "sct", "loinc"})
Reads = frozenset[str] | None


def reads_of(tree: Syntax, variables: Mapping[str, Reads]) -> Reads:
    """Return the linkIds ``tree`` reads, ``SELF`` for its own item, or None when it may read anything.

    ``variables`` are what the form's variables read. A step to ``item`` counts as narrow when a ``where`` right after
    it names the linkIds.
    """
    finder = _Finder(variables)
    try:
        finder.visit(tree, _READ, inside=False)
    except _AnythingError:
        return None
    return frozenset(finder.found)


class _AnythingError(Exception):
    """The expression may read anything."""


_READ: frozenset[str] | None = None  # what comes out is used as it is
_PASS: frozenset[str] = frozenset()  # what comes out is only passed through on the way to a narrower step


class _Finder:
    def __init__(self, variables: Mapping[str, Reads]) -> None:
        self.found: set[str] = set()
        self._variables = variables

    def visit(self, tree: Syntax, wanted: frozenset[str] | None, *, inside: bool) -> None:
        """Note what ``tree`` reads. ``wanted`` are the linkIds the step after it keeps; ``inside`` a loop, paths start
        from what is gone through and not from the expression's own item."""
        if isinstance(tree, Variable):
            self._variable(tree, wanted)
        elif isinstance(tree, This):
            self._self(inside)
        elif isinstance(tree, Member):
            self._member(tree, wanted, inside)
        elif isinstance(tree, Call):
            self._call(tree, wanted, inside)
        elif isinstance(tree, Index):
            self.visit(tree.source, _READ, inside=inside)
            self.visit(tree.position, _READ, inside=inside)
        else:
            for part in parts(tree):
                self.visit(part, _READ, inside=inside)

    def _keep(self, wanted: frozenset[str] | None) -> None:
        if wanted is _READ:
            raise _AnythingError
        self.found |= wanted or _PASS

    def _self(self, inside: bool) -> None:
        if not inside:
            self.found.add(SELF)

    def _variable(self, tree: Variable, wanted: frozenset[str] | None) -> None:
        if tree.name in _FIXED or (tree.name in {"resource", "rootResource", "context"} and wanted is not _READ):
            return
        if tree.name == "context":
            self.found.add(SELF)
            return
        reads = self._variables.get(tree.name)
        if reads is None:
            raise _AnythingError
        self.found |= reads

    def _member(self, tree: Member, wanted: frozenset[str] | None, inside: bool) -> None:
        if tree.name == "item":
            self._keep(wanted)
        if tree.source is not None:
            self.visit(tree.source, _PASS if tree.name == "item" else _READ, inside=inside)
        elif tree.name != "item":
            self._self(inside)

    def _call(self, tree: Call, wanted: frozenset[str] | None, inside: bool) -> None:
        below = _READ
        if tree.name in {"where", "exists", "all"} and tree.arguments:
            below = link_ids(tree.arguments[0])
            below = _PASS if below and wanted == _PASS else below
        elif tree.name == "repeat" and isinstance(tree.arguments[0], Member) and tree.arguments[0].name == "item":
            self._keep(wanted)
            below = _PASS
        elif tree.name in {"descendants", "children"}:
            raise _AnythingError
        if tree.source is not None:
            self.visit(tree.source, below, inside=inside)
        if below is not _PASS or tree.name != "repeat":
            for argument in tree.arguments:
                self.visit(argument, _READ, inside=inside or tree.name in _LOOPS)


def link_ids(condition: Syntax) -> frozenset[str] | None:
    """Return the linkIds ``condition`` lets through, or None when it does not name any."""
    if not isinstance(condition, Binary):
        return None
    left, right = condition.left, condition.right
    if condition.operator == "=":
        for name, value in ((left, right), (right, left)):
            if isinstance(name, Member) and name.name == "linkId" and isinstance(value, Literal):
                return frozenset({str(value.value)}) if name.source is None or isinstance(name.source, This) else None
        return None
    mine, theirs = link_ids(left), link_ids(right)
    if condition.operator == "and":
        return mine if mine is not None else theirs
    if condition.operator == "or" and mine is not None and theirs is not None:
        return mine | theirs
    return None


def literal_link_ids(tree: Syntax) -> frozenset[str]:
    """Return every text ``tree`` compares a linkId with."""
    found: set[str] = set()
    for part in walk(tree):
        if isinstance(part, Binary) and part.operator in {"=", "!="}:
            for name, value in ((part.left, part.right), (part.right, part.left)):
                if isinstance(name, Member) and name.name == "linkId" and isinstance(value, Literal):
                    found.add(str(value.value))
    return frozenset(found)
