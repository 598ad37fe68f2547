"""What on file is genetic information: answers to items tagged so, and the documents that hold them.

The tag is the forms' own (``sensitivity`` "genetic", inherited by what lies below). Genetic testing information and
family history are confidential under 410 ILCS 513/15 and 513/30; they go to the patient, the patient's representative,
and to whom a specific written release names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import load_only

from app.forms import Questionnaire, Stage
from app.models.consents import ConsentWithdrawal
from app.models.documents import SealedDocument
from app.models.library import FormVersion
from app.models.submissions import FormSubmission
from app.rules.answers import from_responses
from app.rules.consent_purposes import ConsentGroup, shipped_consent_rules
from app.services.desk import Work
from app.services.library import LibraryService, PublishedForm
from app.services.submission_records import exact_form, opened

GENETIC: Final = "genetic"
_LINKS: Final = (SealedDocument.document_id, SealedDocument.submission_id, SealedDocument.corrects)


def genetic_links(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the linkIds tagged as genetic."""
    return frozenset(link_id for link_id, item in questionnaire.structure.items.items()
                     if item.handling.sensitivity == GENETIC)


def is_genetic_form(questionnaire: Questionnaire) -> bool:
    """Say whether all a form asks the patient is genetic, so that its name alone tells something."""
    asked = [item for item in questionnaire.structure.items.values()
             if item.is_question and not item.handling.signature and item.handling.stage is Stage.PATIENT]
    return bool(asked) and all(item.handling.sensitivity == GENETIC for item in asked)


def without_items(response: Mapping[str, Any], tagged: frozenset[str]) -> dict[str, Any]:
    """Return the QuestionnaireResponse (FHIR R4 JSON) without the items ``tagged``, whatever lies below them too."""
    return {**response, "item": _kept(response.get("item", ()), tagged)}


def is_genetic_purpose(library: LibraryService, code: str) -> bool:
    """Say whether a consent of the ledger is about genetic information."""
    purpose = library.content.consents.purpose(code, library.content.catalogue)
    if purpose is None:
        return False
    form = library.content.shipped(purpose.form_id)
    return purpose.group is ConsentGroup.GENETIC or (form is not None and is_genetic_form(form.questionnaire))


def genetic_titles(work: Work) -> tuple[str, ...]:
    """Return the names of forms and consents that alone say that somebody took a genetic test, longest first.

    410 ILCS 513/30(a) protects who was tested, not the result alone.
    """
    purposes = [each for each in shipped_consent_rules().purposes if each.group is ConsentGroup.GENETIC]
    forms = work.session.scalars(select(FormVersion.title).where(
        FormVersion.form_id.in_([each.form_id for each in purposes])).distinct())
    return tuple(sorted({*forms, *(each.title for each in purposes)}, key=len, reverse=True))


class GeneticFinder:
    """Says what is genetic within one unit of work; each form version is read once."""

    def __init__(self, work: Work, library: LibraryService) -> None:
        self._work = work
        self._library = library
        self._forms: dict[tuple[str, str], PublishedForm] = {}
        self._found: dict[str, bool] = {}

    def form(self, row: FormSubmission) -> PublishedForm | None:
        """Return the form of a row in its exact version; None for one the app has only on paper."""
        if not row.url:
            return None
        known = self._forms.get((row.url, row.version))
        if known is None:
            known = exact_form(self._work, self._library, row.form_id, row.url, row.version)
            self._forms[row.url, row.version] = known
        return known

    def in_row(self, row: FormSubmission) -> bool:
        """Say whether a submitted form holds genetic answers.

        Paper and declined forms have no answers to look at: they count as genetic when the form asks for any.
        """
        published = self.form(row)
        tagged = genetic_links(published.questionnaire) if published is not None else frozenset()
        if not tagged or published is None:
            return False
        form = opened(self._work, row)
        if form is None or form.response is None:
            return True
        return is_genetic_form(published.questionnaire) or bool(tagged & set(from_responses(form.response).values))

    def in_document(self, document: SealedDocument) -> bool:
        """Say whether a sealed document holds genetic information, or corrects or withdraws one that does."""
        if document.document_id not in self._found:
            self._found[document.document_id] = False  # documents that name each other in a circle end here
            self._found[document.document_id] = self._look(document)
        return self._found[document.document_id]

    def _look(self, document: SealedDocument) -> bool:
        session = self._work.session
        row = session.get(FormSubmission, document.submission_id) if document.submission_id else None
        if row is not None and self.in_row(row):
            return True
        taken_back = session.scalar(select(ConsentWithdrawal.purposes)
                                    .where(ConsentWithdrawal.document_id == document.document_id)) or ""
        if any(is_genetic_purpose(self._library, code) for code in taken_back.split()):
            return True
        earlier = session.scalars(select(SealedDocument).options(load_only(*_LINKS)).where(
            SealedDocument.document_id == document.corrects)).first() if document.corrects else None
        return earlier is not None and self.in_document(earlier)


def _kept(items: Any, tagged: frozenset[str]) -> list[dict[str, Any]]:
    found = []
    for item in items:
        if item.get("linkId") in tagged:
            continue
        kept = _pruned(item, tagged)
        if "answer" in item:
            kept["answer"] = [_pruned(answer, tagged) for answer in item["answer"]]
        if "answer" in kept or "item" in kept or "item" not in item:  # a group with nothing left goes too
            found.append(kept)
    return found


def _pruned(element: Mapping[str, Any], tagged: frozenset[str]) -> dict[str, Any]:
    """Return an item or answer with what may stay below it; without an empty list, which FHIR forbids."""
    below = _kept(element.get("item", ()), tagged)
    return {**{key: value for key, value in element.items() if key != "item"}, **({"item": below} if below else {})}
