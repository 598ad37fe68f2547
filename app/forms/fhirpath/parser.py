"""FHIRPath text into a tree, by precedence climbing (grammar: FHIRPath N1 appendix A)."""

from __future__ import annotations

from decimal import Decimal

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.fhirpath.lexer import END, Token, tokens
from app.forms.fhirpath.syntax import (
    Binary,
    Call,
    Index,
    Literal,
    Member,
    Negative,
    Syntax,
    SyntaxProblemError,
    This,
    TypeTest,
    Variable,
)
from app.forms.ucum import UCUM
from app.forms.values import Quantity, Value

LONGEST = 10_000
"""Characters of an expression; the longest public one we know has 400."""
DEEPEST = 50
"""Levels an expression may be nested, brackets and steps of a path together."""
LONGEST_PATH = 100
"""Steps and operators that may follow each other on one level."""

_PRECEDENCE: dict[str, int] = {
    **dict.fromkeys(("implies",), 1),
    **dict.fromkeys(("or", "xor"), 2),
    **dict.fromkeys(("and",), 3),
    **dict.fromkeys(("in", "contains"), 4),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("<=", "<", ">", ">="), 6),
    **dict.fromkeys(("|",), 7),
    **dict.fromkeys(("is", "as"), 8),
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
}
_SIGNED = 11
CALENDAR_UNITS = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "millisecond"})


def parse(text: str) -> Syntax:
    """Return the tree of ``text``. Raises SyntaxProblemError."""
    if len(text) > LONGEST:
        raise SyntaxProblemError(f"The expression is longer than {LONGEST} characters", LONGEST)
    return _Parser(list(tokens(text))).whole()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def whole(self) -> Syntax:
        """Return the tree of everything."""
        tree = self._expression(0)
        if self._next.kind != END:
            raise self._unexpected()
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _accept(self, sign: str) -> bool:
        if self._next.kind == "sign" and self._next.text == sign:
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            raise self._unexpected(f"{sign!r} is missing")

    def _unexpected(self, message: str = "") -> SyntaxProblemError:
        token = self._next
        shown = "The expression ends too early" if token.kind == END else f"{token.text[:40]!r} does not belong here"
        return SyntaxProblemError(message or shown, token.position)

    def _expression(self, least: int) -> Syntax:
        """Read operators that bind at least as strongly as ``least``."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise SyntaxProblemError("The expression is nested too deeply", self._next.position)
        left = self._operand()
        for _number in range(LONGEST_PATH):
            operator = self._next.text if self._next.kind in {"sign", "name"} else ""
            strength = _PRECEDENCE.get(operator, -1)
            if strength < least or strength < 0:
                self._depth -= 1
                return left
            self._at += 1
            if operator in {"is", "as"}:
                left = TypeTest(operator, left, self._type_name())
            else:
                left = Binary(operator, left, self._expression(strength + 1))
        raise SyntaxProblemError(f"More than {LONGEST_PATH} operators follow each other", self._next.position)

    def _operand(self) -> Syntax:
        if self._accept("-"):
            return Negative(self._expression(_SIGNED))
        if self._accept("+"):
            return self._expression(_SIGNED)
        tree = self._term()
        for _number in range(LONGEST_PATH):
            if self._accept("."):
                tree = self._invocation(tree)
            elif self._accept("["):
                tree = Index(tree, self._expression(0))
                self._expect("]")
            else:
                return tree
        raise SyntaxProblemError(f"A path has more than {LONGEST_PATH} steps", self._next.position)

    def _term(self) -> Syntax:
        token = self._next
        if token.kind in {"name", "quoted"} and token.text not in {"true", "false"}:
            return self._invocation(None)
        if self._accept("("):
            tree = self._expression(0)
            self._expect(")")
            return tree
        if self._accept("{"):
            self._expect("}")
            return Literal(None)
        if token.kind in {"sign", END}:
            raise self._unexpected()
        return self._literal(self._take())

    def _invocation(self, source: Syntax | None) -> Syntax:
        token = self._next
        if token.kind not in {"name", "quoted"}:
            raise self._unexpected()
        self._at += 1
        if token.kind == "name" and self._accept("("):
            return Call(source, token.text, self._arguments())
        return Member(source, token.text)

    def _arguments(self) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        if self._accept(")"):
            return ()
        while True:
            found.append(self._expression(0))
            if self._accept(")"):
                return tuple(found)
            self._expect(",")

    def _type_name(self) -> str:
        token = self._take()
        if token.kind not in {"name", "quoted"}:
            raise SyntaxProblemError("A type is missing", token.position)
        if token.text in {"FHIR", "System"} and self._accept("."):
            return self._take().text
        return token.text

    def _literal(self, token: Token) -> Syntax:
        if token.kind == "variable":
            return Variable(token.text)
        if token.kind == "this":
            if token.text not in {"$this", "$index"}:
                raise SyntaxProblemError(f"{token.text} is not supported", token.position)
            return This(token.text)
        if token.kind == "number":
            return Literal(self._number(token.text))
        if token.kind == "name":
            return Literal(token.text == "true")
        if token.kind == "text":
            return Literal(token.text)
        return Literal(_calendar(token))

    def _number(self, text: str) -> Value:
        """A number, or a quantity when a unit follows."""
        unit = self._next
        if unit.kind == "text":
            self._at += 1
            return Quantity(Decimal(text), unit.text, UCUM, unit.text)
        if unit.kind == "name" and unit.text.removesuffix("s") in CALENDAR_UNITS:
            self._at += 1
            return Quantity(Decimal(text), unit.text.removesuffix("s"))
        return Decimal(text) if "." in text else int(text)


def _calendar(token: Token) -> Value:
    found: Value | None
    if token.kind == "date":
        found = FhirDate.parse(token.text)
    elif token.kind == "moment":
        found = FhirDateTime.parse(token.text.removesuffix("T"))
    else:
        found = FhirTime.parse(token.text)
    if found is None:
        raise SyntaxProblemError(f"{token.text} is no date or time that is supported", token.position)
    return found
