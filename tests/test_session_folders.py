"""What opening, reading and closing folders does to the screen."""

from dataclasses import replace

from dicomtree.model import Counts, Progress, SeriesContent
from dicomtree.session.effects import (
    CancelScan,
    CloseRoot,
    Forget,
    LoadContent,
    SaveSettings,
    Scan,
)
from dicomtree.session.messages import (
    CancelRequested,
    CloseRequested,
    ContentLoaded,
    FileLocated,
    ForgetRequested,
    NodeSelected,
    OpenRequested,
    RootsChanged,
    ScanAdvanced,
    SettingChosen,
)
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.session.update import update
from dicomtree.settings import KeepIndex
from tests import library_phantoms as phantom

PROGRESS = Progress(10, 10, 100.0, "folder")
DONE = OpenRoot("data", ScanState.DONE, 0, "data")


def with_series(count: int) -> Session:
    """A session that shows a series of `count` instances while it is read."""
    session, _ = update(Session(), advanced(count))
    session, _ = update(session, NodeSelected(("series", 1)))
    content = SeriesContent((phantom.stack(phantom.frames(count)),), ())
    session, _ = update(session, ContentLoaded(1, content))
    return session


def advanced(count: int, progress: Progress | None = PROGRESS) -> ScanAdvanced:
    """The news that series 1 has `count` instances."""
    grown = replace(phantom.series(1), instance_count=count)
    return ScanAdvanced(progress, Counts(count, count), phantom.tree(grown), ())


def test_opening_reads_the_folders() -> None:
    _, effects = update(Session(), OpenRequested(("a", "b")))
    assert effects == (Scan(("a", "b")),)


def test_opening_nothing_does_nothing() -> None:
    session = Session()
    opened, effects = update(session, OpenRequested(()))
    assert effects == ()
    assert opened is session


def test_cancelling_and_closing_are_left_to_the_reader() -> None:
    assert update(Session(), CancelRequested())[1] == (CancelScan(),)
    assert update(Session(), CloseRequested(0))[1] == (CloseRoot(0),)


def test_a_folder_that_held_something_is_remembered_once() -> None:
    session, effects = update(Session(), RootsChanged((DONE,)))
    assert isinstance(effects[0], SaveSettings)
    assert session.settings.recent_folders == ("data",)
    assert update(session, RootsChanged((DONE,)))[1] == ()


def test_a_folder_that_is_missing_is_not_remembered() -> None:
    missing = OpenRoot("gone", ScanState.MISSING)
    assert update(Session(), RootsChanged((missing,)))[1] == ()


def test_a_growing_series_is_stacked_again_only_when_it_has_grown_by_half() -> None:
    session = with_series(10)
    assert update(session, advanced(14))[1] == ()
    assert update(session, advanced(15))[1] == (LoadContent(1),)


def test_at_the_end_every_changed_series_is_stacked_again() -> None:
    session = with_series(10)
    assert update(session, advanced(11, None))[1] == (LoadContent(1),)
    assert update(session, advanced(10, None))[1] == ()


def test_a_series_that_shrank_is_stacked_again() -> None:
    assert update(with_series(10), advanced(9))[1] == (LoadContent(1),)


def test_selection_and_picture_survive_a_new_tree() -> None:
    session = with_series(10)
    after, _ = update(session, advanced(15))
    assert after.selection == session.selection
    assert after.viewer == session.viewer


def test_a_series_that_is_gone_takes_its_picture_with_it() -> None:
    session, _ = update(with_series(10), ScanAdvanced(None, Counts(), phantom.tree(), ()))
    assert session.viewer is None
    assert not session.contents


def test_the_end_of_reading_leaves_no_progress() -> None:
    session, _ = update(Session(), advanced(3))
    assert session.progress == PROGRESS
    assert update(session, advanced(3, None))[0].progress is None


def test_a_named_file_is_shown_when_its_series_is_stacked() -> None:
    session, _ = update(Session(), advanced(9))
    session, effects = update(session, FileLocated(1, 0, "im002"))
    assert effects == (LoadContent(1),)
    content = SeriesContent((phantom.stack(phantom.frames(9)),), ())
    session, _ = update(session, ContentLoaded(1, content))
    assert session.viewer is not None
    assert session.viewer.target == phantom.frames(9)[1]
    assert session.selection == ("slice", 1, 0, 0, 1)


def test_forgetting_is_left_to_who_holds_the_index() -> None:
    assert update(Session(), ForgetRequested())[1] == (Forget(),)


def test_a_forgotten_folder_is_not_among_the_recent_ones_and_stays_away_while_it_is_open() -> None:
    other = OpenRoot("other", ScanState.DONE, 1, "other")
    session, _ = update(Session(), RootsChanged((DONE, other)))
    session, effects = update(session, ForgetRequested(0))
    assert effects == (SaveSettings(session.settings), Forget("data"))
    assert session.settings.recent_folders == ("other",)
    session, _ = update(session, RootsChanged((DONE, other)))
    assert session.settings.recent_folders == ("other",)
    session, _ = update(session, RootsChanged((other,)))
    session, _ = update(session, RootsChanged((other, DONE)))
    assert session.settings.recent_folders == ("data", "other")


def test_forgetting_everything_forgets_the_recent_folders_too() -> None:
    session, _ = update(Session(), RootsChanged((DONE,)))
    session, effects = update(session, ForgetRequested())
    assert effects == (SaveSettings(session.settings), Forget())
    assert session.settings.recent_folders == ()
    assert update(session, RootsChanged((DONE,)))[0].settings.recent_folders == ()


def test_never_keeping_forgets_what_was_kept() -> None:
    session, effects = update(Session(), SettingChosen("keep_index", KeepIndex.NEVER))
    assert effects == (SaveSettings(session.settings), Forget())
    assert session.settings.keep_index is KeepIndex.NEVER
