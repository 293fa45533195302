"""A journal that was damaged by hand is refused in words, and hides no other job."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dicomtree import publish
from dicomtree.library.jobs import remembered_jobs
from dicomtree.publish.jobs import journal_path
from dicomtree.transcode import run_copies
from tests.copied_files import files_below
from tests.test_copies_at_risk import copied

Lines = list[dict[str, Any]]
Damage = Callable[[Lines], object]


def task_of(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line["line"] == "task")


def a_result(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if line["line"] == "result")


DAMAGES: dict[str, Damage] = {
    "a task is missing": lambda lines: lines.remove(task_of(lines)),
    "a target leads out": lambda lines: task_of(lines).update(target="../../evil.dcm"),
    "a target is absolute": lambda lines: task_of(lines).update(target="/evil.dcm"),
    "a target is a number": lambda lines: task_of(lines).update(target=5),
    "a target holds NUL": lambda lines: task_of(lines).update(target="a\0b"),
    "a source holds NUL": lambda lines: task_of(lines).update(source="a\0b"),
    "a number is a list": lambda lines: task_of(lines).update(n=[1]),
    "details are a text": lambda lines: task_of(lines).update(details="x"),
    "no destination": lambda lines: lines[0].pop("destination"),
    "a relative destination": lambda lines: lines[0].update(destination="out"),
    "options are a text": lambda lines: lines[0].update(options="x"),
    "a result leads out": lambda lines: a_result(lines).update(target="../in/0.dcm"),
    "a result without outcome": lambda lines: a_result(lines).pop("outcome"),
    "a size is a text": lambda lines: a_result(lines).update(size="x"),
    "an unknown line": lambda lines: lines.insert(3, {"line": "other"}),
    "an unknown state": lambda lines: lines[-1].update(state="other"),
}


def damaged(job: str, damage: Damage) -> None:
    """Change the journal of a job."""
    path = Path(journal_path(job))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    damage(lines)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_journal_is_refused_and_hides_no_other_job(tmp_path: Path, name: str) -> None:
    job = copied(tmp_path / "one").header.job
    other = copied(tmp_path / "two").header.job
    before = files_below(tmp_path)
    damaged(job, DAMAGES[name])
    for act in (run_copies, publish.undo_job, publish.plan_undo, publish.load_job_to_resume):
        with pytest.raises(ValueError, match="is damaged"):
            act(job)
    # A list reads only the ends of a journal: one that is damaged in its middle may stand in it.
    assert other in [remembered.job for remembered in remembered_jobs()]
    assert files_below(tmp_path) == before


def test_a_task_whose_details_make_no_sense_fails_alone(tmp_path: Path) -> None:
    job = copied(tmp_path).header.job
    (tmp_path / "out/1.0.dcm").unlink()
    damaged(job, lambda lines: task_of(lines).update(details={"stamp": "x"}))
    report = run_copies(job)
    assert [failure.note for failure in report.failures] == ["the job's journal is damaged"]
