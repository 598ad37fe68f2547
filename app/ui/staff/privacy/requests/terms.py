"""What a grant needs beside its reasons, by kind: the limit, the way to be reached, the amendment, the consents."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.consent_purposes import MARKETING
from app.rules.rights import RequestKind
from app.services.views.consents import ConsentChoice
from app.services.views.review import DocumentRow
from app.services.views.rights import AmendmentTerms, ContactTerms, RestrictionTerms, Terms, WithdrawalTerms
from app.services.views.sharing import ContactChannel, RestrictedParty
from app.ui.fonts import Staff
from app.ui.widgets.checks import CheckRow
from app.ui.widgets.field import ChoiceField, Field, LineField, TextField
from app.ui.widgets.layouts import clear
from app.ui.widgets.text import TextLabel

_PARTIES = ((RestrictedParty.HEALTH_PLAN, "A health plan"), (RestrictedParty.FAMILY, "Family or friends"),
            (RestrictedParty.PROVIDER, "Other providers"), (RestrictedParty.OTHER, "A person or organization"),
            (RestrictedParty.EVERYONE, "Everybody"))
_CHANNELS = ((ContactChannel.PHONE, "Phone"), (ContactChannel.EMAIL, "Email"), (ContactChannel.MAIL, "Mail"),
             (ContactChannel.TEXT, "Text message"), (ContactChannel.OTHER, "Another way"))


class TermsFields(QWidget):
    """Base: fields and what they say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def add(self, key: str, field: Field) -> None:
        """Add a field under the name the service gives it."""
        self.fields[key] = field
        self.column.addWidget(field)

    def terms(self) -> Terms:
        """Return what was entered; the service says what is missing."""
        raise NotImplementedError  # every subclass says it; a QWidget cannot be an ABC


class RestrictionFields(TermsFields):
    """What is not shared, with whom, and whether the law leaves a choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.party = ChoiceField("Not shared with", _PARTIES, placeholder="Choose")
        self.whom = LineField("Name", hint="The person or organization, if one is meant")
        self.what = TextField("What is not shared", lines=2)
        self.paid = CheckRow("The service was paid in full out of pocket")
        self.add("party", self.party)
        self.column.addWidget(self.paid)
        self.add("whom", self.whom)
        self.add("what", self.what)
        self.paid.hide()
        self.party.changed.connect(lambda: self.paid.setVisible(self.party.value() == RestrictedParty.HEALTH_PLAN))

    def terms(self) -> Terms:
        """Return the limit; nothing while it is not chosen toward whom."""
        if not self.party.value():
            return None
        party = RestrictedParty(self.party.value())
        paid = party is RestrictedParty.HEALTH_PLAN and self.paid.isChecked()
        return RestrictionTerms(party, self.what.text(), self.whom.text(), paid)


class ContactFields(TermsFields):
    """How the patient is reached from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.channel = ChoiceField("Reached by", _CHANNELS)
        self.how = TextField("Number, address or place", lines=2, hint="Do not ask why. Lists and letters use it at "
                                                                      "once; other contact data is hidden.")
        self.add("channel", self.channel)
        self.add("how", self.how)

    def terms(self) -> Terms:
        """Return the way."""
        return ContactTerms(ContactChannel(self.channel.value()), self.how.text())


class AmendmentFields(TermsFields):
    """What the record says from now on, the document it amends, and who else is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = TextField("What the record says from now on", lines=3,
                              hint="A sealed paper beside the original, which stays as it is.")
        self.document = ChoiceField("Which document it amends", (("", "None in particular"),))
        self.told = LineField("Who else is told", hint="With the patient’s agreement; part names with a semicolon")
        for key, field in (("text", self.text), ("document_id", self.document), ("told", self.told)):
            self.add(key, field)

    def offer(self, documents: Sequence[DocumentRow]) -> None:
        """Offer the patient's documents, newest first."""
        self.document.set_options((("", "None in particular"), *(
            (row.document_id, f"{row.title}, {row.short_id}") for row in documents)))

    def terms(self) -> Terms:
        """Return the amendment."""
        told = tuple(name.strip() for name in self.told.text().split(";") if name.strip())
        return AmendmentTerms(self.text.text(), self.document.value(), told)


class WithdrawalFields(TermsFields):
    """The consents that are taken back; for an objection those of marketing are ticked."""

    def __init__(self, kind: RequestKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._rows: dict[str, CheckRow] = {}
        self.column.setSpacing(4)
        self.offer(())

    def offer(self, choices: Sequence[ConsentChoice]) -> None:
        """Offer what can be taken back now."""
        clear(self.column)
        self._rows = {}
        objects = self._kind is RequestKind.OBJECT
        shown = [each for each in choices if not objects or each.purpose in MARKETING]
        if not shown:
            none = "The patient has agreed to no marketing; the letter says so." if objects else \
                "There is nothing to take back: no consent is given now."
            self.column.addWidget(TextLabel(none, Staff.BODY, "ink-2"))
            return
        self.column.addWidget(TextLabel("Taken back", Staff.DETAIL.weighted(600)))
        for choice in shown:
            row = CheckRow(f"{choice.title}. {choice.detail}")
            row.setChecked(objects)
            self._rows[choice.purpose] = row
            self.column.addWidget(row)

    def terms(self) -> Terms:
        """Return the consents."""
        return WithdrawalTerms(tuple(code for code, row in self._rows.items() if row.isChecked()))


def terms_fields(kind: RequestKind) -> TermsFields | None:
    """Return the fields a grant of ``kind`` needs, or None."""
    if kind is RequestKind.RESTRICT:
        return RestrictionFields()
    if kind is RequestKind.CONFIDENTIAL:
        return ContactFields()
    if kind is RequestKind.AMEND:
        return AmendmentFields()
    return WithdrawalFields(kind) if kind in {RequestKind.OBJECT, RequestKind.WITHDRAW} else None
