"""Any attribute of single frames: their own groups before the shared ones, before the data set."""

from pathlib import Path

import pydicom
import pytest

from dicomtree.header import read_details, read_frame_values, read_values
from tests.dicom_bytes import EXPLICIT_BIG, IMPLICIT_LITTLE, element, item, part10, sequence

COMMENTS, ANGLE, POSITION = 0x00209158, 0x00181314, 0x00189236
CONTENT, TIMING, ORIENTATION = 0x00209111, 0x00189112, 0x00189117
SHARED, PER_FRAME = 0x52009229, 0x52009230
SYNTAXES = ["1.2.840.10008.1.2.1", IMPLICIT_LITTLE, EXPLICIT_BIG]


def write(path: Path, syntax: str, *elements: bytes) -> str:
    path.write_bytes(part10(b"".join(elements), syntax))
    return str(path)


def macro(tag: int, content: bytes, syntax: str, *, undefined: bool = False) -> bytes:
    order = ">" if syntax == EXPLICIT_BIG else "<"
    return sequence(
        tag,
        item(content, undefined=undefined, order=order),
        undefined=undefined,
        syntax=syntax,
    )


def groups(syntax: str, tag: int, *contents: bytes) -> bytes:
    order = ">" if syntax == EXPLICIT_BIG else "<"
    return sequence(tag, *(item(one, order=order) for one in contents), syntax=syntax)


@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_frame_says_its_own_else_what_is_shared_else_what_the_file_says(
    tmp_path: Path, syntax: str, undefined: bool
) -> None:
    def said(tag: int, vr: str, text: str, into: int) -> bytes:
        return macro(into, element(tag, vr, text.encode(), syntax), syntax, undefined=undefined)

    path = write(
        tmp_path / "a",
        syntax,
        element(ANGLE, "DS", b"1", syntax),
        element(0x00200010, "SH", b"study", syntax),
        groups(
            syntax, SHARED, said(ANGLE, "DS", "20", TIMING) + said(COMMENTS, "LT", "all", CONTENT)
        ),
        groups(
            syntax,
            PER_FRAME,
            said(COMMENTS, "LT", "first", CONTENT),
            b"",
            said(COMMENTS, "LT", "third", CONTENT),
        ),
    )
    found = read_frame_values(path, [ANGLE, COMMENTS, 0x00200010, POSITION])
    assert found == [("20",), ("first", "all", "third"), ("study",), (None,)]


def test_a_value_in_a_sequence_of_its_macro_is_found(tmp_path: Path) -> None:
    plain = SYNTAXES[0]
    inner = macro(0x00189076, element(0x00189089, "FD", bytes(8), plain), plain)
    frames = groups(plain, PER_FRAME, macro(ORIENTATION, inner, plain))
    assert read_frame_values(write(tmp_path / "a", plain, frames), [0x00189089]) == [("0.0",)]


def test_an_empty_value_hides_nothing(tmp_path: Path) -> None:
    plain = SYNTAXES[0]

    def timing(angle: bytes) -> bytes:
        return macro(TIMING, element(ANGLE, "DS", angle, plain), plain)

    frames = groups(plain, PER_FRAME, timing(b""), timing(b"30"))
    path = write(tmp_path / "a", plain, groups(plain, SHARED, timing(b"20")), frames)
    assert read_frame_values(path, [ANGLE]) == [("20", "30")]


def test_other_sequences_are_not_looked_into(tmp_path: Path) -> None:
    plain = SYNTAXES[0]
    other = macro(0x00081140, element(COMMENTS, "LT", b"of a reference", plain), plain)
    assert read_frame_values(write(tmp_path / "a", plain, other), [COMMENTS]) == [(None,)]


def test_a_damaged_file_gives_the_frames_before_the_damage(tmp_path: Path) -> None:
    plain = SYNTAXES[0]
    whole = macro(CONTENT, element(COMMENTS, "LT", b"first", plain), plain)
    path = write(tmp_path / "a", plain, groups(plain, PER_FRAME, whole, whole))
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[:-8])
    assert read_frame_values(path, [COMMENTS])[0][0] == "first"


def test_a_file_without_groups_has_one_value_for_all(corpus: Path) -> None:
    path = str(next(p for p in sorted((corpus / "mr-multi-echo").rglob("*")) if p.is_file()))
    tags = [0x00181030, 0x00180087, 0x00020010, 0x00189999]
    assert read_frame_values(path, tags) == [(text,) for text in read_values(path, tags)]


def test_real_frames_say_what_their_details_and_pydicom_say(corpus: Path) -> None:
    path = corpus / "mixed-modalities" / "MOLLI_enhanced" / "IM_0001"
    (detail,) = read_details([str(path)])
    assert detail is not None
    positions, angles = read_frame_values(str(path), [0x00200032, ANGLE])
    assert list(positions) == [frame.image_position_patient for frame in detail.frames]
    data_set = pydicom.dcmread(path, stop_before_pixels=True)
    expected = [
        frame.MRTimingAndRelatedParametersSequence[0].FlipAngle
        for frame in data_set.PerFrameFunctionalGroupsSequence
        if "MRTimingAndRelatedParametersSequence" in frame
    ]
    assert not expected or [float(text or 0) for text in angles] == [float(a) for a in expected]


def test_every_frame_of_an_object_with_very_many_says_its_own(tmp_path: Path) -> None:
    plain, frames = SYNTAXES[0], 15_000
    own = (macro(TIMING, element(ANGLE, "DS", b"%d" % n, plain), plain) for n in range(frames))
    path = write(tmp_path / "a", plain, groups(plain, PER_FRAME, *own))
    (angles,) = read_frame_values(path, [ANGLE])
    assert angles == tuple(map(str, range(frames)))
