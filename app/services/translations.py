"""Which languages a visit may be done in: a translation counts once a translator's review of it is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.core.canonical import canonical_json, sha256_hex
from app.services.approvals import approvals_of
from app.services.library_content import SCREENS, LibraryContent
from app.services.views.oversight import FormRow

ENGLISH = "en"
SCREENS_TITLE = "Words on the patient’s screens, and the e-records disclosure"


def translation_scope(language: str) -> str:
    """Return the scope of an approval that is about a translation."""
    return f"translation {language}"


def screens_source(content: LibraryContent) -> tuple[str, str]:
    """Return version and SHA-256 of everything translated on the patient's screens that belongs to no form."""
    return content.screens_version, sha256_hex(canonical_json(dict(content.screens)))


def screens_row(session: Session, content: LibraryContent) -> FormRow:
    """Return the screens' words as Settings lists them. Their English needs no approval, it is the app's own."""
    version, sha256 = screens_source(content)
    return FormRow(SCREENS, "", version, SCREENS_TITLE, sha256, 0, (ENGLISH, *content.screens),
                   approvals_of(session, content, SCREENS, sha256), ())


def languages_of(rows: Iterable[FormRow], *, demo: bool) -> tuple[str, ...]:
    """Return the languages that all of ``rows`` may be read and signed in, English first.

    Each of them has to have the translation, and its approval; in the ``demo`` nothing needs approval.
    """
    everything = tuple(rows)
    offered = dict.fromkeys(code for row in everything for code in row.languages if code != ENGLISH)
    return (ENGLISH, *(code for code in offered if all(_may_be_read(row, code, demo) for row in everything)))


def _may_be_read(row: FormRow, language: str, demo: bool) -> bool:
    approved = demo or any(approval.scope == translation_scope(language) for approval in row.approvals)
    return language in row.languages and approved
