"""One form at the right of the list: exactly which text it is, and who approved it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.services.views.oversight import Approval, FormRow
from app.ui.announce import announce
from app.ui.fonts import Staff, TextStyle
from app.ui.staff.settings.facts import Facts
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Card, Rule
from app.ui.widgets.picture import Icon
from app.ui.widgets.text import TextLabel

_HASH = TextStyle(14, 20, 500, 0.02, True)
_NAMED = {"medical director": "the medical director"}
_LANGUAGES = {"en": "English", "es": "Spanish"}


class FormPane(Card):
    """``approve_wanted`` carries the FormRow. Without ``may_approve`` there is no button."""

    approve_wanted = Signal(object)

    def __init__(self, row: FormRow, *, may_approve: bool, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self._row = row
        self.body.addWidget(TextLabel(row.title, Staff.SECTION))
        count = f", {row.questions} {'questions' if row.url else 'rules'}" if row.questions else ""
        languages = ", ".join(_LANGUAGES.get(code, code) for code in row.languages)
        self.body.addSpacing(-12)
        self.body.addWidget(TextLabel(f"Version {row.version}{count}. {languages}.", Staff.BODY, "ink-2"))
        facts = Facts()
        if row.url:
            facts.add("Address", row.url, style=Staff.DETAIL)
        self.body.addWidget(facts)
        self.body.addLayout(self._fingerprint())
        self.body.addWidget(Rule())
        self.body.addWidget(TextLabel("Approvals", Staff.CARD))
        for approval in row.approvals:
            self.body.addLayout(_line("check-circle", "success-text", approval.by, _capacity(approval)))
        for scope in row.missing_approvals:
            self.body.addLayout(_line("warning", "warning-text", f"Not approved by {_NAMED.get(scope, scope)}",
                                      "Until then it is not handed to patients."))
        self.approve = Button("Record an approval", Kind.SECONDARY, icon="check")
        self.approve.activated.connect(lambda: self.approve_wanted.emit(self._row))
        if not (may_approve and bool(open_scopes(row))):
            self.approve.hide()
        self.body.addWidget(self.approve)

    def _fingerprint(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(TextLabel("Fingerprint (SHA-256)", Staff.SMALL, "ink-3"), 1)
        copy = IconButton("copy", "Copy the fingerprint")
        copy.clicked.connect(lambda: self._copy(copy))
        head.addWidget(copy)
        column.addLayout(head)
        digest = self._row.sha256
        shown = TextLabel(" ".join(digest[at:at + 8] for at in range(0, len(digest), 8)), _HASH, "ink-2")
        shown.setAccessibleName(f"Fingerprint: {digest}")
        column.addWidget(shown)
        return column

    def _copy(self, button: IconButton) -> None:
        QGuiApplication.clipboard().setText(self._row.sha256)
        announce(button, "Copied")


def open_scopes(row: FormRow) -> tuple[str, ...]:
    """Return the approvals that can still be recorded: those required, and translations nobody has approved."""
    recorded = {approval.scope for approval in row.approvals}
    translations = (f"translation {code}" for code in row.languages if code != "en")
    return (*row.missing_approvals, *(scope for scope in translations if scope not in recorded))


def _capacity(approval: Approval) -> str:
    capacity = "" if approval.title.casefold() == approval.scope else f"As {approval.scope}: "
    return f"{capacity}{approval.title}, {approval.licence_number}\nApproved on {long_date(approval.on)}"


def _line(icon: str, ink: str, words: str, detail: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(Icon(icon, 20, ink, box_height=22), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(TextLabel(words, Staff.NAME))
    column.addWidget(TextLabel(detail, Staff.DETAIL, "ink-2"))
    row.addLayout(column, 1)
    return row
