"""What a form starts with: initial values, and what follows from facts the clinic already knows."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.clock import age_on
from app.forms.carry import fit
from app.forms.model import ItemType
from app.forms.states import LaunchContext
from app.forms.tree import Node
from app.forms.values import Answer

ADULT_AGE = 18
"""Years; ``is-minor`` is below it."""


def fill_initial(nodes: Iterable[Node]) -> None:
    """Give every question among ``nodes`` its initial answers; those of another type are left out."""
    for node in list(nodes):
        item = node.item
        if not item.is_question or node.is_holder or (node.row is not None and node.row > 1):
            continue
        values = item.initial or tuple(option.value for option in item.options if option.initially_selected)
        fitting = [answer for value in values if (answer := fit(item, Answer(value))) is not None]
        node.answers = tuple(fitting if item.repeats and node.row is None else fitting[:1])


def derived_answers(node: Node, launch: LaunchContext) -> tuple[Answer, ...] | None:
    """Return what follows from the birth date, which is therefore never asked; None for everything else."""
    item, born = node.item, launch.birth_date
    if item.handling.derived != "is-minor" or item.type is not ItemType.BOOLEAN or born is None:
        return None
    return (Answer(age_on(born, launch.today) < ADULT_AGE),)
