"""A patient's record: who they are, what happened, their answers, consents, documents, and who has looked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.clock import clinic_date
from app.core.dates import long_date
from app.core.errors import KnownError
from app.security.roles import Action, RecordKind, allowed
from app.services.views.oversight import AuditRow
from app.services.views.patients import PatientView
from app.services.views.review import DocumentRow
from app.services.views.sharing import SharingLimits
from app.ui.context import StaffContext
from app.ui.navigation import CheckInRoute, DocumentRoute, HandOverRoute, PatientRoute, PatientsRoute, Route
from app.ui.screen import Screen
from app.ui.staff.answers import AnswersCard
from app.ui.staff.audit_table import AuditTable
from app.ui.staff.documents import DocumentTable
from app.ui.staff.end_limit_dialog import EndLimitDialog
from app.ui.staff.facts_line import FactsLine
from app.ui.staff.message_dialog import MessageDialog
from app.ui.staff.page_header import PageHeader
from app.ui.staff.patient_actions import PatientAction, actions_for
from app.ui.staff.patient_consents import PatientConsents
from app.ui.staff.patient_messages import PatientMessages
from app.ui.staff.patient_overview import PatientOverview
from app.ui.staff.send_back_dialog import SendBackDialog
from app.ui.staff.sharing.tab import PatientDisclosures
from app.ui.staff.withdrawal_dialog import WithdrawalDialog
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.chips import StatusChip
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.focus_ring import set_ring
from app.ui.widgets.layouts import clear
from app.ui.widgets.menu_button import MenuButton
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.tab_bar import TabBar
from app.ui.widgets.table_card import TableCard
from app.ui.widgets.tips import set_tip

_TABS = (("overview", "Overview"), ("intake", "Intake"), ("consents", "Consents"), ("documents", "Documents"),
         ("messages", "Messages"), ("access", "Who has looked"), ("disclosures", "Disclosures"))


_CHIP = 44
"""Most characters on a chip; the tooltip has the whole text."""


class PatientScreen(Screen):
    """Screen 09."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._patient_id = route.patient_id if isinstance(route, PatientRoute) else ""
        self._start = route.tab if isinstance(route, PatientRoute) else "overview"
        self._view: PatientView | None = None
        self._fetched: set[str] = set()
        self._header = PageHeader((("Patients", PatientsRoute()),))
        self._header.navigate.connect(self.navigate)
        self._avatar = Avatar("", 60)
        self._facts = FactsLine()
        self._chips = FlowLayout(gap=8)
        self._banner = Banner(Tone.DANGER, "")
        self._go = Button("Check in", Kind.PRIMARY, icon="tablet")
        self._amend = Button("Correct an answer", Kind.SECONDARY, icon="edit")
        self._more = MenuButton("More")
        self._may_amend = allowed(context.actor.role, Action.SEND_BACK, RecordKind.SUBMISSION)
        self._may_check_in = allowed(context.actor.role, Action.CHECK_IN, RecordKind.VISIT)
        self._may_see_shared = allowed(context.actor.role, Action.VIEW, RecordKind.DISCLOSURE)
        self._tabs = TabBar("Parts of the record", self._kinds())
        self._tabs.chosen.connect(self._show_tab)
        self._overview = PatientOverview(context)
        self._answers = AnswersCard(flagged=False, may_reveal=allowed(context.actor.role, Action.REVEAL,
                                                                      RecordKind.PATIENT))
        self._no_answers = EmptyState("reviews", "No intake yet", "The answers appear here when the patient has sent "
                                                                  "them.")
        self._consents = PatientConsents(context.zone, may_withdraw=allowed(context.actor.role, Action.WITHDRAW,
                                                                            RecordKind.CONSENT))
        self._documents = DocumentTable(context, names=False)
        self._no_documents = EmptyState("document", "No documents yet",
                                        "Documents appear here when a visit was accepted and countersigned.")
        self._messages = PatientMessages(context, may_add=allowed(context.actor.role, Action.CREATE,
                                                                  RecordKind.COMMUNICATION))
        self._access = AuditTable(context, names=False)
        self._disclosures = PatientDisclosures(self, self._patient_id)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Fetch the record, and what the tab in sight needs."""
        services, actor, patient_id = self.context.services, self.context.actor, self._patient_id
        self._fetched = set()
        self.context.tasks.run(lambda: services().patients.open(actor, patient_id), self, self._show, self._refused)

    def _show(self, view: PatientView) -> None:
        self._view = view
        self._header.set_crumbs((("Patients", PatientsRoute()), (view.display_name, None)))
        self._header.set_title(view.display_name)
        self._avatar.set_name(view.display_name)
        called = f"Goes by {view.preferred_name}" if view.preferred_name else ""
        self._facts.show_facts([f"Born {long_date(view.birth_date)} ({view.age})", view.pronouns, called,
                                f"Record {view.record_number}", view.phone])
        self._show_chips(view)
        self._go.setText("Hand over tablet" if view.open_visit_id else "Check in")
        self._go.set_icon("tablet" if view.open_visit_id else "add")
        self._go.setVisible(self._may_check_in)
        self._more.setVisible(not self._more.is_empty())
        self._amend.setVisible(self._may_amend and view.amendable_visit_id is not None)
        self._tabs.set_count("consents", len(view.consents))
        self._tabs.set_count("documents", view.document_count)
        self._overview.show_patient(view)
        when = long_date(clinic_date(view.answers_from, self.context.zone)) if view.answers_from else ""
        compares = any(line.changed for line in view.answers)
        self._answers.show_answers(view.answers, when, "Before" if compares else "")
        self._answers.setVisible(bool(view.answers))
        self._no_answers.setVisible(not view.answers)
        self._tabs.show()
        self._stack.show()
        self._show_tab(self._tabs.current() or self._start)

    def _show_chips(self, view: PatientView) -> None:
        clear(self._chips)
        for flag in view.flags:
            chip = StatusChip.for_severity(flag.severity, _short(flag.text))
            set_tip(chip, flag.text)
            self._chips.addWidget(chip)
        if view.confidential_contact:
            self._add_chip("Private contact", f"Private contact only: {view.confidential_contact}", "mail")
        if view.restrictions:
            self._add_chip("Limits on sharing", "\n".join(view.restrictions), "privacy")

    def _add_chip(self, words: str, tip: str, icon: str) -> None:
        chip = StatusChip(words, Tone.NEUTRAL, icon)
        set_tip(chip, tip)
        chip.setAccessibleDescription(tip)
        self._chips.addWidget(chip)

    def _show_tab(self, key: str) -> None:
        keys = [known for known, _words in self._kinds()]
        key = key if key in keys else "overview"
        self._tabs.choose(key)
        self._stack.setCurrentIndex(keys.index(key))
        if key in self._fetched:
            return
        self._fetched.add(key)
        services, actor, patient_id = self.context.services, self.context.actor, self._patient_id
        if key == "consents" and self._view is not None:  # many rows: drawn when they are looked at
            self._consents.show_consents(self._view.consents)
        elif key == "documents":
            self.context.tasks.run(lambda: services().documents.rows(actor, patient_id), self, self._show_documents,
                                   self._refused)
        elif key == "messages":
            self.context.tasks.run(lambda: services().communications.of_patient(actor, patient_id), self,
                                   self._messages.show_messages, self._refused)
        elif key == "access":
            self.context.tasks.run(lambda: services().audit.for_patient(actor, patient_id), self, self._show_access,
                                   self._refused)
        elif key == "disclosures":
            self._disclosures.load()

    def _kinds(self) -> tuple[tuple[str, str], ...]:
        """The tabs this person's role may use."""
        return tuple(tab for tab in _TABS if tab[0] != "disclosures" or self._may_see_shared)

    def _show_documents(self, rows: tuple[DocumentRow, ...]) -> None:
        self._documents.show_rows(rows)
        self._documents.setVisible(bool(rows))
        self._no_documents.setVisible(not rows)

    def _show_access(self, rows: tuple[AuditRow, ...]) -> None:
        self._access.show_entries(rows)

    def _start_visit(self) -> None:
        view = self._view
        if view is not None:
            self.navigate.emit(HandOverRoute(view.open_visit_id) if view.open_visit_id else
                               CheckInRoute(view.patient_id))

    def _end_limit(self, limits: SharingLimits) -> None:
        dialog = EndLimitDialog(self, self._patient_id, limits)
        dialog.done.connect(lambda _none: self.load())
        dialog.begin()

    def _begin(self, action: PatientAction) -> None:
        if self._view is not None:
            action.begin(self, self._view, self.load)

    def _ask_amendment(self) -> None:
        if self._view is None or self._view.amendable_visit_id is None:
            return
        dialog = SendBackDialog(self.stage(), self._view.display_name, is_sealed=True)
        dialog.agreed.connect(self._send_amendment)
        dialog.begin()

    def _send_amendment(self, message: str) -> None:
        services, actor = self.context.services, self.context.actor
        visit_id = self._view.amendable_visit_id if self._view is not None else None
        if visit_id is not None:
            self.context.tasks.run(lambda: services().review.amend(actor, visit_id, message), self,
                                   lambda _done: self.load(), self._refused)

    def _reveal(self, link_id: str) -> None:
        services, actor, patient_id = self.context.services, self.context.actor, self._patient_id
        self.context.tasks.run(lambda: services().patients.reveal(actor, patient_id, link_id), self,
                               self._answers.show_revealed, self._refused)

    def _log_message(self) -> None:
        if self._view is not None:
            dialog = MessageDialog(self, self._view)
            dialog.done.connect(lambda _entry_id: self.load())
            dialog.begin()

    def _ask_withdrawal(self, purpose: str) -> None:
        dialog = WithdrawalDialog(self, self._patient_id, purpose)
        dialog.done.connect(lambda _withdrawal_id: self.load())
        dialog.begin()

    def _refused(self, error: KnownError) -> None:
        self._banner.show_message(Tone.DANGER, "", error.sentence, say=True)
        self._banner.show()

    def _connect(self) -> None:
        self._go.activated.connect(self._start_visit)
        self._amend.activated.connect(self._ask_amendment)
        self._answers.reveal_asked.connect(self._reveal)
        self._overview.go.connect(self.navigate)
        self._overview.end_limit.connect(self._end_limit)
        self._overview.see_consents.connect(lambda: self._show_tab("consents"))
        self._consents.go.connect(self.navigate)
        self._consents.withdraw.connect(self._ask_withdrawal)
        self._messages.add.connect(self._log_message)
        self._documents.table.opened.connect(lambda document_id: self.navigate.emit(DocumentRoute(document_id)))

    def _lay_out(self) -> None:
        self._header.add_before_title(self._avatar)
        self._header.add_line(self._facts)
        self._header.below.addLayout(self._chips)
        self._header.below.addWidget(self._banner)
        self._header.below.addWidget(self._tabs)
        self._header.set_foot(0)
        for action in actions_for(self.context.actor):
            self._more.add(action.words, action.icon, partial(self._begin, action))
        if not self._more.is_empty():
            self._header.buttons.addWidget(self._more)
        if self._may_amend:
            self._header.buttons.addWidget(self._amend)
        self._header.buttons.addWidget(self._go)
        for widget in (self._overview, _scrolled(self._answers, self._no_answers), _scrolled(self._consents),
                       _framed(self._documents, self._no_documents), self._messages,
                       _framed(TableCard(self._access)), self._disclosures):
            self._stack.addWidget(widget)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._header)
        page.addWidget(self._stack, 1)
        page.setAlignment(self._header, Qt.AlignmentFlag.AlignTop)
        for widget in (self._banner, self._more, self._go, self._amend, self._tabs, self._stack, self._no_answers,
                       self._no_documents):
            widget.hide()


def _short(words: str) -> str:
    """Return the first sentence, cut at a word when it is too long for a chip."""
    first = words.partition(". ")[0].rstrip(".")
    return first if len(first) <= _CHIP else f"{first[:_CHIP].rsplit(' ', 1)[0]} …"


def _scrolled(*widgets: QWidget) -> ScrollColumn:
    """Return a tab that scrolls as a whole."""
    scroll = ScrollColumn(margins=(32, 24, 32, 24))
    for widget in widgets:
        scroll.column.addWidget(widget)
    scroll.column.addStretch(1)
    scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # answers have no controls; the keyboard scrolls them
    set_ring(scroll, 0)
    return scroll


def _framed(*widgets: QWidget) -> QWidget:
    """Return a tab whose table scrolls by itself."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(32, 24, 32, 24)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder
