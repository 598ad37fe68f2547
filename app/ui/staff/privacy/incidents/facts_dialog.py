"""Report an incident: what happened, in words that name no patient. The privacy officer adds the rest later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.services.views.incidents import IncidentFacts
from app.ui.messages import tell
from app.ui.screen import Screen
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.privacy.incidents.kinds_grid import KindsGrid
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField

_NO_NAMES = "Without names of patients: this text stays when a patient’s record goes."
_RESIDENTS = re.compile(r"\s*([A-Za-z]{2})\s*:?\s*(\d{1,7})\s*")
_REPORT = FormWords(
    "Report an incident",
    "A lost device, a wrong address, papers left behind, a chart opened without need: report it at once, also when "
    "you are not sure. The privacy officer takes it from there.", "Report incident")
_REPORTED = "The privacy officer sees it on the privacy desk, and its clock runs. Keep what shows what happened."
_CHANGE = FormWords("What is known", "What was written before stays in the history.", "Save")


class ReportDialog(FormDialog):
    """For everybody: four questions. ``done`` carries the incident's number."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, _REPORT, width=640)
        self.short = LineField("What happened, in a few words", hint="For example: Tablet left unlocked in room 2")
        self.what = TextField("What is known so far", lines=4, hint=_NO_NAMES)
        self.occurred = DateField("It happened on", hint="If known")
        self.discovered = DateField("It was found on", hint="The first day anybody knew, or should have known",
                                    day=self.context.today)
        self.add("title", self.short)
        self.add("what", self.what)
        self.add_beside(occurred=self.occurred, discovered=self.discovered)

    def call(self) -> Call | None:
        """Return the report."""
        if self.wrong_day("occurred") or (discovered := self.day("discovered")) is None:
            return None
        facts = IncidentFacts(self.short.text(), self.what.text(), discovered, self.occurred.value())
        return lambda services, actor: services.incidents.report(actor, facts)


def report_incident(screen: Screen) -> ReportDialog:
    """Open the report over any staff screen, and say its number once it is made."""
    dialog = ReportDialog(screen)
    dialog.done.connect(lambda number: tell(screen.stage(), f"Incident {number} is reported", _REPORTED))
    dialog.begin()
    return dialog


class FactsDialog(FormDialog):
    """For the privacy officer: everything that is known of an incident."""

    def __init__(self, screen: Screen, incident_id: str, facts: IncidentFacts, vendors: Sequence[str]) -> None:
        super().__init__(screen, _CHANGE, width=760)
        self._incident_id, self._facts = incident_id, facts
        self.short = LineField("What happened, in a few words", text=facts.title)
        self.what = TextField("What is known", lines=4, hint=_NO_NAMES, text=facts.what)
        self.occurred, self.discovered = DateField("It happened on", hint="If known"), DateField("It was found on")
        self.kinds = KindsGrid(facts.kinds)
        self.residents = LineField("Where the people live", hint="States with how many: IL 9, WI 2")
        self.got_by = LineField("Who outside the clinic got it", text=facts.got_by,
                                hint="Empty if nobody did. It goes into each patient’s list of disclosures.")
        known = [("", "Not at a vendor"), *((name, name) for name in dict.fromkeys((*vendors, facts.vendor)) if name)]
        self.vendor = ChoiceField("Vendor it happened at", known)
        self.found_there = DateField("Vendor found it on")
        self.told_us = DateField("Vendor told us on", hint="At most 60 days later (45 CFR 164.410)")
        self._add_fields()
        self._fill()

    def call(self) -> Call | None:
        """Return the change."""
        if self.wrong_day("occurred", "vendor_discovered", "vendor_told") or \
                (discovered := self.day("discovered")) is None:
            return None
        residents = _residents(self.residents.text())
        if residents is None:
            self.refuse("residents", "Enter states by two letters with a number, such as IL 9, WI 2.")
            return None
        facts = self._read(discovered, residents)
        return lambda services, actor: services.incidents.change(actor, self._incident_id, facts)

    def _read(self, discovered: date, residents: tuple[tuple[str, int], ...]) -> IncidentFacts:
        vendor = self.vendor.value()
        return replace(
            self._facts, title=self.short.text(), what=self.what.text(), discovered=discovered,
            occurred=self.occurred.value(), kinds=self.kinds.value(), residents=residents,
            got_by=self.got_by.text(), vendor=vendor,
            vendor_discovered=self.found_there.value() if vendor else None,
            vendor_told=self.told_us.value() if vendor else None)

    def _add_fields(self) -> None:
        self.add("title", self.short)
        self.add("what", self.what)
        self.add_beside(occurred=self.occurred, discovered=self.discovered)
        self.add_heading("Which information it was")
        self.add_widget(self.kinds)
        self.add("residents", self.residents)
        self.add("got_by", self.got_by)
        self.add_beside(vendor=self.vendor, vendor_discovered=self.found_there, vendor_told=self.told_us)

    def _fill(self) -> None:
        facts = self._facts
        self.occurred.set_value(facts.occurred)
        self.discovered.set_value(facts.discovered)
        self.residents.set_text(", ".join(f"{state} {count}" for state, count in facts.residents))
        self.vendor.set_value(facts.vendor)
        self.found_there.set_value(facts.vendor_discovered)
        self.told_us.set_value(facts.vendor_told)


def _residents(text: str) -> tuple[tuple[str, int], ...] | None:
    """Read "IL 9, WI 2"; None when it is something else. A State named twice counts together."""
    found: dict[str, int] = {}
    for part in filter(str.strip, re.split(r"[,;\n]", text)):
        match = _RESIDENTS.fullmatch(part)
        if match is None:
            return None
        state = match.group(1).upper()
        found[state] = found.get(state, 0) + int(match.group(2))
    return tuple(found.items())
