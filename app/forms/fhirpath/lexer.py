"""FHIRPath text into tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.forms.fhirpath.syntax import SyntaxProblemError

_SHAPES = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<time>@T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?)
    |(?P<moment>@\d{4}(?:-\d{2}(?:-\d{2})?)?T(?:\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?)?)
    |(?P<date>@\d{4}(?:-\d{2}(?:-\d{2})?)?)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<quoted>`(?:[^`\\]|\\.)*`)
    |(?P<variable>%(?:[A-Za-z_][A-Za-z0-9_-]*|`[^`]*`|'[^']*'))
    |(?P<this>\$[a-z]+)
    |(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}])""",
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


class Token(NamedTuple):
    """One token: its kind, its text (escapes resolved) and where it starts."""

    kind: str
    text: str
    position: int


END = "end"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text`` and an ``end``. Raises SyntaxProblemError."""
    position = 0
    while position < len(text):
        match = _SHAPES.match(text, position)
        if match is None:
            raise SyntaxProblemError(f"{text[position]!r} does not belong here", position)
        kind = str(match.lastgroup)
        if kind != "space":
            yield Token(kind, _content(kind, match.group()), position)
        position = match.end()
    yield Token(END, "", len(text))


def _content(kind: str, text: str) -> str:
    if kind in {"text", "quoted"}:
        return _ESCAPE.sub(_unescape, text[1:-1])
    if kind == "variable":
        return text[1:].strip("`'")
    return text[1:] if kind in {"moment", "date"} else text.removeprefix("@T") if kind == "time" else text


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)
