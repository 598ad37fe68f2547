"""What the engine supports, in one list: it drives the checker's words, CONFORMANCE.md, the gallery and a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.forms import extensions as ext
from app.forms.problems import Code


class Support(StrEnum):
    """How far a feature is supported."""

    FULL = "supported"
    KEPT = "kept, without effect"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of FHIR R4 or SDC. ``key`` is an item type, an element or an extension address.

    ``codes`` are what validation reports about it, ``page`` the gallery's page that shows it. What is supported has
    at least one of them, or ``proof``: the test that shows its effect, for what is neither judged nor drawn.
    """

    kind: str
    key: str
    support: Support
    note: str = ""
    codes: tuple[Code, ...] = ()
    page: str = ""
    proof: str = ""


def _item(name: str, *codes: Code) -> Feature:
    return Feature("item type", name, Support.FULL, "", codes, name)


def _element(key: str, note: str, *codes: Code, page: str = "", proof: str = "") -> Feature:
    return Feature("element", key, Support.FULL, note, codes, page, proof)


def _judged(key: str, note: str, *codes: Code, page: str = "") -> Feature:
    return Feature("extension", key, Support.FULL, note, codes, page)


def _drawn(key: str, note: str, page: str) -> Feature:
    return Feature("extension", key, Support.FULL, note, (), page)


def _works(key: str, note: str, proof: str) -> Feature:
    return Feature("extension", key, Support.FULL, note, (), "", proof)


FEATURES: tuple[Feature, ...] = (
    _item("group", Code.REQUIRED, Code.REPEATS, Code.MIN_OCCURS, Code.MAX_OCCURS, Code.GROUP_ANSWER),
    _item("display", Code.DISPLAY_ANSWER),
    *(
        _item(name, Code.REQUIRED, Code.TYPE)
        for name in ("boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url")
    ),
    *(_item(name, Code.REQUIRED, Code.TYPE, Code.OPTION) for name in ("choice", "open-choice")),
    _item("attachment", Code.REQUIRED, Code.TYPE, Code.MIME, Code.SIZE),
    _item("quantity", Code.REQUIRED, Code.TYPE, Code.UNIT),
    Feature("item type", "reference", Support.REFUSED),
    _element("linkId", "unique; answers stand under their item, in the order of the form",
             Code.UNKNOWN_LINK_ID, Code.ORDER),
    _element("url, version", "answers name the form and version they belong to", Code.VERSION),
    _element("status", "of the response", Code.STATUS),
    _element("required", "a required group needs one answer below it", Code.REQUIRED, page="string"),
    _element("repeats", "groups and questions; a repeating question with questions below it becomes rows",
             Code.REPEATS, page="group"),
    _element("readOnly", "", page="string"),
    _element("maxLength", "counts characters", Code.MAX_LENGTH),
    _element("initial", "", proof="test_initial_values_and_preselected_options"),
    _element("answerOption", "Coding, string, integer, date, time", Code.OPTION, page="choice"),
    _element("answerValueSet", "contained, with an expansion or listed concepts; anything else is refused by name",
             Code.OPTION),
    _element("enableWhen", "all seven operators, all and any", Code.DISABLED, page="follow-up"),
    _element("prefix", "", page="details"),
    _element("text", "with translations", proof="test_texts_and_options_are_translated"),
    _drawn(ext.ITEM_CONTROL, "radio-button, check-box, drop-down, autocomplete (as drop-down), slider, text-box, "
           "unit, help, flyover, legal, prompt, page, header, footer", "controls"),
    _drawn(ext.CHOICE_ORIENTATION, "", "controls"),
    _drawn(ext.SLIDER_STEP, "", "controls"),
    _drawn(ext.ENTRY_FORMAT, "", "details"),
    _works(ext.HIDDEN, "never drawn, still enabled",
           "test_a_hidden_question_does_not_block_the_person_who_cannot_see_it"),
    _drawn(ext.SUPPORT_LINK, "shown as text, never opened", "details"),
    _drawn(ext.RENDERING_MARKDOWN, "of displays; a small safe set, elsewhere the plain text is shown", "details"),
    _drawn(ext.RENDERING_XHTML, "of displays; a small safe set, elsewhere the plain text is shown", "details"),
    _works(ext.TRANSLATION, "", "test_texts_and_options_are_translated"),
    _judged(ext.MIN_VALUE, "also relative to today", Code.MIN_VALUE),
    _judged(ext.MAX_VALUE, "also relative to today", Code.MAX_VALUE),
    _judged(ext.MIN_QUANTITY, "units of length, mass, time and volume are converted", Code.MIN_VALUE),
    _judged(ext.MAX_QUANTITY, "units of length, mass, time and volume are converted", Code.MAX_VALUE),
    _judged(ext.MIN_LENGTH, "", Code.MIN_LENGTH),
    _judged(ext.REGEX, "stopped after a tenth of a second", Code.REGEX),
    _judged(ext.MAX_DECIMAL_PLACES, "", Code.MAX_DECIMAL_PLACES),
    _judged(ext.MIN_OCCURS, "", Code.MIN_OCCURS),
    _judged(ext.MAX_OCCURS, "", Code.MAX_OCCURS),
    _drawn(ext.UNIT, "", "quantity"),
    _judged(ext.UNIT_OPTION, "", Code.UNIT, page="quantity"),
    _judged(ext.UNIT_VALUE_SET, "contained", Code.UNIT),
    _judged(ext.OPTION_EXCLUSIVE, "", Code.EXCLUSIVE, page="controls"),
    _drawn(ext.OPTION_PREFIX, "", "details"),
    _works(ext.ORDINAL_VALUE, "used by weight() and ordinal()", "test_scores_prefixes_and_exclusiveness_of_options"),
    _works(ext.ITEM_WEIGHT, "read as ordinalValue", "test_a_choice_is_found_by_code_and_a_score_by_its_option"),
    _judged(ext.MIME_TYPE, "", Code.MIME),
    _judged(ext.MAX_SIZE, "in bytes", Code.SIZE),
    _works(ext.SIGNATURE_REQUIRED, "on a form or an item",
           "test_stage_and_sensitivity_are_inherited_and_initials_are_not"),
    _judged(ext.CQF_CALCULATED_VALUE, "on minValue, maxValue, minQuantity and maxQuantity: FHIRPath",
            Code.MIN_VALUE, Code.MAX_VALUE),
    _works(ext.LAUNCH_CONTEXT, "patient (the birth date); encounter and user are empty",
           "test_starting_values_come_from_the_person_and_the_moment"),
    _works(ext.VARIABLE, "FHIRPath; seen by the item and everything below it, and by variables after it",
           "test_a_variable_is_seen_from_where_it_was_made"),
    _works(ext.CALCULATED_EXPRESSION, "FHIRPath; kept current until a person writes something else there",
           "test_a_calculated_answer_follows_the_answers_it_needs"),
    _works(ext.INITIAL_EXPRESSION, "FHIRPath; worked out once, when the form is opened or the row added",
           "test_starting_values_come_from_the_person_and_the_moment"),
    _judged(ext.ENABLE_WHEN_EXPRESSION, "FHIRPath; asked only while it is true", Code.DISABLED),
    _judged(ext.CONSTRAINT, "FHIRPath; broken only when it is false, not while answers it needs are missing",
            Code.CONSTRAINT),
    _judged(ext.TARGET_CONSTRAINT, "read as questionnaire-constraint", Code.CONSTRAINT),
    _works(ext.ITEM_STAGE, "the clinic's own", "test_a_later_stage_sees_the_patients_answers_read_only"),
    _works(ext.ITEM_SIGNATURE, "the clinic's own",
           "test_signature_groups_are_on_no_page_and_wait_for_the_signature"),
    _works(ext.ITEM_LABEL, "the clinic's own", "test_a_warning_when_two_answers_should_differ"),
    _judged(ext.MUST_BE, "the clinic's own", Code.OPTION),
    _works(ext.SENSITIVITY, "the clinic's own", "test_stage_and_sensitivity_are_inherited_and_initials_are_not"),
    _works(ext.DERIVED, "the clinic's own; is-minor is worked out from the birth date",
           "test_age_follows_from_the_birth_date_and_is_never_asked"),
    _works(ext.NORMALIZE, "the clinic's own; e164 and upper", "test_typed_text_is_written_in_one_way"),
    _judged(ext.DIFFERS_FROM, "the clinic's own; a hint, never an error", Code.OPTION),
    _works(ext.ENTERED_BY_HAND, "the clinic's own; on answers",
           "test_what_a_person_writes_instead_stays_until_it_is_taken_away"),
    Feature("extension", ext.DISPLAY_CATEGORY, Support.KEPT, "read, not drawn differently"),
    Feature("extension", ext.CQF_EXPRESSION, Support.KEPT, "on texts; the text itself is shown"),
    Feature("extension", ext.ANSWER_EXPRESSION, Support.REFUSED, "options that change while a form is filled in"),
)
"""Every feature with what the engine does about it."""

BY_KEY: dict[str, Feature] = {feature.key: feature for feature in FEATURES}
"""By key; addresses of extensions are found here while a definition is read."""
