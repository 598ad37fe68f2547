"""How long this clinic keeps records: the promised minimum, or what it chose on top."""

from __future__ import annotations

from sqlalchemy import select

from app.core.canonical import canonical_json
from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import InvalidInputError
from app.core.text import optional_text
from app.models.retention import RetentionChoiceRow
from app.rules.retention import RetentionBook, RetentionChoice, checked_choice
from app.services.desk import Work
from app.services.views.retention import RetentionSettings


def current_choice(work: Work) -> RetentionChoice:
    """Return what the clinic chose last, or the promised minimum with the floor for minors on."""
    row = _newest(work)
    return RetentionChoice() if row is None else RetentionChoice(row.adult_years, row.minor_floor)


def settings_view(work: Work, book: RetentionBook) -> RetentionSettings:
    """Return the choice as Settings shows it."""
    row, choice = _newest(work), current_choice(work)
    changed = f"Set by {row.by_name} on {long_date(clinic_date(row.at, work.zone))}." if row else ""
    return RetentionSettings(choice.adult_years, choice.minor_floor, book.lowest, book.highest, book.floor_why,
                             row.reason if row else "", changed)


def change_choice(work: Work, book: RetentionBook, choice: RetentionChoice, reason: str) -> None:
    """Keep ``choice`` from now on. Raises InvalidInputError: too short, or the floor goes without a reason."""
    checked_choice(book, choice)
    words, before = optional_text(reason, "reason"), current_choice(work)
    if not choice.minor_floor and not words:
        raise InvalidInputError("Say why minors' records may go before the 22nd birthday, such as the advice of the "
                                "clinic's lawyer.", "reason")
    work.session.add(RetentionChoiceRow(
        at=work.now, by=work.actor.user_id, by_name=work.actor.display_name, adult_years=choice.adult_years,
        minor_floor=choice.minor_floor, reason=words))
    work.audit("retention.change", old=_stored(before), new=_stored(choice), detail=_words(choice))


def _words(choice: RetentionChoice) -> str:
    floor = "on" if choice.minor_floor else "off"
    return f"Adult records: {choice.adult_years} years. 22nd-birthday floor for minors: {floor}."


def _stored(choice: RetentionChoice) -> bytes:
    return canonical_json({"adult_years": choice.adult_years, "minor_floor": choice.minor_floor})


def _newest(work: Work) -> RetentionChoiceRow | None:
    return work.session.scalars(select(RetentionChoiceRow).order_by(RetentionChoiceRow.sequence.desc())
                                .limit(1)).first()
