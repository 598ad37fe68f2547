"""Dividing a form into screens: one section at a time, few questions each, follow-ups beside what causes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.forms.model import NO_TEXT, Control, Item, Questionnaire, Stage
from app.forms.states import Page

MOST_QUESTIONS = 7
"""Questions on one screen."""
LONG_LIST = 6
"""More options than this fill a screen: the question stays in sight while the list may scroll."""


@dataclass(slots=True)
class _Unit:
    """What is not torn apart: a question with its follow-ups, or a group with rows."""

    items: list[Item] = field(default_factory=list)
    weight: int = 0


def paginate(questionnaire: Questionnaire, stage: Stage | None) -> tuple[Page, ...]:
    """Return the pages of ``questionnaire``: what ``stage`` fills in, and what staff filled in before it.

    The partition depends on the form alone, never on answers. Signature groups and hidden items are on no page.
    """
    pages: list[Page] = []
    for head, items in _sections(questionnaire, stage):
        screens = _screens(items, questionnaire)
        title = head.text if head is not None else NO_TEXT
        for number, screen in enumerate(screens, 1):
            link_ids = tuple(item.link_id for unit in screen for item in unit.items)
            section = head.link_id if head is not None else ""
            pages.append(Page(len(pages), section, title or questionnaire.title, number, len(screens), link_ids))
    return tuple(pages)


def is_drawn(item: Item, stage: Stage | None) -> bool:
    """Say whether ``item`` is ever drawn in ``stage``: not hidden, not for the signature page, not of a later stage."""
    handling = item.handling
    if handling.signature or item.look.hidden or item.is_annotation:
        return False
    if stage is None or handling.stage is stage or not item.is_question:
        return stage is None or handling.stage in {stage, Stage.BEFORE, Stage.PATIENT}
    earlier = (Stage.BEFORE,) if stage is Stage.PATIENT else (Stage.BEFORE, Stage.PATIENT)
    return handling.stage in earlier


def _sections(questionnaire: Questionnaire, stage: Stage | None) -> list[tuple[Item | None, list[Item]]]:
    """Top-level groups are sections; loose items between them form sections without a heading.

    Texts on their own join the section after them, or the one before when they are last.
    """
    sections: list[tuple[Item | None, list[Item]]] = []
    loose: list[Item] = []
    for item in questionnaire.items:
        if not is_drawn(item, stage):
            continue
        if item.is_group and not item.has_rows:
            lead: list[Item] = []
            if any(entry.is_question for entry in loose):
                sections.append((None, loose))
            else:
                lead = loose
            loose = []
            drawn = _drawn_below(item, stage)
            if _asks(drawn) or lead or drawn:
                sections.append((item, [*lead, *drawn]))
        else:
            loose += [item, *_drawn_below(item, stage)]
    if loose and sections and not _asks(loose):
        sections[-1] = (sections[-1][0], [*sections[-1][1], *loose])
    elif loose:
        sections.append((None, loose))
    return sections


def _asks(items: list[Item]) -> bool:
    return any(item.is_question for item in items)


def _drawn_below(item: Item, stage: Stage | None) -> list[Item]:
    found: list[Item] = []
    for child in item.items:
        if is_drawn(child, stage):
            found.append(child)
            found += _drawn_below(child, stage)
    return found


def _screens(items: list[Item], questionnaire: Questionnaire) -> list[list[_Unit]]:
    screens: list[list[_Unit]] = []
    weight = 0
    for unit in _units(items, questionnaire):
        starts = not screens or weight + unit.weight > MOST_QUESTIONS or unit.items[0].look.control is Control.PAGE
        if starts and not (screens and weight == 0):
            screens.append([])
            weight = 0
        screens[-1].append(unit)
        weight += unit.weight
    return screens


def _units(items: list[Item], questionnaire: Questionnaire) -> list[_Unit]:
    """Cut ``items`` where a screen may end: before a question that depends on nothing of the unit before it."""
    units: list[_Unit] = []
    held: set[str] = set()
    for item in items:
        if not units or not _belongs(item, held, units[-1], questionnaire):
            units.append(_Unit())
            held = set()
        units[-1].items.append(item)
        units[-1].weight += _weight(item)
        held.add(item.link_id)
    return units


def _belongs(item: Item, held: set[str], unit: _Unit, questionnaire: Questionnaire) -> bool:
    if not unit.weight:  # headings and texts go with the question after them
        return True
    if questionnaire.structure.parents[item.link_id] in held and not _is_plain_group(item, held, questionnaire):
        return True
    if any(condition.question in held for condition in item.enable_when):
        return True
    expression = questionnaire.program.enable.get(item.link_id)
    return expression is not None and not held.isdisjoint(expression.asks or ())


def _is_plain_group(item: Item, held: set[str], questionnaire: Questionnaire) -> bool:
    """Whether the parent is a group without rows, whose children may go to different screens."""
    parent = questionnaire.item(questionnaire.structure.parents[item.link_id])
    return parent.is_group and not questionnaire.structure.row_path[item.link_id]


def _weight(item: Item) -> int:
    if not item.is_question:
        return 0
    return MOST_QUESTIONS if len(item.options) > LONG_LIST and item.look.control is not Control.DROP_DOWN else 1
