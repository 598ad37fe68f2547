"""A changed telephone number ends the consents to texts: they were given for the old one (47 CFR 64.1200(f)(9))."""

from __future__ import annotations

from app.core.phone import to_e164
from app.rules.consent_purposes import ConsentRules
from app.rules.consents import Channel, EventKind
from app.services.consents.ledger import EventFacts, TextShown, append_event, content_of, ledger, standings
from app.services.desk import Work


def number_changed(work: Work, rules: ConsentRules, patient_id: str, old: str, new: str) -> None:
    """End every consent to texts that was given for the number ``old``, or for none; they are asked again.

    Numbers are E.164 where they could be read as one. One given for ``new`` or for a third number stands.
    """
    if to_e164(old) == to_e164(new):
        return
    rows = ledger(work, patient_id)
    newest = {row.event_id: row for row in rows}
    found = standings(rows)
    ended = []
    for purpose in rules.texts():
        last = found[purpose.code].last if purpose.code in found else None
        if last is None or last.kind is not EventKind.GIVEN:
            continue
        row = newest[last.event_id]
        number = content_of(work, row).get("number", "")
        if number and to_e164(number) != to_e164(old):
            continue
        append_event(work, EventFacts(
            patient_id, purpose.code, EventKind.SUPERSEDED, max(work.now, last.at), Channel.RECORD,
            work.actor.user_id, work.actor.display_name, TextShown(row.form_id), ends=last.event_id))
        ended.append(purpose.title)
    if ended:
        work.audit("consent.number", patient_id=patient_id, subject=patient_id,
                   detail=f"The telephone number changed. Asked again: {', '.join(ended)}.")
