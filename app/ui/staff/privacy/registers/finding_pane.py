"""One unusual access: what happened, whether it is the person's own record, and why it was in order."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import KnownError
from app.rules.unusual_access import Unusual
from app.services.views.access_review import Finding
from app.ui.fonts import Staff
from app.ui.staff.settings.facts import Facts
from app.ui.staff.tab import button_row, quiet_banner, show_refusal
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, IconButton, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import TextField
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.text import TextLabel

KIND_WORDS = {
    Unusual.MANY_CHARTS: "Many records", Unusual.OWN_RECORD: "Own record", Unusual.AFTER_HOURS: "Outside hours",
    Unusual.FAILED_SIGN_INS: "Failed sign-ins", Unusual.BULK_EXPORT: "Many files left", Unusual.REFUSED: "Refusals",
    Unusual.EMERGENCY: "Recovery key",
}
"""Why an access is listed, in few words."""


class FindingPane(Card):
    """``explained`` carries the reason, ``decided`` whether a record of the same name is the person's own."""

    explained = Signal(str)
    decided = Signal(bool)
    closed = Signal()

    def __init__(self, finding: Finding, zone: ZoneInfo, *, may_explain: bool, parent: QWidget | None = None) -> None:
        super().__init__(padding=24, spacing=16, parent=parent)
        self._banner = quiet_banner()
        self.reason = TextField("Why it was in order, or what was done", lines=4,
                                hint="About the work. Do not describe the patient.")
        self.save = Button("Mark as explained", Kind.PRIMARY)
        self.save.activated.connect(self._submit)
        self.body.addLayout(self._head(finding))
        self.body.addWidget(self._banner)
        self.body.addWidget(TextLabel(finding.sentence, Staff.BODY))
        facts = Facts()
        if finding.patient:
            facts.add("Patient", finding.patient)
        facts.add("Entries of the log", f"{finding.sequences[0]:,} to {finding.sequences[1]:,}")
        self.body.addWidget(facts)
        if not finding.is_certain and may_explain:
            self._ask_whether_own()
        if finding.explanation is not None:
            said = finding.explanation
            when = long_date(clinic_date(said.at, zone))
            self.body.addWidget(Banner(Tone.SUCCESS, f"Explained by {said.by}, {when}", said.reason))
        elif may_explain:
            self.body.addWidget(self.reason)
            self.body.addLayout(button_row(self.save))

    def typed(self) -> str:
        """Return the reason as typed."""
        return self.reason.text()

    def show_refusal(self, error: KnownError) -> None:
        """Show why the service refused."""
        show_refusal(error, {"reason": self.reason}, self._banner)

    def _submit(self) -> None:
        if self.reason.text():
            self.explained.emit(self.reason.text())
        else:
            self.reason.set_error("Enter the reason")
            self.reason.setFocus()

    def _ask_whether_own(self) -> None:
        self.body.addWidget(TextLabel("Only the name is the same. Is it the same person?", Staff.NAME))
        same, other = Button("Same person", Kind.SECONDARY, COMPACT), Button("Somebody else", Kind.SECONDARY, COMPACT)
        same.activated.connect(lambda: self.decided.emit(True))
        other.activated.connect(lambda: self.decided.emit(False))
        self.body.addLayout(button_row(same, other))

    def _head(self, finding: Finding) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(KIND_WORDS[finding.kind], Staff.DETAIL, "ink-2"))
        words.addWidget(TextLabel(finding.person, Staff.SECTION))
        words.addWidget(TextLabel(long_date(finding.day), Staff.BODY, "ink-2"))
        row.addLayout(words, 1)
        close = IconButton("close", "Close", 28, 18)
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row
