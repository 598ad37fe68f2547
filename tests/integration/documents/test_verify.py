"""What is done to a sealed file afterwards is found, and each kind of harm has its own name."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pypdf import PdfReader, PdfWriter

from app.core.canonical import sha256_hex
from app.core.errors import InvalidInputError
from app.documents.certificates import issue_seal_certificate, new_clinic_ca
from app.documents.file_shape import SealPlace, find_seal
from app.documents.outcome import Outcome
from app.documents.render import render_consent
from app.documents.seal import _signer, seal
from app.documents.verify import verify
from tests.integration.documents import samples
from tests.integration.documents.conftest import NOW, Sealed


def check(pdf: bytes, sealed: Sealed) -> Outcome:
    return verify(pdf, sealed.ca.certificate, NOW).outcome


def place_of(pdf: bytes) -> SealPlace:
    place = find_seal(pdf)
    assert isinstance(place, SealPlace)
    return place


def test_an_untouched_document_is_valid_and_says_who_sealed_it_when(sealed: Sealed) -> None:
    found = verify(sealed.pdf, sealed.ca.certificate, NOW, sha256_hex(sealed.pdf))
    assert found.valid
    assert found.certificate_sha256 == sealed.key.fingerprint
    assert found.sealed_at == sealed.record.completed_at.replace(microsecond=0)
    assert "Better Med Spa" in found.sealed_by


def test_every_changed_byte_is_found(sealed: Sealed) -> None:
    """700 places, 200 of them inside the seal itself, one bit each: none may pass."""
    chance = random.Random(20261124)
    place = place_of(sealed.pdf)
    used = len(place.contents(sealed.pdf).rstrip(b"0"))
    places = chance.sample(range(len(sealed.pdf)), 500)
    places += chance.sample(range(place.start, place.start + used + 40), 200)
    for position in places:
        changed = bytearray(sealed.pdf)
        changed[position] ^= 1 << chance.randrange(8)
        assert check(bytes(changed), sealed) is Outcome.CHANGED, position


@pytest.mark.parametrize("where", ["first", "last", "range", "bracket", "padding", "case"])
def test_the_places_readers_skip_are_checked_too(sealed: Sealed, where: str) -> None:
    place = place_of(sealed.pdf)
    digits = place.contents(sealed.pdf)
    letter = place.start + 1 + next(i for i, c in enumerate(digits) if chr(c) in "ABCDEF")
    position, value = {
        "first": (0, b" "), "last": (len(sealed.pdf) - 2, b"x"),
        "range": (sealed.pdf.index(b"/ByteRange [0") + 12, b"1"), "bracket": (place.end - 1, b"0"),
        "padding": (place.end - 2, b"1"),
        "case": (letter, sealed.pdf[letter:letter + 1].lower()),
    }[where]
    changed = sealed.pdf[:position] + value + sealed.pdf[position + 1:]
    assert check(changed, sealed) is Outcome.CHANGED


def test_an_incremental_edit_is_named(sealed: Sealed) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed.pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = pdf_string("90")
    writer.update_container(page)
    edited = io.BytesIO()
    writer.write(edited)  # type: ignore[no-untyped-call]  # pyHanko: no hint
    assert check(edited.getvalue(), sealed) is Outcome.INCREMENTAL_EDIT
    assert check(sealed.pdf + b"\n", sealed) is Outcome.INCREMENTAL_EDIT
    assert check(sealed.pdf + sealed.pdf, sealed) is Outcome.INCREMENTAL_EDIT


def test_a_second_signature_on_top_is_an_incremental_edit(sealed: Sealed) -> None:
    other = issue_seal_certificate(new_clinic_ca("Other", samples.START), "Other", samples.START)
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed.pdf))
    del writer.root["/Perms"]
    meta = PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    signed = PdfSigner(meta, signer=_signer(other)).sign_pdf(writer)
    assert check(signed.getvalue(), sealed) is Outcome.INCREMENTAL_EDIT


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97, 0.999])
def test_a_file_cut_back_is_named(sealed: Sealed, share: float) -> None:
    assert check(sealed.pdf[:int(len(sealed.pdf) * share)], sealed) is Outcome.CUT_BACK


def test_a_file_cut_by_a_few_bytes_is_named(sealed: Sealed) -> None:
    for missing in (2, 3, 7, 40):
        assert check(sealed.pdf[:-missing], sealed) is Outcome.CUT_BACK, missing


def test_another_authority_with_the_same_name_is_foreign(sealed: Sealed) -> None:
    impostor = new_clinic_ca("Better Med Spa", samples.START - timedelta(days=365))
    key = issue_seal_certificate(impostor, "Better Med Spa", samples.START - timedelta(days=365))
    assert check(seal(sealed.rendered, key, sealed.record), sealed) is Outcome.FOREIGN_CERTIFICATE


def test_a_signature_of_another_shape_is_foreign_not_changed(sealed: Sealed) -> None:
    other = issue_seal_certificate(new_clinic_ca("Other", samples.START), "Other", samples.START)
    meta = PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha512")
    signed = PdfSigner(meta, signer=_signer(other)).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(sealed.rendered)))
    assert check(signed.getvalue(), sealed) is Outcome.FOREIGN_CERTIFICATE


def test_a_seal_moved_to_another_document_is_found(sealed: Sealed) -> None:
    patient = replace(sealed.record.patient, name="Mariana Ortego")
    other_record = replace(sealed.record, patient=patient)
    other = seal(render_consent(other_record), sealed.key, other_record)
    here, there = place_of(sealed.pdf), place_of(other)
    assert here.end - here.start == there.end - there.start
    moved = other[:there.start] + sealed.pdf[here.start:here.end] + other[there.end:]
    assert check(moved, sealed) is Outcome.CHANGED


def test_a_file_written_anew_by_another_program_is_not_valid(sealed: Sealed) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sealed.pdf)))
    copy = io.BytesIO()
    writer.write(copy)
    assert check(copy.getvalue(), sealed) is not Outcome.VALID


def test_an_expired_seal_says_that_the_bytes_are_intact(sealed: Sealed) -> None:
    key = issue_seal_certificate(sealed.ca, "Better Med Spa", samples.START, years=1)
    pdf = seal(sealed.rendered, key, sealed.record)
    found = verify(pdf, sealed.ca.certificate, samples.START + timedelta(days=400))
    assert found.outcome is Outcome.EXPIRED
    assert "as they were sealed" in found.sentence
    assert verify(pdf, sealed.ca.certificate, NOW).valid


def test_the_copy_on_record_is_told_from_another_sealed_one(sealed: Sealed) -> None:
    found = verify(sealed.pdf, sealed.ca.certificate, NOW, sha256_hex(b"another"))
    assert found.outcome is Outcome.NOT_ON_RECORD


def test_what_is_not_sealed_and_what_is_no_pdf_is_said(sealed: Sealed) -> None:
    assert check(sealed.rendered, sealed) is Outcome.NOT_SEALED
    assert check(b"", sealed) is Outcome.UNREADABLE
    assert check(b"hello" * 100, sealed) is Outcome.UNREADABLE


def test_a_trust_file_that_is_no_certificate_is_refused_with_a_sentence(sealed: Sealed) -> None:
    with pytest.raises(InvalidInputError, match="certificate could not be read"):
        verify(sealed.pdf, b"not a certificate", NOW)
