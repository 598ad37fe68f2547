"""Check a patient in: who, for what, with whom and when; the forms due follow from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.dates import clock_time, field_date, time_of_day
from app.core.errors import KnownError
from app.services.views.oversight import StaffDraft
from app.services.views.patients import (
    Board,
    BoardCard,
    CheckIn,
    DueForm,
    FormChoice,
    PatientHit,
    PatientView,
    ProviderChip,
    TreatmentChoice,
    VisitStage,
)
from app.ui.context import StaffContext
from app.ui.fonts import Staff
from app.ui.navigation import CheckInRoute, HandOverRoute, NewPatientRoute, Route, TodayRoute
from app.ui.screen import Screen
from app.ui.staff.chip_picker import ChipPicker
from app.ui.staff.due_list import DueList
from app.ui.staff.page_header import PageHeader
from app.ui.staff.patient_search import PatientSearch
from app.ui.staff.sharing_notes import SharingBanner
from app.ui.staff.treatment_picker import TreatmentPicker
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import ChoiceField, LineField
from app.ui.widgets.metrics import COMPACT
from app.ui.widgets.scroll_column import ScrollColumn
from app.ui.widgets.text import TextLabel

_SLOT_MINUTES = 15
_OVER = frozenset({VisitStage.READY, VisitStage.LEFT})
"""Stages after which a patient may be checked in again on the same day."""


class CheckInScreen(Screen):
    """Starts with the search, or with the patient of the route."""

    def __init__(self, context: StaffContext, route: Route, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._patient_id = route.patient_id if isinstance(route, CheckInRoute) else ""
        self._name = TextLabel("", Staff.SECTION)
        self._born = TextLabel("", Staff.BODY, "ink-2")
        self._avatar = Avatar("", 44)
        self._search = PatientSearch(context)
        self._search.chosen.connect(self._choose)
        self._search.add_wanted.connect(lambda name: self.navigate.emit(NewPatientRoute(name)))
        self._picker = TreatmentPicker()
        self._picker.changed.connect(self._ask_due)
        self._provider = ChoiceField("With", (), placeholder="Choose a provider")
        now = context.clock.now().astimezone(context.zone)
        self._time = LineField("Appointment", hint="For example 10:30 AM", text=_next_slot(now))
        self._due = DueList()
        self._requests = ChipPicker("Ask for another form", "Choose a form")
        self._requests.changed.connect(self._ask_due)
        self._forms: tuple[FormChoice, ...] = ()
        self._error = Banner(Tone.DANGER, "")
        self._error.hide()
        self._error.activated.connect(lambda: self.navigate.emit(TodayRoute()))
        self._new = Button("New patient", Kind.SECONDARY, icon="add")
        self._here: dict[str, BoardCard] = {}
        self._check_in = Button("Check in", Kind.PRIMARY)
        self._check_in.activated.connect(lambda: self._start(hand_over=False))
        self._time.submitted.connect(self._check_in.click)
        self._hand_over = Button("Check in and hand over tablet", Kind.SECONDARY)
        self._hand_over.activated.connect(lambda: self._start(hand_over=True))
        self._limits = SharingBanner(context)
        self._details = self._make_details()
        self._lay_out()

    def load(self) -> None:
        """Fetch providers and treatments, and the patient when one is chosen already."""
        services, actor, patient_id = self.context.services, self.context.actor, self._patient_id
        self.context.tasks.run(lambda: (services().visits.treatments(actor), services().visits.providers(actor)),
                               self, self._show_choices)
        self.context.tasks.run(lambda: services().visits.form_choices(actor), self, self._show_forms)
        self.context.tasks.run(lambda: services().visits.board(actor), self, self._note_who_is_here)
        if patient_id:
            self.context.tasks.run(lambda: services().patients.open(actor, patient_id), self, self._show_patient)
        else:
            self._search.search()
        self._show_state()

    def unfinished(self) -> StaffDraft | None:
        """Return the planned treatments, unless none is chosen."""
        if not self._patient_id or not self._picker.codes():
            return None
        fields = (("treatments", " ".join(self._picker.codes())), ("provider", self._provider.value()),
                  ("time", self._time.text()), ("forms", " ".join(self._requests.codes())))
        return StaffDraft(CheckInRoute.__name__, self._patient_id, self.context.clock.now(), fields)

    def restore(self, draft: StaffDraft) -> None:
        """Put them back; the choices arrive on the same worker before this is drawn."""
        kept = dict(draft.fields)
        self._picker.choose(tuple(kept.get("treatments", "").split()))
        self._requests.choose(tuple(kept.get("forms", "").split()))
        self._provider.set_value(kept.get("provider", ""))
        self._time.set_text(kept.get("time", ""))

    def _choose(self, hit: PatientHit) -> None:
        self._patient_id = hit.patient_id
        self._show_person(hit.display_name, hit.birth_date)

    def _show_patient(self, patient: PatientView) -> None:
        self._show_person(patient.display_name, patient.birth_date)

    def _note_who_is_here(self, board: Board) -> None:
        self._here = {card.patient_id: card for card in board.cards if card.stage not in _OVER}
        self._warn_if_here()

    def _warn_if_here(self) -> None:
        """Say it before anything is filled in; the service would only refuse the check-in."""
        card = self._here.get(self._patient_id)
        if card is not None:
            time_of_day = clock_time(card.appointment_at, self.context.zone)
            self._error.show_message(Tone.WARNING, "Already here today",
                                     f"{time_of_day}, {card.treatment} with {card.provider_name}", "Show today’s board")
            self._error.show()

    def _show_person(self, name: str, born: date) -> None:
        self._warn_if_here()
        self._name.setText(name)
        self._born.setText(f"Born {field_date(born)}")
        self._avatar.set_name(name)
        self._show_state()
        self._limits.show_for(self._patient_id)
        self._ask_due()
        self._picker.setFocus()

    def _show_state(self) -> None:
        self._search.setVisible(not self._patient_id)
        self._new.setVisible(not self._patient_id)
        self._details.setVisible(bool(self._patient_id))

    def _show_choices(self, choices: tuple[tuple[TreatmentChoice, ...], tuple[ProviderChip, ...]]) -> None:
        treatments, providers = choices
        self._picker.set_treatments(treatments)
        self._provider.set_options([(each.provider_id, each.display_name) for each in providers])
        own = [each.provider_id for each in providers if each.provider_id == self.context.actor.user_id]
        if own and not self._provider.value():
            self._provider.set_value(own[0])

    def _ask_due(self) -> None:
        codes, patient_id, requested = self._picker.codes(), self._patient_id, self._requests.codes()
        if not patient_id:
            return
        services, actor = self.context.services, self.context.actor
        self.context.tasks.run(lambda: services().visits.due_forms(actor, patient_id, codes, requested), self,
                               self._show_due)

    def _show_forms(self, forms: tuple[FormChoice, ...]) -> None:
        self._forms = forms
        self._requests.set_options([(form.form_id, form.title) for form in forms])

    def _show_due(self, forms: tuple[DueForm, ...]) -> None:
        due = {form.form_id for form in forms if not form.is_conditional}
        self._requests.set_options([(form.form_id, form.title) for form in self._forms if form.form_id not in due])
        none_due = "Nothing is due at this visit." if self._picker.codes() else "Choose a treatment to see what is due."
        self._due.show_forms(forms, none_due)

    def _start(self, *, hand_over: bool) -> None:
        moment = self._moment()
        if not self._picker.codes():
            self._picker.show_error("Choose at least one treatment")
            self._picker.setFocus()
        elif not self._provider.value():
            self._provider.set_error("Choose who sees the patient")
            self._provider.setFocus()
        elif moment is None:
            self._time.set_error("Enter a time, for example 10:30 AM")
            self._time.setFocus()
        else:
            check_in = CheckIn(self._patient_id, moment, self._provider.value(), self._picker.codes(),
                               self._requests.codes())
            self._check_in.set_busy(True)
            services, actor = self.context.services, self.context.actor
            self.context.tasks.run(lambda: services().visits.check_in(actor, check_in), self,
                                   lambda visit_id: self._done(visit_id, hand_over=hand_over), self._refused)

    def _done(self, visit_id: str, *, hand_over: bool) -> None:
        self._picker.choose(())
        self._requests.choose(())
        self.navigate.emit(HandOverRoute(visit_id) if hand_over else TodayRoute())

    def _refused(self, error: KnownError) -> None:
        self._check_in.set_busy(False)
        self._error.show_message(Tone.DANGER, "The check-in was not saved", error.sentence, say=True)
        self._error.show()

    def _moment(self) -> datetime | None:
        """Return today's appointment time in UTC, or None when it cannot be read."""
        clock = parse_time(self._time.text())
        if clock is None:
            return None
        today = self.context.today
        return datetime.combine(today, clock, tzinfo=self.context.zone).astimezone(UTC)

    def _make_details(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        left, right = Card(padding=24, spacing=18), Card("Forms due at this visit", padding=24)
        left.body.addLayout(self._person_row())
        left.body.addWidget(self._limits)
        left.body.addWidget(self._picker)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        pair.addWidget(self._provider, 2)
        pair.addWidget(self._time, 1)
        left.body.addLayout(pair)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._hand_over)
        buttons.addWidget(self._check_in)
        left.body.addLayout(buttons)
        right.body.addWidget(self._due)
        right.body.addSpacing(8)
        right.body.addWidget(self._requests)
        row.addWidget(left, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 2, Qt.AlignmentFlag.AlignTop)
        return holder

    def _person_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._born)
        row.addLayout(words, 1)
        other = Button("Someone else", Kind.QUIET, COMPACT)
        other.activated.connect(self._search_again)
        row.addWidget(other)
        return row

    def _search_again(self) -> None:
        self._patient_id = ""
        self._error.hide()
        self._show_state()
        self._search.search()
        self._search.setFocus()

    def _lay_out(self) -> None:
        header = PageHeader((("Today", TodayRoute()), ("Check in", None)))
        header.set_title("Check in")
        header.navigate.connect(self.navigate)
        self._new.activated.connect(lambda: self.navigate.emit(NewPatientRoute(self._search.field.text())))
        header.buttons.addWidget(self._new)
        scroll = ScrollColumn(margins=(32, 24, 32, 24), spacing=16)
        scroll.column.addWidget(self._error)
        scroll.column.addWidget(self._search, 1)
        scroll.column.addWidget(self._details, 1)  # its cards stand at the top
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(header)
        page.addWidget(scroll, 1)
        self.setFocusProxy(self._search)


def parse_time(text: str) -> time | None:
    """Return the time of "10:30 AM", "10:30", "2 pm" or "14:05"; None for anything else."""
    words = text.strip().upper().replace(".", "")
    half = "PM" if words.endswith("PM") else "AM" if words.endswith("AM") else ""
    parts = words.removesuffix("AM").removesuffix("PM").strip().split(":")
    if not 1 <= len(parts) <= 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1]) if len(parts) == 2 else 0
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "PM" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _next_slot(now: datetime) -> str:
    """Return the next quarter of an hour as "10:30 AM"."""
    minutes = (now.hour * 60 + now.minute + _SLOT_MINUTES - 1) // _SLOT_MINUTES * _SLOT_MINUTES % (24 * 60)
    return time_of_day(time(*divmod(minutes, 60)))
