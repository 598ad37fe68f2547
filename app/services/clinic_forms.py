"""Forms the clinic brings: kept as drafts, published with a reason, retired; by an administrator, and audited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import InvalidInputError, NotFoundError
from app.core.text import clean
from app.forms import load
from app.models.library import FormDecision, FormImport, FormVersion
from app.rules.authorization_form import check_authorization
from app.rules.brought import BroughtDue, due_from_words, due_of
from app.rules.text_consent_form import check_text_consent
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.board import treatment_words
from app.services.clinic_library import Decided
from app.services.desk import Desk
from app.services.form_import import FormDraft, read_draft
from app.services.library import LibraryService
from app.services.publishing import source_of
from app.services.views.forms import Decision, FormLine, FormState, ImportedForm

LONGEST_REASON: Final = 500
_BY_APP: Final = "By the app's own rules"


class ClinicFormsService:
    """Imports, publishes and retires forms. Nothing imported reaches a patient before it is published and approved."""

    def __init__(self, desk: Desk, library: LibraryService, demo: bool) -> None:
        self._desk = desk
        self._library = library
        self._demo = demo

    def bring(self, actor: Actor, data: bytes, due: str = "") -> ImportedForm:
        """Keep the FHIR R4 Questionnaire in ``data`` as a draft. ``due`` as in ``due_from_words``; else the form's own.

        Raises DefinitionError (cannot be used), InvalidInputError (no address, version or title; a version that exists
        already; questions the safety rules would misread), PermissionDeniedError.
        """
        chosen = due_from_words(due, self._library.shipped.catalogue) if due else None
        with self._desk.act(actor, Action.LOAD, RecordKind.FORM) as work:
            draft = self._read(work.session, data, chosen)
            work.session.add(FormImport(
                form_id=draft.form_id, url=draft.url, version=draft.version, title=draft.title,
                source_sha256=draft.sha256, source=draft.source, imported_at=work.now, imported_by=actor.user_id))
            work.audit("form.import", subject=f"{draft.url}|{draft.version}",
                       detail=f"{draft.title}, version {draft.version}, as a draft.")
        return ImportedForm(draft.url, draft.version, draft.title, self._due_words(draft.form_id, draft.due),
                            draft.warnings)

    def publish(self, actor: Actor, url: str, *, material: bool, why: str) -> Decision:
        """Publish the newest draft of ``url``, or bring a retired form back. ``material``: everyone signs again.

        Outside the demo it takes effect once it is approved. Asks for fresh proof. Raises NotFoundError,
        InvalidInputError (nothing to publish, no reason), DefinitionError, PermissionDeniedError, ProofNeededError.
        """
        why = reason(why)
        with self._desk.act(actor, Action.CHANGE, RecordKind.FORM) as work:
            form_id, draft = self._to_publish(work.session, url)
            if draft is not None:
                load(draft.source)  # the app may have changed since it was imported
                check_authorization(source_of(draft.source))
                check_text_consent(source_of(draft.source), self._library.content.consents)
            work.session.add(FormDecision(
                form_id=form_id, kind=Decided.PUBLISH.value, material=material, why=why, at=work.now, by=actor.user_id,
                import_sequence=draft.sequence if draft is not None else None))
            version = draft.version if draft is not None else self._shipped_version(form_id)
            effect = "everyone signs again" if material else "wording only"
            work.audit("form.release", subject=f"{url}|{version}", detail=f"Version {version}, {effect}: {why}")
        self._library.reload()
        if form_id in self._library.clinic.waiting:
            required = " and ".join(self._library.shipped.required)
            return Decision(url, version, FormState.WAITING, f"Published. Patients get version {version} once the "
                            f"{required} have approved it: record that in Settings, Forms and rules.")
        with self._desk.act_system() as work:
            self._library.form_in(work, form_id)
        problem = self._library.problem(form_id)
        return Decision(url, version, FormState.IN_USE, problem or f"Published. Version {version} is in use now.")

    def retire(self, actor: Actor, url: str, why: str) -> Decision:
        """Stop handing the form at ``url`` to patients; what was signed stays as it is. Asks for fresh proof.

        Raises NotFoundError, InvalidInputError (still needed, retired already, no reason), PermissionDeniedError,
        ProofNeededError.
        """
        why = reason(why)
        with self._desk.act(actor, Action.CHANGE, RecordKind.FORM) as work:
            form_id = self._form_id(work.session, url)
            clinic = self._library.clinic
            if form_id not in clinic.waiting and clinic.content.shipped(form_id) is None:
                raise InvalidInputError("This form is not in use, so there is nothing to retire.", "url")
            needed = self._needed_by(form_id)
            if needed:
                raise InvalidInputError(needed, "url")
            work.session.add(FormDecision(form_id=form_id, kind=Decided.RETIRE.value, import_sequence=None,
                                          material=False, why=why, at=work.now, by=actor.user_id))
            work.audit("form.retire", subject=url, detail=why)
        self._library.reload()
        return Decision(url, "", FormState.RETIRED, "Retired. It is not handed to patients any more; what was signed "
                        "stays on file.")

    def lines(self, actor: Actor) -> tuple[FormLine, ...]:
        """Return every form and draft with its state: in use, waiting, draft, retired."""
        rows = [row for row in self._library.rows(actor) if row.url]
        shipped = {form.form_id for form in self._library.shipped.forms}
        with self._desk.act(actor, Action.VIEW, RecordKind.FORM, unrecorded=True) as work:
            found = [FormLine(row.form_id.partition("|")[0], row.url, row.version, row.title,
                              FormState.WAITING if row.is_waiting else FormState.IN_USE,
                              row.form_id.partition("|")[0] not in shipped, self.due_in_words(row.form_id),
                              () if self._demo else row.missing_approvals) for row in rows]
            found += [_line(draft, FormState.DRAFT, shipped) for draft in _drafts(work.session)]
            return (*found, *self._retired(work.session, shipped))

    def due_in_words(self, form_id: str) -> str:
        """Return when a form is due; ``form_id`` as in a FormRow. A draft that waits says what will hold."""
        name, _, version = form_id.partition("|")
        draft = self._library.clinic.waiting.get(name) if version else self._library.clinic.brought.get(name)
        return self._due_words(name, due_of(source_of(draft.source), self._library.shipped.catalogue)
                               if draft is not None else BroughtDue())

    def _read(self, session: Session, data: bytes, due: BroughtDue | None) -> FormDraft:
        taken = {form.questionnaire.url: form.form_id for form in self._library.shipped.forms}
        imports = list(session.scalars(select(FormImport).order_by(FormImport.sequence)))
        taken |= {row.url: row.form_id for row in imports}
        draft = read_draft(data, self._library.shipped, taken, due)
        newest = next((row for row in reversed(imports) if row.form_id == draft.form_id), None)
        if newest is not None and newest.source_sha256 == draft.sha256:
            raise InvalidInputError("This form was imported already, word for word.", "version")
        used = {row.version for row in imports if row.form_id == draft.form_id and row.sequence in _published(session)}
        used |= set(session.scalars(select(FormVersion.source_version).where(FormVersion.form_id == draft.form_id)))
        used |= {form.questionnaire.version for form in self._library.shipped.forms if form.form_id == draft.form_id}
        if draft.version in used:
            raise InvalidInputError(f"Version {draft.version} of this form exists already, and versions never change. "
                                    "Give the new text a new version.", "version")
        return draft

    def _form_id(self, session: Session, url: str) -> str:
        found = session.scalar(select(FormImport.form_id).where(FormImport.url == url).limit(1))
        found = found or next((form.form_id for form in self._library.shipped.forms
                               if form.questionnaire.url == url), None)
        if found is None:
            raise NotFoundError("There is no form with this address. “form list” shows every form.")
        return found

    def _to_publish(self, session: Session, url: str) -> tuple[str, FormImport | None]:
        """The draft to publish; None for the app's own form, which can be brought back after it was retired."""
        form_id = self._form_id(session, url)
        newest = session.scalars(select(FormImport).where(FormImport.form_id == form_id)
                                 .order_by(FormImport.sequence.desc()).limit(1)).first()
        is_new = newest is not None and newest.sequence not in _published(session)
        if not is_new and form_id not in self._library.clinic.retired:
            raise InvalidInputError("There is no draft of this form to publish. Import one first.", "url")
        return form_id, newest

    def _needed_by(self, form_id: str) -> str:
        """Why the form has to stay; empty when it may go."""
        content = self._library.content
        if form_id not in self._library.clinic.brought or self._library.shipped.shipped(form_id):
            rules = self._library.shipped.due_rules.rules
            if any(rule.form_id == form_id and rule.blocking for rule in rules):
                return "No treatment goes ahead without this form. Publish a new version of it instead."
        alone = [treatment.code for treatment in content.catalogue.treatments
                 if {need.form_id for need in treatment.consents} == {form_id}]
        if alone:
            return (f"{treatment_words(content.catalogue, alone[:1])} would be left without a consent. Publish another "
                    "form for it first.")
        return ""

    def _shipped_version(self, form_id: str) -> str:
        form = self._library.shipped.shipped(form_id)
        assert form is not None  # a form without a draft is one of the app's own
        return form.questionnaire.version

    def _due_words(self, form_id: str, due: BroughtDue) -> str:
        return _BY_APP if self._library.shipped.shipped(form_id) else due.words

    def _retired(self, session: Session, shipped: set[str]) -> list[FormLine]:
        found = []
        for form_id in sorted(self._library.clinic.retired - set(self._library.clinic.waiting)):
            row = session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)
                                  .order_by(FormVersion.sequence.desc()).limit(1)).first()
            if row is not None:
                found.append(FormLine(form_id, row.url, row.version, row.title, FormState.RETIRED,
                                      form_id not in shipped, "", ()))
        return found


def reason(text: str) -> str:
    """Return the reason as it is kept. Raises InvalidInputError when there is none or it is too long."""
    words = clean(text).strip()
    if not words:
        raise InvalidInputError("Say why: the reason is kept with the change.", "why")
    if len(words) > LONGEST_REASON:
        raise InvalidInputError(f"Keep the reason under {LONGEST_REASON} characters.", "why")
    return words


def _published(session: Session) -> frozenset[int]:
    return frozenset(number for number in session.scalars(select(FormDecision.import_sequence)) if number is not None)


def _drafts(session: Session) -> Sequence[FormImport]:
    """The newest import of each form that was not published."""
    published = _published(session)
    newest = {row.form_id: row for row in session.scalars(select(FormImport).order_by(FormImport.sequence))}
    return [row for row in newest.values() if row.sequence not in published]


def _line(draft: FormImport, state: FormState, shipped: set[str]) -> FormLine:
    return FormLine(draft.form_id, draft.url, draft.version, draft.title, state, draft.form_id not in shipped, "", ())
