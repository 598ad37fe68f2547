"""Permitted answers: answerOption, and contained value sets that can be listed without a server."""

from __future__ import annotations

from decimal import Decimal

from app.forms import extensions as ext
from app.forms.fhirvalues import as_list, as_object, as_text, find_value_name, read_coding, read_decimal, read_value
from app.forms.model import Option, Text
from app.forms.read_text import read_text
from app.forms.reading import Findings, Json
from app.forms.values import Coding, Value

ValueSets = dict[str, Json]


def read_options(json: Json, path: str, findings: Findings) -> tuple[Option, ...]:
    """Return the answerOptions of an item; one that cannot be read is an error."""
    options: list[Option] = []
    for number, entry in enumerate(findings.objects(json, "answerOption", path)):
        if len(entry) == 1 and (plain := _plain(entry)) is not None:
            options.append(plain)
            continue
        place = f"{path}.answerOption[{number}]"
        name = find_value_name(entry)
        if name == "valueReference":
            findings.error(place, "Options that are references are not supported.", feature=f"answerOption {name}")
            continue
        value = read_value(entry)
        if value is None:
            findings.error(place, "This option has no value that can be read.")
        else:
            options.append(_option(entry, name, value))
    return tuple(options)


def _plain(entry: Json) -> Option | None:
    """The usual option, quickly: a coding with a display and nothing else."""
    coding = entry.get("valueCoding")
    if not isinstance(coding, dict) or "extension" in coding or "_display" in coding:
        return None
    value = read_coding(coding)
    return Option(value, Text(value.display or value.code)) if value is not None else None


def _option(entry: Json, name: str, value: Value) -> Option:
    text = option_text(entry, name, value)
    if "extension" not in entry and not isinstance(value, Coding):
        return Option(value, text, initially_selected=entry.get("initialSelected") is True)
    prefix, exclusive, score = "", False, None
    inner = as_list(as_object(entry.get(name)).get("extension"))
    for raw in [*as_list(entry.get("extension")), *inner]:
        extension = as_object(raw)
        url = extension.get("url")
        if url == ext.OPTION_PREFIX:
            prefix = as_text(extension.get("valueString"))
        elif url == ext.OPTION_EXCLUSIVE:
            exclusive = extension.get("valueBoolean") is True
        elif url in {ext.ORDINAL_VALUE, ext.ITEM_WEIGHT}:
            score = _score(extension)
    return Option(value, text, prefix, exclusive, score, entry.get("initialSelected") is True)


def _score(extension: Json) -> Decimal | None:
    return read_decimal(extension.get("valueDecimal", extension.get("valueInteger")))


def option_text(entry: Json, name: str, value: Value) -> Text:
    """Return what an option says: the display of a coding (or its code), else the value itself."""
    if isinstance(value, Coding):
        text = read_text(as_object(entry.get(name)), "display")
        return text or Text(value.code, text.translations)
    text = read_text(entry, name)
    return text or Text(str(value))


def value_sets(json: Json) -> ValueSets:
    """Return the contained ValueSets by ``#id`` and by address."""
    found: ValueSets = {}
    for raw in as_list(json.get("contained")):
        resource = as_object(raw)
        if resource.get("resourceType") == "ValueSet":
            found["#" + as_text(resource.get("id"))] = resource
            if url := as_text(resource.get("url")):
                found[url] = resource
    return found


def expand(reference: str, sets: ValueSets, path: str, findings: Findings) -> tuple[Option, ...]:
    """Return the options of a value set. One that is remote, or needs a server to be listed, is an error by name."""
    resource = sets.get(reference) or sets.get(reference.partition("|")[0])
    if resource is None:
        message = f"The value set {reference} is not contained in the form; value sets from a server are not supported."
        findings.error(path, message, feature="remote answerValueSet")
        return ()
    expansion = as_object(resource.get("expansion"))
    options = _contains(expansion, 0) if expansion else _composed(resource)
    if not options:
        message = f"The value set {reference} lists no codes; it would have to be expanded by a server."
        findings.error(path, message, feature="answerValueSet without expansion")
    return tuple(options)


def _contains(expansion: Json, depth: int) -> list[Option]:
    options: list[Option] = []
    for raw in as_list(expansion.get("contains")):
        entry = as_object(raw)
        coding = read_coding(entry)
        if coding is not None and entry.get("abstract") is not True:
            options.append(_concept(entry, coding))
        if depth < 8:
            options += _contains(entry, depth + 1)
    return options


def _composed(resource: Json) -> list[Option]:
    compose = as_object(resource.get("compose"))
    includes = [as_object(raw) for raw in as_list(compose.get("include"))]
    if compose.get("exclude") or any(not include.get("concept") or include.get("filter") for include in includes):
        return []
    options: list[Option] = []
    for include in includes:
        system = as_text(include.get("system"))
        for raw in as_list(include.get("concept")):
            coding = read_coding({**as_object(raw), "system": system})
            if coding is not None:
                options.append(_concept(as_object(raw), coding))
    return options


def _concept(entry: Json, coding: Coding) -> Option:
    return _option({"extension": entry.get("extension"), "value": entry}, "value", coding)
