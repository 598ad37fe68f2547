"""When a form is due, as data: once, every so many months, every visit, or with a treatment, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.rules.located import Fault, FaultFound, Node, RulesError, parse

WHAT = "The list of when forms are due"


class Reason(StrEnum):
    """Why a form is due."""

    FIRST_VISIT = "first_visit"
    NEVER_ASKED = "never_asked"
    INTERVAL = "interval"
    EVERY_VISIT = "every_visit"
    NEW_TREATMENT = "new_treatment"
    EXPIRED = "expired"
    MATERIAL_CHANGE = "material_change"
    SENT_BACK = "sent_back"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REQUESTED = "requested"  # staff asked for it at this visit
    OPENED = "opened"  # only if an answer of this visit opens it
    NUMBER_CHANGED = "number_changed"


@dataclass(frozen=True, slots=True)
class OpenedBy:
    """The yes-no question of another form, and the answer to it that opens this form at the same visit."""

    form_id: str
    question: str
    answer: bool


@dataclass(frozen=True, slots=True)
class DueRule:
    """When one form is due. ``every_months`` is None for once.

    ``stands_in`` is the full form that this one updates; it is asked instead while this one is not shipped.
    ``asks_about`` is the question that says which treatments the form asked about: one it did not asks for it again.
    ``opened_by`` is what makes it due although it still lasts. ``on_request`` means never by itself: staff ask for it.
    ``refusal_counts`` means that having said no also answers it; ``minimum_age`` and ``maximum_age`` are whole years.
    """

    form_id: str
    every_months: int | None
    every_visit: bool
    stands_in: str
    blocking: bool
    refusal_counts: bool
    why: dict[Reason, str]
    minimum_age: int = 0
    maximum_age: int | None = None
    asks_about: str = ""
    on_request: bool = False
    opened_by: OpenedBy | None = None

    def fits(self, age: int) -> bool:
        """Say whether the rule is about people of this age."""
        return age >= self.minimum_age and (self.maximum_age is None or age <= self.maximum_age)


@dataclass(frozen=True, slots=True)
class DueRules:
    """Every due rule in the order in which forms are handed over; consents of treatments come after them.

    ``requested`` is the sentence for a form that staff asked for.
    ``brought_why`` are the sentences for forms the clinic brought; ``months`` is between which numbers of months, both
    included, a clinic may set how long a form lasts.
    """

    version: str
    rules: tuple[DueRule, ...]
    consent_why: dict[Reason, str]
    sent_back: str
    requested: str
    brought_why: dict[Reason, str] = field(default_factory=dict)
    months: tuple[int, int] = (1, 36)

    @property
    def updates(self) -> dict[str, str]:
        """Forms that only ask what changed, each with the full form they bring up to date."""
        return {rule.form_id: rule.stands_in for rule in self.rules if rule.every_visit and rule.stands_in}


def load_due_rules(data: bytes) -> DueRules:
    """Return the due rules in ``data`` (JSON). Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    rules: list[DueRule] = []
    try:
        entries = list(root.child("rules").each())
        consents = _why(root.child("consents").child("why"))
        version, sent_back = root.child("version").text(), root.child("sent_back").text()
        requested = root.child("requested").text()
        brought = _why(root.child("brought").child("why"))
        months = (root.child("months").child("lowest").whole(), root.child("months").child("highest").whole())
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    for entry in entries:
        try:
            rules.append(_rule(entry))
        except FaultFound as found:
            faults.append(found.fault)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    return DueRules(version, tuple(rules), consents, sent_back, requested, brought, months)


def _rule(entry: Node) -> DueRule:
    entry.only("form", "every_months", "every_visit", "stands_in", "blocking", "refusal_counts", "minimum_age",
               "maximum_age", "asks_about", "on_request", "opened_by", "why", "source")
    months, stands_in = entry.maybe("every_months"), entry.maybe("stands_in")
    visit, refusal = entry.maybe("every_visit"), entry.maybe("refusal_counts")
    youngest, oldest = entry.maybe("minimum_age"), entry.maybe("maximum_age")
    about, request, opener = entry.maybe("asks_about"), entry.maybe("on_request"), entry.maybe("opened_by")
    return DueRule(
        form_id=entry.child("form").text(), every_months=months.whole() if months else None,
        every_visit=visit.flag() if visit else False, stands_in=stands_in.text() if stands_in else "",
        blocking=entry.child("blocking").flag(), refusal_counts=refusal.flag() if refusal else False,
        why=_why(entry.child("why")), minimum_age=youngest.whole() if youngest else 0,
        maximum_age=oldest.whole() if oldest else None, asks_about=about.text() if about else "",
        on_request=request.flag() if request else False, opened_by=_opened_by(opener) if opener else None)


def _opened_by(node: Node) -> OpenedBy:
    node.only("form", "question", "answer")
    return OpenedBy(node.child("form").text(), node.child("question").text(), node.child("answer").flag())


def _why(node: Node) -> dict[Reason, str]:
    found: dict[Reason, str] = {}
    for key in node.members():
        sentence = node.child(key)
        reason = Node(key, sentence.path).choice(Reason)
        found[reason] = sentence.text()
    return found
