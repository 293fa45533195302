"""The slice pane in a real window: what it paints, and what mouse and keys ask for."""

import threading
import tkinter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dicomtree.gui import picture_painter, picture_sharing
from dicomtree.gui.picture_painter import Look, rendered
from dicomtree.model import Dimension, FrameRef
from dicomtree.pixels import Picture, VoiChoice, Window, render
from dicomtree.session import messages
from dicomtree.session.measuring_messages import Tool
from dicomtree.session.orientation import UNKNOWN
from dicomtree.session.state import Session
from dicomtree.session.viewing import extent
from dicomtree.settings import Settings
from tests.pictures import axial_stack, picture, repeated_stack, session
from tests.screen import wait_until
from tests.slice_pane_window import SlicePaneWindow
from tests.test_session_legend import segmented

COUNT = 28
STACK = axial_stack(COUNT)
FRAMES = STACK.volumes[0]
PLAIN = Settings(corner_text=False)
NO_LETTERS: dict[str, Any] = {"image_orientation_patient": (), "millimetres": None}


def level(place: int) -> int:
    """Return the grey, 0 to 255, that a slice has in the middle of its picture."""
    return 20 + 8 * place


def flat(place: int) -> Picture:
    """Return a slice of one grey, shown as it is by its own window."""
    values = np.full((200, 200), level(place), dtype=np.int16)
    return picture(values, windows=(Window(128, 256),))


PICTURES = {frame: flat(place) for place, frame in enumerate(FRAMES)}


@pytest.fixture
def pane(display: str) -> Iterator[SlicePaneWindow]:
    shown = session(STACK, flat(0))
    with SlicePaneWindow(shown, PICTURES) as window:
        yield window


def middle(shot: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = shot.shape[0] // 2, shot.shape[1] // 2
    return shot[rows - 40 : rows + 40, columns - 40 : columns + 40]


def test_the_picture_is_painted(pane: SlicePaneWindow) -> None:
    assert np.unique(middle(pane.grab())).tolist() == [level(0)]


@pytest.mark.parametrize(
    ("key", "place"),
    [("Down", 1), ("Right", 1), ("Next", 10), ("End", COUNT - 1), ("Home", 0), ("Up", 0)],
)
def test_keys_page_through_the_slices(pane: SlicePaneWindow, key: str, place: int) -> None:
    pane.focus()
    pane.event(f"<KeyPress-{key}>")
    assert np.unique(middle(pane.grab())).tolist() == [level(place)]


@pytest.mark.parametrize(
    ("key", "state", "message"),
    [
        ("r", 0, messages.Rotated(1)),
        ("R", 1, messages.Rotated(-1)),
        ("R", 2, messages.Rotated(1)),  # Caps Lock
        ("i", 0, messages.InvertToggled()),
        ("7", 0, messages.PresetChosen(7)),
        ("BackSpace", 0, messages.ViewReset()),
    ],
)
def test_single_keys_change_the_view(
    pane: SlicePaneWindow, key: str, state: int, message: messages.Message
) -> None:
    pane.focus()
    pane.messages.clear()
    pane.event(f"<KeyPress-{key}>", state=state)
    pane.messages = [m for m in pane.messages if not isinstance(m, messages.PointerMoved)]
    assert pane.messages == [message]


def test_plus_and_minus_zoom_about_the_middle(pane: SlicePaneWindow) -> None:
    before = scale(pane)
    pane.focus()
    pane.event("<KeyPress-plus>", state=1)
    assert scale(pane) == pytest.approx(before * 1.25)
    assert pane.session.viewer is not None
    assert pane.session.viewer.viewport.pan == pytest.approx((0, 0))
    pane.event("<KeyPress-minus>")
    assert scale(pane) == pytest.approx(before)


@pytest.mark.parametrize("key", ["o", "minus", "0", "Home", "space"])
@pytest.mark.parametrize("state", [4, 8])
def test_keys_with_ctrl_or_alt_are_left_to_the_window(
    pane: SlicePaneWindow, key: str, state: int
) -> None:
    heard: list[object] = []
    pane.root.bind(f"<KeyPress-{key}>", heard.append)
    pane.focus()
    pane.messages.clear()
    pane.event(f"<KeyPress-{key}>", state=state)
    assert len(heard) == 1
    assert not [m for m in pane.messages if not isinstance(m, messages.PointerMoved)]


def test_the_wheel_towards_the_user_shows_the_next_slice(pane: SlicePaneWindow) -> None:
    pane.event("<Button-5>", x=100, y=100)
    assert np.unique(middle(pane.grab())).tolist() == [level(1)]
    pane.event("<Button-4>", x=100, y=100)
    assert np.unique(middle(pane.grab())).tolist() == [level(0)]


def test_many_wheel_events_before_a_paint_are_one_paint(pane: SlicePaneWindow) -> None:
    before = pane.draws
    for _ in range(9):
        pane.canvas.event_generate("<Button-5>", x=100, y=100)
    pane.settle()
    assert pane.draws == before + 1
    assert np.unique(middle(pane.grab())).tolist() == [level(9)]


def test_dragging_down_darkens_and_to_the_right_widens(pane: SlicePaneWindow) -> None:
    drag(pane, 1, (0, 40))
    assert middle(pane.grab()).max() < level(0)
    before = window_of(pane)
    drag(pane, 1, (40, 0))
    assert window_of(pane).width > before.width


@pytest.mark.parametrize(("button", "state"), [(2, 0), (1, 1)])
def test_the_middle_button_and_shift_left_move_the_picture(
    pane: SlicePaneWindow, button: int, state: int
) -> None:
    drag(pane, button, (150, 0), state=state)
    shot = pane.grab()
    row = shot[shot.shape[0] // 2 + 30, :, 0]
    assert not row[20:140].any()
    assert set(row[170:380].tolist()) == {level(0)}


def test_a_right_drag_zooms_and_opens_no_menu(pane: SlicePaneWindow) -> None:
    before = scale(pane)
    drag(pane, 3, (0, -60))
    assert scale(pane) > before
    assert pane.pane.menu.shown is None


def test_a_right_click_opens_the_menu(pane: SlicePaneWindow) -> None:
    pane.canvas.event_generate("<ButtonPress-3>", x=90, y=90)
    pane.canvas.event_generate("<ButtonRelease-3>", x=91, y=90, rootx=300, rooty=300)
    menu = pane.pane.menu.shown
    assert menu is not None
    labels = [menu.entrycget(i, "label") for i in entries(menu)]
    assert labels[:2] == ["Fit to pane", "1:1"]
    assert {"Copy picture", "Save picture…", "Show in file manager", "Window"} <= set(labels)
    menu.unpost()
    menu.invoke(labels_index(menu, "Rotate right"))
    assert pane.session.viewer is not None
    assert pane.session.viewer.viewport.quarters == 1
    menu.invoke(labels_index(menu, "Show in file manager"))
    assert pane.revealed == [(0, "IM0000")]


def test_ctrl_and_wheel_zoom_at_the_pointer(pane: SlicePaneWindow) -> None:
    before = scale(pane)
    pane.event("<Button-4>", x=50, y=60, state=4)
    assert scale(pane) == pytest.approx(before * 1.15)
    assert pane.messages[-1] == messages.Zoomed(1.15, (50, 60))


def test_a_double_click_fills_the_window(pane: SlicePaneWindow) -> None:
    for sequence in ("<ButtonPress-1>", "<ButtonRelease-1>") * 2:
        pane.canvas.event_generate(sequence, x=80, y=80)
    pane.settle()
    assert pane.session.picture_filled


def test_the_picture_may_be_turned_and_flipped(display: str) -> None:
    values = np.zeros((100, 100), dtype=np.int16)
    values[:50, :50] = 255
    corner = picture(values, windows=(Window(128, 256),), **NO_LETTERS)
    shown = replace(session(STACK, corner), settings=PLAIN)
    with SlicePaneWindow(shown) as window:
        assert bright_quarter(window.grab()) == (0, 0)
        window.dispatch(messages.Rotated(1))
        assert bright_quarter(window.grab()) == (0, 1)
        window.dispatch(messages.Flipped(False))
        assert bright_quarter(window.grab()) == (1, 1)
        window.dispatch(messages.ViewReset())
        assert bright_quarter(window.grab()) == (0, 0)


def test_one_to_one_shows_the_rendered_pixels_themselves(display: str) -> None:
    random = np.random.default_rng(7).integers(0, 256, (150, 160)).astype(np.int16)
    noise = picture(random, windows=(Window(128, 256),), **NO_LETTERS)
    with SlicePaneWindow(replace(session(STACK, noise), settings=PLAIN)) as window:
        window.dispatch(messages.OneToOneChosen())
        shot = window.grab()
    rows, columns = shot.shape[:2]
    top, left = (rows - 150) // 2, (columns - 160) // 2
    painted = shot[top : top + 150, left : left + 160, 0]
    assert np.array_equal(painted, render(noise, noise.windows[0]))


def test_colour_is_painted_in_colour(display: str) -> None:
    values = np.zeros((50, 50, 3), dtype=np.uint8)
    values[:, :, 1] = 200
    with SlicePaneWindow(session(STACK, picture(values, **NO_LETTERS))) as window:
        assert middle(window.grab()).reshape(-1, 3).tolist()[0] == [0, 200, 0]


def test_a_change_from_grey_to_colour_is_seen(display: str) -> None:
    red = np.zeros((200, 200, 3), dtype=np.uint8)
    red[:, :, 0] = 250
    pictures = {FRAMES[1]: picture(red, **NO_LETTERS)}
    with SlicePaneWindow(session(STACK, flat(0)), pictures) as window:
        window.dispatch(messages.SliceStepped(1))
        assert middle(window.grab()).reshape(-1, 3).tolist()[0] == [250, 0, 0]


def test_a_large_picture_is_smoothed_after_the_last_input(display: str) -> None:
    checks = (np.indices((1500, 1500)).sum(axis=0) % 2 * 255).astype(np.int16)
    large = picture(checks, windows=(Window(128, 256),), **NO_LETTERS)
    with SlicePaneWindow(replace(session(STACK, large), settings=PLAIN)) as window:
        window.dispatch(messages.Zoomed(1.01, (0, 0)))
        window.settle()
        assert set(np.unique(middle(window.grab()))) == {0, 255}
        wait_until(
            lambda: set(np.unique(middle(window.grab()))).isdisjoint({0, 255}), "a smooth picture"
        )


def test_the_thread_of_the_window_never_paints_the_whole_of_a_large_picture(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[tuple[tuple[int, ...], bool]] = []

    def watched(look: Look) -> Image.Image:
        is_main = threading.current_thread() is threading.main_thread()
        threads.append((look.picture.values.shape, is_main))
        return rendered(look)

    monkeypatch.setattr(picture_painter, "rendered", watched)
    large = picture(np.zeros((1500, 1500), np.int16), **NO_LETTERS)
    with SlicePaneWindow(replace(session(STACK, large), settings=PLAIN)) as window:
        wait_until(lambda: window.step() and ((1500, 1500), False) in threads, "a smooth picture")
        for _ in range(3):
            window.dispatch(messages.WindowDragged(40, 30))
            window.settle()
    assert ((1500, 1500), True) not in threads


def test_what_was_painted_smoothly_for_another_window_is_not_shown(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bright, dark = Window(0, 10), Window(300, 10)
    begun: list[VoiChoice | None] = []
    go_on = threading.Event()

    def slow(look: Look) -> Image.Image:
        if threading.current_thread() is not threading.main_thread():
            begun.append(look.window)
            go_on.wait(30)
        return rendered(look)

    monkeypatch.setattr(picture_painter, "rendered", slow)
    large = picture(np.full((1500, 1500), 100, np.int16), windows=(bright,), **NO_LETTERS)
    with SlicePaneWindow(replace(session(STACK, large), settings=PLAIN)) as window:
        wait_until(lambda: window.step() and begun == [bright], "painting begun")
        window.dispatch(messages.WindowChosen(dark))
        window.settle()
        go_on.set()
        shades = set()
        while begun != [bright, dark]:
            window.step()
            shades |= set(np.unique(middle(window.grab())).tolist())
        assert shades == {0}


def test_a_sentence_stands_where_there_is_no_picture(display: str) -> None:
    with SlicePaneWindow(session(STACK, flat(0)), {FRAMES[1]: "No decoder for this."}) as window:
        window.dispatch(messages.SliceStepped(1))
        shot = middle(window.grab())
        assert shot.max() > 150
        assert shot.min() == 0
        assert "No decoder for this." in texts(window)


def test_a_late_picture_leaves_the_old_one_and_says_so(display: str) -> None:
    with SlicePaneWindow(session(STACK, flat(0))) as window:
        window.dispatch(messages.SliceStepped(1))
        window.settle()
        assert "reading…" not in texts(window)
        assert np.unique(middle(window.grab())).tolist() == [level(0)]
        wait_until(
            lambda: window.step() and "reading…" in texts(window),
            "the words that reading takes long",
        )
        assert f"1/{COUNT}" in " ".join(texts(window))
        window.dispatch(messages.PictureReady(FRAMES[1], flat(1), None, Window(128, 256)))
        window.settle()
        assert "reading…" not in texts(window)
        assert np.unique(middle(window.grab())).tolist() == [level(1)]


def test_corner_texts_stand_over_the_picture(pane: SlicePaneWindow) -> None:
    shown = "\n".join(texts(pane))
    for part in ("DOE, Jane", "STD BRAIN", "axial · S 0.0 mm", "W 256"):
        assert part in shown


def test_hidden_identity_is_gone_from_the_canvas(pane: SlicePaneWindow) -> None:
    pane.dispatch(messages.IdentityToggled())
    pane.settle()
    every = " ".join(option(pane, i, "text") for i in text_items(pane))
    assert "DOE" not in every
    assert "12345" not in every


def test_texts_can_be_read_on_white(display: str) -> None:
    white = picture(np.full((200, 200), 255, dtype=np.int16), windows=(Window(128, 256),))
    with SlicePaneWindow(session(STACK, white)) as window:
        corner = window.grab()[:60, :120]
        assert corner.max() == 255
        assert (corner < 40).mean() > 0.1


def test_a_long_note_is_wrapped_and_not_cut(display: str) -> None:
    notice = "pixel data cut short: 63 of 64 rows are there"
    with SlicePaneWindow(session(STACK, picture(notice=notice))) as window:
        assert notice in [text.replace("\n", " ") for text in texts(window)]


BUSY: dict[str, tuple[Picture, dict[str, Any]]] = {
    "with letters": (picture(lossy=True), {}),
    "of unknown orientation": (picture(**NO_LETTERS, burned_in_annotation="YES"), {}),
    "unknown, with a scale": (picture(image_orientation_patient=(), notice="cut short"), {}),
    "in colours": (picture(**NO_LETTERS), {"colormap": "PET", "window": Window(40, 400)}),
    "of segments": (segmented(list(range(1, 30))), {}),
}


@pytest.mark.parametrize("size", [(300, 344), (384, 470), (620, 340), (900, 722)])
@pytest.mark.parametrize("text_percent", [100, 150, 200])
@pytest.mark.parametrize("what", BUSY)
def test_no_two_texts_lie_over_each_other(
    display: str, size: tuple[int, int], text_percent: int, what: str
) -> None:
    shown, of_viewer = BUSY[what]
    busy = replace(session(STACK, shown, **of_viewer), tool=Tool.RECTANGLE)
    with SlicePaneWindow(busy, size=size, text_percent=text_percent) as window:
        window.dispatch(messages.Rotated(1))
        window.settle()
        boxes = [window.canvas.bbox(i) for i in text_items(window) if is_light(window, i)]
        width, height = window.canvas.winfo_width(), window.canvas.winfo_height()
    assert len(boxes) >= 4
    for box in boxes:
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= width
        assert box[3] <= height
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert not overlap(box, other)


def test_the_lowest_lines_have_the_room_under_the_scale_bar(display: str) -> None:
    window = Window(128, 256, explanation="automatic win")
    shown = picture(np.zeros((200, 200), np.int16), windows=(window,), image_orientation_patient=())
    with SlicePaneWindow(session(STACK, shown)) as pane:
        assert any(each.endswith("HU · automatic win") for each in texts(pane))


def test_an_unknown_orientation_is_said_in_a_narrow_pane_too(display: str) -> None:
    shown = session(STACK, picture(**NO_LETTERS))
    for width in (240, 384, 900):
        with SlicePaneWindow(shown, size=(width, 470)) as window:
            assert UNKNOWN in " ".join(texts(window)).replace("\n", " ")


def test_the_focus_can_be_seen(pane: SlicePaneWindow) -> None:
    pane.focus()
    edge = pane.grab()[0]
    assert (edge == edge[0]).all()
    assert edge[0].tolist() == [0x2F, 0x6F, 0xDE]


def test_the_slider_shows_and_chooses_the_slice(pane: SlicePaneWindow) -> None:
    slider = pane.pane.sliders
    y = slider.winfo_height() // 4
    slider.event_generate("<ButtonPress-1>", x=9, y=y)
    slider.event_generate("<B1-Motion>", x=slider.winfo_width() // 2, y=y)
    slider.event_generate("<ButtonRelease-1>", x=slider.winfo_width() // 2, y=y)
    pane.settle()
    assert pane.session.viewer is not None
    assert 10 < pane.session.viewer.place < 20
    slider.event_generate("<ButtonPress-1>", x=slider.winfo_width(), y=y)
    pane.settle()
    assert f"{COUNT}/{COUNT}" in strip_texts(pane)


def test_each_dimension_has_a_slider_and_keys(display: str) -> None:
    stack = repeated_stack(4, (Dimension("echo", (1, 2, 3)),))
    pictures: dict[FrameRef, Picture | str] = {
        frame: flat(10 * number) for number, volume in enumerate(stack.volumes) for frame in volume
    }
    with SlicePaneWindow(session(stack, flat(0)), pictures) as window:
        slider = window.pane.sliders
        assert slider.winfo_height() > 60
        window.focus()
        window.event("<Control-KeyPress-Down>")
        assert np.unique(middle(window.grab())).tolist() == [level(10)]
        slider.event_generate("<ButtonPress-1>", x=slider.winfo_width(), y=33)
        window.settle()
        assert np.unique(middle(window.grab())).tolist() == [level(20)]


def test_a_third_dimension_has_keys_too(pane: SlicePaneWindow) -> None:
    pane.focus()
    pane.messages.clear()
    pane.event("<Control-KeyPress-Right>")
    pane.event("<Control-KeyPress-Left>")
    stepped = [m for m in pane.messages if not isinstance(m, messages.PointerMoved)]
    assert stepped == [messages.VolumeStepped(1, 2), messages.VolumeStepped(-1, 2)]


def test_a_long_value_leaves_half_the_width_to_its_slider(display: str) -> None:
    kernels = Dimension("kernel", tuple(f"{number} {'of long names ' * 20}" for number in (1, 2)))
    with SlicePaneWindow(session(repeated_stack(4, (kernels,)), flat(0))) as window:
        strip = window.pane.sliders
        lines = [item for item in strip.find_all() if str(strip.type(item)) == "line"]
        end = max(strip.bbox(line)[2] for line in lines)
        assert end > 0.4 * strip.winfo_width()
        (value,) = [text for text in strip_texts(window) if "…" in text]
        (item,) = [i for i in strip.find_all() if value in str(strip.itemconfigure(i))]
        assert strip.bbox(item)[0] >= end - 4


def test_cine_shows_the_slices_in_turn_and_its_rate(pane: SlicePaneWindow) -> None:
    pane.focus()
    viewer = pane.session.viewer
    assert viewer is not None
    pane.show(replace(pane.session, viewer=replace(viewer, play_rate=100.0)))
    pane.event("<KeyPress-space>")
    wait_until(lambda: pane.step() and ticks(pane) > COUNT, "cine past the last slice")
    assert any("/s" in text for text in texts(pane))
    pane.event("<KeyPress-space>")
    assert pane.session.viewer is not None
    assert not pane.session.viewer.playing
    assert not any("/s" in text for text in texts(pane))


def test_the_pointer_is_followed_and_forgotten(pane: SlicePaneWindow) -> None:
    pane.event("<Motion>", x=100, y=110)
    assert pane.session.pointer == (100.5, 110.5)
    pane.event("<Leave>")
    assert pane.session.pointer is None


def test_what_the_pointer_reads_stands_below_the_picture(pane: SlicePaneWindow) -> None:
    pane.event("<Motion>", x=200, y=200)
    assert any(text.startswith(f"{level(0)} HU · column") for text in strip_texts(pane))
    pane.event("<Leave>")
    assert not any("HU" in text for text in strip_texts(pane))


def test_moving_the_pointer_paints_nothing_anew(
    pane: SlicePaneWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    monkeypatch.setattr(pane.pane, "_put", painted.append)
    pane.event("<Motion>", x=100, y=110)
    assert painted == []


def test_saving_writes_the_whole_picture_without_texts(tmp_path: Path) -> None:
    noted = saved(session(STACK, flat(3)), tmp_path / "a", [])
    assert noted == "Picture saved."
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (200, 200)
        assert image.getextrema() == (level(3), level(3))
        assert image.info == {}


def test_the_view_is_saved_with_its_texts_when_asked_for(
    pane: SlicePaneWindow, tmp_path: Path
) -> None:
    shot = pane.grab()
    heard: list[messages.Message] = []
    picture_sharing.save_view(pane.canvas, str(tmp_path / "view.png"), [], heard.append)
    wait_until(lambda: bool(heard), "the answer")
    with Image.open(tmp_path / "view.png") as image:
        assert np.array_equal(np.asarray(image), shot)


def test_saving_never_writes_under_an_opened_folder(tmp_path: Path) -> None:
    (tmp_path / "study" / "deep").mkdir(parents=True)
    noted = saved(session(STACK, flat(3)), tmp_path / "study/deep/a.png", [str(tmp_path / "study")])
    assert "opened folder" in noted
    assert not list((tmp_path / "study").rglob("*.png"))


def test_saving_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"kept")
    assert "already" in saved(session(STACK, flat(3)), tmp_path / "a.png", [])
    assert (tmp_path / "a.png").read_bytes() == b"kept"


def test_copying_says_what_is_missing_where_it_cannot_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    heard: list[messages.Message] = []
    viewer = session(STACK, flat(3)).viewer
    assert viewer is not None
    picture_sharing.copy_picture(viewer, heard.append)
    assert heard == [messages.Noticed(picture_sharing.NO_CLIPBOARD)]


def test_copying_gives_the_picture_to_the_clipboards_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "xclip"
    program.write_text(f'#!/bin/sh\ncat > "{tmp_path}/copied.png"\n')
    program.chmod(0o755)
    monkeypatch.setattr(picture_sharing, "clipboard_command", lambda: (str(program),))
    heard: list[messages.Message] = []
    viewer = session(STACK, flat(3)).viewer
    assert viewer is not None
    picture_sharing.copy_picture(viewer, heard.append)
    wait_until(lambda: bool(heard), "the answer")
    assert heard == [messages.Noticed("Picture copied.")]
    with Image.open(tmp_path / "copied.png") as image:
        assert image.getextrema() == (level(3), level(3))


# ---- what the tests above are made of
def drag(pane: SlicePaneWindow, button: int, by: tuple[int, int], state: int = 0) -> None:
    late = 10_000 * len(pane.messages)  # ms, so that two drags make no double click
    pane.canvas.event_generate(f"<ButtonPress-{button}>", x=100, y=100, state=state, time=late)
    held = 0x80 << button | state  # X11: Button1 is 0x100
    for share in (0.25, 0.5, 0.75, 1.0):
        right, down = round(by[0] * share), round(by[1] * share)
        pane.canvas.event_generate("<Motion>", x=100 + right, y=100 + down, state=held)
    pane.canvas.event_generate(f"<ButtonRelease-{button}>", x=100 + by[0], y=100 + by[1])
    pane.settle()


def window_of(pane: SlicePaneWindow) -> Window:
    assert pane.session.viewer is not None
    window = pane.session.viewer.window
    assert isinstance(window, Window)
    return window


def scale(pane: SlicePaneWindow) -> float:
    viewer = pane.session.viewer
    assert viewer is not None
    assert viewer.picture is not None
    return viewer.viewport.scale(extent(viewer.picture))


def ticks(pane: SlicePaneWindow) -> int:
    return pane.messages.count(messages.PlayTicked())


def bright_quarter(shot: NDArray[np.uint8]) -> tuple[int, int]:
    """Return (0 or 1 from the top, 0 or 1 from the left) of the bright quarter."""
    centre = middle(shot)[:, :, 0]
    half = len(centre) // 2
    means = {
        (row, column): centre[
            row * half : (row + 1) * half, column * half : (column + 1) * half
        ].mean()
        for row in (0, 1)
        for column in (0, 1)
    }
    return max(means, key=lambda quarter: means[quarter])


def entries(menu: tkinter.Menu) -> list[int]:
    last = menu.index("end")
    assert last is not None
    return [place for place in range(last + 1) if menu.type(place) != "separator"]


def labels_index(menu: tkinter.Menu, label: str) -> int:
    return next(i for i in entries(menu) if menu.entrycget(i, "label") == label)


def strip_texts(pane: SlicePaneWindow) -> list[str]:
    """Return the texts below the picture."""
    strip = pane.pane.sliders
    items = [item for item in strip.find_all() if str(strip.type(item)) == "text"]
    return [str(strip.tk.call(strip, "itemcget", item, "-text")) for item in items]


def text_items(pane: SlicePaneWindow) -> list[int]:
    """Return the texts that can be seen, with the copies that make their outlines."""
    return [
        item
        for item in pane.canvas.find_all()
        if str(pane.canvas.type(item)) == "text" and option(pane, item, "state") == "normal"
    ]


def option(pane: SlicePaneWindow, item: int, name: str) -> str:
    return str(pane.canvas.tk.call(pane.canvas, "itemcget", item, f"-{name}"))


def is_light(pane: SlicePaneWindow, item: int) -> bool:
    return option(pane, item, "fill") != "#000000"


def texts(pane: SlicePaneWindow) -> list[str]:
    """Return what can be read on the picture."""
    return [option(pane, i, "text") for i in text_items(pane) if is_light(pane, i)]


Box = tuple[int, int, int, int]


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than the empty edge of a line."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 1 and high > 1


def saved(of: Session, target: Path, roots: list[str]) -> str:
    """Return what the user is told after saving the picture."""
    heard: list[messages.Message] = []
    assert of.viewer is not None
    picture_sharing.save_picture(of.viewer, str(target), roots, heard.append)
    wait_until(lambda: bool(heard), "the answer")
    (noted,) = heard
    assert isinstance(noted, messages.Noticed)
    return noted.text
