"""The tab "Rights requests", its dialogs, and what Today and the patient's page show of requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError
from app.rules.rights import Channel, Outcome, RequestKind, Step
from app.rules.rights_state import Event
from app.security.actor import Licence, Role
from app.services.views.disclosures import ReleaseTerms
from app.services.views.rights import (
    AmendmentTerms,
    ContactTerms,
    IdentitySeen,
    NewRequest,
    RequestAnswer,
    RequestList,
    RequestView,
    RestrictionTerms,
)
from app.services.views.sharing import ContactChannel, RestrictedParty
from app.ui.navigation import DocumentRoute, PatientRoute, PrivacyRoute, Route
from app.ui.staff.privacy.requests.answer import AnswerDialog
from app.ui.staff.privacy.requests.terms import ContactFields, RestrictionFields
from app.ui.staff.sharing.copy_dialog import CopyDialog
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories
from tests.factories import rights
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

OFFICER = factories.actor(Role.PRIVACY_OFFICER, Licence.NONE, "Judith Keller")


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


@pytest.fixture
def desk(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> StaffWindow:
    return put_up(qtbot, tasks, theme, PrivacyRoute("requests"), services, actor=OFFICER)


def of_kind(kind: RequestKind, allowed: frozenset[Event], step: Step = Step.ANSWER) -> RequestView:
    """A request of ``kind`` that is ready to be answered."""
    row = rights.request_row(40, "Hannah Voss", 3, kind)
    return replace(rights.request_view(row), allowed=allowed, next_step=step, next_act="Answer the request")


def only(desk: StaffWindow, view: RequestView) -> None:
    """Let the list hold ``view`` alone, and show it."""
    desk.services.calls.answers["rights.list"] = RequestList((view.row,), ())
    desk.services.calls.answers["rights.open"] = view
    desk.go(PrivacyRoute("requests"))


def sent(desk: StaffWindow) -> RequestAnswer:
    """The answer that was given."""
    ((_request_id, answer),) = desk.services.calls.named("rights.answer")
    assert isinstance(answer, RequestAnswer)
    return answer


def test_the_list_shows_clocks_and_the_most_urgent_request_with_its_steps(desk: StaffWindow) -> None:
    tab = desk.screen.tab("requests")
    cells = [row.cells for row in tab.table.rows()]
    assert [row[0].second for row in cells[:2]] == ["Ruth Abernathy", "Peter Nakamura"]
    assert [(row[2].text, row[2].second, row[2].ring.color) for row in cells[:3]] == [
        ("2 days left", "of 30", "danger"), ("8 days left", "of 30", "warning"), ("18 days left", "of 30", "accent")]
    assert [row[3].chip.text for row in cells] == [
        "Preparing", "Waiting for ID", "Preparing", "New", "With clinician", "New"]
    assert "6 open requests. The next one is due Thursday." in desk.texts()
    for words in ("Request 2026-031", "Ruth Abernathy, record 18833", "Due Thursday, November 26", "Day 28 of 30",
                  "Driver’s license, October 27"):
        assert words in desk.texts()


def test_the_rail_counts_open_requests(desk: StaffWindow) -> None:
    counts: list[int] = []
    desk.screen.request_count.connect(counts.append)
    desk.screen.tab("requests").load()
    desk.settle()
    assert counts == [6]


def test_the_arrow_keys_walk_through_requests(desk: StaffWindow) -> None:
    table = desk.screen.tab("requests").table
    desk.services.calls.answers["rights.open"] = lambda _actor, request_id: rights.request_view(
        next(row for row in rights.request_list().open if row.request_id == request_id))
    table.setFocus()
    desk.qtbot.keyClick(table, Qt.Key.Key_Down)
    desk.settle()
    assert "Peter Nakamura, record 18833" in desk.texts()
    desk.click("Close the request")
    assert desk.screen.tab("requests").pane is None
    assert table.hasFocus()


def test_a_route_opens_the_request_it_names(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    put_up(qtbot, tasks, theme, PrivacyRoute("requests", "request-35"), services, actor=OFFICER)
    assert ("request-35",) in services.calls.named("rights.open")


def test_without_requests_the_tab_says_what_will_appear(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.list"] = RequestList((), ())
    desk.go(PrivacyRoute("requests"))
    assert "No open requests" in desk.texts()
    assert desk.screen.tab("requests").pane is None


def test_a_new_request_is_searched_filled_in_and_shown(desk: StaffWindow) -> None:
    desk.click("New request")
    dialog = desk.dialog()
    dialog.search.chosen.emit(factories.hits()[0])
    desk.settle()
    desk.click("Record the request")
    assert dialog.kind.error == "Choose what is asked for"
    dialog.kind.set_value(RequestKind.COPY)
    dialog.channel.set_value(Channel.PHONE)
    dialog.words.set_text("Everything since May")
    dialog.checked.setChecked(True)
    desk.click("Record the request")
    assert dialog.identity.seen.error == "Choose what was seen"
    dialog.identity.seen.set_value("passport")
    desk.services.calls.made.clear()
    desk.click("Record the request")
    ((new,),) = desk.services.calls.named("rights.add")
    assert new == NewRequest(factories.hits()[0].patient_id, RequestKind.COPY, date(2026, 11, 24), Channel.PHONE,
                             "Everything since May", IdentitySeen("passport", date(2026, 11, 24)))
    assert desk.services.calls.named("rights.list") == [()]


def test_a_refusal_is_shown_at_its_field_and_everything_stays_as_typed(desk: StaffWindow) -> None:
    desk.services.calls.errors["rights.add"] = InvalidInputError("Enter the day it was received: today or earlier.",
                                                                 "received")
    desk.click("New request")
    dialog = desk.dialog()
    dialog.search.chosen.emit(factories.hits()[0])
    dialog.kind.set_value(RequestKind.DELETE)
    dialog.channel.set_value(Channel.MAIL)
    dialog.words.set_text("Delete my email")
    desk.click("Record the request")
    assert dialog.received.error == "Enter the day it was received: today or earlier."
    assert dialog.words.text() == "Delete my email"
    assert dialog.act.isEnabled()


def test_the_extension_names_the_new_day_and_needs_a_reason(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.extend"] = rights.request_view()
    desk.click("Extend once, by 30 days")
    dialog = desk.dialog()
    assert "December 26, 2026" in dialog.intro.text()
    desk.click("Extend to December 26, 2026")
    assert dialog.text.error
    dialog.text.set_text("The archive moves.")
    desk.click("Extend to December 26, 2026")
    assert desk.services.calls.named("rights.extend") == [("request-31", "The archive moves.")]


def test_the_next_step_is_one_button(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.finish_step"] = rights.request_view()
    desk.click("Start privacy review")
    desk.dialog().text.set_text("A sister is named; taken out.")
    desk.click("Mark as done")
    assert desk.services.calls.named("rights.finish_step") == [
        ("request-31", Step.REVIEW, "A sister is named; taken out.")]


def test_a_fee_takes_dollars_and_cents(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.set_fee"] = rights.request_view()
    desk.menu("More", "Set a fee")
    dialog = desk.dialog()
    for wrong in ("six", "6.5", "-1", "1000000"):
        dialog.amount.set_text(wrong)
        desk.click("Keep the fee")
        assert dialog.amount.error
    dialog.amount.set_text("$6.50")
    dialog.basis.set_text("Postage")
    desk.click("Keep the fee")
    ((_request, fee),) = desk.services.calls.named("rights.set_fee")
    assert (fee.cents, fee.basis) == (650, "Postage")


def test_a_denial_needs_a_ground(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.answer"] = rights.request_view()
    desk.menu("More", "Deny or grant in part")
    dialog = desk.dialog()
    assert isinstance(dialog, AnswerDialog)
    dialog.delivery.set_value("mail")
    desk.click("Answer")
    assert "Choose the ground the law gives for this" in desk.texts()
    ground = next(row for code, row in dialog.bases._rows.items() if code == "legal")
    ground.setChecked(True)
    dialog.reasons.set_text("Ask again after the hearing.")
    desk.click("Answer")
    assert sent(desk) == RequestAnswer(Outcome.DENIED, "Ask again after the hearing.", ("legal",), "mail")


def test_granting_a_limit_asks_for_its_terms(desk: StaffWindow) -> None:
    only(desk, of_kind(RequestKind.RESTRICT, frozenset({Event.GRANTED})))
    desk.services.calls.answers["rights.answer"] = rights.request_view()
    desk.click("Answer the request")
    dialog = desk.dialog()
    dialog.outcome.set_value(Outcome.GRANTED)
    terms: Any = dialog.terms
    assert isinstance(terms, RestrictionFields)
    terms.party.set_value(RestrictedParty.HEALTH_PLAN)
    terms.paid.setChecked(True)
    terms.what.set_text("The peel")
    dialog.delivery.set_value("in_person")
    desk.click("Answer")
    assert sent(desk).terms == RestrictionTerms(RestrictedParty.HEALTH_PLAN, "The peel", "", paid_in_full=True)


def test_private_contact_is_granted_without_asking_why(desk: StaffWindow) -> None:
    only(desk, of_kind(RequestKind.CONFIDENTIAL, frozenset({Event.GRANTED})))
    desk.services.calls.answers["rights.answer"] = rights.request_view()
    desk.click("Answer the request")
    dialog = desk.dialog()
    dialog.outcome.set_value(Outcome.GRANTED)
    terms: Any = dialog.terms
    assert isinstance(terms, ContactFields)
    terms.channel.set_value(ContactChannel.EMAIL)
    terms.how.set_text("me@work.example")
    dialog.delivery.set_value("in_person")
    desk.click("Answer")
    assert sent(desk).terms == ContactTerms(ContactChannel.EMAIL, "me@work.example")


@pytest.mark.parametrize(("allowed", "leads"), [(Event.TOLD, True), (Event.GRANTED, False), (Event.STATEMENT, False)])
def test_an_accepted_amendment_leads_to_the_record_where_answers_are_corrected(desk: StaffWindow, allowed: Event,
                                                                               leads: bool) -> None:
    view = of_kind(RequestKind.AMEND, frozenset({allowed}))
    only(desk, view)
    assert any("presses “Correct an answer”" in words for words in desk.texts()) is leads
    desk.click("Open record")
    assert desk.route == PatientRoute(view.row.patient_id)


def test_an_amendment_names_the_document_and_who_is_told(desk: StaffWindow) -> None:
    only(desk, of_kind(RequestKind.AMEND, frozenset({Event.GRANTED})))
    desk.services.calls.answers["rights.answer"] = rights.request_view()
    desk.click("Answer the request")
    dialog = desk.dialog()
    dialog.outcome.set_value(Outcome.GRANTED)
    first = factories.document_rows()[0]
    terms: Any = dialog.terms
    terms.text.set_text("The dose was 20 units.")
    terms.document.set_value(first.document_id)
    terms.told.set_text("Dr. Reyes; the referring office")
    dialog.delivery.set_value("mail")
    desk.click("Answer")
    assert sent(desk).terms == AmendmentTerms("The dose was 20 units.", first.document_id,
                                              ("Dr. Reyes", "the referring office"))


def test_what_the_patient_took_back_asks_only_how(desk: StaffWindow) -> None:
    desk.services.calls.answers["rights.answer"] = rights.request_view()
    desk.menu("More", "The patient took it back")
    dialog = desk.dialog()
    assert not dialog.delivery.isVisible()
    dialog.reasons.set_text("Called.")
    desk.click("Answer")
    assert sent(desk) == RequestAnswer(Outcome.DROPPED, "Called.")


@pytest.mark.parametrize(("button", "route"), [
    ("Open the letter", DocumentRoute("doc-1")), ("Open record", PatientRoute("patient-ruth-abernathy"))])
def test_letters_and_the_record_are_one_press_away(desk: StaffWindow, button: str, route: Route) -> None:
    desk.click(button)
    assert desk.route == route


def test_dialogs_fit_a_low_window(desk: StaffWindow) -> None:
    desk.shell.resize(1200, 760)
    desk.menu("More", "Deny or grant in part")
    card = desk.dialog().card
    assert card.height() <= 760 - 48
    assert card.geometry().bottom() < 760


def test_the_copy_and_the_list_are_made_from_their_requests(desk: StaffWindow) -> None:
    desk.services.calls.answers["disclosures.terms"] = ReleaseTerms("Hannah Voss", (), (), holds_genetic=False)
    only(desk, of_kind(RequestKind.COPY, frozenset({Event.GRANTED})))
    desk.click("Make the copy")
    assert isinstance(desk.dialog(), CopyDialog)
    assert desk.dialog()._request_id == "request-40"
