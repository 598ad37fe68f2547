"""Seals a PDF: one revision, one certifying PAdES B-B signature that allows no changes, and the attached files."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime

from asn1crypto import keys, x509
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PdfFileWriter, copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.certificates import SealKey
from app.documents.cover import AttachedFile, Cover
from app.documents.evidence import EVIDENCE_FILE, RESPONSE_FILE, evidence_json
from app.documents.record import ClinicHeader, ConsentRecord

FIELD = "ClinicSeal"
"""Name of the one signature field."""

DIGEST = "sha256"

CONTENTS_BYTES = 2048
"""Room for the CMS: certificate, attributes and signature need about 1 KB, the longest clinic name 1 KB more."""


def seal(pdf: bytes, key: SealKey, record: ConsentRecord) -> bytes:
    """Return ``pdf`` with the response and evidence JSON attached, sealed with ``key`` at ``record.completed_at``."""
    response = AttachedFile(RESPONSE_FILE, "The answers as HL7 FHIR R4 QuestionnaireResponse", record.response_json)
    evidence = AttachedFile(EVIDENCE_FILE, "How this document was made", evidence_json(record))
    files = (response, evidence) if record.response_json else (evidence,)
    cover = Cover(record.title, record.clinic, record.completed_at, record.evidence.app_version, files)
    return seal_file(pdf, key, cover)


def seal_file(pdf: bytes, key: SealKey, cover: Cover) -> bytes:
    """Return any ``pdf`` of this program with the files of ``cover`` attached, sealed with ``key``."""
    writer = _one_revision(pdf, cover)
    for file in cover.files:
        _attach(writer, file, cover.sealed_at)
    signer = _TimedSigner(_metadata(cover.clinic), _signer(key), cover.sealed_at)
    target = io.BytesIO()
    asyncio.run(signer.async_sign_pdf(writer, bytes_reserved=2 * CONTENTS_BYTES, output=target))
    return target.getvalue()


def _one_revision(pdf: bytes, cover: Cover) -> PdfFileWriter:
    """Return a writer with every object of ``pdf``, so that file and seal become one revision."""
    made_at = generic.pdf_date(cover.sealed_at)
    info = {"/Title": cover.title, "/Author": cover.clinic.name, "/Creator": cover.software}
    entries = {generic.pdf_name(name): generic.pdf_string(text) for name, text in info.items()}
    entries |= {generic.pdf_name("/CreationDate"): made_at, generic.pdf_name("/ModDate"): made_at}
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)), {"info": generic.DictionaryObject(entries)})  # type: ignore[no-untyped-call]  # pyHanko: no hint
    # pyHanko would write the time of the computer's clock; the clinic's counts
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # no public switch
    return writer


class _TimedSigner(signers.PdfSigner):
    """Signs at the clinic's time instead of asking the computer's clock."""

    def __init__(self, metadata: signers.PdfSignatureMetadata, signer: signers.Signer, at: datetime) -> None:
        super().__init__(metadata, signer=signer, new_field_spec=SigFieldSpec(sig_field_name=FIELD))
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False,
                             ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session


def _metadata(clinic: ClinicHeader) -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, name=clinic.name, location=clinic.address_line,
        reason="The clinic's seal: makes later changes visible. It is no person's signature.")


def _signer(key: SealKey) -> signers.SimpleSigner:
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate), signing_key=keys.PrivateKeyInfo.load(key.private_key),
        cert_registry=SimpleCertificateStore(), embed_roots=False)  # type: ignore[no-untyped-call]  # pyHanko: no hint


def _attach(writer: PdfFileWriter, file: AttachedFile, at: datetime) -> None:
    content = embed.EmbeddedFileObject.from_file_data(
        writer, file.content, mime_type=file.media_type,
        params=embed.EmbeddedFileParams(creation_date=at, modification_date=at))
    embed.embed_file(writer, embed.FileSpec(
        file_spec_string=file.name, file_name=file.name, embedded_data=content, description=file.description,
        af_relationship=generic.pdf_name("/Data")))
