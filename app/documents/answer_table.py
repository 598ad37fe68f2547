"""All answers of a copy as data: a table for spreadsheets (RFC 4180) and JSON for other programs."""

from __future__ import annotations

import csv
import io

from app.core.canonical import canonical_json
from app.core.text import defuse_cell
from app.documents.copy_record import CopyRecord

_COLUMNS = ("date", "form", "version", "status", "section", "question", "answer", "link_id")


def answers_csv(record: CopyRecord) -> bytes:
    """Return the answers as CSV (UTF-8 with signature, so that spreadsheets read it); no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([defuse_cell(cell) for cell in row] for row in _rows(record))
    return out.getvalue().encode("utf-8-sig")


def answers_json(record: CopyRecord) -> bytes:
    """Return the answers as a JSON list of objects with the columns of the table."""
    return canonical_json([dict(zip(_COLUMNS, row, strict=True)) for row in _rows(record)])


def _rows(record: CopyRecord) -> list[tuple[str, ...]]:
    return [(form.at.astimezone(record.clinic.tz).isoformat(timespec="seconds"), form.title, form.version, form.status,
             answer.section, answer.question, answer.answer, answer.link_id)
            for form in record.forms for answer in form.answers]
