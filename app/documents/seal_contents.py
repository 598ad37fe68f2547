"""Takes the seal's CMS apart and puts it together again: only the one encoding we write is accepted.

Readers skip much of a CMS (unsigned attributes, lengths, padding). Comparing the whole with what its own signed parts
say it must be leaves no byte that can change unnoticed (RFC 5652, RFC 5035, ETSI EN 319 122-1).
"""

from __future__ import annotations

import hashlib

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature


class BrokenSealError(Exception):
    """The seal is not one this program writes, or does not fit the file. Never shown; the outcome is."""


_SEQUENCE, _SET, _CONTEXT_0, _OCTETS = 0x30, 0x31, 0xA0, 0x04
_VERSION_1 = bytes.fromhex("020101")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # 1.2.840.113549.1.7.2
_DATA = bytes.fromhex("300b06092a864886f70d010701")  # the content type "data", without content: it is the file
_SHA256 = bytes.fromhex("300d06096086480165030402010500")  # 2.16.840.1.101.3.4.2.1, with NULL as pyHanko writes it
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")  # 1.2.840.10045.4.3.2

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
    enclosed = bytes(signed_data["certificates"][0].chosen.dump())  # taken before asn1crypto parses and rebuilds them
    attributes = bytes(signer["signed_attrs"].contents)
    values = {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}
    _require(values["message_digest"][0].native == digest)
    named = values["signing_certificate_v2"][0]
    _require(isinstance(named, _SIGNING_CERTIFICATE))
    _require(named["certs"][0]["cert_hash"].native == hashlib.sha256(enclosed).digest())
    certificate = x509.load_der_x509_certificate(enclosed)
    public_key = certificate.public_key()
    _require(isinstance(public_key, ec.EllipticCurvePublicKey))
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    signature = signer["signature"].native
    public_key.verify(signature, _der(_SET, attributes), ec.ECDSA(hashes.SHA256()))
    rebuilt = _rebuilt(certificate, enclosed, attributes, signature).hex().upper().encode()
    _require(contents == rebuilt.ljust(len(contents), b"0"))
    return certificate


def _rebuilt(certificate: x509.Certificate, enclosed: bytes, attributes: bytes, signature: bytes) -> bytes:
    """Return the one CMS that certificate, signed attributes and signature make (RFC 5652 section 5.1, DER)."""
    issuer_and_serial = certificate.issuer.public_bytes() + core.Integer(certificate.serial_number).dump()
    signer = b"".join((
        _VERSION_1, _der(_SEQUENCE, issuer_and_serial), _SHA256, _der(_CONTEXT_0, attributes), _ECDSA_SHA256,
        _der(_OCTETS, encode_dss_signature(*decode_dss_signature(signature)))))
    signed_data = b"".join((
        _VERSION_1, _der(_SET, _SHA256), _DATA, _der(_CONTEXT_0, enclosed), _der(_SET, _der(_SEQUENCE, signer))))
    return _der(_SEQUENCE, _SIGNED_DATA + _der(_CONTEXT_0, _der(_SEQUENCE, signed_data)))


def _der(tag: int, content: bytes) -> bytes:
    """Return one value in DER: tag, shortest length, content (ITU-T X.690 section 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _require(condition: bool) -> None:
    if not condition:
        raise BrokenSealError
