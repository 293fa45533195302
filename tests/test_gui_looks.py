"""Colours, icons, texts and places: what the window is made of."""

import tkinter
from dataclasses import asdict
from tkinter.font import Font

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.gui import icons, placement
from dicomtree.gui import style as styles
from dicomtree.gui.elision import elided
from dicomtree.gui.palette import DARK, LIGHT, Palette, contrast
from dicomtree.gui.placement import Screen, fitted
from dicomtree.gui.toolkit import hidden_root
from dicomtree.gui.view_menu import text_percent
from dicomtree.session.state import Session
from dicomtree.session.update import update
from dicomtree.text import folded

READABLE = 4.5
TEXT_ON_GROUND = [
    ("text", "window"),
    ("text", "panel"),
    ("text", "raised"),
    ("text", "hover"),
    ("text", "selected"),
    ("text", "current"),
    ("dim", "window"),
    ("dim", "panel"),
    ("dim", "raised"),
    ("on_accent", "accent"),
    ("warning", "window"),
    ("warning", "panel"),
    ("warning", "raised"),
    ("warning", "hover"),
    ("warning", "current"),
    ("error", "panel"),
]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_every_text_can_be_read_on_its_ground(palette: Palette, text: str, ground: str) -> None:
    colours = asdict(palette)
    assert contrast(colours[text], colours[ground]) >= READABLE


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("kind", ["person", "folder", "stack", "paper"])
def test_icons_stand_out_from_the_rows(palette: Palette, kind: str) -> None:
    assert contrast(asdict(palette)[kind], palette.panel) >= 3  # WCAG 2.1, 1.4.11


def test_contrast_runs_from_1_to_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("size", [13, 16, 32])
@pytest.mark.parametrize("name", sorted(set(icons.DRAWINGS) - {"blank"}))
def test_every_icon_draws_something_and_not_everything(name: str, size: int) -> None:
    image = icons.draw(name, size, "#3366CC")
    covered = sum(alpha > 0 for alpha in image.getchannel("A").tobytes())
    assert image.size == (size, size)
    assert 0.1 * size * size < covered < 0.97 * size * size


def test_no_two_icons_look_alike() -> None:
    looks = {icons.draw(name, 16, "#3366CC").tobytes() for name in icons.DRAWINGS}
    assert len(looks) == len(icons.DRAWINGS)


def test_a_marked_icon_differs_from_a_plain_one() -> None:
    marked = icons.draw("series", 16, DARK.stack)
    icons.mark(marked, DARK.warning, DARK.panel)
    assert marked.tobytes() != icons.draw("series", 16, DARK.stack).tobytes()


@pytest.mark.usefixtures("display")
@pytest.mark.parametrize("percent", [80, 100, 200])
def test_everything_grows_with_the_text(percent: int) -> None:
    style = styles.make_style(hidden_root(), "dark", percent)
    whole = styles.make_style(hidden_root(), "dark", 100)
    share = percent / 100
    for length in (10, 24, 300):
        assert style.px(length) == pytest.approx(whole.px(length) * share, abs=1)
    assert style.font()[1] == pytest.approx(whole.font()[1] * share, abs=1)
    assert style.icon("series", DARK.stack).width() == style.px(styles.ICON_PIXELS)


@pytest.mark.usefixtures("display")
@given(text=st.text(max_size=80), width=st.integers(20, 400))
def test_a_cut_text_fits_and_keeps_its_ends(text: str, width: int) -> None:
    font = _font()
    cut = elided(text, font, width)
    if cut == text:
        return
    assert font.measure(cut) <= width or cut == "…"
    head, _, tail = cut.partition("…")
    assert text.startswith(head)
    assert text.endswith(tail)


def _font() -> Font:
    return styles.exact_font(hidden_root(), ("DejaVu Sans", -13))


@pytest.mark.parametrize("pixels", range(8, 31))
@pytest.mark.parametrize("weight", ["", "bold"])
def test_texts_are_measured_as_wide_as_they_are_drawn(
    display: str, pixels: int, weight: str
) -> None:
    name = ("DejaVu Sans", -pixels, weight) if weight else ("DejaVu Sans", -pixels)
    text = "1904-03-23 · BRAIN^RESEARCH"
    drawn = tkinter.Label(hidden_root(), text=text, font=name, padx=0, borderwidth=0)
    drawn.configure(highlightthickness=0)
    measured = styles.exact_font(hidden_root(), name).measure(text)
    assert measured == drawn.winfo_reqwidth()
    drawn.destroy()


SCREEN = Screen(0, 0, 1500, 900)


def test_a_window_that_fits_stays_where_it_was() -> None:
    assert fitted((800, 600, 200, 100), SCREEN) == (800, 600, 200, 100)


def test_a_window_left_on_a_screen_that_is_gone_comes_back() -> None:
    width, height, left, top = fitted((800, 600, 2500, -700), SCREEN)
    assert (width, height) == (800, 600)
    assert 0 <= left <= SCREEN.width - width
    assert 0 <= top <= SCREEN.height - height


@given(*[st.integers(-5000, 5000)] * 2, *[st.integers(100, 5000)] * 2)
def test_a_window_is_always_on_the_screen(left: int, top: int, width: int, height: int) -> None:
    screen = Screen(-1000, -200, 3000, 1200)
    made = fitted((width, height, left, top), screen)
    assert made[0] <= screen.width
    assert made[1] <= screen.height
    assert screen.left <= made[2] <= screen.left + screen.width - made[0]
    assert screen.top <= made[3] <= screen.top + screen.height - made[1]


def test_a_geometry_left_of_the_first_screen_is_written_as_tk_reads_it() -> None:
    assert placement.as_text((800, 600, -1200, 20)) == "800x600+-1200+20"


@given(*[st.integers(0, 5000)] * 2, *[st.integers(-5000, 5000)] * 2)
def test_a_geometry_is_read_as_it_was_written(w: int, h: int, left: int, top: int) -> None:
    assert placement.from_text(placement.as_text((w, h, left, top))) == (w, h, left, top)


@pytest.mark.parametrize(
    ("text", "found"), [("MÜLLER", "muller"), ("Żółć", "zolc"), ("ＡＢＣ", "abc"), ("Å", "a")]
)
def test_case_accents_and_width_do_not_matter_in_finding(text: str, found: str) -> None:
    assert folded(text) == found


@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=40))
def test_text_size_stays_between_80_and_200_percent(steps: list[int]) -> None:
    session = Session()
    for step in steps:
        session, _ = update(session, text_percent(session, step))
        assert 80 <= session.settings.text_percent <= 200
