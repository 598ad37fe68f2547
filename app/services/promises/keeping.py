"""Probes of retention, disposal, legal holds, and incidents."""

from __future__ import annotations

from app.core.dates import long_date
from app.core.text import counted
from app.models.base import Base, append_only_tables
from app.models.clinic_documents import ClinicDocument
from app.models.policies import PolicyDocument
from app.models.registers import RegisterVersion
from app.models.retention import RetentionHold
from app.rules.breach_assessment import ClosingReason
from app.rules.breach_clocks import ILLINOIS_RESIDENTS, Duty
from app.rules.legal_clock import ClockState
from app.rules.retention import Covers, shipped_retention
from app.services.incidents.page import register
from app.services.incidents.telling import TOLD, breach_clocks, notice_to
from app.services.promises.finding import Finding, kept, kept_if, sentence
from app.services.promises.look import Look
from app.services.retention.choice import current_choice
from app.services.retention.journal import all_journals
from app.services.views.incidents import IncidentStatus
from app.services.views.retention import DisposalStage


def retention(look: Look, about: tuple[str, ...]) -> Finding:
    """How long records are kept, by the rule in force, and how many have passed their date."""
    book, covers = shipped_retention(), Covers(about[0])
    rule, choice = book.rule(covers), current_choice(look.work)
    years = max(rule.years, choice.adult_years)
    floor = f", never before the {book.floor_birthday}nd birthday" if choice.minor_floor else ""
    born = f" or to age {rule.birthday}, whichever is later{floor}" if covers is Covers.MINOR else ""
    past = look.records_past_date
    return kept(sentence(f"Kept {years} years after the last visit{born}",
                         f"{counted(past, 'record')} past the date, waiting for two people's approval",
                         "nothing is deleted by itself"))


def disposal(look: Look, _about: tuple[str, ...]) -> Finding:
    """Disposals carried to their end: key destroyed, certificate sealed (NIST SP 800-88r2)."""
    journals = all_journals(look.work)
    done = [journal for journal in journals if journal.has(DisposalStage.CERTIFIED)]
    unfinished = sum(journal.is_unfinished for journal in journals)
    last = max((step.at for journal in done if (step := journal.step(DisposalStage.CERTIFIED))), default=None)
    newest = f", the last on {long_date(last.astimezone(look.zone).date())}" if last else ""
    return kept_if(not unfinished, sentence(
        f"{counted(len(done), 'disposal')} with a certificate{newest}", f"{unfinished or 'none'} left unfinished",
        "paper is shredded by the clinic; no app can see that"),
        "Finish the disposal in the privacy desk, Retention.")


def holds(look: Look, _about: tuple[str, ...]) -> Finding:
    """Legal holds, which keep a record whatever its date."""
    released = look.count(RetentionHold, RetentionHold.releases.is_not(None))
    placed = look.count(RetentionHold) - released
    return kept(f"{counted(placed - released, 'record').capitalize()} under a legal hold.")


def administrative(look: Look, _about: tuple[str, ...]) -> Finding:
    """Papers of HIPAA compliance (45 CFR 164.316(b)(2)(i)): versions that nothing deletes."""
    policies, entries = look.count(PolicyDocument), look.count(RegisterVersion)
    documents, tables = look.count(ClinicDocument), len(append_only_tables(Base.metadata))
    return kept(sentence(
        f"{counted(policies, 'version')} of policies, {counted(entries, 'state')} of register entries, "
        f"{counted(documents, 'sealed document')}",
        f"they lie in {counted(tables, 'table')} whose rows nobody can change or delete"))


def incidents(look: Look, _about: tuple[str, ...]) -> Finding:
    """The breach register: open incidents and their clocks (45 CFR 164.404 to 408)."""
    rows = register(look.work).rows
    late = [due for due in look.breach_clocks_due if due.state is ClockState.LATE]
    open_ones = sum(row.status is not IncidentStatus.CLOSED for row in rows)
    running = min((row.clock.left for row in rows if row.status is not IncidentStatus.CLOSED and not row.clock.closed),
                  default=None)
    return kept_if(not late, sentence(
        f"Incidents: {open_ones} open, {len(rows) - open_ones} closed",
        f"{counted(running, 'day')} left on the next clock" if running is not None and running >= 0 else ""),
        late[0].sentence if late else "")


def breach_notices(look: Look, _about: tuple[str, ...]) -> Finding:
    """Letters to the patients an incident affects."""
    owed = [each for each in look.incidents
            if each.state.closing is None or each.state.closing.reason is ClosingReason.NOTIFIED]
    notices = [notice_to(each, person.patient_id) for each in owed for person in each.affected]
    told = sum(notice.state in TOLD for notice in notices)
    late = [due for due in look.breach_clocks_due if due.state is ClockState.LATE]
    return kept_if(not late, sentence(
        f"{counted(len(owed), 'incident')} with patients to tell, or still looked into",
        f"{told} of {counted(len(notices), 'patient')} told so far" if notices else "",
        "a notice is late" if late else "no notice is late"), late[0].sentence if late else "")


def illinois_breach(look: Look, _about: tuple[str, ...]) -> Finding:
    """Notice to the Attorney General from 500 residents, within 5 business days of HHS (815 ILCS 530/50)."""
    residents = [sum(count for state, count in each.state.facts.residents if state == "IL") for each in look.incidents]
    late = [each.number for each in look.incidents if each.state.closing is None
            and any(clock.duty is Duty.ATTORNEY_GENERAL and clock.state(look.today) is ClockState.LATE
                    for clock in breach_clocks(each))]
    large = sum(count >= ILLINOIS_RESIDENTS for count in residents)
    return kept_if(not late, sentence(
        f"{counted(len(residents), 'incident')} on record, {large or 'none'} with {ILLINOIS_RESIDENTS} residents of "
        "Illinois or more", "the clock for the Attorney General starts by itself"),
        f"Tell the Attorney General of incident {', '.join(late)}.")
