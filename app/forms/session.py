"""A form being filled in: answers, half-typed input, rows, what is enabled, what is wrong, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.forms import typed
from app.forms.carry import carry, from_response
from app.forms.drafts import read_draft, restore_rows, write_draft
from app.forms.enablement import Enablement
from app.forms.extensions import FORM_SHA256
from app.forms.fields import Fields
from app.forms.jsontext import canonical_sha256
from app.forms.logic import NOTHING_SETTLED, Logic, Settled
from app.forms.messages import say
from app.forms.model import Questionnaire, Stage
from app.forms.pages import paginate
from app.forms.prefill import derived_answers, fill_initial
from app.forms.problems import Code, Issue, Level
from app.forms.response_out import write_items
from app.forms.states import Change, ItemState, LaunchContext, NotCarried, Page
from app.forms.tree import AnswerTree, Node
from app.forms.validation.exclusive import toggle
from app.forms.validation.finding import Setting
from app.forms.validation.judge import in_stage, judge
from app.forms.values import Answer


class FormSession:
    """One person filling in one form.

    A key names a field: the linkId, preceded by the rows it lies in: ``reg.name.family``,
    ``mh.med.item:2/mh.med.item.name``. Row numbers stay with their row while it exists and are not reused.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        launch: LaunchContext,
        *,
        response: Mapping[str, object] | None = None,
        draft: Mapping[str, object] | None = None,
        stage: Stage = Stage.PATIENT,
        staff_answers: Mapping[str, Sequence[Answer]] | None = None,
        language: str = "",
    ) -> None:
        """Start from ``draft`` if given, else from ``response`` (an earlier answer set), else from initial values.

        ``staff_answers`` (linkId to answers) fill the items staff answer before hand-over. What no longer fits the
        form is listed in ``not_carried``. Nothing in ``draft`` or ``response`` makes this raise.
        """
        self._form = questionnaire
        self._launch = launch
        self._stage = stage
        self._language = language
        self._tree = AnswerTree(questionnaire)
        self._enablement = Enablement(self._tree)
        working = not questionnaire.program.is_empty
        self._logic = Logic(self._tree, self._enablement, launch) if working else None
        self._fields = Fields(self._tree, stage)
        self._pages = paginate(questionnaire, stage)
        self._page_of = {link_id: page for page in self._pages for link_id in page.link_ids}
        self._sha256 = ""
        self._not_carried: list[NotCarried] = []
        self._start(response, draft, staff_answers or {})
        self._enablement.refresh()
        self._settle(None)
        self._judge(self._tree.walk())

    def _start(
        self,
        response: Mapping[str, object] | None,
        draft: Mapping[str, object] | None,
        staff_answers: Mapping[str, Sequence[Answer]],
    ) -> None:
        if draft is not None:
            restore_rows(self._tree, draft)
            self._not_carried = carry(self._tree, read_draft(draft), self._language)
        else:
            fill_initial(self._tree.walk())
            self._start_values(self._tree.walk())
            if response is not None:
                self._not_carried = carry(self._tree, from_response(response), self._language)
        for node in self._tree.walk():
            answers = derived_answers(node, self._launch) or staff_answers.get(node.key)
            if answers is not None and node.item.is_question and not node.is_holder:
                node.answers = tuple(answers)

    @property
    def questionnaire(self) -> Questionnaire:
        """The form."""
        return self._form

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages, whatever is enabled; the partition never changes during a session."""
        return self._pages

    @property
    def not_carried(self) -> tuple[NotCarried, ...]:
        """Earlier answers that do not fit the form any more."""
        return tuple(self._not_carried)

    @property
    def language(self) -> str:
        """The language of the sentences in issues."""
        return self._language

    def set_language(self, language: str) -> None:
        """Say everything in ``language`` from now on; no answer changes."""
        self._language = language
        self._judge(self._tree.walk())

    def enabled_pages(self) -> tuple[Page, ...]:
        """Return the pages on which a question, or a text of its own, is shown."""
        return tuple(page for page in self._pages if self._fields.shows_anything(page))

    def page_items(self, page: Page, *, all_items: bool = False) -> tuple[ItemState, ...]:
        """Return the fields of ``page`` in form order, rows expanded; with ``all_items`` also those not shown."""
        return self._fields.on_page(page, all_items)

    def page_of(self, key: str) -> Page | None:
        """Return the page that draws ``key``, or None for one that is never drawn. Raises KeyError."""
        return self._page_of.get(self._tree.by_key[key].item.link_id)

    def item_state(self, key: str) -> ItemState:
        """Return the field ``key`` as it stands. Raises KeyError for a key the form does not have."""
        return self._fields.state(self._tree.by_key[key])

    def keys(self) -> tuple[str, ...]:
        """Return every key in form order, rows expanded."""
        return tuple(node.key for node in self._tree.walk())

    def answers(self, link_id: str) -> tuple[Answer, ...]:
        """Return the answers of ``link_id`` that count (in all rows); none while it is disabled. Raises KeyError."""
        nodes = self._tree.places[link_id]
        return tuple(answer for node in nodes if node.active for answer in node.answers)

    def set_answers(self, key: str, answers: tuple[Answer, ...]) -> Change:
        """Replace the answers of ``key`` (empty clears it) and drop its half-typed text. Raises KeyError."""
        node = self._tree.by_key[key]
        if node.is_holder or not node.item.is_question:
            raise KeyError(key)
        node.answers, node.raw = self._entered(node, tuple(answers)), ""
        return self._changed(node)

    def choose(self, key: str, answer: Answer, chosen: bool) -> Change:
        """Tick or untick one option of a repeating choice; the answers stay in the order of the options.

        An exclusive option clears the others, and any other clears it. Raises KeyError.
        """
        node = self._tree.by_key[key]
        return self.set_answers(key, toggle(node.item, node.answers, answer, chosen))

    def set_raw(self, key: str, text: str) -> Change:
        """Enter ``text`` as typed. What reads as an answer becomes one; what does not is kept, with an issue saying
        what is missing. Raises KeyError."""
        node = self._tree.by_key[key]
        if node.is_holder or not node.item.is_question:
            raise KeyError(key)
        outcome = typed.read_typed(node.item, text, self._launch.now)
        node.answers = () if outcome.value is None else self._entered(node, (Answer(outcome.value),))
        node.raw = text if outcome.missing else ""
        return self._changed(node)

    def _changed(self, node: Node) -> Change:
        return self._follow(node, [node], self._enablement.answers_changed(node))

    def _follow(self, node: Node, moved: list[Node], toggled: list[Node]) -> Change:
        """Settle and judge what follows a change of ``moved`` at ``node`` that turned ``toggled``."""
        settled = self._settle([*moved, *toggled])
        toggled = [*toggled, *settled.toggled]
        affected: dict[int, Node] = {id(place): place for place in settled.judged}
        for source in (node, *toggled, *settled.calculated):
            for place in self._judged_with(source):
                affected[id(place)] = place
        revalidated = self._judge(affected.values())
        calculated = dict.fromkeys(place.key for place in settled.calculated)
        return Change(tuple(dict.fromkeys(place.key for place in toggled)), revalidated, tuple(calculated))

    def _settle(self, changed: Iterable[Node] | None) -> Settled:
        """Bring the form's expressions up to date; a form without any costs nothing."""
        return self._logic.settle(changed) if self._logic is not None else NOTHING_SETTLED

    def _start_values(self, nodes: Iterable[Node]) -> None:
        if self._logic is not None:
            self._enablement.refresh()
            self._logic.start_values(nodes)

    def _entered(self, node: Node, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        return answers if self._logic is None else self._logic.entered(node, answers)

    def _judged_with(self, node: Node) -> Iterable[Node]:
        """What may be right or wrong because of ``node``: all it lies in, and the rest of its outermost row."""
        yield node
        outermost: Node | None = None
        above = node.parent
        while above is not None:
            yield above
            outermost = above if above.row is not None else outermost
            above = above.parent
        if node.row is not None and outermost is None:
            outermost = node
        if outermost is not None:
            yield from outermost.walk()
        for other in self._form.structure.compared.get(node.item.link_id, ()):
            yield from self._tree.places.get(other, ())

    def add_row(self, key: str) -> str:
        """Add a row to the item with rows ``key`` and return the row's key. Raises KeyError."""
        holder = self._tree.by_key[key]
        if not holder.is_holder:
            raise KeyError(key)
        row = self._tree.add_row(holder)
        nodes = list(row.walk())
        fill_initial(nodes)
        self._start_values(nodes)
        self._follow(holder, nodes, self._enablement.refresh([*nodes]))
        self._judge(nodes)
        return row.key

    def remove_row(self, key: str) -> Change:
        """Remove the row ``key`` with its answers. Raises KeyError."""
        row = self._tree.by_key[key]
        if row.row is None or row.parent is None:
            raise KeyError(key)
        holder = row.parent
        questions = {node.item.link_id for node in row.walk()}
        self._tree.remove_row(row)
        asking = [
            node
            for question in questions
            for link_id in self._form.structure.dependents.get(question, ())
            for node in self._tree.places.get(link_id, ())
        ]
        change = self._follow(holder, list(row.walk()), self._enablement.refresh(asking))
        self._judge(holder.walk())
        return change

    def _judge(self, nodes: Iterable[Node]) -> tuple[str, ...]:
        setting = Setting(self._launch.today, self._language)
        judged: dict[str, None] = {}
        for node in nodes:
            if node.key in judged:
                continue
            judged[node.key] = None
            node.issues = self._issues(node, setting)
        return tuple(judged)

    def _issues(self, node: Node, setting: Setting) -> tuple[Issue, ...]:
        if not in_stage(node, self._stage):
            return ()
        link_id = node.item.link_id
        found = [
            Issue(finding.level, finding.code, link_id, finding.message, "", node.key)
            for finding in judge(self._tree, node, setting, self._logic)
        ]
        if node.raw and node.active:
            missing = typed.read_typed(node.item, node.raw, self._launch.now).missing or "type"
            found.insert(0, Issue(Level.ERROR, Code.TYPE, link_id, say(missing, self._language), "", node.key))
        return tuple(found)

    def issues(self, page: Page | None = None, *, signatures: bool = False) -> tuple[Issue, ...]:
        """Return what stands in the way of sending this stage's answers, in form order; of ``page`` only if given.

        Left aside is what this person cannot change (read-only, hidden, filled in by the app) and, unless asked for
        with ``signatures``, what the signature page fills in.
        """
        found: list[Issue] = []
        wanted = None if page is None else set(page.link_ids)
        for node in self._tree.walk():
            if not node.issues or (wanted is not None and node.item.link_id not in wanted):
                continue
            if node.item.handling.signature:
                found += node.issues if signatures else ()
            elif not node.item.look.hidden and not self._fields.is_read_only(node):
                found += node.issues
        return tuple(found)

    def draft(self) -> dict[str, object]:
        """Return everything entered, disabled and half-typed included, as plain JSON values (no Decimal)."""
        return write_draft(self._tree, self._language)

    def response(self, *, status: str = "completed", **head: object) -> dict[str, object]:
        """Return a FHIR R4 QuestionnaireResponse of the enabled answers, in form order.

        ``head`` are further top-level elements (``authored``, ``subject``, ``language``). The hash of the form is
        added as an extension. Decimals stay Decimal: write it with ``encode_json``.
        """
        self._sha256 = self._sha256 or canonical_sha256(self._form.source)
        extension = {"url": FORM_SHA256, "valueString": self._sha256}
        result: dict[str, object] = {"resourceType": "QuestionnaireResponse", "extension": [extension]}
        if self._form.canonical:
            result["questionnaire"] = self._form.canonical
        result.update(status=status, **head)
        items = write_items(self._tree)
        return {**result, "item": items} if items else result
