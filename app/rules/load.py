"""From the rules file to a RuleBook, with every mistake located."""

from __future__ import annotations

from dataclasses import replace

from app.rules.located import Fault, FaultFound, Node, RulesError, parse
from app.rules.model import (
    LIMIT,
    AllOf,
    AnswerUpdate,
    AnyOf,
    ClearBy,
    Condition,
    FlagOperator,
    Range,
    Rule,
    RuleBook,
    RuleValue,
    Test,
    tests_of,
)
from app.rules.severity import Severity
from app.rules.treatments import Catalogue

WHAT = "The safety rules"
_LISTS = frozenset({FlagOperator.IN, FlagOperator.NOT_IN})
_NUMBERS = frozenset({FlagOperator.LESS, FlagOperator.AT_MOST, FlagOperator.MORE, FlagOperator.AT_LEAST})
_KEYS = ("id", "when", "severity", "clear_by", "treatments", "minus", "message", "action", "source")


def load_rules(data: bytes, catalogue: Catalogue) -> RuleBook:
    """Return the safety rules in ``data`` (JSON). Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    try:
        version = root.child("version").text()
        updates = tuple(_update(node) for node in root.child("answer_updates").each())
        entries = list(root.child("rules").each())
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    rules: list[Rule] = []
    for entry in entries:
        try:
            rules.append(_rule(entry, catalogue, {rule.rule_id for rule in rules}))
        except FaultFound as found:
            faults.append(found.fault)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    return RuleBook(version, tuple(rules), updates)


def _rule(entry: Node, catalogue: Catalogue, taken: set[str]) -> Rule:
    entry.only(*_KEYS)
    rule_id = entry.child("id")
    if rule_id.text() in taken:
        raise FaultFound(rule_id.path, f"“{rule_id.text()}” is used twice.")
    minus = entry.maybe("minus")
    rule = Rule(
        rule_id=rule_id.text(), when=_condition(entry.child("when")),
        severity=entry.child("severity").choice(Severity), clear_by=entry.child("clear_by").choice(ClearBy),
        treatments=catalogue.expand(entry.child("treatments")) - (catalogue.expand(minus) if minus else frozenset()),
        message=entry.child("message").text(), action=entry.child("action").text(),
        sources=entry.child("source").texts())
    return _with_templates(rule, entry)


def _with_templates(rule: Rule, entry: Node) -> Rule:
    """Fill the limit into the words; a rule without an adjustable limit has no place for one, one with it a single."""
    adjustable = [test for test in tests_of(rule.when) if test.adjustable is not None]
    if len(adjustable) > 1:
        raise FaultFound(entry.child("when").path, "can have one adjustable limit only.")
    if not adjustable:
        for name in ("message", "action"):
            if LIMIT in entry.child(name).text():
                raise FaultFound(entry.child(name).path, f"names {LIMIT}, but no limit is adjustable.")
        return rule
    limit = adjustable[0].values[0]
    assert isinstance(limit, int)  # only comparisons of numbers may be adjustable
    return replace(rule, templates=(rule.message, rule.action)).with_limit(limit)


def _update(node: Node) -> AnswerUpdate:
    node.only("from", "to", "when")
    when = node.maybe("when")
    return AnswerUpdate(node.child("from").text(), node.child("to").text(), _condition(when) if when else None)


def _condition(node: Node) -> Condition:
    for key, kind in (("all", AllOf), ("any", AnyOf)):
        if key in node.members():
            node.only(key)
            parts = tuple(_condition(part) for part in node.child(key).each())
            if not parts:
                raise FaultFound(node.path, f"“{key}” needs at least one condition.")
            return kind(parts)
    node.only("linkId", "operator", "value", "adjustable")
    operator = node.child("operator").choice(FlagOperator)
    values = _values(operator, node.child("value"))
    adjustable = node.maybe("adjustable")
    return Test(node.child("linkId").text(), operator, values,
                _range(adjustable, operator, values[0]) if adjustable else None)


def _range(node: Node, operator: FlagOperator, limit: RuleValue) -> Range:
    node.only("lowest", "highest", "words")
    if operator not in _NUMBERS:
        raise FaultFound(node.path, "is for limits of numbers.")
    found = Range(node.child("lowest").whole(), node.child("highest").whole(), node.child("words").text())
    if not isinstance(limit, int) or not found.lowest <= limit <= found.highest:
        raise FaultFound(node.path, "must include the limit.")
    return found


def _values(operator: FlagOperator, node: Node) -> tuple[RuleValue, ...]:
    if operator in _LISTS:
        return tuple(_value(entry) for entry in node.each())
    value = _value(node)
    if operator in _NUMBERS and (isinstance(value, bool) or not isinstance(value, int)):
        raise FaultFound(node.path, "must be a whole number for this operator.")
    if operator is FlagOperator.EXISTS and not isinstance(value, bool):
        raise FaultFound(node.path, "must be true or false for “exists”.")
    return (value,)


def _value(node: Node) -> RuleValue:
    if not isinstance(node.value, str | bool | int):
        raise FaultFound(node.path, "must be a text, a whole number, or true or false.")
    return node.value
