"""Forgetting takes journals along, but none that is still of use without being told."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dicomtree import publish, settings
from dicomtree.cli.main import main
from dicomtree.cli.status import ExitStatus
from dicomtree.library import forgetting
from dicomtree.library.forgetting import forget_beside
from dicomtree.publish import Content, ForgottenJournals, Task
from dicomtree.publish.jobs import journal_files, journal_path
from dicomtree.publish.journal import Journal
from dicomtree.publish.record import NewerJournalError


@contextmanager
def produce(task: Task) -> Iterator[Content]:
    yield Content([task.source.encode()], None, "copied")


def begin(destination: Path, source: str = "/data/in/Jane") -> str:
    return publish.begin_job("test", str(destination), [Task(0, source, "one", 1)])


def finish(destination: Path, source: str = "/data/in/Jane") -> str:
    job = begin(destination, source)
    publish.run_job(job, produce)
    return job


def undo(job: str) -> str:
    publish.undo_job(job)
    return job


def damage(job: str) -> str:
    path = Path(journal_path(job))
    path.write_bytes(b"{}\n" + path.read_bytes())
    return job


def names() -> set[str]:
    return {path.stem for path in journal_files()}


def test_what_can_still_be_resumed_or_undone_stays_until_told(tmp_path: Path) -> None:
    undo(finish(tmp_path / "undone"))
    damage(begin(tmp_path / "damaged"))
    of_use = {begin(tmp_path / "open"), finish(tmp_path / "done")}
    assert forget_beside() == ForgottenJournals(deleted=2, kept=2)
    assert names() == of_use
    assert forget_beside(even_journals_of_use=True) == ForgottenJournals(deleted=2)
    assert names() == set()
    assert (tmp_path / "done/one").exists()


def test_a_plan_that_never_reached_the_disk_is_forgotten(tmp_path: Path) -> None:
    path = Path(journal_path(begin(tmp_path / "out")))
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert forget_beside() == ForgottenJournals(deleted=1)


def test_a_job_at_work_and_a_newer_programs_journal_always_stay(tmp_path: Path) -> None:
    newer = begin(tmp_path / "newer")
    path = Path(journal_path(newer))
    path.write_bytes(path.read_bytes().replace(b'"format": 1', b'"format": 2', 1))
    working = begin(tmp_path / "working")
    with Journal(journal_path(working)):
        assert forget_beside(even_journals_of_use=True) == ForgottenJournals(kept=2)
    assert names() == {newer, working}
    with pytest.raises(NewerJournalError, match="newer version"):
        publish.load_job(newer)


@pytest.mark.parametrize("folder", ["/data/in", "/data", "/data/in/Jane", "{out}", "{out}/deep"])
def test_a_folder_is_forgotten_with_the_journals_that_name_it(folder: str, tmp_path: Path) -> None:
    undo(finish(tmp_path / "out"))
    other = undo(finish(tmp_path / "elsewhere", "/other/in"))
    found = forget_beside(folder.format(out=tmp_path / "out"))
    assert found == ForgottenJournals(deleted=1)
    assert names() == {other}


def test_an_archive_is_forgotten_with_the_journals_that_name_its_members(tmp_path: Path) -> None:
    undo(finish(tmp_path / "out", "/data/a.zip!/inner/Jane"))
    assert forget_beside("/data/b.zip") == ForgottenJournals()
    assert forget_beside("/data/a.zip") == ForgottenJournals(deleted=1)


def test_what_killed_programs_left_goes_and_what_is_worked_in_stays(home: Path) -> None:
    left, worked_in = Path(publish.new_work_folder()), Path(publish.new_work_folder())
    (left / "header").write_bytes(b"Jane")
    long_ago = time.time() - forgetting.IDLE_S - 60
    os.utime(left, (long_ago, long_ago))
    settings.config_folder().mkdir(parents=True)
    (settings.config_folder() / "settings.json").write_bytes(b"[")
    settings.load()
    forget_beside("/data")
    assert left.exists()
    assert forget_beside() == ForgottenJournals()
    assert (left.exists(), worked_in.exists()) == (False, True)
    assert list(settings.config_folder().iterdir()) == []


def test_a_journal_that_cannot_be_deleted_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = undo(finish(tmp_path / "out"))

    def refuse(_: Path) -> None:
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr(Path, "unlink", refuse)
    assert forget_beside() == ForgottenJournals(trouble=f"{job}.jsonl: not allowed")


def test_the_command_says_what_it_keeps_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    undo(finish(tmp_path / "undone"))
    finish(tmp_path / "done")
    assert main(["forget"]) == ExitStatus.DONE
    told = " ".join(capsys.readouterr().err.split())
    assert "forgotten: 1 journal" in told
    assert "1 journal of copies and exports kept" in told
    assert main(["forget", "--journals"]) == ExitStatus.DONE
    assert "kept" not in capsys.readouterr().err
    assert names() == set()
