"""The library: forms as published, who approved them, and whether they may be handed to patients."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.canonical import sha256_hex
from app.core.clock import clinic_date
from app.core.errors import NotFoundError
from app.forms import Item, Questionnaire, decode_json, load
from app.intake.signers import Signer, signers_of
from app.models.library import ContentApproval, FormImport, FormVersion
from app.rules.due import CurrentForm
from app.rules.shipped import ShippedForm
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.approvals import approvals_of, check_approval, missing_scopes
from app.services.clinic_library import ClinicLibrary, ClinicRecords, clinic_library, read_records, waiting_key
from app.services.desk import Desk, Work
from app.services.library_content import RULES, SCREENS, LibraryContent
from app.services.publishing import CLINIC_CHANGED, FormChange, form_text, next_version, own_value
from app.services.translations import languages_of, screens_row, screens_source
from app.services.views.oversight import Approval, FormRow
from app.services.views.people import ClinicDetails

RULES_TITLE = "Safety rules, treatments and when forms are due"


@dataclass(frozen=True)
class PublishedForm:
    """A form as published. ``content`` is the canonical JSON that ``sha256`` covers; ``kind`` and ``step`` as shipped.

    ``material`` counts the changes after which everyone signs again; ``minutes`` is about how long it takes;
    ``signers`` is everybody who has to sign it.
    """

    form_id: str
    url: str
    version: str
    sha256: str
    title: str
    kind: str
    step: str
    minutes: int
    may_decline: bool
    material: int
    questionnaire: Questionnaire = field(repr=False)
    content: bytes = field(repr=False)
    signers: frozenset[Signer] = frozenset()


class LibraryService:
    """Publishes shipped forms for this clinic, keeps approvals, and holds the gate in front of patients.

    ``demo`` is the fictional clinic, where nothing needs approval. Methods open their own unit of work; the ones that
    take a ``Work`` are for callers that already have one, because units do not nest.
    """

    def __init__(self, desk: Desk, content: LibraryContent, demo: bool) -> None:
        self._desk = desk
        self._demo = demo
        self._known: dict[str, PublishedForm] = {}
        self._known_for: ClinicDetails | None = None
        self._lock = threading.Lock()
        self._shipped = content
        self._clinic = ClinicLibrary(content)
        self._mark: tuple[object, ...] = ClinicRecords().mark
        desk.when_opened(self.reload)

    @property
    def content(self) -> LibraryContent:
        """Forms and rules in use: those of the app, with what this clinic brought, retired and changed."""
        return self._clinic.content

    @property
    def clinic(self) -> ClinicLibrary:
        """The same, with what waits for approval and what was retired."""
        return self._clinic

    @property
    def shipped(self) -> LibraryContent:
        """What came with the app, untouched."""
        return self._shipped

    def reload(self) -> None:
        """Read again what the clinic recorded about its forms and rules: when the records open, and after a change."""
        with self._desk.act_system() as work:
            records = read_records(work.session)
        if records.mark == self._mark:
            return
        clinic = clinic_library(self._shipped, records, demo=self._demo)
        with self._lock:
            self._clinic, self._mark, self._known_for = clinic, records.mark, None

    def form(self, form_id: str) -> PublishedForm:
        """Return the form as published now, publishing it first when it is new or the clinic's details changed.

        Raises NotFoundError when the app does not have it and LockedError while the records are closed.
        """
        found = self._remembered(form_id)
        if found is not None:
            return found
        with self._desk.act_system() as work:
            return self.form_in(work, form_id)

    def form_in(self, work: Work, form_id: str) -> PublishedForm:
        """Return the form as published now, within a unit of work that is already open. Raises NotFoundError."""
        found = self._remembered(form_id)
        if found is None:
            self.publish_in(work)
            found = self._remembered(form_id)
        if found is None:
            raise NotFoundError(self._not_shipped(form_id))
        return found

    def current(self) -> Mapping[str, CurrentForm]:
        """Return every form the app has, as the due rules look at it."""
        return {shipped.form_id: CurrentForm(form.form_id, form.title, form.material)
                for shipped in self.content.forms for form in (self.form(shipped.form_id),)}

    def version_in(self, work: Work, url: str, version: str) -> PublishedForm:
        """Return any version ever published. Raises NotFoundError."""
        row = work.session.scalar(select(FormVersion).where(FormVersion.canonical == f"{url}|{version}"))
        if row is None:
            raise NotFoundError("This version of the form is not in the records.")
        return _published(row)

    def publish_in(self, work: Work) -> int:
        """Publish every shipped form whose text is new for this clinic; return how many. Audited one by one."""
        clinic = self._desk.clinic
        if clinic is None:
            return 0
        published, known = 0, {}
        for shipped in self.content.forms:
            row, is_new = self._publish(work, shipped, clinic)
            published += is_new
            known[shipped.form_id] = _published(row)
        with self._lock:
            self._known, self._known_for = known, clinic
        return published

    def problem(self, form_id: str) -> str:
        """Return why the form may not be handed to patients; empty when it may, as always in the demo.

        Without approved safety rules no form may: nobody approved what is made of its answers. "rules" asks about the
        rules alone.
        """
        if self._demo and (form_id == RULES or self.content.shipped(form_id)):
            return ""
        with self._desk.act_system() as work:
            return self.problem_in(work, form_id)

    def problem_in(self, work: Work, form_id: str) -> str:
        """As ``problem``, within a unit of work that is already open."""
        if form_id != RULES and self.content.shipped(form_id) is None:
            return self._not_shipped(form_id)
        for row in () if self._demo else (self._row(work, subject) for subject in dict.fromkeys((form_id, RULES))):
            if row.missing_approvals:
                who = " and ".join(row.missing_approvals).replace("medical director", "the medical director")
                return f"“{row.title}” is not approved yet by {who}. Record the approval in Settings, Forms and rules."
        return ""

    def languages_in(self, work: Work, form_ids: Sequence[str]) -> tuple[str, ...]:
        """Return the languages in which a visit with these forms may be read and signed, English first."""
        rows = (screens_row(work.session, self._shipped), *(self._row(work, form_id) for form_id in form_ids))
        return languages_of(rows, demo=self._demo)

    def rows(self, actor: Actor) -> tuple[FormRow, ...]:
        """Return every form, the rules and the words of the patient's screens with their approvals, for Settings."""
        with self._desk.act(actor, Action.VIEW, RecordKind.FORM, unrecorded=True) as work:
            subjects = (*(form.form_id for form in self.content.forms), RULES)
            rows = tuple(self._row(work, subject) for subject in subjects)
            return (*(self._waiting_row(work, draft) for draft in self._clinic.waiting.values()), *rows,
                    screens_row(work.session, self._shipped))

    def approve(self, actor: Actor, subject: str, approval: Approval) -> None:
        """Record ``approval`` of ``subject`` (the ``form_id`` of a FormRow) as it is now.

        Its ``scope`` is one of the required approvals ("medical director", "counsel") or "translation " and a language.
        Asks for fresh proof. Raises NotFoundError, InvalidInputError (missing name or licence number, a day in the
        future, a scope that is not asked for), PermissionDeniedError, ProofNeededError.
        """
        approval = Approval(approval.by.strip(), approval.title.strip(), approval.licence_number.strip(), approval.on,
                            approval.scope)
        waiting = self._waiting(subject)
        if waiting is None and subject not in (RULES, SCREENS) and self.content.shipped(subject) is None:
            raise NotFoundError(self._not_shipped(subject))
        with self._desk.act(actor, Action.APPROVE, RecordKind.FORM) as work:
            check_approval(approval, self._shipped.required, clinic_date(work.now, work.zone))
            row = self._row(work, subject) if waiting is None else self._waiting_row(work, waiting)
            version, sha256 = self._source(work.session, subject)
            form_id = subject if waiting is None else waiting.form_id
            work.session.add(ContentApproval(
                approval_id=work.new_id(), subject=form_id, source_version=version, source_sha256=sha256,
                approved_by=approval.by, title=approval.title, licence_number=approval.licence_number,
                approved_on=approval.on, scope=approval.scope, recorded_at=work.now, recorded_by=work.actor.user_id))
            work.audit("form.approve", subject=form_id,
                       detail=f"{row.title}, version {version}: approved by {approval.by}, {approval.scope}.")
        if waiting is not None:
            self.reload()

    def _waiting(self, subject: str) -> FormImport | None:
        return next((draft for draft in self._clinic.waiting.values() if waiting_key(draft) == subject), None)

    def _remembered(self, form_id: str) -> PublishedForm | None:
        with self._lock:
            return self._known.get(form_id) if self._known_for == self._desk.clinic else None

    def _not_shipped(self, form_id: str) -> str:
        if form_id in self._clinic.retired:
            return "The clinic has retired this form."
        title = self.content.catalogue.consent_titles.get(form_id)
        return f"The consent for {title} is not in the app yet." if title else "This form is not in the app yet."

    def _publish(self, work: Work, shipped: ShippedForm, clinic: ClinicDetails) -> tuple[FormVersion, bool]:
        text = form_text(shipped, clinic)
        earlier = list(work.session.scalars(select(FormVersion).where(FormVersion.form_id == shipped.form_id)
                                            .order_by(FormVersion.sequence)))
        last = earlier[-1] if earlier else None
        if last and last.text_sha256 == text.text_sha256 and last.source_version == shipped.questionnaire.version:
            return last, False
        change = self._change(shipped, last, text.source_sha256)
        version = next_version(shipped.questionnaire.version, {row.version for row in earlier})
        content = text.content(version)
        load(content)  # a form that cannot be used is never published
        row = FormVersion(
            canonical=f"{shipped.questionnaire.url}|{version}", form_id=shipped.form_id, url=shipped.questionnaire.url,
            version=version, title=str(text.resolved["title"]), source_version=shipped.questionnaire.version,
            source_sha256=text.source_sha256, text_sha256=text.text_sha256, sha256=sha256_hex(content),
            content=content, material=(last.material if last else 0) + (change.material or last is None),
            is_material_change=change.material, change_note=change.why, published_at=work.now)
        work.session.add(row)
        work.session.flush()
        work.audit("form.publish", subject=row.canonical, detail=f"{row.title}, version {version}. {change.why}")
        return row, True

    def _change(self, shipped: ShippedForm, last: FormVersion | None, source_sha256: str) -> FormChange:
        version = shipped.questionnaire.version
        if last and last.source_sha256 == source_sha256:
            return FormChange(version, False, CLINIC_CHANGED)
        return self.content.change(shipped.form_id, version)

    def _source(self, session: Session, subject: str) -> tuple[str, str]:
        """Version and hash of what an approval is about: the text before the clinic's details were filled in."""
        if subject == RULES:  # approved with the ranges in which a clinic may set limits; setting one needs no new one
            return self._shipped.screening.rules.version, self._shipped.rules_sha256
        if subject == SCREENS:
            return screens_source(self._shipped)
        waiting = self._waiting(subject)
        if waiting is not None:
            return waiting.version, waiting.source_sha256
        row = session.scalars(select(FormVersion).where(FormVersion.form_id == subject)
                              .order_by(FormVersion.sequence.desc())).first()
        if row is None:
            raise NotFoundError("This form is not published yet.")
        return row.source_version, row.source_sha256

    def _row(self, work: Work, subject: str) -> FormRow:
        if subject == SCREENS:
            return screens_row(work.session, self._shipped)
        form = None if subject == RULES else self.form_in(work, subject)
        version, sha256 = self._source(work.session, subject)
        approvals = approvals_of(work.session, self.content, subject, sha256)
        missing = missing_scopes(self.content, approvals)
        if form is None:
            return FormRow(RULES, "", version, RULES_TITLE, sha256, len(self.content.screening.rules.rules), ("en",),
                           approvals, missing)
        return FormRow(subject, form.url, form.version, form.title, form.sha256,
                       _questions(form.questionnaire.items), form.questionnaire.languages, approvals, missing)

    def _waiting_row(self, work: Work, draft: FormImport) -> FormRow:
        approvals = approvals_of(work.session, self.content, draft.form_id, draft.source_sha256, shipped=False)
        questionnaire = load(draft.source)
        return FormRow(waiting_key(draft), draft.url, draft.version, draft.title, draft.source_sha256,
                       _questions(questionnaire.items), questionnaire.languages, approvals,
                       missing_scopes(self.content, approvals), is_waiting=True)


def _published(row: FormVersion) -> PublishedForm:
    questionnaire = load(row.content)
    source = decode_json(row.content)
    assert isinstance(source, dict)  # load() has just read it as a Questionnaire
    minutes = own_value(source, "form-minutes")
    return PublishedForm(
        form_id=row.form_id, url=row.url, version=row.version, sha256=row.sha256, title=row.title,
        kind=str(own_value(source, "form-kind") or "questions"), step=str(own_value(source, "form-step") or "details"),
        minutes=minutes if isinstance(minutes, int) else 1, may_decline=own_value(source, "may-decline") is not False,
        material=row.material, questionnaire=questionnaire, content=row.content, signers=signers_of(source))


def _questions(items: tuple[Item, ...]) -> int:
    return sum(item.is_question + _questions(item.items) for item in items)
