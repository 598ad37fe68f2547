"""Signing one form (pictures 04 and 04b): drawn on the pad, or typed by whoever cannot sign on the screen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import InvalidInputError
from app.intake.packet import FormKind
from app.intake.places import OWN, Place, PlaceKind
from app.intake.signing import SignatureInput, SignMethod
from app.ui.fonts import Kiosk as Type
from app.ui.patient.kiosk import BarAction, BarNote, Kiosk, KioskPage
from app.ui.patient.more_below import MoreColumn
from app.ui.patient.signature.pad import SignaturePad
from app.ui.patient.signer_fields import SignerFields
from app.ui.patient.words import long_moment, say, say_count
from app.ui.widgets.banner import Banner, Tone
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.card import Card
from app.ui.widgets.field import LineField
from app.ui.widgets.text import TextLabel


class SignPage(KioskPage):
    """Every stroke is kept for the next save; nothing counts before the primary button is pressed."""

    def __init__(self, kiosk: Kiosk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(kiosk, place, parent)
        self._form = self.visit.packet.form(place.form_id)
        self._own = place.page == OWN
        self._signature: SignatureInput = self.visit.signing(place.form_id, own=self._own)
        self._problem = ""
        self._outline_shown = False
        moment = long_moment(kiosk.clock.now(), self.visit.packet.zone)
        self.pad = SignaturePad(kiosk, moment, self)
        self.fields = SignerFields(kiosk, self._form, self._signature, self._acknowledgement(), alone=self._own)
        self.typed_card = Card(padding=kiosk.px(24), parent=self)
        self.typed = LineField(say("Your name as your signature"), kiosk.metrics, text=self._signature.typed_name,
                               hint=say("A staff member will witness it with you."))
        self.typed.edit.setFont(Type.HEADING.scaled(kiosk.scale).weighted(500).font())
        self.typed_card.body.addWidget(self.typed)
        self.cannot = Button("", Kind.QUIET, kiosk.medium, flush=True)
        self.again = Button(say("Read it again"), Kind.QUIET, kiosk.medium, flush=True, icon="document")
        self._banner = Banner(Tone.DANGER, "", "", "", kiosk.metrics)
        self._banner.hide()
        self._lay_out()
        self._connect()
        self.setAccessibleName(say("Sign"))
        self._show_method()

    def action(self) -> BarAction:
        """Sign; always ready, and it says what is missing."""
        return BarAction(say("Sign consent") if self._is_consent() else say("Sign"))

    def note(self) -> BarNote | None:
        """What pressing the button means."""
        label = self.action().label
        return BarNote("", say("By tapping “{label}” you agree this electronic signature counts the same as signing on "
                               "paper. You can ask for a paper copy.", label=label))

    def may_go_on(self) -> bool:
        """Sign, or say what is missing and go there."""
        self._keep()
        try:
            self.visit.sign(self.place.form_id, own=self._own)
        except InvalidInputError as error:
            self._show_problem(error.sentence)
            return False
        self.edited.emit()
        return True

    def start(self) -> None:
        """Put stored ink back once the pad has its size."""
        self._show_ink()
        self.fields.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building --------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        kiosk = self.kiosk
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = MoreColumn(kiosk, (kiosk.margin, 12, kiosk.margin, 18), kiosk.px(16))
        outer.addWidget(scroll)
        column = scroll.column
        column.addLayout(self._head())
        column.addWidget(self._banner)
        column.addWidget(self.pad, 1)
        column.addWidget(self.typed_card)
        column.addWidget(self.fields)

    def _head(self) -> QHBoxLayout | QVBoxLayout:
        kiosk = self.kiosk
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(self._title(), Type.HEADING.scaled(kiosk.scale)))
        words.addWidget(TextLabel(self._summary(), kiosk.metrics.body, "ink-2"))
        links = QHBoxLayout()
        links.setSpacing(kiosk.px(28))
        links.addWidget(self.cannot)
        links.addWidget(self.again)
        if kiosk.is_narrow or kiosk.scale > 1:
            head: QHBoxLayout | QVBoxLayout = QVBoxLayout()
            links.addStretch(1)
        else:
            head = QHBoxLayout()
        head.addLayout(words, 1 if isinstance(head, QHBoxLayout) else 0)
        head.addLayout(links)
        if isinstance(head, QHBoxLayout):
            head.setAlignment(links, Qt.AlignmentFlag.AlignBottom)
        return head

    def _title(self) -> str:
        packet = self.visit.packet
        if self._own:
            return say("Now {name} signs too", name=packet.first_name)
        if packet.guardian_signs_form(self._form):
            return say("Sign for {name}", name=packet.first_name)
        return say("Sign your consent") if self._is_consent() else say("Sign this form")

    def _summary(self) -> str:
        if self._own:
            return say("{name}, sign with your own hand. Your parent or guardian has signed already.",
                       name=self.visit.packet.first_name)
        sections = self.visit.reading(self.place.form_id)
        title = self._form.title_in(self.visit.language)
        start = say("{title}, version {version}.", title=title, version=self._form.version)
        if not sections:
            return start
        read = say_count(len(sections), "You read {n} section", "You read all {n} sections")
        count = sum(len(section.initials) for section in sections)
        if not count:
            return f"{start} {read}."
        points = say_count(count, "initialed {n} point", "initialed {n} points")
        return f"{start} {read} {say('and')} {points}."

    def _acknowledgement(self) -> str:
        """The form's own words for "this is mine", else ours."""
        for item in self._form.questionnaire.structure.items.values():
            if item.handling.signature and item.rules.must_be is True:
                return item.text.in_language(self.visit.language)
        return say("I read this form. The signature here is mine.")

    def _connect(self) -> None:
        self.pad.ink_changed.connect(self._changed)
        self.fields.changed.connect(self._changed)
        self.typed.changed.connect(self._changed)
        self.cannot.clicked.connect(self._switch_method)
        self.again.clicked.connect(self._read_again)

    # --- what happens ----------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._keep()
        if self._problem:
            self._problem = ""
            self._banner.hide()
        self.edited.emit()

    def _keep(self) -> None:
        outline = self.pad.outline() if not self.pad.is_blank else None
        if outline is None and not self._outline_shown:
            outline = self._signature.strokes  # the pad has not been on screen yet
        self._signature = replace(self.fields.read(self._signature), strokes=outline, typed_name=self.typed.text())
        self.pad.set_name(self._printed())
        self.visit.keep_signing(self.place.form_id, self._signature, own=self._own)

    def _show_ink(self) -> None:
        self._outline_shown = True
        if self._signature.strokes is not None:
            self.pad.set_outline(self._signature.strokes)
        self.pad.set_name(self._printed())

    def _printed(self) -> str:
        name = self.fields.name.text()
        if not self.fields.other.isChecked():
            return name
        return say("{name}, for {patient}", name=name, patient=self.visit.packet.patient_name)

    def _switch_method(self) -> None:
        typed = self._signature.method is SignMethod.DRAWN
        self._signature = replace(self._signature, method=SignMethod.TYPED if typed else SignMethod.DRAWN)
        self._show_method()
        self._changed()
        (self.typed.edit if typed else self.pad).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_method(self) -> None:
        typed = self._signature.method is SignMethod.TYPED
        self.pad.setVisible(not typed)
        self.typed_card.setVisible(typed)
        self.cannot.setText(say("Sign on the screen instead") if typed else say("I can’t sign on the screen"))

    def _show_problem(self, sentence: str) -> None:
        self._problem = sentence
        self._banner.show_message(Tone.DANGER, sentence, say=True)
        self._banner.show()
        drawn = self._signature.method is SignMethod.DRAWN
        no_ink = drawn and (self._signature.strokes is None or self._signature.strokes.is_empty)
        missing = self.fields.first_missing()
        self.pad.set_wrong(no_ink)
        if missing is not None:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not drawn and not self.typed.text():
            self.typed.set_error(say("Type your name"))
            self.typed.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_again(self) -> None:
        kind = PlaceKind.READING if self.visit.reading(self.place.form_id) else PlaceKind.CHECK
        self.go_requested.emit(Place(kind, self.place.form_id))

    def _is_consent(self) -> bool:
        return self._form.kind is FormKind.CONSENT
