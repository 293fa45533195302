"""A grouping whose rows a store holds shows the same tree as one that has them in memory."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.model import HeaderRow, SeriesContent, Tree
from dicomtree.tree import Grouping
from dicomtree.tree.buckets import Held
from tests.phantoms import row

EMPTY = SeriesContent((), ())


class Store:
    """Keeps rows under numbers, as an index does."""

    def __init__(self) -> None:
        self.kept: dict[int, list[HeaderRow]] = {}
        self.sums: dict[int, Held] = {}

    def put(self, held: Held, rows: list[HeaderRow]) -> int:
        number = held.number or len(self.kept) + 1
        self.kept.setdefault(number, []).extend(rows)
        self.sums[number] = Held(
            held.first, held.instances, held.frames, held.size_bytes, number, held.revision
        )
        return number

    def load(self, root: int, number: int, instances: int) -> list[HeaderRow]:
        assert len(self.kept[number]) == instances
        assert {found.root for found in self.kept[number]} == {root}
        return list(self.kept[number])


def shown(grouping: Grouping) -> Tree:
    return grouping.snapshot(lambda _key: EMPTY)


def in_memory(rows: Iterable[HeaderRow]) -> Tree:
    grouping = Grouping()
    grouping.add(rows)
    return shown(grouping)


def paths(rows: Iterable[HeaderRow]) -> list[str]:
    return sorted(found.path for found in rows)


ROWS = [
    row(f"{series}/{image}", series_instance_uid=f"1.2.{series}", number_of_frames=image)
    for series in range(3)
    for image in range(1, 4)
]


@given(st.permutations(ROWS), st.lists(st.integers(0, len(ROWS)), max_size=3))
def test_handing_over_at_any_time_changes_nothing(rows: list[HeaderRow], cuts: list[int]) -> None:
    store = Store()
    grouping = Grouping(store.load)
    start = 0
    for end in [*sorted(cuts), len(rows)]:
        grouping.add(rows[start:end])
        grouping.hand_over(0, store.put)
        start = end
    assert grouping.rows() == []
    assert shown(grouping) == in_memory(rows)
    keys = grouping.series_keys()
    assert paths(r for key in keys for r in grouping.rows_of(key)) == paths(ROWS)


def test_a_restored_grouping_shows_the_same_tree() -> None:
    store = Store()
    first = Grouping(store.load)
    first.add(ROWS)
    first.hand_over(0, store.put)
    second = Grouping(store.load)
    for held in store.sums.values():
        second.restore(held)
    assert shown(second) == in_memory(ROWS)


def test_rows_that_come_after_handing_over_stay_beside_those() -> None:
    store = Store()
    grouping = Grouping(store.load)
    grouping.add(ROWS[:2])
    grouping.hand_over(0, store.put)
    grouping.add(ROWS[2:3])
    assert shown(grouping) == in_memory(ROWS[:3])
    assert paths(grouping.rows_of(0)) == paths(ROWS[:3])


def test_nothing_is_handed_over_when_the_store_fails() -> None:
    grouping = Grouping()
    grouping.add(ROWS)

    def fail(held: Held, rows: list[HeaderRow]) -> int:
        if rows[0].series_instance_uid == "1.2.2":
            raise KeyError
        return 1

    with pytest.raises(KeyError):
        grouping.hand_over(0, fail)
    assert len(grouping.rows()) == len(ROWS)


def test_sums_that_the_store_has_changed_count() -> None:
    store = Store()
    grouping = Grouping(store.load)
    grouping.add(ROWS)
    grouping.hand_over(0, store.put)
    store.kept[1] = ROWS[1:3]
    left = store.sums[1]
    less = Held(ROWS[1], 2, left.frames - 1, left.size_bytes - ROWS[0].size, 1)
    grouping.replace(less)
    grouping.replace(Held(ROWS[3], 0, 0, 0, 2))
    assert shown(grouping) == in_memory([*ROWS[1:3], *ROWS[6:]])
    assert grouping.key_at(0, 1) == 0
    assert grouping.key_at(0, 2) is None


def test_a_root_is_dropped_whole() -> None:
    store = Store()
    grouping = Grouping(store.load)
    elsewhere = [found._replace(root=1) for found in ROWS[:4]]
    grouping.add(ROWS)
    grouping.hand_over(0, store.put)
    grouping.add(elsewhere)
    grouping.promise([ROWS[0]._replace(path="promised")])
    grouping.drop_root(0)
    assert shown(grouping) == in_memory(elsewhere)


def test_a_series_under_two_roots_is_not_stored_as_one() -> None:
    store = Store()
    grouping = Grouping(store.load)
    grouping.add(ROWS[:3])
    grouping.hand_over(0, store.put)
    shown(grouping)
    assert grouping.stored_as(0) == store.sums[1]
    grouping.add([ROWS[0]._replace(root=1)])
    assert grouping.stored_as(0) is None


# ---- what a directory promises
def test_promised_rows_are_shown_until_their_files_are_read() -> None:
    grouping = Grouping()
    promised = [found._replace(study_description="promised") for found in ROWS]
    grouping.promise(promised)
    assert shown(grouping) == in_memory(promised)
    grouping.add(ROWS)
    assert shown(grouping) == in_memory(ROWS)
    assert grouping.rows() == ROWS


def test_a_promise_that_is_not_kept_is_dropped() -> None:
    grouping = Grouping()
    grouping.promise(ROWS)
    grouping.add(ROWS[:4])
    assert sum(series.instance_count for series in shown(grouping).series()) == len(ROWS)
    grouping.drop_promises(0)
    assert shown(grouping) == in_memory(ROWS[:4])


def test_what_was_read_is_not_promised_again() -> None:
    grouping = Grouping()
    grouping.promise(ROWS)
    grouping.promise(ROWS)
    assert shown(grouping) == in_memory(ROWS)


# ---- copies
def test_uids_that_repeat_are_noticed_without_rows() -> None:
    store = Store()
    grouping = Grouping(store.load)
    grouping.add(ROWS)
    grouping.hand_over(0, store.put)
    shown(grouping)
    assert [grouping.uids_may_repeat(key) for key in range(3)] == [False] * 3
    grouping.add([ROWS[0]._replace(path="copy")])
    assert [grouping.uids_may_repeat(key) for key in range(3)] == [True, False, False]


def test_after_copies_were_looked_for_every_new_row_counts() -> None:
    grouping = Grouping()
    grouping.add(ROWS[:2])
    shown(grouping)
    grouping.copies_are_known(0)
    grouping.add(ROWS[2:3])
    assert grouping.uids_may_repeat(0)


@given(st.sampled_from(["add", "promise", "drop", "hand_over"]))
def test_a_fingerprint_changes_when_rows_do(what: str) -> None:
    store = Store()
    grouping = Grouping(store.load)
    grouping.add(ROWS[:2])
    shown(grouping)
    before = grouping.fingerprint(0)
    if what == "hand_over":
        grouping.hand_over(0, store.put)
        assert grouping.fingerprint(0) == before
        return
    if what == "add":
        grouping.add(ROWS[2:3])
    elif what == "promise":
        grouping.promise(ROWS[2:3])
    else:
        grouping.drop(0, [ROWS[1].path])
    shown(grouping)
    assert grouping.fingerprint(0) != before
