"""A job writes what was planned, or says what not; it goes on after a stop and can be undone."""

import errno
import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dicomtree import publish
from dicomtree.model import JobProgress
from dicomtree.publish import Content, JobRunningError, Outcome, Result, State, Task
from dicomtree.publish.folders import Folder
from dicomtree.publish.jobs import journal_files, journal_path
from dicomtree.publish.journal import Journal, Record, read_records


def begin(destination: Path, contents: dict[str, bytes]) -> str:
    """Plan a job that writes these contents."""
    tasks = [
        Task(number, content.decode("latin-1"), target, len(content))
        for number, (target, content) in enumerate(contents.items())
    ]
    return publish.begin_job("test", str(destination), tasks)


@contextmanager
def produce(task: Task) -> Iterator[Content]:
    """Give the content that `begin` put into the source."""
    yield Content([task.source.encode("latin-1")], 10**18, "copied", proves=True)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


FILES = {"a/one.dcm": b"1", "a/b/two.dcm": b"22", "three.dcm": b"333"}


def test_every_planned_file_is_written_private_and_with_its_time(tmp_path: Path) -> None:
    report = publish.run_job(begin(tmp_path / "out", FILES), produce)
    assert files_below(tmp_path / "out") == FILES
    assert report.count(Outcome.DONE) == 3
    assert report.proved == ("1", "22", "333")
    status = (tmp_path / "out/a/one.dcm").stat()
    assert stat.S_IMODE(status.st_mode) == 0o600
    assert status.st_mtime_ns == 10**18
    assert status.st_nlink == 1


def test_the_journal_is_private_and_lists_the_job(tmp_path: Path, home: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    assert publish.list_jobs()[0].state is State.OPEN
    publish.run_job(job, produce)
    assert stat.S_IMODE(os.stat(journal_path(job)).st_mode) == 0o600
    (summary,) = publish.list_jobs()
    assert (summary.state, summary.planned, summary.settled) == (State.FINISHED, 3, 3)


def test_content_that_is_there_already_is_said_and_not_doubled(tmp_path: Path) -> None:
    publish.run_job(begin(tmp_path / "out", FILES), produce)
    report = publish.run_job(begin(tmp_path / "out", FILES), produce)
    assert report.count(Outcome.SAME) == 3
    assert files_below(tmp_path / "out") == FILES


def test_a_name_taken_by_other_content_gives_the_next_free_one(tmp_path: Path) -> None:
    publish.run_job(begin(tmp_path / "out", {"x.dcm": b"old"}), produce)
    report = publish.run_job(begin(tmp_path / "out", {"x.dcm": b"new"}), produce)
    assert report.count(Outcome.RENAMED) == 1
    assert files_below(tmp_path / "out") == {"x.dcm": b"old", "x (2).dcm": b"new"}
    again = publish.run_job(begin(tmp_path / "out", {"x.dcm": b"new"}), produce)
    assert again.count(Outcome.SAME) == 1
    assert len(files_below(tmp_path / "out")) == 2


def test_a_folder_or_link_with_the_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out/x.dcm").mkdir(parents=True)
    (tmp_path / "out/y.dcm").symlink_to(tmp_path / "elsewhere")
    report = publish.run_job(begin(tmp_path / "out", {"x.dcm": b"1", "y.dcm": b"2"}), produce)
    assert report.count(Outcome.RENAMED) == 2
    assert not (tmp_path / "elsewhere").exists()


def test_no_link_leads_out_of_the_destination(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "away").mkdir()
    (tmp_path / "out/a").symlink_to(tmp_path / "away", target_is_directory=True)
    report = publish.run_job(begin(tmp_path / "out", FILES), produce)
    assert [failure.task.target for failure in report.failures] == ["a/one.dcm", "a/b/two.dcm"]
    assert list((tmp_path / "away").iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\0b"])
def test_a_name_is_one_component(tmp_path: Path, name: str) -> None:
    with Folder.open(str(tmp_path)) as folder, pytest.raises(ValueError, match="one component"):
        folder.holds(name)


def test_a_failing_source_is_reported_and_the_others_are_written(tmp_path: Path) -> None:
    @contextmanager
    def failing(task: Task) -> Iterator[Content]:
        with produce(task) as content:
            yield content
        if task.number == 1:
            raise publish.SourceChangedError(task.source)

    job = begin(tmp_path / "out", FILES)
    report = publish.run_job(job, failing)
    assert [failure.note for failure in report.failures] == [
        "the file has changed since it was planned with"
    ]
    assert files_below(tmp_path / "out") == {"a/one.dcm": b"1", "three.dcm": b"333"}
    assert publish.run_job(job, produce).count(Outcome.DONE) == 3
    assert files_below(tmp_path / "out") == FILES


def test_three_faults_of_the_device_in_a_row_pause_the_job(tmp_path: Path) -> None:
    @contextmanager
    def full(task: Task) -> Iterator[Content]:
        raise OSError(errno.ENOSPC, "No space left on device")
        yield Content([], None, task.source)

    job = begin(tmp_path / "out", {f"{number}.dcm": b"x" for number in range(100)})
    report = publish.run_job(job, full)
    assert report.paused == "No space left on device"
    assert 3 <= len(report.failures) <= 6
    assert report.count(Outcome.CANCELLED) == 100 - len(report.failures)
    assert files_below(tmp_path / "out") == {}
    assert publish.run_job(job, produce).count(Outcome.DONE) == 100


def test_sources_that_may_not_be_read_pause_no_job(tmp_path: Path) -> None:
    @contextmanager
    def closed(task: Task) -> Iterator[Content]:
        if task.number < 10:
            raise PermissionError(errno.EACCES, "Permission denied", task.source)
        with produce(task) as content:
            yield content

    job = begin(tmp_path / "out", {f"{number}.dcm": b"x" for number in range(100)})
    report = publish.run_job(job, closed)
    assert (len(report.failures), report.count(Outcome.DONE), report.paused) == (10, 90, None)


def test_what_failed_before_does_not_keep_a_resumed_job_from_the_rest(tmp_path: Path) -> None:
    @contextmanager
    def dying(task: Task) -> Iterator[Content]:
        if task.number < 10:
            raise OSError(errno.EIO, "Input/output error")
        with produce(task) as content:
            yield content

    job = begin(tmp_path / "out", {f"{number}.dcm": b"x" for number in range(100)})
    assert publish.run_job(job, dying).count(Outcome.CANCELLED) > 80
    done = [publish.run_job(job, dying).count(Outcome.DONE) for _ in range(4)]
    assert done[-1] == 90


def test_a_full_disk_under_the_journal_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    job = begin(tmp_path / "out", FILES)
    with monkeypatch.context() as patched:
        patched.setattr("dicomtree.publish.shared_journal.SharedJournal.sync", full)
        with pytest.raises(OSError, match="No space"):
            publish.run_job(job, produce)
    assert files_below(tmp_path / "out") == {}
    assert publish.run_job(job, produce).count(Outcome.DONE) == 3


def test_a_cancelled_job_leaves_nothing_half_written_and_goes_on_later(tmp_path: Path) -> None:
    cancel = threading.Event()

    @contextmanager
    def slow(task: Task) -> Iterator[Content]:
        def chunks() -> Iterator[bytes]:
            yield task.source.encode("latin-1")[:1]
            if task.number == 150:
                cancel.set()
            yield task.source.encode("latin-1")[1:]

        yield Content(chunks(), None, "copied")

    contents = {f"{number}.dcm": b"%d" % number for number in range(300)}
    job = begin(tmp_path / "out", contents)
    report = publish.run_job(job, slow, cancel=cancel)
    assert report.cancelled
    assert 0 < report.count(Outcome.CANCELLED) < 300
    done = files_below(tmp_path / "out")
    assert done.items() <= contents.items()
    publish.run_job(job, produce)
    assert files_below(tmp_path / "out") == contents


def test_progress_ends_with_everything_done(tmp_path: Path) -> None:
    seen: list[JobProgress] = []
    publish.run_job(begin(tmp_path / "out", FILES), produce, progress=seen.append)
    assert (seen[-1].done, seen[-1].total) == (3, 3)
    assert (seen[-1].bytes_done, seen[-1].bytes_total) == (6, 6)


def test_progress_ends_with_everything_done_whatever_the_files_turn_out_to_be(
    tmp_path: Path,
) -> None:
    contents = {"smaller": b"1" * 10, "larger": b"2" * 5000, "none": b""}
    tasks = [
        Task(number, content.decode(), target, 1000)
        for number, (target, content) in enumerate(contents.items())
    ]
    job = publish.begin_job("test", str(tmp_path / "out"), tasks)

    @contextmanager
    def produce_or_fail(task: Task) -> Iterator[Content]:
        if not task.source:
            raise OSError(errno.ENOENT, "gone", task.source)
        with produce(task) as content:
            yield content

    seen: list[JobProgress] = []
    report = publish.run_job(job, produce_or_fail, progress=seen.append)
    assert (seen[-1].done, seen[-1].bytes_done, seen[-1].bytes_total) == (3, 3000, 3000)
    assert len(report.failures) == 1
    publish.run_job(job, produce, progress=seen.append)
    assert (seen[-1].done, seen[-1].bytes_done, seen[-1].bytes_total) == (3, 3000, 3000)


def test_a_job_is_run_by_one_at_a_time(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    with Journal(journal_path(job)), pytest.raises(JobRunningError):
        publish.run_job(job, produce)


def test_jobs_that_have_ended_are_listed_without_reading_all_of_their_journals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = sorted(begin(tmp_path / name, FILES) for name in ("done", "undone", "stopped", "open"))
    for job in jobs[:2]:
        publish.run_job(job, produce)
    publish.undo_job(jobs[1])
    stop = threading.Event()
    stop.set()
    assert publish.run_job(jobs[2], produce, cancel=stop).cancelled
    as_read_in_full = [
        (one.header, one.state, len(one.tasks), len(one.tasks) - len(one.unfinished()))
        for one in map(publish.load_job, jobs)
    ]
    read: list[str] = []

    def counted(path: str) -> list[Record]:
        read.append(path)
        return read_records(path)

    monkeypatch.setattr(publish.record, "read_records", counted)
    listed = publish.list_jobs()
    assert [(one.header, one.state, one.planned, one.settled) for one in listed] == as_read_in_full
    assert read == [journal_path(jobs[3])]


@pytest.mark.parametrize("end", [b'{"line": "ended", "sta', b"\n", b'{"line": "ended"}\n'])
def test_a_journal_whose_end_is_not_understood_is_read_in_full(tmp_path: Path, end: bytes) -> None:
    job = begin(tmp_path / "out", FILES)
    with open(journal_path(job), "ab") as journal:
        journal.write(end)
    expected = [] if end.endswith(b"}\n") else [(State.OPEN, 3, 0)]
    assert [(one.state, one.planned, one.settled) for one in publish.list_jobs()] == expected


def test_a_torn_last_line_costs_nothing(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    with open(journal_path(job), "ab") as file:
        file.write(b'{"line": "made", "n": 0, "ta')
    publish.run_job(job, produce)
    assert publish.load_job(job).state is State.FINISHED


def test_a_plan_that_never_reached_the_disk_cannot_be_resumed(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    path = Path(journal_path(job))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(ValueError, match="planning"):
        publish.run_job(job, produce)


def test_where_links_are_unknown_the_file_is_renamed_over_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(Folder, "link", no_links)
    publish.run_job(begin(tmp_path / "out", {"x.dcm": b"old"}), produce)
    publish.run_job(begin(tmp_path / "out", {"x.dcm": b"new"}), produce)
    assert files_below(tmp_path / "out") == {"x.dcm": b"old", "x (2).dcm": b"new"}


def test_where_nothing_else_works_the_name_is_claimed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(Folder, "link", no_links)
    monkeypatch.setattr("dicomtree.publish.naming._exclusive_rename", lambda: None)
    publish.run_job(begin(tmp_path / "out", {"x.dcm": b"old"}), produce)
    job = begin(tmp_path / "out", {"x.dcm": b"new", "y.dcm": b"y"})
    publish.run_job(job, produce)
    assert files_below(tmp_path / "out") == {"x.dcm": b"old", "x (2).dcm": b"new", "y.dcm": b"y"}
    assert publish.load_job(job).claimed == {"x (2).dcm", "y.dcm"}


def test_a_name_claimed_before_a_kill_is_filled_when_the_job_goes_on(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", {"x.dcm": b"content"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out/x.dcm").touch()
    record = publish.load_job(job)
    made = Result(record.tasks[0], Outcome.DONE, "x.dcm", 7, "00", "copied", inode=1)
    with Journal(journal_path(job)) as journal:
        journal.add(publish.record.result_line(made, "made"), {"line": "claim", "target": "x.dcm"})
    assert publish.run_job(job, produce).count(Outcome.DONE) == 1
    assert files_below(tmp_path / "out") == {"x.dcm": b"content"}


# ---- undo
def test_undo_removes_what_was_written_and_the_folders_made_for_it(tmp_path: Path) -> None:
    job = begin(tmp_path / "new/out", FILES)
    publish.run_job(job, produce)
    report = publish.undo_job(job)
    assert (report.removed, report.kept) == (3, ())
    assert list(tmp_path.iterdir()) == []
    assert publish.list_jobs()[0].state is State.UNDONE


def test_undo_keeps_what_was_there_before_and_what_has_changed_since(tmp_path: Path) -> None:
    (tmp_path / "out/a").mkdir(parents=True)
    (tmp_path / "out/a/one.dcm").write_bytes(b"1")
    job = begin(tmp_path / "out", FILES)
    publish.run_job(job, produce)
    (tmp_path / "out/three.dcm").write_bytes(b"333 edited")
    report = publish.undo_job(job)
    assert report.removed == 1
    assert [(kept.target, kept.reason) for kept in report.kept] == [
        ("three.dcm", "it has been changed since")
    ]
    assert files_below(tmp_path / "out") == {"a/one.dcm": b"1", "three.dcm": b"333 edited"}
    assert not (tmp_path / "out/a/b").exists()


def test_undo_of_an_open_job_ends_it(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    cancel = threading.Event()
    cancel.set()
    publish.run_job(job, produce, cancel=cancel)
    publish.undo_job(job)
    with pytest.raises(ValueError, match="undone"):
        publish.run_job(job, produce)


def test_undo_is_done_once(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", FILES)
    publish.run_job(job, produce)
    publish.undo_job(job)
    publish.run_job(begin(tmp_path / "out", FILES), produce)
    assert publish.undo_job(job).removed == 0
    assert files_below(tmp_path / "out") == FILES


def test_an_equal_file_of_somebody_else_survives_a_kill_and_undo(tmp_path: Path) -> None:
    job = begin(tmp_path / "out", {"x.dcm": b"content"})
    (tmp_path / "out").mkdir()
    theirs = tmp_path / "out/x.dcm"
    theirs.write_bytes(b"content")
    digest = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"
    made = Result(publish.load_job(job).tasks[0], Outcome.DONE, "x.dcm", 7, digest, inode=1)
    with Journal(journal_path(job)) as journal:
        journal.add(publish.record.result_line(made, "made"))
    publish.undo_job(job)
    assert theirs.read_bytes() == b"content"


def test_a_jobs_name_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the name of a job"):
        publish.undo_job("../settings")


@pytest.mark.parametrize(
    "line",
    [
        {"line": "made", "n": 7, "outcome": "done"},
        {"line": "result", "n": 0},
        {"line": "task", "n": [], "source": "", "target": "", "size": 0},
    ],
    ids=["a task that is none", "no outcome", "a number that is none"],
)
def test_a_journal_damaged_by_hand_is_refused_and_hides_no_other_job(
    tmp_path: Path, line: dict[str, object]
) -> None:
    jobs = [begin(tmp_path, {"a": b"1"}), begin(tmp_path, {"b": b"2"})]
    with open(journal_path(jobs[0]), "a") as journal:
        journal.write(json.dumps(line) + "\n")
    assert [job.header.job for job in publish.list_jobs()] == [jobs[1]]
    with pytest.raises(ValueError, match="damaged"):
        publish.load_job(jobs[0])


def test_a_plan_for_which_the_disk_has_no_room_leaves_no_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Journal) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Journal, "sync", refuse)
    with pytest.raises(OSError, match="no room"):
        begin(tmp_path / "out", FILES)
    assert journal_files() == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no such device")
def test_a_full_disk_of_the_journal_is_named_as_such() -> None:
    # Linux's device on which every write meets a full disk.
    with Journal("/dev/full") as journal, pytest.raises(OSError, match="/dev/full") as caught:
        journal.add({"line": "ready"})
    assert caught.value.errno == errno.ENOSPC
