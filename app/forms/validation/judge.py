"""What is wrong at one node of the answer tree: how many answers, and each answer on its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.forms.logic import Logic
from app.forms.messages import say
from app.forms.model import ExpressionSource, Stage
from app.forms.problems import Code, Level
from app.forms.tree import AnswerTree, Node
from app.forms.validation.families import answer_findings
from app.forms.validation.finding import Finding, Setting
from app.forms.validation.occurrence import count_findings
from app.forms.values import same_value


def judge(tree: AnswerTree, node: Node, setting: Setting, logic: Logic | None = None) -> list[Finding]:
    """Return what is wrong at ``node``. Nothing is ever wrong at a node that is not active, or in a row not begun.

    ``logic`` knows constraints and limits that are expressions; None when the form has none.
    """
    if not node.active or not _begun(node):
        return []
    if logic is None:
        return _judge(tree, node, setting)
    found = _judge(tree, node, replace(setting, limit=partial(logic.limit, node)))
    return found + [_broken(rule.source, setting.language) for rule in logic.broken(node)]


def _broken(constraint: ExpressionSource, language: str) -> Finding:
    level = Level.ERROR if constraint.is_error else Level.WARNING
    return Finding(Code.CONSTRAINT, constraint.message.in_language(language), None, level)


def _judge(tree: AnswerTree, node: Node, setting: Setting) -> list[Finding]:
    item = node.item
    if node.is_holder:
        return list(count_findings(item, sum(row.has_answers() for row in node.children), setting))
    if item.is_group:
        if node.row is not None or not _asks_anything(node):
            return []
        return list(count_findings(item, int(node.has_answers()), setting))
    if not item.is_question:
        return []
    counted = node.row is None and not node.raw  # a half-typed answer has a message of its own
    found = list(count_findings(item, len(node.answers), setting)) if counted else []
    found += answer_findings(item, node.answers, setting)
    if item.rules.differs_from and node.answers:
        found += _same_as_other(tree, node, setting)
    return found


def _begun(node: Node) -> bool:
    """Say whether every row around ``node`` counts: it has an answer, or the form asks for that many rows."""
    above: Node | None = node
    while above is not None:
        if above.row is not None and not _row_counts(above):
            return False
        above = above.parent
    return True


def _row_counts(row: Node) -> bool:
    if row.has_answers() or any(node.raw and node.active for node in row.walk()):
        return True
    holder = row.parent
    assert holder is not None  # a row always has its holder above it
    least = max(int(row.item.required), row.item.rules.min_occurs or 0)
    return holder.children.index(row) < least


def _asks_anything(group: Node) -> bool:
    return any(node.active and node.item.is_question for node in group.walk())


def _same_as_other(tree: AnswerTree, node: Node, setting: Setting) -> list[Finding]:
    other = tree.by_key.get(node.item.rules.differs_from)
    if other is None or not other.active:
        return []
    if not any(same_value(mine.value, theirs.value) for mine in node.answers for theirs in other.answers):
        return []
    message = say("same-as", setting.language, other.item.short_text.in_language(setting.language))
    return [Finding(Code.OPTION, message, None, Level.WARNING)]


def in_stage(node: Node, stage: Stage | None, signatures: bool = True) -> bool:
    """Say whether ``node`` belongs to what ``stage`` fills in; every node does when there is no stage."""
    handling = node.item.handling
    if handling.signature and not signatures:
        return False
    return stage is None or handling.stage is stage
