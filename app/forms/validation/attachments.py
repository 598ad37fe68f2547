"""mime, size: a file is of an accepted kind, not too large, and as long as it says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from decimal import Decimal

from app.forms.messages import say
from app.forms.model import Item, ItemType
from app.forms.problems import Code
from app.forms.validation.finding import Finding, Setting
from app.forms.values import Answer, Attachment


def applies(item: Item) -> bool:
    """Every attachment: even without limits its stated size has to be true."""
    return item.type is ItemType.ATTACHMENT


def find(item: Item, answers: tuple[Answer, ...], setting: Setting) -> Iterator[Finding]:
    """Find files of the wrong kind or size."""
    for index, answer in enumerate(answers):
        if isinstance(answer.value, Attachment):
            yield from _judge(item, answer.value, index, setting.language)


def _judge(item: Item, file: Attachment, index: int, language: str) -> Iterator[Finding]:
    kinds = item.rules.mime_types
    if kinds and not any(_accepts(kind, file.content_type) for kind in kinds):
        yield Finding(Code.MIME, say("mime", language, ", ".join(kinds)), index)
    size = file.size
    if file.data:
        actual = data_length(file.data)
        if actual is None:
            yield Finding(Code.TYPE, say("data-wrong", language), index)
            return
        if size is not None and size != actual:
            yield Finding(Code.SIZE, say("size-wrong", language), index)
        size = actual
    most = item.rules.max_size
    if most is not None and size is not None and size > most:
        yield Finding(Code.SIZE, say("size", language, _bytes(most)), index)


def _accepts(kind: str, content_type: str) -> bool:
    given = content_type.partition(";")[0].strip().lower()
    return given == kind or (kind.endswith("/*") and given.startswith(kind[:-1]))


def data_length(data: str) -> int | None:
    """Return how many bytes the base64 text holds, or None when it is no base64."""
    try:
        return len(base64.b64decode("".join(data.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _bytes(size: Decimal) -> str:
    for unit, factor in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{(size / factor).quantize(Decimal('0.1')).normalize():f} {unit}"
    return f"{size} bytes"
