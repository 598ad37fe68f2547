"""Stand-ins for the services behind staff screens: they hand out sample views and note what was asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import KnownError
from app.services.views.desk_counts import DeskCounts
from app.services.views.disclosures import ReleaseTerms
from app.services.views.oversight import AppSettings, ChainCheck
from app.services.views.review import AcceptResult
from app.services.views.rights import DeskReminder
from app.services.views.sharing import SharingLimits
from app.ui.context import StaffContext
from app.ui.dialogs import Dialogs
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from tests import factories
from tests.factories import rights
from tests.fakes import FakeDialogs, FixedClock


@dataclass
class Calls:
    """What was called, in order, each with its arguments after the actor; errors to raise by name."""

    made: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    actors: list[Any] = field(default_factory=list)
    errors: dict[str, KnownError] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def named(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of every call of ``name``."""
        return [arguments for called, arguments in self.made if called == name]


class Service:
    """Answers every method from ``answers``; the first argument is the actor and is noted apart."""

    def __init__(self, name: str, calls: Calls) -> None:
        self._name, self._calls = name, calls

    def __getattr__(self, method: str) -> Any:
        key = f"{self._name}.{method}"

        def call(*arguments: Any, **named: Any) -> Any:
            self._calls.made.append((key, (*arguments[1:], *named.values())))
            self._calls.actors.append(arguments[0] if arguments else None)
            if key in self._calls.errors:
                raise self._calls.errors[key]
            answer = self._calls.answers.get(key)
            return answer(*arguments, **named) if callable(answer) else answer

        return call


class StaffServices:
    """The registry as screens see it."""

    def __init__(self) -> None:
        self.calls = Calls(answers=_answers())
        for name in ("access", "audit", "copies", "desk_counts", "disclosures", "documents", "incidents", "patients",
                     "review", "rights", "sharing", "visits"):
            setattr(self, name, Service(name, self.calls))

    def __call__(self) -> Any:
        return self


def _answers() -> dict[str, Any]:
    return {
        "access.proof_needs_code": False,
        "access.prove": lambda actor, _password, _code: replace(actor, proof_at=factories.NOW),
        "audit.page": factories.audit_page(),
        "audit.people": (("user-provider", "Priya Raman, RN"),),
        "audit.actions": (("sign_in", "Signed in"), ("patient.view", "Viewed a patient's record")),
        "audit.for_patient": factories.audit_rows(),
        "audit.verify": _verify,
        "audit.export_csv": b"entry,time\r\n",
        "disclosures.terms": ReleaseTerms("Mariana Ortega", (), (), holds_genetic=False),
        "documents.rows": factories.document_rows(),
        "documents.open": factories.document(),
        "documents.copy": ("8F21-0C4.pdf", factories.document().pdf),
        "documents.printed": factories.document().pdf,
        "patients.open": factories.patient(),
        "patients.search": factories.hits(),
        "patients.recent": factories.hits(),
        "patients.possible_duplicates": (),
        "patients.add": "patient-new", "patients.change": None,
        "incidents.due": (), "desk_counts.counts": DeskCounts(6, 5, 2, 1, 6),
        "rights.reminder": DeskReminder(), "rights.opinions_wanted": (),
        "rights.list": rights.request_list(), "rights.open": rights.request_view(), "rights.add": "request-new",
        "sharing.limits": SharingLimits(),
        "review.queue": factories.review_rows(),
        "review.open": factories.review(),
        "review.accept": AcceptResult("visit-imani-okafor", ("doc-9",), True, "1 consent was sealed."),
        "visits.board": factories.board(),
        "visits.treatments": factories.treatments(),
        "visits.providers": factories.providers(),
        "visits.due_forms": factories.due_forms(),
        "visits.form_choices": factories.form_choices(),
        "visits.prepare": factories.hand_over(),
        "visits.check_in": "visit-new",
    }


def _verify(_actor: Any, progress: Any, cancelled: Any) -> ChainCheck:
    progress(9000, 18402)
    if cancelled():
        return ChainCheck(False, 9000, factories.NOW, None, "The check was stopped.")
    progress(18402, 18402)
    return factories.chain_check()


def staff_context(
    tasks: Tasks, theme: Theme, services: StaffServices | None = None, *, dialogs: Dialogs | None = None, **changes: Any
) -> StaffContext:
    """Return the context of one signed-in session over stand-ins."""
    context = StaffContext(
        services=services or StaffServices(),
        tasks=tasks,
        dialogs=dialogs or FakeDialogs(),
        clock=FixedClock(factories.NOW),
        theme=theme,
        actor=factories.actor(),
        clinic=factories.CLINIC,
        settings=AppSettings(),
        demo=False,
    )
    return replace(context, **changes)
