"""Codes the exported FHIR resources use, each from the value set that FHIR R4 names for its place."""

from __future__ import annotations

from typing import Any, Final

from app.documents.record import SignerRole

_ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

CONSENT_SCOPE: Final = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope",
                                    "code": "patient-privacy", "display": "Privacy Consent"}]}
CONSENT_CATEGORY: Final = {"coding": [{"system": "http://loinc.org", "code": "59284-0",
                                       "display": "Patient Consent"}]}
CONSENT_STATUS: Final = {"declined": "rejected"}
"""Statuses that follow from an event alone; of the others the newest one that stands is active."""

DISCLOSE: Final = {"system": "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle", "code": "disclose",
                   "display": "Disclose Record Lifecycle Event"}
RECIPIENT: Final = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP",
                                "display": "information recipient"}]}

AUDIT_PURPOSES: Final = {
    "to_individual": ("PATRQT", "patient requested"), "representative": ("PWATRNY", "power of attorney"),
    "treatment": ("TREAT", "treatment"), "payment": ("HPAYMT", "healthcare payment"),
    "operations": ("HOPERAT", "healthcare operations"), "public_health": ("PUBHLTH", "public health"),
    "research": ("HRESCH", "healthcare research"), "persons_involved": ("FAMRQT", "family requested"),
    "serious_threat": ("THREAT", "threat"), "workers_compensation": ("HPAYMT", "healthcare payment"),
}
"""v3-ActReason codes by legal basis; bases without one are told in words alone."""

SIGNATURE_SYSTEM: Final = "urn:iso-astm:E1762-95:2013"
SIGNATURES: Final = {
    SignerRole.PATIENT: ("1.2.840.10065.1.12.1.1", "Author's Signature"),
    SignerRole.GUARDIAN: ("1.2.840.10065.1.12.1.1", "Author's Signature"),
    SignerRole.MINOR: ("1.2.840.10065.1.12.1.2", "Coauthor's Signature"),
    SignerRole.WITNESS: ("1.2.840.10065.1.12.1.8", "Signature Witness Signature"),
    SignerRole.PROVIDER: ("1.2.840.10065.1.12.1.5", "Verification Signature"),
}
"""ASTM E1762-95 codes of Signature.type by the role in which somebody signed."""


def concept(code: tuple[str, str] | None, text: str) -> dict[str, Any]:
    """Return a CodeableConcept: the words, and the code when there is one."""
    if code is None:
        return {"text": text}
    return {"coding": [{"system": _ACT_REASON, "code": code[0], "display": code[1]}], "text": text}
