"""Forms on file as the rules of what is due see them: consents as the ledger says, all other forms as they came."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.clock import clinic_date
from app.models.consents import ConsentEvent
from app.models.submissions import FormSubmission
from app.rules.consent_purposes import ConsentRules
from app.rules.consents import ConsentState, EventKind
from app.rules.due import FiledForm, FiledState
from app.rules.treatments import Catalogue
from app.services.consents.ledger import ledger, standings
from app.services.desk import Work
from app.services.submission_records import filed_forms

_STATES = {EventKind.GIVEN: FiledState.SIGNED, EventKind.DECLINED: FiledState.DECLINED,
           EventKind.WITHDRAWN: FiledState.WITHDRAWN, EventKind.REVOKED: FiledState.WITHDRAWN}


def filed(work: Work, rules: ConsentRules, catalogue: Catalogue, patient_id: str,
          rows: Sequence[FormSubmission]) -> tuple[FiledForm, ...]:
    """Return what is on file, oldest first. ``rows`` are the patient's forms, oldest first.

    A treatment consent counts as its newest event says, so one that was taken back is due again. Message choices are
    due again when a changed number ended them.
    """
    events = ledger(work, patient_id)
    titles = catalogue.consent_titles
    others = [row for row in rows if row.form_id not in titles]
    consents = _treatments(work, {row.submission_id: row for row in rows},
                           [event for event in events if event.purpose in titles])
    return (*filed_forms(others, work.zone), *_ended(work, rules, events), *consents)


def _treatments(work: Work, rows: dict[str, FormSubmission], events: Sequence[ConsentEvent]) -> list[FiledForm]:
    found: list[FiledForm] = []
    for event in events:
        state = _STATES.get(EventKind(event.kind))
        row = rows.get(event.submission_id or "")
        day = clinic_date(event.at, work.zone)
        if state is FiledState.WITHDRAWN:
            # Everything the form was ever signed for is withdrawn with it.
            covered = [code for each in found if each.form_id == event.purpose for code in each.treatments]
            found.append(FiledForm(event.purpose, day, state, treatments=tuple(dict.fromkeys(covered))))
        elif state is not None and row is not None:
            found.append(FiledForm(event.purpose, day, state, row.material, event.valid_until,
                                   tuple(row.treatments.split())))
    return found


def _ended(work: Work, rules: ConsentRules, events: Sequence[ConsentEvent]) -> list[FiledForm]:
    today = clinic_date(work.now, work.zone)
    found = {}
    for code, standing in standings(events).items():
        purpose = rules.listed(code)
        if purpose is not None and standing.last is not None and standing.state(today) is ConsentState.ENDED:
            found[purpose.form_id] = FiledForm(purpose.form_id, clinic_date(standing.last.at, work.zone),
                                               FiledState.NUMBER_CHANGED)
    return list(found.values())
