"""Takes the seal's CMS apart and puts it together again: only the one encoding we write is accepted.

Readers skip much of a CMS (unsigned attributes, lengths, padding). Comparing the whole with what its own signed parts
say it must be leaves no byte that can change unnoticed (RFC 5652, RFC 5035, ETSI EN 319 122-1).
"""

from __future__ import annotations

import hashlib

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature


class BrokenSealError(Exception):
    """The seal is not one this program writes, or does not fit the file. Never shown; the outcome is."""


_SIGNING_CERTIFICATE = tsp.SigningCertificateV2
"""Importing asn1crypto's time-stamp module also teaches its CMS the signing-certificate attribute (RFC 5035)."""


def read_seal(contents: bytes, digest: bytes) -> x509.Certificate:
    """Return the certificate that made the seal in the hexadecimal ``contents`` over bytes with SHA-256 ``digest``.

    Raises BrokenSealError when the digest is another one, the signature is not made by the enclosed certificate, or any
    digit differs from the one encoding there is. Whether the certificate is the clinic's is not looked at here.
    """
    try:
        return _read(contents, digest)
    except BrokenSealError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidSignature, OverflowError):
        raise BrokenSealError from None  # asn1crypto raises any of these on bytes that are no CMS


def _read(contents: bytes, digest: bytes) -> x509.Certificate:
    signed_data = cms.ContentInfo.load(bytes.fromhex(contents.decode("ascii")))["content"]
    signer = signed_data["signer_infos"][0]
    certificate = signed_data["certificates"][0].chosen.dump()
    attributes = signer["signed_attrs"]
    values = {attribute["type"].native: attribute["values"] for attribute in attributes}
    signature = signer["signature"].native
    _require(values["message_digest"][0].native == digest)
    named = values["signing_certificate_v2"][0]
    _require(isinstance(named, _SIGNING_CERTIFICATE))
    _require(named["certs"][0]["cert_hash"].native == hashlib.sha256(certificate).digest())
    parsed = x509.load_der_x509_certificate(certificate)
    public_key = parsed.public_key()
    _require(isinstance(public_key, ec.EllipticCurvePublicKey))
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    public_key.verify(signature, attributes.untag().dump(force=True), ec.ECDSA(hashes.SHA256()))
    rebuilt = _build(certificate, attributes.untag(), signature).hex().upper().encode()
    _require(contents == rebuilt.ljust(len(contents), b"0"))
    return parsed


def _build(certificate: bytes, attributes: cms.CMSAttributes, signature: bytes) -> bytes:
    """Return the one CMS that seal certificate, signed attributes and signature make."""
    parsed = cms.Certificate.load(certificate)
    digest_algorithm = cms.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo({
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(
            {"issuer": parsed.issuer, "serial_number": parsed.serial_number})}),
        "digest_algorithm": digest_algorithm,
        "signed_attrs": cms.CMSAttributes([cms.CMSAttribute.load(item.dump(force=True)) for item in attributes]),
        "signature_algorithm": cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signature": encode_dss_signature(*decode_dss_signature(signature)),
    })
    signed_data = cms.SignedData({
        "version": "v1",
        "digest_algorithms": cms.DigestAlgorithms([digest_algorithm]),
        "encap_content_info": {"content_type": "data"},
        "certificates": [parsed],
        "signer_infos": [signer],
    })
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed_data}).dump())


def _require(condition: bool) -> None:
    if not condition:
        raise BrokenSealError
