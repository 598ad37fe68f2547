"""The page that explains a package: what each file is, how to open it, and how anybody can check the seals."""

from __future__ import annotations

from app.documents.copy_record import CopyRecord
from app.documents.package import ANSWERS_CSV, ANSWERS_JSON, BUNDLE, CERTIFICATE, DOCUMENTS, READABLE
from app.documents.report import Report, ReportSection, ReportTable
from app.documents.report_pages import render_report
from app.documents.wording import grouped, moment

_PRIVATE = ("The files are readable once they are unpacked. Keep them where only you can get at them, and delete what "
            "you do not need.")
_OTHERS = ("What the law or the patient does not let the clinic share with you is not in this copy. Share it again "
           "only as the law or the patient allows.")
_CHECK = (
    "Each file in the folder “documents” carries the clinic's seal. It shows whether a single byte has changed since "
    "the document was sealed. Two ways to check it:",
    "• With a PDF reader that shows signatures: add clinic-ca.cer to the certificates it trusts, then open the file.",
    "• With the clinic's own program, without the internet: medspa-intake verify FILE.pdf --trust clinic-ca.cer",
    "Ask the clinic to read you the fingerprint of its certificate over the phone. It has to be the one below.",
)


def render_index(record: CopyRecord, certificate_sha256: str) -> bytes:
    """Return the page as PDF. ``certificate_sha256`` is the fingerprint of the newest clinic certificate (DER)."""
    paragraphs = (
        f"{record.clinic.name} made this copy for {record.recipient} on {moment(record.made_at, record.clinic.tz)}.",
        _PRIVATE if record.own else _OTHERS)
    certificate = (("Certificate, SHA-256", grouped(certificate_sha256)),)
    return render_report(Report(
        record.clinic, "Start here", record.made_at, (("Record", str(record.patient.record_number)),
                                                      ("Purpose", record.purpose)),
        (ReportSection("This copy", paragraphs, tables=(_files(record),)),
         ReportSection("Check the seals", _CHECK, certificate), _documents(record)), is_demo=record.is_demo))


def _files(record: CopyRecord) -> ReportTable:
    return ReportTable(("File", "What it is"), (
        (READABLE, "Everything in this copy, to be read"),
        (DOCUMENTS, f"The sealed documents as PDF files: {len(record.documents)}"),
        (CERTIFICATE, "The clinic's certificate, to check the seals with"),
        (BUNDLE, "The record for another health care program (HL7 FHIR R4, a Bundle in JSON)"),
        (ANSWERS_CSV, "All answers as a table, for a spreadsheet"),
        (ANSWERS_JSON, "All answers for other programs (JSON)")), (0.3, 0.7))


def _documents(record: CopyRecord) -> ReportSection:
    rows = tuple((document.file.removeprefix(DOCUMENTS), document.title, document.short_id, grouped(document.sha256))
                 for document in record.documents)
    return ReportSection("The documents", tables=(
        ReportTable(("File", "Document", "Number", "SHA-256"), rows, (0.2, 0.24, 0.16, 0.4)),))
