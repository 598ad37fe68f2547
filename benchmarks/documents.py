"""Documents: rendering, sealing, storing and checking a consent of five pages, each beside the bare libraries."""

from __future__ import annotations

import asyncio
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from asn1crypto import keys, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

from app.documents import evidence_page, render, rows
from app.documents.certificates import SealKey, issue_seal_certificate, new_clinic_ca
from app.documents.record import ConsentRecord
from app.documents.render import render_consent
from app.documents.seal import seal
from app.documents.text import escape
from app.documents.text import words as real_words
from app.documents.verify import verify
from app.models.patients import Patient
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.sealing_documents import Belongings, store_sealed
from benchmarks import copies
from benchmarks.measure import FULL, Effort, Row, beside_floor, table
from tests.clinics import open_clinic
from tests.fakes import FixedClock
from tests.integration.documents import samples

NOW = samples.at(60)
Work = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """One consent with the keys it is sealed with."""

    record: ConsentRecord
    key: SealKey
    rendered: bytes
    sealed: bytes


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "Documents"."""
    case, runs = _case(), effort.runs
    return (
        beside_floor("consent PDF, rendered", lambda: render_consent(case.record), _bare_rendering(case.record),
                     at_most=1.5, note="floor: every text of the document as a bare Paragraph on as many pages; no "
                                       "signatures, rows, lines, heads or feet", runs=runs),
        beside_floor("sealed (PAdES, ECDSA P-256)", lambda: seal(case.rendered, case.key, case.record),
                     lambda: _bare_signing(case), at_most=1.1,
                     note="floor: pyHanko signs the same bytes the same way, without the two attachments", runs=runs),
        _storing(case, runs),
        beside_floor("verify", lambda: verify(case.sealed, case.key.ca_certificate, NOW), lambda: _bare_check(case),
                     at_most=1.2, note="floor: pyHanko reads and validates; it does not compare the seal's own bytes",
                     runs=runs),
        *copies.measure(effort),
    )


def _case() -> Case:
    issued = samples.START - timedelta(days=30)
    key = issue_seal_certificate(new_clinic_ca("Better Med Spa", issued), "Better Med Spa", issued)
    record = samples.consent()
    rendered = render_consent(record)
    return Case(record, key, rendered, seal(rendered, key, record))


def _bare_rendering(record: ConsentRecord) -> Work:
    texts: list[tuple[str, ParagraphStyle]] = []

    def collect(text: str, style: ParagraphStyle, own_direction: bool = False) -> Flowable:
        texts.append((text, style))
        return real_words(text, style, own_direction)

    with ExitStack() as stack:
        for module in (render, rows, evidence_page):
            stack.enter_context(patch.object(module, "words", collect))
        pages = len(PdfFileReader(io.BytesIO(render_consent(record))).root["/Pages"]["/Kids"])

    def bare() -> bytes:
        target, per_page = io.BytesIO(), -(-len(texts) // pages)
        story: list[Flowable] = []
        for number, (text, style) in enumerate(texts):
            if number and number % per_page == 0:
                story.append(PageBreak())
            story.append(Paragraph(escape(text), style))
        SimpleDocTemplate(target, invariant=1).build(story)
        return target.getvalue()

    return bare


def _bare_signing(case: Case) -> bytes:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(case.rendered)))
    signer = signers.SimpleSigner(x509.Certificate.load(case.key.certificate),
                                  keys.PrivateKeyInfo.load(case.key.private_key),
                                  SimpleCertificateStore())  # type: ignore[no-untyped-call]  # pyHanko: no hint
    metadata = signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256", certify=True,
                                            subfilter=SigSeedSubFilter.PADES,
                                            docmdp_permissions=MDPPerm.NO_CHANGES)
    target = io.BytesIO()
    asyncio.run(signers.PdfSigner(metadata, signer).async_sign_pdf(writer, output=target))
    return target.getvalue()


def _bare_check(case: Case) -> bool:
    signature = PdfFileReader(io.BytesIO(case.sealed)).embedded_signatures[0]
    root = x509.Certificate.load(case.key.ca_certificate)
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)
    return bool(asyncio.run(async_validate_pdf_signature(signature, context)).bottom_line)


def _storing(case: Case, runs: int) -> Row:
    with tempfile.TemporaryDirectory() as folder, _clinic(Path(folder), case) as store:
        file = Path(folder) / "floor.pdf"

        def floor() -> None:
            sealed = seal(render_consent(case.record), case.key, case.record)
            with file.open("wb") as target:
                target.write(sealed)
                target.flush()
                os.fsync(target.fileno())

        return beside_floor("submit to sealed PDF stored", store, floor, at_most=1.3,
                            note="work: render, seal, check, encrypt, store and audit in SQLCipher; floor: render, "
                                 "seal, write and fsync a plain file", runs=runs)


@contextmanager
def _clinic(folder: Path, case: Case) -> Iterator[Work]:
    clinic = open_clinic(folder, FixedClock(NOW))
    actor = clinic.actor(Role.PROVIDER)
    with clinic.desk.act(actor, Action.CREATE, RecordKind.PATIENT) as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=case.key.ca_certificate, private=b"", now=NOW)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=case.key.certificate,
                 private=case.key.private_key, now=NOW)
        patient_id = work.new_id()
        work.session.add(Patient(patient_id=patient_id, record_number=1, given_name="Mariana", family_name="Ortega",
                                 birth_date=date(1988, 3, 14), created_at=NOW, created_by=actor.user_id))
        work.session.flush()
        work.keys.new(patient_id)

    def store() -> None:
        with clinic.desk.act(actor, Action.CREATE, RecordKind.PATIENT) as work:
            store_sealed(work, replace(case.record, document_id=work.new_id()), Belongings(patient_id))

    yield store
    clinic.close()


if __name__ == "__main__":
    print(table(measure()))
