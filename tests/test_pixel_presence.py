"""Pixel data that are missing or cut short are told of, at once or by a second look."""

import io
import threading
import zlib
from pathlib import Path

import pytest

import dicomtree
from dicomtree import scanner
from dicomtree.header import HeaderReader, pixel_presence
from dicomtree.header.beginning import reach_into
from dicomtree.library import Library
from dicomtree.model import NOT_YET_CHECKED, HeaderRow, Stamp
from dicomtree.scanner import read_flaws, second_look
from tests import dicom_bytes as files
from tests.dicom_bytes import DEFLATED, UNDEFINED, element, item, part10, us

JPEG = "1.2.840.10008.1.2.4.70"
JPIP = "1.2.840.10008.1.2.4.94"
CUT = "the pixel data are cut short: {} bytes are missing"
MISSING = "the pixel data are missing"


def header(uid: str = "1.2.3.1") -> bytes:
    elements = files.instance_elements(sop_instance_uid=uid)[:-1]
    return files.data_set(elements)


def encapsulated(*fragments: bytes) -> bytes:
    """Encode pixel data of fragments, an empty offset table in front."""
    data = b"".join(item(fragment) for fragment in (b"", *fragments))
    end = element(0xFFFEE0DD, "UN", b"")[:4] + bytes(4)
    return element(0x7FE00010, "OB", b"", length=UNDEFINED) + data + end


def long_header() -> bytes:
    """Return a header whose pixel data lie far behind the first read."""
    more = [element(0x00290010, "LO", b"ACME"), element(0x00291000, "OB", bytes(9000))]
    return header() + b"".join([*more, element(0x00400253, "SH", b"1") * 500])


def enhanced_header() -> bytes:
    groups = files.sequence(0x52009230, *[item(element(0x00200032, "DS", b"1\\2\\3"))] * 900)
    unlimited = files.sequence(0x52009229, item(b"", undefined=True), undefined=True)
    return header() + unlimited + groups


WHOLE = {
    "native": part10(header() + element(0x7FE00010, "OW", bytes(32))),
    "far": part10(long_header() + element(0x7FE00010, "OW", bytes(32))),
    "enhanced": part10(enhanced_header() + element(0x7FE00010, "OW", bytes(32))),
    "float": part10(header() + element(0x7FE00008, "OF", bytes(64))),
    "encapsulated": part10(header() + encapsulated(bytes(100), bytes(30)), JPEG),
    "offsets": part10(header() + element(0x7FE00001, "OV", bytes(8)) + encapsulated(b"12"), JPEG),
    "deflated": part10(header() + element(0x7FE00010, "OW", bytes(32)), DEFLATED),
}


def flaw(data: bytes, *, to_the_end: bool) -> str | None:
    stamp = Stamp(len(data), 0, 0)
    reader = HeaderReader(to_the_end=to_the_end)
    # The second time it reads by what the first has taught it.
    first, again = (
        reader.read_reach(reach_into(io.BytesIO(data)), (0, "x"), stamp) for _ in range(2)
    )
    assert isinstance(again, HeaderRow)
    assert first == again
    return again.flaw


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_image_has_no_flaw_when_read_to_its_end(kind: str) -> None:
    assert flaw(WHOLE[kind], to_the_end=True) is None
    at_once = ("native", "float")
    assert flaw(WHOLE[kind], to_the_end=False) == (None if kind in at_once else NOT_YET_CHECKED)


@pytest.mark.parametrize("kind", ["native", "far", "enhanced", "float"])
@pytest.mark.parametrize("bytes_cut", [1, 31])
def test_native_pixel_data_that_are_cut_short_are_told_of(kind: str, bytes_cut: int) -> None:
    assert flaw(WHOLE[kind][:-bytes_cut], to_the_end=True) == CUT.format(bytes_cut)


def test_encapsulated_pixel_data_that_are_cut_short_are_told_of() -> None:
    whole = WHOLE["encapsulated"]
    assert flaw(whole[:-8], to_the_end=True) == "the file ends before the end of the pixel data"
    assert flaw(whole[:-18], to_the_end=True) == CUT.format(10)
    for cut in range(1, 160):
        assert flaw(whole[:-cut], to_the_end=True) not in (None, NOT_YET_CHECKED)


@pytest.mark.parametrize("before", [header(), long_header(), enhanced_header()])
def test_an_image_without_pixel_data_is_told_of(before: bytes) -> None:
    assert flaw(part10(before), to_the_end=True) == MISSING
    padding = element(0xFFFCFFFC, "OB", bytes(10))
    assert flaw(part10(before + padding), to_the_end=True) == MISSING


def test_what_is_seen_at_once_needs_no_second_look() -> None:
    assert flaw(part10(header()), to_the_end=False) == MISSING
    assert flaw(WHOLE["native"][:-1], to_the_end=False) == CUT.format(1)


def test_deflated_pixel_data_are_counted_by_inflating_them() -> None:
    data_set = header() + element(0x7FE00010, "OW", bytes(90_000), length=100_000)
    assert flaw(part10(data_set, DEFLATED), to_the_end=True) == "the pixel data are cut short"
    data_set = header() + element(0x7FE00010, "OW", bytes(100_000))
    whole = part10(data_set, DEFLATED)
    assert flaw(whole, to_the_end=True) is None
    assert flaw(whole[:-20], to_the_end=True) == "the pixel data are cut short"


def test_deflated_pixel_data_beyond_the_limit_are_left_alone() -> None:
    deflater = zlib.compressobj(wbits=-15)
    begin = header() + element(0x7FE00010, "OW", b"", length=70 << 20)
    deflated = deflater.compress(begin + bytes(65 << 20)) + deflater.flush()
    data = bytes(128) + b"DICM" + files.file_meta(DEFLATED) + deflated
    assert flaw(data, to_the_end=True) is None


@pytest.mark.parametrize(
    "data",
    [
        part10(header(), JPIP),
        part10(files.data_set(files.instance_elements()[:-4])),
        part10(files.data_set(files.instance_elements()[:-4]) + element(0x0040A730, "SQ", b"")),
        part10(header().replace(us(4) + b"\x28\0\x11", us(4) + b"\x28\0\x12")),
    ],
    ids=["pixels elsewhere", "no image", "a report", "no columns"],
)
def test_what_needs_no_pixel_data_lacks_none(data: bytes) -> None:
    assert flaw(data, to_the_end=False) is None
    assert flaw(data, to_the_end=True) is None


def test_fragments_are_counted_and_too_many_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixel_presence, "_MOST_ELEMENTS", 100)
    most = [b"12"] * 100
    assert flaw(part10(header() + encapsulated(*most), JPEG)[:-8], to_the_end=True) is None
    assert flaw(part10(header() + encapsulated(*most[:90]), JPEG)[:-8], to_the_end=True)


# ---- in a library
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A series of four compressed slices, the last two cut short and without their pixels."""
    data = tmp_path / "data"
    data.mkdir()
    for number in range(4):
        pixels = encapsulated(bytes(100)) if number < 3 else b""
        content = part10(header(f"1.2.3.{number}") + element(0x00400253, "SH", b"1") + pixels, JPEG)
        (data / str(number)).write_bytes(content[: -20 if number == 2 else None])
    return data


AFTERWARDS = [None, None, CUT.format(12), MISSING]


def flaws(library: Library) -> list[str | None]:
    (series,) = library.tree.series()
    return [row.flaw for row in sorted(library.rows_of(series.key), key=lambda row: row.path)]


@pytest.mark.parametrize("index", [True, False])
def test_a_scan_ends_when_every_image_has_been_checked(folder: Path, index: bool) -> None:
    library = dicomtree.open_folder(folder, index=index)
    assert flaws(library) == AFTERWARDS
    (series,) = library.tree.series()
    assert [(warning.kind, warning.detail) for warning in series.warnings] == [
        ("damaged", f"2: {CUT.format(12)}"),
        ("damaged", f"3: {MISSING}"),
    ]
    assert library.counts.instances == 4


def test_until_then_rows_say_that_they_are_not_yet_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    library = Library()
    library.add_root(folder)
    original = scanner.read_flaws

    def watched(*arguments: object) -> object:
        (series,) = library.tree.series()
        seen.append(flaws(library))
        seen.append([warning.kind for warning in series.warnings])
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scanner, "read_flaws", watched)
    library.scan()
    unchecked = NOT_YET_CHECKED
    assert seen == [[unchecked, unchecked, unchecked, MISSING], ["damaged", "not_yet_checked"]]
    assert flaws(library) == AFTERWARDS


def test_what_a_cancelled_scan_left_unchecked_the_next_one_checks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancel = threading.Event()
    library = Library()
    library.add_root(folder)
    original = scanner.read_flaws

    def cancelled(*arguments: object) -> object:
        cancel.set()
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(scanner, "read_flaws", cancelled)
    library.scan(cancel=cancel)
    assert NOT_YET_CHECKED in flaws(library)
    monkeypatch.setattr(scanner, "read_flaws", original)
    again = dicomtree.open_folder(folder)
    assert flaws(again) == AFTERWARDS
    assert again.to_json() == dicomtree.open_folder(folder, index=False).to_json()


def test_nothing_that_was_checked_is_looked_at_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dicomtree.open_folder(folder)

    def never(*_: object) -> None:
        raise AssertionError("it was checked before")

    monkeypatch.setattr(scanner, "read_flaws", never)
    assert flaws(dicomtree.open_folder(folder)) == AFTERWARDS


def test_members_of_an_archive_are_checked_too(folder: Path, tmp_path: Path) -> None:
    import shutil

    archive = shutil.make_archive(str(tmp_path / "zipped"), "zip", folder)
    assert flaws(dicomtree.open_folder(archive)) == AFTERWARDS


# ---- the second look itself
@pytest.mark.parametrize("name", ["frozen", "deadly", "panic"])
def test_a_file_that_hangs_or_kills_the_reader_is_told_of(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "MODULE", "tests.scanner_for_tests")
    monkeypatch.setattr(second_look, "LONGEST_FILE_S", 2.0)
    monkeypatch.setattr(second_look, "_flaws", second_look._Reader())
    asked = []
    for each in ("1", name, "2"):
        (tmp_path / each).write_bytes(WHOLE["encapsulated"][:-8])
        status = (tmp_path / each).stat()
        stamp = Stamp(status.st_size, status.st_mtime_ns, status.st_ino)
        asked.append((str(tmp_path / each), stamp))
    first, bad, second = read_flaws(asked, threading.Event())
    assert first == second == "the file ends before the end of the pixel data"
    assert bad == "the pixel data cannot be checked: no answer within 5 s"


def test_a_file_that_has_changed_meanwhile_stays_unchecked(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(WHOLE["encapsulated"])
    assert list(read_flaws([(str(path), Stamp(1, 2, 3))], threading.Event())) == [NOT_YET_CHECKED]
    path.unlink()
    assert list(read_flaws([(str(path), Stamp(1, 2, 3))], threading.Event())) == [NOT_YET_CHECKED]
