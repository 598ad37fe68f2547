"""The demo's incidents: three that were looked into and closed, and one whose clock runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.clock import clinic_date
from app.demo.story import Story
from app.rules.breach_assessment import (
    Assessment,
    BreachException,
    ClosingReason,
    Conclusion,
    Factor,
    FactorAnswer,
    Risk,
)
from app.rules.breach_letter import PhiKind
from app.security.actor import Actor
from app.services.views.incidents import Closing, IncidentFacts, PeopleChange

_OPENED_BY_MISTAKE = Assessment((), Conclusion.EXCEPTION, "The chart was closed at once and nothing was written down.",
                                BreachException.GOOD_FAITH)
_SCHEDULE = Assessment((
    FactorAnswer(Factor.NATURE, Risk.LOW, "First names and times of one morning. No treatments."),
    FactorAnswer(Factor.WHO, Risk.LOW, "A patient who was waiting handed it to the front desk."),
    FactorAnswer(Factor.SEEN, Risk.MEDIUM, "It lay face up for about ten minutes."),
    FactorAnswer(Factor.MITIGATED, Risk.LOW, "It was shredded. Schedules are no longer printed."),
), Conclusion.LOW_PROBABILITY, "Little was on it, and it was back within minutes.")


def tell_incidents(story: Story, now: datetime) -> None:
    """Tell the year's incidents up to the day of the demo. The last one waits for its risk assessment."""
    incidents = story.services.incidents
    story.clock.advance_to(now - timedelta(days=300))
    officer = story.sign_in("judith")
    chart = _report(story, officer, "Wrong chart opened at the front desk", "Two patients with similar names.")
    _affect(story, officer, chart, "tomas", note="Their chart was open for a few seconds.")
    incidents.assess(officer, chart, _OPENED_BY_MISTAKE)
    incidents.close(officer, chart, Closing(ClosingReason.EXCEPTION, "Closed at once."))
    story.clock.advance_to(now - timedelta(days=266))
    schedule = _report(story, officer, "Printed schedule found at front desk", "One page lay on the counter.",
                       kinds=(PhiKind.NAME,), residents=(("IL", 2),))
    _affect(story, officer, schedule, "tomas", "imani", note="Their first name and a time were on it.")
    incidents.assess(officer, schedule, _SCHEDULE)
    incidents.close(officer, schedule, Closing(ClosingReason.LOW_PROBABILITY, "Shredded the same day."))
    story.clock.advance_to(now - timedelta(days=107))
    tablet = _report(story, officer, "Tablet left unlocked in room 2", "Patient mode was on, at the welcome page.")
    incidents.close(officer, tablet, Closing(ClosingReason.NO_DATA_SEEN, "The log shows that nothing was opened."))
    story.clock.advance_to(now - timedelta(days=8))
    email = _report(story, officer, "Consent copy emailed to the wrong address",
                         "A patient asked for a copy of a consent. It went to an address with a typing mistake, and no "
                         "answer came back.", kinds=(PhiKind.NAME, PhiKind.TREATMENT), residents=(("IL", 1),),
                         got_by="The holder of a mailbox nobody here knows")
    _affect(story, officer, email, "imani", note="The copy of her photo consent.")


def _report(story: Story, officer: Actor, title: str, what: str, kinds: tuple[PhiKind, ...] = (),
            residents: tuple[tuple[str, int], ...] = (), got_by: str = "") -> str:
    """Report an incident found today and return its id."""
    incidents, today = story.services.incidents, clinic_date(story.clock.now(), story.services.desk.zone())
    number = incidents.report(officer, IncidentFacts(title, what, today, today, kinds, residents, got_by))
    return next(row.incident_id for row in incidents.register(officer).rows if row.number == number)


def _affect(story: Story, officer: Actor, incident: str, *keys: str, note: str) -> None:
    """Confirm who is affected."""
    patients = tuple(story.patients[key] for key in keys)
    story.services.incidents.change_people(officer, incident, PeopleChange(patients, note=note))
