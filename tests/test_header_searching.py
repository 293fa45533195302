"""A header is searched through all its items, and no expression can stop the program."""

import threading
import time
from pathlib import Path

import pytest

from dicomtree.header import attribute_rows
from dicomtree.header.parts import Found, Place
from dicomtree.header.searching import search
from dicomtree.scanner import search_attributes, second_look
from dicomtree.session.outline import outline
from tests.dicom_bytes import element, item, part10, sequence
from tests.outline_nodes import every_node

FRAMES = 0x52009230
POSITION = 0x00209113
POSITION_VALUE = 0x00200032
NEVER_ENDING = "/(a+)+$/"


def frames(count: int) -> bytes:
    positions = (element(POSITION_VALUE, "DS", f"0\\0\\{i}".encode()) for i in range(1, count + 1))
    return sequence(FRAMES, *(item(sequence(POSITION, item(one))) for one in positions))


def written(data_set: bytes, folder: Path) -> str:
    (folder / "file").write_bytes(part10(data_set))
    return str(folder / "file")


def places(path: str, wanted: str, *, is_deep: bool = True) -> list[Place]:
    return [place for place, _ in search(path, wanted, is_deep=is_deep, limit_s=20.0).hits]


def now(path: str, wanted: str, *, is_deep: bool = False) -> Found:
    found = search_attributes(path, wanted, is_deep=is_deep, cancel=threading.Event())
    assert found is not None
    return found


@pytest.mark.parametrize("wanted", ["beam", "*sequence", "300A,00C2", "/^fie/", "name", "RT Plan*"])
def test_a_search_finds_what_the_rows_show(wanted: str, pydicom_files: Path) -> None:
    from dicomtree.header.sought import sought

    path = str(pydicom_files / "rtplan.dcm")
    asked = sought(wanted)
    assert asked is not None
    nodes = every_node(outline(attribute_rows(path), {}))
    expected = {
        node.place: not asked.in_names(node.line)
        for node in nodes
        if node.line.tag
        and (
            asked.in_names(node.line) or (node.line.vr != "SQ" and asked.in_value(node.line.value))
        )
    }
    assert dict(search(path, wanted, is_deep=True, limit_s=20.0).hits) == expected
    assert expected


def test_what_lies_in_any_item_is_found_with_the_way_to_it(tmp_path: Path) -> None:
    path = written(frames(300), tmp_path)
    assert places(path, "0\\0\\250") == [(FRAMES, 250, POSITION, 1, POSITION_VALUE)]
    shallow = search(path, "0\\0\\250", is_deep=False, limit_s=20.0)
    assert shallow == Found((), is_all=False)
    assert len(places(path, "image position")) == 300
    assert len(places(path, "image position", is_deep=False)) == 100


def test_long_texts_are_searched_beyond_what_is_shown(tmp_path: Path) -> None:
    path = written(element(0x00104000, "LT", b"x " * 4000 + b"needle"), tmp_path)
    assert places(path, "needle") == [(0x00104000,)]


def test_what_is_found_by_its_value_alone_is_told(tmp_path: Path) -> None:
    path = written(
        element(0x00100010, "PN", b"Name^Some") + element(0x00100020, "LO", b"name"), tmp_path
    )
    assert search(path, "name", is_deep=True, limit_s=20.0).hits == (
        ((0x00100010,), False),
        ((0x00100020,), True),
    )


def test_time_is_limited_and_that_is_said(tmp_path: Path) -> None:
    path = written(frames(300), tmp_path)
    assert not search(path, "position", is_deep=True, limit_s=-1.0).is_all


def test_what_is_no_expression_is_said(tmp_path: Path) -> None:
    path = written(frames(1), tmp_path)
    assert "no regular expression" in search(path, "/(/", is_deep=True, limit_s=1.0).error
    assert "cannot be read" in now(str(tmp_path / "gone"), "x").error


def test_an_expression_that_never_ends_is_given_up_and_the_next_search_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "LONGEST_SEARCH_S", 0.3)
    path = written(element(0x00104000, "LT", b"a" * 5000 + b"!"), tmp_path)
    assert now(path, NEVER_ENDING) == Found(error=second_look.TOO_SLOW)
    assert now(path, "comments").hits == (((0x00104000,), False),)


def test_a_search_can_be_cancelled(tmp_path: Path) -> None:
    path = written(element(0x00104000, "LT", b"a" * 5000 + b"!"), tmp_path)
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    began = time.monotonic()
    assert search_attributes(path, NEVER_ENDING, is_deep=True, cancel=cancel) is None
    assert time.monotonic() - began < second_look.LONGEST_DEEP_SEARCH_S
