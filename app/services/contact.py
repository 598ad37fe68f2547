"""Takes over into the patient's record what an accepted registration says about how to reach and call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.core.canonical import canonical_json
from app.core.phone import to_e164
from app.models.patients import Patient
from app.rules.answers import from_responses
from app.rules.consent_purposes import ConsentRules
from app.services.consents.numbers import number_changed
from app.services.desk import Work
from app.services.patient_search import index_patient
from app.services.review_parts import Part

REGISTRATION: Final = "reg"
_TAKEN_OVER: Final = {"reg.contact.mobile": "phone", "reg.contact.email": "email",
                      "reg.name.preferred": "preferred_name"}
"""linkIds of the registration to fields of the record. Name and birth date are identity: no form changes those."""


def take_over_contact(work: Work, rules: ConsentRules, patient: Patient, parts: Sequence[Part]) -> None:
    """Update phone, email and preferred name from the registration in ``parts``, if any; audited, old and new.

    A new telephone number ends the consents to texts that were given for the old one.
    """
    form = next((part.form for part in parts if part.row.form_id == REGISTRATION and part.is_signed), None)
    if form is None or form.response is None:
        return
    told = from_responses(form.response)
    new = {name: told.text(link_id) for link_id, name in _TAKEN_OVER.items() if told.text(link_id)}
    if "phone" in new:
        new["phone"] = to_e164(new["phone"])
    old = {name: getattr(patient, name) for name in new}
    if old == new:
        return
    for name, value in new.items():
        setattr(patient, name, value)
    work.session.flush()
    index_patient(work.session, patient)
    work.audit("patient.change", patient_id=patient.patient_id, subject=patient.patient_id,
               detail="Contact details taken over from the registration.", old=canonical_json(old),
               new=canonical_json(new))
    number_changed(work, rules, patient.patient_id, old.get("phone", ""), new.get("phone", ""))
