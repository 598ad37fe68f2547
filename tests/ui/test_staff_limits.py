"""What Today, check-in and the patient's page show of requests, limits on sharing and private contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.rules.rights import Channel, RequestKind
from app.security.actor import Licence, Role
from app.services.views.rights import DeskReminder
from app.services.views.sharing import RawContact, RestrictedParty, Restriction, SharingLimits
from app.ui.navigation import CheckInRoute, PatientRoute, PrivacyRoute, TodayRoute
from app.ui.staff.sharing_notes import SharingBanner, SharingCard
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories
from tests.factories import rights
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import put_up

OFFICER = factories.actor(Role.PRIVACY_OFFICER, Licence.NONE, "Judith Keller")
FRONT_DESK = factories.actor(Role.FRONT_DESK, Licence.NONE, "Elena Castillo")
LIMIT = Restriction("restriction-1", "patient-1", RestrictedParty.FAMILY, "everything", "her brother",
                    date(2026, 11, 1), required=False)


@pytest.fixture
def services() -> StaffServices:
    return StaffServices()


def test_today_shows_late_requests_to_the_privacy_officer_with_a_way_there(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    services.calls.answers["rights.reminder"] = DeskReminder("1 patient request is late.", True, 3)
    window = put_up(qtbot, tasks, theme, TodayRoute(), services, actor=OFFICER)
    assert "1 patient request is late." in window.texts()
    window.click("Open requests")
    assert window.route == PrivacyRoute("requests")


def test_today_says_nothing_of_requests_to_the_front_desk(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                          services: StaffServices) -> None:
    services.calls.answers["rights.reminder"] = DeskReminder("1 patient request is late.", True, 3)
    window = put_up(qtbot, tasks, theme, TodayRoute(), services, actor=FRONT_DESK)
    assert services.calls.named("rights.reminder") == []
    assert not any("late" in text for text in window.texts())


def test_a_clinician_gives_an_opinion_from_today(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                 services: StaffServices) -> None:
    services.calls.answers["rights.opinions_wanted"] = (rights.opinion_wanted(),)
    window = put_up(qtbot, tasks, theme, TodayRoute(), services)
    window.click("Give opinion")
    dialog = window.dialog()
    assert "I never had shingles." in dialog.intro.text()
    dialog.agrees.set_value("no")
    dialog.words.set_text("The chart of 2024 says so.")
    window.click("Give opinion")
    assert services.calls.named("rights.give_opinion") == [("request-33", False, "The chart of 2024 says so.")]


def test_the_front_desk_records_a_request_from_the_patients_page(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                                 services: StaffServices) -> None:
    patient_id = factories.patient().patient_id
    window = put_up(qtbot, tasks, theme, PatientRoute(patient_id), services, actor=FRONT_DESK)
    window.menu("More", "Record a request")
    dialog = window.dialog()
    dialog.kind.set_value(RequestKind.ACCOUNT)
    dialog.channel.set_value(Channel.IN_PERSON)
    dialog.words.set_text("Who got my records?")
    window.click("Record the request")
    ((new,),) = services.calls.named("rights.add")
    assert (new.patient_id, new.kind, new.identity) == (patient_id, RequestKind.ACCOUNT, None)
    assert "The request is recorded" in window.texts()


def test_private_contact_stands_first_and_the_other_number_only_on_request(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    view = replace(factories.patient(), confidential_contact="Work phone only", phone="", email="",
                   restrictions=("Do not share with her brother: everything",))
    services.calls.answers["patients.open"] = view
    services.calls.answers["sharing.raw_contact"] = RawContact("(773) 555-0148", "mariana@example.com")
    window = put_up(qtbot, tasks, theme, PatientRoute(view.patient_id), services)
    (card,) = window.all_of(SharingCard)
    assert "Work phone only" in window.texts()
    assert "Do not share with her brother: everything" in window.texts()
    window.click("Show other contact details")
    assert services.calls.named("sharing.raw_contact") == [(view.patient_id,)]
    assert "(773) 555-0148\nmariana@example.com" in window.texts()
    assert not card.reveal.isVisible()


def test_the_privacy_desk_ends_a_limit_with_how_the_patient_asked(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    services.calls.answers["patients.open"] = replace(factories.patient(), restrictions=(LIMIT.sentence,))
    services.calls.answers["sharing.limits"] = SharingLimits((LIMIT,))
    window = put_up(qtbot, tasks, theme, PatientRoute("patient-1"), services, actor=OFFICER)
    window.click("End one of these")
    dialog = window.dialog()
    window.click("End it")
    assert dialog.which.error
    dialog.which.set_value(LIMIT.restriction_id)
    dialog.reason.set_text("In writing")
    window.click("End it")
    assert services.calls.named("sharing.end_restriction") == [(LIMIT.restriction_id, "In writing")]
    window.go(TodayRoute())
    window = put_up(qtbot, tasks, theme, PatientRoute("patient-1"), services, actor=FRONT_DESK)
    assert not any(card.end.isVisible() for card in window.all_of(SharingCard))


def test_changing_hidden_contact_details_is_a_recorded_look_at_them(
        qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> None:
    view = replace(factories.patient(), confidential_contact="Work phone only", phone="", email="")
    services.calls.answers["patients.open"] = view
    services.calls.answers["sharing.raw_contact"] = RawContact("(773) 555-0148", "mariana@example.com")
    window = put_up(qtbot, tasks, theme, PatientRoute(view.patient_id), services, actor=FRONT_DESK)
    window.menu("More", "Change name or contact")
    assert services.calls.named("sharing.raw_contact") == [(view.patient_id,)]
    edits = [edit.text() for edit in window.all_of(QLineEdit, window.dialog())]
    assert "(773) 555-0148" in edits


def test_check_in_shows_what_the_patient_asked_for(qtbot: QtBot, tasks: Tasks, theme: Theme,
                                                   services: StaffServices) -> None:
    services.calls.answers["sharing.limits"] = SharingLimits(())
    window = put_up(qtbot, tasks, theme, CheckInRoute("patient-1"), services)
    assert window.all_of(SharingBanner) == []
    services.calls.answers["sharing.limits"] = SharingLimits((LIMIT,))
    window.go(CheckInRoute("patient-1"))
    (banner,) = window.all_of(SharingBanner)
    assert "Do not share with her brother: everything" in banner.accessibleName()
