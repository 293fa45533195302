"""Whose studies the files are."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import DataWarning, HeaderRow, Patient, SeriesContent, Tree
from dicomtree.tree import Grouping, PatientsBy
from tests.phantoms import row

EMPTY = SeriesContent((), ())


def tree(rows: Iterable[HeaderRow], patients_by: PatientsBy = "id+name") -> Tree:
    grouping = Grouping()
    grouping.add(rows)
    return grouping.snapshot(lambda _key: EMPTY, patients_by)


def kinds(warnings: Iterable[DataWarning]) -> list[str]:
    return [warning.kind for warning in warnings]


def names(found: Tree) -> list[str | None]:
    return [patient.patient_name for patient in found.patients]


def plan(**values: Any) -> HeaderRow:
    return row("plan", sop_class_uid="1.2.840.10008.5.1.4.1.1.481.5", **values)


# ---- patients


@pytest.mark.parametrize(
    "spelt", ["PHANTOM^HEAD", "Phantom^Head^^", "phantom head", "Phantom,  Head", " Phantom^Head "]
)
def test_one_name_in_several_spellings_is_one_patient(spelt: str) -> None:
    rows = [row("a"), row("b", patient_name=spelt, study_instance_uid="1.9")]
    assert len(tree(rows).patients) == 1


def test_one_id_with_different_names_is_two_patients_each_flagged_with_the_other() -> None:
    rows = [
        row("a", patient_name="Rubo DEMO"),
        row("b", patient_name="John^Doe", study_instance_uid="1.9"),
    ]
    john, rubo = tree(rows).patients
    assert john.warnings == (DataWarning("patient_id_shared", "The ID is also used by Rubo DEMO."),)
    assert rubo.warnings == (DataWarning("patient_id_shared", "The ID is also used by John^Doe."),)


def test_patients_of_one_id_stand_side_by_side() -> None:
    rows = [
        row("a", patient_id="7", patient_name="Alpha", study_instance_uid="1.1"),
        row("b", patient_id="8", patient_name="Beta", study_instance_uid="1.2"),
        row("c", patient_id="7", patient_name="Gamma", study_instance_uid="1.3"),
    ]
    assert names(tree(rows)) == ["Alpha", "Gamma", "Beta"]


def test_a_shared_study_makes_one_patient_of_one_id_and_lists_the_names() -> None:
    rows = [row("a"), row("b"), plan(patient_name="Head Phantom, Mr", series_instance_uid="1.2.4")]
    (patient,) = tree(rows).patients
    assert patient.patient_name == "Phantom^Head"
    assert kinds(patient.warnings) == ["patient_name_variants"]
    assert "Head Phantom, Mr" in patient.warnings[0].detail
    assert len(patient.studies) == 1


def test_a_shared_study_joins_through_a_chain_of_studies() -> None:
    rows = [
        row("a", patient_name="A", study_instance_uid="1"),
        row("b", patient_name="B", study_instance_uid="1"),
        row("c", patient_name="B", study_instance_uid="2"),
        row("d", patient_name="C", study_instance_uid="2"),
    ]
    (patient,) = tree(rows).patients
    assert len(patient.studies) == 2


def test_a_shared_study_never_joins_different_ids() -> None:
    found = tree([row("a", patient_id="1"), row("b", patient_id="2")])
    assert [patient.patient_id for patient in found.patients] == ["1", "2"]
    for patient in found.patients:
        assert kinds(patient.studies[0].warnings) == ["study_uid_conflict"]


def test_a_missing_issuer_matches_the_only_one_known() -> None:
    rows = [
        row("a", issuer_of_patient_id="East", study_instance_uid="1.1"),
        row("b", study_instance_uid="1.2"),
    ]
    (patient,) = tree(rows).patients
    assert patient.issuer_of_patient_id == "East"


def test_a_missing_issuer_matches_none_of_several() -> None:
    rows = [
        row("a", issuer_of_patient_id="East", study_instance_uid="1.1"),
        row("b", issuer_of_patient_id="West", study_instance_uid="1.2"),
        row("c", study_instance_uid="1.3"),
    ]
    assert len(tree(rows).patients) == 3


def test_names_compare_by_their_alphabetic_group() -> None:
    rows = [
        row("a", patient_name="Yamada^Taro", study_instance_uid="1.1"),
        row("b", patient_name="Yamada^Taro=山田^太郎", study_instance_uid="1.2"),
    ]
    assert len(tree(rows).patients) == 1


def test_names_without_alphabetic_group_compare_by_the_others() -> None:
    rows = [
        row("a", patient_name="=山田^太郎", study_instance_uid="1.1"),
        row("b", patient_name="=山田^太郎", study_instance_uid="1.2"),
        row("c", patient_name="=鈴木^花子", study_instance_uid="1.3"),
    ]
    assert len(tree(rows).patients) == 2


def test_without_id_and_birth_date_each_study_is_a_patient_of_its_own() -> None:
    rows = [
        row("a", patient_id=None, patient_name="ANONYMOUS", study_instance_uid="1.1"),
        row("b", patient_id=None, patient_name="ANONYMOUS", study_instance_uid="1.2"),
        row("c", patient_id=" ", patient_name="Anon", study_instance_uid="1.2"),
    ]
    first, second = tree(rows).patients
    assert (first.patient_id, second.patient_id) == (None, None)
    everything = [*first.warnings, *second.warnings]
    assert kinds(everything).count("missing_patient_id") == 2
    assert kinds(everything).count("patient_name_variants") == 1


def test_without_id_name_and_birth_date_make_a_patient() -> None:
    rows = [
        row(name, patient_id=None, patient_birth_date="19700101", study_instance_uid=uid)
        for name, uid in (("a", "1.1"), ("b", "1.2"))
    ]
    (patient,) = tree(rows).patients
    assert patient.patient_id is None


def test_without_id_and_name_each_study_is_a_patient_of_its_own() -> None:
    rows = [
        row(
            n,
            patient_id=None,
            patient_name=None,
            patient_birth_date="19700101",
            study_instance_uid=n,
        )
        for n in ("1", "2")
    ]
    assert names(tree(rows)) == [None, None]


def test_patients_may_be_grouped_by_id_alone() -> None:
    rows = [row("a"), row("b", patient_name="Other", study_instance_uid="1.9")]
    (patient,) = tree(rows, "id").patients
    assert kinds(patient.warnings) == ["patient_name_variants"]


def test_different_birth_dates_of_one_patient_are_a_warning() -> None:
    rows = [row("a", patient_birth_date="19700101"), row("b", patient_birth_date="19700102")]
    (patient,) = tree(rows).patients
    assert kinds(patient.warnings) == ["birth_date_variants"]


# ---- studies and series


def test_patients_are_ordered_by_name_the_nameless_last() -> None:
    rows = [
        row(
            name or "?", patient_name=name or None, patient_id=f"id {name}", study_instance_uid=name
        )
        for name in ("b", "", "A", "c")
    ]
    assert names(tree(rows)) == ["A", "b", "c", None]


def test_studies_are_ordered_newest_first_undated_last() -> None:
    rows = [
        row(uid, study_instance_uid=uid, study_date=date, study_time=time)
        for uid, date, time in (
            ("1.1", "20200101", "1200"),
            ("1.2", None, None),
            ("1.3", "20240101", None),
            ("1.4", "20200101", "1300"),
        )
    ]
    (patient,) = tree(rows).patients
    assert [study.study_instance_uid for study in patient.studies] == ["1.3", "1.4", "1.1", "1.2"]


def test_series_are_ordered_by_number_then_time() -> None:
    rows = [
        row(uid, series_instance_uid=uid, series_number=number, series_time=time)
        for uid, number, time in (
            ("1", "10", "08"),
            ("2", "2", "10"),
            ("3", "2", "09"),
            ("4", None, "07"),
            ("5", "+3 ", None),
        )
    ]
    found = tree(rows).series()
    assert [series.series_instance_uid for series in found] == ["3", "2", "5", "1", "4"]
    assert [series.series_number for series in found] == [2, 2, 3, 10, None]


def test_one_series_uid_in_two_studies_is_two_series_both_flagged() -> None:
    found = tree([row("a", study_instance_uid="1.1"), row("b", study_instance_uid="1.2")]).series()
    assert [kinds(series.identity_warnings) for series in found] == [["series_uid_conflict"]] * 2


def test_missing_uids_group_by_folder_number_modality_and_class_and_show_as_none() -> None:
    rows = [
        row(path, study_instance_uid=None, series_instance_uid=None, series_number=number)
        for path, number in (("x/1", "1"), ("x/2", "1"), ("x/3", "2"), ("y/1", "1"))
    ]
    found = tree(rows).series()
    assert sorted(series.instance_count for series in found) == [1, 1, 2]
    assert {series.series_instance_uid for series in found} == {None}
    assert {kind for series in found for kind in kinds(series.identity_warnings)} == {
        "missing_series_uid"
    }
    studies = [study for patient in tree(rows).patients for study in patient.studies]
    assert {study.study_instance_uid for study in studies} == {None}
    assert {kind for study in studies for kind in kinds(study.warnings)} == {"missing_study_uid"}


def test_a_series_sums_up_its_instances() -> None:
    rows = [
        row("a", size=5),
        row("b", size=7, number_of_frames="3"),
        row("c", number_of_frames="1A"),
    ]
    (series,) = tree(rows).series()
    assert (series.instance_count, series.frame_count) == (3, 5)
    assert series.size_bytes == 12 + (1 << 20)


def test_a_claim_of_frames_that_no_file_could_hold_is_not_believed() -> None:
    (series,) = tree([row("a", size=1000, number_of_frames="9" * 60)]).series()
    assert series.frame_count == 1000


# ---- growing and shrinking


def test_series_keys_stay_while_rows_come_and_go() -> None:
    grouping = Grouping()
    grouping.add([row("b", series_instance_uid="2")])
    (before,) = grouping.snapshot(lambda _key: EMPTY).series()
    grouping.add([row("a", series_instance_uid="1"), row("c", series_instance_uid="2")])
    found = {s.series_instance_uid: s for s in grouping.snapshot(lambda _key: EMPTY).series()}
    assert found["2"].key == before.key
    assert sorted(grouping.series_keys()) == sorted(s.key for s in found.values())
    grouping.drop(0, ["b"])
    assert [each.path for each in grouping.rows_of(before.key)] == ["c"]
    grouping.drop(0, ["c"])
    (left,) = grouping.snapshot(lambda _key: EMPTY).series()
    assert left.key == found["1"].key
    assert [each.path for each in grouping.rows()] == ["a"]


def test_only_the_named_root_is_dropped_from() -> None:
    grouping = Grouping()
    grouping.add([row("a"), row("a", root=1, size=3)])
    grouping.drop(1, ["a"])
    (series,) = grouping.snapshot(lambda _key: EMPTY).series()
    assert (series.instance_count, series.size_bytes) == (1, 1 << 20)


def test_a_series_asks_for_its_content_by_its_key() -> None:
    grouping = Grouping()
    grouping.add([row("a")])
    asked: list[int] = []

    def content(key: int) -> SeriesContent:
        asked.append(key)
        return EMPTY

    (series,) = grouping.snapshot(content).series()
    assert not asked
    assert series.stacks == ()
    assert asked == [series.key]


IDENTITIES = st.builds(
    row,
    st.sampled_from([f"{folder}/{name}" for folder in "xy" for name in "12345"]),
    patient_id=st.sampled_from([None, "1", "2 "]),
    issuer_of_patient_id=st.sampled_from([None, "East", "West"]),
    patient_name=st.sampled_from([None, "A^B", "a b", "C", "A^B=山"]),
    patient_birth_date=st.sampled_from([None, "19700101"]),
    study_instance_uid=st.sampled_from([None, "1.1", "1.2"]),
    series_instance_uid=st.sampled_from([None, "1.1.1", "1.1.2"]),
    series_number=st.sampled_from([None, "1"]),
    study_date=st.sampled_from([None, "20200101"]),
)
ROWS = st.lists(IDENTITIES, max_size=12, unique_by=lambda each: each.path)


def without_keys(found: Tree) -> object:
    def patient(each: Patient) -> object:
        series = [
            [(s.series_instance_uid, s.instance_count, s.identity_warnings) for s in study.series]
            for study in each.studies
        ]
        studies = [(study.study_instance_uid, study.warnings) for study in each.studies]
        return (each.patient_id, each.patient_name, each.warnings, studies, series)

    return [patient(each) for each in found.patients]


@given(ROWS, st.randoms())
def test_the_order_of_arrival_never_matters(rows: list[HeaderRow], random: Any) -> None:
    expected = without_keys(tree(rows))
    shuffled = rows[:]
    random.shuffle(shuffled)
    assert without_keys(tree(shuffled)) == expected
    grouping = Grouping()
    for each in shuffled:
        grouping.add([each])
        grouping.snapshot(lambda _key: EMPTY)
    found = grouping.snapshot(lambda _key: EMPTY)
    assert without_keys(found) == expected
    keys = [series.key for series in found.series()]
    assert len(set(keys)) == len(keys)


@given(ROWS)
def test_every_row_is_in_one_series(rows: list[HeaderRow]) -> None:
    grouping = Grouping()
    grouping.add(rows)
    found = [each for key in grouping.series_keys() for each in grouping.rows_of(key)]
    assert sorted(found, key=lambda each: each.path) == sorted(rows, key=lambda each: each.path)


@given(ROWS, ROWS)
def test_what_was_dropped_leaves_no_trace(rows: list[HeaderRow], gone: list[HeaderRow]) -> None:
    grouping = Grouping()
    elsewhere = [each._replace(root=1) for each in gone]
    grouping.add([*elsewhere, *rows])
    grouping.snapshot(lambda _key: EMPTY)
    grouping.drop(1, [each.path for each in elsewhere])
    assert without_keys(grouping.snapshot(lambda _key: EMPTY)) == without_keys(tree(rows))
