"""Fills a form in the way its fictional patient would."""

from __future__ import annotations

from collections.abc import Mapping

from app.demo.cast import AnswerValue
from app.forms import Answer, Coding, FormSession, ItemState, ItemType, Stage

_ROUNDS = 6
"""Answers open further questions; this many levels are more than any form has."""

_NEVER_TYPED = frozenset({ItemType.GROUP, ItemType.DISPLAY})


def fill(session: FormSession, answers: Mapping[str, AnswerValue], texts: Mapping[str, str], *, pages: int = 0) -> None:
    """Answer every open question of the patient's stage that ``answers`` or ``texts`` know.

    Both map linkIds; ``texts`` hold what is typed (names, dates). With ``pages`` only so many pages are filled in.
    """
    for _ in range(_ROUNDS):
        if not any(_answer(session, state, answers, texts) for state in _open_questions(session, pages)):
            return


def _open_questions(session: FormSession, pages: int) -> list[ItemState]:
    shown = session.enabled_pages()[:pages] if pages else session.enabled_pages()
    return [state for page in shown for state in session.page_items(page)
            if not state.answers and not state.read_only and state.item.type not in _NEVER_TYPED
            and state.item.handling.stage is Stage.PATIENT and not state.item.handling.signature
            and not state.item.handling.initials]


def _answer(session: FormSession, state: ItemState, answers: Mapping[str, AnswerValue],
            texts: Mapping[str, str]) -> bool:
    link_id = state.item.link_id
    value = answers.get(link_id, _of_any_consent(link_id, answers))
    if value is None:
        typed = texts.get(link_id, "")
        if typed:
            session.set_raw(state.key, typed)
        return bool(typed)
    values = value if isinstance(value, list) else [value]
    chosen = tuple(_as_answer(state, each) for each in values)
    if any(answer is None for answer in chosen):
        session.set_raw(state.key, str(values[0]))
    else:
        session.set_answers(state.key, tuple(answer for answer in chosen if answer is not None))
    return bool(session.item_state(state.key).answers)


def _of_any_consent(link_id: str, answers: Mapping[str, AnswerValue]) -> AnswerValue | None:
    """Return the answer to the same question of any consent: "c.*.att.meds" stands for all treatments."""
    parts = link_id.split(".", 2)
    if len(parts) < 3 or parts[0] != "c":
        return None
    return answers.get(f"c.*.{parts[2]}", answers.get(f"c.*.{parts[2].partition('.')[0]}"))


def _as_answer(state: ItemState, value: bool | int | str) -> Answer | None:
    """Return ``value`` as the option with that code, or as it is; None when it has to be typed."""
    if isinstance(value, bool):
        return Answer(value)
    for option in state.options:
        if isinstance(option.value, Coding) and option.value.code == value:
            return Answer(option.value)
    return None
