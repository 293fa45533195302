"""Which row of the tree stands for what is on screen."""

from dicomtree.session.slices import is_paged_by_volume, runs_backwards
from dicomtree.session.state import NodeKey, Session


def row_on_screen(session: Session) -> NodeKey | None:
    """Return the key of the slice in the pane, None while no slice of a stack is there."""
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None:
        return None
    series_key, stack_index = viewer.series_key, viewer.stack_index
    if is_paged_by_volume(stack):
        return ("slice", series_key, stack_index, viewer.place, 0)
    place = viewer.place
    if runs_backwards(stack, session.settings.direction):
        place = len(stack.volumes[viewer.volume_index]) - 1 - place
    return ("slice", series_key, stack_index, viewer.volume_index, place)
