"""The breach register as use cases: permission, change and audit in one transaction each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final

from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.rules.breach_assessment import Assessment
from app.rules.breach_letter import NoticeText
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.incidents import closing, finder, notices, page, yearly
from app.services.incidents.fold import EventKind, encode
from app.services.incidents.lost_device import key_answer
from app.services.incidents.names import checked_texts
from app.services.incidents.records import Kept, add_event, kept, new_incident, number_words, open_kept, today
from app.services.views.incidents import (
    Asked,
    Candidate,
    Closing,
    FinderChoices,
    FinderFilter,
    IncidentDue,
    IncidentFacts,
    IncidentRegister,
    IncidentView,
    KeyAnswer,
    KeyQuestion,
    LettersMade,
    PeopleChange,
    Sending,
    SubstituteNotice,
    Told,
    YearList,
)

LETTERS_AT_ONCE: Final = 10
"""Letters made in one transaction; the window asks again until none is left, and can show how far it is."""

_KIND: Final = RecordKind.INCIDENT
_LONGEST_TITLE: Final = 120


class IncidentService:
    """Everybody may report; the privacy officer and administrators do the rest."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def report(self, actor: Actor, facts: IncidentFacts) -> str:
        """Record an incident and return its number. Raises InvalidInputError at the field that is wrong."""
        with self._desk.act(actor, Action.CREATE, _KIND) as work:
            row = new_incident(work, _checked(work, facts))
            number = number_words(row.year, row.number)
            work.audit("incident.report", subject=row.incident_id,
                       detail=f"Incident {number}, discovered {long_date(facts.discovered)}.")
            return number

    def register(self, actor: Actor) -> IncidentRegister:
        """Return every incident, open ones first."""
        with self._desk.act(actor, Action.VIEW, _KIND) as work:
            return page.register(work)

    def open(self, actor: Actor, incident_id: str) -> IncidentView:
        """Return one incident with everything on it. Raises NotFoundError."""
        with self._desk.act(actor, Action.VIEW, _KIND) as work:
            found = kept(work, incident_id)
            work.audit("incident.open", subject=incident_id, detail=f"Incident {found.number}.")
            return page.incident_view(work, found)

    def due(self, actor: Actor) -> tuple[IncidentDue, ...]:
        """Return clocks that are late or end within ten days, for Today."""
        with self._desk.act(actor, Action.VIEW, _KIND, unrecorded=True) as work:
            return page.due_now(work)

    def change(self, actor: Actor, incident_id: str, facts: IncidentFacts) -> None:
        """Put the facts right; what was written before stays. Raises InvalidInputError at the field that is wrong."""
        with self._changing(actor, incident_id) as (work, found):
            new = _checked(work, facts)
            add_event(work, incident_id, EventKind.CHANGED, new)
            work.audit("incident.change", subject=incident_id, detail=f"Incident {found.number}.",
                       old=encode(found.state.facts), new=encode(new))
            closing.account(work, kept(work, incident_id))

    def answer_keys(self, actor: Actor, incident_id: str, question: KeyQuestion) -> KeyAnswer:
        """Say whether keys were on a lost device, and keep the answer with its reasons."""
        with self._changing(actor, incident_id) as (work, found):
            if not question.device.strip():
                raise InvalidInputError("Choose the device.", "device")
            answer = key_answer(work, question)
            add_event(work, incident_id, EventKind.KEYS, answer)
            work.audit("incident.keys", subject=incident_id,
                       detail=f"Incident {found.number}, {question.device}: {answer.finding.value}.")
            return answer

    def choices(self, actor: Actor) -> FinderChoices:
        """Return devices, people and vendors to choose from."""
        with self._desk.act(actor, Action.VIEW, _KIND, unrecorded=True) as work:
            return finder.choices(work)

    def find(self, actor: Actor, incident_id: str, wanted: FinderFilter) -> tuple[Candidate, ...]:
        """Return the patients the audit log connects with ``wanted``. Raises InvalidInputError without any limit."""
        with self._desk.act(actor, Action.VIEW, _KIND) as work:
            found = kept(work, incident_id)
            candidates = finder.find(work, found, wanted)
            work.audit("incident.find", subject=incident_id,
                       detail=f"Incident {found.number}: {len(candidates)} patients.")
            return candidates

    def change_people(self, actor: Actor, incident_id: str, change: PeopleChange) -> int:
        """Put patients on the list and take others off; return how many are new on it."""
        with self._changing(actor, incident_id) as (work, found):
            added = finder.change_people(work, found, change)
            closing.account(work, kept(work, incident_id))
            return len(added)

    def assess(self, actor: Actor, incident_id: str, assessment: Assessment) -> None:
        """Record the risk assessment. Raises InvalidInputError at what is missing."""
        with self._changing(actor, incident_id) as (work, found):
            closing.assess(work, found, assessment)

    def wait(self, actor: Actor, incident_id: str, asked: Asked) -> None:
        """Record that law enforcement asked to wait with notices (164.412)."""
        with self._changing(actor, incident_id) as (work, found):
            notices.record_asked(work, found, asked)

    def save_notice(self, actor: Actor, incident_id: str, text: NoticeText) -> None:
        """Keep the text of the letters. Raises InvalidInputError at the element that is missing (164.404(c)(1))."""
        with self._changing(actor, incident_id) as (work, found):
            notices.save_notice(work, found, text)

    def make_letters(self, actor: Actor, incident_id: str, limit: int = LETTERS_AT_ONCE) -> LettersMade:
        """Make and seal up to ``limit`` letters; call again while some are left."""
        with self._changing(actor, incident_id) as (work, found):
            return notices.make_letters(work, found, limit)

    def letters_sent(self, actor: Actor, incident_id: str, sending: Sending) -> None:
        """Record that letters went out, with proof."""
        with self._changing(actor, incident_id) as (work, found):
            notices.record_sending(work, found, sending)

    def letter_returned(self, actor: Actor, incident_id: str, patient_id: str, on: date) -> None:
        """Record that a letter came back undeliverable."""
        with self._changing(actor, incident_id) as (work, found):
            notices.record_return(work, found, patient_id, on)

    def substitute(self, actor: Actor, incident_id: str, given: SubstituteNotice) -> None:
        """Record the substitute notice to everybody without a current address."""
        with self._changing(actor, incident_id) as (work, found):
            notices.record_substitute(work, found, given)

    def told(self, actor: Actor, incident_id: str, told: Told) -> None:
        """Record a notice to HHS, the Attorney General or the media."""
        with self._changing(actor, incident_id) as (work, found):
            notices.record_told(work, found, told)

    def close(self, actor: Actor, incident_id: str, reason: Closing) -> None:
        """Close an incident for a reason its file bears out. Raises InvalidInputError otherwise."""
        with self._changing(actor, incident_id) as (work, found):
            closing.close(work, found, reason)

    def reopen(self, actor: Actor, incident_id: str, words: str) -> None:
        """Open a closed incident again."""
        with self._desk.act(actor, Action.CHANGE, _KIND) as work:
            closing.reopen(work, kept(work, incident_id), words)

    def year_list(self, actor: Actor, year: int) -> YearList:
        """Return the breaches of fewer than 500 people discovered in ``year`` (164.408(c))."""
        with self._desk.act(actor, Action.VIEW, _KIND) as work:
            return yearly.year_list(work, year)

    def seal_year_list(self, actor: Actor, year: int) -> str:
        """Seal that list as a document of the clinic and return its id. Needs fresh proof."""
        with self._desk.act(actor, Action.EXPORT, _KIND) as work:
            return yearly.seal_year_list(work, year)

    @contextmanager
    def _changing(self, actor: Actor, incident_id: str) -> Iterator[tuple[Work, Kept]]:
        """Open a unit of work on an incident that is open. Raises NotFoundError, and InvalidInputError if closed."""
        with self._desk.act(actor, Action.CHANGE, _KIND) as work:
            yield work, open_kept(work, incident_id)


def _checked(work: Work, facts: IncidentFacts) -> IncidentFacts:
    """Return ``facts`` cleaned. Raises InvalidInputError at the field that is wrong."""
    texts = checked_texts(work.session, {"title": facts.title, "what": facts.what, "got_by": facts.got_by,
                                         "vendor": facts.vendor})
    if not texts["title"]:
        raise InvalidInputError("Say in a few words what happened.", "title")
    if len(texts["title"]) > _LONGEST_TITLE:
        raise InvalidInputError(f"Keep this under {_LONGEST_TITLE} characters; details go below.", "title")
    if not texts["what"]:
        raise InvalidInputError("Tell what happened, without names of patients.", "what")
    _check_days(facts, today(work))
    if any(count < 0 or len(state) != 2 for state, count in facts.residents):
        raise InvalidInputError("Enter states by two letters with a number, such as IL 9, WI 2.", "residents")
    return replace(facts, title=texts["title"], what=texts["what"], got_by=texts["got_by"], vendor=texts["vendor"])


def _check_days(facts: IncidentFacts, day: date) -> None:
    if facts.discovered > day:
        raise InvalidInputError("The day of discovery lies in the future.", "discovered")
    if facts.occurred is not None and facts.occurred > facts.discovered:
        raise InvalidInputError("It cannot have been found before it happened.", "occurred")
    if facts.vendor_told is not None and facts.vendor_told > day:
        raise InvalidInputError("This day lies in the future.", "vendor_told")
    if facts.vendor_discovered is not None and facts.vendor_told is not None \
            and facts.vendor_discovered > facts.vendor_told:
        raise InvalidInputError("The vendor cannot have told the clinic before finding it.", "vendor_discovered")

