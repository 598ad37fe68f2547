"""What stands where on a page of questions: roots in form order, and follow-ups under the answer that opens them.

Plain Python over the form's definition, no Qt. A question is a follow-up when all its conditions look at one earlier
question of the same page, or when it is nested below one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.forms import Item, ItemState, Operator, Option, Value, same_value


@dataclass
class Block:
    """One item of the page with what opens under it. ``anchor`` counts the parent's options; None is below all."""

    key: str
    item: Item
    row: int | None = None
    anchor: int | None = None
    follow_ups: list[Block] = field(default_factory=list)
    members: list[Block] = field(default_factory=list)  # what a group holds, or a row of one

    def walk(self) -> list[Block]:
        """Return this block and everything below it."""
        found = [self]
        for below in (*self.members, *self.follow_ups):
            found += below.walk()
        return found


def plan(states: tuple[ItemState, ...]) -> list[Block]:
    """Arrange the fields of a page (shown or not, in form order) into blocks. The page's own section is left out."""
    by_key: dict[str, Block] = {}
    by_question: dict[tuple[str, str], Block] = {}
    roots: list[Block] = []
    for state in states:
        block = Block(state.key, state.item, state.row)
        by_key[state.key] = block
        parent = by_key.get(state.parent_key)
        opener = _opener(state, by_question)
        if opener is not None:
            block.anchor = _anchor(state.item, opener.item)
            opener.follow_ups.append(block)
        elif parent is None:
            roots.append(block)
        elif parent.item.is_question and state.row is None:
            parent.follow_ups.append(block)
        else:
            parent.members.append(block)
        by_question[_scope(state.key), state.item.link_id] = block
    return _without_section(roots)


def rooms(block: Block) -> int:
    """Return how many questions stand in ``block``, follow-ups not counted."""
    if not block.members:
        return int(block.item.is_question)
    return sum(rooms(member) for member in block.members)


def _without_section(roots: list[Block]) -> list[Block]:
    """The section's heading is the page's title, so its members come straight onto the page."""
    if len(roots) == 1 and roots[0].item.is_group and not roots[0].item.has_rows:
        return _without_section(roots[0].members)
    return roots


def _opener(state: ItemState, known: dict[tuple[str, str], Block]) -> Block | None:
    conditions = state.item.enable_when
    if not conditions or state.row is not None or len({condition.question for condition in conditions}) != 1:
        return None
    if any(condition.operator is not Operator.EQUAL for condition in conditions):
        return None
    found = known.get((_scope(state.key), conditions[0].question))
    return found if found is not None and not found.item.has_rows else None


def _anchor(item: Item, opener: Item) -> int | None:
    """Return the last of the opener's options that opens ``item``, or None when the whole question does."""
    answers = [condition.answer for condition in item.enable_when]
    places = [index for index, option in enumerate(opener.options) if _is_one_of(option, answers)]
    return max(places) if places and opener.repeats else None


def _is_one_of(option: Option, answers: Sequence[Value]) -> bool:
    return any(same_value(option.value, answer) for answer in answers)


def _scope(key: str) -> str:
    """The row a key lies in: conditions look at the same row."""
    return key.rpartition("/")[0]
