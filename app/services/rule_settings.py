"""What a clinic may set about forms and rules: how long a form lasts, limits of safety rules, who signs again.

A change is a new row with its reason and counts from the next signature on: what was signed keeps the day until which
it counts, because that day was fixed when it was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.clock import clinic_date
from app.core.errors import InvalidInputError, NotFoundError
from app.models.library import FormVersion, RuleChange
from app.models.patients import Patient
from app.models.staff import StaffMember
from app.models.submissions import FormSubmission
from app.models.visits import VisitMove
from app.rules.model import Rule
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.clinic_forms import ClinicFormsService, reason
from app.services.clinic_library import ChangeKind
from app.services.desk import Desk
from app.services.library import LibraryService
from app.services.library_content import LibraryContent
from app.services.views.forms import ChangeLine, FormFacts, LimitLine, Months, SignAgainLine, VersionLine

MOST_NAMED = 500
"""Most patients listed who have to sign again; the count is of all."""

_SIGNED = ("signed", "answered", "paper")


class RuleSettingsService:
    """Shows and changes the numbers of forms and rules."""

    def __init__(self, desk: Desk, library: LibraryService, forms: ClinicFormsService) -> None:
        self._desk = desk
        self._library = library
        self._forms = forms

    def facts(self, actor: Actor, form_id: str) -> FormFacts:
        """Return what Settings shows about the form in use. Raises NotFoundError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.FORM, unrecorded=True) as work:
            form = self._library.form_in(work, form_id)
            rows = work.session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)
                                        .order_by(FormVersion.sequence.desc()))
            return FormFacts(
                form_id=form_id, is_own=self._library.shipped.shipped(form_id) is None,
                due=self._forms.due_in_words(form_id),
                versions=tuple(VersionLine(row.version, row.published_at, row.is_material_change, row.change_note)
                               for row in rows),
                sign_again=work.session.scalar(select(func.count()).select_from(
                    _older(form_id, form.material).subquery())) or 0,
                months=self._months(form_id), changes=_changes(work.session, ChangeKind.MONTHS, form_id))

    def sign_again(self, actor: Actor, form_id: str) -> tuple[SignAgainLine, ...]:
        """Return the patients whose signature is older than the form's last material change, by name.

        Audited, because it lists patients. Raises NotFoundError, PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PATIENT) as work:
            form = self._library.form_in(work, form_id)
            older = _older(form_id, form.material).subquery()
            rows = work.session.execute(
                select(Patient, older.c.at, older.c.version).join(older, older.c.patient_id == Patient.patient_id)
                .order_by(Patient.family_name, Patient.given_name, Patient.patient_id).limit(MOST_NAMED)).all()
            work.audit("patient.sign_again", subject=form_id, detail=f"{form.title}: {len(rows)} patients listed.")
            return tuple(SignAgainLine(patient.patient_id, patient.display_name, patient.record_number,
                                       clinic_date(at, work.zone), version) for patient, at, version in rows)

    def set_months(self, actor: Actor, form_id: str, months: int, why: str) -> None:
        """Let signatures on the form last ``months`` from now on; those already given keep their last day.

        Asks for fresh proof. Raises InvalidInputError (field "months" or "why"), NotFoundError, PermissionDeniedError,
        ProofNeededError.
        """
        why, now = reason(why), self._months(form_id)
        if now is None:
            raise NotFoundError("This form does not run out, so there is nothing to set.")
        if not now.lowest <= months <= now.highest:
            raise InvalidInputError(f"A form lasts {now.lowest} to {now.highest} months.", "months")
        if str(months) == now.now:
            raise InvalidInputError(f"It lasts {months} months already.", "months")
        self._keep(actor, _New(ChangeKind.MONTHS, form_id, months, why, f"from {now.now} to {months} months"))

    def limits(self, actor: Actor) -> tuple[LimitLine, ...]:
        """Return every limit of the safety rules that the clinic may set, in the rules' order."""
        with self._desk.act(actor, Action.VIEW, RecordKind.FORM, unrecorded=True) as work:
            shipped = self._library.shipped.screening.rules
            return tuple(_limit_line(work.session, rule, shipped.rule(rule.rule_id))
                         for rule in self._library.content.screening.rules.rules if rule.adjustable is not None)

    def set_limit(self, actor: Actor, rule_id: str, limit: int, why: str) -> None:
        """Set the limit of a safety rule within the range that was approved with it. Asks for fresh proof.

        Raises InvalidInputError (field "limit" or "why"), NotFoundError for a rule without an adjustable limit,
        PermissionDeniedError, ProofNeededError.
        """
        why = reason(why)
        rule = next((each for each in self._library.content.screening.rules.rules if each.rule_id == rule_id), None)
        test = rule.adjustable if rule is not None else None
        if test is None or test.adjustable is None:
            raise NotFoundError("This rule has no limit that can be set.")
        allowed = test.adjustable
        if not allowed.lowest <= limit <= allowed.highest:
            raise InvalidInputError(f"The limit can be {allowed.lowest} to {allowed.highest}.", "limit")
        if limit == test.values[0]:
            raise InvalidInputError(f"The limit is {limit} already.", "limit")
        self._keep(actor, _New(ChangeKind.LIMIT, rule_id, limit, why, f"from {test.values[0]} to {limit}"))

    def _keep(self, actor: Actor, new: _New) -> None:
        with self._desk.act(actor, Action.CHANGE, RecordKind.FORM) as work:
            work.session.add(RuleChange(kind=new.kind.value, subject=new.subject, value=new.value, why=new.why,
                                        at=work.now, by=actor.user_id))
            work.audit(f"form.{new.kind}", subject=new.subject, detail=f"{new.subject}, {new.words}: {new.why}")
        self._library.reload()

    def _months(self, form_id: str) -> Months | None:
        now, before = _lasting(self._library.content, form_id), _lasting(self._library.shipped, form_id)
        if not now:
            return None
        lowest, highest = self._library.shipped.due_rules.months
        return Months(_either(now), _either(before), lowest, highest)


@dataclass(frozen=True)
class _New:
    """A change about to be kept. ``words`` say from what to what."""

    kind: ChangeKind
    subject: str
    value: int
    why: str
    words: str


def _older(form_id: str, material: int) -> Select[tuple[str, object, str]]:
    """The newest filing of the form by each patient, where it is signed and of an older material generation."""
    newest = (select(FormSubmission.patient_id, FormSubmission.at, FormSubmission.version, FormSubmission.status,
                     FormSubmission.material,
                     func.row_number().over(partition_by=FormSubmission.patient_id, order_by=(
                         FormSubmission.at.desc(), FormSubmission.received_at.desc(), FormSubmission.position.desc(),
                     )).label("place"))
              .where(FormSubmission.form_id == form_id,
                     FormSubmission.visit_id.not_in(select(VisitMove.visit_id)))).subquery()
    return select(newest.c.patient_id, newest.c.at, newest.c.version).where(
        newest.c.place == 1, newest.c.status.in_(_SIGNED), newest.c.material < material)


def _lasting(content: LibraryContent, form_id: str) -> Sequence[int]:
    """How many months the form lasts, shortest first: one number, or several where treatments differ."""
    with_treatment = {need.valid_months for treatment in content.catalogue.treatments for need in treatment.consents
                      if need.form_id == form_id and need.valid_months}
    by_rule = {rule.every_months for rule in content.due_rules.rules if rule.form_id == form_id and rule.every_months}
    return sorted(with_treatment or by_rule)


def _either(months: Sequence[int]) -> str:
    return " or ".join(map(str, months))


def _limit_line(session: Session, rule: Rule, shipped: Rule) -> LimitLine:
    test, before = rule.adjustable, shipped.adjustable
    assert test is not None  # the caller chose rules with an adjustable limit
    assert before is not None  # setting a limit leaves what may be set as it is
    assert test.adjustable is not None
    value, default = test.values[0], before.values[0]
    assert isinstance(value, int)  # the loader takes whole numbers only
    assert isinstance(default, int)
    return LimitLine(rule.rule_id, rule.message, test.adjustable.words, value, default, test.adjustable.lowest,
                     test.adjustable.highest, _changes(session, ChangeKind.LIMIT, rule.rule_id))


def _changes(session: Session, kind: ChangeKind, subject: str) -> tuple[ChangeLine, ...]:
    """Every change of one number, newest first."""
    rows = session.execute(
        select(RuleChange, StaffMember.display_name)
        .join(StaffMember, StaffMember.user_id == RuleChange.by, isouter=True)
        .where(RuleChange.kind == kind.value, RuleChange.subject == subject).order_by(RuleChange.sequence.desc()))
    return tuple(ChangeLine(row.value, row.at, name or "The recovery key", row.why) for row, name in rows)
