"""Tells a file somebody else signed from one of ours that was changed: both fail, for different reasons."""

from __future__ import annotations

from cryptography import x509
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from app.documents.issuing import issued_by


def is_intact_but_foreign(signature: EmbeddedPdfSignature, authority: x509.Certificate) -> bool:
    """Say whether ``signature``, in whatever form, fits the file and was made by a certificate of others.

    Others are all but ``authority``. Raises what pyHanko raises when the signature cannot be taken apart or names
    another certificate than it encloses.
    """
    signer = signature.signer_cert
    intact, valid = validate_sig_integrity(signature.signer_info, signer, expected_content_type="data",
                                           actual_digest=signature.compute_digest())
    return intact and valid and not issued_by(x509.load_der_x509_certificate(signer.dump()), authority)
