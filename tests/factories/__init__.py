"""Sample views for tests and pictures of screens, by subject."""

from __future__ import annotations

from tests.factories.common import CLINIC, NOW, PRESCRIBERS, actor, at
from tests.factories.papers import audit_page, audit_rows, blank_pdf, chain_check, document, document_rows
from tests.factories.record import answers, consents, patient, timeline
from tests.factories.review import flags, parts, review, review_rows
from tests.factories.visits import board, card, due_forms, form_choices, hand_over, hits, providers, treatments

__all__ = [
    "CLINIC",
    "NOW",
    "PRESCRIBERS",
    "actor",
    "answers",
    "at",
    "audit_page",
    "audit_rows",
    "blank_pdf",
    "board",
    "card",
    "chain_check",
    "consents",
    "document",
    "document_rows",
    "due_forms",
    "flags",
    "form_choices",
    "hand_over",
    "hits",
    "parts",
    "patient",
    "providers",
    "review",
    "review_rows",
    "timeline",
    "treatments",
]
