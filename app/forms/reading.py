"""Helpers for reading a definition: typed access to JSON that notes every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.forms.fhirvalues import read_integer
from app.forms.problems import Level, Problem

Json = Mapping[str, object]

_NOTHING: list[Json] = []
_DICT = {dict}


class Findings:
    """Collects the problems of one definition, at most ``limit`` of them."""

    def __init__(self, limit: int = 200) -> None:
        self.problems: list[Problem] = []
        self._limit = limit

    def add(self, level: Level, path: str, message: str, link_id: str = "", feature: str = "") -> None:
        """Note one problem."""
        if len(self.problems) < self._limit:
            self.problems.append(Problem(level, path, message, link_id, feature))

    def error(self, path: str, message: str, link_id: str = "", feature: str = "") -> None:
        """Note a problem that makes the form unusable."""
        self.add(Level.ERROR, path, message, link_id, feature)

    def warning(self, path: str, message: str, link_id: str = "", feature: str = "") -> None:
        """Note something that is probably not meant."""
        self.add(Level.WARNING, path, message, link_id, feature)

    def name(self, since: int, link_id: str) -> None:
        """Put ``link_id`` on the problems noted after the first ``since`` of them that name no item yet."""
        for number in range(since, len(self.problems)):
            if not self.problems[number].link_id:
                self.problems[number] = replace(self.problems[number], link_id=link_id)

    def text(self, json: Json, name: str, path: str) -> str:
        """Return the text ``json[name]`` or an empty text; anything else is an error."""
        value = json.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        self.error(f"{path}.{name}", "Must be text.")
        return ""

    def flag(self, json: Json, name: str, path: str) -> bool:
        """Return the boolean ``json[name]`` or False; anything else is an error."""
        value = json.get(name)
        if value is None or isinstance(value, bool):
            return value is True
        self.error(f"{path}.{name}", "Must be true or false.")
        return False

    def whole(self, json: Json, name: str, path: str) -> int | None:
        """Return the integer ``json[name]`` or None; anything else, negative ones included, is an error."""
        value = json.get(name)
        if value is None:
            return None
        number = read_integer(value)
        if number is None or number < 0:
            self.error(f"{path}.{name}", "Must be a whole number that is not negative.")
            return None
        return number

    def objects(self, json: Json, name: str, path: str) -> list[Json]:
        """Return the objects in the array ``json[name]``; anything else in there is an error."""
        value = json.get(name)
        if value is None:
            return _NOTHING
        if not isinstance(value, list):
            self.error(f"{path}.{name}", "Must be a list.")
            return _NOTHING
        if set(map(type, value)) <= _DICT:
            return value
        for number, entry in enumerate(value):
            if not isinstance(entry, dict):
                self.error(f"{path}.{name}[{number}]", "Must be an object.")
        return [entry for entry in value if isinstance(entry, dict)]
