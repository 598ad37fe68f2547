"""The answers of one form as a tree of nodes: one node per item and row, named by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.forms.model import Item, Questionnaire
from app.forms.problems import Issue
from app.forms.values import Answer


class Node:
    """One place answers can be: an item, or one row of an item with rows.

    For an item with rows there is one *holder* node whose children are its rows. ``own`` is the outcome of its own
    condition; ``enabled`` adds those above it; ``active`` also asks that a question above it has an answer, because
    FHIR has no other place for what lies below a question. ``expressed`` is the outcome of its enableWhenExpression.
    """

    __slots__ = (
        "active",
        "answer_paths",
        "answers",
        "children",
        "enabled",
        "expressed",
        "extra",
        "issues",
        "item",
        "key",
        "next_row",
        "own",
        "parent",
        "path",
        "raw",
        "row",
    )

    def __init__(self, item: Item, key: str, parent: Node | None, row: int | None = None) -> None:
        self.item = item
        self.key = key
        self.parent = parent
        self.row = row
        self.children: list[Node] = []
        self.answers: tuple[Answer, ...] = ()
        self.raw = ""
        self.own = True
        self.expressed = True
        self.enabled = True
        self.active = True
        self.issues: tuple[Issue, ...] = ()
        self.path = ""
        self.answer_paths: tuple[str, ...] = ()
        self.extra: Mapping[str, object] | None = None
        self.next_row = 1

    @property
    def is_holder(self) -> bool:
        """Whether this holds rows instead of answers."""
        return self.row is None and self.item.has_rows

    @property
    def prefix(self) -> str:
        """What comes before the linkIds of nodes below."""
        return f"{self.key}/" if self.row is not None else self.key[: len(self.key) - len(self.item.link_id)]

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it, in form order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def has_answers(self) -> bool:
        """Say whether this node or an active one below it has an answer."""
        if not self.active:
            return False
        return bool(self.answers) or any(child.has_answers() for child in self.children)


class AnswerTree:
    """All nodes of one form. ``by_key`` finds a node; ``places`` finds the nodes of an item, rows expanded."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.structure = questionnaire.structure
        self.by_key: dict[str, Node] = {}
        self.places: dict[str, list[Node]] = {}
        self.roots: list[Node] = []
        for item in questionnaire.items:
            self.roots.append(self._grow(item, "", None))

    def walk(self) -> Iterator[Node]:
        """Yield every node in form order: holders before their rows, parents before children."""
        for root in self.roots:
            yield from root.walk()

    def add_row(self, holder: Node, number: int | None = None) -> Node:
        """Add a row to ``holder`` at the end; ``number`` names it when a draft is restored."""
        row = holder.next_row if number is None else number
        holder.next_row = max(holder.next_row, row + 1)
        node = Node(holder.item, f"{holder.key}:{row}", holder, row)
        self._register(node)
        self._grow_children(node)
        holder.children.append(node)
        return node

    def remove_row(self, row: Node) -> None:
        """Forget ``row`` and everything below it."""
        assert row.parent is not None  # a row always has its holder above it
        row.parent.children.remove(row)
        for node in row.walk():
            del self.by_key[node.key]
            self.places[node.item.link_id].remove(node)

    def nearest(self, node: Node, link_id: str) -> list[Node]:
        """Return the nodes of question ``link_id`` that a condition on ``node`` asks about.

        That is the one in the same row, else in the nearest row before it, else after it (FHIR R4,
        Questionnaire.item.enableWhen.question). Of a repeating question with rows all rows count, from outside it.
        """
        row_path = self.structure.row_path[link_id]
        if not row_path:
            return self.places.get(link_id, [])
        rows_above = _rows_above(node)
        context: Node | None = None
        for row_id in row_path:
            if row_id in rows_above:
                context = rows_above[row_id]
                continue
            holder = self._holder(row_id, context)
            if holder is None or not holder.children:
                return []
            if row_id == link_id:
                return list(holder.children)
            before = self.structure.ranks[node.item.link_id] < self.structure.ranks[row_id]
            context = holder.children[0 if before else -1]
        if context is not None and context.item.link_id == link_id:
            return [context]
        return [place for place in self.places.get(link_id, []) if _is_below(place, context)]

    def _holder(self, link_id: str, context: Node | None) -> Node | None:
        prefix = context.prefix if context is not None else ""
        return self.by_key.get(prefix + link_id)

    def _grow(self, item: Item, prefix: str, parent: Node | None) -> Node:
        node = Node(item, prefix + item.link_id, parent)
        self._register(node)
        if item.has_rows:
            self.add_row(node)
        else:
            self._grow_children(node)
        return node

    def _grow_children(self, node: Node) -> None:
        prefix = node.prefix
        node.children = [self._grow(child, prefix, node) for child in node.item.items if not child.is_annotation]

    def _register(self, node: Node) -> None:
        self.by_key[node.key] = node
        self.places.setdefault(node.item.link_id, []).append(node)


def _rows_above(node: Node) -> dict[str, Node]:
    rows: dict[str, Node] = {}
    above: Node | None = node.parent if node.row is not None else node
    while above is not None:
        if above.row is not None:
            rows[above.item.link_id] = above
        above = above.parent
    return rows


def _is_below(node: Node, row: Node | None) -> bool:
    above: Node | None = node
    while above is not None:
        if above is row:
            return True
        above = above.parent
    return False
