"""Texts with translations and rich renderings, from ``text`` and ``_text``."""

from __future__ import annotations

from app.forms import extensions as ext
from app.forms.fhirvalues import as_list, as_object, as_text
from app.forms.model import NO_TEXT, Text
from app.forms.reading import Json
from app.forms.richtext import safe_html, safe_markdown


def read_text(json: Json, name: str = "text") -> Text:
    """Return the text ``json[name]`` with what the extensions on ``_name`` say about it."""
    plain = json.get(name)
    beside = json.get("_" + name)
    if not isinstance(plain, str):
        plain = ""
    if beside is None:
        return Text(plain) if plain else NO_TEXT
    translations: list[tuple[str, str]] = []
    markup, is_html = "", False
    for entry in as_list(as_object(beside).get("extension")):
        extension = as_object(entry)
        url = extension.get("url")
        if url == ext.TRANSLATION:
            translations += _translation(extension)
        elif url == ext.RENDERING_XHTML:
            markup, is_html = safe_html(as_text(extension.get("valueString"))), True
        elif url == ext.RENDERING_MARKDOWN and not is_html:
            markup = safe_markdown(as_text(extension.get("valueMarkdown") or extension.get("valueString")))
    return Text(plain, tuple(translations), markup, is_html)


def _translation(extension: Json) -> list[tuple[str, str]]:
    language = content = ""
    for entry in as_list(extension.get("extension")):
        part = as_object(entry)
        if part.get("url") == "lang":
            language = as_text(part.get("valueCode") or part.get("valueString"))
        elif part.get("url") == "content":
            content = as_text(part.get("valueString") or part.get("valueMarkdown"))
    return [(language, content)] if language and content else []
