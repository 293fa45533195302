"""Several files with one SOP Instance UID."""

from collections.abc import Mapping

from dicomtree.model import HeaderRow
from dicomtree.tree import build_content, find_duplicates, same_uid_groups
from tests.phantoms import row, slices


def found(rows: list[HeaderRow], contents: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Return (path, of, identical) of the copies among files of these contents by path."""
    copies = find_duplicates(rows, lambda row_: contents[row_.path])
    assert copies == find_duplicates(rows[::-1], lambda row_: contents[row_.path])
    return [(copy.path, copy.of, copy.identical) for copy in copies]


def same(path: str, **values: object) -> HeaderRow:
    return row(path, sop_instance_uid="1.2.3.4", image_position_patient=(0, 0, 0), **values)


def test_of_identical_files_the_naturally_first_is_kept() -> None:
    rows = [same("im10"), same("im9"), same("im11")]
    contents = dict.fromkeys(["im9", "im10", "im11"], "same")
    assert found(rows, contents) == [("im10", "im9", True), ("im11", "im9", True)]


def test_the_same_image_in_another_transfer_syntax_is_a_re_encoded_copy() -> None:
    rows = [same("a"), same("b", transfer_syntax_uid="1.2.840.10008.1.2.4.90", size=99)]
    assert found(rows, {"a": "native", "b": "compressed"}) == [("b", "a", False)]


def test_an_identical_copy_of_a_re_encoded_one_names_its_twin() -> None:
    compressed = "1.2.840.10008.1.2.4.90"
    rows = [
        same("a"),
        same("b", transfer_syntax_uid=compressed),
        same("c", transfer_syntax_uid=compressed),
    ]
    assert found(rows, {"a": "1", "b": "2", "c": "2"}) == [("b", "a", False), ("c", "b", True)]


def test_different_images_under_one_uid_are_all_kept_and_warned_of() -> None:
    rows = [each._replace(sop_instance_uid="1.2.3.4") for each in slices([1, 2, 3])]
    assert found(rows, {each.path: each.path for each in rows}) == []
    content = build_content(rows, {})
    assert [stack.frame_count for stack in content.stacks] == [3]
    assert [warning.kind for warning in content.warnings] == ["sop_instance_uid_conflict"]


def test_different_images_of_which_nothing_says_that_they_agree_are_all_kept() -> None:
    rows = [same(name)._replace(image_position_patient=None) for name in ("a", "b", "c")]
    assert found(rows, {"a": "1", "b": "2", "c": "2"}) == [("c", "b", True)]
    numbered = [each._replace(instance_number="7") for each in rows]
    assert found(numbered, {"a": "1", "b": "2", "c": "3"}) == [("b", "a", False), ("c", "a", False)]


def test_without_number_and_position_another_transfer_syntax_still_tells_a_copy() -> None:
    rows = [same(name)._replace(image_position_patient=None) for name in ("a", "b")]
    rows[1] = rows[1]._replace(transfer_syntax_uid="1.2.840.10008.1.2.4.90", size=99)
    assert found(rows, {"a": "native", "b": "compressed"}) == [("b", "a", False)]


def test_each_file_is_read_once_however_many_share_a_uid() -> None:
    rows = [same(f"{number}") for number in range(50)]
    asked: list[str] = []

    def digest(each: HeaderRow) -> str:
        asked.append(each.path)
        return each.path

    find_duplicates(rows, digest)
    assert sorted(asked) == sorted(each.path for each in rows)


def test_a_file_that_cannot_be_read_is_no_identical_copy() -> None:
    copies = find_duplicates([same("a"), same("b")], lambda _row: None)
    assert [copy.identical for copy in copies] == [False]


def test_different_plans_under_one_uid_are_all_kept() -> None:
    plan = "1.2.840.10008.5.1.4.1.1.481.5"
    rows = [same(name, sop_class_uid=plan, rows=None, columns=None) for name in "ab"]
    assert found(rows, {"a": "before", "b": "after"}) == []
    content = build_content(rows, {})
    assert [each.path for each in content.non_image] == ["a", "b"]
    assert [warning.kind for warning in content.warnings] == ["sop_instance_uid_conflict"]


def test_bytes_are_compared_only_where_headers_agree() -> None:
    rows = [each._replace(sop_instance_uid="1.2.3.4") for each in slices(range(400))]

    def never(_row: HeaderRow) -> str:
        raise AssertionError

    assert find_duplicates(rows, never) == ()


def test_copies_are_sought_within_one_series_only() -> None:
    rows = [same("a"), same("b", series_instance_uid="9"), same("c", patient_id="2")]
    assert same_uid_groups(rows) == []
    other_name = same("d", patient_name="Spelt^Otherwise")
    assert same_uid_groups([*rows, other_name]) == [[rows[0], other_name]]


def test_instances_without_uid_are_never_copies() -> None:
    rows = [same(name)._replace(sop_instance_uid=None) for name in "ab"]
    assert same_uid_groups(rows) == []


def test_copies_are_left_out_of_stacks_and_geometry() -> None:
    rows = slices([1, 2, 3])
    copy = rows[1]._replace(path="copy", transfer_syntax_uid="1.2.840.10008.1.2.4.90")
    whole = [*rows, copy]
    duplicates = find_duplicates(whole, lambda row_: row_.path)
    content = build_content(whole, {}, duplicates)
    (stack,) = content.stacks
    assert (stack.kind, stack.frame_count) == ("3D", 3)
    assert [warning.kind for warning in content.warnings] == ["re_encoded_copies"]
