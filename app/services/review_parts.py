"""The forms of a visit as the reviewer sees them: who signed, and what provider, witness or ID check still add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.intake.signers import Signer
from app.intake.signing import SignerCapacity, SignMethod
from app.intake.submission import SubmittedForm
from app.models.reviews import Attestation
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.rules.answers import from_responses
from app.rules.due import Due
from app.services.desk import Work
from app.services.due_facts import due_for
from app.services.library import LibraryService, PublishedForm
from app.services.provider_part import needs_provider, provider_questions
from app.services.submission_records import exact_form, opened, patient_rows, visit_rows
from app.services.views.review import ConsentPart, WitnessReason
from app.services.visit_records import last_hand_over, patient_of

DECLINED = "declined"


@dataclass(frozen=True)
class Part:
    """One form of the visit with its row, opened, and what staff attested about it."""

    row: FormSubmission
    form: SubmittedForm | None
    published: PublishedForm
    attestations: tuple[Attestation, ...]

    @property
    def is_signed(self) -> bool:
        """True for a form that carries the patient's or guardian's signature."""
        return self.form is not None and self.form.signature is not None

    @property
    def needs_witness(self) -> bool:
        """True while somebody still has to attest that they saw the signature being made."""
        return self.why_witness is not None

    @property
    def why_witness(self) -> WitnessReason | None:
        """Why a witness is still needed: a typed name, or the form itself. None when none is, or one has attested."""
        form = self.form
        made = form.signature if form is not None else None
        if made is None or any(each.kind == "witness" for each in self.attestations):
            return None
        if form is not None and any(each.signature.method is SignMethod.TYPED for each in form.signatures):
            return WitnessReason.TYPED
        return WitnessReason.FORM if Signer.WITNESS in self.published.signers else None

    @property
    def not_attested(self) -> tuple[str, ...]:
        """Statements that have to be true before treatment and were answered with "no", by their short names."""
        if not self.is_signed or self.form is None or self.form.response is None:
            return ()
        answers = from_responses(self.form.response).values
        return tuple(item.short_text.plain for link_id, item in self.published.questionnaire.structure.items.items()
                     if item.handling.attestation and False in answers.get(link_id, ()))

    @property
    def by_guardian(self) -> bool:
        """True when somebody other than the patient signed."""
        made = self.form.signature if self.form is not None else None
        return made is not None and made.signature.capacity is not SignerCapacity.PATIENT


def parts_of(work: Work, library: LibraryService, visit: Visit) -> tuple[Part, ...]:
    """Return the forms of the visit that count, in the order they came."""
    attested = work.session.scalars(select(Attestation).where(Attestation.visit_id == visit.visit_id)
                                    .order_by(Attestation.sequence)).all()
    return tuple(Part(row, opened(work, row), exact_form(work, library, row.form_id, row.url, row.version),
                      tuple(each for each in attested if each.submission_id in (None, row.submission_id)))
                 for row in visit_rows(work.session, visit.visit_id).values() if row.url)


def paper_views(work: Work, visit: Visit) -> tuple[ConsentPart, ...]:
    """Return the forms of the visit that exist on paper only, because the app does not have them yet."""
    return tuple(ConsentPart(row.submission_id, row.form_id, row.title, row.status, "", "")
                 for row in visit_rows(work.session, visit.visit_id).values() if not row.url)


def guardian_unchecked(work: Work, visit: Visit, parts: Sequence[Part]) -> bool:
    """Say whether a guardian signed whose ID nobody has recorded as checked."""
    if not any(part.by_guardian for part in parts):
        return False
    hand_over = last_hand_over(work.session, visit.visit_id)
    if hand_over is not None and hand_over.guardian_method:
        return False
    return all(each.kind != "guardian" for part in parts for each in part.attestations)


def part_view(part: Part, unchecked: bool) -> ConsentPart:
    """Return a part as the review page shows it."""
    form, is_signed = part.form, part.is_signed
    signer = form.signed_by if form is not None else ""
    return ConsentPart(
        submission_id=part.row.submission_id, form_id=part.row.form_id, title=part.published.title,
        status=part.row.status, signed_by=signer, declined_reason=form.declined_reason if form is not None else "",
        provider_questions=provider_questions(part.published) if is_signed else (),
        needs_provider=is_signed and needs_provider(part.published), needs_witness=part.needs_witness,
        why_witness=part.why_witness,
        needs_guardian_check=unchecked and part.by_guardian, not_attested=part.not_attested)


def still_due(work: Work, library: LibraryService, visit: Visit, codes: tuple[str, ...]) -> tuple[Due, ...]:
    """Return what is still due for ``codes`` and stops treatment: unsigned, declined, unshipped consents among it."""
    rows = patient_rows(work.session, visit.patient_id)
    found = due_for(work, library, patient_of(work, visit), day=visit.day, codes=codes, rows=rows)
    return tuple(due for due in found if due.blocking)


def due_note(library: LibraryService, due: Sequence[Due], declined: Sequence[str]) -> str:
    """Return one sentence that says why a visit is not ready; empty when nothing is due."""
    missing = [library.content.catalogue.consent_titles.get(each.form_id, each.form_id) for each in due
               if not each.shipped]
    if missing:
        return f"The consent for {' and '.join(missing)} is not in the app yet. Have it signed on paper and file it."
    refused = [each for each in due if each.form_id in declined]
    if refused:
        return "A consent that this treatment needs was declined."
    return "A form that this treatment needs is not signed yet." if due else ""
