"""What is put into the index comes out of it, as it was."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree import index
from dicomtree.index import IndexLostError, StoredCopies, contents, packing
from dicomtree.index.errors import DamagedIndexError
from dicomtree.model import Duplicate, HeaderRow, Problem, ProblemKind, Stamp
from dicomtree.source.stamps import unpack_stamps
from dicomtree.tree import build_content
from tests import phantoms
from tests.indexed import ROOT, filled, put, rows_in, series, summary_of

TEXTS = st.text(max_size=20) | st.none()
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


def test_rows_come_back_as_they_were_stored() -> None:
    members = [series(number) for number in range(3)]
    filled().close()
    root = index.open_index().root(7, ROOT)
    expected = [row._replace(root=7) for rows in members for row in rows]
    assert rows_in(root, root.restore()) == expected


def test_a_reopened_root_tells_its_series_without_their_rows() -> None:
    filled(count=2).close()
    restored = index.open_index().root(0, ROOT).restore()
    none = StoredCopies()
    own = [summary_of(series(number), number + 1)._replace(copies=none) for number in range(2)]
    assert restored.series == own
    assert restored.complete


def test_a_root_that_was_never_read_is_empty() -> None:
    root = filled().root(0, "/elsewhere")
    assert root.restore() == index.Restored()
    assert root.known_stamps() == {}


def test_a_root_is_complete_only_when_it_was_read_to_its_end() -> None:
    root = index.open_index().root(0, ROOT)
    root.restore()
    put(root, [series(0)])
    assert not index.open_index().root(0, ROOT).restore().complete


def test_other_files_and_problems_are_stored_too() -> None:
    found = index.open_index()
    root = found.root(0, ROOT)
    root.restore()
    problem = Problem(0, "a/pipe", ProblemKind.SPECIAL_FILE, "a pipe")
    with root.writing() as writer:
        writer.add_not_dicom([("a/x.txt", Stamp(1, 2, 3)), ("y.txt", Stamp(4, 5, 6))])
        writer.add_dicomdirs([("disc/DICOMDIR", Stamp(7, 8, 9))])
        writer.finish([problem])
    restored = index.open_index().root(0, ROOT).restore()
    assert restored.not_dicom == 2
    assert restored.dicomdirs == ("disc/DICOMDIR",)
    assert restored.problems == (problem,)


def test_stamps_of_all_files_are_known_by_folder() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    known = root.known_stamps()
    expected = {
        f"patient/series{number:05}": {
            row.path.rpartition("/")[2]: Stamp(row.size, row.mtime_ns, row.inode)
            for row in series(number)
        }
        for number in range(2)
    }
    assert {folder: unpack_stamps(parts[0]) for folder, parts in known.items()} == expected


def test_names_that_are_not_utf_8_come_back_byte_for_byte() -> None:
    root = index.open_index().root(0, ROOT)
    root.restore()
    rows = [row._replace(path=f"\udcff\udcfe/{i}\udce4.dcm") for i, row in enumerate(series(0))]
    put(root, [rows])
    root = index.open_index().root(0, ROOT)
    assert rows_in(root, root.restore()) == rows
    assert root.series_at("\udcff\udcfe/3\udce4.dcm") == 1


def test_rows_of_one_series_may_lie_in_several_folders_and_come_in_several_parts() -> None:
    root = index.open_index().root(0, ROOT)
    root.restore()
    rows = [row._replace(path=f"{i % 2}/{row.path}") for i, row in enumerate(series(0))]
    (number,) = put(root, [rows[:2]])
    with root.writing() as writer:
        assert writer.add_rows(summary_of(rows, number), rows[2:]) == number
    restored = root.restore()
    assert restored.series == [summary_of(rows, number)]
    assert rows_in(root, restored) == sorted(rows, key=lambda row: row.path)


def test_dropped_files_are_gone_and_the_sums_are_those_of_the_rest() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    rows = series(0)
    with root.writing() as writer:
        dropped = writer.drop([rows[0].path, rows[3].path, "never/there.dcm"])
    left = summary_of([rows[1], rows[2], rows[4]], 1)
    assert dropped.series == [left]
    assert dropped.instances == 2
    restored = root.restore()
    assert restored.series == [left, summary_of(series(1), 2)]
    assert not restored.complete
    assert rows_in(root, restored) == [rows[1], rows[2], rows[4], *series(1)]


def test_a_series_whose_files_are_all_dropped_is_gone() -> None:
    root = filled(count=1).root(0, ROOT)
    root.restore()
    with root.writing() as writer:
        dropped = writer.drop([row.path for row in series(0)])
    assert [summary.instances for summary in dropped.series] == [0]
    assert root.restore().series == []


def test_dropping_counts_files_without_instance() -> None:
    root = index.open_index().root(0, ROOT)
    root.restore()
    with root.writing() as writer:
        writer.add_not_dicom([("a.txt", Stamp(1, 2, 3)), ("b.txt", Stamp(4, 5, 6))])
        writer.add_dicomdirs([("DICOMDIR", Stamp(7, 8, 9))])
    with root.writing() as writer:
        dropped = writer.drop(["a.txt", "DICOMDIR"])
    assert (dropped.not_dicom, dropped.dicomdirs) == (1, ["DICOMDIR"])
    restored = root.restore()
    assert (restored.not_dicom, restored.dicomdirs) == (1, ())


def test_a_file_is_found_in_its_series() -> None:
    root = filled().root(0, ROOT)
    root.restore()
    assert root.series_at("patient/series00001/im0002.dcm") == 2
    assert root.series_at("patient/series00001/absent.dcm") is None
    assert root.series_at("im0002.dcm") is None


def test_stacks_are_kept_until_the_series_changes() -> None:
    root = filled(count=1).root(4, ROOT)
    root.restore()
    rows = root.rows(1, 5)
    content = build_content(rows, {}, ())
    root.keep_content(1, 5, content)
    again = index.open_index().root(4, ROOT)
    again.restore()
    assert again.content(1) == content
    with root.writing() as writer:
        writer.drop([rows[0].path])
    assert root.content(1) is None


def test_stacks_of_a_series_that_has_changed_meanwhile_are_not_kept() -> None:
    root = filled(count=1).root(0, ROOT)
    root.restore()
    root.keep_content(1, 4, build_content(series(0)[:4], {}, ()))
    assert root.content(1) is None


def test_copies_are_kept_until_the_series_changes() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    copy = Duplicate(0, "patient/series00000/im0001.dcm", "a.dcm", identical=True)
    copies = StoredCopies((copy,), 1)
    root.keep_copies([(1, 5, copies), (2, 4, copies)])  # the second one has five instances
    assert [summary.copies for summary in root.restore().series] == [copies, StoredCopies()]
    with root.writing() as writer:
        writer.drop([series(0)[1].path])
        writer.finish([])
    assert [summary.copies for summary in root.restore().series] == [StoredCopies()] * 2


def test_of_a_root_that_is_not_complete_nobody_knows_the_copies() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    put(root, [series(5)])
    assert [summary.copies for summary in root.restore().series] == [None] * 3
    with root.writing() as writer:
        writer.finish([])
    root.keep_copies([(1, 5, None)])
    assert [summary.copies for summary in root.restore().series] == [None, *[StoredCopies()] * 2]


def test_a_root_can_be_stored_elsewhere_as_it_is() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    with root.writing() as writer:
        writer.add_not_dicom([("a.txt", Stamp(1, 2, 3))])
        writer.finish([Problem(0, "a/pipe", ProblemKind.SPECIAL_FILE, "a pipe")])
    root.keep_content(2, 5, build_content(series(1), {}, ()))
    memory = index.open_index(keep=False).root(0, ROOT)
    with memory.writing() as writer:
        writer.add_everything(root.everything())
    assert memory.restore() == root.restore()
    assert rows_in(memory, memory.restore()) == rows_in(root, root.restore())
    assert memory.known_stamps() == root.known_stamps()
    assert memory.content(2) == root.content(2) is not None


def test_a_root_tells_when_it_was_forgotten() -> None:
    root = filled().root(0, ROOT)
    assert not root.is_forgotten()
    root.restore()
    assert not root.is_forgotten()
    index.forget(ROOT)
    assert root.is_forgotten()
    assert not root.is_current()


def test_the_paths_of_instances_are_told() -> None:
    root = filled(count=2).root(0, ROOT)
    root.restore()
    assert root.paths("patient/series00001/") == [row.path for row in series(1)]
    assert len(root.paths()) == 10


def test_what_other_code_has_made_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    filled().close()
    monkeypatch.setattr("dicomtree.index.roots.made_by", lambda: "another version")
    found = index.open_index()
    root = found.root(0, ROOT)
    assert root.restore() == index.Restored()
    put(root, [series(9)])
    assert rows_in(root, root.restore()) == series(9)


def test_nothing_of_a_failed_writing_stays() -> None:
    root = filled(count=1).root(0, ROOT)
    before = root.restore()
    with pytest.raises(AttributeError):
        put(root, [series(5), [None]])  # type: ignore[list-item]
    assert root.restore() == before
    put(root, [series(6)])  # and the next one works


def test_a_program_notices_that_another_one_has_written_to_its_root() -> None:
    filled(count=1).close()
    mine, other = (index.open_index().root(0, ROOT) for _ in range(2))
    mine.restore()
    other.restore()
    put(other, [series(5)])
    assert not mine.is_current()
    with pytest.raises(IndexLostError, match="another program"):
        put(mine, [series(6)])
    assert len(mine.restore().series) == 2
    put(mine, [series(6)])
    assert mine.is_current()


def test_two_programs_that_read_one_new_folder_do_not_mix_their_rows() -> None:
    mine, other = (index.open_index().root(0, ROOT) for _ in range(2))
    mine.restore()
    other.restore()
    put(mine, [series(0)])
    with pytest.raises(IndexLostError):
        put(other, [series(0)])
    assert rows_in(mine, mine.restore()) == series(0)


def test_rows_that_another_program_has_changed_are_not_given_out() -> None:
    filled(count=1).close()
    mine, other = (index.open_index().root(0, ROOT) for _ in range(2))
    mine.restore()
    other.restore()
    with other.writing() as writer:
        writer.drop([series(0)[0].path])
    with pytest.raises(IndexLostError, match="another program"):
        mine.rows(1, 5)


def test_an_index_in_memory_works_alike_and_leaves_nothing(home: Path) -> None:
    found = index.open_index(keep=False)
    root = found.root(0, ROOT)
    root.restore()
    put(root, [series(0)])
    assert rows_in(root, root.restore()) == series(0)
    assert not root.is_kept
    assert found.location is None
    assert list(home.rglob("*")) == []


def test_every_kind_of_stack_comes_back_from_plain_values() -> None:
    rows = phantoms.slices([0, 1, 2, 5, 6, 7.5], pixel_spacing=(0.5, 0.5))
    rows += [row._replace(path=row.path + "b", temporal_position_identifier="2") for row in rows]
    rows.append(phantoms.row("report.dcm", sop_class_uid="1.2.840.10008.5.1.4.1.1.88.11"))
    content = build_content(rows, {}, ())
    assert content.stacks[0].geometry is not None
    back = contents.content_under(3, packing.unpack(packing.pack(contents.plain_content(content))))
    elsewhere = replace(
        content,
        stacks=tuple(
            replace(
                stack,
                volumes=tuple(tuple(replace(f, root=3) for f in v) for v in stack.volumes),
            )
            for stack in content.stacks
        ),
        non_image=tuple(replace(found, root=3) for found in content.non_image),
    )
    assert back == elsewhere


@given(
    st.lists(st.tuples(NAMES, TEXTS, TEXTS, st.integers(0, 1 << 80)), min_size=1),
    st.sampled_from(["", "a", "a/b\udcff"]),
)
def test_any_row_survives_packing(values: list[tuple[str, str, str, int]], folder: str) -> None:
    prefix = packing.path_in(folder)
    rows: list[HeaderRow] = [
        phantoms.row("x")._replace(
            path=prefix + name, patient_name=text, flaw=other, inode=inode, mtime_ns=-inode
        )
        for name, text, other, inode in values
    ]
    assert packing.unpack_rows(0, folder, *packing.pack_rows(folder, rows)) == rows


@given(st.data())
def test_a_flipped_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(packing.pack(("a text", [1, 2, None], 3.5)))
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DamagedIndexError):
        packing.unpack(bytes(blob))


def test_rows_take_few_bytes_on_disk() -> None:
    found = index.open_index()
    root = found.root(0, ROOT)
    root.restore()
    put(root, [series(number, 100) for number in range(50)])
    found.close()
    assert index.index_file().stat().st_size < 5000 * 200


def test_the_database_is_what_the_pragmas_say() -> None:
    found = filled()
    connection = sqlite3.connect(index.index_file())
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    pragmas = {"secure_delete": 1, "trusted_schema": 0, "cell_size_check": 1, "temp_store": 2}
    for name, value in pragmas.items():
        assert found._database.rows(f"PRAGMA {name}") == [(value,)], name
