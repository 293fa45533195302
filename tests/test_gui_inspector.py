"""The inspector in the whole window: searching, following links, and headers made to break it."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pydicom
import pytest

from dicomtree.scanner import second_look
from dicomtree.session.attribute_messages import FilterTyped, LinkChosen
from dicomtree.session.find_messages import FindTyped
from dicomtree.session.links import Link, LinkKind, link_of
from dicomtree.session.messages import NodeSelected, SettingChosen
from dicomtree.session.outline import Node
from tests.app_window import AppWindow, app_window
from tests.dicom_bytes import (
    data_set,
    element,
    instance_elements,
    item,
    part10,
    sequence,
)
from tests.outline_nodes import every_node

pytestmark = pytest.mark.usefixtures("display")

TCL = '[exit] $argv0 {a {b \\"c ; # }'
ODD = "\u202egnp.exe\u2066 a\u0007b\u001b[31m \ud7a3 \U0001f9e0 e\u0301" + "\u0301" * 40
WIDE = "W" * 3000


@pytest.fixture
def window(display: str) -> Iterator[AppWindow]:
    assert display
    with app_window() as made:
        yield made


def show_header(window: AppWindow, folder: Path, place: int = 0) -> None:
    """Open a folder, choose a series, and wait for its attributes."""
    window.open(str(folder))
    choose(window, place)


def choose(window: AppWindow, place: int) -> None:
    key = window.app.session.tree.series()[place].key
    before = window.app.session.attributes
    window.send(NodeSelected(("series", key)))
    window.wait_until(lambda: shows(window, key, before), "the attributes")
    window.settle()


def shows(window: AppWindow, key: int, before: object) -> bool:
    """Whether the attributes are a series', and not those from before."""
    session = window.app.session
    is_there = session.viewer is not None and session.viewer.series_key == key
    return is_there and bool(session.attributes) and session.attributes is not before


def rows(window: AppWindow) -> list[Any]:
    """Return the rows of the inspector that are open, as (name, value)."""
    tree = window.app.shell.attributes.list

    def below(parent: str) -> Iterator[tuple[str, str]]:
        for child in tree.get_children(parent):
            yield str(tree.item(child, "text")), str(tree.set(child, "value"))
            if tree.item(child, "open"):
                yield from below(child)

    return list(below(""))


def search(window: AppWindow, text: str, answer: str) -> None:
    """Type into the filter and wait until it says this."""
    window.app.shell.attributes.filter.entry.delete(0, "end")
    window.app.shell.attributes.filter.entry.insert(0, text)

    def says() -> bool:
        known = window.app.session.attribute_filter
        return answer in f"{known.in_words()} {known.error}"

    window.wait_until(says, answer)
    window.settle()


def nodes(window: AppWindow) -> list[Node]:
    return list(every_node(window.app.shell.attributes._top))


# ---- searching
def frames(count: int) -> bytes:
    numbers = (element(0x00200032, "DS", f"0\\0\\{i}".encode()) for i in range(1, count + 1))
    return sequence(0x52009230, *(item(sequence(0x00209113, item(one))) for one in numbers))


def written(folder: Path, *more: bytes) -> Path:
    start = data_set(instance_elements()[:-1])
    (folder / "file").write_bytes(part10(start + b"".join(more)))
    return folder


def test_a_search_opens_the_way_to_an_item_that_was_not_read(
    window: AppWindow, tmp_path: Path
) -> None:
    show_header(window, written(tmp_path, frames(250)))
    assert ("Item 250", "") not in rows(window)
    search(window, "0\\0\\250", "1 found")
    window.wait_until(lambda: ("Item 250", "") in rows(window), "the item read")
    assert rows(window)[-1] == ("ImagePositionPatient", "0\\0\\250")
    sequence_name, *names = (name for name, _ in rows(window))
    assert sequence_name.startswith("PerFrame")
    assert names == [
        "Items 201 to 250",
        "Item 250",
        "PlanePositionSequence",
        "Item 1",
        "ImagePositionPatient",
    ]
    search(window, "", "")
    assert len(rows(window)) > 6


def test_an_expression_that_never_ends_leaves_the_window_alive(
    window: AppWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "LONGEST_SEARCH_S", 0.3)
    show_header(window, written(tmp_path, element(0x40004000, "LT", b"a" * 5000 + b"!")))
    before = rows(window)
    search(window, "/(a+)+$/", "takes too long")
    assert rows(window) == before
    search(window, "patient name", "1 found")
    assert rows(window) == [("PatientName", "Doe^Jane")]


def test_what_is_hidden_is_not_found_by_what_it_says(window: AppWindow, tmp_path: Path) -> None:
    show_header(window, written(tmp_path))
    window.do("identity")
    search(window, "Doe", "1 found")
    assert rows(window) == []
    assert "nothing found" in window.all_texts()
    assert "1 found" not in window.all_texts()
    search(window, "PatientName", "1 found")
    assert len(rows(window)) == 1
    assert "Doe" not in window.all_texts()


# ---- what is there
def test_the_dump_of_a_plan_is_complete(
    window: AppWindow, pydicom_files: Path, tmp_path: Path
) -> None:
    shutil.copy(pydicom_files / "rtplan.dcm", tmp_path)
    show_header(window, tmp_path)
    for row in window.app.shell.attributes.list.get_children():
        open_all(window, row)
    plan = pydicom.dcmread(tmp_path / "rtplan.dcm", stop_before_pixels=True)
    elements = [*plan.file_meta, *plan.iterall()]
    shown = [tag for tag in tags(window) if tag]
    assert shown == [f"{one.tag.group:04X},{one.tag.element:04X}" for one in elements]
    assert len(shown) > 130
    assert ("BeamName", "Field 1") in rows(window)


def test_private_elements_have_names_with_their_creators(
    window: AppWindow, pydicom_files: Path, tmp_path: Path
) -> None:
    shutil.copy(pydicom_files / "CT_small.dcm", tmp_path)
    show_header(window, tmp_path)
    search(window, "GEMS_", " found")
    window.app.shell.attributes.columns.fit(2000)
    window.settle()
    lines = [node.line for node in nodes(window) if node.line.creator]
    assert lines
    named = [one for one in lines if one.name != "Private element"]
    assert f"{named[0].name} · {named[0].creator}"[:9] in {name[:9] for name, _ in rows(window)}
    assert {one.creator for one in lines} >= {"GEMS_IDEN_01", "GEMS_PARM_01", "GEMS_ACQU_01"}


def test_what_depends_on_a_condition_says_that_it_is_not_checked(
    window: AppWindow, pydicom_files: Path, tmp_path: Path
) -> None:
    shutil.copy(pydicom_files / "CT_small.dcm", tmp_path)
    show_header(window, tmp_path)
    check = window.app.shell.attributes._check
    top = window.app.shell.attributes._top
    words = {node.line.keyword: check.in_words(node) for node in top}
    assert words["PixelData"] == "type 1C · Image Pixel; conditional, not checked"
    assert words["PatientAge"] == ("type 3 · Patient Study (user option); conditional, not checked")
    assert words["PatientID"] == "type 2 · Patient"


def tags(window: AppWindow) -> list[str]:
    """Return the tags of the rows that are open, "" for items."""
    tree = window.app.shell.attributes.list

    def below(parent: str) -> Iterator[str]:
        for child in tree.get_children(parent):
            yield str(tree.set(child, "tag"))
            if tree.item(child, "open"):
                yield from below(child)

    return list(below(""))


# ---- links
def test_links_lead_to_what_is_here_and_what_is_not_is_said(
    window: AppWindow, tmp_path: Path
) -> None:
    frame = (0x00200052, "UI", b"1.2.77")
    for number, start in ((1, instance_elements()), (2, other_series())):
        elements = sorted([*start[:-1], frame])
        (tmp_path / str(number)).write_bytes(part10(data_set(elements) + refers()))
    show_header(window, tmp_path)
    assert {link.kind for link in links(window)} == set(LinkKind)
    for kind in (LinkKind.INSTANCE, LinkKind.SERIES, LinkKind.FRAME_OF_REFERENCE):
        before = window.app.session.attributes
        follow(window, kind)
        other = window.app.session.tree.series()[1].key
        there = partial(shows, window, other, before)
        window.wait_until(there, f"the other series by its {kind}")
        choose(window, 0)
    follow(window, LinkKind.STUDY)
    assert window.app.session.notice == "this study is not in the opened folders"


def test_a_presentation_state_leads_to_its_image_and_a_plan_says_what_is_missing(
    window: AppWindow, corpus: Path, pydicom_files: Path, tmp_path: Path
) -> None:
    shutil.copytree(corpus / "mixed-modalities" / "MOLLI_enhanced", tmp_path / "a")
    shutil.copy(pydicom_files / "rtplan.dcm", tmp_path)
    window.open(str(tmp_path))
    series = window.app.session.tree.series()
    modalities = [one.modality for one in series]
    choose(window, modalities.index("PR"))
    image = str(pydicom.dcmread(tmp_path / "a" / "IM_0001", stop_before_pixels=True).SOPInstanceUID)
    before = window.app.session.attributes
    window.send(LinkChosen(next(one for one in links(window) if one.uid == image)))
    key = series[modalities.index("MR")].key
    window.wait_until(lambda: shows(window, key, before), "the image it refers to")
    choose(window, modalities.index("RTPLAN"))
    follow(window, LinkKind.INSTANCE)
    said = "what this refers to is not in the opened folders"
    window.wait_until(lambda: window.app.session.notice == said, said)


def other_series() -> list[tuple[int, str, bytes]]:
    return instance_elements(sop_instance_uid="1.2.3.2", series_instance_uid="1.2.3.5")


def refers() -> bytes:
    inner = (
        element(0x00081155, "UI", b"1.2.3.2")
        + element(0x0020000D, "UI", b"9.9")
        + element(0x0020000E, "UI", b"1.2.3.5")
    )
    return sequence(0x30060010, item(inner))


def follow(window: AppWindow, kind: LinkKind) -> None:
    window.send(LinkChosen(next(link for link in links(window) if link.kind is kind)))


def links(window: AppWindow) -> list[Link]:
    return [link for link in map(link_of, nodes(window)) if link is not None]


# ---- headers made to break it
def nested(levels: int) -> bytes:
    head = element(0x00081140, "SQ", b"", length=0xFFFFFFFF)
    begin = b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    end = b"\xfe\xff\x0d\xe0\x00\x00\x00\x00" + b"\xfe\xff\xdd\xe0\x00\x00\x00\x00"
    return (head + begin) * levels + end * levels


def texts(*values: str) -> bytes:
    return b"".join(
        element(0x00211010 + number, "UT", value.encode("utf-8", "surrogatepass"))
        for number, value in enumerate(values)
    )


HOSTILE = {
    "10,000 levels": nested(10_000),
    "a million elements": element(0x00211001, "LO", b"") * 1_000_000,
    "values of 2 MB": b"".join(
        element(tag, "UT", b"x\\" * (1 << 20)) for tag in (0x00211001, 0x00211002)
    ),
    "Tcl and control characters": texts(TCL, ODD, "\t" * 500, "line\n" * 3000, "\0"),
    "wider than a window may be": texts(WIDE, "\U0001f9e0" * 3000, "e" + "\u0301" * 3000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_header_is_shown_cut_with_the_window_alive(
    name: str, window: AppWindow, tmp_path: Path
) -> None:
    unicode = element(0x00080005, "CS", b"ISO_IR 192")
    start, end = data_set(instance_elements()[:8]), data_set(instance_elements()[8:-1])
    (tmp_path / "file").write_bytes(part10(unicode + start + HOSTILE[name] + end))
    show_header(window, tmp_path)
    tree = window.app.shell.attributes.list
    assert len(rows(window)) > 1
    for child in tree.get_children()[:20]:  # every level that there is
        open_all(window, child)
    for text in window.all_texts().split("\n"):
        assert text.isprintable()
        assert len(text) < 1000
        assert "\u202e" not in text
    window.app.shell.attributes.list.yview_moveto(1.0)
    window.do("help")
    search(window, "x", "found")
    window.send(FilterTyped(""))
    window.do("identity")


def open_all(window: AppWindow, item_id: str) -> None:
    """Open a row and what is in it, as somebody would who keeps pressing the right arrow."""
    view = window.app.shell.attributes
    waiting = [item_id]
    for _ in range(200):
        if not waiting:
            break
        at = waiting.pop()
        node = view.rows.node_of(at)
        if node is not None and node.children:
            view._enter(at)
            waiting += view.list.get_children(at)
    window.settle()


@pytest.mark.parametrize("text", [TCL, ODD, WIDE])
def test_a_hostile_value_is_shown_literally_in_cell_tip_and_window(
    text: str, window: AppWindow, tmp_path: Path
) -> None:
    unicode = element(0x00080005, "CS", b"ISO_IR 192")
    hostile = element(0x00104000, "LT", text.encode("utf-8"))
    start = data_set(instance_elements()[:5])
    (tmp_path / "file").write_bytes(
        part10(unicode + start + hostile + data_set(instance_elements()[5:-1]))
    )
    show_header(window, tmp_path)
    view = window.app.shell.attributes
    item_id = next(
        one for one in view.list.get_children() if view.list.item(one, "text") == "PatientComments"
    )
    shown = view.list.set(item_id, "value")
    assert shown.startswith(text[:3].replace("\u202e", "\\u202e")[:3])
    view._enter(item_id)
    window.wait_until(lambda: window.app.session.whole_value is not None, "the whole value")
    window.settle()
    whole = view._value.text.get("1.0", "end-1c").replace("\n", "")
    if text == TCL:
        assert whole == text
    assert whole.isprintable()
    assert "\u202e" not in whole


def test_a_value_that_its_row_shows_cut_is_copied_whole(window: AppWindow, tmp_path: Path) -> None:
    text = "".join(f"{number} sentences, " for number in range(500))
    start, end = data_set(instance_elements()[:5]), data_set(instance_elements()[5:-1])
    comments = element(0x00104000, "LT", text.encode())
    (tmp_path / "file").write_bytes(part10(start + comments + end))
    show_header(window, tmp_path)
    view = window.app.shell.attributes
    item_id = next(
        one for one in view.list.get_children() if view.list.item(one, "text") == "PatientComments"
    )
    node = view.rows.node_of(item_id)
    assert node is not None
    assert node.line.value.endswith(" bytes)")
    window.root.clipboard_clear()
    window.root.clipboard_append("before")
    view._menu.build(node).invoke("Copy value")
    window.wait_until(lambda: window.root.clipboard_get() != "before", "the whole value")
    assert window.root.clipboard_get() == text.strip()
    window.settle()
    assert window.app.session.whole_value is None, "nothing to see"
    view._menu.build(node).invoke("Copy path")
    assert window.root.clipboard_get() == "PatientComments"


# ---- character sets
def charset_files(pydicom_files: Path) -> list[Path]:
    return sorted((pydicom_files.parent / "charset_files").glob("*.dcm"))


def test_every_character_set_reads_in_tree_inspector_and_search(
    window: AppWindow, pydicom_files: Path
) -> None:
    folder = pydicom_files.parent / "charset_files"
    window.open(str(folder))
    tree_texts = window.all_texts()
    names = {
        str(path): str(pydicom.dcmread(path).get("PatientName", ""))
        for path in charset_files(pydicom_files)
    }
    assert len(names) > 15
    read: dict[str, str] = {}
    for place in range(len(window.app.session.tree.series())):
        choose(window, place)
        said = {row.keyword: row.value for row in window.app.session.attributes if not row.depth}
        of = str(folder / (window.app.session.attributes_of or "").partition("/")[2])
        read[of] = said.get("PatientName", "")
        first = read[of].partition("=")[0].partition("^")[0]
        assert first in tree_texts
        cells = dict(rows(window))
        assert cells["PatientName"].startswith(first[:6])
        finds(window, read[of])
    for path, value in read.items():
        assert value == names[path]


def finds(window: AppWindow, name: str) -> None:
    """Type a part of a name, in its own script, into both boxes."""
    part = name.replace("=", "^").split("^")[-1] or name
    search(window, part, " found")
    assert "PatientName" in dict(rows(window))
    window.send(FindTyped(f'"{part}"', -1))
    known = window.app.session
    window.wait_until(
        lambda: window.app.session.filter.answered == f'"{part}"', f"an answer for {part}"
    )
    assert known.viewer is not None
    assert known.viewer.series_key in (window.app.session.filter.series or ())
    window.send(FindTyped("", -1))
    window.send(FilterTyped(""))


def test_the_focus_stays_with_the_filter_while_it_is_typed(
    window: AppWindow, tmp_path: Path
) -> None:
    show_header(window, written(tmp_path))
    entry = window.app.shell.attributes.filter.entry
    window.give_keys(entry)
    search(window, "patient", "found")
    window.wait_for_keys(entry)


def test_a_file_without_a_character_set_is_read_as_chosen_at_once(
    window: AppWindow, tmp_path: Path
) -> None:
    elements = data_set(instance_elements()[:-1])
    russian = element(0x00081030, "LO", "Голова".encode("cp1251"))
    at = elements.index(b"\x10\x00\x10\x00PN")
    (tmp_path / "file").write_bytes(part10(elements[:at] + russian + elements[at:]))
    show_header(window, tmp_path)
    assert dict(rows(window))["StudyDescription"] == "Ãîëîâà"
    search(window, "голова", "nothing found")
    window.send(SettingChosen("fallback_character_set", "Cyrillic (Windows)"))
    window.wait_until(
        lambda: dict(rows(window)).get("StudyDescription") == "Голова", "found as it reads now"
    )
    window.settle()
    tree = window.app.shell.tree
    assert any(
        "Голова (?)" in str(tree.tree.item(one, "text")) for one in tree.nodes.visible_items()
    )
    view = window.app.shell.attributes
    (item_id,) = view.list.get_children()
    node = view.rows.node_of(item_id)
    assert node is not None
    view._see_whole(node)
    window.wait_until(lambda: window.app.session.whole_value is not None, "the whole value")
    value = window.app.session.whole_value
    assert value is not None
    assert value.text == "Голова"
