"""From the registers file to the kinds of register, with every mistake located."""

from __future__ import annotations

from types import MappingProxyType

from app.rules.located import Fault, FaultFound, Node, RulesError, parse
from app.rules.registers import Basis, FieldKind, Interval, RegisterField, RegisterKind

WHAT = "The list of registers"
_KEYS = ("key", "title", "one", "purpose", "title_field", "detail_field", "fields", "clock_from", "earlier", "same",
         "is_series", "expected", "state", "closed", "wrong", "needs", "interval")


def load_registers(data: bytes) -> tuple[RegisterKind, ...]:
    """Return the registers in ``data`` (JSON), in order. Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    kinds: list[RegisterKind] = []
    try:
        entries = list(root.child("registers").each())
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    for entry in entries:
        try:
            kinds.append(_kind(entry, {kind.key for kind in kinds}))
        except FaultFound as found:
            faults.append(found.fault)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    return tuple(kinds)


def _kind(entry: Node, taken: set[str]) -> RegisterKind:
    entry.only(*_KEYS)
    key = entry.child("key")
    if key.text() in taken:
        raise FaultFound(key.path, f"“{key.text()}” is used twice.")
    series = entry.maybe("is_series")
    kind = RegisterKind(
        key=key.text(), title=entry.child("title").text(), one=entry.child("one").text(),
        purpose=entry.child("purpose").text(), fields=tuple(_field(node) for node in entry.child("fields").each()),
        title_field=entry.child("title_field").text(), detail_field=entry.child("detail_field").text(),
        clock_from=entry.child("clock_from").text(), interval=_interval(entry.child("interval")),
        earlier=_text(entry, "earlier"), same=_texts(entry, "same"), is_series=series.flag() if series else False,
        expected=_pairs(entry, "expected"), state=_text(entry, "state"), closed=frozenset(_texts(entry, "closed")),
        wrong=_pairs(entry, "wrong"), needs=_triples(entry))
    _check_names(entry, kind)
    return kind


def _check_names(entry: Node, kind: RegisterKind) -> None:
    """Every field a rule names must exist: a misspelt one would leave an entry without a clock."""
    named = [kind.title_field, kind.detail_field, kind.clock_from, kind.earlier, kind.state, kind.interval.by,
             *kind.same, *(key for key, _value in (*kind.expected, *kind.wrong)),
             *(key for each in kind.needs for key in (each[0], each[2]))]
    for key in named:
        if key and kind.field(key) is None:
            raise FaultFound(entry.path, f"“{key}” is not a field of this register.")
    for key in filter(None, (kind.clock_from, kind.earlier)):
        found = kind.field(key)
        if found is None or found.kind is not FieldKind.DAY:
            raise FaultFound(entry.path, f"“{key}” must be a day.")


def _field(node: Node) -> RegisterField:
    node.only("key", "label", "kind", "required", "hint", "options")
    kind, required = node.child("kind").choice(FieldKind), node.maybe("required")
    options = node.maybe("options")
    if (options is None) is (kind is FieldKind.CHOICE):
        raise FaultFound(node.path, "has options exactly when it is a choice.")
    return RegisterField(
        key=node.child("key").text(), label=node.child("label").text(), kind=kind,
        required=required.flag() if required else False, hint=_text(node, "hint"),
        options=tuple((value, options.child(value).text()) for value in options.members()) if options else ())


def _interval(node: Node) -> Interval:
    node.only("months", "by", "months_for", "basis", "source")
    other = node.maybe("months_for")
    months = node.child("months")
    if months.whole() < 1:
        raise FaultFound(months.path, "must be at least one month.")
    return Interval(
        months=months.whole(), basis=node.child("basis").choice(Basis), source=node.child("source").text(),
        by=_text(node, "by"),
        months_for=MappingProxyType({value: other.child(value).whole() for value in other.members()} if other else {}))


def _text(node: Node, key: str) -> str:
    found = node.maybe(key)
    return found.text() if found else ""


def _texts(node: Node, key: str) -> tuple[str, ...]:
    found = node.maybe(key)
    return found.texts() if found else ()


def _pairs(node: Node, key: str) -> tuple[tuple[str, str], ...]:
    found = node.maybe(key)
    return tuple((first, second) for first, second in (_cells(each, 2) for each in found.each())) if found else ()


def _triples(node: Node) -> tuple[tuple[str, str, str], ...]:
    found = node.maybe("needs")
    return tuple((a, b, c) for a, b, c in (_cells(each, 3) for each in found.each())) if found else ()


def _cells(node: Node, count: int) -> tuple[str, ...]:
    """Return a list of exactly ``count`` texts, which may be empty."""
    cells = tuple(str(each.value) for each in node.each())
    if len(cells) != count:
        raise FaultFound(node.path, f"must be a list of {count} texts.")
    return cells
