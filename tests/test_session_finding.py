"""The find box filters the tree by the last query's answer, and says what it is at."""

from dataclasses import replace

import pytest

from dicomtree.model import Tree
from dicomtree.query import WORD_ATTRIBUTES, QueryError, matcher, parse
from dicomtree.session import finding, rows
from dicomtree.session.effects import Find, PrepareFind, StopFind
from dicomtree.session.find_messages import (
    FindAdvanced,
    FindAnswered,
    FindBegun,
    FindCompleted,
    FindFailed,
    FindStopped,
    FindTyped,
)
from dicomtree.session.masking import askable
from dicomtree.session.messages import IdentityToggled, SettingChosen
from dicomtree.session.state import NodeKey, Session
from dicomtree.session.tree_filter import Completion
from dicomtree.session.update import update
from tests.library_phantoms import patient, series, study, tree


def session() -> Session:
    jane = patient(study(series(1), series(2)), study(series(3)))
    john = patient(study(series(4)), name="ROE^John", patient_id="2")
    return Session(tree=Tree((jane, john)))


def typed(text: str, before: Session | None = None) -> Session:
    return update(before or session(), FindTyped(text, len(text)))[0]


def answered(text: str, *found: int) -> Session:
    return update(typed(text), FindAnswered(text, frozenset(found)))[0]


def keys(of: Session, key: NodeKey | None) -> list[NodeKey]:
    return [row.key for row in rows.children(of, key)]


def test_only_found_series_and_what_is_above_them_stay() -> None:
    found = answered("ct", 2)
    assert keys(found, None) == [("patient", 1)]
    assert keys(found, ("patient", 1)) == [("study", 1)]
    assert keys(found, ("study", 1)) == [("series", 2)]
    assert finding.found_text(found) == "1 of 4 series"


def test_nothing_found_leaves_no_row() -> None:
    assert keys(answered("ct"), None) == []


def test_each_letter_asks_and_the_rows_stay_until_the_answer() -> None:
    found = answered("ct", 2)
    longer, effects = update(found, FindTyped("ct 1", 4))
    assert effects == (Find("ct 1", 4),)
    assert keys(longer, None) == [("patient", 1)]


def test_answers_to_earlier_queries_are_dropped() -> None:
    late = update(typed("ct 1"), FindAnswered("ct", frozenset({2})))[0]
    assert not late.filter.is_on


def test_an_empty_box_shows_everything_and_asks_nothing() -> None:
    cleared, effects = update(answered("ct", 2), FindTyped("", 0))
    assert effects == (StopFind(),)
    assert len(keys(cleared, None)) == 2
    assert finding.found_text(cleared) == ""


def test_an_error_keeps_the_rows_and_points_at_the_word() -> None:
    found = answered("ct", 2)
    wrong = typed("ct Modalty=CT", found)
    wrong = update(wrong, FindFailed("ct Modalty=CT", "Modalty is no attribute", (3, 10)))[0]
    assert keys(wrong, None) == [("patient", 1)]
    assert wrong.filter.fault == (3, 10)
    mended = typed("ct Modality=CT", wrong)
    assert mended.filter.error == ""


def test_reading_files_is_told_and_can_be_stopped() -> None:
    reading = update(typed("KVP>1"), FindAdvanced("KVP>1", 5, 1000))[0]
    assert finding.found_text(reading) == "5 of 1,000 files read"
    stopped, effects = update(reading, FindStopped())
    assert effects == (StopFind(),)
    assert stopped.filter.error == finding.STOPPED
    assert update(stopped, FindAnswered("KVP>1", frozenset()))[0] == stopped
    assert update(stopped, FindTyped("KVP>1", 5))[1] == (Find("KVP>1", 5),)


def test_a_changed_tree_is_asked_again() -> None:
    found = answered("ct", 2)
    grown = replace(found, tree=tree(series(9)))
    asked, effects = finding.follow(grown)
    assert effects == (Find("ct", -1),)
    assert finding.follow(asked) == (asked, ())
    assert finding.follow(session())[1] == ()


def test_completions_belong_to_their_text() -> None:
    offered = Completion(0, 2, ("Modality",))
    assert update(typed("Mo"), FindCompleted("Mo", offered))[0].filter.completion == offered
    assert update(typed("Mod"), FindCompleted("Mo", offered))[0].filter.completion is None
    assert (
        typed("Mod", update(typed("Mo"), FindCompleted("Mo", offered))[0]).filter.completion is None
    )


def test_the_first_letter_need_not_wait() -> None:
    assert update(session(), FindBegun())[1] == (PrepareFind(),)


def test_another_character_set_asks_anew() -> None:
    typed, _ = update(session(), FindTyped("иванов", 6))
    label = "Cyrillic (Windows)"
    _, effects = update(typed, SettingChosen("fallback_character_set", label))
    assert Find("иванов", -1) in effects


def test_what_is_typed_while_identity_is_hidden_is_not_looked_for_in_it() -> None:
    hidden, _ = update(session(), IdentityToggled())
    typed_, effects = update(hidden, FindTyped("roe", 3))
    assert effects == (Find("roe", 3, is_guarded=True),)
    assert not finding.is_covered(typed_), "whoever types it may see it"
    none = update(typed_, FindAnswered("roe", frozenset()))[0]
    assert finding.found_text(none) == "0 of 4 series, names hidden"
    assert update(none, IdentityToggled())[1] == (Find("roe", -1, is_guarded=False),)


@pytest.mark.parametrize(
    ("query", "covered"),
    [
        ("roe", True),
        ("PatientName=roe", True),
        ("InstitutionName~clinic", True),
        ("0010,0030=1970", True),
        ("Modality=", True),
        ("Modality=CT SliceThickness<2 has:gaps", False),
        ("", False),
    ],
)
def test_a_query_that_may_name_the_patient_is_covered_when_identity_is_hidden(
    query: str, covered: bool
) -> None:
    found = update(typed(query), FindAnswered(query, frozenset({4})))[0]
    assert not finding.is_covered(found)
    hidden, effects = update(found, IdentityToggled())
    assert finding.is_covered(hidden) is covered
    assert effects == (), "what it found stays"


def test_a_hidden_attribute_cannot_be_asked_for_nor_found_by_words() -> None:
    for query in ("PatientID=1", "has:PatientName", "AccessionNumber!=7", "(0010,0030)<1970"):
        with pytest.raises(QueryError, match="is hidden"):
            matcher(parse(query), askable)
    assert set(matcher(parse("roe"), askable).attributes) == set(WORD_ATTRIBUTES[2:])
    assert matcher(parse("Modality=CT PatientSex=F"), askable).attributes == (
        "Modality",
        "PatientSex",
    )
