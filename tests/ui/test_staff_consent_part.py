"""The provider's part of one consent in the decision pane."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.views.review import ConsentPart
from app.ui.staff.consent_part import ConsentBox


def test_a_no_to_a_statement_that_must_be_true_is_named_and_holds_acceptance_back(qtbot: QtBot) -> None:
    part = ConsentPart("s1", "c_btx", "Consent: wrinkle relaxer", "signed", "Imani Okafor", "",
                       not_attested=("Not pregnant",))
    box = ConsentBox(part, {})
    qtbot.addWidget(box)
    assert any("Not pregnant" in label.text() for label in box.findChildren(QLabel))
    missing = box.missing()
    assert missing is not None
    assert "answered No" in missing[0]
