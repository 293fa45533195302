"""Small pictures of the series of the study that is chosen: in memory, for that study alone."""

from dataclasses import replace

from dicomtree.model import Series
from dicomtree.session.effects import Effect, LoadThumbnails, SaveSettings
from dicomtree.session.lookup import index_of
from dicomtree.session.state import Session
from dicomtree.session.thumbnail_messages import (
    ThumbnailMessage,
    ThumbnailReady,
    ThumbnailsToggled,
)

Result = tuple[Session, tuple[Effect, ...]]

FEWEST = 2
MOST = 400


def update(session: Session, message: ThumbnailMessage) -> Result:
    """Answer what concerns small pictures."""
    match message:
        case ThumbnailReady(series_key, thumbnail):
            if series_key not in session.thumbnails_of:
                return session, ()
            known = {**session.thumbnails, series_key: thumbnail}
            return replace(session, thumbnails=known), ()
        case ThumbnailsToggled():
            settings = replace(session.settings, thumbnails=not session.settings.thumbnails)
            return replace(session, settings=settings), (SaveSettings(settings),)


def follow(session: Session) -> Result:
    """Ask for the pictures of a study's series when it is chosen, or has grown, and no scan runs.

    Those of other studies are let go.
    """
    keys = tuple(series.key for series in strip_series(session))
    if session.scanning:
        keys = tuple(key for key in keys if key in session.thumbnails_of)
    if keys == session.thumbnails_of:
        return session, ()
    kept = {key: made for key, made in session.thumbnails.items() if key in keys}
    missing = tuple(key for key in keys if key not in kept)
    asked = replace(session, thumbnails=kept, thumbnails_of=keys)
    return asked, (LoadThumbnails(missing),)


def strip_series(session: Session) -> tuple[Series, ...]:
    """Return the series whose small pictures are wanted; () where there is no choice of them."""
    if not session.settings.thumbnails:
        return ()
    series = _series_of_study(session)
    return series[:MOST] if len(series) >= FEWEST else ()


def _series_of_study(session: Session) -> tuple[Series, ...]:
    index, selection, viewer = index_of(session.tree), session.selection, session.viewer
    if selection is not None and selection[0] == "study":
        study = index.studies.get(selection[1])
        return () if study is None else study.series
    if selection is not None and selection[0] != "patient":
        nodes = index.series.get(selection[1])
    else:
        nodes = None if viewer is None else index.series.get(viewer.series_key)
    return () if nodes is None else nodes[1].series
