"""Documents in the records: stored encrypted, opened with their verification, given out with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.core.canonical import sha256_hex
from app.core.errors import InvalidInputError, NotFoundError, PermissionDeniedError, ProofNeededError
from app.documents.certificates import issue_seal_certificate, new_clinic_ca
from app.documents.outcome import Outcome
from app.documents.record import ConsentRecord
from app.documents.verify import verify
from app.models.audit import AuditEntry
from app.models.documents import SealedDocument
from app.models.patients import Patient
from app.rules.disclosure_basis import Basis
from app.security.actor import Role
from app.security.roles import Action, RecordKind, allowed
from app.services.clinic_keys import KeyPurpose, keep_key
from app.services.disclosures.reading import disclosure_rows
from app.services.documents import DocumentService
from app.services.library import LibraryService
from app.services.library_content import LibraryContent, load_content
from app.services.sealing_documents import Belongings, store_sealed
from app.services.views.disclosures import Disclosure
from tests.clinics import OpenClinic, open_clinic
from tests.integration.documents import samples

DISCLOSURE = Disclosure("The patient", "Her own copy", Basis.TO_INDIVIDUAL)


@dataclass
class Stored:
    """An open clinic with one sealed document."""

    clinic: OpenClinic
    service: DocumentService
    record: ConsentRecord
    ca: bytes
    patient_id: str


@cache
def _content() -> LibraryContent:
    """Everything shipped, read once."""
    return load_content()


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Stored]:
    clinic = open_clinic(tmp_path)
    now = clinic.clock.now()
    ca = new_clinic_ca("Better Med Spa", now)
    key = issue_seal_certificate(ca, "Better Med Spa", now)
    with clinic.desk.act(clinic.actor(Role.PROVIDER), Action.CREATE, RecordKind.PATIENT) as work:
        keep_key(work.session, work.new_id(), KeyPurpose.CA, public=ca.certificate, private=b"", now=now)
        keep_key(work.session, work.new_id(), KeyPurpose.SEAL, public=key.certificate, private=key.private_key, now=now)
        patient_id = work.new_id()
        work.session.add(Patient(patient_id=patient_id, record_number=1042, given_name="Mariana", family_name="Ortega",
                                 birth_date=date(1988, 3, 14), created_at=now, created_by=work.actor.user_id))
        work.session.flush()
        work.keys.new(patient_id)
        record = replace(samples.consent(), document_id=work.new_id(), completed_at=now)
        store_sealed(work, record, Belongings(patient_id))
    service = DocumentService(clinic.desk, LibraryService(clinic.desk, _content(), demo=True))
    yield Stored(clinic, service, record, ca.certificate, patient_id)
    clinic.close()


def events(stored: Stored) -> list[AuditEntry]:
    with stored.clinic.desk.act_system() as work:
        return list(work.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def test_a_stored_document_is_listed_for_its_patient_and_for_all(stored: Stored) -> None:
    actor = stored.clinic.actor(Role.FRONT_DESK)
    (row,) = stored.service.rows(actor)
    assert (row.title, row.short_id) == (stored.record.title, stored.record.short_id)
    assert row.patient_name == "Mariana Ortega"
    assert row.pages >= 4
    assert stored.service.rows(actor, stored.patient_id) == (row,)
    assert stored.service.rows(actor, "somebody else") == ()


def test_opening_verifies_shows_the_evidence_and_is_recorded(stored: Stored) -> None:
    view = stored.service.open(stored.clinic.actor(Role.PROVIDER), stored.record.document_id)
    assert view.verification.valid
    assert view.signed_by == ("Mariana Ortega, patient",)
    assert view.countersigned_by == "Priya Raman, RN"
    assert view.certificate.startswith("Better Med Spa, valid to 2056")
    assert view.sha256 == sha256_hex(view.pdf)
    assert [step.title for step in view.steps if step.sealed] == ["Sealed"]
    assert "Initialed 4 points" in [step.title for step in view.steps]
    last = events(stored)[-1]
    assert (last.event, last.subject, last.patient_id) == ("document.view", view.document_id, stored.patient_id)


def test_what_is_stored_verifies_outside_and_its_hash_is_in_the_audit(stored: Stored) -> None:
    _, pdf = stored.service.copy(stored.clinic.actor(Role.PROVIDER), stored.record.document_id, DISCLOSURE)
    assert verify(pdf, stored.ca, stored.clinic.clock.now()).valid
    sealed = next(entry for entry in events(stored) if entry.event == "document.seal")
    assert sha256_hex(pdf) in sealed.detail


def test_a_copy_names_no_patient_and_is_recorded_with_recipient_and_purpose(stored: Stored) -> None:
    name, _ = stored.service.copy(stored.clinic.actor(Role.FRONT_DESK), stored.record.document_id, DISCLOSURE)
    assert name == f"consent-for-wrinkle-relaxer-{stored.record.short_id.lower()}.pdf"
    made, entry = events(stored)[-2:]
    assert (made.event, entry.event) == ("disclosure.create", "document.export")
    for each in (made, entry):
        assert "Her own copy" not in each.detail
    with stored.clinic.desk.act_system() as work:
        (row,) = disclosure_rows(work, stored.patient_id)
        assert made.new_value is not None
        assert b"Her own copy" in work.keys.decrypt(stored.patient_id, made.new_value, "audit")
    assert (row.recipient, row.purpose, row.basis) == ("The patient", "Her own copy", Basis.TO_INDIVIDUAL)
    assert row.document_ids == (stored.record.document_id,)


def test_printing_is_recorded_too(stored: Stored) -> None:
    stored.service.printed(stored.clinic.actor(Role.FRONT_DESK), stored.record.document_id, DISCLOSURE)
    assert events(stored)[-1].event == "document.print"


def test_nothing_leaves_without_a_reason_fresh_proof_or_permission(stored: Stored) -> None:
    document_id = stored.record.document_id
    for recipient, purpose in ((" ", "x"), ("x", "")):
        told = Disclosure(recipient, purpose, Basis.TO_INDIVIDUAL)
        with pytest.raises(InvalidInputError):
            stored.service.copy(stored.clinic.actor(Role.PROVIDER), document_id, told)
        with pytest.raises(InvalidInputError):
            stored.service.printed(stored.clinic.actor(Role.PROVIDER), document_id, told)
    tired = stored.clinic.actor(Role.PROVIDER)
    stored.clinic.clock.advance(minutes=2)
    with pytest.raises(ProofNeededError):
        stored.service.copy(tired, document_id, DISCLOSURE)
    with pytest.raises(NotFoundError):
        stored.service.open(stored.clinic.actor(Role.PROVIDER), "no such document")
    assert not [entry for entry in events(stored) if entry.event == "document.export" and entry.allowed]


def test_every_role_without_the_right_is_refused(stored: Stored) -> None:
    for role in Role:
        if not allowed(role, Action.VIEW, RecordKind.DOCUMENT):
            with pytest.raises(PermissionDeniedError):
                stored.service.open(stored.clinic.actor(role), stored.record.document_id)


def test_the_stored_bytes_hold_none_of_the_patients_words(stored: Stored) -> None:
    with stored.clinic.desk.act_system() as work:
        row = work.session.get(SealedDocument, stored.record.document_id)
        assert row is not None
        for blob in (row.pdf, row.evidence):
            assert b"Ortega" not in blob
            assert b"%PDF" not in blob


def test_a_document_of_another_authority_is_shown_but_called_foreign(stored: Stored) -> None:
    impostor = new_clinic_ca("Better Med Spa", stored.clinic.clock.now())
    view = stored.service.open(stored.clinic.actor(Role.PROVIDER), stored.record.document_id)
    assert verify(view.pdf, impostor.certificate, stored.clinic.clock.now()).outcome is Outcome.FOREIGN_CERTIFICATE


def test_rows_are_only_ever_added(stored: Stored) -> None:
    with pytest.raises(Exception, match="only ever added"), stored.clinic.desk.act_system() as work:
        work.session.execute(text("UPDATE sealed_document SET title = 'x'"))
