"""A copy of a whole record with 500 sealed documents, beside copying and hashing the same files; memory stays flat."""

from __future__ import annotations

import hashlib
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.core.canonical import sha256_hex
from app.core.ids import short_id
from app.documents.certificates import issue_seal_certificate, new_clinic_ca
from app.documents.render import render_consent
from app.documents.seal import seal
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.rules.disclosure_basis import Basis
from app.security.actor import Role
from app.security.roles import Action, RecordKind
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.copies.service import CopiesService
from app.services.desk import Work
from app.services.library import LibraryService
from app.services.library_content import load_content
from app.services.sealing_documents import EVIDENCE_PURPOSE, PURPOSE
from app.services.views.copies import CopyOrder
from app.services.views.disclosures import Disclosure
from benchmarks.measure import FULL, Effort, Row, beside_floor, table
from tests.clinics import OpenClinic, open_clinic
from tests.fakes import FixedClock
from tests.integration.documents import samples

NOW = samples.at(60)
DOCUMENTS, FEW = 500, 50
OWN = Disclosure("The patient", "Own copy", Basis.TO_INDIVIDUAL)


@dataclass(frozen=True)
class Filled:
    """A clinic with one patient who has many sealed documents, and the same documents as plain files."""

    clinic: OpenClinic
    copies: CopiesService
    patient_id: str
    files: tuple[Path, ...]
    target: Path

    def make(self) -> None:
        """Make the whole copy."""
        actor = self.clinic.actor(Role.ADMINISTRATOR)
        self.copies.make(actor, CopyOrder(self.patient_id, OWN), self.target)

    def floor(self) -> None:
        """Read, hash and copy the plain files into one, with one fsync."""
        with self.target.with_suffix(".floor").open("wb") as out:
            for path in self.files:
                content = path.read_bytes()
                hashlib.sha256(content).digest()
                out.write(content)
            out.flush()
            os.fsync(out.fileno())


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the whole-record export."""
    with filled(DOCUMENTS) as many, filled(FEW) as few:
        flat = _peak(many) / _peak(few)
        return (beside_floor(
            f"whole-record export, {DOCUMENTS} documents", many.make, many.floor, at_most=2,
            note="work: SQLCipher, AES-GCM, SHA-256 and SHA-1, AES-256 ZIP (its key derivation runs for each file), "
                 "index pages, Bundle, audit; floor: plain files read, hashed, written; peak memory "
                 f"{flat:.2f} × that of {FEW} documents", runs=min(effort.runs, 5)),)


@contextmanager
def filled(count: int) -> Iterator[Filled]:
    """Make the clinic with ``count`` documents; everything is gone afterwards."""
    issued = samples.START - timedelta(days=30)
    key = issue_seal_certificate(new_clinic_ca("Better Med Spa", issued), "Better Med Spa", issued)
    pdf = seal(render_consent(samples.consent()), key, samples.consent())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        clinic = open_clinic(folder / "clinic", FixedClock(NOW))
        with clinic.desk.act(clinic.actor(Role.PROVIDER), Action.CREATE, RecordKind.PATIENT) as work:
            keep_key(work.session, work.new_id(), KeyPurpose.CA, public=key.ca_certificate, private=b"", now=NOW)
            patient_id = _patient(work)
            work.session.add_all(_document(work, patient_id, pdf) for _ in range(count))
            work.audit("patient.create", patient_id=patient_id, subject=patient_id)
        files = tuple(folder / f"{number}.pdf" for number in range(count))
        for file in files:
            file.write_bytes(pdf)
        copies = CopiesService(clinic.desk, LibraryService(clinic.desk, load_content(), demo=True))
        yield Filled(clinic, copies, patient_id, files, folder / "copy.zip")
        clinic.close()


def _patient(work: Work) -> str:
    patient_id = work.new_id()
    work.session.add(Patient(patient_id=patient_id, record_number=1, given_name="Mariana", family_name="Ortega",
                             birth_date=date(1988, 3, 14), created_at=NOW, created_by=work.actor.user_id))
    work.session.flush()
    work.keys.new(patient_id)
    return patient_id


def _document(work: Work, patient_id: str, pdf: bytes) -> SealedDocument:
    document_id = work.new_id()
    return SealedDocument(
        document_id=document_id, patient_id=patient_id, kind="consent", title="Consent for wrinkle relaxer",
        version="1", short_id=short_id(document_id), sealed_at=NOW, pages=5, size_bytes=len(pdf), is_paper=False,
        sha256=sha256_hex(pdf), ca_sha256="", pdf=work.keys.encrypt(patient_id, pdf, PURPOSE),
        evidence=work.keys.encrypt(patient_id, b"{}", EVIDENCE_PURPOSE))


def _peak(case: Filled) -> float:
    """The most memory Python held while the copy was made, in bytes."""
    case.make()  # what is loaded once is no part of it
    tracemalloc.start()
    case.make()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    print(table(measure()))
