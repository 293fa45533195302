"""Whether there is room is said with numbers before anything is written, and looked at again then."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import dicomtree
from dicomtree import export, publish
from dicomtree.cli.main import main
from dicomtree.export import ExportOptions, Form, ValueKind
from dicomtree.library.exported import TABLES, plan_export, plan_tables
from dicomtree.library.jobs import resume_job
from dicomtree.publish import NoRoomError, Room
from tests.copied_files import files_below

Full = Callable[[int], None]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Full:
    """Let every disk have so many bytes left."""

    def leave(free: int) -> None:
        usage = shutil._ntuple_diskusage(10**12, 10**12 - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    return leave


@pytest.mark.parametrize(
    ("free", "refusal", "caution"),
    [
        (25_804, "", ""),
        (25_000, "", "the disk may be too full: up to 26 kB are needed, 25 kB are free"),
        (12_902, "", "the disk may be too full: up to 26 kB are needed, 13 kB are free"),
        (12_000, "there is not enough room on the disk: 13 kB are needed, 12 kB are free", ""),
        (None, "", ""),
    ],
)
def test_what_surely_cannot_fit_is_refused_and_what_may_not_is_said(
    free: int | None, refusal: str, caution: str
) -> None:
    room = Room.of([(12_288, 12_288), (12_288, 0)], free)
    assert (room.refusal, room.caution) == (refusal, caution)


def test_nothing_needs_no_room() -> None:
    assert Room.of([], 0) == Room(0, 0, 0)
    assert (Room.of([], 0).words, Room.of([], 0).refusal) == ("", "")


def test_what_is_foreseen_to_its_end_is_not_called_the_most() -> None:
    assert Room.of([(1000, 1000)], None).words == "needs 4.3 kB"
    assert Room.of([(1000, 0)], 5000).words == "needs up to 4.3 kB, 5.0 kB are free"


def test_small_files_need_whole_blocks() -> None:
    assert Room.of([(1, 1)] * 500 + [(0, 0)], None).least == int(500 * 4096 * 1.05)


@pytest.mark.parametrize(
    ("form", "values", "compress"),
    [
        (Form.PNG, ValueKind.REAL, True),
        (Form.PNG16, ValueKind.REAL, True),
        (Form.NPY, ValueKind.REAL, True),
        (Form.NPY, ValueKind.STORED, True),
        (Form.NPZ, ValueKind.STORED, True),
        (Form.NIFTI, ValueKind.REAL, True),
        (Form.NIFTI, ValueKind.REAL, False),
    ],
)
def test_no_export_takes_more_or_less_than_was_foreseen(
    corpus: Path, tmp_path: Path, form: Form, values: ValueKind, compress: bool
) -> None:
    library = dicomtree.open_folder(corpus / "mr-multi-echo", index=False)
    options = ExportOptions(form, values=values, compress=compress)
    plan = plan_export(library, library.tree.series(), options)
    room = plan.room(str(tmp_path))
    export.write_outputs(plan.outputs, str(tmp_path / "out"), roots=library.roots)
    sizes = {name: len(data) for name, data in files_below(tmp_path / "out").items()}
    assert room.least <= 1.05 * (sum(sizes.values()) + 4096 * len(sizes))
    assert sum(sizes.values()) <= room.most
    for output in plan.outputs:
        if not output.is_record:
            assert output.least <= sizes[output.target] <= output.size + 4096


def test_a_damaged_file_that_claims_any_size_keeps_no_export_from_being_begun(
    pydicom_files: Path, tmp_path: Path
) -> None:
    whole = (pydicom_files / "CT_small.dcm").read_bytes()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/cut").write_bytes(whole[: len(whole) // 2])
    library = dicomtree.open_folder(tmp_path / "in", index=False)
    for form in (Form.NPY, Form.NIFTI):
        options = ExportOptions(form, compress=False)
        array, _ = plan_export(library, library.tree.series(), options).outputs
        assert (array.least, array.size > 0) == (0, True)


@pytest.mark.parametrize("form", TABLES)
def test_tables_have_an_estimate(pydicom_files: Path, form: str) -> None:
    library = dicomtree.open_folder(pydicom_files, index=False)
    (table,) = plan_tables(library, library.tree.series(), [TABLES[form]]).outputs
    assert (table.size > 0, table.least) == (True, 0)


def test_an_export_for_which_there_is_no_room_is_not_begun(
    corpus: Path, tmp_path: Path, full: Full, capsys: pytest.CaptureFixture[str]
) -> None:
    full(1000)
    words = ["export", str(corpus / "mr-multi-echo"), "--output", str(tmp_path / "out")]
    assert main([*words, "--as=npy", "--no-index"]) == 3
    told = capsys.readouterr().err
    assert "there is not enough room on the disk" in told
    assert "1.0 kB are free" in told
    assert not (tmp_path / "out").exists()
    assert publish.list_jobs() == []


def test_a_drive_that_tells_nothing_is_not_taken_for_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = shutil._ntuple_diskusage(0, 0, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: nothing)
    assert publish.free_bytes(str(tmp_path)) is None


def test_an_export_goes_into_a_folder_named_from_where_one_is(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["export", str(corpus / "mr-multi-echo"), "--as=json", "--output", "new/out"]
    assert main([*words, "--no-index", "--quiet"]) == 0
    assert list(files_below(tmp_path)) == ["new/out/tree.json"]
    assert publish.free_bytes("new/none") == publish.free_bytes(str(tmp_path / "new/none"))


def test_an_export_that_may_not_fit_is_said_and_begun(
    corpus: Path, tmp_path: Path, full: Full, capsys: pytest.CaptureFixture[str]
) -> None:
    full(60_000)
    words = ["export", str(corpus / "mr-multi-echo"), "--output", str(tmp_path / "out")]
    assert main([*words, "--as=png", "--slice=middle", "--no-index"]) == 0
    assert main([*words, "--as=png", "--dry-run", "--no-index"]) == 0
    told = capsys.readouterr().err
    assert "the disk may be too full: up to" in told
    assert "60 kB are free" in told


def test_a_copy_for_which_there_is_no_room_is_said_once_and_not_begun(
    pydicom_files: Path, tmp_path: Path, full: Full, capsys: pytest.CaptureFixture[str]
) -> None:
    full(1000)
    words = ["organise", str(pydicom_files), "--output", str(tmp_path / "out"), "--no-index"]
    for more, status in (([], 3), (["--dry-run"], 1)):
        assert main([*words, *more]) == status
        told = " ".join(capsys.readouterr().err.split())
        assert told.count("there is not enough room on the disk") == 1
    assert not (tmp_path / "out").exists()
    assert publish.list_jobs() == []


def test_a_job_is_not_gone_on_with_where_there_is_no_room(tmp_path: Path, full: Full) -> None:
    task = publish.Task(0, "/nothing", "there", 5000, {"stamp": [5000, 1, 1]})
    job = publish.begin_job("organise", str(tmp_path / "out"), [task])
    full(8600)
    with pytest.raises(NoRoomError):
        resume_job(job)
    full(8601)
    assert resume_job(job).count("failed") == 1


def test_outcomes_are_counted_by_their_words_too(pydicom_files: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(pydicom_files, index=False)
    report = library.organise(tmp_path / "out", "flat")
    assert report.count("done") == report.count(publish.Outcome.DONE) > 0
    assert library.plan_copies(tmp_path / "out", "flat").count("already there") == report.count(
        "done"
    )
    with pytest.raises(ValueError, match="dnoe"):
        report.count("dnoe")
