"""Changes under opened folders are offered, and move nothing until the user says so."""

from dataclasses import replace

import pytest

from dicomtree.model import RootChanges
from dicomtree.session.effects import Effect, Forget, LookForChanges, SaveSettings, Scan
from dicomtree.session.messages import Message, OpenRequested, RootsChanged
from dicomtree.session.notice_bar import BarNotice, Subject, bar_notice
from dicomtree.session.refresh_messages import (
    AttentionReturned,
    BarDismissed,
    ChangesFound,
    ChangesShown,
    IndexReported,
    RefreshRequested,
)
from dicomtree.session.refreshing import LOOKING, NOTHING_NEW
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.session.update import update
from dicomtree.settings import KeepIndex, Settings

FIRST = OpenRoot("/data/first", ScanState.DONE, 0, "/data/first")
SECOND = OpenRoot("/data/second", ScanState.DONE, 3, "/data/second")
TWELVE = RootChanges(0, images=12, digest=5)
NOTES = RootChanges(0, others=1, digest=9)


@pytest.fixture
def session() -> Session:
    decided = Settings(keep_index=KeepIndex.KEEP)
    return after(Session(settings=decided), RootsChanged((FIRST, SECOND)))


def after(session: Session, *messages: Message) -> Session:
    for message in messages:
        session, _ = update(session, message)
    return session


def effects_of(session: Session, message: Message) -> tuple[Effect, ...]:
    return update(session, message)[1]


def said(session: Session) -> BarNotice:
    notice = bar_notice(session)
    assert notice is not None
    return notice


def answer(session: Session, label: str) -> Message:
    return dict(said(session).answers)[label]


# ---- looking
def test_f5_looks_at_every_opened_folder_and_reads_none(session: Session) -> None:
    assert effects_of(session, RefreshRequested()) == (LookForChanges((0, 3), True),)
    assert after(session, RefreshRequested()).notice == LOOKING


def test_who_comes_back_is_told_nothing_while_nothing_is_found(session: Session) -> None:
    assert effects_of(session, AttentionReturned()) == (LookForChanges((0, 3), False),)
    looked = after(session, AttentionReturned(), ChangesFound((RootChanges(0),), asked=False))
    assert looked.notice == ""
    assert bar_notice(looked) is None


def test_while_a_folder_is_read_nobody_looks(session: Session) -> None:
    reading = after(session, RootsChanged((FIRST, replace(SECOND, state=ScanState.READING))))
    assert effects_of(reading, RefreshRequested()) == ()
    assert effects_of(reading, AttentionReturned()) == ()


def test_without_folders_there_is_nothing_to_look_at() -> None:
    assert effects_of(Session(), RefreshRequested()) == ()
    assert effects_of(Session(), AttentionReturned()) == ()
    assert after(Session(), RefreshRequested()).notice == ""


def test_a_folder_that_was_stopped_is_looked_at_only_when_asked(session: Session) -> None:
    stopped = after(session, RootsChanged((replace(FIRST, state=ScanState.CANCELLED), SECOND)))
    assert effects_of(stopped, AttentionReturned()) == (LookForChanges((3,), False),)
    assert effects_of(stopped, RefreshRequested()) == (LookForChanges((0, 3), True),)


def test_f5_tries_again_to_open_what_was_missing(session: Session) -> None:
    lacking = after(session, RootsChanged((FIRST, OpenRoot("/gone", ScanState.MISSING))))
    assert effects_of(lacking, RefreshRequested()) == (
        Scan(("/gone",)),
        LookForChanges((0,), True),
    )


def test_f5_says_when_there_is_nothing_new(session: Session) -> None:
    nothing = ChangesFound((RootChanges(0), RootChanges(3)), asked=True)
    looked = after(session, RefreshRequested(), nothing)
    assert looked.notice == NOTHING_NEW
    assert bar_notice(looked) is None


def test_a_look_that_was_stopped_says_nothing(session: Session) -> None:
    offered = after(session, ChangesFound((TWELVE,), asked=True), RefreshRequested())
    stopped = after(offered, ChangesFound((), asked=True, complete=False))
    assert stopped.notice == ""
    assert said(stopped) == said(offered)


# ---- offering
def test_twelve_new_images_are_offered_and_nothing_moves(session: Session) -> None:
    offered, effects = update(session, ChangesFound((TWELVE,), asked=False))
    assert effects == ()
    assert said(offered).text == "12 new images"
    assert offered.tree is session.tree
    assert offered.selection is session.selection


def test_what_is_offered_is_read_when_the_user_says_show(session: Session) -> None:
    offered = after(session, ChangesFound((TWELVE, RootChanges(3)), asked=False))
    assert answer(offered, "Show") == ChangesShown()
    shown, effects = update(offered, ChangesShown())
    assert effects == (Scan(("/data/first",)),)
    assert bar_notice(shown) is None


def test_all_that_has_changed_is_counted_over_all_folders(session: Session) -> None:
    changes = (
        RootChanges(0, images=1, changed=2, gone=1),
        RootChanges(3, images=1000, objects=1, others=2, problems=3),
    )
    assert said(after(session, ChangesFound(changes, asked=True))).text == (
        "1,001 new images, 1 new object without a picture, 2 new files that are not DICOM, "
        "3 new problems, 2 changed files, 1 file gone"
    )


def test_what_another_program_read_is_offered_without_a_number(session: Session) -> None:
    offered = after(session, ChangesFound((RootChanges(0, unclear=True),), asked=False))
    assert "Another program" in said(offered).text
    assert effects_of(offered, ChangesShown()) == (Scan(("/data/first",)),)


def test_files_that_would_not_change_the_tree_are_told_only_to_who_asks(session: Session) -> None:
    assert bar_notice(after(session, ChangesFound((NOTES,), asked=False))) is None
    assert said(after(session, ChangesFound((NOTES,), asked=True))).subject is Subject.CHANGES


def test_what_was_put_off_does_not_come_back_by_itself(session: Session) -> None:
    found = ChangesFound((TWELVE,), asked=False)
    put_off = after(session, found, BarDismissed())
    assert bar_notice(put_off) is None
    assert bar_notice(after(put_off, found)) is None
    more = replace(TWELVE, images=13, digest=6)
    assert said(after(put_off, ChangesFound((more,), asked=False))).text == "13 new images"
    assert said(after(put_off, replace(found, asked=True))).text == "12 new images"


def test_a_later_look_replaces_what_an_earlier_one_found(session: Session) -> None:
    offered = after(session, ChangesFound((TWELVE, RootChanges(3, images=1)), asked=False))
    assert said(after(offered, ChangesFound((RootChanges(3),), asked=False))).text == (
        "12 new images"
    )
    nothing = ChangesFound((RootChanges(0), RootChanges(3)), asked=False)
    assert bar_notice(after(offered, nothing)) is None


def test_changes_of_a_folder_that_is_closed_or_read_are_no_longer_offered(
    session: Session,
) -> None:
    offered = after(session, ChangesFound((TWELVE,), asked=False))
    assert bar_notice(after(offered, RootsChanged((SECOND,)))) is None
    reading = replace(FIRST, state=ScanState.READING)
    assert bar_notice(after(offered, RootsChanged((reading, SECOND)))) is None
    assert bar_notice(after(offered, OpenRequested(("/data/third",)))) is not None


# ---- folders that cannot be reached
def test_a_folder_that_vanished_is_told_and_can_be_tried_again(session: Session) -> None:
    vanished = ChangesFound((RootChanges(0, vanished=True),), asked=True)
    unplugged = replace(FIRST, state=ScanState.VANISHED)
    told = after(session, RefreshRequested(), RootsChanged((unplugged, SECOND)), vanished)
    assert said(told).subject is Subject.VANISHED
    assert "/data/first" in said(told).text
    assert told.notice == ""
    assert answer(told, "Try again") == RefreshRequested()
    assert bar_notice(after(told, BarDismissed())) is None
    assert bar_notice(after(told, RootsChanged((FIRST, SECOND)))) is None


def test_its_name_stays_hidden_with_the_identity(session: Session) -> None:
    vanished = replace(session, roots=(replace(FIRST, state=ScanState.VANISHED),))
    hidden = replace(vanished, identity_hidden=True)
    assert "/data/first" not in said(hidden).text


# ---- what is kept
def test_the_first_reading_asks_once_whether_to_keep_names_and_says_where() -> None:
    session = after(Session(), RootsChanged((FIRST,)), IndexReported("/places/cache/index"))
    asked = said(session)
    assert asked.subject is Subject.KEEPING
    assert "patient names" in asked.text
    assert "/places/cache/index" in asked.text
    assert [label for label, _ in asked.answers] == ["Keep", "Never keep"]
    assert "/places" not in said(replace(session, identity_hidden=True)).text


def test_the_question_waits_until_the_folder_is_read() -> None:
    reading = replace(FIRST, state=ScanState.READING)
    session = after(Session(), IndexReported("/cache"), RootsChanged((reading,)))
    assert bar_notice(session) is None
    assert bar_notice(after(session, BarDismissed(), RootsChanged((FIRST,)))) is not None


def test_its_answer_is_kept_and_the_question_never_comes_again() -> None:
    session = after(Session(), IndexReported("/cache"))
    keeping, effects = update(session, answer(session, "Keep"))
    assert effects == (SaveSettings(keeping.settings),)
    assert bar_notice(keeping) is None
    never, effects = update(session, answer(session, "Never keep"))
    assert effects == (SaveSettings(never.settings), Forget())
    assert bar_notice(never) is None
    assert never.settings.keep_index is KeepIndex.NEVER


def test_where_nothing_is_kept_nobody_asks() -> None:
    assert bar_notice(after(Session(), IndexReported(None))) is None


def test_an_index_that_does_not_work_is_told_until_it_was_heard(session: Session) -> None:
    told = after(session, IndexReported(None, "the disk is full"))
    assert said(told).text == "What was read is not kept for next time: the disk is full."
    heard = after(told, BarDismissed())
    assert bar_notice(heard) is None
    assert bar_notice(after(heard, IndexReported(None, "the disk is full"))) is None
    assert bar_notice(after(heard, IndexReported(None, "it is damaged"))) is not None
