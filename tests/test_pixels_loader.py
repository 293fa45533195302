"""Loading pictures in threads and processes: in order, bounded, whatever a decoder does."""

import io
import queue
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dicomtree.model import Stamp
from dicomtree.pixels import NoPicture, Picture, PictureLoader, load_picture, reading
from dicomtree.pixels.decoding_process import DecodingProcess
from dicomtree.pixels.picture_cache import Found, PictureCache, size_of
from dicomtree.pixels.picture_messages import from_message, to_message
from dicomtree.pixels.windows import VoiFunction
from dicomtree.workers import Worker
from dicomtree.workers.frames import packed, read_message
from tests.picture_files import compressed, frames, header, item, items, picture, write

JPEG_2000 = "1.2.840.10008.1.2.4.90"
LONGEST_WAIT = 60.0
NATIVE = np.arange(64, dtype=np.uint16).reshape(8, 8)
BYTES = np.arange(64, dtype=np.uint8).reshape(8, 8)


class Answers:
    """Collects what a loader answers."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[str, Found]] = queue.Queue()

    def __call__(self, name: str, found: Found) -> None:
        self._queue.put((name, found))

    def next(self) -> tuple[str, Found]:
        return self._queue.get(timeout=LONGEST_WAIT)

    def picture(self) -> Picture:
        _, found = self.next()
        assert isinstance(found, Picture), found
        return found

    def reason(self) -> str:
        _, found = self.next()
        assert isinstance(found, NoPicture)
        return found.reason

    @property
    def is_empty(self) -> bool:
        return self._queue.empty()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def pictures(answers: Answers) -> Iterator[PictureLoader[str]]:
    made = PictureLoader(answers)
    yield made
    made.close()


@pytest.fixture
def unruly(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> Iterator[PictureLoader[str]]:
    """A loader whose processes misbehave on files named hang, crash, panic, eat."""
    monkeypatch.setattr(
        "dicomtree.pixels.decoding_process.Worker",
        lambda _, nice: Worker("tests.decoder_for_tests", nice=nice),
    )
    made = PictureLoader(answers)
    yield made
    made.close()


def jpeg_2000(path: Path, values: np.ndarray[tuple[int, int], np.dtype[np.uint8]] = BYTES) -> str:
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "JPEG2000", no_jp2=True, irreversible=False)
    return compressed(path, header(values), [stream.getvalue()], JPEG_2000)


def test_native_and_compressed_pictures_are_answered_by_name(
    tmp_path: Path, pictures: PictureLoader[str], answers: Answers
) -> None:
    pictures.show(("native", picture(tmp_path / "a", NATIVE), 0))
    name, found = answers.next()
    assert name == "native"
    assert isinstance(found, Picture)
    assert np.array_equal(found.values, NATIVE)
    pictures.show(("compressed", jpeg_2000(tmp_path / "b"), 0))
    assert np.array_equal(answers.picture().values, BYTES)


def test_what_is_only_made_ready_is_not_answered_but_kept(
    tmp_path: Path, pictures: PictureLoader[str], answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: queue.Queue[int] = queue.Queue()

    def counted(path: str, frame: int) -> Picture:
        found = load_picture(path, frame)
        loads.put(frame)
        return found

    monkeypatch.setattr("dicomtree.pixels.loader.load_picture", counted)
    path = frames(tmp_path / "a", np.stack([NATIVE, NATIVE + 1, NATIVE + 2]))
    pictures.show(("0", path, 0), [("1", path, 1), ("2", path, 2)])
    assert sorted(loads.get(timeout=LONGEST_WAIT) for _ in range(3)) == [0, 1, 2]
    assert answers.next()[0] == "0"
    pictures.show(("2", path, 2))
    assert np.array_equal(answers.picture().values, NATIVE + 2)
    assert loads.empty()
    assert answers.is_empty


def test_what_is_no_longer_asked_for_is_dropped(
    tmp_path: Path, unruly: PictureLoader[str], answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dicomtree.pixels.decoding_process.DECODING_SECONDS", 1.0)
    hanging = jpeg_2000(tmp_path / "hang")
    unruly.show(
        ("stale", hanging, 0), [(f"{n}", jpeg_2000(tmp_path / f"{n}"), 0) for n in range(9)]
    )
    unruly.show(("wanted", jpeg_2000(tmp_path / "wanted"), 0))
    name, found = answers.next()
    assert (name, type(found)) == ("wanted", Picture)
    assert answers.is_empty


def test_a_frame_out_of_range_and_a_missing_file_are_sentences(
    tmp_path: Path, pictures: PictureLoader[str], answers: Answers
) -> None:
    pictures.show(("a", picture(tmp_path / "a", NATIVE), 5))
    assert answers.reason() == "The file no longer has this frame."
    pictures.show(("b", str(tmp_path / "none"), 0))
    assert answers.reason().startswith("The file cannot be read")


def test_a_changed_file_is_loaded_again(
    tmp_path: Path, pictures: PictureLoader[str], answers: Answers
) -> None:
    pictures.show(("a", picture(tmp_path / "a", NATIVE), 0))
    assert answers.picture().values[0, 1] == 1
    (tmp_path / "a").unlink()
    pictures.show(("a", picture(tmp_path / "a", np.pad(NATIVE, 2, constant_values=7)), 0))
    assert answers.picture().values[0, 1] == 7


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("crash", "The decoder crashed"),
        ("panic", "This frame could not be shown"),
        ("eat", "more memory than a picture may take"),
        ("hang", "Decoding took more than"),
    ],
)
def test_a_misbehaving_decoder_is_a_sentence_and_the_next_frame_comes(
    tmp_path: Path,
    unruly: PictureLoader[str],
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    words: str,
) -> None:
    if fault == "hang":
        monkeypatch.setattr("dicomtree.pixels.decoding_process.DECODING_SECONDS", 0.5)
    unruly.show((fault, jpeg_2000(tmp_path / fault), 0))
    assert words in answers.reason()
    unruly.show(("good", jpeg_2000(tmp_path / "good"), 0))
    assert np.array_equal(answers.picture().values, BYTES)


def test_native_pictures_come_while_a_decoder_hangs(
    tmp_path: Path, unruly: PictureLoader[str], answers: Answers
) -> None:
    unruly.show(("hang", jpeg_2000(tmp_path / "hang"), 0))
    unruly.show(("native", picture(tmp_path / "a", NATIVE), 0))
    assert answers.next()[0] == "native"


def test_a_large_compressed_picture_is_answered_reduced_and_then_whole(
    tmp_path: Path, pictures: PictureLoader[str], answers: Answers
) -> None:
    values = np.zeros((1600, 1400), np.uint8)
    pictures.show(("large", jpeg_2000(tmp_path / "a", values), 0))
    assert answers.picture().reduction == 2
    assert answers.picture().values.shape == (1600, 1400)


def test_nothing_is_answered_after_closing(tmp_path: Path, answers: Answers) -> None:
    made: PictureLoader[str] = PictureLoader(answers)
    made.close()
    made.show(("a", picture(tmp_path / "a", NATIVE), 0))
    for thread in made._threads:
        thread.join(LONGEST_WAIT)
        assert not thread.is_alive()
    assert answers.is_empty


def test_a_decoding_process_answers_in_the_callers_thread(tmp_path: Path) -> None:
    with DecodingProcess() as process:
        path = jpeg_2000(tmp_path / "a")
        assert np.array_equal(process.load_picture(path).values, BYTES)
        assert np.array_equal(process.stored_values(path), BYTES)
        with pytest.raises(NoPicture, match="cannot be read"):
            process.load_picture(str(tmp_path / "none"))
        with pytest.raises(IndexError, match="frame 1 of a file with 1"):
            process.stored_values(path, 1)
        short = write(tmp_path / "b", header(NATIVE), NATIVE[:2].tobytes())
        with pytest.warns(UserWarning, match="2 of 8 rows"):
            process.stored_values(short)


def test_the_cache_gives_up_what_was_not_used_for_longest() -> None:
    made = Picture(values=np.zeros((100, 100), np.uint16), facts=None, quantity=None)  # type: ignore[arg-type]
    cache = PictureCache(3 * size_of(made))
    stamp = Stamp(1, 1, 1)
    for frame in range(3):
        cache.put(("a", stamp, frame), made)
    assert cache.get(("a", stamp, 0)) is made
    cache.put(("a", stamp, 3), made)
    kept = [cache.get(("a", stamp, frame)) is not None for frame in range(4)]
    assert kept == [True, False, True, True]
    assert cache.size == 3 * size_of(made)
    cache.put(("a", stamp, 3), made)
    assert cache.size == 3 * size_of(made)


def test_a_picture_larger_than_the_cache_is_not_kept() -> None:
    made = Picture(values=np.zeros((100, 100)), facts=None, quantity=None)  # type: ignore[arg-type]
    cache = PictureCache(1000)
    cache.put(("a", Stamp(1, 1, 1), 0), made)
    assert cache.size == 0


def test_a_picture_is_the_same_after_travelling(tmp_path: Path) -> None:
    values = np.array([[0, 1], [2, 3]], np.int16)
    table = item(LUTDescriptor=[2, 0, 16], LUTExplanation="TABLE")
    table.add_new("LUTData", "OW", b"\0\0\xff\xff")
    made = header(
        values,
        WindowCenter=[1, 2],
        WindowWidth=[3, 4],
        VOILUTFunction="SIGMOID",
        VOILUTSequence=items(table),
        PixelPaddingValue=-1,
        RescaleSlope=2,
        RescaleIntercept=1,
        Modality="CT",
        PixelSpacing=[1, 1],
        PatientOrientation=["A", "F"],
    )
    made.add_new(0x60000010, "US", 2)
    made.add_new(0x60000011, "US", 2)
    made.add_new(0x60003000, "OW", b"\x05\0")
    first = load_picture(write(tmp_path / "a", made, values.tobytes()))
    message = read_message(io.BytesIO(packed((to_message(first),))))
    assert message is not None
    second = from_message(message[0])
    assert np.array_equal(first.values, second.values)
    assert second.values.dtype == first.values.dtype
    assert first.facts == second.facts
    assert first.millimetres == second.millimetres
    assert first.quantity.unit == second.quantity.unit == "HU"
    assert first.windows[1:] == second.windows[1:]
    assert second.windows[1].function is VoiFunction.SIGMOID
    assert np.array_equal(first.windows[0].entries, second.windows[0].entries)  # type: ignore[union-attr]
    assert np.array_equal(first.overlays[0].mask, second.overlays[0].mask)
    assert (first.padding, first.transform) == (second.padding, second.transform)


def test_a_real_world_value_mapping_is_the_same_after_travelling(tmp_path: Path) -> None:
    line = item(RealWorldValueSlope=0.5, RealWorldValueIntercept=1.0)
    table = item(RealWorldValueLUTData=[7.0, 8.0])
    for mapping, first, last in ((line, 0, 1), (table, 2, 3)):
        mapping.add_new(0x00409216, "US", first)
        mapping.add_new(0x00409211, "US", last)
    made = header(np.zeros((1, 5), np.uint16), RealWorldValueMappingSequence=items(line, table))
    path = write(tmp_path / "a", made, np.arange(5, dtype=np.uint16).tobytes())
    message = read_message(io.BytesIO(packed((to_message(load_picture(path)),))))
    assert message is not None
    found = from_message(message[0])
    numbers = [reading(found, 0, column).split()[0] for column in range(5)]
    assert numbers == ["1", "1.5", "7", "8", "4"]
