"""Regular expressions from forms, through the package ``regex``: Unicode classes work, and nothing runs for ever."""

from __future__ import annotations

from functools import lru_cache

import regex

TIMEOUT = 0.1
"""Seconds one match may take. Longer means the pattern explodes on this text, and the text is not accepted."""


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)


def pattern_problem(pattern: str) -> str:
    """Return why ``pattern`` cannot be compiled, or an empty text."""
    try:
        _compiled(pattern)
    except regex.error as error:
        return str(error)
    except RecursionError:
        return "nested too deeply"
    return ""


def matches(pattern: str, text: str) -> bool:
    """Say whether the whole of ``text`` matches; False when it takes longer than ``TIMEOUT``."""
    try:
        return _compiled(pattern).fullmatch(text, timeout=TIMEOUT) is not None
    except TimeoutError:
        return False


def found_in(pattern: str, text: str) -> bool:
    """Say whether any part of ``text`` matches. Raises TimeoutError when it takes longer than ``TIMEOUT``."""
    return _compiled(pattern).search(text, timeout=TIMEOUT) is not None
