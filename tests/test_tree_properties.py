"""What holds for every series: permutation, invariance, and that nothing raises."""

import math
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dicomtree.model import FrameRow, HeaderRow, InstanceDetail, SeriesContent
from dicomtree.tree import (
    Grouping,
    build_content,
    explain_content,
    find_duplicates,
    frame_count,
    needs_detail,
)
from tests.phantoms import AXIAL, CORONAL, SAGITTAL, row

STORAGE = "1.2.840.10008.5.1.4.1.1."
Details = dict[tuple[int, str], InstanceDetail]

# Heights in halves and thirds of a millimetre, so that positions repeat but never nearly.
HEIGHTS = st.integers(-12, 12).map(lambda number: number / 2)
ORIENTATIONS = st.sampled_from([AXIAL, AXIAL, AXIAL, CORONAL, SAGITTAL])


def a_row(path: str, place: tuple[float, float, float], values: dict[str, Any]) -> HeaderRow:
    return row(path, image_position_patient=place, **values)


VALUES = st.fixed_dictionaries(
    {"image_orientation_patient": ORIENTATIONS},
    optional={
        "instance_number": st.integers(1, 40),
        "echo_numbers": st.sampled_from([1, 2]),
        "temporal_position_identifier": st.sampled_from([1, 2, 3]),
        "acquisition_time": st.sampled_from(["101010", "101011.5", None]),
        "slice_location": st.integers(0, 5),
        "image_type": st.sampled_from(
            [
                "ORIGINAL\\PRIMARY\\M",
                "ORIGINAL\\PRIMARY\\P",
                "ORIGINAL\\PRIMARY\\LOCALIZER",
                "O\\P\\MOSAIC",
            ]
        ),
        "frame_of_reference_uid": st.sampled_from(["1.1", "1.2"]),
        "rows": st.sampled_from([16, 32]),
        "modality": st.sampled_from(["CT", "MR", "OT"]),
    },
)
PLACES = st.tuples(HEIGHTS, HEIGHTS, HEIGHTS)
CLASSES = st.sampled_from(
    [
        None,
        *(
            STORAGE + number
            for number in ("2", "4.1", "20", "481.2", "66.4", "77.1.6", "88.11", "30")
        ),
    ]
)


@st.composite
def series(draw: st.DrawFn) -> list[HeaderRow]:
    count = draw(st.integers(0, 14))
    return [a_row(f"im{n}", draw(PLACES), draw(VALUES)) for n in range(count)]


@st.composite
def volume(draw: st.DrawFn) -> list[HeaderRow]:
    """Draw parallel slices at different heights with numbers of their own: nothing ties.

    They lie any way round, and may lean, as they do where the gantry is tilted.
    """
    heights = draw(st.lists(st.integers(-500, 500), min_size=2, max_size=20, unique=True))
    numbers = draw(st.permutations(range(len(heights))))
    lean = draw(st.sampled_from([0.0, 0.25]))
    matrix = rotation(*draw(st.tuples(*[st.floats(0, math.tau)] * 3)))
    upright = [
        a_row(f"im{n}", (0.0, lean * height, height / 4), {"instance_number": n})
        for n, height in zip(numbers, heights, strict=True)
    ]
    return [moved(each, matrix, (0, 0, 0)) for each in upright]


@st.composite
def numbered_series(draw: st.DrawFn) -> list[HeaderRow]:
    """Draw any series whose numbers are all there and distinct: no name decides anything."""
    rows = draw(series())
    numbers = draw(st.permutations(range(len(rows))))
    return [each._replace(instance_number=str(n)) for n, each in zip(numbers, rows, strict=True)]


def order(content: SeriesContent) -> list[tuple[str, list[list[str]]]]:
    return [(s.kind, [[frame.path for frame in v] for v in s.volumes]) for s in content.stacks]


def moved(each: HeaderRow, matrix: Sequence[Sequence[float]], shift: Sequence[float]) -> HeaderRow:
    """Return a row whose frame is turned by a matrix and shifted."""

    def turned(vector: Sequence[float]) -> list[float]:
        return [sum(a * b for a, b in zip(line, vector, strict=True)) for line in matrix]

    place = [float(part) for part in (each.image_position_patient or "").split("\\")]
    cosines = [float(part) for part in (each.image_orientation_patient or "").split("\\")]
    position = [a + b for a, b in zip(turned(place), shift, strict=True)]
    orientation = turned(cosines[:3]) + turned(cosines[3:])
    return each._replace(
        image_position_patient="\\".join(f"{part:.12g}" for part in position),
        image_orientation_patient="\\".join(f"{part:.12g}" for part in orientation),
    )


UNTURNED = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


@given(series(), st.randoms())
def test_shuffling_the_input_changes_nothing(rows: list[HeaderRow], random: Random) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert build_content(shuffled, {}) == build_content(rows, {})


@given(series())
def test_the_output_is_a_permutation_of_the_input(rows: list[HeaderRow]) -> None:
    content = build_content(rows, {})
    frames = [frame for stack in content.stacks for v in stack.volumes for frame in v]
    found = Counter(frame.path for frame in frames) + Counter(n.path for n in content.non_image)
    assert found == Counter(each.path for each in rows)


@given(series(), st.tuples(*[st.integers(-4000, 4000)] * 3))
def test_shifting_all_positions_leaves_the_order(
    rows: list[HeaderRow], shift: tuple[int, int, int]
) -> None:
    away = [moved(each, UNTURNED, shift) for each in rows]
    assert order(build_content(away, {})) == order(build_content(rows, {}))


def rotation(a: float, b: float, c: float) -> list[list[float]]:
    """Return the rotation by Euler angles z, x, z."""
    sa, ca, sb, cb, sc, cc = (f(x) for x in (a, b, c) for f in (math.sin, math.cos))
    return [
        [ca * cc - sa * cb * sc, -ca * sc - sa * cb * cc, sa * sb],
        [sa * cc + ca * cb * sc, -sa * sc + ca * cb * cc, -ca * sb],
        [sb * sc, sb * cc, cb],
    ]


@given(series(), st.tuples(*[st.floats(0, math.tau)] * 3))
def test_turning_all_frames_leaves_the_order(
    rows: list[HeaderRow], angles: tuple[float, float, float]
) -> None:
    matrix = rotation(*angles)
    turned = [moved(each, matrix, (0, 0, 0)) for each in rows]
    assert order(build_content(turned, {})) == order(build_content(rows, {}))


@given(numbered_series() | volume(), st.integers(0, 2**32))
def test_renaming_changes_nothing_where_no_name_decided(rows: list[HeaderRow], seed: int) -> None:
    names = [f"{Random(seed + n).random()}" for n in range(len(rows))]
    assume(len(set(names)) == len(names))
    renamed = [each._replace(path=name) for each, name in zip(rows, names, strict=True)]
    back = {name: each.path for each, name in zip(rows, names, strict=True)}
    found = [
        (kind, [[back[path] for path in v] for v in volumes])
        for kind, volumes in order(build_content(renamed, {}))
    ]
    assert found == order(build_content(rows, {}))


@given(volume())
def test_negating_all_positions_reverses_a_volume(rows: list[HeaderRow]) -> None:
    negated = [
        each._replace(
            image_position_patient="\\".join(
                f"{-float(part)}" for part in (each.image_position_patient or "").split("\\")
            )
        )
        for each in rows
    ]
    ((kind, (paths,)),) = order(build_content(rows, {}))
    assert order(build_content(negated, {})) == [(kind, [paths[::-1]])]


@given(st.lists(st.tuples(CLASSES, st.integers(1, 5), st.booleans()), max_size=6))
def test_every_frame_of_every_file_is_there_once(
    files: list[tuple[str | None, int, bool]],
) -> None:
    rows, details = [], {}
    for index, (sop_class, count, has_groups) in enumerate(files):
        own = row(f"im{index}", sop_class_uid=sop_class, number_of_frames=count, size=100)
        rows.append(own._replace(image_position_patient=None, image_orientation_patient=None))
        frames = tuple(
            FrameRow(n, f"0\\0\\{n % 3}", AXIAL, diffusion_b_value=str(n // 3))
            for n in range(1, count + 1)
        )
        details[0, own.path] = InstanceDetail(frames, has_functional_groups=has_groups)
    content = build_content(rows, details)
    found = Counter(
        (frame.path, frame.frame)
        for stack in content.stacks
        for volume in stack.volumes
        for frame in volume
    )
    expected = Counter(
        (each.path, n if frame_count(each) > 1 else None)
        for each in rows
        if each.path not in {other.path for other in content.non_image}
        for n in range(1, (1 if is_slide(each) else frame_count(each)) + 1)
    )
    assert found == expected


def is_slide(each: HeaderRow) -> bool:
    """A level of a whole slide is one item, however many tiles it has."""
    return each.sop_class_uid == STORAGE + "77.1.6"


@given(volume())
def test_a_volume_ascends_along_its_normal(rows: list[HeaderRow]) -> None:
    (stack,) = build_content(rows, {}).stacks
    offsets = [frame.offset_mm for frame in stack.volumes[0]]
    assert offsets == sorted(offset for offset in offsets if offset is not None)


# ---- hostile values

TEXTS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "nan", "inf", "1e400", "-0", "1A", "+-5", "9" * 70, "1\\2", "\\\\", "\0", "१"]
    ),
    st.sampled_from(["1\\0\\0\\0\\1\\0", "0\\0\\1", "1e6\\1e6\\1e6", "1\\0\\0\\1\\0\\0"]),
    st.text(max_size=12),
)
_WELL_KEPT = {
    "size": st.integers(0, 50),
    "rows": st.sampled_from([None, 0, 1, 16]),
    "columns": st.sampled_from([None, 16]),
    "samples_per_pixel": st.sampled_from([None, 1, 3]),
    "sop_class_uid": CLASSES,
    "number_of_frames": st.sampled_from([None, "1", "3", "1A", "-1", "9" * 30]),
}
_TEXT_COLUMNS = sorted({*HeaderRow._fields[5:]} - {*_WELL_KEPT, "bits_allocated"})


@st.composite
def hostile_rows(draw: st.DrawFn) -> HeaderRow:
    """Draw a row that agrees with others in most columns: disagreement hides nothing then."""
    values: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=_WELL_KEPT))
    values |= draw(st.dictionaries(st.sampled_from(_TEXT_COLUMNS), TEXTS, max_size=6))
    return row(draw(st.text(max_size=6)), image_position_patient="0\\0\\1")._replace(**values)


NUMBERS = st.one_of(st.none(), st.integers(-3, 10**30))
_INTEGERS = {"in_stack_position_number", "referenced_segment_number", "temporal_position_index"}
_FRAME_COLUMNS = sorted({*FrameRow._fields} - {"frame", *_INTEGERS})


@st.composite
def hostile_frames(draw: st.DrawFn) -> FrameRow:
    values: dict[str, Any] = {
        "image_position_patient": "0\\0\\1",
        "image_orientation_patient": AXIAL,
    }
    values |= draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(_INTEGERS), NUMBERS)))
    values |= draw(st.dictionaries(st.sampled_from(_FRAME_COLUMNS), TEXTS, max_size=4))
    return FrameRow(draw(st.integers(0, 4)), **values)


HOSTILE_DETAILS = st.builds(
    InstanceDetail,
    frames=st.lists(hostile_frames(), max_size=3).map(tuple),
    has_functional_groups=st.booleans(),
    vectors=st.lists(
        st.tuples(
            st.sampled_from(["slice_vector", "phase_vector"]),
            st.lists(st.integers(-9, 10**25), max_size=4).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    grid_frame_offset_vector=TEXTS,
    concatenation_uid=st.sampled_from([None, "1.2"]),
    in_concatenation_number=NUMBERS,
    concatenation_frame_offset_number=NUMBERS,
)


@given(st.lists(st.tuples(hostile_rows(), HOSTILE_DETAILS), max_size=4), st.randoms())
def test_no_values_make_it_fail_or_lose_a_frame(
    instances: list[tuple[HeaderRow, InstanceDetail]], random: Random
) -> None:
    # Two files never have one place.
    rows = [each._replace(path=f"{n}{each.path}") for n, (each, _) in enumerate(instances)]
    details: Details = {
        (r.root, r.path): detail for r, (_, detail) in zip(rows, instances, strict=True)
    }
    needs_detail(rows)
    duplicates = find_duplicates(rows, lambda each: each.path)
    grouping = Grouping()
    grouping.add(rows)
    grouping.snapshot(lambda _key: SeriesContent((), ()))
    content = build_content(rows, details, duplicates)
    frames = [frame for stack in content.stacks for v in stack.volumes for frame in v]
    assert len({(f.path, f.frame) for f in frames}) == len(frames)
    listed = {f.path for f in frames} | {n.path for n in content.non_image}
    assert listed | {d.path for d in duplicates} == {each.path for each in rows}
    assert len(explain_content(rows, details, duplicates)) == len(content.stacks)
    for stack in content.stacks:
        offsets = [f.offset_mm for v in stack.volumes for f in v if f.offset_mm is not None]
        assert all(map(math.isfinite, offsets))
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert build_content(shuffled, details, duplicates) == content
