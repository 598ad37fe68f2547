"""The journal of a disposal: who proposed it, which steps are finished, which places were reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.errors import NotFoundError
from app.models.retention import Disposal, DisposalPlace, DisposalStep
from app.services.desk import Work
from app.services.views.retention import DisposalStage, PlaceKind, ReachedPlace


@dataclass(frozen=True)
class Journal:
    """A disposal with its finished steps, oldest first."""

    disposal: Disposal
    steps: tuple[DisposalStep, ...]

    def step(self, stage: DisposalStage) -> DisposalStep | None:
        """Return the newest row of ``stage``, or None while it is not finished."""
        return next((row for row in reversed(self.steps) if row.kind == stage.value), None)

    def has(self, stage: DisposalStage) -> bool:
        """Say whether ``stage`` is finished."""
        return self.step(stage) is not None

    @property
    def is_unfinished(self) -> bool:
        """Say whether two people approved it and it has no certificate yet: it must be carried to its end."""
        return self.has(DisposalStage.APPROVED) and not (self.has(DisposalStage.CERTIFIED)
                                                         or self.has(DisposalStage.CANCELLED))


def journal_of(work: Work, disposal_id: str) -> Journal:
    """Return one disposal. Raises NotFoundError."""
    row = work.session.get(Disposal, disposal_id)
    if row is None:
        raise NotFoundError("This disposal is not in the records.")
    return _journals(work, [row])[0]


def current(work: Work, patient_id: str) -> Journal | None:
    """Return the disposal of a record that was proposed and not cancelled, or None."""
    rows = work.session.scalars(select(Disposal).where(Disposal.patient_id == patient_id).order_by(Disposal.at)).all()
    found = [journal for journal in _journals(work, rows) if not journal.has(DisposalStage.CANCELLED)]
    return found[-1] if found else None


def all_journals(work: Work) -> tuple[Journal, ...]:
    """Return every disposal, newest first; cancelled ones too."""
    return _journals(work, work.session.scalars(select(Disposal).order_by(Disposal.at.desc())).all())


def note(work: Work, disposal_id: str, stage: DisposalStage, document_id: str | None = None) -> None:
    """Note that ``stage`` is finished, by the person who acts."""
    work.session.add(DisposalStep(
        disposal_id=disposal_id, kind=stage.value, at=work.now, by=work.actor.user_id,
        by_name=work.actor.display_name, by_title=work.actor.title, document_id=document_id))
    work.session.flush()


def note_places(work: Work, disposal_id: str, places: Sequence[ReachedPlace]) -> None:
    """Note which places were reached and which were not."""
    work.session.add_all(DisposalPlace(disposal_id=disposal_id, at=work.now, kind=place.kind.value, place=place.place,
                                       reached=place.reached, note=place.note) for place in places)


def places_of(work: Work, disposal_id: str) -> tuple[ReachedPlace, ...]:
    """Return every place as it was noted last, in the order in which they were found."""
    rows = work.session.scalars(select(DisposalPlace).where(DisposalPlace.disposal_id == disposal_id)
                                .order_by(DisposalPlace.sequence))
    newest = {(row.kind, row.place): ReachedPlace(PlaceKind(row.kind), row.place, row.reached, row.note)
              for row in rows}
    return tuple(newest.values())


def _journals(work: Work, rows: Sequence[Disposal]) -> tuple[Journal, ...]:
    steps: dict[str, list[DisposalStep]] = {row.disposal_id: [] for row in rows}
    for step in work.session.scalars(select(DisposalStep).where(DisposalStep.disposal_id.in_(steps))
                                     .order_by(DisposalStep.sequence)):
        steps[step.disposal_id].append(step)
    return tuple(Journal(row, tuple(steps[row.disposal_id])) for row in rows)
