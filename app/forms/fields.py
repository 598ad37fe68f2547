"""Fields as a screen needs them: what is shown, what may be changed, rows, and how deep it lies."""

from __future__ import annotations

from app.forms.model import Stage
from app.forms.pages import is_drawn
from app.forms.states import ItemState, Page
from app.forms.tree import AnswerTree, Node


class Fields:
    """Looks at the nodes of ``tree`` with the eyes of ``stage``."""

    def __init__(self, tree: AnswerTree, stage: Stage) -> None:
        self._tree = tree
        self._stage = stage

    def is_shown(self, node: Node) -> bool:
        """Say whether ``node`` is drawn as things stand."""
        return node.active and is_drawn(node.item, self._stage)

    def is_read_only(self, node: Node) -> bool:
        """Say whether this stage may not change ``node``."""
        handling = node.item.handling
        return node.item.read_only or handling.stage is not self._stage or bool(handling.derived)

    def shows_anything(self, page: Page) -> bool:
        """Say whether ``page`` shows a question or a text; headings alone do not count."""
        return any(
            not node.item.is_group and self.is_shown(node)
            for link_id in page.link_ids
            for node in self._tree.places.get(link_id, ())
        )

    def on_page(self, page: Page, all_items: bool) -> tuple[ItemState, ...]:
        """Return the fields of ``page`` in form order, rows expanded; with ``all_items`` also those not shown."""
        wanted = set(page.link_ids)
        found: dict[int, Node] = {}
        for link_id in page.link_ids:
            for node in self._tree.places.get(link_id, ()):
                if node.parent is None or node.parent.item.link_id not in wanted:
                    found.update({id(below): below for below in node.walk() if below.item.link_id in wanted})
        return tuple(self.state(node, wanted) for node in found.values() if all_items or self.is_shown(node))

    def state(self, node: Node, on_page: frozenset[str] | set[str] = frozenset()) -> ItemState:
        """Return ``node`` as it stands; its depth counts what lies above it on the same page."""
        item, parent = node.item, node.parent
        read_only = self.is_read_only(node)
        most = item.rules.max_occurs
        removable = node.row is not None and parent is not None and len(parent.children) > 1
        return ItemState(
            key=node.key,
            item=item,
            depth=_depth(node, on_page),
            enabled=node.enabled,
            shown=self.is_shown(node),
            read_only=read_only,
            answers=node.answers,
            raw=node.raw,
            issues=node.issues,
            options=item.options,
            parent_key=parent.key if parent is not None else "",
            row=node.row,
            rows=tuple(row.key for row in node.children) if node.is_holder else (),
            can_add_row=node.is_holder and not read_only and (most is None or len(node.children) < most),
            can_remove_row=removable and not read_only,
        )


def _depth(node: Node, on_page: frozenset[str] | set[str]) -> int:
    """How many questions, groups and rows on the same page lie above ``node``."""
    depth, above = 0, node.parent
    while above is not None:
        depth += above.item.link_id in on_page or above.row is not None
        above = above.parent
    return depth
