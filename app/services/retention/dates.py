"""Until when a patient's record is kept: the dates on file, put to the rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from app.core.clock import clinic_date
from app.models.consents import PolicyReceipt
from app.models.disclosures import DisclosureEntry
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.models.rights import ConfidentialContactVersion, RestrictionVersion, RightsEvent, RightsRequest
from app.models.submissions import FormSubmission
from app.models.visits import Visit, VisitMove
from app.rules.retention import RecordDates, RetentionBook, keep_record, shipped_retention
from app.rules.rights import RequestKind
from app.services.consents.authorized import last_authorized
from app.services.desk import Work
from app.services.disclosures.authorizations import last_in_effect
from app.services.known_patient import known_patient
from app.services.retention.choice import current_choice
from app.services.retention.holds import hold_sentence
from app.services.views.retention import KeepUntil


def keep_until(work: Work, patient_id: str, book: RetentionBook | None = None) -> KeepUntil:
    """Return until when the record of ``patient_id`` is kept, by which rule, and what holds it beyond that.

    ``book`` saves reading the rules again. Raises NotFoundError when there is no such patient any more.
    """
    dates = record_dates(work, known_patient(work, patient_id))
    keep = keep_record(book or shipped_retention(), dates, current_choice(work))
    title, hold = hold_sentence(work, patient_id, clinic_date(work.now, work.zone))
    return KeepUntil(keep.rule_id, keep.until, keep.sentence, hold, keep.title, dates.last_visit, title)


def record_dates(work: Work, patient: Patient) -> RecordDates:
    """Return the days that decide, in the clinic's calendar. A visit filed under the wrong patient does not count."""
    moved = select(VisitMove.visit_id)
    days = [clinic_date(patient.created_at, work.zone)]
    visit = work.session.scalar(select(func.max(Visit.day)).where(
        Visit.patient_id == patient.patient_id, Visit.visit_id.not_in(moved)))
    form = work.session.scalar(select(func.max(FormSubmission.at)).where(
        FormSubmission.patient_id == patient.patient_id, FormSubmission.visit_id.not_in(moved)))
    days += [visit] if visit else []
    days += [clinic_date(form, work.zone)] if form else []
    return RecordDates(patient.birth_date, max(days), _last_paper(work, patient.patient_id))


def _last_paper(work: Work, patient_id: str) -> date | None:
    """Return the day of the newest letter, answer, agreement or disclosure: what the law keeps for six years.

    45 CFR 164.508(b)(6), 164.520(e), 164.522(a)(3), 164.528(a)(1) and 164.530(d)(2) and (j). A request for deletion
    and its answer are none of it, or they would undo themselves.
    """
    today = clinic_date(work.now, work.zone)
    days = (_last_document(work, patient_id), _last_answer(work, patient_id), _last_agreement(work, patient_id),
            last_in_effect(work, patient_id, today), last_authorized(work, patient_id, today))
    return max((day for day in days if day is not None), default=None)


def _last_document(work: Work, patient_id: str) -> date | None:
    deletion = select(RightsEvent.document_id).join(
        RightsRequest, RightsRequest.request_id == RightsEvent.request_id).where(
        RightsRequest.kind == RequestKind.DELETE.value, RightsEvent.document_id.is_not(None))
    paper = work.session.scalar(select(func.max(SealedDocument.sealed_at)).where(
        SealedDocument.patient_id == patient_id, SealedDocument.visit_id.is_(None),
        SealedDocument.document_id.not_in(deletion)))
    given = work.session.scalar(select(func.max(DisclosureEntry.on)).where(DisclosureEntry.patient_id == patient_id))
    days = [given] if given else []
    days += [clinic_date(paper, work.zone)] if paper else []
    return max(days, default=None)


def _last_answer(work: Work, patient_id: str) -> date | None:
    """Return the last day on which something happened to a request; a complaint may end without any letter."""
    return work.session.scalar(
        select(func.max(RightsEvent.day)).join(RightsRequest, RightsRequest.request_id == RightsEvent.request_id)
        .where(RightsRequest.patient_id == patient_id, RightsRequest.kind != RequestKind.DELETE.value))


def _last_agreement(work: Work, patient_id: str) -> date | None:
    """Return the day a restriction or private contact was agreed to or ended last, or a policy was answered to.

    What was acknowledged at a visit counts with the visit, and with one that was filed wrongly not at all.
    """
    newest = (
        select(func.max(RestrictionVersion.at)).where(RestrictionVersion.patient_id == patient_id),
        select(func.max(ConfidentialContactVersion.at)).where(ConfidentialContactVersion.patient_id == patient_id),
        select(func.max(PolicyReceipt.at)).where(PolicyReceipt.patient_id == patient_id,
                                                 PolicyReceipt.visit_id.is_(None)),
    )
    moments = [work.session.scalar(query) for query in newest]
    return max((clinic_date(at, work.zone) for at in moments if at), default=None)
