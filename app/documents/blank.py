"""Turns any FHIR form into a sheet to fill in by hand: for patients who want paper, and for days without power."""

from __future__ import annotations

from app.documents.from_form import BY, option_text
from app.documents.record import BlankForm, BlankQuestion, BlankSection, ClinicHeader, TextBlock
from app.forms import Item, ItemType, Questionnaire, Stage

_HINTS = {ItemType.DATE: "month / day / year", ItemType.DATE_TIME: "month / day / year, time", ItemType.TIME: "time"}
_SIGNERS = {Stage.AFTER_PROVIDER: "Provider", Stage.AFTER_WITNESS: "Witness, if one was present"}
_SIGNER = "Patient, parent, guardian or legal representative"


def blank_form(questionnaire: Questionnaire, clinic: ClinicHeader, *, language: str = "en",
               is_demo: bool = False) -> BlankForm:
    """Return ``questionnaire`` as a blank form. Conditional questions are all there, with the condition as a hint."""
    writer = _Writer(questionnaire, language)
    sections: list[BlankSection] = []
    loose: list[TextBlock | BlankQuestion] = []
    for item in questionnaire.items:
        if item.handling.signature or item.look.hidden:
            continue
        if item.is_group and not item.has_rows:
            sections.append(BlankSection(item.text.in_language(language), tuple(writer.below(item, 0))))
        else:
            loose += writer.item(item, 0)
    if loose:
        sections.insert(0, BlankSection("", tuple(loose)))
    return BlankForm(questionnaire.title.in_language(language), questionnaire.version, language, clinic,
                     tuple(section for section in sections if section.items), _signers(questionnaire), is_demo)


class _Writer:
    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self._questionnaire = questionnaire
        self._language = language

    def below(self, item: Item, indent: int) -> list[TextBlock | BlankQuestion]:
        return [part for child in item.items for part in self.item(child, indent)]

    def item(self, item: Item, indent: int) -> list[TextBlock | BlankQuestion]:
        if item.look.hidden or item.is_annotation or item.handling.signature or item.handling.derived:
            return []
        text = item.text.in_language(self._language)
        if item.type is ItemType.DISPLAY:
            return [TextBlock(text)]
        if item.is_group:
            return [*([TextBlock(text)] if text else []), *self.below(item, indent)]
        return [self._question(item, text, indent), *self.below(item, indent + 1)]

    def _question(self, item: Item, text: str, indent: int) -> BlankQuestion:
        options = tuple(option_text(option, self._language) for option in item.options)
        if item.type is ItemType.BOOLEAN:
            options = ("Yes", "No")
        elif item.type is ItemType.OPEN_CHOICE:
            options = (*options, "Other:")
        by = BY[item.handling.stage]
        hints = (_HINTS.get(item.type, ""), self._condition(item), f"filled in by {by}" if by else "")
        return BlankQuestion(text, options, 3 if item.type is ItemType.TEXT or item.has_rows else 1,
                             "; ".join(hint for hint in hints if hint), indent, item.handling.initials)

    def _condition(self, item: Item) -> str:
        """Say in plain words that a question depends on another; the exact rule is the computer's."""
        if not item.enable_when:
            return ""
        asked = self._questionnaire.structure.items.get(item.enable_when[0].question)
        return f"if it applies, see “{asked.short_text.in_language(self._language)}”" if asked else "if it applies"


def _signers(questionnaire: Questionnaire) -> tuple[str, ...]:
    items = questionnaire.structure.items.values()
    signed = questionnaire.signature_required or any(item.handling.signature for item in items)
    stages = {item.handling.stage for item in items}
    return ((_SIGNER,) if signed else ()) + tuple(name for stage, name in _SIGNERS.items() if stage in stages)
