"""The one place words for patients go through to be translated; form texts carry their own translations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "Patient"
"""Qt's name for these words; the translator of the visit answers for it."""


def say(text: str, **values: object) -> str:
    """Return ``text`` in the language of the visit, with ``{names}`` filled in afterwards."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**values) if values else translated


def say_count(count: int, one: str, many: str) -> str:
    """Return ``one`` or ``many`` with ``{n}`` filled in."""
    return say(one if count == 1 else many, n=count)


def tongue() -> str:
    """Return the language of the visit: "en", or what the catalogue of another language has in its place."""
    return say("en")
