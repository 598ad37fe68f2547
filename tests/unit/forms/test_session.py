"""Filling in: rows, read-only and derived items, signatures, languages, pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.forms import Answer, Coding, FormSession, LaunchContext, Stage
from app.forms import extensions as ext
from tests.unit.forms.forms import TODAY, codes, extension, form, group, item, options, session

MEDICINES = group("med", item("name", required=True), item("dose"), repeats=True)


def test_a_repeating_group_starts_with_one_row_and_grows() -> None:
    filling = session(MEDICINES)
    assert filling.item_state("med").rows == ("med:1",)
    assert filling.add_row("med") == "med:2"
    filling.set_answers("med:2/name", (Answer("Aspirin"),))
    assert filling.response()["item"] == [
        {"linkId": "med", "item": [{"linkId": "name", "answer": [{"valueString": "Aspirin"}]}]},
    ]


def test_row_numbers_stay_and_are_not_used_again() -> None:
    filling = session(MEDICINES)
    filling.add_row("med")
    filling.set_answers("med:2/name", (Answer("B"),))
    filling.remove_row("med:1")
    assert filling.item_state("med").rows == ("med:2",)
    assert filling.item_state("med:2/name").answers == (Answer("B"),)
    assert filling.add_row("med") == "med:3"
    with pytest.raises(KeyError):
        filling.item_state("med:1/name")


def test_a_row_nobody_began_asks_for_nothing() -> None:
    filling = session(MEDICINES)
    assert codes(filling) == []
    filling.set_answers("med:1/dose", (Answer("10 mg"),))
    assert codes(filling) == [("name", "required")]
    filling.set_answers("med:1/dose", ())
    assert codes(filling) == []


def test_a_required_repeating_group_needs_its_first_row() -> None:
    filling = session({**MEDICINES, "required": True})
    assert codes(filling) == [("med", "required"), ("name", "required")]


def test_conditions_stay_within_their_row() -> None:
    filling = session(
        group("med", item("allergic", "boolean"), item("how", when=[("allergic", "=", True)]), repeats=True)
    )
    filling.add_row("med")
    filling.set_answers("med:2/allergic", (Answer(True),))
    assert not filling.item_state("med:1/how").enabled
    assert filling.item_state("med:2/how").enabled


def test_a_condition_from_outside_asks_the_nearest_row() -> None:
    filling = session(
        item("before", when=[("sure", "=", True)]),
        group("row", item("sure", "boolean"), repeats=True),
        item("after", when=[("sure", "=", True)]),
    )
    filling.add_row("row")
    filling.set_answers("row:2/sure", (Answer(True),))
    assert (filling.item_state("before").enabled, filling.item_state("after").enabled) == (False, True)


def test_removing_a_row_takes_its_answers_from_conditions() -> None:
    filling = session(group("row", item("sure", "boolean"), repeats=True), item("after", when=[("sure", "=", True)]))
    filling.add_row("row")
    filling.set_answers("row:2/sure", (Answer(True),))
    change = filling.remove_row("row:2")
    assert change.toggled == ("after",)
    assert not filling.item_state("after").enabled


def test_rows_in_rows() -> None:
    filling = session(group("family", item("who"), group("illness", item("name"), repeats=True), repeats=True))
    filling.add_row("family")
    filling.add_row("family:2/illness")
    filling.set_answers("family:2/who", (Answer("aunt"),))
    filling.set_answers("family:2/illness:2/name", (Answer("asthma"),))
    [relative] = _items(filling)
    assert relative["item"][1] == {"linkId": "illness", "item": [_text("name", "asthma")]}
    again = FormSession(filling.questionnaire, LaunchContext(TODAY), draft=filling.draft())
    assert again.response() == filling.response()


def test_a_repeating_question_with_questions_below_it_has_a_row_per_answer() -> None:
    filling = session(item("child", repeats=True, item=[item("age", "integer")]))
    filling.set_answers("child:1", (Answer("Ana"),))
    filling.add_row("child")
    filling.set_answers("child:2", (Answer("Leo"),))
    filling.set_answers("child:2/age", (Answer(4),))
    [children] = _items(filling)
    assert [answer["valueString"] for answer in children["answer"]] == ["Ana", "Leo"]
    assert children["answer"][1]["item"] == [{"linkId": "age", "answer": [{"valueInteger": 4}]}]


def test_as_many_rows_as_the_form_allows() -> None:
    filling = session({**MEDICINES, "extension": [extension("questionnaire-maxOccurs", "Integer", 2)]})
    assert filling.item_state("med").can_add_row
    filling.add_row("med")
    assert not filling.item_state("med").can_add_row


def test_age_follows_from_the_birth_date_and_is_never_asked() -> None:
    minor = item("minor", "boolean", required=True, extension=[extension(ext.DERIVED, "Code", "is-minor")])
    asked = form(minor, item("guardian", required=True, when=[("minor", "=", True)]))
    child = FormSession(asked, LaunchContext(TODAY, birth_date=date(2008, 11, 24)))
    assert (child.item_state("minor").read_only, codes(child)) == (True, [("guardian", "required")])
    adult = FormSession(asked, LaunchContext(TODAY, birth_date=date(2008, 11, 23)))  # eighteen today
    assert (adult.item_state("guardian").enabled, codes(adult)) == (False, [])


def test_what_staff_filled_in_is_shown_read_only_and_covered() -> None:
    staff = extension(ext.ITEM_STAGE, "Code", "before")
    asked = form(item("product", required=True, extension=[staff]), item("agree", "boolean", required=True))
    filling = FormSession(asked, LaunchContext(TODAY), staff_answers={"product": [Answer("Botox")]})
    state = filling.item_state("product")
    assert (state.read_only, state.shown, state.answers) == (True, True, (Answer("Botox"),))
    assert codes(filling) == [("agree", "required")]
    assert [entry["linkId"] for entry in _items(filling)] == ["product"]


def test_signature_groups_are_on_no_page_and_wait_for_the_signature() -> None:
    sign = group("sign", item("name", required=True), extension=[extension(ext.ITEM_SIGNATURE, "Boolean", True)])
    filling = session(item("q"), sign)
    assert [page.link_ids for page in filling.pages] == [("q",)]
    assert filling.page_of("name") is None
    assert codes(filling) == []
    assert [issue.link_id for issue in filling.issues(signatures=True)] == ["name"]


def test_sentences_change_language_and_answers_do_not() -> None:
    filling = session(item("q", required=True), item("r"))
    filling.set_answers("r", (Answer("x"),))
    before = filling.response()
    filling.set_language("es")
    assert filling.issues()[0].message == "Responda a esta pregunta."
    assert filling.response() == before


def test_a_warning_when_two_answers_should_differ() -> None:
    other = extension(ext.DIFFERS_FROM, "String", "mobile")
    filling = session(item("mobile"), item("emergency", extension=[other]))
    filling.set_answers("mobile", (Answer("312"),))
    filling.set_answers("emergency", (Answer("312"),))
    assert [issue.level.value for issue in filling.issues()] == ["warning"]
    change = filling.set_answers("mobile", (Answer("313"),))
    assert "emergency" in change.revalidated
    assert filling.issues() == ()


def test_only_what_can_differ_is_judged_again() -> None:
    questions = [item(f"q{n}", required=True) for n in range(50)]
    filling = session(item("ask", "boolean"), *questions, item("then", when=[("ask", "=", True)]))
    change = filling.set_answers("ask", (Answer(True),))
    assert set(change.revalidated) == {"ask", "then"}
    assert change.toggled == ("then",)


def test_initial_values_and_preselected_options() -> None:
    chosen = [{**option, "initialSelected": n == 1} for n, option in enumerate(options("a", "b"))]
    filling = session(item("n", "integer", initial=[{"valueInteger": 4}]), item("c", "choice", answerOption=chosen))
    assert filling.item_state("n").answers == (Answer(4),)
    assert filling.item_state("c").answers == (Answer(Coding("b", "urn:codes", "B")),)
    filling.set_answers("n", ())
    again = FormSession(filling.questionnaire, LaunchContext(TODAY), draft=filling.draft())
    assert again.item_state("n").answers == ()  # cleared stays cleared


def test_a_key_the_form_does_not_have() -> None:
    filling = session(MEDICINES, item("d", "display"))
    for call in (filling.item_state, filling.add_row, filling.remove_row, filling.page_of):
        with pytest.raises(KeyError):
            call("nowhere")
    for key in ("med", "med:1", "d", "nowhere"):
        with pytest.raises(KeyError):
            filling.set_answers(key, (Answer("x"),))


def test_a_section_is_a_page_and_long_ones_are_cut_at_seven() -> None:
    filling = session(
        item("intro", "display"),
        group("one", *[item(f"a{n}") for n in range(9)]),
        group("two", item("b")),
        item("true", "boolean"),
    )
    assert [(page.section, page.part, page.parts, len(page.link_ids)) for page in filling.pages] == [
        ("one", 1, 2, 8),
        ("one", 2, 2, 2),
        ("two", 1, 1, 1),
        ("", 1, 1, 1),
    ]


def test_follow_ups_stay_with_the_question_that_causes_them() -> None:
    asks = [item(f"a{n}", "boolean") for n in range(6)]
    follow_ups = [item(f"f{n}", when=[("a5", "=", True)]) for n in range(3)]
    filling = session(group("g", *asks, *follow_ups))
    assert [page.link_ids for page in filling.pages] == [
        ("a0", "a1", "a2", "a3", "a4"),
        ("a5", "f0", "f1", "f2"),
    ]
    last = filling.pages[1]
    assert [state.key for state in filling.page_items(last)] == ["a5"]
    filling.set_answers("a5", (Answer(True),))
    assert [state.key for state in filling.page_items(last)] == ["a5", "f0", "f1", "f2"]


def test_a_long_list_has_a_page_of_its_own() -> None:
    many = options(*"abcdefgh")
    filling = session(group("g", item("first"), item("list", "choice", answerOption=many), item("last")))
    assert [page.link_ids for page in filling.pages] == [("first",), ("list",), ("last",)]


def test_a_page_with_nothing_enabled_is_passed_over() -> None:
    filling = session(group("one", item("ask", "boolean")), group("two", item("q"), when=[("ask", "=", True)]))
    assert [page.section for page in filling.enabled_pages()] == ["one"]
    filling.set_answers("ask", (Answer(True),))
    assert [page.section for page in filling.enabled_pages()] == ["one", "two"]


def test_issues_of_one_page() -> None:
    filling = session(group("one", item("a", required=True)), group("two", item("b", required=True)))
    first, second = filling.pages
    assert [issue.link_id for issue in filling.issues(first)] == ["a"]
    assert [issue.link_id for issue in filling.issues(second)] == ["b"]


def test_rows_are_drawn_on_the_page_of_their_group() -> None:
    filling = session(group("g", MEDICINES))
    filling.add_row("med")
    states = filling.page_items(filling.pages[0])
    assert [(state.key, state.depth) for state in states] == [
        ("med", 0),
        ("med:1", 1),
        ("med:1/name", 2),
        ("med:1/dose", 2),
        ("med:2", 1),
        ("med:2/name", 2),
        ("med:2/dose", 2),
    ]


def test_a_later_stage_sees_the_patients_answers_read_only() -> None:
    review = group("review", item("by", required=True), extension=[extension(ext.ITEM_STAGE, "Code", "after-provider")])
    asked = form(item("q", required=True), review)
    filling = FormSession(asked, LaunchContext(TODAY), stage=Stage.AFTER_PROVIDER)
    assert (filling.item_state("q").read_only, filling.item_state("by").read_only) == (True, False)
    assert codes(filling) == [("by", "required")]


def _items(filling: FormSession) -> list[dict[str, Any]]:
    found = filling.response()["item"]
    assert isinstance(found, list)
    return found


def _text(link_id: str, text: str) -> dict[str, Any]:
    return {"linkId": link_id, "answer": [{"valueString": text}]}


@pytest.mark.parametrize("kind", ["string", "text", "open-choice", "decimal", "url"])
def test_a_card_number_is_no_answer_and_stands_in_no_draft(kind: str) -> None:
    filling = session(item("note", kind, **({"answerOption": options("A")} if kind == "open-choice" else {})))
    filling.set_raw("note", "4111 1111 1111 1111")
    (issue,) = filling.issues()
    assert "card number" in issue.message
    assert filling.response().get("item", []) == []
    assert "1111" not in json.dumps(filling.draft())


def test_a_card_number_set_as_an_answer_is_found_and_stands_in_no_draft() -> None:
    filling = session(item("note"))
    filling.set_answers("note", (Answer("my card: 5555-5555-5555-4444"),))
    assert codes(filling) == [("note", "constraint")]
    assert "4444" not in json.dumps(filling.draft())
    filling.set_language("es")
    assert "tarjeta" in filling.issues()[0].message
