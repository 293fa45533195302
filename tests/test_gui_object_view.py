"""Instances without a picture, in the window."""

import struct
from pathlib import Path
from tkinter import ttk

import pytest

from dicomtree.gui import object_view
from dicomtree.gui.embedded_files import save_copy
from dicomtree.session.document_messages import ReferenceChosen
from dicomtree.session.messages import IdentityToggled, Message, NodeSelected, Noticed
from tests.app_window import AppWindow, app_window
from tests.dicom_bytes import CT, data_set, element, instance, item, part10, sequence
from tests.screen import wait_until

pytestmark = pytest.mark.usefixtures("display")

PDF = b"%PDF-1.4 a letter about Doe"


def head(modality: bytes, uid: bytes, series: bytes) -> bytes:
    return data_set(
        [
            (0x00080018, "UI", uid),
            (0x00080060, "CS", modality),
            (0x00100010, "PN", b"Doe^Jane"),
            (0x00100020, "LO", b"P1"),
            (0x0020000D, "UI", b"1.2.3"),
            (0x0020000E, "UI", series),
            (0x00200011, "IS", series[-1:]),
        ]
    )


def report() -> bytes:
    """Return a report that names a reader and refers to the picture."""
    name = sequence(0x0040A043, item(element(0x00080104, "LO", b"Reader")))
    reader = item(element(0x0040A040, "CS", b"PNAME") + name + element(0x0040A123, "PN", b"Roe^R"))
    target = element(0x00081150, "UI", CT.encode()) + element(0x00081155, "UI", b"1.2.3.1")
    image = item(element(0x0040A040, "CS", b"IMAGE") + sequence(0x00081199, item(target)))
    return head(b"SR", b"1.2.3.5", b"1.2.3.8") + sequence(0x0040A730, reader, image)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a picture, a report and a letter of one patient."""
    made = tmp_path / "study"
    made.mkdir()
    (made / "picture").write_bytes(instance())
    (made / "report").write_bytes(part10(report()))
    letter = element(0x00420011, "OB", PDF) + element(0x00420012, "LO", b"application/pdf")
    letter += element(0x00420015, "UL", struct.pack("<I", len(PDF)))
    (made / "letter").write_bytes(part10(head(b"DOC", b"1.2.3.6", b"1.2.3.9") + letter))
    return made


def show(window: AppWindow, modality: str) -> object_view.ObjectView:
    series = next(s for s in window.app.session.tree.series() if s.modality == modality)
    window.send(NodeSelected(("series", series.key)))
    objects = window.app.shell.objects
    window.wait_until(lambda: objects.is_shown, "the object")
    window.settle()
    return objects


def test_a_report_stands_in_the_picture_s_place(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "SR")
        rows = objects.table.get_children()
        assert [objects.table.item(row, "text") for row in rows] == ["Reader", "→ Image"]
        assert objects.table.item(rows[0], "values")[0] == "Roe, R"


def test_hidden_identity_hides_who_is_named_in_a_report(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        show(window, "SR")
        assert "Roe" in window.all_texts()
        window.send(IdentityToggled())
        assert "Roe" not in window.all_texts()


def test_a_letter_cannot_be_opened_while_identity_is_hidden(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "DOC")
        assert objects._buttons.winfo_manager()
        window.send(IdentityToggled())
        assert not objects._buttons.winfo_manager()


def test_enter_jumps_to_the_image_a_report_refers_to(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "SR")
        row = objects.table.get_children()[1]
        objects.table.selection_set(row)
        objects.table.focus(row)
        window.give_keys(objects.table)
        objects.table.event_generate("<Return>")
        window.wait_until(window._has_picture, "the picture")
        window.wait_until(lambda: not objects.is_shown, "the picture alone")


def test_a_reference_into_nowhere_is_said_to_be(folder: Path) -> None:
    from dicomtree.documents import Reference

    with app_window() as window:
        window.open(str(folder))
        show(window, "SR")
        window.send(ReferenceChosen(Reference("9.9.9")))
        window.wait_until(lambda: "refers to" in window.app.session.notice, "the notice")


def test_the_next_series_is_a_key_away_from_an_object(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "SR")
        window.give_keys(objects.table)
        before = window.app.session.selection
        objects.table.event_generate("<Control-Next>")
        window.wait_until(lambda: window.app.session.selection != before, "another series")


def test_a_click_on_an_object_gives_it_the_keys_as_one_on_a_picture_does(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "SR")
        window.root.focus_force()
        window.app.shell.tree.focus()
        for part in (objects._title, objects.frame):
            window.give_keys(window.app.shell.tree.tree)
            part.event_generate("<Button-1>", x=3, y=3)
            window.wait_for_keys(objects.table)


def test_keys_go_from_the_tree_to_the_object(folder: Path) -> None:
    with app_window() as window:
        window.open(str(folder))
        objects = show(window, "SR")
        window.root.focus_force()
        window.app.shell.focus_picture()
        window.wait_for_keys(objects.table)


def test_waveforms_are_plotted_with_names_and_scales(pydicom_files: Path, tmp_path: Path) -> None:
    (tmp_path / "ecg").write_bytes((pydicom_files / "waveform_ecg.dcm").read_bytes())
    with app_window() as window:
        window.open(str(tmp_path))
        objects = show(window, "ECG")
        canvas = objects.plot.canvas
        window.wait_until(
            lambda: sum(canvas.type(i) == "line" for i in canvas.find_all()) >= 48, "curves"
        )
        texts = [canvas.itemcget(i, "text") for i in canvas.find_all() if canvas.type(i) == "text"]
        assert any(text.startswith("Lead V6") for text in texts)
        assert any(text.endswith("µV") for text in texts)
        assert "10 s" in texts


def test_regions_carry_their_colours(pydicom_files: Path, tmp_path: Path) -> None:
    (tmp_path / "rs").write_bytes((pydicom_files / "rtstruct.dcm").read_bytes())
    with app_window(text_percent=200) as window:
        window.open(str(tmp_path))
        objects = show(window, "RTSTRUCT")
        rows = objects.table.get_children()
        assert all(objects.table.item(row, "image") for row in rows)
        assert set(objects._swatches) == {(220, 160, 120), (255, 64, 255)}


# ---- copies of documents inside
def said(target: Path, roots: list[str], source: Path) -> str:
    heard: list[Message] = []
    save_copy(str(source), str(target), roots, heard.append)
    wait_until(lambda: bool(heard), "an answer")
    assert isinstance(heard[0], Noticed)
    return heard[0].text


def test_columns_beyond_the_pane_can_be_scrolled_to(pydicom_files: Path, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes((pydicom_files / "rtplan.dcm").read_bytes())
    with app_window(text_percent=150) as window:
        window.open(str(tmp_path))
        objects = show(window, "RTPLAN")
        table = objects.table
        (bar,) = (
            each
            for each in table.master.winfo_children()
            if isinstance(each, ttk.Scrollbar) and str(each.cget("orient")) == "horizontal"
        )
        assert bar.winfo_viewable()
        window.wait_until(lambda: bar.get()[1] < 1, "a bar that says there is more")
        table.xview_moveto(1)
        window.wait_until(lambda: bar.get()[1] == 1, "the last column")


def test_a_copy_of_a_letter_is_a_new_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.pdf"
    assert said(target, [str(folder)], folder / "letter") == "Document saved."
    assert target.read_bytes() == PDF
    assert "is there already" in said(target, [str(folder)], folder / "letter")
    assert target.read_bytes() == PDF


def test_no_copy_is_written_into_an_opened_folder(folder: Path) -> None:
    target = folder / "copy.pdf"
    assert "only read" in said(target, [str(folder)], folder / "letter")
    assert not target.exists()
