"""Which safety rules fire, for which treatment and because of which answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import InvalidInputError
from app.forms import Coding, Item, Questionnaire
from app.rules.answers import Answers, AnswerValue
from app.rules.conditions import causes
from app.rules.derived import DERIVED, is_minor, with_derived
from app.rules.enablement import only_enabled
from app.rules.model import Rule, RuleBook
from app.rules.scores import Score, scores_of
from app.rules.severity import Severity
from app.rules.treatments import Catalogue

MINOR_QUESTIONS = ("reg.minor.is_minor", "photo.minor")
"""Questions that are never asked: they follow from the birth date."""

_INPUTS = {derived.link_id: derived.inputs for derived in DERIVED}


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that fired for a treatment. ``because`` are linkIds, derived ones included, in rule order."""

    rule: Rule
    because: tuple[str, ...]

    @property
    def answered_by(self) -> tuple[str, ...]:
        """The questions behind the flag: ``because`` with derived values opened into what they come from."""
        return tuple(dict.fromkeys(link_id for cause in self.because for link_id in _INPUTS.get(cause, (cause,))))


@dataclass(frozen=True, slots=True)
class TreatmentFlags:
    """What fired for one treatment, in rule order."""

    code: str
    flags: tuple[Flag, ...]

    def of(self, severity: Severity) -> tuple[Flag, ...]:
        """Return the flags of one severity, in rule order."""
        return tuple(flag for flag in self.flags if flag.rule.severity is severity)

    @property
    def strictest(self) -> Severity | None:
        """The severity of the banner; None when nothing fired."""
        return min((flag.rule.severity for flag in self.flags), key=lambda severity: severity.rank, default=None)


class Screening:
    """The rule book, ready to look at answers. Build once, use for every patient.

    ``questionnaires`` are the forms whose conditions decide which answers count; answers to other forms all count.
    """

    def __init__(self, rules: RuleBook, catalogue: Catalogue, questionnaires: Sequence[Questionnaire]) -> None:
        self.rules = rules
        self.catalogue = catalogue
        self._questionnaires = tuple(questionnaires)
        self._scores = {key: score for form in self._questionnaires for item in form.items
                        for key, score in _scores(item)}

    def facts(self, answers: Answers, as_of: date) -> Answers:
        """Return what the rules look at on ``as_of`` (the visit day where the clinic is).

        The birth date decides who is a minor, newer answers take the place of older ones, answers to questions that
        are not asked are left out, and derived values are added. In this order: an update can hide an older answer.
        """
        known = self.updated(_with_minor(answers, as_of))
        for form in self._questionnaires:
            known = only_enabled(known, form, as_of)
        return with_derived(known, as_of, self._scores)

    def flags(self, answers: Answers, as_of: date, codes: Sequence[str]) -> tuple[TreatmentFlags, ...]:
        """Return what fires for each treatment in ``codes``. Raises InvalidInputError for an unknown code."""
        for code in codes:
            if code not in self.catalogue.codes:
                raise InvalidInputError(f"“{code}” is not a treatment code.", "treatment")
        facts = self.facts(answers, as_of)
        fired = [Flag(rule, because) for rule in self.rules.rules if rule.treatments.intersection(codes)
                 and (because := causes(rule.when, facts)) is not None]
        return tuple(TreatmentFlags(code, tuple(flag for flag in fired if code in flag.rule.treatments))
                     for code in dict.fromkeys(codes))

    def scores(self, answers: Answers, as_of: date) -> tuple[Score, ...]:
        """Return the scores that staff see on ``as_of``, with their parts."""
        return scores_of(self.facts(answers, as_of), self._scores)

    def updated(self, answers: Answers) -> Answers:
        """Return ``answers`` with newer answers in the place of the older ones they are about."""
        changes: dict[str, tuple[AnswerValue, ...]] = {}
        for update in self.rules.updates:
            asked = update.when is None or causes(update.when, answers) is not None
            if asked and answers.get(update.newer):
                changes[update.older] = answers.get(update.newer)
        return answers.replaced(changes)


def _with_minor(answers: Answers, as_of: date) -> Answers:
    minor = is_minor(answers, as_of)
    return answers if minor is None else answers.replaced(dict.fromkeys(MINOR_QUESTIONS, (minor,)))


def _scores(item: Item) -> list[tuple[tuple[str, str], Decimal]]:
    own = [((item.link_id, option.value.code), option.score) for option in item.options
           if isinstance(option.value, Coding) and option.score is not None]
    return own + [entry for child in item.items for entry in _scores(child)]
