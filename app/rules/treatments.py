"""The treatment catalogue: what the clinic offers, which consents each needs and for how long, who may perform it."""

from __future__ import annotations

from dataclasses import dataclass

from app.rules.located import Fault, FaultFound, Node, RulesError, parse

WHAT = "The treatment list"


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """A consent a treatment needs and how many months a signature on it lasts."""

    form_id: str
    valid_months: int


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment. ``minimum_age`` in whole years, ``interval_days`` the least time between two of them.

    ``emergency_exempt`` marks emergency reversal, which must never be blocked.
    """

    code: str
    name: str
    category: str
    goal: str
    perform: tuple[str, ...]
    exam_first: bool
    consents: tuple[ConsentNeed, ...]
    interval_days: int
    minimum_age: int
    aftercare: tuple[str, ...]
    sources: tuple[str, ...]
    emergency_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every treatment in listed order, the groups the rules speak of, and the titles of consent forms."""

    version: str
    treatments: tuple[Treatment, ...]
    groups: dict[str, tuple[str, ...]]
    consent_titles: dict[str, str]

    def treatment(self, code: str) -> Treatment:
        """Return the treatment called ``code``. Raises KeyError."""
        for treatment in self.treatments:
            if treatment.code == code:
                return treatment
        raise KeyError(code)

    @property
    def codes(self) -> frozenset[str]:
        """Every treatment code."""
        return frozenset(treatment.code for treatment in self.treatments)

    def expand(self, node: Node) -> frozenset[str]:
        """Return the codes named in ``node``, ``@GROUP`` opened. Raises FaultFound at the unknown name."""
        known, found = self.codes, set[str]()
        for entry in node.each():
            name = entry.text()
            if name.startswith("@") and name[1:] in self.groups:
                found.update(self.groups[name[1:]])
            elif name in known:
                found.add(name)
            else:
                raise FaultFound(entry.path, f"“{name}” is not a treatment or a group.")
        return frozenset(found)


def load_catalogue(data: bytes) -> Catalogue:
    """Return the catalogue in ``data`` (JSON). Raises RulesError naming every mistake with its place."""
    root = parse(data, WHAT)
    faults: list[Fault] = []
    treatments: list[Treatment] = []
    try:
        titles = {key: root.child("consent_forms").child(key).text() for key in root.child("consent_forms").members()}
        entries = list(root.child("treatments").each())
        version = root.child("version").text()
    except FaultFound as found:
        raise RulesError(WHAT, (found.fault,)) from None
    for entry in entries:
        try:
            treatments.append(_treatment(entry, titles))
        except FaultFound as found:
            faults.append(found.fault)
    groups = _groups(root, {treatment.code for treatment in treatments}, faults)
    if faults:
        raise RulesError(WHAT, tuple(faults))
    return Catalogue(version, tuple(treatments), groups, titles)


def _treatment(entry: Node, titles: dict[str, str]) -> Treatment:
    exempt = entry.maybe("emergency_exempt")
    return Treatment(
        code=entry.child("code").text(), name=entry.child("name").text(), category=entry.child("category").text(),
        goal=entry.child("goal").text(), perform=entry.child("perform").texts(),
        exam_first=entry.child("exam_first").flag(),
        consents=tuple(_consent(consent, titles) for consent in entry.child("consents").each()),
        interval_days=entry.child("min_interval_days").whole(), minimum_age=entry.child("min_age").whole(),
        aftercare=entry.child("aftercare").texts(), sources=entry.child("source").texts(),
        emergency_exempt=exempt.flag() if exempt else False)


def _consent(node: Node, titles: dict[str, str]) -> ConsentNeed:
    form = node.child("form")
    if form.text() not in titles:
        raise FaultFound(form.path, f"“{form.text()}” is not among the consent forms.")
    return ConsentNeed(form.text(), node.child("valid_months").whole())


def _groups(root: Node, codes: set[str], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    try:
        for name in root.child("groups").members():
            node = root.child("groups").child(name)
            groups[name] = node.texts()
            faults += [Fault(node.path, f"“{code}” is not a treatment.") for code in groups[name] if code not in codes]
    except FaultFound as found:
        faults.append(found.fault)
    return groups
