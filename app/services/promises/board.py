"""The promise board: every line of the policy with its state, looked up in the records in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.clock import clinic_date
from app.core.errors import DamagedError
from app.models.clinic_documents import ClinicDocument
from app.rules.registers import RegisterKind
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.chain import head
from app.services.clinic_documents import seal_report
from app.services.desk import Desk, Work
from app.services.device import read_device
from app.services.documents import checked_disclosure
from app.services.incidents.names import refuse_patients_in
from app.services.library import LibraryService
from app.services.opening import newest_clinic
from app.services.paper import header
from app.services.promises.counts import Span, span_of
from app.services.promises.finding import Finding
from app.services.promises.look import Look, Sources
from app.services.promises.pack import Evidence, chain_words, evidence_report
from app.services.promises.probes import PROBES
from app.services.promises.texts import PromiseText, shipped_promises
from app.services.registers.book import register_of, standing_of
from app.services.sealing_documents import file_name
from app.services.views.clinic_documents import ClinicDocumentKind
from app.services.views.promises import EvidencePack, EvidenceRange, PromiseRow, PromiseState
from app.services.views.review import Disclosure


class PromiseService:
    """Looks whether the promises of the clinic's privacy policy are kept."""

    def __init__(self, desk: Desk, library: LibraryService, registers: Sequence[RegisterKind]) -> None:
        self._desk = desk
        self._library = library
        self._registers = {kind.key: kind for kind in registers}
        self._texts: tuple[PromiseText, ...] = ()

    def board(self, actor: Actor) -> tuple[PromiseRow, ...]:
        """Return one row for each line of the policy, in the policy's order; that somebody looked is audited.

        Raises PermissionDeniedError.
        """
        with self._desk.act(actor, Action.VIEW, RecordKind.PROMISE) as work:
            return self._rows(work)

    def waiting(self, actor: Actor) -> int:
        """Return how many promises need attention. Counting is not recorded. Raises PermissionDeniedError."""
        with self._desk.act(actor, Action.VIEW, RecordKind.PROMISE, unrecorded=True) as work:
            return sum(row.state is PromiseState.ATTENTION for row in self._rows(work))

    def evidence(self, actor: Actor, days: EvidenceRange, disclosure: Disclosure) -> EvidencePack:
        """Return a sealed pack of every promise and what stands behind it in ``days``; it also stays in the records.

        Needs fresh proof; recipient and purpose are logged and stand in the pack. Raises InvalidInputError naming the
        field, ProofNeededError and PermissionDeniedError.
        """
        said = checked_disclosure(disclosure)
        with self._desk.act(actor, Action.EXPORT, RecordKind.PROMISE) as work:
            refuse_patients_in(work.session, said)
            span = span_of(days, clinic_date(work.now, work.zone), work.zone)
            work.audit("promise.export", detail=f"{days.first.isoformat()} to {days.last.isoformat()}. "
                                                f"To: {said.recipient}. Purpose: {said.purpose}.")
            report = evidence_report(work, header(newest_clinic(work.session)), span, self._evidence(work, span, said))
            document = work.session.get_one(ClinicDocument, seal_report(work, report, ClinicDocumentKind.EVIDENCE))
            return EvidencePack(document.document_id, file_name(document.title, document.short_id), document.pdf,
                                document.pages)

    def _evidence(self, work: Work, span: Span, said: Disclosure) -> Evidence:
        database_id = self._desk.store.database_id
        registers = tuple(standing_of(register_of(work, kind)) for kind in self._registers.values())
        return Evidence(self._rows(work), registers, said, head(work.session, database_id),
                        chain_words(work, span, database_id))

    def _rows(self, work: Work) -> tuple[PromiseRow, ...]:
        self._texts = self._texts or shipped_promises()
        look = Look(work, Sources(self._desk.folder, self._library, self._registers, self._passwords_only()))
        seen: dict[tuple[str, tuple[str, ...]], Finding] = {}
        rows = []
        for text in self._texts:
            wanted = (text.probe, text.about)
            if wanted not in seen:  # several lines may rest on the same fact
                seen[wanted] = PROBES[text.probe](look, text.about)
            found = seen[wanted]
            rows.append(PromiseRow(text.heading, text.promise, found.state, found.proof, found.to_do, text.part,
                                   text.key, text.place))
        return tuple(rows)

    def _passwords_only(self) -> bool:
        try:
            return read_device(self._desk.folder.device).passwords_only
        except DamagedError:  # a computer that has only been opened with the recovery key
            return False
