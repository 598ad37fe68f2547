"""Who issued a certificate."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature


def issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Say whether ``authority`` signed ``certificate``; an equal name alone proves nothing."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
