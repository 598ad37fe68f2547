"""What is missing before a form can be signed and the visit be sent, in words that say how to put it right."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.languages import translated
from app.core.text import clean
from app.forms import Issue, Level
from app.forms.patterns import matches
from app.intake.form_state import FormState, signature_items
from app.intake.places import OWN, Place, PlaceKind
from app.intake.returning import unconfirmed_sections, words_before
from app.intake.route import form_places, place_of
from app.intake.signing import SignatureInput, SignerCapacity, SignMethod
from app.intake.visit_state import VisitState
from app.intake.words import lines

MAX_NAME = 100


@dataclass(frozen=True)
class VisitProblem:
    """Something that keeps the visit from being sent, and the place where it is put right.

    ``key`` is the item of the form (empty for a missing signature), ``label`` its short name for a button.
    """

    form_id: str
    place: Place
    key: str
    label: str
    sentence: str


@dataclass(frozen=True)
class CheckLine:
    """One answer in words on the check and review pages. ``problem`` is empty when the answer stands.

    ``was`` is last time's answer when it differs (empty when there was none), ``is_unconfirmed`` that nobody said
    anything about the section's earlier answers yet.
    """

    form_id: str
    place: Place
    key: str
    section: str
    question: str
    answer: str
    problem: str = ""
    was: str | None = None
    is_unconfirmed: bool = False


def open_issues(form: FormState) -> tuple[Issue, ...]:
    """Return what is wrong or missing in the answers; the signature group and initials are told elsewhere."""
    items = form.session.questionnaire.structure.items
    return tuple(issue for issue in form.session.issues() if issue.level is Level.ERROR
                 and not items[issue.link_id].handling.signature
                 and not (items[issue.link_id].handling.initials and form.reading("")))


def check_lines(state: VisitState, form: FormState) -> tuple[CheckLine, ...]:
    """Return the answers of a form in words, in its order, with what is wrong."""
    wrong = {issue.key: issue.message for issue in open_issues(form)}
    asked = lines(form.session, state.language)
    before = words_before(form, asked, state.language)
    waiting = unconfirmed_sections(form)
    found = [CheckLine(form.form.form_id, place_of(form, line.key), line.key, line.section, line.question, line.text,
                       wrong.pop(line.key, ""),
                       was if (was := before.get(line.key)) != line.text else None,
                       line.section_id in waiting)
             for line in asked
             if not (line.item.handling.initials and form.reading(""))]
    items = form.session.questionnaire.structure.items
    for issue in open_issues(form):
        if issue.key in wrong:  # something about a group or a row, which has no answer line of its own
            label = items[issue.link_id].short_text.in_language(state.language)
            found.append(CheckLine(form.form.form_id, place_of(form, issue.key), issue.key, label, label, "",
                                   issue.message))
    return tuple(found)


def problems(state: VisitState) -> tuple[VisitProblem, ...]:
    """Return everything that keeps the visit from being sent, in the order of the visit."""
    found: list[VisitProblem] = []
    if state.disclosure_at is None:
        found.append(VisitProblem("", Place(PlaceKind.DISCLOSURE), "", _say(state, "Electronic records"),
                                  _say(state, "Say whether you agree to electronic records.")))
    for form in state.asked:
        if form.declined is None:
            found += form_problems(state, form)
    return tuple(found)


def form_problems(state: VisitState, form: FormState) -> list[VisitProblem]:
    """Return what keeps one form from being complete: answers, reading, then the signature."""
    form_id = form.form.form_id
    items = form.session.questionnaire.structure.items
    found = [VisitProblem(form_id, place_of(form, issue.key), issue.key,
                          items[issue.link_id].short_text.in_language(state.language), issue.message)
             for issue in open_issues(form)]
    left = form.reading_left()
    if not left.is_done:
        found.append(VisitProblem(form_id, Place(PlaceKind.READING, form_id), "", form.form.title_in(state.language),
                                  _say(state, "Read to the end: {left}.", left=left.in_words(state.language))))
    if not found and form.form.needs_signature and not form.is_signed:
        sentence = "You changed an answer after signing. Sign again." if form.was_voided else "Sign this form."
        place = Place(PlaceKind.SIGN, form_id, 0 if form.made is None else OWN)
        found.append(VisitProblem(form_id, place, "", form.form.title_in(state.language), _say(state, sentence)))
    return found


def sign_problems(state: VisitState, form: FormState, *, own: bool = False) -> tuple[str, ...]:
    """Return sentences saying what is missing before the form can be signed, most useful first.

    With ``own`` it is about the minor's signature beside the guardian's.
    """
    found = []
    if state.disclosure_at is None:
        found.append(_say(state, "Agree to electronic records first, or ask for paper."))
    left = form.reading_left()
    if not left.is_done:
        words = left.in_words(state.language)
        found.append(_say(state, "Read to the end to sign. {left}.", left=f"{words[:1].upper()}{words[1:]}"))
    count = len(open_issues(form))
    if count:
        found.append(_say(state, "1 answer is missing." if count == 1 else "{n} answers are missing.", n=count))
    if any(each.kind is PlaceKind.PAGE and each.page not in form.visited for each in form_places(form)):
        found.append(_say(state, "Look at every page of this form before you sign."))
    if own and form.own is not None:
        signature = form.own.page
        return (*found, *_mark_problems(state, form, signature), *_unacknowledged(state, signature))
    return (*found, *_page_problems(state, form))


def _say(state: VisitState, text: str, **values: object) -> str:
    words = translated(text, state.language)
    return words.format(**values) if values else words


def _fits(form: FormState, part: str, text: str) -> bool:
    """Say whether the form's own rule for that part of its signature takes ``text``; the clinic checks it again."""
    rules = [item.rules for item in signature_items(form.session) if item.link_id.rpartition(".")[2] == part]
    return not text or all((not each.regex or matches(each.regex, text)) and len(text) <= (each.max_length or MAX_NAME)
                           for each in rules)


def _page_problems(state: VisitState, form: FormState) -> tuple[str, ...]:
    found, signature = [], form.signing
    if state.packet.guardian_signs_form(form.form) and signature.capacity is SignerCapacity.PATIENT:
        found.append(_say(state, "A parent or guardian signs for someone under 18."))
    found += _mark_problems(state, form, signature)
    if state.packet.asks_minor(form.form) and signature.assent not in ("yes", "no"):
        found.append(_say(state, "Ask {name} whether they want this too, and choose yes or no.",
                          name=state.packet.first_name))
    return (*found, *_unacknowledged(state, signature))


def _mark_problems(state: VisitState, form: FormState, signature: SignatureInput) -> list[str]:
    """What is missing of the name and the signature itself."""
    found = []
    name = clean(signature.printed_name).strip()
    if not any(c.isalpha() for c in name) or len(name) > MAX_NAME:
        found.append(_say(state, "Type your full legal name."))
    elif not _fits(form, "name", name):
        found.append(_say(state, "Write your name with letters alone, without numbers, commas or brackets."))
    if signature.capacity is not SignerCapacity.PATIENT and not clean(signature.authority).strip():
        found.append(_say(state, "Say what gives you the right to sign, for example mother or court-named guardian."))
    if not _fits(form, "interpreter", clean(signature.interpreter).strip()):
        found.append(_say(state, "Shorten the interpreter’s name or ID."))
    if signature.method is SignMethod.DRAWN and (signature.strokes is None or signature.strokes.is_empty):
        found.append(_say(state, "Draw your signature in the box."))
    if signature.method is SignMethod.TYPED and not clean(signature.typed_name).strip():
        found.append(_say(state, "Type your name as your signature."))
    return found


def _unacknowledged(state: VisitState, signature: SignatureInput) -> tuple[str, ...]:
    return () if signature.acknowledged else (_say(state, "Tick that the signature is yours."),)
