"""Who has to sign a form, as the form itself says: patient, guardian, a minor beside them, witness, provider."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

SIGNATURE_REQUIRED: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-signatureRequired"
FORM_SIGNER: Final = "https://bettermedspa.example/fhir/StructureDefinition/form-signer"
"""valueCode, repeated, on the Questionnaire: everybody who signs it."""


class Signer(StrEnum):
    """Who signs a form, besides what the law asks of everyone. Codes of the extension ``form-signer``."""

    PATIENT = "patient"
    GUARDIAN = "guardian"  # in the place of a minor
    ASSENT = "assent"  # the minor's own yes, beside the guardian
    MINOR = "minor"  # the minor's own signature, beside the guardian's
    WITNESS = "witness"  # a member of staff who saw it, with their own credential
    PROVIDER = "provider"


CUSTOMARY_SIGNERS: Final = frozenset({Signer.PATIENT, Signer.GUARDIAN, Signer.ASSENT})
"""Who signs a form that requires a signature and does not say whose."""

_CODED_SIGNERS: Final = {"1.2.840.10065.1.12.1.8": Signer.WITNESS, "1.2.840.10065.1.12.1.11": Signer.WITNESS,
                         "1.2.840.10065.1.12.1.5": Signer.PROVIDER, "1.2.840.10065.1.12.1.13": Signer.PROVIDER}
"""ASTM E1762-95 codes in ``questionnaire-signatureRequired`` that name somebody beside the patient."""


def signers_of(questionnaire: Mapping[str, object]) -> frozenset[Signer]:
    """Return who signs ``questionnaire`` (FHIR R4 JSON): what ``form-signer`` says, else the customary.

    Codes of witness or provider in ``questionnaire-signatureRequired`` add to either. Empty for an unsigned form.
    """
    required = [each for each in _extensions(questionnaire) if each.get("url") == SIGNATURE_REQUIRED]
    named = {code for code in _signer_codes(questionnaire) if code in set(Signer)}
    coded = {_CODED_SIGNERS[code] for each in required for code in _codes(each) if code in _CODED_SIGNERS}
    if not required:
        return frozenset()
    return (frozenset(map(Signer, named)) or CUSTOMARY_SIGNERS) | coded


def signer_problem(questionnaire: Mapping[str, object]) -> str:
    """Return why nobody could sign ``questionnaire`` as it asks; empty when all is well."""
    codes = _signer_codes(questionnaire)
    if not codes:
        return ""
    required = any(each.get("url") == SIGNATURE_REQUIRED for each in _extensions(questionnaire))
    if not required:
        return "The form names who signs, but requires no signature (questionnaire-signatureRequired)."
    unknown = [code for code in codes if code not in set(Signer)]
    if unknown:
        return f"Who signs can be {', '.join(Signer)}; the form names “{unknown[0]}”."
    if Signer.PATIENT not in codes:
        return "The patient is always among those who sign; a guardian signs in their place."
    if {Signer.ASSENT, Signer.MINOR}.intersection(codes) and Signer.GUARDIAN not in codes:
        return "A minor's own yes or signature stands beside a guardian's signature; the form names no guardian."
    return ""


def _extensions(questionnaire: Mapping[str, object]) -> list[dict[str, object]]:
    listed = questionnaire.get("extension")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list | tuple) else []


def _signer_codes(questionnaire: Mapping[str, object]) -> list[str]:
    return [str(each.get("valueCode", "")) for each in _extensions(questionnaire)
            if each.get("url") == FORM_SIGNER]


def _codes(extension: Mapping[str, object]) -> list[str]:
    concept = extension.get("valueCodeableConcept")
    coded = concept.get("coding") if isinstance(concept, dict) else None
    return [str(coding.get("code", "")) for coding in coded if isinstance(coding, dict)] if coded else []
