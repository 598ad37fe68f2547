"""The clinic's own certificate authority and the certificate its documents are sealed with (X.509, RFC 5280)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core.canonical import sha256_hex
from app.core.errors import InvalidInputError

CA_YEARS = 60
"""So that a seal certificate issued in the thirtieth year still ends before the authority does."""

SEAL_YEARS = 30
"""Longer than the longest retention: the record of a newborn is kept until the 22nd birthday."""

_EARLIER = timedelta(hours=24)  # a device whose clock runs behind must not find the certificate "not yet valid"
_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class ClinicCa:
    """The clinic's certificate authority. ``private_key`` is PKCS #8 DER and lies sealed to the recovery key only."""

    private_key: bytes = field(repr=False)
    certificate: bytes


@dataclass(frozen=True)
class SealKey:
    """What a document is sealed with: PKCS #8 DER key, its certificate, and the CA's certificate (DER)."""

    private_key: bytes = field(repr=False)
    certificate: bytes
    ca_certificate: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the seal certificate, hexadecimal."""
        return sha256_hex(self.certificate)

    @property
    def ca_fingerprint(self) -> str:
        """SHA-256 of the CA's certificate, hexadecimal."""
        return sha256_hex(self.ca_certificate)


def new_clinic_ca(clinic_name: str, now: datetime) -> ClinicCa:
    """Make a certificate authority for the clinic: ECDSA P-256, valid for 60 years, may issue end certificates only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(clinic_name, "records authority")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _EARLIER).not_valid_after(now + CA_YEARS * _YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256()))
    return ClinicCa(_key_bytes(key), certificate.public_bytes(serialization.Encoding.DER))


def issue_seal_certificate(ca: ClinicCa, clinic_name: str, now: datetime, years: int = SEAL_YEARS) -> SealKey:
    """Issue a seal certificate: ECDSA P-256, 30 years unless ``years`` says else, digital signature only."""
    issuer = x509.load_der_x509_certificate(ca.certificate)
    issuer_key = serialization.load_der_private_key(ca.private_key, password=None)
    assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    certificate = (
        x509.CertificateBuilder(issuer.subject, _name(clinic_name, "document seal"), key.public_key(),
                                x509.random_serial_number())
        .not_valid_before(now - _EARLIER).not_valid_after(now + years * _YEAR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
        .sign(issuer_key, hashes.SHA256()))
    return SealKey(_key_bytes(key), certificate.public_bytes(serialization.Encoding.DER), ca.certificate)


def read_certificate(data: bytes) -> bytes:
    """Return ``data`` (DER or PEM) as DER. Raises InvalidInputError when it is no certificate."""
    try:
        load = x509.load_pem_x509_certificate if b"-----BEGIN" in data[:200] else x509.load_der_x509_certificate
        return load(data).public_bytes(serialization.Encoding.DER)
    except ValueError:
        raise InvalidInputError("The clinic's certificate could not be read. Use the .cer file the clinic gave out.",
                                "trust") from None


def _name(clinic_name: str, purpose: str) -> x509.Name:
    clinic = clinic_name.strip()[:40] or "Clinic"  # X.520 allows 64 characters for the whole common name
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, clinic),
                      x509.NameAttribute(NameOID.COMMON_NAME, f"{clinic} {purpose}")])


def _key_usage(*, digital_signature: bool = False, content_commitment: bool = False, key_cert_sign: bool = False,
               crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature, content_commitment=content_commitment, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=key_cert_sign, crl_sign=crl_sign,
        encipher_only=False, decipher_only=False)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())
