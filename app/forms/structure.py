"""The shape of a Questionnaire, worked out once: parents, order, rows, and what depends on what."""

from __future__ import annotations

from dataclasses import dataclass

from app.forms.model import Item


@dataclass(frozen=True, slots=True)
class Structure:
    """Lookups over the items. ``parents`` maps a linkId to its parent's ("" at the top); ``ranks`` is form
    order.

    ``row_path`` lists, outermost first, the linkIds of the items with rows above an item. ``dependents`` maps a
    question to the items whose enableWhen asks about it; ``levels`` is an order in which every condition is evaluated after
    what it depends on.
    """

    items: dict[str, Item]
    parents: dict[str, str]
    ranks: dict[str, int]
    row_path: dict[str, tuple[str, ...]]
    dependents: dict[str, tuple[str, ...]]
    levels: dict[str, int]
