"""Which series, stack and slice are shown."""

from dataclasses import replace

from dicomtree.model import FrameRef, NonImage, SeriesContent, Stack
from dicomtree.session.effects import Effect, LoadAttributes, LoadContent, LoadPicture
from dicomtree.session.messages import (
    AttributesLoaded,
    ContentLoaded,
    NodeOpened,
    NodeSelected,
    PagingMessage,
    PictureReady,
    SeriesStepped,
    SliceChosen,
    SliceStepped,
    VolumeChosen,
    VolumeStepped,
)
from dicomtree.session.opening_window import own_window
from dicomtree.session.slices import (
    find_frame,
    is_paged_by_volume,
    neighbours,
    pages,
    runs_backwards,
    starting_place,
)
from dicomtree.session.sliders import stepped_volume, volume_on_screen
from dicomtree.session.state import NodeKey, Session, Viewer
from dicomtree.session.viewport import Viewport

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: PagingMessage) -> Result:
    """Answer what changes the series, stack or slice in the pane."""
    match message:
        case NodeSelected(key):
            return _select(session, key)
        case NodeOpened(key):
            return _request(session, key[1]) if key[0] == "series" else (session, ())
        case SeriesStepped(by):
            return _step_series(session, by)
        case ContentLoaded(series_key, content, choice):
            chosen = replace(session, choices={**session.choices, series_key: choice})
            return _content_loaded(chosen, series_key, content)
        case PictureReady():
            return _picture_ready(session, message), ()
        case AttributesLoaded(path, lines):
            wanted = session.viewer is not None and session.viewer.target is not None
            if not wanted or session.attributes_of != path:
                return session, ()
            return replace(session, attributes=lines, more_attributes={}, whole_value=None), ()
        case _:
            return _page(session, message)


def _page(
    session: Session,
    message: SliceStepped | SliceChosen | VolumeStepped | VolumeChosen,
) -> Result:
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None:
        return session, ()
    frames = pages(stack, viewer.volume_index, session.settings.direction)
    last = len(frames) - 1
    match message:
        case SliceStepped(by):
            return go(session, viewer, min(max(viewer.place + by, 0), last))
        case SliceChosen(index):
            place = index if index >= 0 else last + 1 + index
            return go(session, viewer, min(max(place, 0), last))
        case VolumeStepped(by, dimension):
            volume = volume_on_screen(stack, viewer)
            return go_volume(session, stepped_volume(stack, volume, dimension, by))
        case VolumeChosen(index):
            return go_volume(session, min(max(index, 0), len(stack.volumes) - 1))


def go_volume(session: Session, volume_index: int) -> Result:
    """Show the same slice of another volume of the viewer's stack."""
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None:
        return session, ()
    if is_paged_by_volume(stack):
        return go(session, viewer, volume_index)
    place = min(viewer.place, len(stack.volumes[volume_index]) - 1)
    return go(session, replace(viewer, volume_index=volume_index), place)


def go(session: Session, viewer: Viewer, place: int) -> Result:
    """Show the frame at `place` of the viewer's stack."""
    content = session.contents[viewer.series_key]
    stack = content.stacks[viewer.stack_index]
    frames = pages(stack, viewer.volume_index, session.settings.direction)
    if not 0 <= place < len(frames):
        return session, ()
    target = frames[place]
    if target == viewer.target:
        return replace(session, viewer=replace(viewer, place=place)), ()
    direction = viewer.direction if place == viewer.place else (1 if place > viewer.place else -1)
    moved = replace(viewer, place=place, target=target, direction=direction)
    return _load(replace(session, viewer=moved), target, neighbours(frames, place, direction))


def _load(session: Session, target: FrameRef, ahead: tuple[FrameRef, ...]) -> Result:
    effects: tuple[Effect, ...] = (LoadPicture(target, ahead),)
    instance = f"{target.root}/{target.path}"
    if session.attributes_of == instance:
        return session, effects
    waiting = replace(session, attributes_of=instance)
    return waiting, (*effects, LoadAttributes(target.root, target.path))


def _select(session: Session, key: NodeKey) -> Result:
    selected = replace(session, selection=key)
    if key[0] in ("patient", "study"):
        return selected, ()
    content = session.contents.get(key[1])
    if content is None:
        return _request(selected, key[1])
    return _show(selected, key, content)


def _request(session: Session, series_key: int) -> Result:
    """Ask for the content of a series, once."""
    if series_key in session.requested:
        return session, ()
    count = next((s.instance_count for s in session.tree.series() if s.key == series_key), 0)
    requested = {**session.requested, series_key: count}
    return replace(session, requested=requested), (LoadContent(series_key),)


def _show(session: Session, key: NodeKey, content: SeriesContent) -> Result:
    """Show what a tree row of a series with known content stands for."""
    match key:
        case ("series", series_key) if content.stacks:
            viewer = session.viewer
            if viewer is not None and viewer.series_key == series_key and viewer.stack_index >= 0:
                return session, ()
            return _open_stack(session, series_key, 0, None)
        case ("series", series_key) if content.non_image:
            return _open_object(session, series_key, content.non_image[0])
        case ("stack", series_key, stack_index) if stack_index < len(content.stacks):
            return _open_stack(session, series_key, stack_index, None)
        case ("slice", series_key, stack_index, volume, place):
            return _open_stack(session, series_key, stack_index, (volume, place))
        case ("object", series_key, index) if index < len(content.non_image):
            return _open_object(session, series_key, content.non_image[index])
        case _:
            return session, ()


def _open_stack(
    session: Session, series_key: int, stack_index: int, frame: tuple[int, int] | None
) -> Result:
    """Show a stack from its starting place, or from (volume, canonical place)."""
    content = session.contents[series_key]
    if stack_index >= len(content.stacks):
        return session, ()
    stack = content.stacks[stack_index]
    volume_index, place = (0, starting_place(stack)) if frame is None else frame
    if frame is not None:
        place = _display_place(session, stack, volume_index, place)
    viewer = session.viewer
    same = viewer is not None and (viewer.series_key, viewer.stack_index) == (
        series_key,
        stack_index,
    )
    if viewer is None or not same:
        viewer = _new_viewer(session, series_key, stack_index)
    return go(session, replace(viewer, volume_index=volume_index), place)


def _new_viewer(session: Session, series_key: int, stack_index: int) -> Viewer:
    viewport = Viewport(*session.pane)
    return Viewer(series_key=series_key, stack_index=stack_index, viewport=viewport)


def _display_place(session: Session, stack: Stack, volume_index: int, place: int) -> int:
    if is_paged_by_volume(stack):
        return volume_index
    if runs_backwards(stack, session.settings.direction):
        return len(stack.volumes[volume_index]) - 1 - place
    return place


def _open_object(session: Session, series_key: int, found: NonImage) -> Result:
    target = FrameRef(found.root, found.path, None, found.sop_instance_uid, None, None)
    viewer = replace(_new_viewer(session, series_key, -1), target=target)
    return _load(replace(session, viewer=viewer), target, ())


def _step_series(session: Session, by: int) -> Result:
    order = [series.key for series in session.tree.series()]
    current = session.viewer.series_key if session.viewer is not None else None
    if not order:
        return session, ()
    place = order.index(current) + by if current in order else 0
    if not 0 <= place < len(order):
        return session, ()
    return _select(session, ("series", order[place]))


def _content_loaded(session: Session, series_key: int, content: SeriesContent) -> Result:
    contents = {**session.contents, series_key: content}
    known = replace(session, contents=contents)
    viewer = session.viewer
    key = _wanted_key(known, series_key, content)
    if key is not None:
        return _show(replace(known, wanted=None, selection=key), key, content)
    if viewer is not None and viewer.series_key == series_key and viewer.target is not None:
        return _keep_place(known, viewer, content)
    selection = session.selection
    awaited = selection is not None and selection[0] not in ("patient", "study")
    if selection is not None and awaited and selection[1] == series_key:
        return _show(known, selection, content)
    return known, ()


def show_wanted(session: Session, series_key: int) -> Result:
    """Show the wanted file, which stands in this series, now or when its content has come."""
    content = session.contents.get(series_key)
    if content is None:
        return _select(session, ("series", series_key))
    key = _wanted_key(session, series_key, content) or ("series", series_key)
    return _show(replace(session, wanted=None, selection=key), key, content)


def _wanted_key(session: Session, series_key: int, content: SeriesContent) -> NodeKey | None:
    if session.wanted is None:
        return None
    root, path, frame = session.wanted
    found = find_frame(content.stacks, root, path, frame) or find_frame(
        content.stacks, root, path, None
    )
    if found is not None:
        return ("slice", series_key, *found)
    for index, instance in enumerate(content.non_image):
        if (instance.root, instance.path) == (root, path):
            return ("object", series_key, index)
    return None


def keep_frame(session: Session) -> Session:
    """Return the session with the same frame shown, after its place may have changed."""
    viewer = session.viewer
    content = None if viewer is None else session.contents.get(viewer.series_key)
    if viewer is None or content is None:
        return session
    return _found_again(session, viewer, content) or session


def _keep_place(session: Session, viewer: Viewer, content: SeriesContent) -> Result:
    """Show the same frame of a series that was stacked anew, or the start where it is gone."""
    if viewer.stack_index < 0:
        return session, ()
    again = _found_again(session, viewer, content)
    if again is None or again.viewer is None:
        return _open_stack(replace(session, viewer=None), viewer.series_key, 0, None)
    target = again.viewer.target
    if target is None or target == viewer.target:
        return again, ()
    # The same file, known better by now: what was asked for under its old name would be dropped.
    return _load(again, target, ())


def _found_again(session: Session, viewer: Viewer, content: SeriesContent) -> Session | None:
    target = viewer.target
    if target is None:
        return None
    found = find_frame(content.stacks, target.root, target.path, target.frame)
    if found is None:
        return None
    stack_index, volume_index, place = found
    stack = content.stacks[stack_index]
    moved = replace(
        viewer,
        stack_index=stack_index,
        volume_index=volume_index,
        place=_display_place(session, stack, volume_index, place),
        target=stack.volumes[volume_index][place],
    )
    return replace(session, viewer=moved)


def _picture_ready(session: Session, message: PictureReady) -> Session:
    """Take in a picture; a late one only while the frame that is wanted is not there yet."""
    viewer = session.viewer
    if viewer is None or viewer.target is None:
        return session
    is_target = message.frame == viewer.target
    if not is_target and (viewer.shown == viewer.target or not _is_of_stack(session, message)):
        return session
    window, own = viewer.window, own_window(viewer, message)
    if window is None and session.settings.keep_window:
        window = own
    shown = replace(
        viewer,
        shown=message.frame,
        picture=message.picture,
        reason=message.reason,
        own_window=own,
        window=window,
        play_rate=_play_rate(viewer, message),
    )
    return replace(session, viewer=shown)


def _is_of_stack(session: Session, message: PictureReady) -> bool:
    stack = session.stack
    return stack is not None and any(message.frame in volume for volume in stack.volumes)


def _play_rate(viewer: Viewer, message: PictureReady) -> float:
    if message.picture is None or message.picture.facts.frames_per_second is None:
        return viewer.play_rate
    return message.picture.facts.frames_per_second
