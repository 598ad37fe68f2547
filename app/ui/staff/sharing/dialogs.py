"""Dialogs that write something down about sharing: a disclosure, an authorization on paper, its end, a suspension."""

from __future__ import annotations

from datetime import date

from app.core.clock import clinic_date
from app.rules.accounting import ORAL_DAYS, SUSPENDABLE
from app.rules.disclosure_basis import RULES, Basis
from app.services.views.disclosures import (
    CHANNEL_WORDS,
    OUTSIDE,
    Authorization,
    Channel,
    DisclosureRow,
    NewAuthorization,
    NewSuspension,
    OutsideDisclosure,
    ReleaseTerms,
)
from app.ui.screen import Screen
from app.ui.staff.privacy.requests.dialog import Call, RequestDialog
from app.ui.staff.release_fields import ReleaseFields
from app.ui.staff.tab import say_missing
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField


def today_of(screen: Screen) -> date:
    """Return the clinic's day."""
    return clinic_date(screen.context.clock.now(), screen.context.zone)


def day_field(label: str, day: date | None, hint: str = "Month/day/year") -> DateField:
    """Return a date field that shows ``day``."""
    field = DateField(label, hint=hint)
    field.set_value(day)
    return field


class OutsideDialog(RequestDialog):
    """Record a disclosure made outside the app, or put an entry right (``corrects``)."""

    def __init__(self, screen: Screen, patient_id: str, terms: ReleaseTerms,
                 corrects: DisclosureRow | None = None) -> None:
        super().__init__(
            screen, "Correct this entry?" if corrects else "Record a disclosure",
            "The entry that was there stays in the record, marked as corrected." if corrects else
            "Something was shared by phone, mail or in person. It goes into the patient’s list of disclosures.",
            "Correct" if corrects else "Record", width=600)
        self._patient_id, self._corrects = patient_id, corrects
        self.release = ReleaseFields(terms)
        self.description = LineField("What was shared", hint="Briefly, for example: dates of visits in May")
        self.channel = ChoiceField("How", [(each.value, CHANNEL_WORDS[each]) for each in OUTSIDE], placeholder="Choose")
        self.on = day_field("On", corrects.on if corrects else today_of(screen))
        self.add_widget(self.release)
        self.fields |= {"recipient": self.release.recipient, "purpose": self.release.purpose,
                        "address": self.release.address, "override_reason": self.release.reason}
        self.release.resized.connect(self.fit)
        for key, field in (("description", self.description), ("channel", self.channel), ("on", self.on)):
            self.add(key, field)
        if corrects is not None:
            self.channel.hide()
            self._put(corrects)

    def call(self) -> Call | None:
        """Return the act, or None when something is missing."""
        disclosure, on = self.release.value(), self.on.value()
        if disclosure is None:
            return None
        if not self.description.text():
            say_missing(self.description, "Enter what was shared")
            return None
        if self._corrects is None and not self.channel.value():
            say_missing(self.channel, "Choose how it was shared")
            return None
        if on is None:
            say_missing(self.on, "Enter the day as month/day/year")
            return None
        channel = Channel(self.channel.value()) if self._corrects is None else self._corrects.channel
        made = OutsideDisclosure(disclosure, self.description.text(), channel, on,
                                 self._corrects.disclosure_id if self._corrects else "")
        patient_id = self._patient_id
        return lambda services, actor: services.disclosures.record_outside(actor, patient_id, made)

    def _put(self, row: DisclosureRow) -> None:
        self.release.basis.set_value(row.basis.value)
        self.release.recipient.set_text(row.recipient)
        self.release.address.set_text(row.address)
        self.release.purpose.set_text(row.purpose)
        self.description.set_text(row.description)


class AuthorizationDialog(RequestDialog):
    """Put an authorization that came on paper on file."""

    def __init__(self, screen: Screen, patient_id: str) -> None:
        super().__init__(screen, "File an authorization", "As it stands on the paper. A form signed in the app is on "
                                                          "file by itself.", "Put on file", width=600)
        self._patient_id = patient_id
        self.recipient = LineField("Who may receive it")
        self.address = LineField("Address, fax or email", hint="If it is given")
        self.what = TextField("What may be shared", lines=2)
        self.purpose = LineField("What it is for")
        self.signed_by = LineField("Who signed")
        self.authority = LineField("What gives them the right", hint="Only when it was not the patient")
        self.signed_on = day_field("Signed on", today_of(screen))
        self.expires_on = day_field("Ends on", None, "Or leave empty and name the event")
        self.ends_with = LineField("Ends with", hint="An event, for example: the claim is decided")
        self.genetic = CheckRow("It names genetic information (410 ILCS 513/30)")
        self.complete = CheckRow("Signature and date are there, and it says: it can be revoked, care does not depend "
                                 "on it, and the information may be shared again")
        for key in ("recipient", "address", "what", "purpose", "signed_by", "authority", "signed_on", "expires_on",
                    "ends_with"):
            self.add(key, getattr(self, key))
        self.add_widget(self.genetic)
        self.add_widget(self.complete)

    def call(self) -> Call | None:
        """Return the act, or None while the day of the signature is none."""
        signed_on, patient_id = self.signed_on.value(), self._patient_id
        if signed_on is None:
            say_missing(self.signed_on, "Enter the day as month/day/year")
            return None
        if self.expires_on.text() and self.expires_on.value() is None:
            say_missing(self.expires_on, "Enter the day as month/day/year")
            return None
        new = NewAuthorization(
            self.recipient.text(), self.what.text(), self.purpose.text(), self.signed_by.text(), signed_on,
            self.expires_on.value(), self.ends_with.text(), self.address.text(), self.authority.text(),
            self.genetic.isChecked(), self.complete.isChecked())
        return lambda services, actor: services.disclosures.file_authorization(actor, patient_id, new)


class EndAuthorizationDialog(RequestDialog):
    """The patient revoked an authorization in writing, or its event came."""

    def __init__(self, screen: Screen, patient_id: str, found: Authorization) -> None:
        super().__init__(screen, f"End the authorization for {found.recipient}?",
                         "From now on nothing more is shared on it. What was shared before stays on the list.",
                         "End it", cancel="Keep it")
        self._patient_id, self._authorization_id = patient_id, found.authorization_id
        self.why = ChoiceField("Why", [("revoked", "The patient revoked it in writing"),
                                       ("event", "What it ends with has happened")])
        self.on = day_field("On", today_of(screen))
        self.note = LineField("Note", hint="Optional")
        for key, field in (("why", self.why), ("on", self.on), ("note", self.note)):
            self.add(key, field)

    def call(self) -> Call | None:
        """Return the act, or None while the day is none."""
        on, patient_id, authorization_id = self.on.value(), self._patient_id, self._authorization_id
        if on is None:
            say_missing(self.on, "Enter the day as month/day/year")
            return None
        note, revoked = self.note.text(), self.why.value() == "revoked"
        return lambda services, actor: services.disclosures.end_authorization(
            actor, patient_id, authorization_id, on, note, revoked=revoked)


class SuspensionDialog(RequestDialog):
    """An agency asks that the patient is not told for a time (45 CFR 164.528(a)(2))."""

    def __init__(self, screen: Screen, patient_id: str, agencies: tuple[tuple[str, Basis], ...]) -> None:
        """``agencies`` received something on a basis that can be suspended: name and basis."""
        super().__init__(screen, "Keep disclosures from the list for a time?",
                         "Only law enforcement or health oversight can ask for it. The patient’s list leaves them out "
                         "until the last day.", "Suspend", width=600)
        self._patient_id = patient_id
        self.basis = ChoiceField("Which agency asks", [(each.value, RULES[each].words) for each in SUSPENDABLE])
        self.agency = LineField("Its name, as its disclosures name it", text=agencies[0][0] if agencies else "")
        self.official = LineField("Official who stated it")
        self.statement = TextField("How telling the patient would impede them", lines=2)
        self.oral = ChoiceField("How it was stated", [("written", "In writing"),
                                                      ("oral", f"Spoken: {ORAL_DAYS} days at most")])
        self.stated_on = day_field("Stated on", today_of(screen))
        self.until = day_field("Until", None)
        if agencies:
            self.basis.set_value(agencies[0][1].value)
        for key in ("basis", "agency", "official", "statement", "oral", "stated_on", "until"):
            self.add(key, getattr(self, key))

    def call(self) -> Call | None:
        """Return the act, or None while a day is none."""
        stated_on, until, patient_id = self.stated_on.value(), self.until.value(), self._patient_id
        for field, value in ((self.stated_on, stated_on), (self.until, until)):
            if value is None:
                say_missing(field, "Enter the day as month/day/year")
                return None
        assert stated_on is not None  # both were looked at above
        assert until is not None
        new = NewSuspension(self.agency.text(), self.official.text(), self.statement.text(), Basis(self.basis.value()),
                            self.oral.value() == "oral", stated_on, until)
        return lambda services, actor: services.disclosures.suspend(actor, patient_id, new)
