"""The written cases and the real series of the ordering specification."""

import json
from pathlib import Path
from typing import Any

import pytest

import dicomtree
from dicomtree import source
from dicomtree.model import Series, SeriesContent, Stack, decimal_values
from dicomtree.tree import Grouping, build_content, find_duplicates, needs_detail
from tests import phantoms

EXPECTED = Path(__file__).parent / "expected"
VECTORS = json.loads((EXPECTED / "ordering_vectors.json").read_text())
RECORDS = json.loads((EXPECTED / "ordering_expected.json").read_text())["series"]


@pytest.mark.parametrize("name", VECTORS)
def test_a_written_case_gives_the_expected_stacks(name: str) -> None:
    rows = [phantoms.from_keywords(case["name"], case) for case in VECTORS[name]["instances"]]
    stacks = build_content(rows, {}).stacks
    found = [[s.kind, [[frame.path for frame in v] for v in s.volumes]] for s in stacks]
    assert found == VECTORS[name]["expect"]


@pytest.fixture(scope="module")
def corpus_series(corpus: Path) -> dict[str, Series]:
    """Return every series of the corpus that has a UID, its stacks built from what files say."""
    files = sorted(path for path in corpus.rglob("*") if path.is_file())
    rows = [row for path in files if (row := phantoms.read(corpus, path)) is not None]
    duplicates = find_duplicates(rows, lambda row: source.sha256(str(corpus / row.path)))
    grouping = Grouping()
    grouping.add(rows)

    def content(key: int) -> SeriesContent:
        own = grouping.rows_of(key)
        details = {(r.root, r.path): phantoms.detail(corpus / r.path) for r in needs_detail(own)}
        return build_content(own, details, duplicates)

    series = grouping.snapshot(content).series()
    return {own.series_instance_uid: own for own in series if own.series_instance_uid is not None}


def label(record: dict[str, Any]) -> str:
    return f"{Path(record['folder']).name}-{record['series_uid'][-12:]}"


@pytest.mark.parametrize("record", RECORDS, ids=label)
def test_a_real_series_gives_the_expected_stacks(
    record: dict[str, Any], corpus_series: dict[str, Series]
) -> None:
    stacks = corpus_series[record["series_uid"]].stacks
    found = [(stack.kind, names_under(record["folder"], stack)) for stack in stacks]
    assert found == [(expected["kind"], expected["volumes"]) for expected in record["stacks"]]
    for stack, expected in zip(stacks, record["stacks"], strict=True):
        names = [dimension.name for dimension in stack.dimensions]
        ranked = ["rank"] if expected["how"].endswith("+ rank") else []
        assert names == expected["dims"] + ranked
        check_offsets(stack, expected)
        check_report(stack, expected.get("checks", {}))


def names_under(folder: str, stack: Stack) -> list[list[str]]:
    def name(path: str, frame: int | None) -> str:
        return path.removeprefix(folder + "/") + (f"#{frame}" if frame is not None else "")

    return [[name(frame.path, frame.frame) for frame in volume] for volume in stack.volumes]


def check_offsets(stack: Stack, expected: dict[str, Any]) -> None:
    if "normal" not in expected:
        assert stack.geometry is None
        return
    assert stack.geometry is not None
    assert stack.geometry.normal == pytest.approx(expected["normal"], abs=1e-6)
    offsets = [frame.offset_mm for frame in max(stack.volumes, key=len)]
    assert offsets == pytest.approx(expected["distances"], abs=1e-3)


def check_report(stack: Stack, checks: dict[str, Any]) -> None:
    if "spacing_from_positions" not in checks:
        return
    geometry = stack.geometry
    assert geometry is not None
    assert geometry.spacing_mm is not None
    spacing = (geometry.spacing_mm.min, geometry.spacing_mm.max)
    assert geometry.spacing_mm.median == pytest.approx(checks["spacing_from_positions"], abs=1e-4)
    assert spacing == pytest.approx(checks["spacing_min_max"], abs=1e-3)
    assert geometry.tilt_deg == pytest.approx(checks["tilt_deg_from_positions"], abs=0.01)
    assert geometry.max_offline_mm == pytest.approx(checks["max_offline_mm"], abs=0.01)
    assert list(geometry.uneven_at) == checks.get("uneven_spacing_at", [])


def test_the_zones_of_a_real_head_ct_are_said_as_zones(corpus_series: dict[str, Series]) -> None:
    (record,) = [each for each in RECORDS if each["folder"].endswith("ge-variable-spacing")]
    (stack,) = corpus_series[record["series_uid"]].stacks
    assert stack.geometry is not None
    zones = [(round(zone.spacing_mm, 2), zone.gaps) for zone in stack.geometry.zones]
    assert zones == [(4.0, 13), (1.08, 1), (7.0, 13)]
    details = {warning.kind: warning.detail for warning in stack.warnings}
    assert "4.00 x13, 1.08, 7.00 x13" in details["spacing_zones"]
    assert "uneven_spacing" not in details
    assert "18.50" in details["tilt"]


def test_every_instance_of_the_corpus_is_in_one_stack_once_or_has_no_picture(corpus: Path) -> None:
    library = dicomtree.open_folder(corpus, index=False)
    assert library.counts.instances > 300
    places = []
    for series in library.tree.series():
        frames = [f for stack in series.stacks for volume in stack.volumes for f in volume]
        assert len({(f.path, f.frame) for f in frames}) == len(frames)
        places += [{f.path for f in frames}, {one.path for one in series.non_image}]
    assert sum(map(len, places)) == len(set().union(*places)) == library.counts.instances


def test_unlabelled_scouts_of_a_real_skull_ct_are_tagged(
    corpus_series: dict[str, Series],
) -> None:
    tagged = [
        stack.kind
        for series in corpus_series.values()
        for stack in series.stacks
        if any(warning.kind == "scout_like" for warning in stack.warnings)
    ]
    assert tagged == ["single slice", "single slice"]


def test_highdicom_finds_the_same_volumes_in_the_opposite_direction(
    corpus_series: dict[str, Series], corpus: Path
) -> None:
    spatial = pytest.importorskip("highdicom.spatial", reason="highdicom is not installed")
    confirmed = 0
    for series in corpus_series.values():
        for stack in (stack for stack in series.stacks if stack.kind == "3D"):
            read = [phantoms.read(corpus, corpus / frame.path) for frame in stack.volumes[0]]
            rows = [row for row in read if row is not None]
            positions = [decimal_values(row.image_position_patient) for row in rows]
            orientation = decimal_values(rows[0].image_orientation_patient)
            if orientation is None or None in positions:
                continue  # of functional groups
            _, indices = spatial.get_volume_positions(positions, orientation)
            if indices is not None:  # highdicom takes neither tilt nor uneven spacing
                confirmed += 1
                assert indices == list(range(len(rows)))[::-1]
    assert confirmed > 10
