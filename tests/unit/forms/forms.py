"""Short ways to write forms and answers in tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.forms import Answer, Coding, FormSession, LaunchContext, Questionnaire, load
from app.forms.enablement import Enablement
from app.forms.response_in import ResponseReader
from app.forms.tree import AnswerTree

TODAY = date(2026, 11, 23)
URL = "https://example.org/Questionnaire/test"
SYSTEM = "urn:codes"


def questionnaire(*items: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A Questionnaire as JSON."""
    return {"resourceType": "Questionnaire", "url": URL, "status": "active", **head, "item": list(items)}


def item(link_id: str, kind: str = "string", **parts: Any) -> dict[str, Any]:
    """An item as JSON; ``when`` is a list of (question, operator, answer)."""
    when = parts.pop("when", [])
    json = {"linkId": link_id, "text": f"Question {link_id}?", "type": kind, **parts}
    if when:
        json["enableWhen"] = [condition(*entry) for entry in when]
        if len(when) > 1:
            json.setdefault("enableBehavior", "all")
    return json


def group(link_id: str, *items: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A group as JSON."""
    return item(link_id, "group", item=list(items), **parts)


def condition(question: str, operator: str, answer: Any) -> dict[str, Any]:
    """An enableWhen as JSON; text is a coded answer, everything else speaks for itself."""
    names = {bool: "answerBoolean", int: "answerInteger", str: "answerCoding", dict: "answerQuantity"}
    value = {"system": SYSTEM, "code": answer} if isinstance(answer, str) else answer
    return {"question": question, "operator": operator, names[type(answer)]: value}


def options(*codes: str, exclusive: str = "") -> list[dict[str, Any]]:
    """Answer options as JSON."""
    found: list[dict[str, Any]] = []
    for code in codes:
        option: dict[str, Any] = {"valueCoding": {"system": SYSTEM, "code": code, "display": code.title()}}
        if code == exclusive:
            url = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
            option["extension"] = [{"url": url, "valueBoolean": True}]
        found.append(option)
    return found


def extension(name: str, kind: str, value: Any) -> dict[str, Any]:
    """An extension of the core specification (or of SDC or the clinic, given in full)."""
    url = name if name.startswith("http") else f"http://hl7.org/fhir/StructureDefinition/{name}"
    return {"url": url, f"value{kind}": value}


def code(name: str) -> Answer:
    """A coded answer."""
    return Answer(Coding(name, SYSTEM))


def form(*items: dict[str, Any], **head: Any) -> Questionnaire:
    """A loaded form."""
    return load(questionnaire(*items, **head))


def session(*items: dict[str, Any], **options_: Any) -> FormSession:
    """A session over a new form."""
    return FormSession(form(*items), LaunchContext(TODAY), **options_)


def response(*items: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A QuestionnaireResponse as JSON."""
    start = {"resourceType": "QuestionnaireResponse", "questionnaire": URL, "status": "completed"}
    return {**start, **head, "item": list(items)}


def answered(link_id: str, *answers: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A response item as JSON."""
    json: dict[str, Any] = {"linkId": link_id, **parts}
    if answers:
        json["answer"] = list(answers)
    return json


def codes(found: FormSession | Any) -> list[tuple[str, str]]:
    """What is wrong, as (linkId, code)."""
    issues = found.issues() if isinstance(found, FormSession) else found.issues
    return [(issue.link_id, issue.code.value) for issue in issues]


def read_answers(definition: Questionnaire, answers: Mapping[str, object]) -> AnswerTree:
    """The answers of a response with what is enabled worked out, whatever is wrong with them."""
    tree = ResponseReader(definition).read(answers)
    Enablement(tree).refresh()
    return tree
