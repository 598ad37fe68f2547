"""A returning patient confirms earlier answers part by part; what is new, about today or lost is asked anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.forms import Answer, Coding, NotCarried
from app.intake.earlier import Standing
from app.intake.evidence import EventKind
from app.intake.places import Place, PlaceKind
from app.intake.sending import item_of
from app.intake.submission import Item, ItemKind, decode, encode
from app.intake.visit import IntakeVisit
from tests.patient_hand import fill, sign, walk
from tests.unit.intake.packets import Tablet

LAST_TIME = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)


def returning(folder: Path, form_id: str = "mh", *, forget: tuple[str, ...] = (),
              lost: tuple[NotCarried, ...] = ()) -> Tablet:
    """A tablet for a patient who filled in ``form_id`` a year ago. What they ``forget`` was not asked then."""
    tablet = Tablet(folder, form_id)
    first = tablet.visit()
    fill(first, form_id)
    session = first.session(form_id)
    asked = {state.item.link_id for page in session.enabled_pages() for state in session.page_items(page)}
    keys = session.keys()
    for key in keys:
        item = session.item_state(key).item
        if item.is_question and (item.link_id in forget or item.rules.must_be is not None):
            session.set_answers(key, ())
    form = replace(tablet.packet.forms[0], prefill=session.response(status="in-progress"), prefill_from=LAST_TIME,
                   asked_before=frozenset(asked) - set(forget), not_carried=lost)
    tablet.packet = replace(tablet.packet, forms=(form,))
    return tablet


def confirming(visit: IntakeVisit) -> list[Place]:
    return [place for place in visit.places if place.kind is PlaceKind.CONFIRM]


def pages(visit: IntakeVisit) -> list[Place]:
    return [place for place in visit.places if place.kind is PlaceKind.PAGE]


def page_of(visit: IntakeVisit, key: str) -> int:
    page = visit.session("mh").page_of(key)
    assert page is not None
    return page.index


def part_at(visit: IntakeVisit, link_id: str) -> Place:
    return visit.returning.confirm_place("mh", page_of(visit, link_id))


def test_a_new_patient_confirms_nothing(tmp_path: Path) -> None:
    visit = Tablet(tmp_path, "mh").visit()
    assert not confirming(visit)
    assert visit.returning.part("mh", 0) is None


def test_parts_are_stable_short_and_cover_every_earlier_answer(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    parts = [view.part for place in confirming(visit) if (view := visit.returning.part("mh", place.page))]
    assert [part.number for part in parts] == list(range(1, parts[0].count + 1))
    assert 8 <= len(parts) <= 25
    covered = [page for part in parts for page in part.pages]
    assert covered == sorted(set(covered))
    answered = {line.place.page for line in visit.check_lines("mh") if line.answer}
    assert answered <= set(covered)


def test_still_right_all_the_way_asks_only_what_is_given_anew(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    asked = pages(visit)
    last = visit.session("mh").enabled_pages()[-1].index
    assert asked == [Place(PlaceKind.PAGE, "mh", last)]  # the statement before the signature
    walk(visit)
    assert not visit.problems()
    item = sent(visit)
    (form,) = item.forms
    assert form.earlier_at == LAST_TIME
    assert {each.standing for each in form.confirmations} == {Standing.SAME}
    assert all(each.at is not None for each in form.confirmations)
    assert form.lost == ()
    assert EventKind.CONFIRMED in {event.kind for event in item.events}


def test_change_opens_the_questions_of_the_part_and_says_what_was_and_is(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    visit.accept_disclosure()
    place = next(place for place in confirming(visit) if part_at(visit, "mh.life.smoke") == place)
    visit.go(place)
    visit.returning.change("mh", place.page)
    assert visit.next() == Place(PlaceKind.PAGE, "mh", place.page)
    item = visit.session("mh").questionnaire.item("mh.life.smoke")
    before = visit.session("mh").answers("mh.life.smoke")
    other = next(option.value for option in item.options if Answer(option.value) != before[0])
    assert isinstance(other, Coding)
    visit.session("mh").set_answers("mh.life.smoke", (Answer(other),))
    fill(visit, "mh")
    line = next(line for line in visit.check_lines("mh") if line.key == "mh.life.smoke")
    assert line.was is not None
    assert line.was != line.answer == other.display
    walk(visit)
    form = sent(visit).forms[0]
    change = next(change for change in form.changes if change.link_id == "mh.life.smoke")
    assert (change.was, change.now) == (line.was, line.answer)
    changed = [each.section for each in form.confirmations if each.standing is Standing.CHANGED]
    assert changed == ["mh.life"]


def test_a_part_left_for_later_stays_unconfirmed_to_the_end(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    visit.accept_disclosure()
    left = part_at(visit, "mh.life.smoke")
    for place in confirming(visit):
        if place != left:
            visit.returning.confirm("mh", place.page)
    visit.go(left)
    visit.next()
    walk(visit)  # goes on from there
    assert {line.section for line in visit.check_lines("mh") if line.is_unconfirmed} == {"Daily life"}
    waiting = [each for each in sent(visit).forms[0].confirmations if each.standing is Standing.UNCONFIRMED]
    assert [(each.section, each.at) for each in waiting] == [("mh.life", None)]


def test_a_question_that_was_not_asked_then_is_asked_whatever_the_patient_says(tmp_path: Path) -> None:
    visit = returning(tmp_path, forget=("mh.life.smoke",)).visit()
    place = part_at(visit, "mh.life.smoke")
    view = visit.returning.part("mh", place.page)
    assert view is not None
    assert view.asks
    visit.go(place)
    visit.returning.confirm("mh", place.page)
    assert visit.next() == Place(PlaceKind.PAGE, "mh", page_of(visit, "mh.life.smoke"))
    fill(visit, "mh")
    assert visit.place in visit.places  # an answer does not take the page away under the patient's hands


def test_an_answer_that_could_not_be_kept_is_shown_and_its_page_is_asked(tmp_path: Path) -> None:
    lost = NotCarried("mh.life.smoke", "Smoking", "A pipe", "This answer is not offered any more.")
    visit = returning(tmp_path, lost=(lost,)).visit()
    place = part_at(visit, "mh.life.smoke")
    view = visit.returning.part("mh", place.page)
    assert view is not None
    assert view.lost == (lost,)
    visit.returning.confirm("mh", place.page)
    assert Place(PlaceKind.PAGE, "mh", page_of(visit, "mh.life.smoke")) in pages(visit)
    walk(visit)
    assert sent(visit).forms[0].lost == (lost,)


def test_what_was_lost_is_told_in_the_language_of_the_visit(tmp_path: Path) -> None:
    lost = NotCarried("mh.life.smoke", "Smoking", "A pipe", "This answer is not offered any more.")
    tablet = returning(tmp_path, lost=(lost,))
    tablet.packet = replace(tablet.packet, languages=("en", "es"))
    visit = tablet.visit()
    visit.set_language("es")
    (told,) = visit.returning.lost("mh")
    assert told.why == "Esta respuesta ya no se ofrece."
    assert told.label != "Smoking"
    assert told.text == "A pipe"


def test_a_confirmed_part_is_not_asked_about_again_on_the_way_forward(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    visit.accept_disclosure()
    first, second, third, *_ = confirming(visit)
    visit.go(first)
    visit.returning.confirm("mh", first.page)
    visit.returning.confirm("mh", second.page)
    assert visit.next() == third
    assert visit.back() == second  # going back shows it


def test_edit_from_the_check_page_opens_a_page_that_was_only_confirmed(tmp_path: Path) -> None:
    visit = returning(tmp_path).visit()
    walk(visit)
    place = Place(PlaceKind.PAGE, "mh", page_of(visit, "mh.life.smoke"))
    assert place not in visit.places
    assert visit.go(place) == place
    assert place in visit.places
    visit.go(Place(PlaceKind.REVIEW))
    assert visit.signature("mh") is not None  # looking voids nothing


def test_what_was_said_and_lost_survives_a_draft(tmp_path: Path) -> None:
    lost = NotCarried("mh.gone", "Old question", "Yes", "This question is no longer asked.")
    tablet = returning(tmp_path, lost=(lost,))
    visit = tablet.visit()
    visit.accept_disclosure()
    first, second, *_ = confirming(visit)
    visit.go(first)
    visit.returning.confirm("mh", first.page)
    visit.returning.change("mh", second.page)
    visit.next()
    again = tablet.resumed(visit.snapshot())
    assert again.place == visit.place
    assert again.places == visit.places
    view = again.returning.part("mh", second.page)
    assert view is not None
    assert view.standing is Standing.CHANGED
    assert again.returning.lost("mh") == (lost,)


def test_a_draft_of_another_version_of_the_form_confirms_anew(tmp_path: Path) -> None:
    tablet = returning(tmp_path)
    visit = tablet.visit()
    visit.accept_disclosure()
    first = confirming(visit)[0]
    visit.returning.confirm("mh", first.page)
    draft = visit.snapshot()
    tablet.packet = replace(tablet.packet, forms=(replace(tablet.packet.forms[0], sha256="0" * 64),))
    view = tablet.resumed(draft).returning.part("mh", first.page)
    assert view is not None
    assert view.standing is Standing.UNCONFIRMED


def sent(visit: IntakeVisit) -> Item:
    """What the visit would send, through its wire format."""
    if visit.signature("mh") is None:
        sign(visit, "mh")
    return decode(encode(item_of(visit._state, ItemKind.SUBMISSION)))
