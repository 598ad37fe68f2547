"""The cards of one incident: what is known, who is affected, the assessment, the lost device, the notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.dates import long_date
from app.rules.breach_assessment import EXCEPTION_WORDS, FACTOR_WORDS, BreachException, Conclusion, Factor, Risk
from app.rules.breach_clocks import NOTICE_DAYS
from app.rules.breach_letter import KIND_WORDS
from app.services.views.incidents import IncidentFacts, IncidentView, KeyAnswer, KeyFinding, PersonLine
from app.ui.fonts import Staff
from app.ui.staff.privacy.incidents.assessment_dialog import CONCLUSIONS
from app.ui.staff.privacy.incidents.words import DUTY_TITLES, NOTICE_CHIPS, short_day
from app.ui.staff.settings.facts import Facts
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button
from app.ui.widgets.card import Card
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.data_table import Cell, Column, DataTable, Row
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.text import TextLabel

_PEOPLE = (Column("Patient"), Column("Notice", 170), Column("Sent", 210))
_MOST_ROWS = 6
_RISKS = {Risk.LOW: (Tone.SUCCESS, "check"), Risk.MEDIUM: (Tone.WARNING, "warning"), Risk.HIGH: (Tone.DANGER, "error")}
_FINDINGS = {
    KeyFinding.SAFE: (Tone.SUCCESS, "The data on it is secured. No notice is due for it."),
    KeyFinding.UNCLEAR: (Tone.WARNING, "Nothing shows that the keys are safe. Assess the risk."),
    KeyFinding.EXPOSED: (Tone.DANGER, "Keys were within reach. The data counts as exposed.")}


def facts_card(view: IncidentView, buttons: Sequence[Button]) -> Card:
    """Return what is known."""
    facts, card = view.facts, Card("What happened", padding=24, spacing=14)
    card.body.addWidget(TextLabel(facts.what, Staff.BODY))
    first, second = Facts(), Facts()
    happened = f"Happened {long_date(facts.occurred)}" if facts.occurred else "The day it happened is not known"
    first.add("Found", long_date(facts.discovered), happened)
    kinds = ", ".join(KIND_WORDS[kind] for kind in facts.kinds)
    second.add("Information", f"{kinds[0].upper()}{kinds[1:]}" if kinds else "Not said yet")
    media = f"Media of {', '.join(view.media_states)} are to be told." if view.media_states else ""
    places = ", ".join(f"{count} in {state}" for state, count in facts.residents)
    first.add("Where the people live", places or "Not said yet", media)
    second.add("Received by", facts.got_by or "Not said yet")
    if facts.vendor:
        first.add("Vendor", facts.vendor, _vendor(facts))
    columns = QHBoxLayout()
    columns.setSpacing(24)
    for facts_column in (first, second):
        columns.addWidget(facts_column, 1, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(columns)
    return _with_buttons(card, buttons)


def people_card(view: IncidentView, table: DataTable, buttons: Sequence[Button]) -> Card:
    """Return who is affected; ``table`` is the page's own, so that its choice outlives a refresh."""
    count = len(view.people)
    card = Card("1 person affected" if count == 1 else f"{count} people affected" if count else "People affected",
                padding=24, spacing=14)
    if count:
        card.body.addWidget(table)
    else:
        card.body.addWidget(TextLabel("Nobody is on the list yet. The audit log helps to find them.", Staff.BODY,
                                      "ink-2"))
    return _with_buttons(card, buttons)


def people_table() -> DataTable:
    """Return the table of people."""
    return DataTable("People affected", _PEOPLE, 60)


def show_people(table: DataTable, people: Sequence[PersonLine], today: date) -> None:
    """Fill the table; it grows to a few rows, then scrolls."""
    table.show_rows([_person(person, today) for person in people])
    table.setFixedHeight(min(table.content_height(), 42 + _MOST_ROWS * 60))


def assessment_card(view: IncidentView, buttons: Sequence[Button]) -> Card:
    """Return the risk assessment, or until when it is to be made."""
    card, found = Card("Risk assessment", padding=24, spacing=14), view.assessment
    if found is None:
        card.body.addWidget(TextLabel(
            f"Not made yet; the clinic wants it by {long_date(view.assessment_due)}. Until it shows a low probability "
            "that the information was compromised, the law takes this for a breach.", Staff.BODY, "ink-2"))
        return _with_buttons(card, buttons)
    tone = Tone.WARNING if found.conclusion is Conclusion.BREACH else Tone.SUCCESS
    title = EXCEPTION_WORDS[found.exception] if found.exception is not BreachException.NONE else \
        CONCLUSIONS[found.conclusion]
    card.body.addWidget(Banner(tone, title, found.words))
    for factor in Factor:
        answer = found.answer(factor)
        if answer is not None and answer.words:
            card.body.addWidget(_factor(FACTOR_WORDS[factor][0], answer.words, answer.risk))
    return _with_buttons(card, buttons)


def device_card(answer: KeyAnswer) -> Card:
    """Return what became of the question about the lost device's keys."""
    card = Card(f"Lost device: {answer.question.device}", padding=24, spacing=14)
    tone, words = _FINDINGS[answer.finding]
    card.body.addWidget(Banner(tone, words, " ".join(answer.reasons)))
    return card


def notices_card(view: IncidentView, progress: TextLabel, buttons: Sequence[Button]) -> Card:
    """Return how far the notices are."""
    card = Card("Notices", padding=24, spacing=14)
    shown = Facts()
    shown.add("Text of the letters", "Saved, with all five parts" if view.notice_is_saved else "Not written yet")
    for told in view.told:
        shown.add(DUTY_TITLES[told.duty], f"Given {long_date(told.on)}", f"{told.method}. {told.proof}")
    if view.substitute is not None:
        until = f" It stays until {long_date(view.substitute.until)}." if view.substitute.until else ""
        shown.add("Substitute notice", f"Given {long_date(view.substitute.on)}", f"{view.substitute.method}.{until}")
    if view.asked is not None:
        held = next((clock.held for clock in view.clocks if clock.held is not None), None)
        shown.add("Law enforcement asked to wait", view.asked.official,
                  f"Notices may go out from {long_date(held)}." if held else "")
    card.body.addWidget(shown)
    if view.unreachable:
        card.body.addWidget(Banner(Tone.WARNING, f"{view.unreachable} without a current address",
                                   "They need a substitute notice (45 CFR 164.404(d)(2))."))
    card.body.addWidget(progress)
    return _with_buttons(card, buttons)


def _vendor(facts: IncidentFacts) -> str:
    """When the vendor told the clinic; business associates have 60 days from finding it (45 CFR 164.410(b))."""
    if facts.vendor_told is None:
        return "The day they told us is not said"
    told = f"Told us on {long_date(facts.vendor_told)}"
    if facts.vendor_discovered is None:
        return told
    days = (facts.vendor_told - facts.vendor_discovered).days
    late = ", later than the 60 days they have (45 CFR 164.410)" if days > NOTICE_DAYS else ""
    return f"{told}, {days} day{'' if days == 1 else 's'} after finding it{late}"


def _with_buttons(card: Card, buttons: Sequence[Button]) -> Card:
    if buttons:
        holder = QWidget()
        row = FlowLayout(holder)
        for button in buttons:
            row.addWidget(button)
        card.body.addWidget(holder)
    return card


def _factor(title: str, words: str, risk: Risk) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    facts = Facts()
    facts.add(title, words, style=Staff.BODY)
    row.addWidget(facts, 1)
    tone, icon = _RISKS[risk]
    row.addWidget(StatusChip(f"{risk.value.capitalize()} risk", tone, icon), 0, Qt.AlignmentFlag.AlignTop)
    return holder


def _person(person: PersonLine, today: date) -> Row:
    below = person.confidential or (f"Record {person.record_number}" if person.record_number else "")
    sent = f"{short_day(person.sent_on, today)}, {person.sent_by}" if person.sent_on else ""
    how = ". ".join(part for part in (person.method, person.proof) if part)
    return Row(person.patient_id, (
        Cell(person.name, ". ".join(part for part in (below, person.note) if part), strong=True),
        Cell(chip=NOTICE_CHIPS[person.notice]), Cell(sent, how if sent else "")))
