"""Breaches of fewer than 500 people, discovered in one year: the list for the Secretary (45 CFR 164.408(c))."""

from __future__ import annotations

from app.core.dates import field_date, long_date
from app.core.errors import InvalidInputError
from app.documents.report import Report, ReportSection, ReportTable
from app.rules.breach_assessment import Conclusion
from app.rules.breach_clocks import LARGE_BREACH, Duty, year_end_due
from app.rules.breach_letter import KIND_WORDS
from app.services.clinic_documents import seal_report
from app.services.desk import Work
from app.services.incidents.records import Kept, all_kept, today
from app.services.incidents.telling import breach_clocks, row_of
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.incidents import YearList

_HEAD = ("Incident", "Happened", "Discovered", "People", "Information", "Patients told", "HHS told")
_SHARES = (0.24, 0.11, 0.11, 0.08, 0.22, 0.12, 0.12)


def year_list(work: Work, year: int) -> YearList:
    """Return the breaches of ``year`` that go into the list, oldest discovery first."""
    day = today(work)
    return YearList(year, year_end_due(day.replace(year=year, month=1, day=1)),
                    tuple(row_of(kept, day) for kept in _listed(work, year)))


def seal_year_list(work: Work, year: int) -> str:
    """Seal the list as a document of the clinic and return its id. Raises InvalidInputError for a year to come."""
    day = today(work)
    if year > day.year:
        raise InvalidInputError("That year has not begun.", "year")
    found, due = _listed(work, year), year_end_due(day.replace(year=year, month=1, day=1))
    rows = tuple(_row(kept) for kept in found)
    words = (f"Breaches of unsecured protected health information that affected fewer than {LARGE_BREACH} people and "
             f"were discovered in {year}. The Secretary of Health and Human Services is told of each by "
             f"{long_date(due)}.") if rows else f"None was discovered in {year}."
    section = ReportSection("Breaches", (words,), tables=(ReportTable(_HEAD, rows, _SHARES),) if rows else ())
    document_id = seal_report(work, Report(
        header(newest_clinic(work.session)), f"Breaches discovered in {year}", work.now,
        (("Year", str(year)), ("Breaches", str(len(rows))), ("Due to HHS by", long_date(due)),
         ("Rule", "45 CFR 164.408(c)")), (section,)), ClinicDocumentKind.INCIDENT)
    work.audit("incident.year_list", subject=document_id, detail=f"Breaches discovered in {year}: {len(rows)}.")
    return document_id


def _listed(work: Work, year: int) -> list[Kept]:
    """An incident counts once it was assessed as a breach, however it was closed after the notices."""
    found = [kept for kept in all_kept(work)
             if kept.state.facts.discovered.year == year and 0 < len(kept.affected) < LARGE_BREACH
             and kept.state.assessment is not None and kept.state.assessment.conclusion is Conclusion.BREACH]
    return sorted(found, key=lambda kept: (kept.state.facts.discovered, kept.number))


def _row(kept: Kept) -> tuple[str, ...]:
    facts = kept.state.facts
    told = {clock.duty: clock.done for clock in breach_clocks(kept)}
    patients, hhs = told.get(Duty.PATIENTS), told.get(Duty.HHS)
    return (f"{kept.number} {facts.title}", field_date(facts.occurred) if facts.occurred else "Not known",
            field_date(facts.discovered), str(len(kept.affected)),
            ", ".join(KIND_WORDS[kind] for kind in facts.kinds), field_date(patients) if patients else "Not yet",
            field_date(hhs) if hhs else "Not yet")
