"""What was deleted is in no unused part of any page: page splits leave older copies that ``secure_delete`` misses."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.models.cipher import RECORDS, compact, create_encrypted
from app.models.guards import authorize_work
from tests.integration.retention.pages import PAGE, plain_log, plain_pages

KEY = bytearray(range(32))


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_nothing_deleted_is_left_after_the_pages_were_written_anew(tmp_path: Path, seed: int) -> None:
    """Each of these seeds leaves a deleted name behind when the file is not compacted."""
    draw, names = random.Random(seed), {}
    path = tmp_path / "records.db"
    connection = create_encrypted(path, KEY, RECORDS)
    connection.execute("CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT, notes TEXT)")
    connection.execute("CREATE INDEX by_name ON person (name)")
    for number in range(1500):
        each = f"{draw.getrandbits(64):016x}"
        names[each] = f"NAME{draw.getrandbits(96):024x}"
        connection.execute("INSERT INTO person VALUES (?, ?, ?)", (each, names[each], "x" * draw.randrange(900)))
        if number % 3 == 0:
            connection.execute("UPDATE person SET notes = ? WHERE id = ?",
                               ("y" * draw.randrange(900), draw.choice(list(names))))
    gone = draw.sample(list(names), 300)
    for each in gone:
        connection.execute("DELETE FROM person WHERE id = ?", (each,))
    connection.set_authorizer(authorize_work)
    compact(connection, authorize_work)
    assert path.with_name("records.db-wal").stat().st_size == 0
    pages = plain_pages(path, bytes(KEY)) + plain_log(path, bytes(KEY))
    assert len(pages) > 100 * (PAGE - 200)
    assert [each for each in gone if names[each].encode() in pages] == []
    assert all(name.encode() in pages for each, name in names.items() if each not in gone)
    with pytest.raises(Exception, match=r"authoriz"):
        connection.execute("VACUUM")
    connection.close()
