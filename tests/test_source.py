"""Opening files: only regular ones, archives by member, nothing ever written."""

import hashlib
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dicomtree import source
from dicomtree.source import archive


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("inner/one", b"0123456789" * 1000)
        file.writestr("inner/", b"")
    return path


def test_a_member_of_an_archive_is_read_and_can_seek(zipped: Path) -> None:
    with source.open_file(f"{zipped}!/inner/one") as file:
        assert file.read(3) == b"012"
        file.seek(-2, os.SEEK_END)
        assert file.read() == b"89"
        file.seek(1)
        assert file.read(2) == b"12"


def test_a_folder_that_only_looks_like_an_archive_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.zip!").mkdir()
    (tmp_path / "a.zip!" / "one").write_bytes(b"plain")
    with source.open_file(str(tmp_path / "a.zip!" / "one")) as file:
        assert file.read() == b"plain"


def test_missing_files_and_members_are_not_found(zipped: Path) -> None:
    for path in (f"{zipped}!/inner/two", f"{zipped}x!/inner/one", f"{zipped}x"):
        with pytest.raises(FileNotFoundError):
            source.open_file(path)
        with pytest.raises(FileNotFoundError):
            source.stamp(path)


@pytest.fixture
def directories_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the archives whose directories are read from now on, one entry for each time."""
    read: list[str] = []

    class Counted(archive.Archive):
        def __init__(self, path: str) -> None:
            read.append(path)
            super().__init__(path)

    monkeypatch.setattr(archive, "Archive", Counted)
    return read


def test_the_directory_of_an_archive_is_read_once_for_the_stamps_of_its_members(
    zipped: Path, directories_read: list[str]
) -> None:
    member = f"{zipped}!/inner/one"
    before = source.stamp(member)
    assert source.stamp(member) == before
    assert (before.size, directories_read) == (10_000, [str(zipped)])
    with zipfile.ZipFile(zipped, "a") as file:
        file.writestr("inner/two", b"2")
    assert source.stamp(member) != before
    assert len(directories_read) == 2


def test_the_directory_of_an_archive_is_read_once_for_all_its_members_and_threads(
    tmp_path: Path, directories_read: list[str]
) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(300):
            file.writestr(f"{number}", f"{number}")

    def read(number: int) -> bytes:
        with source.open_file(f"{path}!/{number}") as member:
            return member.read()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, range(300))) == [b"%d" % number for number in range(300)]
    assert directories_read == [str(path)]


def test_an_archive_that_is_not_read_can_be_replaced_and_the_new_one_is_read(
    zipped: Path, directories_read: list[str]
) -> None:
    with source.open_file(f"{zipped}!/inner/one") as member:
        assert member.read(3) == b"012"
    zipped.unlink()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("before", b"x" * 99)
        file.writestr("inner/one", b"new")
    with source.open_file(f"{zipped}!/inner/one") as member:
        assert member.read() == b"new"
    assert len(directories_read) == 2


def test_a_member_is_never_read_by_the_directory_of_an_earlier_archive(zipped: Path) -> None:
    opened = archive.Archive(str(zipped))
    with zipfile.ZipFile(zipped, "a") as file:
        file.writestr("inner/two", b"2")
    with pytest.raises(OSError, match="has changed"):
        opened.open(opened.find("inner/one"))


def test_the_directories_that_are_kept_are_bounded_by_their_members(
    tmp_path: Path, directories_read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.zip" for number in range(3)]
    for path in paths:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a", b"1")
            file.writestr("b", b"2")
    monkeypatch.setattr(archive, "MOST_MEMBERS", 6)
    for path in [*paths[:2], *paths[:2], paths[2], paths[1], paths[0]]:
        source.stamp(f"{path}!/a")
    read_again = [str(paths[0])]  # it was the one not asked for longest
    assert directories_read == [str(path) for path in paths] + read_again


def test_of_two_members_of_one_name_the_first_is_read_as_a_scan_does(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", b"first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a", b"the second")
    with source.open_file(f"{path}!/a") as member:
        assert member.read() == b"first"
    assert source.stamp(f"{path}!/a").size == len(b"first")


def test_an_encrypted_member_is_an_os_error(zipped: Path) -> None:
    data = bytearray(zipped.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1  # APPNOTE.TXT 4.4.4: encrypted
    zipped.write_bytes(data)
    with pytest.raises(OSError, match="password"):
        source.open_file(f"{zipped}!/inner/one")


def test_a_damaged_or_locked_member_is_an_os_error(zipped: Path) -> None:
    data = bytearray(zipped.read_bytes())
    data[45:60] = bytes(15)
    zipped.write_bytes(data)
    with pytest.raises(OSError, match="damaged"), source.open_file(f"{zipped}!/inner/one") as file:
        file.read()
    zipped.write_bytes(b"PK\3\4 and no more")
    with pytest.raises(OSError, match="damaged"):
        source.open_file(f"{zipped}!/inner/one")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_a_pipe_is_refused_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(source.NotRegularFileError):
        source.open_file(str(tmp_path / "pipe"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"regular|directory|denied"):
        source.open_file(str(tmp_path))


def test_stamps_tell_files_and_members_apart(zipped: Path) -> None:
    status = zipped.stat()
    assert source.stamp(str(zipped)) == (status.st_size, status.st_mtime_ns, status.st_ino)
    member = source.stamp(f"{zipped}!/inner/one")
    assert member == (10_000, status.st_mtime_ns, status.st_ino)


def test_equal_bytes_are_equal_wherever_they_lie(zipped: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"0123456789" * 1000)
    assert source.same_bytes(str(plain), f"{zipped}!/inner/one")
    assert source.sha256(str(plain)) == hashlib.sha256(plain.read_bytes()).hexdigest()
    with plain.open("ab") as file:
        file.write(b"x")
    assert not source.same_bytes(str(plain), f"{zipped}!/inner/one")


def test_an_archive_names_its_files_in_order_and_bounds_their_number(
    zipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert source.is_archive(str(zipped))
    opened = archive.Archive(str(zipped))
    assert [info.filename for info in opened.members] == ["inner/one"]
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    with pytest.raises(OSError, match="more than 1 members"):
        archive.Archive(str(zipped))


def test_paths_are_relative_to_the_folder_or_to_a_files_parent(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert source.base_folder(str(tmp_path)) == str(tmp_path)
    assert source.base_folder(str(tmp_path / "a")) == str(tmp_path)
    assert source.joined(str(tmp_path), "a") == f"{tmp_path}/a"
    assert source.joined("/", "a") == "/a"
