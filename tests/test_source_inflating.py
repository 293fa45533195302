"""Members of archives are read from any place, at a cost that does not grow with the place."""

import io
import os
import random
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree import source
from dicomtree.source import inflating
from dicomtree.source.inflating import Inflated, States

SMALL_STEP = 10_000


def varied(size: int, seed: int = 1) -> bytes:
    """Return bytes that deflate to about half."""
    return bytes(random.Random(seed).choices(range(16), k=size))


class Counted(io.BytesIO):
    """A file that counts the bytes that are read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def deflated(data: bytes) -> bytes:
    deflator = zlib.compressobj(wbits=-15)
    return deflator.compress(data) + deflator.flush()


def read_all(inflated: Inflated, position: int, length: int) -> bytes:
    data = b""
    while len(data) < length and (piece := inflated.read(position + len(data), length - len(data))):
        data += piece
    return data


@pytest.fixture(params=[zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def member(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", request.param) as file:
        file.writestr("before", varied(5000, 2))
        file.writestr("a", varied(100_000))
        file.writestr("behind", varied(5000, 3))
    return f"{tmp_path / 'a.zip'}!/a"


def test_any_place_gives_what_lies_there(member: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflating, "STEP", SMALL_STEP)
    data, places = varied(100_000), random.Random(5)
    for _ in range(3):
        with source.open_file(member) as file:
            for _ in range(20):
                offset, length = places.randrange(110_000), places.randrange(20_000)
                file.seek(offset)
                assert file.read(length) == data[offset : offset + length]
            assert file.seek(0, os.SEEK_END) == len(data)
            assert file.read() == b""
            assert file.seek(-5, os.SEEK_END) == len(data) - 5
            assert file.seek(2, os.SEEK_CUR) == len(data) - 3
            assert file.read() == data[-3:]


@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 9000)), max_size=12))
def test_whatever_was_read_before_any_place_gives_what_lies_there(
    places: list[tuple[int, int]],
) -> None:
    data = varied(50_000)
    packed, states = deflated(data), States()
    for offset, length in places:
        inflated = Inflated(io.BytesIO(packed), (0, len(packed)), len(data), (states, ("a",)))
        assert read_all(inflated, offset, length) == data[offset : offset + length]


@pytest.mark.parametrize("count", [10, 20, 40])
def test_frames_read_one_by_one_cost_each_the_same(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inflating, "STEP", SMALL_STEP)
    frame = SMALL_STEP * 3
    data = varied(frame * count)
    packed, states, taken = deflated(data), States(), 0
    for number in [*range(count), *reversed(range(count))]:
        file = Counted(packed)
        inflated = Inflated(file, (0, len(packed)), len(data), (states, ("a",)))
        assert read_all(inflated, number * frame, frame) == data[number * frame :][:frame]
        taken += file.taken
    assert taken < 2 * (len(packed) + count * (SMALL_STEP + 2 * inflating._INPUT))


def test_a_read_that_failed_spoils_none_that_follow() -> None:
    class Failing(io.BytesIO):
        is_failing = False

        def read(self, size: int | None = -1, /) -> bytes:
            if self.is_failing:
                raise OSError("not now")
            self.is_failing = True
            return super().read(size)

    data = varied(200_000)
    file = Failing(deflated(data))
    inflated = Inflated(file, (0, len(file.getvalue())), len(data), (States(), ("a",)))
    got = b""
    while len(got) < len(data):
        try:
            got += inflated.read(len(got), 50_000)
        except OSError:
            file.is_failing = False
    assert got == data


def test_how_long_a_member_is_costs_nothing(member: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise AssertionError("something was unpacked")

    with source.open_file(member) as file, monkeypatch.context() as patch:
        patch.setattr(Inflated, "read", refuse)
        patch.setattr(zipfile.ZipExtFile, "read", refuse)
        assert file.seek(0, os.SEEK_END) == 100_000
        assert file.seek(50_000) == 50_000


def test_the_states_that_are_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflating, "STEP", SMALL_STEP)
    monkeypatch.setattr(inflating, "MOST_STATES", 12)
    data = varied(SMALL_STEP * 10)
    packed, states = deflated(data), States()
    for name in "abc":
        inflated = Inflated(io.BytesIO(packed), (0, len(packed)), len(data), (states, (name,)))
        for offset in range(0, len(data), SMALL_STEP):
            assert read_all(inflated, offset, SMALL_STEP) == data[offset:][:SMALL_STEP]
    assert states.nearest(("a",), len(data)).out == 0
    assert states.nearest(("c",), len(data)).out > 5 * SMALL_STEP


def test_the_states_of_one_long_member_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflating, "STEP", SMALL_STEP)
    monkeypatch.setattr(inflating, "MOST_STATES", 4)
    data = varied(SMALL_STEP * 10)
    packed, states = deflated(data), States()
    inflated = Inflated(io.BytesIO(packed), (0, len(packed)), len(data), (states, ("a",)))
    for offset in range(0, len(data), SMALL_STEP):
        read_all(inflated, offset, SMALL_STEP)
    assert states.nearest(("a",), len(data)).out < 9 * SMALL_STEP


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_bytes_that_are_not_what_was_packed_are_a_fault(tmp_path: Path, how: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", how) as file:
        file.writestr("a", b"0123456789" * 100)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 16] ^= 1  # APPNOTE.TXT 4.3.12: the CRC-32
    path.write_bytes(data)
    with source.open_file(f"{path}!/a") as file, pytest.raises(OSError, match="damaged"):
        file.read()


def test_a_member_that_ends_early_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", varied(1000))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2") + 24  # APPNOTE.TXT 4.3.12: uncompressed size
    data[at : at + 4] = (2000).to_bytes(4, "little")
    path.write_bytes(data)
    with source.open_file(f"{path}!/a") as file, pytest.raises(OSError, match="damaged"):
        file.read()
