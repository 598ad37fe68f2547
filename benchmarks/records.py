"""Records of a clinic after ten years: search, a long record, today's board, receiving, the audit.

The store is seeded in bulk. Every query runs on real SQLCipher files; floors run on the same rows or bytes.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, select

from app.core.canonical import canonical_json
from app.demo.cast import DemoPatient, read_cast
from app.demo.tablet import play_visit
from app.intake.outbox import Outbox
from app.intake.visit import IntakeVisit
from app.models.audit import AuditEntry
from app.models.patients import Patient, PatientTerm
from app.models.rights import ConfidentialContactVersion
from app.models.visits import Visit
from app.security.actor import Actor
from app.services.patient_search import search
from app.services.views.patients import CheckIn, HandOver, IdentityCheck
from benchmarks.clinic import BenchClinic, found_clinic
from benchmarks.measure import FULL, Effort, Goal, Row, in_turns, row, timed
from benchmarks.seed import Seeded, seed

QUERIES = ("ma", "mar", "hana kal", "1980-0", "555", "corbal")
"""What somebody types; the first two match most."""


@dataclass
class Records:
    """A seeded clinic with somebody signed in."""

    clinic: BenchClinic
    seeded: Seeded
    actor: Actor
    size: int


def measure(effort: Effort = FULL) -> tuple[Row, ...]:
    """Return the rows of the chapter "Records"."""
    rows: list[Row] = []
    with TemporaryDirectory() as scratch:
        base = found_clinic(Path(scratch) / "base")
        for size in effort.patients:
            clinic = base.copied_to(Path(scratch) / str(size))
            seeded = seed(clinic, size, effort.audit_rows)
            records = Records(clinic, seeded, clinic.sign_in("adeyemi"), size)
            rows += _of_size(records, effort, Path(scratch))
            if size == effort.patients[-1]:
                rows += _once(records, effort, Path(scratch))
            clinic.services.access.lock("Measured.")
    return tuple(rows)


def _of_size(records: Records, effort: Effort, scratch: Path) -> list[Row]:
    services, actor, words = records.clinic.services, records.actor, f"{records.size:,} patients"
    opened = timed(lambda: services.patients.open(actor, records.seeded.frequent_patient), effort.runs, effort.warm_up)
    board = timed(lambda: services.visits.board(actor), effort.runs, effort.warm_up)
    return [
        *_searching(records, effort, scratch),
        row(f"open a patient with 200 visits, {words}", opened, Goal(p95_ms=100), series="open a patient",
            size=records.size, note="the service, audited; the page's own drawing is left out"),
        row(f"Today with 60 visits, {words}", board, Goal(p95_ms=100), series="Today", size=records.size,
            note="the service alone"),
    ]


# --- search --------------------------------------------------------------------------------------------------------


def _searching(records: Records, effort: Effort, scratch: Path) -> list[Row]:
    services, actor, words = records.clinic.services, records.actor, f"{records.size:,} patients"
    statements = _statements(records)
    plain = _plain_copy(records, scratch / f"plain-{records.size}.db")
    raw = services.desk.store._raw

    def run(execute: Callable[[str, tuple[object, ...]], object]) -> None:
        for sql, parameters in statements:
            execute(sql, parameters)

    encrypted, least = in_turns((lambda: run(lambda sql, given: raw.execute(sql, given).fetchall()),
                                 lambda: run(lambda sql, given: plain.execute(sql, given).fetchall())),
                                effort.runs, effort.warm_up)
    plain.close()
    served = timed(lambda: [services.patients.search(actor, words) for words in QUERIES], effort.runs, effort.warm_up)
    each = type(served)(tuple(run / len(QUERIES) for run in served.runs))
    return [
        row(f"search queries alone, {words}", encrypted, Goal(ratio=1.3), least,
            note=f"{len(QUERIES)} searches; floor: the same statements on plain SQLite, same rows and indexes"),
        row(f"one search, {words}", each, Goal(p95_ms=16), series="search", size=records.size,
            note="the service: permission, query, views; painting is measured in the chapter on starting"),
    ]


def _statements(records: Records) -> list[tuple[str, tuple[object, ...]]]:
    """Return the SQL that the searches of ``QUERIES`` run, with its parameters."""
    store, seen = records.clinic.services.desk.store, []

    def note(_connection: object, _cursor: object, sql: str, parameters: tuple[object, ...], *_rest: object) -> None:
        seen.append((sql, tuple(parameters)))

    event.listen(store._engine, "before_cursor_execute", note)
    with store.unit() as session:
        for words in QUERIES:
            search(session, words, 20)
    event.remove(store._engine, "before_cursor_execute", note)
    return [(sql, given) for sql, given in seen if sql.lstrip().startswith("SELECT")]


def _plain_copy(records: Records, path: Path) -> sqlite3.Connection:
    """Copy what searching reads into a plain SQLite file with the same tables and indexes."""
    raw = records.clinic.services.desk.store._raw
    plain = sqlite3.connect(path)
    for name in (each.__tablename__ for each in (Patient, PatientTerm, Visit, ConfidentialContactVersion)):
        for (sql,) in raw.execute("SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND "
                                  "sql IS NOT NULL", (name,)).fetchall():
            plain.execute(str(sql))
        found = raw.execute(f"SELECT * FROM {name}").fetchall()
        if found:
            plain.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(found[0]))})", found)
    plain.commit()
    return plain


# --- receiving and the audit ---------------------------------------------------------------------------------------


def _once(records: Records, effort: Effort, scratch: Path) -> list[Row]:
    return [_receiving(records, effort, scratch), _appending(records, effort), _verifying(records, effort)]


def _receiving(records: Records, effort: Effort, scratch: Path) -> Row:
    """Each run receives a submission of its own, made before the clock starts."""
    clinic, desk = records.clinic, records.clinic.services.desk
    cast = next(patient for patient in read_cast().patients if not patient.guardian)
    taken, size = [], 0
    for turn in range(effort.warm_up + effort.runs):
        size = _send(records, cast, records.seeded.patients[turn])
        found = timed(lambda: clinic.services.inbox.receive(records.actor), 1, 0)
        if turn >= effort.warm_up:
            taken.append(found.median)
    times = type(found)(tuple(sorted(taken)))
    file = sqlite3.connect(scratch / "receive.db", isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA synchronous=FULL")
    file.execute("CREATE TABLE item (content BLOB)")
    least = timed(lambda: file.execute("INSERT INTO item VALUES (?)", (b"x" * size,)), effort.runs, effort.warm_up)
    file.close()
    assert desk.open_store is not None  # still signed in
    return row("receive a sealed submission", times, Goal(ratio=3), least,
               note=f"{size // 1024} KiB: open, authenticate, validate every form, screen, store, audit, delete; "
                    "floor: one committed insert of as many bytes into plain SQLite")


def _send(records: Records, cast: DemoPatient, patient_id: str) -> int:
    """Check a patient in, hand over, fill in everything and send it. Returns the size of the sealed item."""
    clinic, actor, services = records.clinic, records.actor, records.clinic.services
    provider = next(each.provider_id for each in services.visits.providers(actor))
    visit_id = services.visits.check_in(actor, CheckIn(patient_id, clinic.clock.now(), provider, cast.treatments))
    view = services.visits.prepare(actor, visit_id)
    answers = {(each.form_id, each.link_id): each.options[0][0] if each.options else "Forehead"
               for each in view.staff_questions if each.required}
    handed = HandOver(visit_id, IdentityCheck("photo_id", ""), answers)
    packet = services.visits.hand_over(actor, handed)
    visit = IntakeVisit(packet, clinic.clock, Outbox(clinic.ports.folder.outbox, packet, clinic.ports.randomness))
    play_visit(visit, cast, lambda minutes: clinic.clock.advance(minutes=minutes))
    return next(clinic.ports.folder.outbox.iterdir()).stat().st_size


def _appending(records: Records, effort: Effort) -> Row:
    """The same row through the services and as a bare statement in a transaction of the same file."""
    desk = records.clinic.services.desk
    raw = desk.store._raw
    raw.set_authorizer(None)
    raw.execute("CREATE TABLE bench_entry AS SELECT * FROM audit_entry LIMIT 0")
    with desk.store.unit() as session:
        last = session.execute(select(AuditEntry.__table__).order_by(AuditEntry.sequence.desc()).limit(1)).one()
    marks = ",".join("?" * len(last))
    values = raw.execute("SELECT * FROM audit_entry ORDER BY sequence DESC LIMIT 1").fetchall()[0]

    def append() -> None:
        with desk.act_system() as work:
            work.audit("bench", subject="row", detail="An entry as long as most.")

    def bare() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(f"INSERT INTO bench_entry VALUES ({marks})", values)
        raw.execute("COMMIT")

    appended, least = in_turns((append, bare), effort.runs * 2, effort.warm_up)
    return row("audit append", appended, Goal(ratio=1.2), least,
               note="one entry in a transaction of its own: previous hash, new hash, insert, commit with fsync; floor: "
                    "insert of the same values and commit in the same file")


def _verifying(records: Records, effort: Effort) -> Row:
    services, actor = records.clinic.services, records.clinic.sign_in("judith")
    with services.desk.store.unit() as session:
        found = session.execute(select(AuditEntry.__table__)).all()
    contents = [canonical_json({name: str(value) for name, value in entry._mapping.items()}) for entry in found]

    def hashes() -> None:
        for content in contents:
            hashlib.sha256(content).hexdigest()

    runs = max(effort.runs // 2, 3) if effort.quick else 7
    checked, least = in_turns((lambda: services.audit.verify(actor, lambda _done, _all: None, lambda: False), hashes),
                              runs, 1)
    return row("audit chain verified", checked, Goal(ratio=3), least,
               note=f"{len(contents):,} entries read from SQLCipher; floor: SHA-256 of as many bytes, already encoded "
                    "and in memory")
