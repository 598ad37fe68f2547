"""Judge a whole QuestionnaireResponse, and say what is enabled in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.forms.enablement import Enablement
from app.forms.logic import Logic
from app.forms.model import Questionnaire, Stage
from app.forms.problems import Code, Issue, Level, Report, ResponseError
from app.forms.response_in import ResponseReader
from app.forms.states import LaunchContext
from app.forms.tree import AnswerTree, Node
from app.forms.validation.finding import Finding, Setting
from app.forms.validation.judge import in_stage, judge

_UNFINISHED = frozenset({Code.REQUIRED, Code.MIN_OCCURS})


def validate(
    questionnaire: Questionnaire,
    response: Mapping[str, object],
    *,
    today: date,
    stage: Stage | None = None,
    signatures: bool = True,
    language: str = "",
) -> Report:
    """Return everything wrong with ``response``, in form order.

    With ``stage`` only what that stage fills in has to be complete and right; without ``signatures`` the groups of the
    signature page are left aside. What is missing from a response still ``in-progress`` is a warning. Never raises for
    anything in the answers; raises ResponseError when this is no QuestionnaireResponse at all.
    """
    reader = _read(questionnaire, response)
    tree = reader.tree
    _begin_rows(tree)
    logic = _settle(tree, today)
    setting = Setting(today, language)
    unfinished = response.get("status") == "in-progress"
    issues = list(reader.issues)
    for node in tree.walk():
        if _is_answered(node) and not node.enabled:
            message = "This question is not asked with these answers, so it cannot have one."
            issues.append(Issue(Level.ERROR, Code.DISABLED, node.item.link_id, message, node.path))
        elif in_stage(node, stage, signatures):
            found = (_issue(node, finding) for finding in judge(tree, node, setting, logic))
            issues += (_soften(issue) if unfinished else issue for issue in found)
    return Report(tuple(issues))


def enabled(questionnaire: Questionnaire, response: Mapping[str, object], *, today: date) -> tuple[str, ...]:
    """Return the linkIds that are enabled for these answers, in form order; in rows, those enabled in any row.

    Raises ResponseError when this is no QuestionnaireResponse.
    """
    tree = _read(questionnaire, response).tree
    _begin_rows(tree)
    _settle(tree, today)
    places = tree.places
    return tuple(link_id for link_id in tree.structure.items if any(node.enabled for node in places.get(link_id, ())))


def _begin_rows(tree: AnswerTree) -> None:
    """Give every item with rows its first one, as the person filling in sees it: what lies in rows nobody has filled
    in yet is asked too, and a required group around them is not complete without it."""
    for node in list(tree.walk()):
        if node.is_holder and not node.children:
            tree.add_row(node)


def _settle(tree: AnswerTree, today: date) -> Logic | None:
    """Work out what is enabled. Answers are taken as they are: nothing is calculated."""
    enablement = Enablement(tree)
    enablement.refresh()
    if tree.questionnaire.program.is_empty:
        return None
    logic = Logic(tree, enablement, LaunchContext(today))
    logic.settle(None, calculate=False)
    return logic


def _read(questionnaire: Questionnaire, response: Mapping[str, object]) -> ResponseReader:
    if response.get("resourceType") != "QuestionnaireResponse":
        raise ResponseError("This is not a FHIR QuestionnaireResponse.")
    reader = ResponseReader(questionnaire)
    reader.read(response)
    return reader


def _is_answered(node: Node) -> bool:
    return bool(node.path) and (bool(node.answers) or node.item.is_group) and not node.is_holder


def _soften(issue: Issue) -> Issue:
    return replace(issue, level=Level.WARNING) if issue.code in _UNFINISHED else issue


def _issue(node: Node, finding: Finding) -> Issue:
    path = _place(node)
    if finding.index is not None:
        path = node.path if node.row is not None else node.answer_paths[finding.index]
    return Issue(finding.level, finding.code, node.item.link_id, finding.message, path, node.key)


def _place(node: Node) -> str:
    above: Node | None = node
    while above is not None:
        if above.path:
            return above.path
        above = above.parent
    return "QuestionnaireResponse"
