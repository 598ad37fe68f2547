"""Who has which version of the policies: acknowledged, not acknowledged and why, copies given (45 CFR 164.520(c)(2)).

A receipt is written in the transaction in which the acknowledgement form arrives. A material version asks every patient
again at the next visit; a version that only changes words does not (164.520(b)(3); the policy's own promise).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.models.consents import PolicyChange, PolicyReceipt
from app.models.policies import PolicyDocument
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.paper_filer import filer
from app.services.policies import KINDS, current_policies
from app.services.submission_records import PAPER, exact_form

ACKNOWLEDGED: Final = "acknowledged"
DECLINED: Final = "declined"  # on the tablet, and nobody has written down yet why and what was tried
REFUSED: Final = "refused"  # not acknowledged, with the reason and the good-faith effort on record
COPY: Final = "copy"
ACKNOWLEDGEMENT: Final = "acknowledgement"
"""The kind of form that is a receipt for the policies."""

CONTENT_PURPOSE: Final = "policy.receipt"
_ANSWERED: Final = (ACKNOWLEDGED, DECLINED, REFUSED)


@dataclass(frozen=True)
class Holding:
    """The newest answer of a patient to one kind of policy, and the version it was about."""

    outcome: str
    at: datetime
    policy: PolicyDocument


@dataclass(frozen=True)
class ReceiptFacts:
    """What is written of a receipt; ``reason`` and ``effort`` (why not, what was tried) under the patient's key."""

    patient_id: str
    policy_id: str
    outcome: str
    at: datetime
    by: str
    by_name: str
    visit_id: str | None = None
    submission_id: str | None = None
    reason: str = ""
    effort: str = ""


def record_receipts(work: Work, library: LibraryService, row: FormSubmission) -> None:
    """Write what a submitted or filed acknowledgement says about each policy in force on its day; other forms: nothing.

    ``row`` names the patient; on paper somebody of the staff filed it.
    """
    if not row.url or exact_form(work, library, row.form_id, row.url, row.version).kind != ACKNOWLEDGEMENT:
        return
    outcome = DECLINED if row.status == "declined" else ACKNOWLEDGED
    by, by_name = filer(work, row) if row.status == PAPER else (row.patient_id, "Patient")
    for policy in current_policies(work.session, clinic_date(row.at, work.zone)):
        append_receipt(work, ReceiptFacts(row.patient_id, policy.policy_id, outcome, row.at, by, by_name, row.visit_id,
                                          row.submission_id))


def append_receipt(work: Work, facts: ReceiptFacts) -> None:
    """Add a receipt in the caller's transaction."""
    content = canonical_json({"reason": facts.reason, "effort": facts.effort})
    work.session.add(PolicyReceipt(
        patient_id=facts.patient_id, policy_id=facts.policy_id, outcome=facts.outcome, at=facts.at,
        recorded_at=work.now, by=facts.by, by_name=facts.by_name, visit_id=facts.visit_id,
        submission_id=facts.submission_id, content=work.keys.encrypt(facts.patient_id, content, CONTENT_PURPOSE)))
    work.session.flush()


def holdings(session: Session, patient_id: str = "") -> dict[tuple[str, str], Holding]:
    """Return the newest answer by patient and kind of policy; of one patient, or of all."""
    moved = select(VisitMove.visit_id)
    query = (select(PolicyReceipt, PolicyDocument)
             .join(PolicyDocument, PolicyDocument.policy_id == PolicyReceipt.policy_id)
             .where(PolicyReceipt.outcome.in_(_ANSWERED),
                    PolicyReceipt.visit_id.is_(None) | PolicyReceipt.visit_id.not_in(moved)))
    if patient_id:
        query = query.where(PolicyReceipt.patient_id == patient_id)
    found = {}
    for receipt, policy in session.execute(query.order_by(PolicyReceipt.at, PolicyReceipt.sequence)):
        found[receipt.patient_id, policy.kind] = Holding(receipt.outcome, receipt.at, policy)
    return found


def outdated_kinds(session: Session, patient_id: str, day: date) -> tuple[str, ...]:
    """Return the kinds of which a material version, newer than the one the patient was asked about, counts on ``day``.

    A patient who was never asked is not among them: the due rules ask them anyway.
    """
    held = holdings(session, patient_id)
    return tuple(kind for kind in KINDS if (mine := held.get((patient_id, kind))) is not None
                 and is_outdated(mine.policy, material_versions(session), day))


def material_versions(session: Session) -> tuple[PolicyDocument, ...]:
    """Return every version that asks patients again; the first of each kind does, as nobody has it yet."""
    wording = select(PolicyChange.policy_id).where(PolicyChange.is_material.is_(False))
    return tuple(session.scalars(select(PolicyDocument).where(PolicyDocument.policy_id.not_in(wording))))


def is_outdated(held: PolicyDocument, material: Sequence[PolicyDocument], day: date) -> bool:
    """Say whether one of ``material`` is of the same kind, newer than ``held``, and in force by ``day``."""
    return any(policy.kind == held.kind and policy.effective <= day and _age(policy) > _age(held)
               for policy in material)


def unacknowledged(work: Work, patient_id: str, day: date) -> str:
    """Return why the first service has to wait; empty once each policy in force was acknowledged or refused on record.

    45 CFR 164.520(c)(2)(ii): a good-faith effort to obtain the acknowledgement, or the reason why there is none, no
    later than the first service. A later version asks again and holds nothing up.
    """
    in_force = {policy.kind for policy in current_policies(work.session, day)}
    held = holdings(work.session, patient_id)
    states = {kind: held[patient_id, kind].outcome if (patient_id, kind) in held else "" for kind in in_force}
    if DECLINED in states.values():
        return ("The patient did not acknowledge the privacy policy and the notice. Write down why, and what was "
                "tried: on the patient’s page, More.")
    if "" in states.values():
        return ("The notice of privacy practices was not given yet. Have it acknowledged, or write down why that was "
                "not possible: on the patient’s page, More.")
    return ""


def _age(policy: PolicyDocument) -> tuple[date, datetime]:
    return policy.effective, policy.loaded_at
