"""Paper: blank forms of every shipped form, the recovery key, and the record of a form kept on paper."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents.blank import blank_form
from app.documents.evidence import EVIDENCE_FILE
from app.documents.record import PaperFiling
from app.documents.render import count_pages, render_consent
from app.documents.seal import seal
from app.documents.sheets import paper_form, paper_record, recovery_sheet
from app.documents.verify import verify
from app.forms import load
from tests.integration.documents import samples
from tests.integration.documents.conftest import NOW, Sealed

FORMS = sorted((Path(__file__).parents[3] / "resources" / "forms").glob("*.json"))
QUESTIONNAIRES = [path for path in FORMS if json.loads(path.read_bytes()).get("resourceType") == "Questionnaire"]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_every_shipped_form_can_be_printed_blank(path: Path) -> None:
    questionnaire = load(path.read_bytes())
    pdf = paper_form(blank_form(questionnaire, samples.CLINIC))
    text = text_of(pdf)
    assert pdf == paper_form(blank_form(questionnaire, samples.CLINIC))
    for item in questionnaire.structure.items.values():
        if item.is_question and not (item.handling.signature or item.handling.derived or item.look.hidden):
            assert " ".join(item.text.plain.split())[:30] in text


def test_the_recovery_key_is_on_one_page_with_every_group() -> None:
    groups = ("7KQ2", "M3XD", "R4TB", "WJ3F", "P6HC", "Z2NV", "5GYK", "A5SE", "QX7W")
    pdf = recovery_sheet(groups, samples.CLINIC, "November 24, 2026", copy=2)
    assert count_pages(pdf) == 1
    text = text_of(pdf)
    assert all(group in text for group in groups)
    assert "Copy 2 of 2" in text


def test_a_form_kept_on_paper_has_a_sealed_record(sealed: Sealed) -> None:
    record = paper_record(PaperFiling(
        "0193a5b2-7c1e-7d3a-9f04-52c18f210c4b", "Consent for wrinkle relaxer", "1.0.0", "en", samples.CLINIC,
        samples.PATIENT, samples.at(5), "Elena Castillo", "The patient asked for paper.", kept_at="Cabinet 2"))
    pdf = seal(render_consent(record), sealed.key, record)
    assert verify(pdf, sealed.ca.certificate, NOW).valid
    assert set(PdfReader(io.BytesIO(pdf)).attachments) == {EVIDENCE_FILE}
    assert "Cabinet 2" in text_of(pdf)


def test_the_demo_says_so_on_every_page() -> None:
    pdf = render_consent(samples.guardian_consent())
    assert all("Fictional clinic" in page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
