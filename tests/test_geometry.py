"""Orientations, positions and the geometry report."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.geometry import (
    Orientation,
    OrientationClusters,
    geometry_report,
    is_plausible,
    position_starts,
    position_tolerance,
    read_orientation,
    read_position,
    same_orientation,
)

Z = (0.0, 0.0, 1.0)


def along_z(*heights: float) -> list[tuple[float, float, float]]:
    return [(0.0, 0.0, height) for height in heights]


def test_an_orientation_is_normalised() -> None:
    found = read_orientation("1.02\\0\\0\\0\\1.02\\0")
    assert found == Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0\\0\\0\\0\\0\\0",
        "1\\0\\0\\1\\0\\0",
        "1\\0\\0",
        "1\\0\\0\\0\\1\\0\\0",
        "1\\0\\0\\0\\nan\\0",
        "1\\0\\0\\0\\1e400\\0",
        "1\\0\\0\\0\\one\\0",
        "1\\0\\0\\0.06\\0.998\\0",
        "1.2\\0\\0\\0\\1\\0",
    ],
)
def test_an_invalid_orientation_is_none(text: str | None) -> None:
    assert read_orientation(text) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "1\\2",
        "1\\2\\3\\4",
        "1\\2\\nan",
        "1e400\\0\\0",
        "1e7\\0\\0",
        "1_0\\0\\0",
        "一\\0\\0",
    ],
)
def test_an_invalid_position_is_none(text: str | None) -> None:
    assert read_position(text) is None


def test_a_position_is_read_with_blanks() -> None:
    assert read_position(" 1.5\\-2e1 \\3") == (1.5, -20.0, 3.0)


@given(st.text(max_size=40))
def test_no_text_makes_reading_fail(text: str) -> None:
    read_orientation(text)
    found = read_position(text)
    assert found is None or is_plausible(found)


def test_orientations_within_two_milliradians_are_one() -> None:
    plain = read_orientation("1\\0\\0\\0\\1\\0")
    inside = read_orientation(
        f"{math.cos(1.9e-3)}\\{math.sin(1.9e-3)}\\0\\{-math.sin(1.9e-3)}\\1\\0"
    )
    outside = read_orientation(f"1\\{math.tan(2.2e-3)}\\0\\{-math.tan(2.2e-3)}\\1\\0")
    assert plain is not None
    assert inside is not None
    assert outside is not None
    assert same_orientation(plain, inside)
    assert not same_orientation(plain, outside)


def test_swapped_rows_and_columns_are_another_orientation() -> None:
    clusters = OrientationClusters()
    texts = ["1\\0\\0\\0\\1\\0", "0\\1\\0\\1\\0\\0", "1\\1e-5\\0\\-1e-5\\1\\0"]
    found = [clusters.index_of(o) for o in map(read_orientation, texts) if o is not None]
    assert found == [0, 1, 0]


@given(st.lists(st.floats(0, math.tau), min_size=1, max_size=60), st.floats(-1, 1))
def test_the_hash_finds_every_leader_that_a_full_search_finds(
    angles: list[float], tilt: float
) -> None:
    clusters = OrientationClusters()
    leaders: list[Orientation] = []
    for angle in angles:
        cosine, sine = math.cos(angle), math.sin(angle)
        column = (-sine * math.cos(tilt), cosine * math.cos(tilt), math.sin(tilt))
        found = read_orientation("\\".join(map(str, (cosine, sine, 0.0, *column))))
        assert found is not None
        expected = next((i for i, o in enumerate(leaders) if same_orientation(o, found)), None)
        if expected is None:
            expected = len(leaders)
            leaders.append(found)
        assert clusters.index_of(found) == expected


def test_five_micrometre_slices_are_not_merged() -> None:
    assert position_starts([0.0, 0.005, 0.01]) == [0, 1, 2]


def test_noise_within_a_position_is_merged() -> None:
    offsets = [0.0, 4e-5, 8e-5, 3.0, 3.00004, 6.0]
    assert position_starts(offsets) == [0, 3, 5]


def test_the_tolerance_is_a_share_of_the_median_gap_within_bounds() -> None:
    assert position_tolerance([0.0, 0.1, 0.2]) == pytest.approx(0.005)
    assert position_tolerance([0.0, 5.0, 10.0]) == 0.01
    assert position_tolerance([0.0, 0.0]) == 1e-4


def test_a_double_gap_is_one_missing_slice() -> None:
    heights = [1.0, 2.0, 4.0, 5.0]
    report = geometry_report(Z, heights, along_z(*heights), complete=True)
    assert [(m.after_offset_mm, m.count) for m in report.missing] == [(2.0, 1)]
    assert report.uneven_at == ()
    assert not report.complete


def test_an_odd_gap_is_uneven() -> None:
    heights = [0.0, 1.0, 2.0, 3.3, 4.3]
    report = geometry_report(Z, heights, along_z(*heights), complete=True)
    assert report.uneven_at == (2,)
    assert report.missing == ()
    assert report.complete


def test_runs_of_equal_gaps_are_zones() -> None:
    heights = [0.0, 4.0, 8.0, 9.08, 16.08, 23.08]
    report = geometry_report(Z, heights, along_z(*heights), complete=True)
    assert [(zone.spacing_mm, zone.gaps) for zone in report.zones] == [
        (4.0, 2),
        (1.08, 1),
        (7.0, 2),
    ]


def test_tilt_is_the_angle_of_the_axis_to_the_normal() -> None:
    points = [(0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (0.0, 2.0, 2.0)]
    report = geometry_report(Z, [0.0, 1.0, 2.0], points, complete=True)
    assert report.tilt_deg == pytest.approx(45.0)
    assert report.max_offline_mm == pytest.approx(0.0)


def test_a_bend_is_measured_from_the_line_of_the_ends() -> None:
    points = [(0.0, 0.0, 0.0), (0.0, 0.5, 1.0), (0.0, 0.0, 2.0)]
    assert geometry_report(Z, [0.0, 1.0, 2.0], points, complete=True).max_offline_mm == 0.5


def test_one_position_has_no_spacing() -> None:
    report = geometry_report(Z, [3.0], along_z(3.0), complete=True)
    assert (report.positions, report.spacing_mm, report.zones) == (1, None, ())


def test_gaps_of_sparse_positions_are_not_missing_slices() -> None:
    heights = [0.0, 1.0, 2.0, 5.0]
    assert geometry_report(Z, heights, along_z(*heights), complete=True, sparse=True).missing == ()
