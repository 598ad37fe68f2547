"""Going through last time's answers: what is confirmed, what is asked again, what differs from last time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.languages import translated
from app.forms import Level, NotCarried, Page
from app.intake.earlier import AnswerChange, Confirmation, EarlierPart, Standing, is_patients, lost_on
from app.intake.evidence import EventKind
from app.intake.form_state import FormState
from app.intake.places import Place, PlaceKind
from app.intake.visit_state import VisitState
from app.intake.words import AnsweredLine, lines

_YES_OR_NO = frozenset({"Yes", "No"})


@dataclass(frozen=True)
class PartView:
    """One screen of earlier answers. ``at`` is when they were given.

    ``asks`` names the questions that are asked whatever the patient says; ``lost`` are answers of it that could not be
    kept. ``said_at`` is None while nothing was said about it.
    """

    part: EarlierPart
    title: str
    at: datetime
    asks: tuple[str, ...]
    lost: tuple[NotCarried, ...]
    standing: Standing
    said_at: datetime | None


def asked_pages(form: FormState) -> tuple[Page, ...]:
    """Return the pages on the patient's way: of what was answered last time, only those that ask something again."""
    pages = form.session.enabled_pages()
    earlier = form.earlier
    if earlier is None:
        return pages
    wrong = {issue.link_id for issue in form.session.issues() if issue.level is Level.ERROR}
    return tuple(page for page in pages
                 if (part := earlier.part_of(page.index)) is None or page.index in form.visited
                 or standing(form, part.first) is Standing.CHANGED or _asks(form, page, wrong))


def _asks(form: FormState, page: Page, wrong: set[str]) -> bool:
    earlier = form.earlier
    assert earlier is not None  # the caller asked about a page with earlier answers
    if lost_on(page, form.lost) or not wrong.isdisjoint(page.link_ids):
        return True
    return any(earlier.is_new(state) for state in form.session.page_items(page))


def standing(form: FormState, first: int) -> Standing:
    """Say how the part that begins with page ``first`` stands."""
    said = form.confirmed.get(first)
    return said[0] if said is not None else Standing.UNCONFIRMED


def unconfirmed_sections(form: FormState) -> frozenset[str]:
    """Return the linkIds of the sections whose earlier answers nobody has confirmed."""
    return frozenset(each.section for each in confirmations(form, "") if each.standing is Standing.UNCONFIRMED)


def confirmations(form: FormState, language: str) -> tuple[Confirmation, ...]:
    """Return how each section with earlier answers stands, in form order; empty for a new patient."""
    found: dict[str, Confirmation] = {}
    for part in form.earlier.parts if form.earlier is not None else ():
        said, at = form.confirmed.get(part.first, (Standing.UNCONFIRMED, None))
        for page in form.session.enabled_pages():
            if page.index in part.pages:
                found.setdefault(page.section, Confirmation(page.section, page.title.in_language(language), said, at))
    return tuple(found.values())


def changes(form: FormState, language: str) -> tuple[AnswerChange, ...]:
    """Return what differs from last time, in form order; what is no longer asked or answered comes with no words.

    Questions about today are left out: they are asked every time, and there is nothing to compare.
    """
    if form.earlier is None:
        return ()
    now = lines(form.session, language)
    was = words_before(form, now, language)
    found = [AnswerChange(line.item.link_id, line.question, was[line.key], line.text) for line in now
             if line.key in was and was[line.key] != line.text]
    asked = {line.key for line in now}
    return (*found, *(AnswerChange(line.item.link_id, line.question, line.text, "")
                      for line in lines(form.earlier.start, language) if line.answers and line.key not in asked))


def words_before(form: FormState, now: Sequence[AnsweredLine], language: str) -> dict[str, str]:
    """Return last time's answers in words for those lines of ``now`` that can be compared; empty for no answer."""
    if form.earlier is None:
        return {}
    before = {line.key: line for line in lines(form.earlier.start, language)}
    found = {}
    for line in now:
        earlier = before.get(line.key)
        if earlier is None:  # it follows from another answer, and was not asked then
            found[line.key] = ""
        elif line.item.link_id in form.earlier.asked:
            found[line.key] = earlier.text
    return found


class Returning:
    """What pages ask and say about earlier answers. It works on the visit's own state."""

    def __init__(self, state: VisitState) -> None:
        self._state = state

    def part(self, form_id: str, page: int) -> PartView | None:
        """Return the part that ``page`` belongs to; None for a page without earlier answers."""
        form = self._state.forms[form_id]
        part = form.earlier.part_of(page) if form.earlier is not None else None
        if form.earlier is None or part is None:
            return None
        pages = [each for each in form.session.enabled_pages() if each.index in part.pages]
        said, at = form.confirmed.get(part.first, (Standing.UNCONFIRMED, None))
        language = self._state.language
        lost = tuple(each for page_of in pages for each in lost_on(page_of, _told(form, language)))
        return PartView(part, part.title.in_language(language), form.earlier.at, _waiting(form, pages, language), lost,
                        said, at)

    def confirm(self, form_id: str, page: int) -> None:
        """Note "Still right" for the part that ``page`` belongs to. Raises KeyError for a page without one."""
        self._say(form_id, page, Standing.SAME, EventKind.CONFIRMED)

    def change(self, form_id: str, page: int) -> None:
        """Note "Change something": all questions of the part are on the way now. Raises KeyError as ``confirm``."""
        self._say(form_id, page, Standing.CHANGED, EventKind.CHANGE_CHOSEN)

    def lost(self, form_id: str) -> tuple[NotCarried, ...]:
        """Return the earlier answers that could not be kept, those of questions that are gone among them."""
        return _told(self._state.forms[form_id], self._state.language)

    def confirm_place(self, form_id: str, page: int) -> Place:
        """Return where the answers of ``page`` are confirmed. Raises KeyError for a page without earlier answers."""
        return Place(PlaceKind.CONFIRM, form_id, self._part(form_id, page).first)

    def _say(self, form_id: str, page: int, said: Standing, kind: EventKind) -> None:
        form, part = self._state.forms[form_id], self._part(form_id, page)
        form.confirmed[part.first] = (said, self._state.note(kind, form_id, part.title.plain))
        form.visited.difference_update(part.pages)  # what is asked again is looked at again

    def _part(self, form_id: str, page: int) -> EarlierPart:
        earlier = self._state.forms[form_id].earlier
        part = earlier.part_of(page) if earlier is not None else None
        if part is None:
            raise KeyError(page)
        return part


def _told(form: FormState, language: str) -> tuple[NotCarried, ...]:
    """Return what was lost with question, reason and a yes or no in ``language``; other answers stay as given."""
    items = form.session.questionnaire.structure.items
    return tuple(replace(
        lost, why=translated(lost.why, language),
        text=translated(lost.text, language) if lost.text in _YES_OR_NO else lost.text,
        label=items[lost.link_id].short_text.in_language(language) if lost.link_id in items else lost.label)
        for lost in form.lost)


def _waiting(form: FormState, pages: list[Page], language: str) -> tuple[str, ...]:
    """Return the short names of questions without a valid answer, so that nobody is surprised to be asked them."""
    assert form.earlier is not None  # the caller has a part of it
    wrong = {issue.key for issue in form.session.issues() if issue.level is Level.ERROR}
    return tuple(dict.fromkeys(
        state.item.short_text.in_language(language) for page in pages for state in form.session.page_items(page)
        if form.earlier.is_new(state) or (state.key in wrong and is_patients(state))))
