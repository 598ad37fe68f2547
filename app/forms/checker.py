"""What is wrong with a definition as a whole: names used twice, conditions that cannot work, cycles, bad patterns."""

from __future__ import annotations

from app.forms.compare import comparable
from app.forms.fhirvalues import ANSWER_NAMES, value_name
from app.forms.logic import MOST_ROUNDS
from app.forms.model import EnableWhen, Item, ItemType, Operator
from app.forms.patterns import pattern_problem
from app.forms.program import Program
from app.forms.reading import Findings
from app.forms.structure import Structure, walk

MOST_NAMES = 12
"""LinkIds of a circle that are named; a longer one is cut."""

LONGEST_CHAIN = MOST_ROUNDS - 10
"""Calculations that may follow each other; each change of an answer settles that many, and some to spare."""

_ORDERED = frozenset(
    {ItemType.DECIMAL, ItemType.INTEGER, ItemType.DATE, ItemType.DATE_TIME, ItemType.TIME, ItemType.QUANTITY}
)
_ORDERINGS = frozenset({Operator.GREATER, Operator.LESS, Operator.GREATER_OR_EQUAL, Operator.LESS_OR_EQUAL})


def check_items(items: tuple[Item, ...], structure: Structure, findings: Findings) -> None:
    """Note every problem that needs the whole form to be seen."""
    first_place: dict[str, str] = {}
    for item, _parent in walk(items):
        earlier = first_place.setdefault(item.link_id, item.path)
        if earlier != item.path:
            message = f"The linkId {item.link_id} is used twice; first at {earlier}."
            findings.error(f"{item.path}.linkId", message, item.link_id)
        _check_item(item, findings)
        for number, condition in enumerate(item.enable_when):
            _check_condition(item, condition, f"{item.path}.enableWhen[{number}]", structure, findings)
    for cycle in structure.cycles:
        shown = cycle if len(cycle) <= MOST_NAMES else (*cycle[:MOST_NAMES], "…")
        names = " → ".join((*shown, cycle[0]))
        place = structure.items[cycle[0]].path
        findings.error(place, f"These conditions and calculations depend on each other in a circle: {names}.", cycle[0])


def check_chains(program: Program, structure: Structure, findings: Findings) -> None:
    """Note calculations and conditions that follow each other further than they are worked out."""
    if structure.cycles:
        return
    rules = {**program.enable, **program.calculated}
    deep: dict[str, int] = {}
    for link_id in sorted(rules, key=lambda each: structure.levels.get(each, 0)):
        deep[link_id] = 1 + max((deep.get(asked, 0) for asked in rules[link_id].asks or ()), default=0)
        if deep[link_id] > LONGEST_CHAIN:
            message = f"More than {LONGEST_CHAIN} calculations follow each other; they would not all be worked out."
            findings.error(rules[link_id].source.path, message, link_id, rules[link_id].source.purpose.value)
            return


def _check_item(item: Item, findings: Findings) -> None:
    if item.rules.regex and (problem := pattern_problem(item.rules.regex)):
        findings.error(item.path, f"The pattern cannot be used: {problem}.", item.link_id, "regex")
    if not item.is_question:
        _check_container(item, findings)
        return
    if item.type is ItemType.CHOICE and not item.options and item.open_options:
        findings.warning(item.path, "This choice has no options; any coding will be taken.", item.link_id)
    if len(item.enable_when) > 1 and not item.has_behavior:
        findings.warning(item.path, "Several conditions need an enableBehavior; taken as all.", item.link_id)
    allowed = ANSWER_NAMES[item.type]
    for value in item.initial:
        if value_name(value, item.type) not in allowed:
            findings.warning(item.path, "The initial value is of another type; it is left out.", item.link_id)
    for option in item.options:
        if value_name(option.value, item.type) not in allowed:
            findings.error(item.path, "An option is of another type than the item takes.", item.link_id)
            break


def _check_container(item: Item, findings: Findings) -> None:
    if item.initial:
        findings.warning(item.path, "Groups and displays have no initial value; it is left out.", item.link_id)
    if item.type is ItemType.DISPLAY:
        if item.required or item.repeats:
            findings.warning(item.path, "A display is neither required nor repeated; ignored.", item.link_id)
        if any(not child.is_annotation for child in item.items):
            findings.error(item.path, "A display cannot have items below it.", item.link_id)


def _check_condition(
    item: Item,
    condition: EnableWhen,
    place: str,
    structure: Structure,
    findings: Findings,
) -> None:
    question = structure.items.get(condition.question)
    if question is None:
        message = f"The condition asks about {condition.question}, which is not in this form."
        findings.error(f"{place}.question", message, item.link_id)
    elif not question.is_question:
        message = f"The condition asks about {condition.question}, which takes no answers."
        findings.error(f"{place}.question", message, item.link_id)
    elif condition.operator in _ORDERINGS and question.type not in _ORDERED:
        message = f"{condition.operator.value} cannot be used on a {question.type.value}; it is never true."
        findings.warning(place, message, item.link_id)
    elif condition.operator is not Operator.EXISTS and not comparable(question, condition.answer):
        message = "The condition compares with an answer this question cannot have; it is never true."
        findings.warning(place, message, item.link_id)
