"""A published file is whole, private, and never in another's place."""

import stat
from pathlib import Path

import pytest

from dicomtree.publish import new_file


def test_the_file_appears_with_all_that_was_written(tmp_path: Path) -> None:
    with new_file(tmp_path / "out.bin") as file:
        file.write(b"all")
        assert not (tmp_path / "out.bin").exists()
    assert (tmp_path / "out.bin").read_bytes() == b"all"
    assert [path.name for path in tmp_path.iterdir()] == ["out.bin"]


def test_a_published_file_can_be_read_by_its_user_alone(tmp_path: Path) -> None:
    with new_file(tmp_path / "out.bin") as file:
        file.write(b"x")
    assert stat.S_IMODE((tmp_path / "out.bin").stat().st_mode) == 0o600


def test_what_exists_is_never_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    target.write_bytes(b"first")
    with pytest.raises(FileExistsError), new_file(target) as file:
        file.write(b"second")
    assert target.read_bytes() == b"first"


def test_a_name_taken_while_writing_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"

    def take_the_name_meanwhile() -> None:
        with new_file(target) as file:
            file.write(b"second")
            target.write_bytes(b"first")

    with pytest.raises(FileExistsError):
        take_the_name_meanwhile()
    assert target.read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["out.bin"]


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with new_file(tmp_path / "out.bin") as file:
            file.write(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert list(tmp_path.iterdir()) == []
