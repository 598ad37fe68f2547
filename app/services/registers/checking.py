"""What a person enters into a register, checked and made storable; every refusal names its field."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from app.core.errors import InvalidInputError
from app.core.text import MAX_FIELD, clean, refuse_card_number
from app.rules.registers import FieldKind, RegisterField, RegisterKind
from app.services.registers.book import People
from app.services.views.registers import EntryInput, NewAttachment

LARGEST_ATTACHMENT: Final = 20 * 1024 * 1024
_LONGEST_LINE: Final = 200
_LONGEST_NAME: Final = 120
_MOST_ATTACHMENTS: Final = 10
_FIRST_DAY: Final = date(1990, 1, 1)
_LAST_YEAR: Final = 2100


def checked_values(kind: RegisterKind, given: EntryInput, people: People, today: date) -> dict[str, str]:
    """Return the texts by field key; empty ones are left out.

    Raises InvalidInputError naming the field: unknown, required, too long, no such day or choice, a day of something
    done that lies in the future, a card number, or nobody to see to it.
    """
    entered = dict(given.values)
    for key in entered:
        if kind.field(key) is None:
            raise InvalidInputError("This register has no such field.", key)
    values = {each.key: value for each in kind.fields
              if (value := _checked(kind, each, entered.get(each.key, ""), people, today))}
    for key, value, other in kind.needs:
        needed = kind.field(other)
        if values.get(key) == value and other not in values and needed is not None:
            raise InvalidInputError(f"Fill in “{needed.label}” too.", other)
    if given.owner_id not in people.active:
        raise InvalidInputError("Choose who sees to it.", "owner")
    return values


def checked_attachments(files: tuple[NewAttachment, ...]) -> tuple[NewAttachment, ...]:
    """Return the files with safe names. Raises InvalidInputError for one that is too large, empty or neither kind.

    PDF and plain text are taken: both can be shown without running anything.
    """
    if len(files) > _MOST_ATTACHMENTS:
        raise InvalidInputError(f"Attach at most {_MOST_ATTACHMENTS} files at a time.", "attachments")
    return tuple(NewAttachment(_file_name(file.name), _content(file.content)) for file in files)


def _checked(kind: RegisterKind, field: RegisterField, text: str, people: People, today: date) -> str:
    value = clean(text).strip()
    if not value:
        if field.required:
            raise InvalidInputError(f"Fill in “{field.label}”.", field.key)
        return ""
    if field.kind in (FieldKind.LINE, FieldKind.TEXT):  # an id may hold digits that happen to add up
        refuse_card_number(value, field.key)
    longest = MAX_FIELD if field.kind is FieldKind.TEXT else _LONGEST_LINE
    if len(value) > longest:
        raise InvalidInputError(f"At most {longest:,} characters fit here.", field.key)
    _check_kind(field, value, people)
    if field.kind is FieldKind.DAY:
        day = _day(field, value)
        if field.key == kind.clock_from and day > today:  # a day not yet come would put the next one off
            raise InvalidInputError("This day is still to come. Enter the day it was done.", field.key)
    return value


def _check_kind(field: RegisterField, value: str, people: People) -> None:
    if field.kind is FieldKind.CHOICE and value not in dict(field.options):
        raise InvalidInputError("Choose one from the list.", field.key)
    if field.kind is FieldKind.PERSON and value not in people.names:
        raise InvalidInputError("Choose a person from the list.", field.key)


def _day(field: RegisterField, value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise InvalidInputError("Enter a day, for example 11/24/2026.", field.key) from None
    if day < _FIRST_DAY or day.year > _LAST_YEAR:
        raise InvalidInputError("Check the year.", field.key)
    return day


def _file_name(name: str) -> str:
    """Return the last part of ``name`` without anything a file system would take for more than a name."""
    last = PurePosixPath(PureWindowsPath(clean(name)).name).name
    safe = re.sub(r'[<>:"/\\|?*\n\t]', " ", last).strip(" .")
    stem, dot, suffix = safe.rpartition(".")
    return f"{stem[:_LONGEST_NAME - 10]}{dot}{suffix[:8]}" if dot else safe[:_LONGEST_NAME] or "document"


def _content(content: bytes) -> bytes:
    if not content:
        raise InvalidInputError("This file is empty.", "attachments")
    if len(content) > LARGEST_ATTACHMENT:
        raise InvalidInputError("This file is larger than 20 MB.", "attachments")
    if not content.startswith(b"%PDF-"):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidInputError("Only PDF and plain text can be attached.", "attachments") from None
        if b"\0" in content:
            raise InvalidInputError("Only PDF and plain text can be attached.", "attachments")
    return content
