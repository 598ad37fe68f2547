"""FHIR R4 Questionnaires, run properly: load, check, enable, validate, fill in, write back. No Qt, no SQL, no files.

>>> questionnaire = load(data)                     # DefinitionError names every problem with its place
>>> session = FormSession(questionnaire, LaunchContext(today=date(2026, 5, 17)))
>>> session.set_answers("reg.name.family", (Answer("Rivera"),))
>>> session.issues(), session.response()
"""

from __future__ import annotations

from app.forms.dates import FhirDate, FhirDateTime, FhirTime
from app.forms.jsontext import canonical_sha256, decode_json, encode_json
from app.forms.loader import check, load
from app.forms.model import (
    Behavior,
    Control,
    Item,
    ItemType,
    Operator,
    Option,
    Purpose,
    Questionnaire,
    Stage,
    Text,
)
from app.forms.problems import Code, DefinitionError, Issue, Level, Problem, Report, ResponseError
from app.forms.session import FormSession
from app.forms.states import Change, ItemState, LaunchContext, NotCarried, Page
from app.forms.validation.validate import enabled, validate
from app.forms.values import Answer, Attachment, Coding, Quantity, Value, same_value

__all__ = [
    "Answer",
    "Attachment",
    "Behavior",
    "Change",
    "Code",
    "Coding",
    "Control",
    "DefinitionError",
    "FhirDate",
    "FhirDateTime",
    "FhirTime",
    "FormSession",
    "Issue",
    "Item",
    "ItemState",
    "ItemType",
    "LaunchContext",
    "Level",
    "NotCarried",
    "Operator",
    "Option",
    "Page",
    "Problem",
    "Purpose",
    "Quantity",
    "Questionnaire",
    "Report",
    "ResponseError",
    "Stage",
    "Text",
    "Value",
    "canonical_sha256",
    "check",
    "decode_json",
    "enabled",
    "encode_json",
    "load",
    "same_value",
    "validate",
]
