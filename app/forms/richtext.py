"""Rich text from a form, cut down to a small safe set: no scripts, no pictures, no links that open, no styles."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

SAFE_TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "p", "br", "ul", "ol", "li", "span", "div", "sub", "sup", "h3", "h4"}
)
"""What is kept, without any attribute. Everything else loses its tag; its words stay."""

_SILENT = frozenset({"script", "style", "head", "title", "template", "iframe", "object"})
_VOID = frozenset({"br"})
_MARKDOWN_RULES = (
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]*)\]\(([^)\n]*)\)"), r"\1"),
    (re.compile(r"<[^>\n]*>"), ""),
)


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a safe tag without its attributes."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in SAFE_TAGS and not self._silent:
            self.parts.append(f"<{tag}/>" if tag in _VOID else f"<{tag}>")
            if tag not in _VOID:
                self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open, in order."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._open:
            while self._open:
                last = self._open.pop()
                self.parts.append(f"</{last}>")
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        """Keep words, escaped."""
        if not self._silent:
            self.parts.append(html.escape(data, quote=False))

    def finish(self) -> str:
        """Return the cleaned text with everything closed."""
        self.close()
        self.parts += [f"</{tag}>" for tag in reversed(self._open)]
        return "".join(self.parts)


def safe_html(source: str) -> str:
    """Return ``source`` with only ``SAFE_TAGS`` and no attributes; well nested whatever came in."""
    cleaner = _Cleaner()
    cleaner.feed(source)
    return cleaner.finish()


def safe_markdown(source: str) -> str:
    """Return ``source`` without pictures, links and embedded HTML; what they said stays as words."""
    for pattern, replacement in _MARKDOWN_RULES:
        source = pattern.sub(replacement, source)
    return source
