"""What the probes look at: facts of the records, each read once, within one unit of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.clock import clinic_date
from app.core.errors import NotFoundError
from app.core.paths import DataFolder
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.consents import ConsentEvent
from app.models.rights import RightsRequest
from app.models.staff import StaffMember
from app.models.visits import VisitMove
from app.rules.consents import ConsentState, EventKind, LedgerEvent, Standing
from app.rules.registers import RegisterKind
from app.rules.retention import shipped_retention
from app.rules.rights import RequestKind
from app.rules.rights_state import Event, State, state_of
from app.security.process import open_network_sockets
from app.services.desk import Work
from app.services.incidents.page import due_now
from app.services.incidents.records import Kept, all_kept
from app.services.library import LibraryService, PublishedForm
from app.services.opening import newest_clinic
from app.services.policies import CurrentPolicy, current_policies
from app.services.policy_receipts import Holding, holdings
from app.services.promises.closed_files import FileSeen, files_seen
from app.services.registers.book import register_of
from app.services.retention.queue import due_count
from app.services.rights.events import rows_of
from app.services.settings import newest_settings
from app.services.views.incidents import IncidentDue
from app.services.views.oversight import AppSettings
from app.services.views.people import ClinicDetails
from app.services.views.registers import Register


@dataclass(frozen=True)
class Sources:
    """Where facts come from besides the records themselves."""

    folder: DataFolder
    library: LibraryService
    registers: Mapping[str, RegisterKind]
    passwords_only: bool


@dataclass(frozen=True)
class Asked:
    """One request of a patient with where it stands; nothing of what was written."""

    kind: RequestKind
    received: date
    state: State


class Look:
    """One look at the records. Nothing is changed; what no probe asks for is not read."""

    def __init__(self, work: Work, sources: Sources) -> None:
        self.work = work
        self.sources = sources
        self.session = work.session
        self.now = work.now
        self.zone = work.zone
        self.today = clinic_date(work.now, work.zone)
        self._registers: dict[str, Register] = {}

    @cached_property
    def settings(self) -> AppSettings:
        """The settings as they are now."""
        return newest_settings(self.session)

    @cached_property
    def clinic(self) -> ClinicDetails:
        """The clinic's details as they are now."""
        return newest_clinic(self.session)

    @cached_property
    def staff(self) -> Sequence[StaffMember]:
        """Everybody whose account is active."""
        return self.session.scalars(select(StaffMember).where(StaffMember.active)).all()

    @cached_property
    def policies(self) -> Mapping[str, CurrentPolicy]:
        """The version in force of each kind of policy that was loaded."""
        return {policy.kind: policy for policy in current_policies(self.session, self.today)}

    @cached_property
    def holdings(self) -> Mapping[tuple[str, str], Holding]:
        """The newest answer of each patient to each kind of policy."""
        return holdings(self.session)

    @cached_property
    def consents(self) -> Mapping[str, Counter[ConsentState]]:
        """How many patients' consents stand where today, by purpose; the newest event of each patient decides.

        The events are counted in the database by kind and last day; what they mean is the ledger's own rule.
        """
        place = func.row_number().over(
            partition_by=(ConsentEvent.patient_id, ConsentEvent.purpose),
            order_by=(ConsentEvent.at.desc(), ConsentEvent.sequence.desc())).label("place")
        newest = select(ConsentEvent.purpose, ConsentEvent.kind, ConsentEvent.valid_until, place).where(
            ConsentEvent.visit_id.is_(None) | ConsentEvent.visit_id.not_in(select(VisitMove.visit_id))).subquery()
        columns = (newest.c.purpose, newest.c.kind, newest.c.valid_until)
        found: dict[str, Counter[ConsentState]] = {}
        for purpose, kind, until, many in self.session.execute(
                select(*columns, func.count()).where(newest.c.place == 1).group_by(*columns)):
            standing = Standing(LedgerEvent("", purpose, EventKind(kind), self.now, until))
            found.setdefault(purpose, Counter())[standing.state(self.today)] += many
        return found

    @cached_property
    def requests(self) -> tuple[Asked, ...]:
        """Every request of patients, folded."""
        rows = self.session.scalars(select(RightsRequest)).all()
        events = rows_of(self.work, [row.request_id for row in rows])
        return tuple(Asked(RequestKind(row.kind), row.received, state_of(
            RequestKind(row.kind), row.received, (row.days, row.extension_days),
            [(Event(event.kind), event.day) for event in events.get(row.request_id, [])])) for row in rows)

    @cached_property
    def incidents(self) -> tuple[Kept, ...]:
        """Every incident, folded."""
        return all_kept(self.work)

    @cached_property
    def breach_clocks_due(self) -> tuple[IncidentDue, ...]:
        """Clocks of open incidents that are late or nearly so."""
        return due_now(self.work)

    @cached_property
    def records_past_date(self) -> int:
        """How many records have passed the date they are kept until."""
        return due_count(self.work, shipped_retention())

    @cached_property
    def files(self) -> tuple[FileSeen, ...]:
        """The files that hold records, with whether anybody could read them."""
        return files_seen(self.sources.folder, self.settings.backup_folder)

    @cached_property
    def network_words(self) -> str:
        """What is seen of this process's network connections right now."""
        sockets = open_network_sockets()
        if sockets is None:
            return "The app opens no network connection and sets no cookie"
        return f"The app opens no network connection ({sockets or 'none'} open right now) and sets no cookie"

    def register(self, key: str) -> Register:
        """Return one register with every entry as it stands today."""
        if key not in self._registers:
            self._registers[key] = register_of(self.work, self.sources.registers[key])
        return self._registers[key]

    def form(self, form_id: str) -> PublishedForm | None:
        """Return a form as it is in use, or None."""
        try:
            return self.sources.library.form_in(self.work, form_id)
        except NotFoundError:
            return None

    def count(self, table: type[Base], *conditions: ColumnExpressionArgument[bool]) -> int:
        """Return how many rows of ``table`` fit."""
        return self.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    def distinct(self, column: InstrumentedAttribute[Any], *conditions: ColumnExpressionArgument[bool]) -> int:
        """Return how many different values of ``column`` there are among the rows that fit."""
        return self.session.scalar(select(func.count(func.distinct(column))).where(*conditions)) or 0

    def last(self, event: str, *conditions: ColumnExpressionArgument[bool]) -> datetime | None:
        """Return when the audit log saw ``event`` last, or None."""
        newest = select(func.max(AuditEntry.sequence)).where(AuditEntry.event == event, AuditEntry.allowed, *conditions)
        return self.session.scalar(select(AuditEntry.at).where(AuditEntry.sequence == newest.scalar_subquery()))
