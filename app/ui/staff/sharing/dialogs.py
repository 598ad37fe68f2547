"""Dialogs that write something down about sharing: a disclosure, an authorization on paper, its end, a suspension."""

from __future__ import annotations

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
from app.ui.staff.form_dialog import Call, FormDialog, FormWords
from app.ui.staff.release_fields import ReleaseFields
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.dates import DateField
from app.ui.widgets.field import ChoiceField, LineField, TextField

_CORRECTION = FormWords("Correct this entry?", "The entry that was there stays in the record, marked as corrected.",
                        "Correct")
_OUTSIDE = FormWords("Record a disclosure", "Something was shared by phone, mail or in person. It goes into the "
                                            "patient’s list of disclosures.", "Record")
_AUTHORIZATION = FormWords("File an authorization", "As it stands on the paper. A form signed in the app is on file by "
                                                    "itself.", "Put on file")
_SUSPENSION = FormWords("Keep disclosures from the list for a time?",
                        "Only law enforcement or health oversight can ask for it. The patient’s list leaves them out "
                        "until the last day.", "Suspend")


class OutsideDialog(FormDialog):
    """Record a disclosure made outside the app, or put an entry right (``corrects``)."""

    def __init__(self, screen: Screen, patient_id: str, terms: ReleaseTerms,
                 corrects: DisclosureRow | None = None) -> None:
        super().__init__(screen, _OUTSIDE if corrects is None else _CORRECTION, width=600)
        self._patient_id, self._corrects = patient_id, corrects
        self.release = ReleaseFields(terms)
        self.description = LineField("What was shared", hint="Briefly, for example: dates of visits in May")
        self.channel = ChoiceField("How", [(each.value, CHANNEL_WORDS[each]) for each in OUTSIDE], placeholder="Choose")
        self.on = DateField("On", day=corrects.on if corrects else self.context.today)
        self.add_widget(self.release)
        for key, field in self.release.fields.items():
            self.watch(key, field)
        self.release.resized.connect(self.fit)
        self.add("description", self.description)
        self.add_beside(channel=self.channel, on=self.on)
        if corrects is not None:
            self.channel.hide()
            self._put(corrects)

    def call(self) -> Call | None:
        """Return the act, or None when something is missing."""
        disclosure = self.release.value()
        if disclosure is None or self.lacks(description="Enter what was shared"):
            return None
        if self._corrects is None and self.lacks(channel="Choose how it was shared"):
            return None
        on = self.day("on")
        if on is None:
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


class AuthorizationDialog(FormDialog):
    """Put an authorization that came on paper on file."""

    def __init__(self, screen: Screen, patient_id: str) -> None:
        super().__init__(screen, _AUTHORIZATION, width=600)
        self._patient_id = patient_id
        self.recipient = LineField("Who may receive it")
        self.address = LineField("Address, fax or email", hint="If it is given")
        self.what = TextField("What may be shared", lines=2)
        self.purpose = LineField("What it is for")
        self.signed_by = LineField("Who signed")
        self.authority = LineField("What gives them the right", hint="Only when it was not the patient")
        self.signed_on = DateField("Signed on", day=self.context.today)
        self.expires_on = DateField("Ends on", hint="Or leave empty and name the event")
        self.ends_with = LineField("Ends with", hint="An event, for example: the claim is decided")
        self.genetic = CheckRow("It names genetic information (410 ILCS 513/30)")
        self.complete = CheckRow("Signature and date are there, and it says: it can be revoked, care does not depend "
                                 "on it, and the information may be shared again")
        self.add_beside(recipient=self.recipient, address=self.address)
        self.add("what", self.what)
        self.add("purpose", self.purpose)
        self.add_beside(signed_by=self.signed_by, authority=self.authority)
        self.add_beside(signed_on=self.signed_on, expires_on=self.expires_on)
        self.add("ends_with", self.ends_with)
        self.add_widget(self.genetic)
        self.add_widget(self.complete)

    def call(self) -> Call | None:
        """Return the act, or None while the day of the signature is none."""
        patient_id, signed_on = self._patient_id, self.day("signed_on")
        if signed_on is None or self.wrong_day("expires_on"):
            return None
        new = NewAuthorization(
            self.recipient.text(), self.what.text(), self.purpose.text(), self.signed_by.text(), signed_on,
            self.expires_on.value(), self.ends_with.text(), self.address.text(), self.authority.text(),
            self.genetic.isChecked(), self.complete.isChecked())
        return lambda services, actor: services.disclosures.file_authorization(actor, patient_id, new)


class EndAuthorizationDialog(FormDialog):
    """The patient revoked an authorization in writing, or its event came."""

    def __init__(self, screen: Screen, patient_id: str, found: Authorization) -> None:
        super().__init__(screen, FormWords(
            f"End the authorization for {found.recipient}?",
            "From now on nothing more is shared on it. What was shared before stays on the list.", "End it", "Keep it"))
        self._patient_id, self._authorization_id = patient_id, found.authorization_id
        self.why = ChoiceField("Why", [("revoked", "The patient revoked it in writing"),
                                       ("event", "What it ends with has happened")])
        self.on = DateField("On", day=self.context.today)
        self.note = LineField("Note", hint="Optional")
        for key, field in (("why", self.why), ("on", self.on), ("note", self.note)):
            self.add(key, field)

    def call(self) -> Call | None:
        """Return the act, or None while the day is none."""
        patient_id, authorization_id, on = self._patient_id, self._authorization_id, self.day("on")
        if on is None:
            return None
        note, revoked = self.note.text(), self.why.value() == "revoked"
        return lambda services, actor: services.disclosures.end_authorization(
            actor, patient_id, authorization_id, on, note, revoked=revoked)


class SuspensionDialog(FormDialog):
    """An agency asks that the patient is not told for a time (45 CFR 164.528(a)(2))."""

    def __init__(self, screen: Screen, patient_id: str, agencies: tuple[tuple[str, Basis], ...]) -> None:
        """``agencies`` received something on a basis that can be suspended: name and basis."""
        super().__init__(screen, _SUSPENSION, width=600)
        self._patient_id = patient_id
        self.basis = ChoiceField("Which agency asks", [(each.value, RULES[each].words) for each in SUSPENDABLE])
        self.agency = LineField("Its name, as its disclosures name it", text=agencies[0][0] if agencies else "")
        self.official = LineField("Official who stated it")
        self.statement = TextField("How telling the patient would impede them", lines=2)
        self.oral = ChoiceField("How it was stated", [("written", "In writing"),
                                                      ("oral", f"Spoken: {ORAL_DAYS} days at most")])
        self.stated_on = DateField("Stated on", day=self.context.today)
        self.until = DateField("Until")
        if agencies:
            self.basis.set_value(agencies[0][1].value)
        self.add("basis", self.basis)
        self.add("agency", self.agency)
        self.add("official", self.official)
        self.add("statement", self.statement)
        self.add("oral", self.oral)
        self.add_beside(stated_on=self.stated_on, until=self.until)

    def call(self) -> Call | None:
        """Return the act, or None while a day is none."""
        patient_id = self._patient_id
        if (stated_on := self.day("stated_on")) is None or (until := self.day("until")) is None:
            return None
        new = NewSuspension(self.agency.text(), self.official.text(), self.statement.text(), Basis(self.basis.value()),
                            self.oral.value() == "oral", stated_on, until)
        return lambda services, actor: services.disclosures.suspend(actor, patient_id, new)
