"""A register as a table for spreadsheets, and as a report for a sealed PDF."""

from __future__ import annotations

import csv
import io

from app.core.dates import field_date
from app.core.text import defuse_cell
from app.documents.record import ClinicHeader
from app.documents.report import Report, ReportSection, ReportTable
from app.rules.registers import DueState
from app.services.desk import Work
from app.services.views.registers import Register, RegisterEntry

STATE_WORDS = {"current": "Current", "soon": "Due soon", "overdue": "Overdue", "missing": "Not entered",
               "replaced": "Replaced", "closed": "Closed"}
"""How an entry stands, in words."""


def register_csv(register: Register) -> bytes:
    """Return the register as CSV (UTF-8 with signature, so that spreadsheets read it): one row an entry."""
    kind = register.kind
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*(each.label for each in kind.fields), "Seen to by", "Due", "State", "Files", "Changed by"))
    for entry in register.entries:
        facts = dict(entry.facts)
        cells = (*(facts.get(each.label, "") for each in kind.fields), entry.owner,
                 entry.due.isoformat() if entry.due else "", STATE_WORDS[entry.state],
                 "; ".join(file.name for file in entry.attachments), entry.changed_by)
        writer.writerow([defuse_cell(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def register_report(work: Work, register: Register, header: ClinicHeader) -> Report:
    """Return the register as a report: where its interval comes from, how it stands, and each entry in full."""
    kind, interval = register.kind, register.kind.interval
    states = [entry.state for entry in register.entries]
    summary = ReportTable(
        (kind.one, "Seen to by", "Due", "State"),
        tuple((_title(entry), entry.owner or "Nobody yet", field_date(entry.due) if entry.due else "",
               STATE_WORDS[entry.state]) for entry in register.entries),
        (0.46, 0.24, 0.14, 0.16))
    return Report(
        header, f"Register: {kind.title}", work.now,
        (("Entries", str(sum(1 for entry in register.entries if entry.entry_id))),
         ("Overdue or not entered", str(states.count(DueState.OVERDUE) + states.count(DueState.MISSING))),
         ("Interval", f"{interval.months} months ({interval.basis.value})"), ("Source", interval.source)),
        (ReportSection("Overview", (kind.purpose,), (), (summary,)),
         *(ReportSection(_title(entry), (), _facts(entry)) for entry in register.entries
           if entry.entry_id)))


def _title(entry: RegisterEntry) -> str:
    return ", ".join(filter(None, (entry.title, entry.detail)))


def _facts(entry: RegisterEntry) -> tuple[tuple[str, str], ...]:
    files = tuple((file.name, f"SHA-256 {file.sha256}") for file in entry.attachments)
    return (*entry.facts, ("Seen to by", entry.owner), ("Version", f"{entry.version}, by {entry.changed_by}"), *files)
