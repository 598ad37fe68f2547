"""How long a record is kept: rules as data, and the day that follows from a patient's dates. Pure.

The clinic promises at least six years after an adult's last visit, and for minors the later of the 21st birthday and
six years after the last treatment (its privacy policy, "Data Retention"). A clinic may keep longer, never shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.clock import age_on
from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.core.resources import resource
from app.rules.located import Fault, FaultFound, Node, RulesError, parse

WHAT = "The rules on how long records are kept"


class Covers(StrEnum):
    """What a retention rule is about."""

    ADULT = "adult"
    MINOR = "minor"
    CLINIC = "clinic"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One rule. ``years`` count from the last visit, or from a replaced document; ``birthday`` is an age or 0."""

    rule_id: str
    covers: Covers
    title: str
    years: int
    birthday: int
    sentence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetentionBook:
    """Every rule. ``adult_from`` is an age; ``lowest`` and ``highest`` bound the years a clinic may choose for adults.

    ``floor_birthday`` is the age until which a minor's record is kept in any case while the clinic leaves the floor on,
    and ``floor_why`` says why it should.
    """

    version: str
    adult_from: int
    lowest: int
    highest: int
    rules: tuple[RetentionRule, ...]
    floor_birthday: int
    floor_why: str

    def rule(self, covers: Covers) -> RetentionRule:
        """Return the one rule about ``covers``."""
        return next(rule for rule in self.rules if rule.covers is covers)


@dataclass(frozen=True, slots=True)
class RetentionChoice:
    """What the clinic chose: years for adults (at least the promised six) and whether the 22nd-birthday floor is on."""

    adult_years: int = 6
    minor_floor: bool = True


@dataclass(frozen=True, slots=True)
class RecordDates:
    """The days that decide about one patient, in the clinic's calendar.

    ``last_visit`` is the last day of a visit, with a treatment or not; for somebody who never came, the day the record
    was opened. ``last_paper`` is the day of the newest document made apart from a visit (a letter, an answered
    request), if there is one.
    """

    birth_date: date
    last_visit: date
    last_paper: date | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """``until`` is the last day the record must be kept; disposal is lawful from the day after it."""

    until: date
    rule_id: str
    title: str
    sentence: str

    def is_over(self, today: date) -> bool:
        """Say whether the record need not be kept any more on ``today`` (the clinic's calendar day)."""
        return today > self.until


def load_retention(data: bytes) -> RetentionBook:
    """Return the rules in ``data`` (JSON). Raises RulesError naming the first mistake with its place."""
    root = parse(data, WHAT)
    try:
        years, floor = root.child("adult_years"), root.child("floor")
        book = RetentionBook(
            root.child("version").text(), root.child("adult_from").whole(), years.child("lowest").whole(),
            years.child("highest").whole(), tuple(_rule(node) for node in root.child("rules").each()),
            floor.child("birthday").whole(), floor.child("why").text())
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    if sorted(rule.covers for rule in book.rules) != sorted(Covers):
        raise RulesError(WHAT, (Fault("rules", "must be one for adults, one for minors and one for the clinic."),))
    return book


def shipped_retention() -> RetentionBook:
    """Return the rules that come with the app. Raises RulesError."""
    return load_retention(resource("rules/retention.json").read_bytes())


def checked_choice(book: RetentionBook, choice: RetentionChoice) -> RetentionChoice:
    """Return ``choice``. Raises InvalidInputError when it is shorter than promised or absurdly long."""
    if not book.lowest <= choice.adult_years <= book.highest:
        raise InvalidInputError(f"Adult records are kept for {book.lowest} to {book.highest} years. The privacy policy "
                                f"promises at least {book.lowest}.", "adult_years")
    return choice


def years_after(day: date, years: int) -> date:
    """Return the same day ``years`` later; February 29 becomes March 1 in a common year, so that no day is lost."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def keep_record(book: RetentionBook, dates: RecordDates, choice: RetentionChoice) -> Keep:
    """Return until when a patient's record is kept and why: the latest of what the rules ask.

    The minors' rule covers whoever was under age at the last visit. An adult period that the clinic made longer holds
    for minors too: nobody's record goes earlier for having been a child.
    """
    is_minor = age_on(dates.birth_date, dates.last_visit) < book.adult_from
    rule = book.rule(Covers.MINOR if is_minor else Covers.ADULT)
    years = max(rule.years, choice.adult_years)
    keep = _keep_minor(book, rule, years, dates, choice) if is_minor else _keep_adult(rule, years, dates)
    paper = keep_document(book, dates.last_paper) if dates.last_paper else keep
    return paper if paper.until > keep.until else keep


def keep_document(book: RetentionBook, superseded: date) -> Keep:
    """Return until when a document of the clinic is kept that was last in effect on ``superseded``.

    45 CFR 164.316(b)(2)(i) and 164.530(j)(2): six years from creation or from when it was last in effect.
    """
    rule = book.rule(Covers.CLINIC)
    return Keep(years_after(superseded, rule.years), rule.rule_id, f"{rule.title}, {rule.years} years",
                f"Rule {rule.rule_id}, {rule.title}: {rule.years} years after it was made or last in effect on "
                f"{long_date(superseded)}.")


def _keep_adult(rule: RetentionRule, years: int, dates: RecordDates) -> Keep:
    return Keep(years_after(dates.last_visit, years), rule.rule_id, f"{rule.title}, {years} years",
                f"Rule {rule.rule_id}, {rule.title}: {years} years after the last visit on "
                f"{long_date(dates.last_visit)}.")


def _keep_minor(book: RetentionBook, rule: RetentionRule, years: int, dates: RecordDates,
                choice: RetentionChoice) -> Keep:
    age = max(rule.birthday, book.floor_birthday) if choice.minor_floor else rule.birthday
    ordinal = f"{age}{'st' if age % 10 == 1 else 'nd' if age % 10 == 2 else 'th'}"
    birthday, after_visit = years_after(dates.birth_date, age), years_after(dates.last_visit, years)
    visit = f"{years} years after the last visit on {long_date(dates.last_visit)}"
    if birthday > after_visit:
        return Keep(birthday, rule.rule_id, f"{rule.title}, {ordinal} birthday",
                    f"Rule {rule.rule_id}, {rule.title}: until the {ordinal} birthday, which is later than {visit}.")
    return Keep(after_visit, rule.rule_id, f"{rule.title}, {years} years",
                f"Rule {rule.rule_id}, {rule.title}: {visit}, which is not before the {ordinal} birthday.")


def _rule(node: Node) -> RetentionRule:
    node.only("id", "covers", "title", "years", "birthday", "sentence", "source")
    years, birthday = node.child("years").whole(), node.maybe("birthday")
    age = birthday.whole() if birthday else 0
    sentence = node.child("sentence").text().replace("{years}", str(years)).replace("{birthday}", f"{age}st")
    return RetentionRule(node.child("id").text(), node.child("covers").choice(Covers), node.child("title").text(),
                         years, age, sentence, node.child("source").texts())
