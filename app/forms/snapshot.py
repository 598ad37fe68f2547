"""What expressions see at one moment: the answers as a response, the form, the day, the person's birth date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.forms.dates import FhirDate, FhirDateTime
from app.forms.fhirpath import Budget, Collection, Element, Environment, evaluate
from app.forms.fhirpath.checking import CONSTANTS
from app.forms.fhirpath.elements import as_coding
from app.forms.fhirvalues import as_list, as_object
from app.forms.program import FORM, Expression
from app.forms.reading import Json
from app.forms.response_out import write_items
from app.forms.states import LaunchContext
from app.forms.tree import AnswerTree, Node
from app.forms.values import Coding

if TYPE_CHECKING:
    from app.forms.model import Questionnaire

_STEP = re.compile(r"\.item\[(\d+)\]")


class Snapshot:
    """The answers of ``tree`` as they are now. Made anew after every change; variables are worked out once in it."""

    def __init__(self, tree: AnswerTree, launch: LaunchContext, budget: Budget) -> None:
        self._form: Questionnaire = tree.questionnaire
        self._budget = budget
        self._today = FhirDate.of(launch.today)
        self._now = FhirDateTime(launch.now.isoformat() if launch.now is not None else str(self._today))
        self._patient: Json = {"resourceType": "Patient"}
        if launch.birth_date is not None:
            self._patient = {**self._patient, "birthDate": launch.birth_date.isoformat()}
        self._elements: dict[str, Json] = {}
        items = write_items(tree, self._elements)
        budget.spend(len(self._elements))
        self._response: Json = {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}
        self._variables: dict[tuple[str, str, str], Collection] = {}

    def evaluate(self, expression: Expression, node: Node | None, depth: int = 0) -> Collection:
        """Return the outcome of ``expression`` seen from ``node`` (None for the form). Raises EvaluationError."""
        context = self._context(node)

        def variable(name: str, at_depth: int) -> Collection:
            return self._variable(name, expression, node, context, at_depth)

        environment = Environment(context, variable, self._score, self._today, self._now, self._budget, depth)
        return evaluate(expression.tree, environment)

    def _context(self, node: Node | None) -> Collection:
        if node is None:
            return [Element(self._response)]
        return [Element(self._elements.get(node.key) or {"linkId": node.item.link_id})]

    def _variable(
        self, name: str, expression: Expression, node: Node | None, context: Collection, depth: int
    ) -> Collection:
        own = self._own_variable(name, expression, node, depth)
        if own is not None:
            return own
        given: Mapping[str, Json] = {
            "resource": self._response,
            "rootResource": self._response,
            "questionnaire": self._form.source,
            "patient": self._patient,
        }
        if name in given:
            return [Element(given[name])]
        if name == "context":
            return context
        if name == "qitem" and node is not None:
            return [Element(self._item_json(node))]
        return [CONSTANTS[name]] if name in CONSTANTS else []

    def _own_variable(
        self, name: str, expression: Expression, node: Node | None, depth: int
    ) -> Collection | None:
        """Return the form's own variable ``name``: of the nearest item above that has one, itself included."""
        program = self._form.program
        above = node
        while True:
            link_id = above.item.link_id if above is not None else FORM
            found = program.variables.get(link_id, {}).get(name)
            if found is not None and found is not expression:
                key = (link_id, above.key if above is not None else "", name)
                if key not in self._variables:
                    self._variables[key] = self.evaluate(found, above, depth)
                return self._variables[key]
            if above is None:
                return None
            above = above.parent

    def _score(self, element: Element) -> Decimal | None:
        """The itemWeight or ordinalValue of the option an answer, or its coding, stands for."""
        value = element.child("value")[:1] if element.type == "BackboneElement" else [element]
        coding = as_coding(value[0]) if value else None
        item = self._form.structure.items.get(element.link_id)
        for option in item.options if coding is not None and item is not None else ():
            if isinstance(option.value, Coding) and coding is not None and option.value.same(coding):
                self._budget.spend(len(item.options) if item is not None else 0)
                return option.score
        return None

    def _item_json(self, node: Node) -> Json:
        json: Json = self._form.source
        for match in _STEP.finditer(node.item.path):
            json = as_object(as_list(json.get("item"))[int(match[1])])
        return json
