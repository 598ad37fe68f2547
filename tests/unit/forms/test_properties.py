"""Properties that hold for every form and every way of filling it in, tried on generated ones."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.forms import (
    Answer,
    Coding,
    FormSession,
    LaunchContext,
    Questionnaire,
    check,
    decode_json,
    enabled,
    encode_json,
    load,
    validate,
)
from app.forms.enablement import Enablement
from app.forms.response_out import write_items
from tests.unit.forms.forms import SYSTEM, TODAY, condition, item, options, questionnaire, read_answers, response

KINDS = ("boolean", "integer", "string", "choice", "date", "decimal")
SETTINGS = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """A Questionnaire of up to about twenty items: groups in groups, rows, conditions on what came before."""
    counter = 0
    askable: list[tuple[str, str]] = []

    def new_item(depth: int) -> dict[str, Any]:
        nonlocal counter
        counter += 1
        name = f"i{counter}"
        when = _conditions(draw, askable)
        if depth < 3 and draw(st.booleans()):
            inside = [new_item(depth + 1) for _ in range(draw(st.integers(1, 3)))]
            repeats = draw(st.integers(0, 3)) == 0
            return item(name, "group", item=inside, repeats=repeats, when=when, required=draw(st.booleans()))
        kind = draw(st.sampled_from(KINDS))
        parts: dict[str, Any] = {"required": draw(st.booleans()), "repeats": draw(st.integers(0, 3)) == 0}
        if kind == "choice":
            parts["answerOption"] = options("a", "b", "c")
        if kind == "string":
            parts["maxLength"] = 3
        askable.append((name, kind))
        if depth < 3 and draw(st.integers(0, 5)) == 0:
            parts["item"] = [new_item(depth + 1)]
        return item(name, kind, when=when, **parts)

    return questionnaire(*[new_item(0) for _ in range(draw(st.integers(1, 5)))])


def _conditions(draw: st.DrawFn, askable: list[tuple[str, str]]) -> list[tuple[str, str, Any]]:
    if not askable or draw(st.booleans()):
        return []
    found: list[tuple[str, str, Any]] = []
    for name, kind in draw(st.lists(st.sampled_from(askable), min_size=1, max_size=2)):
        value: Any = {"boolean": True, "integer": 1, "choice": "a"}.get(kind)
        operators = ["exists"] if value is None else ["exists", "=", "!="]
        operator = draw(st.sampled_from(operators))
        found.append((name, operator, draw(st.booleans()) if operator == "exists" else value))
    return found


TYPED = st.sampled_from(
    ["", "a", "abcd", "1", "2", "12.50", "5/17/2026", "5/17", "2026", "yes", "no", "b", "\x00", "🙂"]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["type", "type", "type", "clear", "add", "remove"]), st.integers(0, 40), TYPED),
    max_size=25,
)


def play(form: Questionnaire, steps: list[tuple[str, int, str]]) -> FormSession:
    """Do what a person might do, in that order."""
    session = FormSession(form, LaunchContext(TODAY))
    for action, number, text in steps:
        keys = session.keys()
        state = session.item_state(keys[number % len(keys)])
        if action == "add" and state.rows:
            session.add_row(state.key)
        elif action == "remove" and state.can_remove_row:
            session.remove_row(state.key)
        elif state.item.is_question and not state.rows:
            session.set_raw(state.key, text if action == "type" else "")
    return session


@SETTINGS
@given(forms(), STEPS)
def test_what_is_kept_current_is_what_working_it_out_anew_gives(definition: dict[str, Any], steps: Any) -> None:
    session = play(load(definition), steps)
    anew = FormSession(session.questionnaire, LaunchContext(TODAY), draft=session.draft())
    for key in session.keys():  # noqa: SIM118  keys() is the session's own
        assert session.item_state(key).enabled == anew.item_state(key).enabled
        assert session.item_state(key).issues == anew.item_state(key).issues


@SETTINGS
@given(forms(), STEPS)
def test_three_rounds_of_saving_and_loading_change_nothing(definition: dict[str, Any], steps: Any) -> None:
    session = play(load(definition), steps)
    first = encode_json(session.draft())
    for _round in range(3):
        draft = decode_json(encode_json(session.draft()))
        assert isinstance(draft, dict)
        session = FormSession(session.questionnaire, LaunchContext(TODAY), draft=draft)
        assert session.not_carried == ()
    assert encode_json(session.draft()) == first


@SETTINGS
@given(forms(), STEPS)
def test_reading_a_response_and_writing_it_gives_the_same(definition: dict[str, Any], steps: Any) -> None:
    session = play(load(definition), steps)
    written = decode_json(encode_json(session.response()))
    assert isinstance(written, dict)
    assert write_items(read_answers(session.questionnaire, written)) == written.get("item", [])


@SETTINGS
@given(forms(), STEPS)
def test_session_and_validation_agree(definition: dict[str, Any], steps: Any) -> None:
    """A response without issues in the session is valid, and its enabled items are the same."""
    session = play(load(definition), steps)
    report = validate(session.questionnaire, session.response(), today=TODAY)
    typing = any(session.item_state(key).raw for key in session.keys())  # noqa: SIM118  as above
    if not session.issues():
        assert report.valid, report.issues
    elif not typing:
        assert not report.valid, session.issues()


@SETTINGS
@given(forms(), STEPS, STEPS)
def test_validity_never_depends_on_disabled_items(definition: dict[str, Any], steps: Any, more: Any) -> None:
    session = play(load(definition), steps)
    before, issues = encode_json(session.response()), session.issues()
    for _action, number, text in more:
        keys = session.keys()
        state = session.item_state(keys[number % len(keys)])
        if not state.enabled and state.item.is_question and not state.rows:
            session.set_raw(state.key, text)
    assert encode_json(session.response()) == before
    assert session.issues() == issues


@SETTINGS
@given(forms(), st.data())
def test_the_order_of_answering_does_not_change_the_outcome(definition: dict[str, Any], data: st.DataObject) -> None:
    form = load(definition)
    keys = [
        key
        for key in FormSession(form, LaunchContext(TODAY)).keys()  # noqa: SIM118  as above
        if form.item(key.rpartition("/")[2].partition(":")[0]).is_question
    ]
    entries = [(key, data.draw(TYPED)) for key in keys]
    outcomes: set[bytes] = set()
    for order in (entries, data.draw(st.permutations(entries))):
        session = FormSession(form, LaunchContext(TODAY))
        for key, text in order:
            if not session.item_state(key).rows:
                session.set_raw(key, text)
        outcomes.add(encode_json([session.response(), [issue.key for issue in session.issues()]]))
    assert len(outcomes) == 1


@SETTINGS
@given(forms(), STEPS)
def test_enabling_is_a_fixed_point(definition: dict[str, Any], steps: Any) -> None:
    session = play(load(definition), steps)
    tree = read_answers(session.questionnaire, session.response())
    assert Enablement(tree).refresh() == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["linkId", "item", "answer", "valueString", "valueCoding", "valueDecimal", "extension", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@SETTINGS
@given(forms(), JSON)
def test_validating_never_raises(definition: dict[str, Any], junk: Any) -> None:
    form = load(definition)
    for parts in ({"item": junk}, {"item": [junk]}, {"item": [{"linkId": "i1", "answer": junk, "item": [junk]}]}):
        given_response = {**response(), **parts}
        validate(form, given_response, today=TODAY)
        enabled(form, given_response, today=TODAY)
        FormSession(form, LaunchContext(TODAY), response=given_response).response()


@SETTINGS
@given(
    forms(),
    JSON,
    st.sampled_from(["linkId", "type", "enableWhen", "answerOption", "extension", "initial", "item", "text"]),
)
def test_checking_never_raises(definition: dict[str, Any], junk: Any, place: str) -> None:
    definition["item"][0][place] = junk
    check(definition)


def test_a_disabled_question_cannot_make_a_response_valid_or_invalid_at_any_depth() -> None:
    inner = item("deep", "integer", required=True)
    for depth in range(6):
        inner = item(f"g{depth}", "group", item=[inner], required=True)
    definition = questionnaire(item("ask", "boolean"), {**inner, "enableWhen": [condition("ask", "=", True)]})
    session = FormSession(load(definition), LaunchContext(TODAY))
    for text in ("", "x", "12"):
        session.set_raw("deep", text)
        assert session.issues() == ()
    session.set_answers("ask", (Answer(Coding("x", SYSTEM)),))
    assert [issue.link_id for issue in session.issues()] == ["ask"]
