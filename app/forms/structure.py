"""The shape of a Questionnaire, worked out once: parents, order, rows, and what depends on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.forms.model import Item


@dataclass(frozen=True, slots=True)
class Structure:
    """Lookups over the items.

    ``parents`` maps a linkId to its parent's ("" at the top); ``ranks`` is form order. ``row_path`` lists, outermost
    first, the linkIds of the items with rows around an item, itself included. ``dependents`` maps a question to the
    items whose conditions ask about it, ``compared`` to those that should differ from it; ``levels`` orders items so
    that each comes after all it depends on.
    """

    items: dict[str, Item]
    parents: dict[str, str]
    ranks: dict[str, int]
    row_path: dict[str, tuple[str, ...]]
    dependents: dict[str, tuple[str, ...]]
    levels: dict[str, int]
    cycles: tuple[tuple[str, ...], ...]
    compared: dict[str, tuple[str, ...]]


def walk(items: tuple[Item, ...], parent: str = "") -> Iterator[tuple[Item, str]]:
    """Yield every item with its parent's linkId, in form order."""
    for item in items:
        yield item, parent
        if item.items:
            yield from walk(item.items, item.link_id)


def build_structure(items: tuple[Item, ...], edges: Iterable[tuple[str, str]] = ()) -> Structure:
    """Return the lookups over ``items``. Of items with the same linkId the first counts. ``edges`` are further pairs
    of an item and one that depends on it, from expressions."""
    by_id: dict[str, Item] = {}
    parents: dict[str, str] = {}
    row_path: dict[str, tuple[str, ...]] = {}
    for item, parent in walk(items):
        if item.link_id not in by_id:
            by_id[item.link_id] = item
            parents[item.link_id] = parent
            above = row_path[parent] if parent else ()
            row_path[item.link_id] = (*above, item.link_id) if item.has_rows else above
    dependents: dict[str, list[str]] = {}
    for item in by_id.values():
        for question in {condition.question for condition in item.enable_when}:
            if question in by_id:
                dependents.setdefault(question, []).append(item.link_id)
    following = {question: list(asking) for question, asking in dependents.items()}
    for question, dependent in edges:
        if question in by_id:
            following.setdefault(question, []).append(dependent)
    levels, cycles = _levels(by_id, parents, following)
    return Structure(
        by_id,
        parents,
        {link_id: rank for rank, link_id in enumerate(by_id)},
        row_path,
        {question: tuple(asking) for question, asking in dependents.items()},
        levels,
        cycles,
        _compared(by_id),
    )


def _compared(items: dict[str, Item]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for item in items.values():
        other = item.rules.differs_from
        if other:
            found[other] = (*found.get(other, ()), item.link_id)
    return found


def _levels(
    items: dict[str, Item],
    parents: dict[str, str],
    dependents: dict[str, list[str]],
) -> tuple[dict[str, int], tuple[tuple[str, ...], ...]]:
    """Sort by dependency (Kahn): a condition comes after its question, a child after its parent."""
    following: dict[str, list[str]] = {link_id: list(dependents.get(link_id, ())) for link_id in items}
    waiting = dict.fromkeys(items, 0)
    for link_id, parent in parents.items():
        if parent:
            following[parent].append(link_id)
    for targets in following.values():
        for target in targets:
            waiting[target] += 1
    ready = [link_id for link_id, count in waiting.items() if count == 0]
    levels: dict[str, int] = {}
    for link_id in ready:  # grows while it is read
        level = levels.setdefault(link_id, 0)
        for target in following[link_id]:
            levels[target] = max(levels.get(target, 0), level + 1)
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    if len(ready) == len(items):
        return levels, ()
    return levels, _cycles({link_id for link_id, count in waiting.items() if count > 0}, following)


def _cycles(stuck: set[str], following: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    """Name one cycle per knot: walk backwards inside the stuck items until one is met again."""
    before: dict[str, str] = {}
    for link_id in sorted(stuck):
        for target in following[link_id]:
            if target in stuck:
                before.setdefault(target, link_id)
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for start in sorted(stuck):
        trail: list[str] = []
        link_id = start
        while link_id not in seen:
            seen.add(link_id)
            trail.append(link_id)
            link_id = before[link_id]
        if link_id in trail:
            found.append(tuple(reversed(trail[trail.index(link_id) :])))
    return tuple(found)
