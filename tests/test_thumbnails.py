"""Small pictures of series: what they show, when they are asked for, what they give away."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dicomtree.demo import make_demo
from dicomtree.gui.thumbnail_maker import ThumbnailMaker
from dicomtree.library import Library
from dicomtree.library.representative import representative
from dicomtree.model import Tree
from dicomtree.pixels import Thumbnail, Window, load_picture, thumbnail
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.session.effects import LoadThumbnails
from dicomtree.session.messages import IdentityToggled, Message, NodeSelected
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.session.thumbnail_messages import ThumbnailReady, ThumbnailsToggled
from dicomtree.session.update import update
from tests.app_window import app_window
from tests.phantoms import row
from tests.picture_files import picture as picture_file
from tests.pictures import axial_stack, picture, session

SMALL = Thumbnail(2, 1, "L", b"\0\xff")


# ---- the pictures
def test_a_small_picture_has_the_window_and_the_shape_of_the_large_one() -> None:
    values = np.zeros((400, 800), np.int16)
    values[:, 400:] = 1000
    made = thumbnail(picture(values, windows=(Window(500, 100),), pixel_aspect=2.0))
    assert (made.width, made.height, made.mode) == (160, 160, "L")
    levels = np.frombuffer(made.data, np.uint8).reshape(160, 160)
    assert levels[:, :79].max() == 0
    assert levels[:, 81:].min() == 255


def test_a_colour_picture_stays_one() -> None:
    assert thumbnail(picture(np.zeros((10, 20, 3), np.uint8))).mode == "RGB"


def test_overlays_which_may_be_names_are_left_out(pydicom_files: Path) -> None:
    found = load_picture(str(pydicom_files / "examples_overlay.dcm"))
    assert found.overlays
    assert thumbnail(found) == thumbnail(replace(found, overlays=()))


def test_small_pictures_are_made_in_a_process_of_low_priority(pydicom_files: Path) -> None:
    path = str(pydicom_files / "MR_small_RLE.dcm")
    with DecodingProcess(nice=15) as process:
        assert process.thumbnail(path) == thumbnail(load_picture(path))


# ---- which file
def test_the_middle_image_stands_for_a_series() -> None:
    rows = [
        row(path=f"im{number}", instance_number=str(number), rows=4, columns=4)
        for number in (5, 1, 3)
    ]
    assert representative(rows) == (0, "im3", 0)


def test_the_middle_frame_stands_for_a_multi_frame_image() -> None:
    film = row(path="film", number_of_frames="100", rows=4, columns=4)
    report = row(path="report", instance_number="2", rows=None, columns=None)
    assert representative([film, report]) == (0, "film", 50)
    assert representative([report]) is None


# ---- when
def two_series() -> Session:
    plain = session(axial_stack(3), picture())
    (patient,) = plain.tree.patients
    (study,) = patient.studies
    second = replace(study.series[0], key=8, series_number=202)
    studies = (replace(study, series=(study.series[0], second)),)
    return replace(plain, tree=Tree((replace(patient, studies=studies),)))


def test_the_series_of_the_chosen_study_are_asked_for_once() -> None:
    chosen, effects = update(two_series(), NodeSelected(("study", 7)))
    assert LoadThumbnails((7, 8)) in effects
    _, more = update(chosen, IdentityToggled())
    assert not any(isinstance(effect, LoadThumbnails) for effect in more)


def test_none_is_asked_for_while_folders_are_read() -> None:
    reading = replace(two_series(), roots=(OpenRoot("r", ScanState.READING, 0),))
    waiting, effects = update(reading, NodeSelected(("study", 7)))
    assert not any(isinstance(effect, LoadThumbnails) for effect in effects)
    done = replace(waiting, roots=(OpenRoot("r", ScanState.DONE, 0),))
    _, effects = update(done, IdentityToggled())
    assert LoadThumbnails((7, 8)) in effects


def test_one_series_alone_needs_no_choice_of_pictures() -> None:
    alone, effects = update(session(axial_stack(3), picture()), NodeSelected(("study", 7)))
    assert alone.thumbnails_of == ()
    assert not any(isinstance(effect, LoadThumbnails) for effect in effects)


def test_switched_off_they_are_let_go_and_that_is_remembered() -> None:
    chosen, _ = update(two_series(), NodeSelected(("study", 7)))
    ready, _ = update(chosen, ThumbnailReady(7, SMALL))
    assert ready.thumbnails == {7: SMALL}
    hidden, effects = update(ready, ThumbnailsToggled())
    assert hidden.thumbnails == {}
    assert not hidden.settings.thumbnails
    assert LoadThumbnails(()) in effects


def test_a_picture_of_another_study_comes_too_late() -> None:
    late, _ = update(two_series(), ThumbnailReady(99, SMALL))
    assert 99 not in late.thumbnails


class Clock:
    """Time that passes only while it is waited for, and a note of all that happened."""

    def __init__(self) -> None:
        self.now = 0.0
        self.happened: list[str] = []
        self.finished = threading.Event()

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.happened.append("quiet")
        self.now += seconds


def test_none_is_begun_until_the_user_has_looked_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock()

    def take(message: Message) -> None:
        assert isinstance(message, ThumbnailReady)
        clock.happened.append(f"series {message.series_key}")
        if message.series_key == 1:
            maker.give_way()  # a slice is paged to
        if message.series_key == 3:
            clock.finished.set()

    monkeypatch.setattr("dicomtree.gui.thumbnail_maker.time", clock)
    maker = ThumbnailMaker(Library(index=False), take, clock.happened.append)
    monkeypatch.setattr(maker, "_closed", clock)
    maker.make((1, 2, 3))
    assert clock.finished.wait(60)
    assert clock.happened == ["quiet", "series 1", "quiet", "series 2", "series 3"]


# ---- the strip
@pytest.mark.usefixtures("display")
def test_the_strip_shows_every_series_and_a_click_chooses_one(tmp_path: Path) -> None:
    folder = str(make_demo(tmp_path / "demo"))
    with app_window() as window:
        window.open(folder)
        tree = window.app.session.tree
        study = max((s for p in tree.patients for s in p.studies), key=lambda s: len(s.series))
        window.send(NodeSelected(("series", study.series[0].key)))
        strip = window.app.shell.thumbnails
        window.wait_until(
            lambda: len(window.app.session.thumbnails) == len(study.series), "all small pictures"
        )
        window.settle()
        assert strip.is_shown
        made = window.app.session.thumbnails
        images = [series.key for series in study.series if series.modality != "SR"]
        assert all(made[key] is not None for key in images)
        strip.canvas.event_generate("<Button-1>", x=strip._style.px(6) + strip._step + 5, y=20)
        window.settle()
        assert window.app.session.selection == ("series", study.series[1].key)


@pytest.mark.usefixtures("display")
def test_the_chosen_series_is_in_sight_as_soon_as_the_strip_is_there(tmp_path: Path) -> None:
    for number in range(9):
        picture_file(
            tmp_path / f"{number}.dcm",
            np.zeros((8, 8), np.uint16),
            SOPInstanceUID=f"1.2.{number}",
            SeriesInstanceUID=f"1.3.{number}",
            StudyInstanceUID="1.4",
            SeriesNumber=number,
        )
    with app_window(text_percent=200) as window:
        window.open(str(tmp_path))
        window.send(NodeSelected(("series", window.app.session.tree.series()[1].key)))
        strip = window.app.shell.thumbnails
        canvas = strip.canvas
        window.wait_until(lambda: strip.is_shown and canvas.winfo_width() > 1, "the strip")
        window.settle()
        assert canvas.canvasx(0) <= strip._step
        assert 2 * strip._step <= canvas.canvasx(canvas.winfo_width())


@pytest.mark.usefixtures("display")
def test_the_strip_is_walked_by_keys_and_names_nobody(tmp_path: Path) -> None:
    folder = str(make_demo(tmp_path / "demo"))
    with app_window(text_percent=200) as window:
        window.open(folder)
        patient, study = max(
            ((p, s) for p in window.app.session.tree.patients for s in p.studies),
            key=lambda pair: len(pair[1].series),
        )
        window.send(NodeSelected(("series", study.series[0].key)))
        strip = window.app.shell.thumbnails
        window.wait_until(lambda: strip.is_shown, "the strip")
        window.send(IdentityToggled())
        canvas = strip.canvas
        texts = [
            str(canvas.itemcget(item, "text"))
            for item in canvas.find_all()
            if canvas.type(item) == "text"
        ]
        family = (patient.patient_name or "").partition("^")[0]
        assert texts
        assert family not in " ".join(texts)
        window.give_keys(canvas)
        canvas.event_generate("<Right>")
        window.wait_until(
            lambda: window.app.session.selection == ("series", study.series[1].key), "the next"
        )
