"""The promise board: every line of the policy with its state, looked up in the records in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import DamagedError
from app.rules.registers import RegisterKind
from app.security.actor import Actor
from app.security.roles import Action, RecordKind
from app.services.desk import Desk, Work
from app.services.device import read_device
from app.services.library import LibraryService
from app.services.promises.finding import Finding
from app.services.promises.look import Look, Sources
from app.services.promises.probes import PROBES
from app.services.promises.texts import PromiseText, shipped_promises
from app.services.views.promises import PromiseRow


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
