"""Splitting by any attribute: it is named, the files are read for it, and the stacks follow."""

from dataclasses import replace

from dicomtree.session import ordering
from dicomtree.session.effects import CompleteSplit, Effect, StopSplit, TrySplit
from dicomtree.session.messages import SplitToggled
from dicomtree.session.split_line import SplitLine
from dicomtree.session.splitting_messages import (
    SplitAdvanced,
    SplitEntered,
    SplitLineWanted,
    SplitMessage,
    SplitNamesFound,
    SplitRefused,
    SplitStopped,
    SplitTried,
    SplitTyped,
)
from dicomtree.session.state import Session

Result = tuple[Session, tuple[Effect, ...]]

STOPPED = "stopped: not all files were read"


def update(session: Session, message: SplitMessage) -> Result:
    """Answer what happens at the line; answers to earlier texts are dropped."""
    line = session.split_line
    match message:
        case SplitLineWanted() if session.stack is not None:
            asked = replace(line, asked=line.asked + 1)
            return replace(session, order_shown=True, split_line=asked), ()
        case SplitTyped(text) if text != line.text:
            return _typed(session, text)
        case SplitNamesFound(text, names) if text == line.text:
            return replace(session, split_line=replace(line, names=names)), ()
        case SplitEntered(text) if text.strip() and session.viewer is not None:
            key = session.viewer.series_key
            reading = SplitLine(line.asked, text, reading=key)
            choice = ordering.choice_of(session)
            return replace(session, split_line=reading), (TrySplit(key, text, choice),)
        case SplitStopped() if line.reading is not None:
            stopped = SplitLine(line.asked, line.text, refusal=STOPPED)
            return replace(session, split_line=stopped), (StopSplit(),)
        case SplitAdvanced() | SplitRefused() | SplitTried():
            return _tried(session, message)
        case _:
            return session, ()


def _typed(session: Session, text: str) -> Result:
    line = session.split_line
    effects: tuple[Effect, ...] = (CompleteSplit(text),)
    if line.reading is not None:
        effects = (StopSplit(), *effects)
    return replace(session, split_line=SplitLine(line.asked, text)), effects


def _tried(session: Session, message: SplitAdvanced | SplitRefused | SplitTried) -> Result:
    line = session.split_line
    if (message.series_key, message.text) != (line.reading, line.text):
        return session, ()
    match message:
        case SplitAdvanced(_, _, done, total):
            return replace(session, split_line=replace(line, progress=(done, total))), ()
        case SplitRefused(_, text, reason):
            refused = SplitLine(line.asked, text, refusal=reason)
            return replace(session, split_line=refused), ()
        case SplitTried(_, _, name):
            done_with = replace(session, split_line=SplitLine(line.asked))
            return ordering.update(done_with, SplitToggled(name))


def follow(session: Session) -> Result:
    """Forget the line, and read no further, once the panel is closed or shows another series."""
    line, viewer = session.split_line, session.viewer
    is_there = session.order_shown and viewer is not None
    is_left = line.reading is not None and viewer is not None and line.reading != viewer.series_key
    if (is_there and not is_left) or line == SplitLine(line.asked):
        return session, ()
    effects = () if line.reading is None else (StopSplit(),)
    return replace(session, split_line=SplitLine(line.asked)), effects


def line_remark(session: Session) -> str:
    """Return what stands under the line: how far reading is, or why nothing was split."""
    line = session.split_line
    if line.reading is None:
        return line.refusal
    done, total = line.progress
    return f"{done:,} of {total:,} files read" if total else "reading …"
