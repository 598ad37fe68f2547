"""What can be wrong: with a definition (Problem), with an answer (Issue), and the closed set of codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import KnownError


class Level(StrEnum):
    """How serious a finding is. Only ``error`` makes a response invalid or a definition unusable."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Code(StrEnum):
    """The closed set of things that can be wrong with an answer."""

    REQUIRED = "required"
    TYPE = "type"
    MIN_VALUE = "minValue"
    MAX_VALUE = "maxValue"
    MIN_LENGTH = "minLength"
    MAX_LENGTH = "maxLength"
    REGEX = "regex"
    MAX_DECIMAL_PLACES = "maxDecimalPlaces"
    OPTION = "option"
    EXCLUSIVE = "exclusive"
    MIN_OCCURS = "minOccurs"
    MAX_OCCURS = "maxOccurs"
    REPEATS = "repeats"
    DISABLED = "disabled"
    UNKNOWN_LINK_ID = "unknownLinkId"
    ORDER = "order"
    DISPLAY_ANSWER = "display-answer"
    GROUP_ANSWER = "group-answer"
    UNIT = "unit"
    MIME = "mime"
    SIZE = "size"
    VERSION = "version"
    STATUS = "status"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a definition. ``path`` is where in its JSON; ``feature`` names an unsupported feature."""

    level: Level
    path: str
    message: str
    link_id: str = ""
    feature: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about an answer.

    ``path`` is the FHIR path in a report (``QuestionnaireResponse.item[0].answer[1]``) and empty in a session, where
    ``key`` names the field instead. ``message`` says how to put it right and never repeats what was typed.
    """

    level: Level
    code: Code
    link_id: str
    message: str
    path: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a response. ``valid`` is False as soon as one issue is an error."""

    issues: tuple[Issue, ...]

    @property
    def valid(self) -> bool:
        """Whether no issue is an error."""
        return all(issue.level is not Level.ERROR for issue in self.issues)


class DefinitionError(KnownError):
    """A Questionnaire cannot be used. ``problems`` are the errors, each with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"This form cannot be used: {first.message} At {first.path}.{more}")
        self.problems = problems


class ResponseError(KnownError):
    """The answers cannot be read at all: not JSON, or not a QuestionnaireResponse."""
