"""Names of elements that paths may use. A name that is not here is taken for a slip: it would silently be empty."""

from __future__ import annotations

_RESPONSE = (
    "resourceType questionnaire status subject author authored source basedOn partOf item linkId definition text "
    "answer value"
)
_FORM = (
    "url version name title contained code prefix type enableWhen question operator enableBehavior required repeats "
    "readOnly maxLength answerValueSet answerOption initialSelected initial extension meta language"
)
_PATIENT = (
    "Patient QuestionnaireResponse Questionnaire birthDate gender active telecom address maritalStatus given family "
    "use identifier contact communication city state postalCode country line deceasedBoolean"
)
_VALUES = "system display userSelected unit comparator coding contentType data size id reference start end period"
_VALUE_SETS = "compose include concept expansion contains resource entry parameter part"

ELEMENT_NAMES = frozenset(f"{_RESPONSE} {_FORM} {_PATIENT} {_VALUES} {_VALUE_SETS}".split())
"""Of QuestionnaireResponse, Questionnaire, ValueSet, Patient and the data types in them (FHIR R4); ``value…`` and
``answer…`` are always allowed."""
