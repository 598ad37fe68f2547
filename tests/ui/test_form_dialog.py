"""What every form dialog does: Enter, one act at a time, what is missing, fresh proof, and the result."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInputError, ProofNeededError
from app.ui.navigation import TodayRoute
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.proof_dialog import ProofDialog
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.widgets.field import LineField
from tests import factories
from tests.ui.staff_window import StaffWindow, put_up


class _Dialog(FormDialog):
    """One name, kept by a service that wants it and fresh proof. ``acts`` are the names kept."""

    def __init__(self, window: StaffWindow, *, wants_proof: bool = False) -> None:
        super().__init__(window.screen, FormWords("Which name?", "It is kept.", "Keep it"))
        self.acts: list[str] = []
        self.given: list[object] = []
        self._wants_proof = wants_proof
        self.name = LineField("Name")
        self.add("name", self.name)
        self.done.connect(self.given.append)

    def call(self) -> Call | None:
        """Return the act, or None while there is no name."""
        if self.lacks(name="Enter a name"):
            return None
        name, acts, wants_proof = self.name.text(), self.acts, self._wants_proof

        def act(_services: object, actor: object) -> str:
            if wants_proof and getattr(actor, "proof_at", None) != factories.NOW:
                raise ProofNeededError("Enter your password again to do this.")
            if name == "taken":
                raise InvalidInputError("This name is taken.", "name")
            acts.append(name)
            return name.upper()

        return act


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, theme: Theme) -> StaffWindow:
    return put_up(qtbot, tasks, theme, TodayRoute())


def test_enter_in_a_field_does_the_act_and_twice_does_it_once(window: StaffWindow) -> None:
    dialog = _Dialog(window)
    dialog.begin()
    acts, given = dialog.acts, dialog.given
    dialog.name.set_text("Ana")
    for _ in range(2):
        window.qtbot.keyClick(dialog.name.edit, Qt.Key.Key_Return)
    window.settle()
    assert (acts, given) == (["Ana"], ["ANA"])


def test_what_is_missing_or_refused_is_said_at_its_field_and_can_be_put_right(window: StaffWindow) -> None:
    dialog = _Dialog(window)
    dialog.begin()
    acts = dialog.acts
    window.click("Keep it")
    assert dialog.name.error == "Enter a name"
    dialog.name.set_text("taken")
    window.click("Keep it")
    assert dialog.name.error == "This name is taken."
    dialog.name.set_text("Ana")
    window.click("Keep it")
    assert acts == ["Ana"]


def test_the_act_is_done_once_fresh_proof_was_given(window: StaffWindow) -> None:
    dialog = _Dialog(window, wants_proof=True)
    dialog.begin()
    acts, given = dialog.acts, dialog.given
    dialog.name.set_text("Ana")
    window.click("Keep it")
    (proof,) = window.all_of(ProofDialog)
    assert acts == []
    proof.password.set_text("a long password")
    window.qtbot.keyClick(proof.password.edit, Qt.Key.Key_Return)
    window.settle()
    assert (acts, given) == (["Ana"], ["ANA"])


def test_without_the_proof_nothing_is_done_and_what_was_typed_stays(window: StaffWindow) -> None:
    dialog = _Dialog(window, wants_proof=True)
    dialog.begin()
    dialog.name.set_text("Ana")
    window.click("Keep it")
    (proof,) = window.all_of(ProofDialog)
    proof.close_dialog()
    window.settle()
    assert dialog.acts == []
    assert dialog.name.text() == "Ana"
