"""What people read when an answer does not fit: plain sentences that say how to put it right, by language."""

from __future__ import annotations

from app.forms.dates import FhirDate
from app.forms.model import Bound
from app.forms.values import Quantity, Value

_ENGLISH: dict[str, str] = {
    "required": "Answer this question.",
    "required-choice": "Choose one.",
    "required-choices": "Choose at least one.",
    "required-group": "Answer at least one question here.",
    "not-repeating": "Only one answer is possible here.",
    "group-not-repeating": "This section can be filled in only once.",
    "min-occurs": "Give at least {limit} answers.",
    "max-occurs": "Give at most {limit} answers.",
    "type": "This answer is not of the kind this question takes.",
    "type-date": "Enter a full date: month, day and year.",
    "type-date-year": "The year is missing.",
    "type-date-none": "There is no such date. Check month, day and year.",
    "type-dateTime": "Enter a date and a time.",
    "type-time": "Enter a time, such as 2:30 pm.",
    "type-integer": "Enter a whole number, such as 12.",
    "type-decimal": "Enter a number, such as 12.5.",
    "type-quantity": "Enter a number and choose a unit.",
    "type-url": "Enter a web address that starts with https://.",
    "min": "Enter {limit} or more.",
    "max": "Enter {limit} or less.",
    "min-date": "Enter a date that is not before {limit}.",
    "max-date": "Enter a date that is not after {limit}.",
    "min-today": "Enter today or a later date.",
    "max-today": "Enter today or an earlier date.",
    "min-length": "Enter at least {limit} characters.",
    "max-length": "Shorten this to {limit} characters or less.",
    "regex": "This is not written the way it has to be.",
    "regex-format": "Write it like this: {limit}",
    "decimals": "Use at most {limit} digits after the decimal point.",
    "decimals-none": "Enter a whole number.",
    "option": "Choose one of the answers offered.",
    "must-be-true": "Tick this to go on. If it is not right, ask the front desk.",
    "must-be-false": "This has to be no to go on. If it is not, ask the front desk.",
    "exclusive": "Choose either “{limit}” or the others, not both.",
    "twice": "The same answer is given twice.",
    "unit": "Choose one of the units offered.",
    "mime": "This kind of file cannot be taken. Use {limit}.",
    "size": "This file is too large. Use one of at most {limit}.",
    "size-wrong": "This file is not as long as it says it is.",
    "data-wrong": "This file cannot be read.",
    "card-number": "This looks like a card number. We do not keep card numbers: take it out.",
    "same-as": "This is the same answer as for “{limit}”. Is it right?",
}

_SPANISH: dict[str, str] = {
    "required": "Responda a esta pregunta.",
    "required-choice": "Elija una opción.",
    "required-choices": "Elija al menos una opción.",
    "required-group": "Responda al menos a una pregunta de esta sección.",
    "not-repeating": "Aquí solo cabe una respuesta.",
    "group-not-repeating": "Esta sección se llena una sola vez.",
    "min-occurs": "Dé al menos {limit} respuestas.",
    "max-occurs": "Dé como máximo {limit} respuestas.",
    "type": "Esta respuesta no es del tipo que pide la pregunta.",
    "type-date": "Escriba la fecha completa: mes, día y año.",
    "type-date-year": "Falta el año.",
    "type-date-none": "Esa fecha no existe. Revise el mes, el día y el año.",
    "type-dateTime": "Escriba una fecha y una hora.",
    "type-time": "Escriba una hora, por ejemplo 2:30 pm.",
    "type-integer": "Escriba un número entero, por ejemplo 12.",
    "type-decimal": "Escriba un número, por ejemplo 12.5.",
    "type-quantity": "Escriba un número y elija una unidad.",
    "type-url": "Escriba una dirección web que empiece con https://.",
    "min": "Escriba {limit} o más.",
    "max": "Escriba {limit} o menos.",
    "min-date": "Escriba una fecha que no sea anterior al {limit}.",
    "max-date": "Escriba una fecha que no sea posterior al {limit}.",
    "min-today": "Escriba la fecha de hoy o una posterior.",
    "max-today": "Escriba la fecha de hoy o una anterior.",
    "min-length": "Escriba al menos {limit} caracteres.",
    "max-length": "Acorte el texto a {limit} caracteres o menos.",
    "regex": "No está escrito como debe ser.",
    "regex-format": "Escríbalo así: {limit}",
    "decimals": "Use como máximo {limit} cifras después del punto decimal.",
    "decimals-none": "Escriba un número entero.",
    "option": "Elija una de las respuestas que se ofrecen.",
    "must-be-true": "Marque esta casilla para seguir. Si no es correcto, pregunte en recepción.",
    "must-be-false": "La respuesta debe ser no para seguir. Si no lo es, pregunte en recepción.",
    "exclusive": "Elija “{limit}” o las otras opciones, pero no ambas.",
    "twice": "La misma respuesta aparece dos veces.",
    "unit": "Elija una de las unidades que se ofrecen.",
    "mime": "No se acepta este tipo de archivo. Use {limit}.",
    "size": "El archivo es demasiado grande. Use uno de {limit} como máximo.",
    "size-wrong": "El archivo no mide lo que dice medir.",
    "data-wrong": "El archivo no se puede leer.",
    "card-number": "Esto parece un número de tarjeta. No guardamos números de tarjeta: bórrelo.",
    "same-as": "Es la misma respuesta que en “{limit}”. ¿Es correcta?",
}

MESSAGES: dict[str, dict[str, str]] = {"en": _ENGLISH, "es": _SPANISH}
"""All sentences by language; every language has every sentence (a test counts them)."""

_MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}


def say(name: str, language: str = "", limit: object = "") -> str:
    """Return the sentence called ``name`` in ``language`` (English if there is none), with ``limit`` put in."""
    table = MESSAGES.get(language.partition("-")[0], _ENGLISH)
    return table[name].replace("{limit}", str(limit))


def words(value: Value | None, language: str = "") -> str:
    """Return a limit in words: "May 17, 2026", "230 cm", "12.5"."""
    if isinstance(value, Quantity):
        return f"{value.value} {value.unit or value.code}".strip()
    if not isinstance(value, FhirDate) or value.month is None:
        return str(value)
    tongue = language.partition("-")[0]
    month = _MONTHS.get(tongue, _MONTHS["en"])[value.month - 1]
    if tongue == "es":
        return f"{value.day} de {month} de {value.year}" if value.day else f"{month} de {value.year}"
    return f"{month} {value.day}, {value.year}" if value.day else f"{month} {value.year}"


def is_today(bound: Bound) -> bool:
    """Say whether a limit is today itself."""
    return bound.relative is not None and bound.relative.amount == 0
