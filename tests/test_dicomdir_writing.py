"""A medium is a new copy whose DICOMDIR lists every file; what it cannot list is said."""

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import FileDataset
from pydicom.fileset import FileSet
from pydicom.uid import UID

import dicomtree
from dicomtree import dicomdir, publish
from dicomtree.dicomdir import FilingPlan, MediumFile, writing
from dicomtree.dicomdir.filing import DIRECTORY, FILED
from dicomtree.library.media import plan_medium
from dicomtree.model import Stamp
from dicomtree.publish import DestinationRefusedError, Outcome, room
from dicomtree.source import stamp
from dicomtree.workers import WorkerTimedOut
from tests.copied_files import files_below
from tests.test_organise_copies import ROOT, series_of


def plan(destination: Path, file_set_id: str = "") -> FilingPlan:
    return dicomdir.plan_file_set([], str(destination), roots=(), file_set_id=file_set_id)


def listed(medium: Path) -> tuple[str | None, list[Path]]:
    """Return ID and files of a File-set as pydicom reads it."""
    file_set = FileSet(medium / "DICOMDIR")
    try:
        return file_set.ID, [Path(instance.path) for instance in file_set]
    finally:
        file_set._stage["t"].cleanup()


def said_by_dcmtk(*command: str | Path) -> str:
    """Run a program of dcmtk; return what it complains of."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode == 0 else done.stderr + done.stdout + "failed"


@pytest.fixture
def medium(tmp_path: Path, pydicom_files: Path) -> Path:
    """A medium of 81 files of pydicom's."""
    library = dicomtree.open_folder(pydicom_files / "dicomdirtests", index=False)
    made = plan_medium(library, tmp_path / "medium", file_set_id="TEST 1")
    assert (len(made.files), made.refused) == (81, ())
    report = dicomdir.write_file_set(made)
    assert report.count(Outcome.DONE) == 82
    return tmp_path / "medium"


def test_the_medium_is_valid_to_others(medium: Path, tmp_path: Path) -> None:
    assert said_by_dcmtk("dcmdump", medium / "DICOMDIR") == ""
    name, files = listed(medium)
    assert name == "TEST 1"
    assert len(files) == 81
    assert all(file.is_file() for file in files)
    copy = tmp_path / "copy"
    shutil.copytree(medium, copy)
    names = [name for name in files_below(copy) if name != "DICOMDIR"]
    updated = subprocess.run(
        ["dcmmkdir", "--append", "--output-file", "DICOMDIR", *names[:3]],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert updated.returncode == 0, updated.stderr
    assert len(listed(copy)[1]) == 81


def test_file_ids_are_conformant_and_files_unchanged(medium: Path, pydicom_files: Path) -> None:
    names = [name for name in files_below(medium) if name != "DICOMDIR"]
    for name in names:
        assert len(name.split("/")) <= 8
        assert all(len(part) <= 8 and part.isupper() and part.isalnum() for part in name.split("/"))
    originals = files_below(pydicom_files / "dicomdirtests").values()
    assert {files_below(medium)[name] for name in names} <= set(originals)


def test_our_own_reader_shows_the_same_tree(medium: Path, pydicom_files: Path) -> None:
    before = series_of(dicomtree.open_folder(pydicom_files / "dicomdirtests", index=False))
    library = dicomtree.open_folder(medium, index=False)
    assert series_of(library) == before
    assert library.counts.dicomdir == 1
    directory = dicomdir.read_directory(0, str(medium), "DICOMDIR")
    assert (len(directory.rows), directory.missing, directory.faults) == (81, (), ())


def test_a_medium_can_be_undone(medium: Path) -> None:
    (job,) = publish.list_jobs()
    assert job.header.kind == dicomdir.KIND
    assert publish.undo_job(job.header.job).removed == 82
    assert not medium.exists()


def changed(folder: Path, name: str, source: Path, **values: object) -> Path:
    """Write a file with other values; None removes an attribute."""
    data_set: FileDataset = pydicom.dcmread(source)
    for keyword, value in values.items():
        if value is None:
            delattr(data_set, keyword)
        else:
            setattr(data_set, keyword, value)
    folder.mkdir(exist_ok=True)
    data_set.save_as(folder / name)
    return folder / name


def test_what_cannot_be_listed_is_said_and_the_rest_goes_on(
    tmp_path: Path, pydicom_files: Path
) -> None:
    source, folder = pydicom_files / "CT_small.dcm", tmp_path / "in"
    no_meta = folder / "no_meta"
    files = [
        changed(folder, "good", source),
        changed(folder, "again", source),
        changed(folder, "no_study_id", source, StudyID="", SOPInstanceUID="1.2.1"),
        changed(folder, "no_number", source, InstanceNumber=None, SOPInstanceUID="1.2.2"),
        no_meta,
        folder / "gone",
    ]
    no_meta.write_bytes((pydicom_files / "no_meta.dcm").read_bytes())
    wanted = [MediumFile(str(file), stamp(str(files[0]))) for file in files]
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    assert [file.path for file, _ in made.files] == [str(files[0])]
    reasons = {Path(refused.path).name: refused.reason for refused in made.refused}
    assert reasons["again"] == "another file has its SOP Instance UID"
    assert "Study ID" in reasons["no_study_id"] or "names another" in reasons["no_study_id"]
    assert set(reasons) == {"again", "no_study_id", "no_number", "no_meta", "gone"}
    assert dicomdir.write_file_set(made).count(Outcome.DONE) == 2


def test_a_header_that_cannot_be_written_spoils_nothing(
    tmp_path: Path, pydicom_files: Path
) -> None:
    # Its data set is encoded otherwise than its file meta information says.
    names = ("SC_rgb_jpeg.dcm", "CT_small.dcm")
    wanted = [
        MediumFile(str(pydicom_files / name), stamp(str(pydicom_files / name))) for name in names
    ]
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    assert [Path(refused.path).name for refused in made.refused] == ["SC_rgb_jpeg.dcm"]
    assert dicomdir.write_file_set(made).count(Outcome.DONE) == 2


@pytest.mark.parametrize("file_set_id", ["lower", "x" * 17, "Ü", "A/B"])
def test_an_id_that_is_none_is_refused(tmp_path: Path, file_set_id: str) -> None:
    with pytest.raises(ValueError, match="File-set ID"):
        plan(tmp_path / "out", file_set_id)


def test_a_medium_is_always_a_new_copy(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/DICOMDIR").touch()
    with pytest.raises(DestinationRefusedError, match="not empty"):
        plan(tmp_path / "out")


def test_nothing_stays_in_the_private_folder(medium: Path, home: Path) -> None:
    assert list((home / "cache/work").iterdir()) == []


def test_dicomdir_by_command(tmp_path: Path, pydicom_files: Path) -> None:
    ct = pydicom_files / "CT_small.dcm"
    changed(tmp_path / "in", "no_study_id.dcm", ct, StudyID="", SOPInstanceUID="1.2.1")
    for name in ("CT_small.dcm", "MR_small.dcm"):
        shutil.copy(pydicom_files / name, tmp_path / "in")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "dicomtree",
            "dicomdir",
            tmp_path / "in",
            "-o",
            tmp_path / "out",
            "--json",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["counts"]["done"] == 3
    assert [Path(refused["path"]).name for refused in result["refused"]] == ["no_study_id.dcm"]
    assert said_by_dcmtk("dcmdump", tmp_path / "out/DICOMDIR") == ""


def several_without_keys(folder: Path, source: Path) -> list[MediumFile]:
    """Two images of one study that state neither its ID nor its date, and one without a number."""
    values: tuple[dict[str, object], ...] = ({}, {"InstanceNumber": None})
    files = [
        changed(folder, f"f{n}", source, StudyID="", StudyDate="", **more)
        for n, more in enumerate(values)
    ]
    for n, file in enumerate(files):
        data_set = pydicom.dcmread(file)
        data_set.SOPInstanceUID = UID(f"1.2.{n + 1}")
        data_set.file_meta.MediaStorageSOPInstanceUID = data_set.SOPInstanceUID
        data_set.save_as(file)
    return [MediumFile(str(file), stamp(str(file))) for file in files]


def test_a_valid_file_without_study_id_is_refused_with_what_to_do_next(
    tmp_path: Path, pydicom_files: Path
) -> None:
    wanted = several_without_keys(tmp_path / "in", pydicom_files / "CT_small.dcm")
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    assert not made.files
    assert made.could_list_more
    assert all(one.reason.endswith("it can be invented") for one in made.refused)


def test_what_records_must_say_is_invented_in_the_dicomdir_alone(
    tmp_path: Path, pydicom_files: Path
) -> None:
    wanted = several_without_keys(tmp_path / "in", pydicom_files / "CT_small.dcm")
    out = tmp_path / "out"
    made = dicomdir.plan_file_set(wanted, str(out), roots=(), invent=True)
    first, second = (file.path for file in wanted)
    date = pydicom.dcmread(first).SeriesDate
    assert [(one.path, one.keyword, one.value) for one in made.invented] == [
        (first, "StudyDate", date),
        (first, "StudyID", "NO ID 1"),
        (second, "InstanceNumber", "1"),
    ]
    assert dicomdir.write_file_set(made).count(Outcome.DONE) == 3
    copies = {data for name, data in files_below(out).items() if name != "DICOMDIR"}
    assert copies == set(files_below(tmp_path / "in").values())
    records = pydicom.dcmread(out / "DICOMDIR").DirectoryRecordSequence
    (study,) = (one for one in records if one.DirectoryRecordType == "STUDY")
    assert (study.StudyID, study.StudyDate) == ("NO ID 1", date)
    assert said_by_dcmtk("dcmdump", out / "DICOMDIR") == ""
    (job,) = publish.list_jobs()
    assert [first, "StudyID", "NO ID 1"] in job.header.options["invented"]


def test_a_value_that_a_file_states_is_never_invented_for_the_next(
    tmp_path: Path, pydicom_files: Path
) -> None:
    _, without = several_without_keys(tmp_path / "in", pydicom_files / "CT_small.dcm")
    source = pydicom_files / "CT_small.dcm"
    stating = MediumFile(str(source), stamp(str(source)))
    made = dicomdir.plan_file_set([stating, without], str(tmp_path / "out"), roots=(), invent=True)
    assert [one.keyword for one in made.invented] == ["InstanceNumber"]


def test_every_file_of_the_corpus_can_be_listed(corpus: Path, tmp_path: Path) -> None:
    library = dicomtree.open_folder(corpus / "mixed-modalities", index=False)
    made = plan_medium(library, tmp_path / "out", invent=True)
    assert made.refused == ()
    assert made.invented


def test_a_dicomdir_never_lists_a_file_that_could_not_be_copied(
    tmp_path: Path, pydicom_files: Path
) -> None:
    source = tmp_path / "in.dcm"
    shutil.copyfile(pydicom_files / "CT_small.dcm", source)
    made = dicomdir.plan_file_set(
        [MediumFile(str(source), stamp(str(source)))], str(tmp_path / "out"), roots=()
    )
    source.write_bytes(source.read_bytes() + b"\0\0")
    report = dicomdir.write_file_set(made)
    assert [result.note for result in report.failures][1:] == [
        "not written, as files that it lists are not there"
    ]
    assert files_below(tmp_path / "out") == {}


def test_two_media_written_to_one_place_do_not_list_each_others_files(
    tmp_path: Path, pydicom_files: Path
) -> None:
    plans = []
    for name in ("CT_small.dcm", "MR_small.dcm"):
        source = pydicom_files / name
        wanted = [MediumFile(str(source), stamp(str(source)))]
        plans.append(dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=()))
    assert dicomdir.write_file_set(plans[0]).count(Outcome.DONE) == 2
    before = files_below(tmp_path / "out")
    second = dicomdir.write_file_set(plans[1])
    assert second.failures[0].note == "other content has this name"
    assert len(second.failures) == 2
    assert files_below(tmp_path / "out") == before


def test_a_medium_for_which_there_is_no_room_is_not_begun(
    tmp_path: Path, pydicom_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pydicom_files / "CT_small.dcm"
    wanted = [MediumFile(str(source), stamp(str(source)))]
    made = dicomdir.plan_file_set(wanted, str(tmp_path / "out"), roots=())
    monkeypatch.setattr(room, "free_bytes", lambda _: made.room.least - 1)
    with pytest.raises(publish.NoRoomError):
        dicomdir.write_file_set(made)
    assert publish.list_jobs() == []
    assert not (tmp_path / "out").exists()


class SlowWorker:
    """Files at once, but takes `looks` of the user's patience to make the directory of them."""

    looks = 0
    cancel: threading.Event | None = None

    def __init__(self, _module: str) -> None:
        self._replies: list[tuple[object, ...]] = []

    def ask(self, request: tuple[list[str], object, object, str]) -> None:
        count = len(request[0])
        self._replies = [(FILED, index, []) for index in range(count)]
        self._replies.append((DIRECTORY, b"made", {index: f"F{index}" for index in range(count)}))

    def answer(self, _timeout_s: float) -> tuple[object]:
        if len(self._replies) == 1 and type(self).looks:
            type(self).looks -= 1
            if self.cancel is not None:
                self.cancel.set()
            raise WorkerTimedOut("no answer")
        return (self._replies.pop(0),)

    def kill(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("longest_s", "is_cancelled", "fault"),
    [(100.0, False, None), (0.0, False, OSError), (100.0, True, dicomdir.FilingCancelledError)],
)
def test_a_long_directory_gets_its_time_and_can_be_cancelled(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    longest_s: float,
    is_cancelled: bool,
    fault: type[Exception] | None,
) -> None:
    cancel = threading.Event()
    monkeypatch.setattr(SlowWorker, "looks", 3)
    monkeypatch.setattr(SlowWorker, "cancel", cancel if is_cancelled else None)
    monkeypatch.setattr(writing, "Worker", SlowWorker)
    monkeypatch.setattr(writing, "LONGEST_S", 0.0)
    monkeypatch.setattr(writing, "LONGEST_LISTING_S", longest_s)
    files = [MediumFile(str(number), Stamp(1, 1, 1)) for number in range(4)]

    def made() -> FilingPlan:
        out = str(tmp_path / "out")
        return dicomdir.plan_file_set(files, out, roots=(), watch=(None, cancel))

    if fault is None:
        assert made().directory == b"made"
    else:
        with pytest.raises(fault):
            made()


def test_dicomdir_by_command_invents_only_when_told_to(tmp_path: Path, pydicom_files: Path) -> None:
    several_without_keys(tmp_path / "in", pydicom_files / "CT_small.dcm")
    command = [sys.executable, "-m", "dicomtree", "dicomdir", str(tmp_path / "in"), "--json"]
    command += ["--output", str(tmp_path / "out")]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 3
    assert "--invent" in refused.stderr
    made = subprocess.run([*command, "--invent"], capture_output=True, text=True, check=False)
    assert made.returncode == 0
    assert json.loads(made.stdout)["invented"][1]["value"] == "NO ID 1"
