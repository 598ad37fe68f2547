"""What a page of questions is called: the question itself when it stands alone, else its section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.forms import FormSession, ItemState, ItemType, Page, Purpose
from app.ui.form_widgets.base import question_text
from app.ui.form_widgets.plan import Block

_LONGEST_LEAD = 420
"""Up to this many characters the opening text stands under the title; a longer one stands before the questions."""


@dataclass(frozen=True)
class PageHeading:
    """``lead`` are short texts under the title; ``why`` is the answer to "Why we ask". ``alone`` is the key of the one
    question whose text is the title, ``in_lead`` the keys of texts that the body therefore leaves out."""

    section: str
    title: str
    lead: tuple[str, ...]
    why: str
    alone: str = ""
    in_lead: frozenset[str] = frozenset()


def heading(session: FormSession, page: Page, roots: list[Block], states: dict[str, ItemState], language: str,
            ) -> PageHeading:
    """Work out the heading of ``page``, whose blocks are ``roots``."""
    section = page.title.in_language(language)
    shown = [block for block in roots if states[block.key].shown]
    opening = _opening(shown)
    texts = tuple(question_text(block.item, language) for block in opening)
    if sum(len(text) for text in texts) > _LONGEST_LEAD:
        opening, texts = [], ()
    alone = _alone(roots, states)
    why = _section_help(session, page, language)
    in_lead = frozenset(block.key for block in opening)
    if alone is None:
        return PageHeading(section, section, texts, why, "", in_lead)
    own = alone.item.look
    hint = (own.help or own.flyover or own.prompt or own.legal).in_language(language)
    if hint and not why:
        why, hint = hint, ""
    lead = (*texts, *((hint,) if hint else ()))
    return PageHeading(section, question_text(alone.item, language), lead, why, alone.key, in_lead)


def _opening(shown: list[Block]) -> list[Block]:
    """The texts before the first question."""
    found: list[Block] = []
    for block in shown:
        if block.item.type is not ItemType.DISPLAY:
            return found
        found.append(block)
    return []


def _alone(roots: list[Block], states: dict[str, ItemState]) -> Block | None:
    """The one question of the page, if no other can come beside it while the page is up."""
    here = {inner.item.link_id for block in roots for inner in block.walk()}
    candidates = [block for block in roots if not _is_text(block)
                  and (states[block.key].shown or _depends_on(block, here))]
    if len(candidates) != 1:
        return None
    only = candidates[0]
    takes_rows = only.item.has_rows or only.item.is_group
    return None if takes_rows or only.item.type is ItemType.ATTACHMENT else only


def _is_text(block: Block) -> bool:
    return block.item.type is ItemType.DISPLAY


def _depends_on(block: Block, link_ids: Iterable[str]) -> bool:
    wanted = set(link_ids)
    if any(source.purpose is Purpose.ENABLE for source in block.item.expressions):
        return True
    return any(condition.question in wanted for condition in block.item.enable_when)


def _section_help(session: FormSession, page: Page, language: str) -> str:
    for link_id in page.link_ids:
        item = session.questionnaire.item(link_id)
        if item.is_group and not item.has_rows and item.look.help:
            return item.look.help.in_language(language)
    return ""
