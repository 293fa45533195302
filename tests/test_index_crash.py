"""kill -9 at any point of writing: the next start works and tells the truth."""

import random
import select
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import cast

import pytest

from dicomtree import index
from dicomtree.index import place
from dicomtree.index.database import Database
from tests.indexed import ROOT, put, rows_in, series

REPOSITORY = Path(__file__).parent.parent
KILLS, ALL_KILLS = 6, 100
GROUPS = 12

# Stores groups of three series and tells of each; then drops and stores two files again and again.
# The argument is after how many steps of SQLite it kills itself, 0 for never.
WRITER = f"""
import os, signal, sys
from dicomtree import index
from tests.indexed import ROOT, put, series, summary_of
operations = int(sys.argv[1])
found = index.open_index()
assert found.trouble is None, found.trouble
if operations:
    kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
    found._database._connection.set_progress_handler(kill, operations)
root = found.root(0, ROOT)
root.restore()
for group in range({GROUPS}):
    put(root, [series(3 * group + member, 20) for member in range(3)])
    print("stored", flush=True)
while True:
    rows = series(0, 20)[3:5]
    with root.writing() as writer:
        (left,) = writer.drop([row.path for row in rows]).series
        writer.add_rows(summary_of(series(0, 20), left.series), rows)
    print("changed", flush=True)
"""


class _Connection:
    """Stands for SQLite's: is asked to close, by another thread, while it runs a statement."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.ending: threading.Thread | None = None

    def execute(self, statement: str, _: object) -> None:
        assert self.ending is not None
        self.ending.start()
        self.ending.join(0.3)  # for a closing that does not wait
        self.log.append(statement)

    def close(self) -> None:
        self.log.append("closed")


def test_the_end_of_the_program_waits_for_a_running_statement() -> None:
    # Closed under one, SQLite ended the program with a segmentation fault.
    connection = _Connection()
    database = Database(cast("sqlite3.Connection", connection), None)
    connection.ending = threading.Thread(target=database._close)
    database.run("INSERT")
    connection.ending.join()
    assert connection.log == ["INSERT", "closed"]


def killed_writer(chance: random.Random, *, by_itself: bool) -> int:
    """Have the writer killed at a random point; return how many groups it said it had stored."""
    operations = chance.randrange(20, 12_000) if by_itself else 0
    said = []
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(operations)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        if not by_itself:
            said = [process.stdout.readline() for _ in range(chance.randrange(1, GROUPS + 5))]
            # Somewhere within the next transaction: this is the point of time to be tried.
            select.select([], [], [], chance.random() * 0.003)
            process.kill()
        said += process.stdout.readlines()
        assert process.wait() == -signal.SIGKILL
    return said.count("stored\n")


def check(stored: int) -> None:
    """Check that whole groups are in the index, at least as many as were told of."""
    found = index.open_index()
    assert found.trouble is None
    assert place.set_aside(index.index_file()) == []
    root = found.root(0, ROOT)
    rows = rows_in(root, root.restore())
    groups = len(rows) // 60
    assert stored <= groups <= stored + 1
    assert rows == [row for number in range(3 * groups) for row in series(number, 20)]
    put(root, [series(99)])
    found.close()
    with sqlite3.connect(index.index_file()) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("by_itself", [True, False], ids=["within a statement", "at any time"])
def test_after_a_kill_all_that_was_stored_is_there_and_whole(
    home: Path, long: bool, by_itself: bool
) -> None:
    chance = random.Random(11)
    for _ in range(ALL_KILLS if long else KILLS):
        index.forget_everything()
        check(killed_writer(chance, by_itself=by_itself))
