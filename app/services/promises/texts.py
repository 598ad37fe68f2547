"""The lines of the policy in the policy's order, each with the probe that looks whether it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.resources import resource
from app.rules.located import Fault, FaultFound, Node, RulesError, parse

WHAT = "The list of promises"


@dataclass(frozen=True, slots=True)
class PromiseText:
    """One line. ``line`` is how it begins in the policy; empty when the heading itself is the line.

    ``probe`` and ``about`` say what is looked at, ``place`` where in the app it is kept.
    """

    part: str
    heading: str
    line: str
    promise: str
    probe: str
    about: tuple[str, ...] = ()
    place: str = ""

    @property
    def key(self) -> str:
        """What tells this line from every other."""
        return f"{self.part}|{self.heading}|{self.line}"


def load_promises(data: bytes) -> tuple[PromiseText, ...]:
    """Return the promises in ``data`` (JSON), in order. Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    found: dict[str, PromiseText] = {}
    try:
        nodes = [(part, group, row) for part in root.child("parts").each() for group in part.child("groups").each()
                 for row in group.child("rows").each()]
    except FaultFound as fault:
        raise RulesError(WHAT, (fault.fault,)) from None
    for part, group, row in nodes:
        try:
            text = _row(part, group, row)
            if text.key in found:
                raise FaultFound(row.path, "this line is there twice.")
            found[text.key] = text
        except FaultFound as fault:
            faults.append(fault.fault)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    return tuple(found.values())


def shipped_promises() -> tuple[PromiseText, ...]:
    """Return the promises of the clinic's published policy. Raises RulesError."""
    return load_promises(resource("policies/promises.json").read_bytes())


def _row(part: Node, group: Node, row: Node) -> PromiseText:
    part.only("part", "starts", "groups")
    group.only("heading", "starts", "rows")
    row.only("line", "promise", "probe", "about", "place")
    about, place = row.maybe("about"), row.maybe("place")
    return PromiseText(
        part.child("part").text(), group.child("heading").text(), str(row.child("line").value),
        row.child("promise").text(), row.child("probe").text(), about.texts() if about else (),
        place.text() if place else "")
