"""Screen 10: what has to be decided, by whom, and that nothing is accepted before it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, KnownError
from app.rules.severity import Severity
from app.services.views.oversight import StaffDraft
from app.services.views.review import (
    AcceptResult,
    Countersign,
    DecisionInput,
    DecisionKind,
    FlagDecision,
    ReviewView,
    ScoreLine,
    ScorePartLine,
)
from app.ui.navigation import PatientRoute, ReviewRoute, ReviewsRoute, TodayRoute
from app.ui.staff.answer_row import AnswerRow
from app.ui.staff.flags_card import headline, sorted_flags
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.scores_card import ScoreRow, ScoresCard
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import RadioTile
from tests import factories
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

ROUTE = ReviewRoute("visit-imani-okafor")


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


def opened(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices, view: ReviewView) -> StaffWindow:
    services.calls.answers["review.open"] = view
    return put_up(qtbot, tasks, theme, ROUTE, services)


def simple(**changes: Any) -> ReviewView:
    """A review without forms that need the provider."""
    return replace(factories.review(), parts=(), **changes)


def tick(window: StaffWindow, words: str) -> None:
    next(row for row in window.all_of(CheckRow) if row.accessibleName() == words).setChecked(True)


def tile(window: StaffWindow, words: str) -> RadioTile:
    return next(each for each in window.all_of(RadioTile) if each.accessibleName() == words)


def prove(window: StaffWindow) -> None:
    """Give the password in the dialog that asks for it."""
    dialog = window.dialog()
    assert isinstance(dialog, ProofDialog)
    dialog.password.set_text("a long password")
    dialog.password.submitted.emit()
    window.settle()


def decide_all(window: StaffWindow) -> None:
    tile(window, "Postpone treatment").setChecked(True)
    tick(window, "I discussed “Cold sores”")
    tick(window, "I discussed “New allergy: adhesive tape”")


def test_flags_are_listed_stop_first_then_caution_then_note() -> None:
    found = [flag.severity for flag in sorted_flags(factories.flags())]
    assert found == [Severity.STOP, Severity.CAUTION, Severity.CAUTION, Severity.INFO]


def test_a_headline_is_the_first_sentence() -> None:
    assert headline(factories.flags()[0]) == "Cold sores"


def test_accept_says_what_is_missing_until_nothing_is(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                      services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    assert "Decide on “Isotretinoin stopped 3 months ago” to continue." in window.texts()
    tile(window, "Postpone treatment").setChecked(True)
    assert "Tick “Cold sores” to continue." in window.texts()
    tick(window, "I discussed “Cold sores”")
    assert not window.is_ready("Accept and countersign")
    tick(window, "I discussed “New allergy: adhesive tape”")
    assert window.is_ready("Accept and countersign")


def test_pressing_a_button_that_is_not_ready_goes_to_what_is_missing(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                     services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    window.click("Accept and countersign")
    assert window.shell.focusWidget() is tile(window, "Postpone treatment")
    assert not services.calls.named("review.accept")


def test_accepting_asks_for_proof_and_records_decisions_with_the_fresh_actor(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    decide_all(window)
    window.click("Accept and countersign")
    assert not services.calls.named("review.accept")
    prove(window)
    assert services.calls.named("review.decide") == [("visit-imani-okafor", (
        DecisionInput("M-03", DecisionKind.POSTPONE), DecisionInput("M-07", DecisionKind.DISCUSSED),
        DecisionInput("M-11", DecisionKind.DISCUSSED)))]
    assert services.calls.named("review.accept") == [(Countersign("visit-imani-okafor"),)]
    accepted = [call[0] for call in services.calls.made].index("review.accept")
    assert services.calls.actors[accepted].proof_at == factories.NOW
    assert window.route == TodayRoute()
    assert window.shell.unfinished() == ()


def test_what_keeps_an_accepted_visit_from_being_ready_is_said(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                               services: StaffServices) -> None:
    services.calls.answers["review.accept"] = AcceptResult("v", (), False, "Not today: Microneedling.")
    window = opened(qtbot, tasks, theme, services, simple())
    decide_all(window)
    window.click("Accept and countersign")
    prove(window)
    assert "Not today: Microneedling." in window.texts()


def test_clearing_a_stop_needs_a_reason(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    tile(window, "Go ahead, I cleared it").setChecked(True)
    assert "Enter the reason for clearing the stop to continue." in window.texts()


def test_nobody_is_offered_to_clear_a_label_contraindication(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                             services: StaffServices) -> None:
    flags = tuple(replace(flag, clearable=False, may_clear=False) for flag in factories.flags())
    window = opened(qtbot, tasks, theme, services, simple(flags=flags))
    names = {each.accessibleName() for each in window.all_of(RadioTile)}
    assert names == {"Postpone treatment", "Do not treat"}


def test_who_may_not_clear_saves_for_a_prescriber(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                  services: StaffServices) -> None:
    flags = tuple(replace(flag, may_clear=flag.clear_by == "staff") for flag in factories.flags())
    window = opened(qtbot, tasks, theme, services, simple(flags=flags))
    tick(window, "I discussed “New allergy: adhesive tape”")
    tile(window, "Leave it to a prescriber").setChecked(True)
    window.click("Save my decisions")
    assert services.calls.named("review.decide") == [
        ("visit-imani-okafor", (DecisionInput("M-11", DecisionKind.DISCUSSED),))]
    assert window.route == ReviewsRoute()


def test_a_licence_that_does_not_countersign_reads_why(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                       services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple(may_countersign=False, blocked_note="Ask a provider."))
    assert "Ask a provider." in window.texts()
    assert not window.is_ready("Save my decisions")


def test_what_was_decided_before_can_be_changed(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                services: StaffServices) -> None:
    decision = FlagDecision("M-03", DecisionKind.POSTPONE, "", "Maya Thornton", factories.NOW)
    flags = tuple(replace(flag, decision=decision) if flag.rule_id == "M-03" else flag for flag in factories.flags())
    window = opened(qtbot, tasks, theme, services, simple(flags=flags))
    assert "Postponed by Maya Thornton" in window.texts()
    assert not window.all_of(RadioTile)
    window.click("Change")
    assert window.all_of(RadioTile)


def test_decisions_survive_a_logout(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    tile(window, "Do not treat").setChecked(True)
    tick(window, "I discussed “Cold sores”")
    window.screen._pane._note.set_text("Will rebook.")
    drafts = window.shell.unfinished()
    assert [(draft.place, draft.subject) for draft in drafts] == [("ReviewRoute", "visit-imani-okafor")]
    again = put_up(qtbot, tasks, theme, TodayRoute(), services)
    again.shell.offer_drafts(drafts)
    again.go(ROUTE)
    assert tile(again, "Do not treat").isChecked()
    assert again.screen._pane.draft_fields() == dict(drafts[0].fields)


def test_a_visit_that_nobody_touched_leaves_no_draft(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                     services: StaffServices) -> None:
    assert put_up(qtbot, tasks, theme, ROUTE, services).shell.unfinished() == ()


def test_a_draft_that_comes_before_the_visit_is_kept(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                     services: StaffServices) -> None:
    services.calls.errors["review.open"] = KnownError("The disk is full.")
    window = put_up(qtbot, tasks, theme, TodayRoute(), services)
    window.shell.offer_drafts((StaffDraft("ReviewRoute", "visit-imani-okafor", factories.NOW, (("note", "Rebook"),)),))
    window.go(ROUTE)
    assert window.shell.unfinished()[0].fields == (("note", "Rebook"),)


def test_the_providers_part_has_to_be_complete(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                               services: StaffServices) -> None:
    part = factories.parts()[0]
    window = opened(qtbot, tasks, theme, services, replace(factories.review(), flags=(), parts=(part,)))
    assert "Complete your part of “Consent for microneedling” to continue." in window.texts()
    window.screen._pane._consents[0]._questions._controls["c_mn.p.depth"].set_text("1.5 mm")
    tick(window, "I explained the risks and answered the questions")
    window.click("Accept and countersign")
    prove(window)
    assert services.calls.named("review.accept")[0][0].provider_answers == {
        ("c_mn", "c_mn.p.depth"): "1.5 mm", ("c_mn", "c_mn.p.talk"): "true"}


def test_a_declined_consent_is_shown_with_its_reason_and_holds_nothing_up(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                         services: StaffServices) -> None:
    part = factories.parts()[2]
    window = opened(qtbot, tasks, theme, services, replace(factories.review(), flags=(), parts=(part,)))
    assert "Declined: “I don’t want pictures.”" in window.texts()
    assert window.is_ready("Accept and countersign")


def test_witnessing_a_typed_signature_needs_proof(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                  services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("I witnessed the signature")
    assert not services.calls.named("review.witness")
    prove(window)
    assert services.calls.named("review.witness") == [("visit-imani-okafor", "sub-2")]


def test_the_guardians_id_check_is_recorded(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                            services: StaffServices) -> None:
    part = replace(factories.parts()[1], needs_witness=False, needs_guardian_check=True)
    window = opened(qtbot, tasks, theme, services, replace(factories.review(), parts=(part,)))
    window.click("Record the ID check")
    window.dialog().choose("photo_id")
    window.click("Record the check")
    assert services.calls.named("review.check_guardian") == [("visit-imani-okafor", "photo_id")]


def test_asking_for_a_correction_needs_a_message(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                 services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Ask patient to correct")
    window.click("Send back to patient")
    assert window.dialog().message.error
    window.dialog().message.set_text("Please check the date of the last outbreak.")
    window.click("Send back to patient")
    assert services.calls.named("review.send_back") == [
        ("visit-imani-okafor", "Please check the date of the last outbreak.")]


def test_a_wrong_patient_is_put_right_with_a_reason(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                    services: StaffServices) -> None:
    services.calls.answers["review.move"] = "visit-new"
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Wrong patient")
    assert not window.is_ready("Move the intake")
    window.dialog().search.chosen.emit(factories.hits()[0])
    window.click("Move the intake")
    assert window.dialog().reason.error
    window.dialog().reason.set_text("Handed over from the wrong card")
    window.click("Move the intake")
    assert services.calls.named("review.move") == [
        ("visit-imani-okafor", "patient-mariana-ortega", "Handed over from the wrong card")]
    assert window.route == ReviewRoute("visit-new")


def test_a_refusal_about_the_note_is_shown_at_the_note(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                       services: StaffServices) -> None:
    services.calls.errors["review.accept"] = InvalidInputError("Write down what was said.", "note")
    window = opened(qtbot, tasks, theme, services, simple(flags=()))
    window.click("Accept and countersign")
    prove(window)
    assert window.screen._pane._note.error == "Write down what was said."


def test_any_other_refusal_is_a_sentence_and_keeps_what_was_decided(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                    services: StaffServices) -> None:
    services.calls.errors["review.accept"] = KnownError("The disk is full. Free some space, then try again.")
    window = opened(qtbot, tasks, theme, services, simple())
    decide_all(window)
    window.click("Accept and countersign")
    prove(window)
    assert "The disk is full. Free some space, then try again." in window.texts()
    assert tile(window, "Postpone treatment").isChecked()


def test_answers_are_filtered_and_what_changed_comes_first(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                           services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    first = window.all_of(AnswerRow)[0].accessibleName()
    assert first == "Stop. Isotretinoin, last 6 months: Yes, until August 15. Changed, was No."
    window.click("Changed 3")
    assert len(window.all_of(AnswerRow)) == 3
    window.click("Flagged 3")
    assert [row.accessibleName().split(".")[0] for row in window.all_of(AnswerRow)] == ["Stop", "Caution", "Caution"]


def test_long_answers_wrap_and_are_never_cut(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                             services: StaffServices) -> None:
    long = replace(factories.answers()[5], answer="word " * 120)
    row = AnswerRow(long)
    qtbot.addWidget(row)
    assert row.heightForWidth(760) > 10 * 22
    assert row.heightForWidth(1100) < row.heightForWidth(760)


def test_what_patients_typed_is_shown_as_plain_text(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                    services: StaffServices) -> None:
    part = replace(factories.parts()[2], declined_reason="<img src=x> &amp; \u202eflow")
    window = opened(qtbot, tasks, theme, services, replace(factories.review(), parts=(part,)))
    label = next(each for each in window.all_of(TextLabel) if "<img src=x>" in each.text())
    assert label.textFormat().name == "PlainText"


def test_the_record_and_the_last_intake_are_one_press_away(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                           services: StaffServices) -> None:
    window = put_up(qtbot, tasks, theme, ROUTE, services)
    window.click("Last intake")
    assert window.route == PatientRoute("patient-imani-okafor", "intake")


def test_scores_show_their_value_and_on_request_their_parts(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                            services: StaffServices) -> None:
    skin = ScoreLine("Skin type (Fitzpatrick)", "Type IV", "19 of 32 points: type IV by the questions; not yet checked "
                     "by staff.", (ScorePartLine("Eye color: Dark brown", "3"), ScorePartLine("Freckles: Some", "1")))
    window = opened(qtbot, tasks, theme, services, simple(scores=(skin,)))
    (row,) = window.all_of(ScoreRow)
    said = [label.text() for label in row.findChildren(TextLabel)]
    assert {"Type IV", "3 points", "1 point", "Eye color: Dark brown"} <= set(said)
    assert not row.parts.isVisible()
    row.more.click()
    assert row.parts.isVisible()
    row.more.click()
    assert not row.parts.isVisible()


def test_without_scores_there_is_no_card_for_them(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                  services: StaffServices) -> None:
    window = opened(qtbot, tasks, theme, services, simple())
    assert not any(card.isVisible() for card in window.all_of(ScoresCard))
