"""The whole window on the demo: what belongs to all of it rather than to one part."""

import tkinter
import weakref
from pathlib import Path
from tkinter import ttk

import numpy as np
import pytest
from PIL import ImageColor, ImageGrab

from dicomtree import settings
from dicomtree.demo import make_demo
from dicomtree.gui.caution import NOT_FOR_DIAGNOSIS
from dicomtree.gui.help import KEYS_AND_MOUSE
from dicomtree.gui.palette import DARK
from dicomtree.gui.toolbar import FOLDER_TOOLS, PICTURE_TOOLS, WINDOW_TOOLS
from dicomtree.pixels import Window, range_window
from dicomtree.session.job_messages import JobKind, JobWanted
from dicomtree.session.messages import (
    FillToggled,
    IdentityToggled,
    NodeOpened,
    NodeSelected,
    Noticed,
    OpenRequested,
    SettingChosen,
    SliceStepped,
)
from dicomtree.settings import Theme
from tests.app_window import app_window
from tests.picture_files import dose, picture

ALL_TOOLS = (*FOLDER_TOOLS, *PICTURE_TOOLS, *WINDOW_TOOLS)

pytestmark = pytest.mark.usefixtures("display")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_demo(tmp_path_factory.mktemp("demo") / "set"))


def test_a_folder_is_read_shown_and_paged_through(demo: str) -> None:
    with app_window() as window:
        window.open(demo)
        assert len(window.app.session.tree.patients) == 2
        window.show_series()
        before = window.app.session.viewer
        window.send(SliceStepped(1))
        assert before is not None
        assert window.app.session.viewer != before


def test_a_folder_opens_while_the_window_is_being_resized(demo: str) -> None:
    """Tk ended the process where the welcome measured its texts amid being placed."""
    with app_window() as window:
        window.root.geometry("1380x830")
        window.open(demo)
        assert len(window.app.session.tree.patients) == 2


def test_the_caution_is_always_there(demo: str) -> None:
    with app_window() as window:
        assert NOT_FOR_DIAGNOSIS in window.all_texts()
        window.open(demo)
        window.show_series()
        window.send(FillToggled())
        badge = window.app.shell.status.badge
        assert NOT_FOR_DIAGNOSIS in str(badge.cget("text"))
        assert badge.winfo_viewable()
        right = badge.winfo_rootx() + badge.winfo_width()
        assert right <= window.root.winfo_rootx() + window.root.winfo_width()


def test_a_long_notice_pushes_nothing_out_and_ends_with_an_ellipsis() -> None:
    with app_window() as window:
        window.send(Noticed("a long story " * 50))
        said = [text for text in window.all_texts().split("\n") if text.startswith("a long story")]
        assert [text[-1] for text in said] == ["…"]
        badge = window.app.shell.status.badge
        right = badge.winfo_rootx() + badge.winfo_width()
        assert right <= window.root.winfo_rootx() + window.root.winfo_width()
        assert badge.winfo_width() >= badge.winfo_reqwidth()


@pytest.mark.parametrize(
    ("width", "percent", "named"),
    [(1460, 100, 5), (1310, 100, 4), (1000, 100, 1), (820, 100, 0), (1100, 200, 0), (820, 200, 0)],
)
def test_tools_say_their_names_as_far_as_there_is_room_and_none_is_cut(
    width: int, percent: int, named: int
) -> None:
    with app_window(window_geometry=(width, 640, 0, 0), text_percent=percent) as window:
        root, toolbar = window.root, window.app.shell.toolbar
        root.update()
        buttons = [toolbar.button(tool.name) for tool in ALL_TOOLS]
        shown = [button for button in buttons if button.winfo_manager()]
        assert sum(bool(button.cget("text")) for button in shown) == named
        assert toolbar.button("play") in shown
        right = root.winfo_rootx() + width
        for button in shown:
            assert button.winfo_width() >= button.winfo_reqwidth()
            assert button.winfo_rootx() + button.winfo_width() <= right


def test_no_tool_moves_while_a_folder_is_read(demo: str) -> None:
    with app_window(window_geometry=(1280, 700, 0, 0)) as window:
        toolbar = window.app.shell.toolbar
        window.root.update()
        before = {tool.name: _look_of(toolbar.button(tool.name)) for tool in WINDOW_TOOLS}
        window.app.dispatch(OpenRequested((demo,)))
        window.wait_until(
            lambda: bool(toolbar.button("cancel").winfo_viewable()), "a way to stop reading"
        )
        during = {tool.name: _look_of(toolbar.button(tool.name)) for tool in WINDOW_TOOLS}
        assert during == before


def _look_of(button: ttk.Button) -> tuple[str, int]:
    return str(button.cget("text")), button.winfo_rootx()


def test_a_small_window_has_all_its_tools_and_its_foot() -> None:
    with app_window(window_geometry=(800, 540, 20, 20)) as window:
        shell, root = window.app.shell, window.root
        root.update()
        right = root.winfo_rootx() + root.winfo_width()
        bottom = root.winfo_rooty() + root.winfo_height()
        for name in ("open", "fit", "play", "jobs", "help"):
            button = shell.toolbar.button(name)
            window.wait_until(lambda button=button: button.winfo_viewable() == 1, name)  # type: ignore[misc]
            assert button.winfo_width() >= button.winfo_reqwidth()
            assert button.winfo_rootx() + button.winfo_width() <= right
        badge = shell.status.badge
        assert badge.winfo_rooty() + badge.winfo_reqheight() <= bottom


def test_hidden_identity_leaves_no_trace_in_the_window(demo: str) -> None:
    with app_window(recent_folders=("/data/of-somebody",)) as window:
        window.open(demo)
        window.show_series()
        patient = window.app.session.tree.patients[0]
        assert patient.patient_name is not None
        assert patient.patient_id is not None
        family = patient.patient_name.partition("^")[0]
        window.wait_until(lambda: family in window.all_texts(), "the name")
        window.send(IdentityToggled())
        texts = window.all_texts()
        for secret in (family, patient.patient_id, demo, "of-somebody"):
            assert secret not in texts


def test_hiding_identity_takes_the_text_at_the_pointer_away(demo: str) -> None:
    with app_window(pane_widths=(240, 700, 300)) as window:
        window.open(demo)
        tree = window.app.shell.tree.tree
        first = tree.get_children()[0]
        window.wait_until(lambda: tree.bbox(first, "#0") != "", "a row")
        box = tree.bbox(first, "#0")
        assert not isinstance(box, str)
        tree.event_generate("<Motion>", x=box[0] + 60, y=box[1] + box[3] // 2)
        window.wait_until(lambda: _has_window(tree), "the text at the pointer")
        window.send(IdentityToggled())
        assert not _has_window(tree)


def _has_window(widget: tkinter.Misc) -> bool:
    return any(isinstance(child, tkinter.Toplevel) for child in widget.winfo_children())


@pytest.mark.parametrize("action", ["along", "values", "help", "jobs"])
def test_identity_is_hidden_by_its_key_from_every_window(demo: str, action: str) -> None:
    with app_window() as window:
        window.open(demo)
        window.show_series()
        if action == "jobs":
            window.send(JobWanted(JobKind.ORGANISE, None))
        else:
            window.do(action)
        (beside,) = (
            one for one in window.root.winfo_children() if isinstance(one, tkinter.Toplevel)
        )
        window.wait_until(lambda: bool(beside.winfo_viewable()), "the window beside")
        beside.focus_force()
        window.wait_until(lambda: beside.focus_get() is not None, "the keys")
        beside.event_generate("<Control-Shift-H>")
        window.settle()
        assert window.app.session.identity_hidden


def test_the_title_never_names_a_patient(demo: str) -> None:
    with app_window() as window:
        window.open(demo)
        window.show_series()
        assert window.root.title() == "DicomTree"


@pytest.mark.parametrize(("name", "value"), [("theme", Theme.LIGHT), ("text_percent", 150)])
def test_another_look_keeps_everything_in_its_place(demo: str, name: str, value: object) -> None:
    with app_window() as window:
        window.open(demo)
        key = window.show_series()
        tree = window.app.shell.tree
        tree.open(str(tree.nodes.item_of(key)))
        window.send(SliceStepped(3))
        open_keys, session = tree.nodes.open_keys(), window.app.session
        place = window.app.shell.geometry()
        window.send(SettingChosen(name, value))
        shell = window.app.shell
        assert shell.tree is not tree
        assert shell.tree.nodes.open_keys() == open_keys
        assert shell.tree.tree.selection() == (shell.tree.nodes.item_of(key),)
        assert window.app.session.viewer is not None
        assert session.viewer is not None
        assert window.app.session.viewer.target == session.viewer.target
        window.wait_until(lambda: shell.geometry() == place, "the same place")


def test_a_window_in_a_former_look_is_gone_at_once(demo: str) -> None:
    with app_window() as window:
        window.open(demo)
        window.show_series()
        former = weakref.ref(window.app.shell)
        window.send(SettingChosen("theme", Theme.LIGHT))
        assert former() is None


def test_text_grows_and_shrinks_by_keys() -> None:
    with app_window() as window:
        window.do("larger")
        window.do("larger")
        assert window.app.session.settings.text_percent == 120
        window.do("smaller")
        assert window.app.session.settings.text_percent == 110
        window.do("normal")
        assert window.app.session.settings.text_percent == 100


def test_the_window_comes_back_where_it_was_left(home: Path) -> None:
    with app_window(window_geometry=(900, 600, 120, 80)) as window:
        window.root.geometry("840x560+150+90")
        window.wait_until(lambda: window.root.winfo_width() == 840, "the new size")
    kept = settings.load()
    assert kept.window_geometry is not None
    assert kept.window_geometry[:2] == (840, 560)
    assert len(kept.pane_widths) == 3
    assert sum(kept.pane_widths) <= 840


def test_a_quick_hand_moves_a_border_and_squeezes_no_pane() -> None:
    with app_window(window_geometry=(1400, 700, 0, 0)) as window:
        paned = window.app.shell.paned
        left, middle, right = window.app.shell.pane_widths()
        x = paned.sash_coord(1)[0] + 2
        paned.event_generate("<ButtonPress-1>", x=x, y=300)
        for moved in (50, 100, 150):  # faster than Tk is idle
            paned.event_generate("<B1-Motion>", x=x - moved, y=300)
        paned.event_generate("<ButtonRelease-1>", x=x - 150, y=300)
        window.settle()
        assert window.app.shell.pane_widths() == (left, middle - 150, right + 150)


def test_the_picture_fills_the_window_and_back(demo: str) -> None:
    with app_window() as window:
        window.open(demo)
        window.show_series()
        tree = window.app.shell.tree.tree
        window.send(FillToggled())
        window.wait_until(lambda: not tree.winfo_viewable(), "the tree away")
        window.do("leave")
        window.wait_until(lambda: bool(tree.winfo_viewable()), "the tree back")


def test_the_receipt_adds_up_on_screen(demo: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not DICOM", encoding="utf-8")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    with app_window() as window:
        window.open(str(tmp_path))
        window.do("found")
        texts = window.all_texts()
        assert "1 problem" in texts
        assert "nowhere" in texts
        window.do("leave")
        assert not window.app.shell.found.is_shown


def test_a_folder_that_brings_nothing_is_told_beside_one_that_did(
    demo: str, tmp_path: Path
) -> None:
    with app_window() as window:
        window.open(demo)
        window.send(OpenRequested((str(tmp_path / "gone"),)))
        window.wait_until(lambda: "does not exist" in window.all_texts(), "the trouble told")


def test_full_screen_and_back() -> None:
    with app_window() as window:
        window.do("full_screen")
        shell = window.app.shell
        window.wait_until(lambda: shell.root.winfo_height() == 900, "the whole screen")
        window.do("leave")
        window.wait_until(lambda: shell.root.winfo_height() < 900, "the window again")


def test_focus_goes_round_the_panes(demo: str) -> None:
    with app_window() as window:
        window.open(demo)
        window.show_series()
        shell = window.app.shell
        window.give_keys(shell.tree.tree)
        for pane in (shell.slices.canvas, shell.attributes.list, shell.tree.tree):
            window.do("next_pane")
            window.wait_for_keys(pane)


def test_a_button_reached_by_the_keyboard_has_a_ring() -> None:
    with app_window() as window:
        button = window.app.shell.toolbar.button("help")
        button.focus_force()
        window.wait_until(lambda: _accent_in(button) > 40, "a ring")
        window.app.shell.tree.tree.focus_force()
        window.wait_until(lambda: _accent_in(button) == 0, "no ring")


def _accent_in(widget: tkinter.Misc) -> int:
    """Return how many pixels of a widget have the accent's colour on the screen."""
    left, top = widget.winfo_rootx(), widget.winfo_rooty()
    box = left, top, left + widget.winfo_width(), top + widget.winfo_height()
    grabbed = ImageGrab.grab(box, xdisplay=widget.winfo_screen().partition(".")[0]).convert("RGB")
    accent = ImageColor.getrgb(DARK.accent)
    return sum(count for count, colour in grabbed.getcolors(1 << 20) or [] if colour == accent)


def test_help_names_keys_and_what_the_program_is_not() -> None:
    with app_window() as window:
        window.do("help")
        texts = window.all_texts()
        for _, lines in KEYS_AND_MOUSE:
            for keys, effect in lines:
                assert keys in texts
                assert effect in texts
        assert "not a medical device" in texts
        window.do("help")
        assert len([w for w in window.root.winfo_children() if w.winfo_class() == "Toplevel"]) == 1


@pytest.mark.parametrize("percent", [100, 200])
def test_help_is_on_the_screen_whole_or_scrolls(percent: int) -> None:
    with app_window(text_percent=percent) as window:
        window.do("help")
        (sheet,) = (w for w in window.root.winfo_children() if isinstance(w, tkinter.Toplevel))
        (canvas,) = (w for w in sheet.winfo_children() if isinstance(w, tkinter.Canvas))
        window.wait_until(lambda: canvas.winfo_height() > 1, "the sheet")
        assert sheet.winfo_width() <= sheet.winfo_screenwidth()
        assert sheet.winfo_height() <= sheet.winfo_screenheight()
        inside = canvas.winfo_children()[0]
        assert inside.winfo_reqwidth() <= canvas.winfo_width()
        sheet.focus_force()
        for _ in range(9):
            sheet.event_generate("<Next>")
        assert canvas.yview()[1] == 1.0


def test_a_fault_in_a_callback_is_told_and_the_window_goes_on() -> None:
    with app_window() as window:

        def fail() -> None:
            raise ZeroDivisionError

        window.root.after_idle(fail)
        window.wait_until(lambda: window.app.failures == 1, "the fault noticed")
        window.settle()
        assert "ZeroDivisionError" in window.all_texts()
        window.app.failures = 0


def test_dose_opens_from_0_to_the_maximum_of_all_its_frames(tmp_path: Path) -> None:
    values = np.ones((5, 8, 8), np.uint16)
    values[0, 2, 3] = 4000
    dose(tmp_path / "dose.dcm", values, 0.01)

    def shown() -> object:
        viewer = window.app.session.viewer
        return None if viewer is None else viewer.window

    with app_window() as window:
        window.open(str(tmp_path))
        (series,) = window.app.session.tree.series()
        window.send(NodeOpened(("series", series.key)))
        window.wait_until(lambda: series.key in window.app.session.contents, "the stack")
        window.send(NodeSelected(("slice", series.key, 0, 0, 2)))
        window.wait_until(lambda: shown() == range_window(0, 40), "the maximum in Gy")


def test_slices_without_a_window_open_with_that_of_the_middle_one(tmp_path: Path) -> None:
    ramp = np.arange(64, dtype=np.uint16).reshape(8, 8)
    for place, steepness in enumerate((1, 5, 10, 3, 2)):
        picture(
            tmp_path / f"{place}.dcm",
            ramp * np.uint16(steepness),
            SOPInstanceUID=f"1.2.{place + 1}",
            SeriesInstanceUID="1.3",
            StudyInstanceUID="1.4",
            InstanceNumber=place + 1,
            ImagePositionPatient=[0, 0, place * 5],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
        )

    def width() -> float:
        viewer = window.app.session.viewer
        found = None if viewer is None else viewer.window
        return found.width if isinstance(found, Window) else 0.0

    with app_window() as window:
        window.open(str(tmp_path))
        (series,) = window.app.session.tree.series()
        window.send(NodeOpened(("series", series.key)))
        window.wait_until(lambda: series.key in window.app.session.contents, "the stack")
        window.send(NodeSelected(("slice", series.key, 0, 0, 0)))
        window.wait_until(lambda: width() > 500, "the middle's window")
