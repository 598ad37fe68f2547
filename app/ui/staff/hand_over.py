"""Confirm who the patient is, fill in staff's part of the forms, and hand the tablet over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import long_date
from app.core.errors import KnownError
from app.intake.packet import Packet
from app.services.views.oversight import StaffDraft
from app.services.views.patients import ID_METHODS, FormChoice, HandOver, HandOverView, IdentityCheck
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.messages import Question, ask
from app.ui.navigation import HandOverRoute, PatientRoute, Route, TodayRoute
from app.ui.screen import Screen
from app.ui.staff.due_list import DueList
from app.ui.staff.page_header import PageHeader
from app.ui.staff.paper_dialog import PaperDialog
from app.ui.staff.staff_questions import StaffQuestions
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.layouts import clear
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel
from app.ui.widgets.tile import RadioTile


class HandOverScreen(Screen):
    """After "Hand over tablet" the records close and only a staff credential leads back."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._visit_id = route.visit_id if isinstance(route, HandOverRoute) else ""
        self._view: HandOverView | None = None
        self._kept: dict[str, str] = {}
        self._forms: dict[str, StaffQuestions] = {}
        self._header = PageHeader((("Today", TodayRoute()), ("Hand over tablet", None)))
        self._header.navigate.connect(self.navigate)
        self._error = Banner(Tone.DANGER, "")
        self._methods = QButtonGroup(self)
        self._note = LineField("Note", hint="For example the kind of ID. Never write the number down.")
        self._guardian = LineField("Who signs for the patient")
        self._guardian_id = ChoiceField("How did you check who they are", ID_METHODS, placeholder="Choose")
        self._due = DueList()
        self._more = ChoiceField("Ask for another form", (), placeholder="Choose a form")
        self._more.combo.activated.connect(lambda _index: self._ask_for(self._more.value()))
        self._forms_known: tuple[FormChoice, ...] = ()
        self._staff_card = Card("Filled in by staff", padding=24, spacing=16)
        self._guardian_card = Card("Parent or guardian", padding=24, spacing=16)
        self._go = Button("Hand over tablet", Kind.PRIMARY, icon="tablet")
        self._go.activated.connect(self._start)
        self._lay_out()

    def load(self) -> None:
        """Fetch what is needed for the hand-over."""
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self.context.tasks.run(lambda: services().visits.form_choices(actor), self, self._show_choices)
        self.context.tasks.run(lambda: services().visits.prepare(actor, visit_id), self, self._show, self._refused)

    def unfinished(self) -> StaffDraft | None:
        """Return staff's part, unless nothing is filled in."""
        fields = tuple((f"{form_id}|{link_id}", value) for form_id, part in self._forms.items()
                       for link_id, value in part.values().items())
        if not fields:
            return None
        return StaffDraft(HandOverRoute.__name__, self._visit_id, self.context.clock.now(), fields)

    def restore(self, draft: StaffDraft) -> None:
        """Keep the values for the fields that are drawn when the view arrives."""
        self._kept = dict(draft.fields)
        if self._view is not None:
            self._show_questions(self._view)

    def _show(self, view: HandOverView) -> None:
        self._view = view
        self._header.set_title(f"Hand over to {view.patient_name}",
                               f"Born {long_date(view.birth_date)} ({view.age}). {', '.join(view.treatments)}.")
        if view.problems:
            self._show_error(Tone.WARNING, "The tablet cannot be handed over yet", " ".join(view.problems))
        elif view.resume_note:
            self._show_error(Tone.INFO, "This visit goes on where the patient stopped", view.resume_note)
        self._go.set_ready(not view.problems, " ".join(view.problems))
        self._due.show_forms(view.due, "Nothing is due at this visit.")
        self._offer_more()
        self._guardian_card.setVisible(view.is_minor)
        self._show_questions(view)

    def _show_choices(self, forms: tuple[FormChoice, ...]) -> None:
        self._forms_known = forms
        self._offer_more()

    def _offer_more(self) -> None:
        due = {form.form_id for form in self._view.due if not form.is_conditional} if self._view is not None else set()
        self._more.set_options([(form.form_id, form.title) for form in self._forms_known if form.form_id not in due])
        self._more.combo.setCurrentIndex(-1)

    def _ask_for(self, form_id: str) -> None:
        """Add a form to the visit; what staff filled in so far stays."""
        draft = self.unfinished()
        self._kept |= dict(draft.fields) if draft is not None else {}
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self.context.tasks.run(lambda: services().visits.request_forms(actor, visit_id, (form_id,)), self,
                               lambda _none: self.load(), self._refused)

    def _show_questions(self, view: HandOverView) -> None:
        clear(self._staff_card.body, keep=1)  # the title
        self._forms = {}
        for form_id in dict.fromkeys(question.form_id for question in view.staff_questions):
            questions = [question for question in view.staff_questions if question.form_id == form_id]
            values = {question.link_id: self._kept.get(f"{form_id}|{question.link_id}", question.value)
                      for question in questions}
            self._forms[form_id] = StaffQuestions(questions, values)
            self._staff_card.body.addWidget(self._forms[form_id])
        self._staff_card.setVisible(bool(self._forms))

    def _start(self) -> None:
        request = self._read()
        if request is None:
            return
        self._go.set_busy(True)
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().visits.hand_over(actor, request), self, self._handed_over,
                               self._refused)

    def _read(self) -> HandOver | None:
        """Return the hand-over, or mark what is missing and return None."""
        chosen = self._methods.checkedButton()
        if chosen is None:
            self._show_error(Tone.DANGER, "Who is the patient?", "Choose how you confirmed who the patient is.")
            self._methods.buttons()[0].setFocus()
            return None
        if self._view is not None and self._view.is_minor and not self._guardian_complete():
            return None
        for part in self._forms.values():
            if (missing := part.missing()) is not None:
                missing.setFocus()
                return None
        identity = IdentityCheck(str(chosen.property("method")), self._note.text().strip(),
                                 self._guardian.text().strip(), self._guardian_id.value())
        answers = {(form_id, link_id): value for form_id, part in self._forms.items()
                   for link_id, value in part.values().items()}
        return HandOver(self._visit_id, identity, answers)

    def _guardian_complete(self) -> bool:
        if not self._guardian.text().strip():
            self._guardian.set_error("Enter the name of the parent or guardian who is here")
            self._guardian.setFocus()
            return False
        if not self._guardian_id.value():
            self._guardian_id.set_error("Choose how you checked who they are")
            self._guardian_id.setFocus()
            return False
        return True

    def _handed_over(self, packet: Packet) -> None:
        self._forms = {}  # nothing is unfinished any more
        self.hand_over.emit(packet)

    def _refused(self, error: KnownError) -> None:
        self._go.set_busy(False)
        self._show_error(Tone.DANGER, "The tablet was not handed over", error.sentence)

    def _show_error(self, tone: Tone, title: str, text: str) -> None:
        self._error.show_message(tone, title, text, say=True)
        self._error.show()

    def _paper(self) -> None:
        if self._view is not None:
            dialog = PaperDialog(self.window(), self.context, self._view)
            dialog.filed.connect(self.load)
            dialog.open()

    def _ask_left(self) -> None:
        ask(self.window(), Question("Did the patient leave without being treated?",
                                    "The visit leaves the board. What was filled in so far is kept.",
                                    "Keep the visit", "The patient left"), self._mark_left)

    def _mark_left(self) -> None:
        services, actor, visit_id = self.context.services, self.context.actor, self._visit_id
        self.context.tasks.run(lambda: services().visits.mark_left(actor, visit_id), self,
                               lambda _none: self.navigate.emit(TodayRoute()), self._refused)

    def _open_record(self) -> None:
        if self._view is not None:
            self.navigate.emit(PatientRoute(self._view.patient_id))

    def _lay_out(self) -> None:
        self._error.hide()
        self._guardian_card.hide()
        self._staff_card.hide()
        for words, icon, action in (("Patient left", "logout", self._ask_left),
                                    ("On paper instead", "paper", self._paper),
                                    ("Open record", "person", self._open_record)):
            button = Button(words, Kind.SECONDARY, icon=icon)
            button.activated.connect(action)
            self._header.buttons.addWidget(button)
        self._header.buttons.addWidget(self._go)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._identity_card())
        self._guardian_card.body.addWidget(self._guardian)
        self._guardian_card.body.addWidget(self._guardian_id)
        left.addWidget(self._guardian_card)
        left.addWidget(self._staff_card)
        left.addStretch(1)
        right = Card("On the tablet", padding=24)
        right.body.addWidget(self._due)
        right.body.addSpacing(8)
        right.body.addWidget(self._more)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 3)
        columns.addWidget(right, 2, Qt.AlignmentFlag.AlignTop)
        scroll = ScrollColumn(margins=(32, 24, 32, 24), spacing=16)
        scroll.column.addWidget(self._error)
        scroll.column.addLayout(columns)
        scroll.column.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._header)
        page.addWidget(scroll, 1)

    def _identity_card(self) -> Card:
        card = Card("Who is the patient?", padding=24, spacing=12)
        card.body.addWidget(TextLabel("Confirm it before the tablet leaves your hands. It is part of the evidence.",
                                      Staff.DETAIL, "ink-2"))
        for method, words in ID_METHODS:
            tile = RadioTile(words, metrics=COMPACT)
            tile.setProperty("method", method)
            self._methods.addButton(tile)
            card.body.addWidget(tile)
        card.body.addWidget(self._note)
        return card
