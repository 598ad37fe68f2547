"""Checks a sealed PDF without any database: was it sealed by this clinic, and is every byte still the same?"""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import replace
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from app.core.canonical import sha256_hex
from app.documents.certificates import read_certificate
from app.documents.file_shape import find_seal
from app.documents.foreign import is_intact_but_foreign
from app.documents.issuing import issued_by
from app.documents.outcome import Outcome, Verification
from app.documents.seal_contents import BrokenSealError, read_seal

# pyHanko logs what it meets in hostile files, names and traces included; the outcome is what counts here.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

MAX_SIZE = 256 * 1024 * 1024
"""Largest file that is looked at, in bytes."""


def verify(pdf: bytes, trust: bytes, now: datetime, recorded_sha256: str = "") -> Verification:
    """Check ``pdf`` against the clinic's CA certificate ``trust`` (DER or PEM) as of ``now`` (aware).

    ``recorded_sha256`` is the hash kept when the document was stored, when there is one. Raises InvalidInputError when
    ``trust`` is no certificate; never raises because of what ``pdf`` holds.
    """
    authority = x509.load_der_x509_certificate(read_certificate(trust))
    found = Verification(Outcome.UNREADABLE, sha256_hex(pdf), len(pdf))
    if len(pdf) > MAX_SIZE:
        return found
    place = find_seal(pdf)
    if isinstance(place, Outcome):
        return replace(found, outcome=place)
    try:
        certificate = read_seal(place.contents(pdf), place.digest(pdf))
        signature = _only_signature(pdf)
    except Exception:  # BrokenSealError, or whatever a parser raises on a file made to break it: never valid
        return replace(found, outcome=_foreign_or_changed(pdf, authority))
    found = replace(found, sealed_at=signature.self_reported_timestamp, sealed_by=certificate.subject.rfc4514_string(),
                    valid_until=certificate.not_valid_after_utc, certificate_sha256=sha256_hex(_der(certificate)))
    outcome = _judge(certificate, authority, signature, now)
    if outcome is Outcome.VALID and recorded_sha256 not in {"", found.sha256}:
        outcome = Outcome.NOT_ON_RECORD
    return replace(found, outcome=outcome)


def _judge(certificate: x509.Certificate, authority: x509.Certificate, signature: EmbeddedPdfSignature,
           now: datetime) -> Outcome:
    """Decide about a file whose bytes fit its seal: whose seal it is, whether it counts today, what pyHanko says."""
    if not issued_by(certificate, authority):
        return Outcome.FOREIGN_CERTIFICATE
    if not all(each.not_valid_before_utc <= now <= each.not_valid_after_utc for each in (certificate, authority)):
        return Outcome.EXPIRED
    return Outcome.VALID if _pyhanko_agrees(signature, authority, now) else Outcome.CHANGED


def _foreign_or_changed(pdf: bytes, authority: x509.Certificate) -> Outcome:
    """Decide about a seal that is not in the one form we write, or does not fit."""
    try:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        foreign = is_intact_but_foreign(signature, authority)
    except Exception:  # see above
        return Outcome.CHANGED
    return Outcome.FOREIGN_CERTIFICATE if foreign else Outcome.CHANGED


def _only_signature(pdf: bytes) -> EmbeddedPdfSignature:
    """Return the signature of a file that has one revision and one signature. Raises BrokenSealError otherwise."""
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
    if reader.xrefs.total_revisions != 1 or len(signatures) != 1:
        raise BrokenSealError
    return signatures[0]


def _pyhanko_agrees(signature: EmbeddedPdfSignature, authority: x509.Certificate, now: datetime) -> bool:
    """Say whether pyHanko, too, finds that the signature covers the whole file, may be trusted, and forbids changes."""
    root = asn1_x509.Certificate.load(_der(authority))
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=now)
    try:
        status = asyncio.run(async_validate_pdf_signature(signature, context))
    except Exception:  # see above
        return False
    return bool(status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
