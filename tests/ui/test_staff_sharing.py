"""What left the clinic on the patient's page: the list, a copy with its passphrase, the patient's list, entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, KnownError, ProofNeededError
from app.rules.accounting import AccountLine
from app.rules.disclosure_basis import Basis
from app.security.actor import Licence, Role
from app.services.views.copies import CopyOrder, CopyPreview, MadeCopy, Part
from app.services.views.disclosures import (
    AccountingOrder,
    AccountingView,
    Authorization,
    Channel,
    Disclosure,
    DisclosureRow,
    NewSuspension,
    OutsideDisclosure,
    ReleaseTerms,
    Suspension,
)
from app.ui.navigation import DocumentRoute, PatientRoute
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.staff.sharing.passphrase_dialog import PassphraseDialog
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.tab_bar import TabBar
from tests import factories
from tests.fakes import FakeDialogs
from tests.ui.staff_services import StaffServices
from tests.ui.staff_window import StaffWindow, put_up

ROUTE = PatientRoute("patient-mariana-ortega", "disclosures")
OFFICER = factories.actor(Role.ADMINISTRATOR, Licence.NONE)
OWN = Disclosure("Mariana Ortega", "Patient asked for it", Basis.TO_INDIVIDUAL)
AUTHORIZATION = Authorization("auth-1", "Lakeside Endocrine", "12 Shore Rd", "All of my records", "Thyroid check",
                              "Mariana Ortega", date(2026, 11, 1), date(2027, 5, 31), "", releases_genetic=True,
                              is_paper=False)
POLICE = DisclosureRow("d-1", date(2026, 8, 12), "Chicago Police", "2452 W Belmont Ave", "Dates of visits",
                       "Investigation", Basis.LAW_ENFORCEMENT, Channel.PHONE, (), "Dana Whitfield", factories.NOW,
                       counted=True)
COPY = MadeCopy(Path("/media/usb/record-copy-2026-11-24.zip"), 2_100_000, "d-9", 9, "K7QF-M2XA-98TZ-VHNC-3RWD")
EMPTY = AccountingView(date(2020, 11, 24), date(2026, 11, 24), (), (), 0, None, None)

PutUp = Callable[..., StaffWindow]


@pytest.fixture
def services() -> StaffServices:
    made = StaffServices()
    made.calls.answers |= {
        "disclosures.rows": (POLICE,), "disclosures.authorizations": (AUTHORIZATION,),
        "disclosures.suspensions": (), "disclosures.preview": EMPTY, "disclosures.accounting": "doc-7",
        "disclosures.record_outside": "d-2", "copies.make": COPY,
        "disclosures.terms": ReleaseTerms("Mariana Ortega", (), (AUTHORIZATION,), holds_genetic=False),
        "copies.preview": CopyPreview(12, 9, 4, 1, 0, 0, 2, 1_840_000, ()),
    }
    return made


@pytest.fixture
def open_tab(qtbot: QtBot, tasks: Tasks, theme: Theme, services: StaffServices) -> PutUp:
    def put(**how: Any) -> StaffWindow:
        return put_up(qtbot, tasks, theme, ROUTE, services, **{"actor": OFFICER, **how})
    return put


def test_the_tab_tells_who_received_what_why_and_whether_it_counts(open_tab: PutUp, services: StaffServices) -> None:
    services.calls.answers["disclosures.suspensions"] = (Suspension(
        "Chicago Police", "Det. Mora", "…", Basis.LAW_ENFORCEMENT, True, date(2026, 11, 20), date(2026, 12, 20),
        "s-1"),)
    window = open_tab()
    shared, papers = window.all_of(DataTable)
    spoken = " ".join(cell.spoken for cell in shared.rows()[0].cells)
    for part in ("08/12/2026", "Chicago Police", "Dates of visits", "Investigation", "Law enforcement", "Counted"):
        assert part in spoken
    assert "Genetic information too" in " ".join(cell.spoken for cell in papers.rows()[0].cells)
    assert "Kept from the patient’s list until December 20, 2026: Chicago Police" in window.texts()


def test_an_empty_list_says_what_comes_there(open_tab: PutUp, services: StaffServices) -> None:
    services.calls.answers |= {"disclosures.rows": (), "disclosures.authorizations": ()}
    window = open_tab()
    assert "Nothing was shared yet" in window.texts()
    assert window.all_of(DataTable) == []


@pytest.mark.parametrize(("role", "sees"), [(Role.FRONT_DESK, False), (Role.PROVIDER, False),
                                            (Role.PRIVACY_OFFICER, True)])
def test_only_the_privacy_desk_has_the_tab(open_tab: PutUp, services: StaffServices, role: Role, sees: bool) -> None:
    window = open_tab(actor=factories.actor(role, Licence.NONE))
    names = [button.accessibleName() for bar in window.all_of(TabBar) for button in window.all_of(QAbstractButton, bar)]
    assert ("Disclosures" in names) is sees
    assert bool(services.calls.named("disclosures.rows")) is sees


def test_a_copy_is_looked_at_saved_and_its_passphrase_shown_once(open_tab: PutUp, services: StaffServices,
                                                                 qtbot: QtBot, tmp_path: Path) -> None:
    dialogs = FakeDialogs(save_to=tmp_path)
    window = open_tab(dialogs=dialogs)
    window.click("Copy of the record")
    window.click("Look at what it holds")
    order = CopyOrder("patient-mariana-ortega", OWN)
    assert services.calls.named("copies.preview") == [(order,)]
    assert "12 forms" in " ".join(window.texts())
    window.click("Save the copy")
    ((made, target, _progress, _stop),) = services.calls.named("copies.make")
    assert (made, target) == (order, tmp_path / "record-copy-2026-11-24.zip")
    dialog = window.dialog()
    assert isinstance(dialog, PassphraseDialog)
    assert COPY.passphrase in window.texts()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    window.click("Done")
    assert window.dialog() is dialog  # not before it was written down
    dialog.written.setChecked(True)
    window.click("Done")
    assert COPY.passphrase not in " ".join(window.texts())
    assert len(services.calls.named("disclosures.rows")) == 2  # the tab shows the new entry


def test_somebody_else_gets_the_parts_chosen_and_the_authorization_is_linked(open_tab: PutUp, services: StaffServices,
                                                                             tmp_path: Path) -> None:
    left_out = "Answers that are genetic information."
    services.calls.answers["copies.preview"] = replace(services.calls.answers["copies.preview"], left_out=(left_out,))
    window = open_tab(dialogs=FakeDialogs(save_to=tmp_path))
    window.click("Copy of the record")
    dialog = window.dialog()
    dialog.release.basis.set_value(Basis.AUTHORIZATION.value)
    window.click("Look at what it holds")
    assert dialog.release.authorization.error
    dialog.release.authorization.set_value("auth-1")
    for part in (Part.FORMS, Part.CONSENTS, Part.VISITS):
        dialog.parts[part].setChecked(False)
    window.click("Look at what it holds")
    ((order,),) = services.calls.named("copies.preview")
    assert order.parts == {Part.DOCUMENTS}
    assert order.disclosure == Disclosure("Lakeside Endocrine", "Thyroid check", Basis.AUTHORIZATION, "12 Shore Rd",
                                          "auth-1")
    assert left_out in " ".join(window.texts())
    window.click("Back")
    assert dialog.release.isVisible()


def test_old_proof_is_asked_for_and_the_copy_goes_on(open_tab: PutUp, services: StaffServices, tmp_path: Path) -> None:
    services.calls.errors["copies.make"] = ProofNeededError("Enter your password again to do this.")
    window = open_tab(dialogs=FakeDialogs(save_to=tmp_path))
    window.click("Copy of the record")
    window.click("Look at what it holds")
    window.click("Save the copy")
    (proof,) = window.all_of(ProofDialog)
    del services.calls.errors["copies.make"]
    proof.password.set_text("a long password")
    window.click("Save the copy")
    assert isinstance(window.dialog(), PassphraseDialog)
    assert services.calls.actors[-1].proof_at == factories.NOW


def test_without_a_place_to_save_nothing_is_made_and_a_refusal_is_a_sentence(open_tab: PutUp,
                                                                             services: StaffServices) -> None:
    window = open_tab(dialogs=FakeDialogs())
    window.click("Copy of the record")
    services.calls.errors["copies.preview"] = InvalidInputError("Choose another recipient.", "recipient")
    window.click("Look at what it holds")
    assert window.dialog().release.recipient.error == "Choose another recipient."
    del services.calls.errors["copies.preview"]
    window.click("Look at what it holds")
    window.click("Save the copy")
    assert services.calls.named("copies.make") == []
    services.calls.errors["copies.make"] = KnownError("The disk is full.")
    window.screen.context.dialogs.save_to = Path("/nowhere/copy.zip")
    window.click("Save the copy")
    assert "The disk is full." in window.texts()


def test_the_patients_list_is_seen_first_then_sealed_and_opened(open_tab: PutUp, services: StaffServices) -> None:
    line = AccountLine("d-1", date(2026, 8, 12), "Public Health", "", "Device report", "Required", Basis.PUBLIC_HEALTH,
                       3, date(2026, 10, 1))
    services.calls.answers["disclosures.preview"] = replace(
        EMPTY, lines=(line,), excluded=(("164.528(a)(1)(i)", 4),), withheld=1,
        withheld_until=date(2026, 12, 20))
    window = open_tab()
    window.click("List for the patient")
    words = " ".join(window.texts())
    for part in ("3 disclosures on the list, 4 left out by law", "do not tell the patient", "3 times"):
        assert part in words
    assert not window.dialog().fee.isVisible()
    window.click("Make the list")
    assert services.calls.named("disclosures.accounting") == [
        (AccountingOrder("patient-mariana-ortega", date(2026, 11, 24)),)]
    assert window.route == DocumentRoute("doc-7")


def test_a_fee_is_asked_only_for_a_further_list_in_twelve_months(open_tab: PutUp, services: StaffServices) -> None:
    services.calls.answers["disclosures.preview"] = replace(EMPTY, free_from=date(2027, 2, 1))
    window = open_tab()
    window.click("List for the patient")
    dialog = window.dialog()
    dialog.fee.set_text("a lot")
    window.click("Make the list")
    assert dialog.fee.error
    dialog.fee.set_text("6.50")
    window.click("Make the list")
    ((order,),) = services.calls.named("disclosures.accounting")
    assert order.fee_cents == 650


def test_a_disclosure_on_the_phone_is_recorded(open_tab: PutUp, services: StaffServices) -> None:
    window = open_tab()
    window.click("Record a disclosure")
    dialog = window.dialog()
    window.click("Record")
    assert dialog.release.basis.error
    dialog.release.basis.set_value(Basis.JUDICIAL.value)
    dialog.release.recipient.set_text("Cook County Circuit Court")
    dialog.release.purpose.set_text("Subpoena 2026-L-1")
    window.click("Record")
    assert dialog.description.error
    dialog.description.set_text("Dates of visits")
    dialog.channel.set_value(Channel.MAIL.value)
    window.click("Record")
    assert services.calls.named("disclosures.record_outside") == [("patient-mariana-ortega", OutsideDisclosure(
        Disclosure("Cook County Circuit Court", "Subpoena 2026-L-1", Basis.JUDICIAL), "Dates of visits", Channel.MAIL,
        date(2026, 11, 24)))]


def test_an_entry_is_put_right_by_another_one(open_tab: PutUp, services: StaffServices, qtbot: QtBot) -> None:
    window = open_tab()
    table = window.all_of(DataTable)[0]
    table.opened.emit("d-1")
    window.settle()
    dialog = window.dialog()
    assert dialog.release.recipient.text() == "Chicago Police"
    dialog.release.basis.set_value(Basis.OVERSIGHT.value)
    dialog.release.recipient.set_text("State inspector")
    dialog.release.purpose.set_text("Inspection")
    window.click("Correct")
    ((_patient, made),) = services.calls.named("disclosures.record_outside")
    assert (made.replaces, made.disclosure.basis, made.on) == ("d-1", Basis.OVERSIGHT, POLICE.on)


def test_an_authorization_is_ended_from_its_row(open_tab: PutUp, services: StaffServices) -> None:
    window = open_tab()
    window.all_of(DataTable)[1].opened.emit("auth-1")
    window.settle()
    window.dialog().note.set_text("Letter of today")
    window.click("End it")
    assert services.calls.named("disclosures.end_authorization") == [
        ("patient-mariana-ortega", "auth-1", date(2026, 11, 24), "Letter of today", True)]


def test_a_suspension_offers_the_agency_that_received_something(open_tab: PutUp, services: StaffServices) -> None:
    window = open_tab()
    window.screen._disclosures._suspend()
    dialog = window.dialog()
    assert (dialog.agency.text(), dialog.basis.value()) == ("Chicago Police", Basis.LAW_ENFORCEMENT.value)
    dialog.official.set_text("Det. Mora")
    dialog.statement.set_text("It would warn the suspect")
    dialog.oral.set_value("oral")
    window.click("Suspend")
    assert dialog.until.error
    dialog.until.set_value(date(2026, 12, 20))
    window.click("Suspend")
    assert services.calls.named("disclosures.suspend") == [("patient-mariana-ortega", NewSuspension(
        "Chicago Police", "Det. Mora", "It would warn the suspect", Basis.LAW_ENFORCEMENT, True, date(2026, 11, 24),
        date(2026, 12, 20)))]
