"""The desk around policy receipts: why one is missing, a copy for the patient, and who has which version."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import checked_text, defuse_cell, slug
from app.models.patients import Patient
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.disclosures.record import Given, checked, record_disclosure
from app.services.disclosures.release import limited_among
from app.services.known_patient import known_patient
from app.services.policies import CurrentPolicy, current_policies
from app.services.policy_receipts import (
    COPY,
    REFUSED,
    Holding,
    ReceiptFacts,
    append_receipt,
    holdings,
    is_outdated,
    material_versions,
)
from app.services.views.consents import PolicyHolder, ReceiptState, Refusal
from app.services.views.disclosures import Channel, Disclosure

_GIVEN: Final = Given("Which version of the clinic's policies the patient has", Channel.SAVED)
_HEAD: Final = ("patient", "record", "document", "version", "answer", "on", "asked again")
_MEDIA: Final = {"application/pdf": "pdf"}


class ReceiptsService:
    """Use cases around who has which policy."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_patient(self, actor: Actor, patient_id: str) -> tuple[ReceiptState, ...]:
        """Return, for each policy in force, what the patient has of its kind. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id, unrecorded=True) as work:
            known_patient(work, patient_id)
            held = holdings(work.session, patient_id)
            return tuple(_state(work, policy, held.get((patient_id, policy.kind))) for policy in self._in_force(work))

    def document_refusal(self, actor: Actor, patient_id: str, refusal: Refusal) -> None:
        """Write down why the policies in force were not acknowledged and what was tried (45 CFR 164.520(c)(2)(ii)).

        Raises InvalidInputError without either, or when no policy is loaded; NotFoundError, PermissionDeniedError.
        """
        reason = checked_text(refusal.reason, "reason", "Say why it was not acknowledged.")
        effort = checked_text(refusal.effort, "effort", "Say what was tried.")
        with self._desk.act(actor, Action.FILE_PAPER, RecordKind.VISIT, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            policies = self._in_force(work)
            if not policies:
                raise InvalidInputError("No policy is loaded, so there is nothing to acknowledge.")
            for policy in policies:
                append_receipt(work, ReceiptFacts(patient_id, policy.policy_id, REFUSED, work.now, work.actor.user_id,
                                                  work.actor.display_name, reason=reason, effort=effort))
            work.audit("policy.refused", patient_id=patient_id, subject=patient_id,
                       detail="The policies were not acknowledged; the reason and what was tried are on record.",
                       new=canonical_json({"reason": reason, "effort": effort}))

    def copy(self, actor: Actor, patient_id: str, kind: str) -> tuple[str, bytes]:
        """Return a file name and the policy in force, word for word, to be printed or saved for the patient; logged.

        Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT, patient_id=patient_id) as work:
            known_patient(work, patient_id)
            policy = next((each for each in self._in_force(work) if each.kind == kind), None)
            if policy is None:
                raise NotFoundError("This document is not loaded. Load it in Settings, Policies.")
            append_receipt(work, ReceiptFacts(patient_id, policy.policy_id, COPY, work.now, work.actor.user_id,
                                              work.actor.display_name))
            work.audit("policy.copy", patient_id=patient_id, subject=policy.policy_id,
                       detail=f"{policy.title}, version {policy.version}.")
            name = f"{slug(policy.title)}-{slug(policy.version)}.{_MEDIA.get(policy.media_type, 'txt')}"
            return name, policy.content

    def holders(self, actor: Actor) -> tuple[PolicyHolder, ...]:
        """Return, for every patient and kind of policy in force, the version they have, by name.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.REVEAL, RecordKind.PATIENT) as work:
            found = self._holders(work)
            work.audit("policy.holders", detail=f"{len(found)} rows.")
            return found

    def holders_csv(self, actor: Actor, disclosure: Disclosure) -> bytes:
        """Return the same as CSV. It names patients, so each has it in their disclosures.

        Who asked for a limit that speaks to the basis is left out (45 CFR 164.522(a)).

        Raises InvalidInputError without recipient or purpose, ProofNeededError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.EXPORT, RecordKind.PATIENT) as work:
            said, found = checked(disclosure), self._holders(work)
            limited = limited_among(work, {row.patient_id for row in found}, said.basis)
            found = tuple(row for row in found if row.patient_id not in limited)
            for patient_id in sorted({row.patient_id for row in found if work.keys.has(row.patient_id)}):
                record_disclosure(work, patient_id, said, _GIVEN)
            work.audit("policy.holders_export", detail=f"{len(found)} rows.")
            return _as_csv(found)

    def _in_force(self, work: Work) -> tuple[CurrentPolicy, ...]:
        return current_policies(work.session, clinic_date(work.now, work.zone))

    def _holders(self, work: Work) -> tuple[PolicyHolder, ...]:
        today, held = clinic_date(work.now, work.zone), holdings(work.session)
        material = material_versions(work.session)
        patients = work.session.scalars(select(Patient).where(Patient.disposed_on.is_(None))
                                        .order_by(Patient.family_name, Patient.given_name)).all()
        found = []
        for patient in patients:
            for policy in self._in_force(work):
                mine = held.get((patient.patient_id, policy.kind))
                again = mine is not None and is_outdated(mine.policy, material, today)
                found.append(PolicyHolder(
                    patient.patient_id, patient.display_name, patient.record_number, policy.kind,
                    mine.policy.version if mine is not None else "", mine.outcome if mine is not None else "",
                    clinic_date(mine.at, work.zone) if mine is not None else None, again or mine is None))
        return tuple(found)


def _state(work: Work, policy: CurrentPolicy, mine: Holding | None) -> ReceiptState:
    return ReceiptState(policy.kind, policy.title, policy.version, mine.policy.version if mine is not None else "",
                        mine.outcome if mine is not None else "",
                        clinic_date(mine.at, work.zone) if mine is not None else None)


def _as_csv(rows: Sequence[PolicyHolder]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for row in rows:
        writer.writerow([defuse_cell(cell) for cell in (
            row.patient_name, str(row.record_number), row.kind, row.version, row.outcome,
            row.on.isoformat() if row.on else "", "yes" if row.asked_again else "no")])
    return out.getvalue().encode("utf-8-sig")
