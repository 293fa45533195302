"""No damage to a real header stops a reader: thousands of mutations, the same ones each time."""

import io
import random
import resource
import time
from pathlib import Path

import pytest

from dicomtree.header import Answer, HeaderReader, attribute_rows, read_details
from dicomtree.header.beginning import reach_into
from dicomtree.model import Stamp

HEADER_BYTES = 12_000
COUNT, LONG_COUNT = 2_000, 100_000
LONGEST_S, MOST_GROWTH_BYTES = 1.0, 256 << 20


@pytest.fixture(scope="module")
def headers(pydicom_files: Path) -> list[bytes]:
    """Return the beginnings of pydicom's files."""
    paths = sorted(path for path in pydicom_files.rglob("*") if path.is_file())
    return [path.read_bytes()[:HEADER_BYTES] for path in paths]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return a damaged copy: bytes changed, lengths made absurd, pieces cut out or repeated."""
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if len(damaged) < 140:
            break
        place = chance.randrange(128, len(damaged) - 8)
        kind = chance.randrange(5)
        if kind == 0:
            damaged[place] = chance.randrange(256)
        elif kind == 1:
            damaged[place : place + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xfe\xff\xff\x7f", b"\xfe\xff\0\xe0")
            )
        elif kind == 2:
            del damaged[place : place + chance.randint(1, 40)]
        elif kind == 3:
            damaged[place:place] = damaged[place : place + chance.randint(1, 40)]
        else:
            del damaged[place:]
    return bytes(damaged)


def resident() -> int:
    """Return the most memory that this process has had in use."""
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kibibytes << 10


def read(reader: HeaderReader, data: bytes) -> Answer:
    stamp = Stamp(len(data), 0, 0)
    return reader.read_reach(reach_into(io.BytesIO(data)), (0, "x"), stamp)


def test_rows_of_mutated_headers_are_answers(headers: list[bytes], long: bool) -> None:
    chance = random.Random(20240217)
    reader, to_the_end = HeaderReader(), HeaderReader(to_the_end=True)
    before = resident()
    for number in range(LONG_COUNT if long else COUNT):
        data = mutated(headers[number % len(headers)], chance)
        start = time.process_time()
        answer = read(reader, data)
        read(to_the_end, data)
        # What the processor was busy with, whoever else has it: no machine is so slow.
        assert time.process_time() - start < LONGEST_S
        assert answer == read(HeaderReader(), data)
    assert resident() - before < MOST_GROWTH_BYTES


def test_details_and_attributes_of_mutated_headers_are_answers(
    headers: list[bytes], long: bool, tmp_path: Path
) -> None:
    chance = random.Random(20240218)
    for number in range((LONG_COUNT if long else COUNT) // 10):
        path = tmp_path / "file"
        path.write_bytes(mutated(headers[number % len(headers)], chance))
        assert read_details([str(path)]) != [None]
        assert attribute_rows(str(path))
