"""Paper instead of the screen: the blank forms to fill in by hand, and filing what came back on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.canonical import canonical_json, sha256_hex
from app.core.clock import clinic_date
from app.documents.blank import blank_form
from app.documents.record import BlankForm, ClinicHeader
from app.intake.signers import Signer
from app.models.submissions import FormSubmission
from app.models.visits import Visit
from app.services.consents.recording import record_form
from app.services.desk import Work
from app.services.due_facts import covered_codes, end_of_validity
from app.services.library import LibraryService, PublishedForm
from app.services.submission_records import PAPER, PURPOSE, received_moment
from app.services.views.patients import TimelineKind
from app.services.views.people import ClinicDetails
from app.services.visit_records import codes_of, note

_LINES = ((Signer.MINOR, "Patient under 18, beside the parent or guardian"), (Signer.PROVIDER, "Provider"))


def header(clinic: ClinicDetails) -> ClinicHeader:
    """Return the clinic as documents name it."""
    return ClinicHeader(clinic.name, clinic.address_line, clinic.phone, clinic.zone)


def blank_forms(forms: Sequence[PublishedForm], clinic: ClinicDetails, demo: bool) -> BlankForm:
    """Return ``forms`` (at least one) as one sheet to fill in by hand; with several, each section names its form."""
    sheets = [_sheet(form, clinic, demo) for form in forms]
    if len(sheets) == 1:
        return sheets[0]
    sections = tuple(replace(section, title=f"{sheet.title}: {section.title}" if section.title else sheet.title)
                     for sheet in sheets for section in sheet.sections)
    signers = tuple(dict.fromkeys(signer for sheet in sheets for signer in sheet.signers))
    versions = ", ".join(f"{form.form_id} {form.version}" for form in forms)
    return BlankForm("Forms for this visit", versions, "en", header(clinic), sections, signers, demo)


def _sheet(form: PublishedForm, clinic: ClinicDetails, demo: bool) -> BlankForm:
    """Return one form as a sheet, with a line for everybody it names besides those every form has."""
    sheet = blank_form(form.questionnaire, header(clinic), is_demo=demo)
    named = (words for signer, words in _LINES if signer in form.signers)
    return replace(sheet, signers=tuple(dict.fromkeys((*sheet.signers, *named))))


@dataclass(frozen=True)
class PaperForm:
    """A form that was signed on paper; ``url``, ``version`` and hash are empty for one the app does not have yet."""

    form_id: str
    title: str
    url: str = ""
    version: str = ""
    sha256: str = ""
    material: int = 1


def paper_form_of(work: Work, library: LibraryService, form_id: str) -> PaperForm:
    """Return what is filed for ``form_id``: a published form, or a consent that is only known by its title.

    Raises NotFoundError for anything else.
    """
    title = library.content.catalogue.consent_titles.get(form_id)
    if library.content.shipped(form_id) is None and title is not None:
        return PaperForm(form_id, f"Consent: {title}")
    form = library.form_in(work, form_id)
    return PaperForm(form_id, form.title, form.url, form.version, form.sha256, form.material)


def file_on_paper(work: Work, library: LibraryService, visit: Visit, form: PaperForm, text: str) -> FormSubmission:
    """Add the row that stands for a form signed on paper. ``text`` says where it is kept and why."""
    today = clinic_date(work.now, work.zone)
    codes = covered_codes(library, form.form_id, codes_of(work.session, visit.visit_id))
    plain = canonical_json({"note": text, "filed_by": work.actor.display_name})
    row = FormSubmission(
        submission_id=work.new_id(), visit_id=visit.visit_id, patient_id=visit.patient_id, intake_id=None,
        form_id=form.form_id, url=form.url, version=form.version, form_sha256=form.sha256, title=form.title,
        language="en", status=PAPER, material=form.material, treatments=" ".join(codes), at=work.now,
        valid_until=end_of_validity(library, form.form_id, codes, today), moved_from=None,
        received_at=received_moment(work, visit.visit_id),
        content=work.keys.encrypt(visit.patient_id, plain, PURPOSE), content_sha256=sha256_hex(plain))
    work.session.add(row)
    work.session.flush()
    record_form(work, library, row, None)
    note(work, visit, TimelineKind.DOCUMENT, "Filed on paper", detail=form.title)
    return row
