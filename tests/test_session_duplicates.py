"""Files with the same content on the screen: asked for once, told in words."""

from dataclasses import replace

from dicomtree.library.content_duplicates import Sameness
from dicomtree.model import Tree
from dicomtree.session.duplicates_messages import (
    DuplicatesAdvanced,
    DuplicatesFound,
    DuplicatesToggled,
    SameFile,
    SameGroup,
)
from dicomtree.session.effects import FindDuplicates, StopDuplicates
from dicomtree.session.state import Session
from dicomtree.session.update import update

GROUP = SameGroup(Sameness.SAME_BYTES, (SameFile(0, "a", 1, 0, "a"), SameFile(0, "b", 1, 0, "a")))


def test_opening_begins_to_compare_and_closing_stops() -> None:
    opened, effects = update(Session(), DuplicatesToggled())
    assert FindDuplicates() in effects
    _, effects = update(opened, DuplicatesToggled())
    assert StopDuplicates() in effects


def test_how_far_it_is_and_what_was_found_is_said() -> None:
    opened, _ = update(Session(), DuplicatesToggled())
    advanced, _ = update(opened, DuplicatesAdvanced(3, 10))
    assert advanced.duplicates.in_words == "Comparing … 3 of 10"
    none, _ = update(advanced, DuplicatesFound((), 182))
    assert none.duplicates.in_words == "No duplicates among 182 instances"
    some, _ = update(advanced, DuplicatesFound((GROUP,), 182))
    assert some.duplicates.in_words == "1 group of 2 files"
    late, _ = update(some, DuplicatesAdvanced(9, 10))
    assert late is some


def test_an_answer_after_closing_is_dropped() -> None:
    closed = Session()
    kept, effects = update(closed, DuplicatesFound((GROUP,), 2))
    assert kept is closed
    assert effects == ()


def test_another_tree_is_compared_anew() -> None:
    opened, _ = update(Session(), DuplicatesToggled())
    found, _ = update(opened, DuplicatesFound((GROUP,), 2))
    anew, effects = update(replace(found, tree=Tree(())), DuplicatesAdvanced(0, 1))
    assert FindDuplicates() in effects
    assert anew.duplicates.groups is None
