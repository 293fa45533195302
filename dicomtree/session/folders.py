"""Opened folders: what the user asks of them, and what their reading brings."""

from dataclasses import replace

from dicomtree.model import Tree
from dicomtree.session import paging
from dicomtree.session.effects import (
    CancelScan,
    CloseRoot,
    Effect,
    Forget,
    LoadContent,
    SaveSettings,
    Scan,
)
from dicomtree.session.messages import (
    CancelRequested,
    CloseRequested,
    DiscsCompared,
    FileLocated,
    FolderMessage,
    ForgetRequested,
    OpenRequested,
    RootsChanged,
    ScanAdvanced,
)
from dicomtree.session.state import OpenRoot, ScanState, Session
from dicomtree.settings import with_recent_folder, without_recent_folders

Result = tuple[Session, tuple[Effect, ...]]

GROWTH = 1.5
"""A series that is shown while it is read is stacked again when it has grown by this factor:
often enough to follow, seldom enough to cost one pass over it in all."""


def update(session: Session, message: FolderMessage) -> Result:
    """Answer what happens to opened folders."""
    match message:
        case OpenRequested(paths):
            return _open(session, paths)
        case CancelRequested():
            return session, (CancelScan(),)
        case CloseRequested(root):
            return session, (CloseRoot(root),)
        case ForgetRequested(root):
            return _forget(session, root)
        case ScanAdvanced():
            advanced = replace(
                session,
                progress=message.progress,
                counts=message.counts,
                problems=message.problems,
            )
            growth = GROWTH if message.progress is not None else 1.0
            return _with_tree(advanced, message.tree, growth)
        case DiscsCompared(remarks):
            return replace(session, disc_remarks=remarks), ()
        case RootsChanged(roots):
            return _roots_changed(session, roots)
        case FileLocated(series_key, root, path, frame):
            wanted = replace(session, wanted=(root, path, frame))
            return paging.show_wanted(wanted, series_key)


def _open(session: Session, paths: tuple[str, ...]) -> Result:
    if not paths:
        return session, ()
    return replace(session, notice=""), (Scan(paths),)


def _forget(session: Session, place: int | None) -> Result:
    """Forget one opened folder or all, among the recent ones too."""
    path = None if place is None else session.roots[place].path
    if path is None:
        settings = replace(session.settings, recent_folders=())
        forgotten = frozenset(root.path for root in session.roots)
    else:
        settings = without_recent_folders(session.settings, path)
        forgotten = session.forgotten | {path}
    saving = () if settings == session.settings else (SaveSettings(settings),)
    return replace(session, settings=settings, forgotten=forgotten), (*saving, Forget(path))


def _roots_changed(session: Session, roots: tuple[OpenRoot, ...]) -> Result:
    """Take in the opened folders, and remember those that held something."""
    settings = session.settings
    forgotten = session.forgotten & {root.path for root in roots}
    for root in roots:
        is_known = root.path in settings.recent_folders or root.path in forgotten
        if root.state is ScanState.DONE and not is_known:
            settings = with_recent_folder(settings, root.path)
    effects = () if settings == session.settings else (SaveSettings(settings),)
    return replace(session, roots=roots, settings=settings, forgotten=forgotten), effects


def _with_tree(session: Session, tree: Tree | None, growth: float) -> Result:
    """Take in a new tree; ask again for the content of series that have changed since.

    A series that shrank, or grew to `growth` times what it was, has changed.
    """
    if tree is None:
        return session, ()
    counts = {series.key: series.instance_count for series in tree.series()}
    kept = {key: content for key, content in session.contents.items() if key in counts}
    requested = {key: count for key, count in session.requested.items() if key in counts}
    stale = [
        key
        for key in kept
        if counts[key] < requested[key]
        or (counts[key] > requested[key] and counts[key] >= growth * requested[key])
    ]
    viewer = session.viewer
    if viewer is not None and viewer.series_key not in counts:
        viewer = None
    changed = replace(
        session,
        tree=tree,
        contents=kept,
        requested=requested | {key: counts[key] for key in stale},
        viewer=viewer,
    )
    return changed, tuple(LoadContent(key) for key in stale)
