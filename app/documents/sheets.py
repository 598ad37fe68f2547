"""Sheets that are not sealed: the recovery key, a blank form to fill in by hand, the record of a form kept on paper."""

from __future__ import annotations

from app.documents.record import BlankForm, ClinicHeader, PaperFiling


def recovery_sheet(groups: tuple[str, ...], clinic: ClinicHeader, made_on: str, copy: int = 1) -> bytes:
    """Return one page with the recovery key in nine groups of four and how to keep it."""
    raise NotImplementedError


def paper_form(form: BlankForm) -> bytes:
    """Return ``form`` as pages with boxes and lines to be filled in by hand."""
    raise NotImplementedError


def paper_record(filing: PaperFiling) -> bytes:
    """Return one page that says where a form signed on paper is kept and why it is on paper."""
    raise NotImplementedError
