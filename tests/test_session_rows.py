"""The tree's rows read well, and hide what must be hidden."""

from dataclasses import replace

import pytest

from dicomtree.model import DataWarning, Dimension, FrameRef, SeriesContent, Spacing
from dicomtree.session.rows import children, shown_columns, stack_label
from dicomtree.session.state import Session
from dicomtree.settings import Settings
from tests import library_phantoms as phantom


def session_of(*series_numbers: int) -> Session:
    """A session with one patient, one study and these series."""
    found = [phantom.series(number) for number in series_numbers]
    return replace(Session(), tree=phantom.tree(*found))


def cell(session: Session, row_cells: tuple[str, ...], name: str) -> str:
    names = [column.name for column in shown_columns(session.settings)]
    return row_cells[names.index(name)]


def test_patients_studies_and_series_read_as_people_write_them() -> None:
    session = session_of(201)
    (patient,) = children(session, None)
    (study,) = children(session, patient.key)
    (series,) = children(session, study.key)
    assert patient.text == "DOE, Jane · 12345"
    assert study.text == "2015-02-06 · Trauma/plain head"
    assert series.text == "201 · AXIAL"


def test_what_is_absent_is_said_and_dimmed() -> None:
    nameless = phantom.patient(
        phantom.study(phantom.series(1, description=None), description=None),
        name=None,
        patient_id=None,
    )
    session = replace(Session(), tree=replace(phantom.tree(), patients=(nameless,)))
    (patient,) = children(session, None)
    (study,) = children(session, patient.key)
    (series,) = children(session, study.key)
    assert patient.text == "no name · no id"
    assert study.text == "2015-02-06 · no description"
    assert series.text == "1 · no description"
    assert "dim" in patient.tags
    assert "dim" in series.tags


def test_multi_frame_counts_say_instances_and_frames() -> None:
    several = replace(phantom.series(1), instance_count=1, frame_count=104)
    session = replace(Session(), tree=phantom.tree(several))
    (patient,) = children(session, None)
    assert cell(session, patient.cells, "images") == "1 (104 fr)"


def test_series_with_one_stack_open_to_their_slices() -> None:
    content = SeriesContent((phantom.stack(phantom.frames(3)),), ())
    session = replace(session_of(1), contents={1: content})
    texts = [row.text for row in children(session, ("series", 1))]
    assert texts == ["1 · S 0.0 mm · im001", "2 · S 5.0 mm · im002", "3 · S 10.0 mm · im003"]


def test_rows_stand_in_display_order() -> None:
    content = SeriesContent((phantom.stack(phantom.frames(3), display_reversed=True),), ())
    session = replace(session_of(1), contents={1: content})
    rows = children(session, ("series", 1))
    assert [row.key for row in rows] == [("slice", 1, 0, 0, place) for place in (2, 1, 0)]


def test_rows_of_slices_are_made_when_they_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def label(session: Session, stack: object, of_volume: str, frame: FrameRef) -> str:
        made.append(frame.path)
        return frame.path

    monkeypatch.setattr("dicomtree.session.slice_rows._slice_label", label)
    content = SeriesContent((phantom.stack(phantom.frames(30)),), ())
    rows = children(replace(session_of(1), contents={1: content}), ("series", 1))
    assert len(rows) == 30
    assert made == []
    assert [row.text for row in rows[10:12]] == ["im011", "im012"] == made


def test_several_stacks_and_objects_are_a_level_of_their_own() -> None:
    volume = phantom.stack(phantom.frames(3))
    scout = phantom.stack(phantom.frames(1), kind="localizer")
    content = SeriesContent((volume, scout), (phantom.report(),))
    session = replace(session_of(1), contents={1: content})
    rows = children(session, ("series", 1))
    assert [row.text for row in rows] == [
        "axial · 3 × 5.0 mm",
        "localizer · 1 image",
        "Basic Text SR · sr0",
    ]
    assert [row.icon for row in rows] == ["stack", "localizer", "document"]


def test_a_series_not_read_yet_has_no_rows_to_show() -> None:
    assert children(session_of(1), ("series", 1)) == ()


def test_a_warning_is_a_sign_and_a_word() -> None:
    warned = phantom.stack(phantom.frames(3), warnings=(DataWarning("missing_slices", "two"),))
    session = replace(session_of(1), contents={1: SeriesContent((warned,), ())})
    (patient,) = children(session, None)
    (study,) = children(session, patient.key)
    (series,) = children(session, study.key)
    assert series.text.endswith("⚠ missing slices")
    assert "warning" in series.tags


def test_hidden_identity_leaves_no_name_id_or_file_name() -> None:
    content = SeriesContent((phantom.stack(phantom.frames(2)),), ())
    session = replace(session_of(1), contents={1: content}, identity_hidden=True)
    (patient,) = children(session, None)
    assert patient.text == "Patient 1"
    assert all("im0" not in row.text for row in children(session, ("series", 1)))


def test_hidden_identity_hides_accession_numbers_and_stations() -> None:
    settings = Settings(columns=("accession", "station"))
    session = replace(session_of(1), settings=settings)
    (patient,) = children(session, None)
    (study,) = children(session, patient.key)
    assert study.cells == ("A77", "CT4")
    hidden = replace(session, identity_hidden=True)
    assert children(hidden, patient.key)[0].cells == ("", "")


@pytest.mark.parametrize(
    ("descending", "expected"),
    [(False, ["2 · AXIAL", "10 · AXIAL"]), (True, ["10 · AXIAL", "2 · AXIAL"])],
)
def test_numbers_in_names_sort_as_numbers(descending: bool, expected: list[str]) -> None:
    session = replace(session_of(10, 2), sort=("name", descending))
    (patient,) = children(session, None)
    (study,) = children(session, patient.key)
    assert [row.text for row in children(session, study.key)] == expected


def test_undeclared_bytes_are_shown_as_chosen_and_marked() -> None:
    as_latin_1 = "Иван".encode("iso8859_5").decode("latin-1")
    person = phantom.patient(phantom.study(phantom.series(1)), name=as_latin_1)
    session = replace(Session(), tree=replace(phantom.tree(), patients=(person,)))
    assert "(?)" in children(session, None)[0].text
    chosen = replace(session, settings=Settings(fallback_character_set="Cyrillic (ISO)"))
    assert children(chosen, None)[0].text.startswith("Иван (?)")


def test_stacks_are_described_by_plane_count_and_spacing() -> None:
    echoes = [Dimension("echo", (1, 2))]
    four = phantom.stack(phantom.frames(9), phantom.frames(9), kind="4D", dimensions=echoes)
    assert stack_label(four) == "axial · 9 × 5.0 mm × 2 echoes"
    sagittal = phantom.stack(phantom.frames(9), normal=(-1.0, 0.0, 0.0))
    assert stack_label(sagittal) == "sagittal · 9 × 5.0 mm"
    assert stack_label(replace(sagittal, kind="localizer")) == "localizer · sagittal · 9 images"
    zones = (DataWarning("spacing_zones", "Spacing changes along the stack."),)
    spacing = Spacing(4.0, 1.08, 7.0)
    assert sagittal.geometry is not None
    changing = replace(
        sagittal, warnings=zones, geometry=replace(sagittal.geometry, spacing_mm=spacing)
    )
    assert stack_label(changing) == "sagittal · 9 × 1.1–7.0 mm"
