"""A form that changed under its answers: what fits moves, what does not is shown, nothing is dropped silently."""

from __future__ import annotations

from typing import Any

import pytest

from app.forms import Answer, FhirDate, FormSession, LaunchContext, Questionnaire, decode_json, encode_json
from tests.unit.forms.forms import TODAY, answered, code, extension, form, group, item, options, response, session


def moved(before: FormSession, after: Questionnaire) -> FormSession:
    """The draft of ``before`` in the form ``after``, through JSON text as it is stored."""
    draft = decode_json(encode_json(before.draft()))
    assert isinstance(draft, dict)
    return FormSession(after, LaunchContext(TODAY), draft=draft)


def lost(filling: FormSession) -> list[tuple[str, str]]:
    return [(entry.link_id, entry.text) for entry in filling.not_carried]


def test_an_unchanged_form_loses_nothing() -> None:
    before = session(group("g", item("a"), item("b", "date")), group("row", item("c"), repeats=True))
    before.set_answers("a", (Answer("x"),))
    before.set_raw("b", "12/")
    before.add_row("row")
    before.set_answers("row:2/c", (Answer("y"),))
    after = moved(before, before.questionnaire)
    assert lost(after) == []
    assert after.item_state("row").rows == ("row:1", "row:2")
    assert after.item_state("b").raw == "12/"
    assert after.draft() == before.draft()


def test_an_added_question_starts_empty_and_a_removed_one_is_shown() -> None:
    before = session(item("a"), item("gone", text="Old question?"))
    before.set_answers("gone", (Answer("x"),))
    after = moved(before, form(item("a"), item("new")))
    assert after.item_state("new").answers == ()
    [entry] = after.not_carried
    assert (entry.label, entry.text, entry.why) == ("Old question?", "x", "This question is no longer asked.")


def test_another_type_is_shown_and_a_wider_one_is_taken() -> None:
    before = session(item("a", "integer"), item("b"), item("c"))
    before.set_answers("a", (Answer(4),))
    before.set_answers("b", (Answer("x"),))
    before.set_answers("c", (Answer("2020"),))
    after = moved(before, form(item("a", "decimal"), item("b", "text"), item("c", "date")))
    assert after.response()["item"] == [
        {"linkId": "a", "answer": [{"valueDecimal": 4}]},
        {"linkId": "b", "answer": [{"valueString": "x"}]},
    ]
    assert lost(after) == [("c", "2020")]


def test_half_typed_text_moves_with_its_type_only() -> None:
    before = session(item("a", "date"), item("b", "date"))
    before.set_raw("a", "5/17")
    before.set_raw("b", "6/18")
    after = moved(before, form(item("a", "date"), item("b", "integer")))
    assert after.item_state("a").raw == "5/17"
    assert lost(after) == [("b", "6/18")]


def test_an_option_that_is_gone_is_shown_and_the_others_move() -> None:
    before = session(item("q", "choice", repeats=True, answerOption=options("a", "b", "c")))
    before.set_answers("q", (code("a"), code("c")))
    after = moved(before, form(item("q", "choice", repeats=True, answerOption=options("a", "b"))))
    assert after.item_state("q").answers == (code("a"),)
    assert lost(after) == [("q", "c")]


def test_a_question_that_moved_to_another_group_keeps_its_answer() -> None:
    before = session(group("g", item("a")), group("h", item("b")))
    before.set_answers("a", (Answer("x"),))
    after = moved(before, form(group("h", item("b"), group("k", item("a")))))
    assert after.item_state("a").answers == (Answer("x"),)
    assert lost(after) == []


def test_a_group_that_now_repeats_keeps_its_answers_in_the_first_row() -> None:
    before = session(group("g", item("a")))
    before.set_answers("a", (Answer("x"),))
    after = moved(before, form(group("g", item("a"), repeats=True)))
    assert after.item_state("g:1/a").answers == (Answer("x"),)
    assert lost(after) == []


def test_a_group_that_no_longer_repeats_keeps_the_first_row_and_shows_the_rest() -> None:
    before = session(group("g", item("a"), repeats=True))
    before.set_answers("g:1/a", (Answer("x"),))
    before.add_row("g")
    before.set_answers("g:2/a", (Answer("y"),))
    after = moved(before, form(group("g", item("a"))))
    assert after.item_state("a").answers == (Answer("x"),)
    assert lost(after) == [("a", "y")]


def test_several_answers_to_a_question_that_now_takes_one_are_shown() -> None:
    before = session(item("q", repeats=True))
    before.set_answers("q", (Answer("x"), Answer("y")))
    after = moved(before, form(item("q")))
    assert after.item_state("q").answers == ()
    assert lost(after) == [("q", "x, y")]


def test_several_answers_become_rows_when_questions_were_added_below() -> None:
    before = session(item("q", repeats=True))
    before.set_answers("q", (Answer("x"), Answer("y")))
    after = moved(before, form(item("q", repeats=True, item=[item("why")])))
    assert [after.item_state(key).answers for key in ("q:1", "q:2")] == [(Answer("x"),), (Answer("y"),)]
    assert lost(after) == []


def test_an_earlier_response_prefills_by_link_id() -> None:
    earlier = response(
        {"linkId": "g", "item": [answered("a", {"valueDate": "1990-05"})]},
        {"linkId": "row", "item": [answered("c", {"valueString": "one"})]},
        {"linkId": "row", "item": [answered("c", {"valueString": "two"})]},
        answered("gone", {"valueString": "x"}, text="Old?"),
    )
    asked = form(item("a", "date"), group("row", item("c"), repeats=True))
    filling = FormSession(asked, LaunchContext(TODAY), response=earlier)
    assert filling.item_state("a").answers == (Answer(FhirDate(1990, 5)),)
    assert filling.item_state("row").rows == ("row:1", "row:2")
    assert filling.item_state("row:2/c").answers == (Answer("two"),)
    assert [(entry.label, entry.text) for entry in filling.not_carried] == [("Old?", "x")]


def test_extensions_on_answers_survive_saving() -> None:
    noted = {"valueString": "x", "extension": [extension("urn:note", "String", "kept")]}
    filling = FormSession(form(item("a")), LaunchContext(TODAY), response=response(answered("a", noted)))
    after = moved(filling, filling.questionnaire)
    assert after.response()["item"] == [answered("a", noted)]


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"items": 5},
        {"items": [None, {"linkId": 4}, {"linkId": "a", "answers": [{"valueString": {}}]}]},
        {
            "rows": {"row": ["x", -1, 10**9]},
            "items": [{"linkId": "c", "rows": {"row": 10**9}, "answers": [{"valueString": "x"}]}],
        },
        {"items": [{"linkId": "d", "answers": [{"valueDecimal": {"$decimal": "much"}}], "raw": 7}]},
        {"rows": [], "nextRows": {"row": "x"}},
    ],
)
def test_a_damaged_draft_never_raises(draft: dict[str, Any]) -> None:
    asked = form(item("a"), group("row", item("c"), repeats=True), item("d", "decimal"))
    FormSession(asked, LaunchContext(TODAY), draft=draft).response()
    FormSession(asked, LaunchContext(TODAY), response=draft).response()
