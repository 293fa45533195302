"""Where may be written: never into what was opened, never around it."""

import os
from collections.abc import Iterable, Iterator


class DestinationRefusedError(ValueError):
    """Nothing may be written there; the text says why."""


def check_destination(destination: str, roots: Iterable[str]) -> str:
    """Return the destination, absolute and without links; it may not be there yet.

    Raises DestinationRefusedError where it lies in an opened folder, holds one, or is no folder.
    """
    place = os.path.realpath(destination)
    nearest = next(folder for folder in ancestors(place) if os.path.lexists(folder))
    if not os.path.isdir(nearest):
        raise DestinationRefusedError(f"{nearest} is not a folder")
    for root in roots:
        real_root = os.path.realpath(root)
        if is_within(nearest, real_root):
            raise DestinationRefusedError(
                f"the destination lies inside {root}, which is only ever read"
            )
        if os.path.lexists(place) and is_within(real_root, place):
            raise DestinationRefusedError(
                f"{root}, which is only ever read, lies inside the destination"
            )
    return place


def ancestors(path: str) -> Iterator[str]:
    """Yield a path and all that is above it."""
    while True:
        yield path
        parent = os.path.dirname(path)
        if parent == path:
            return
        path = parent


def is_within(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or below it, by identity: mounts and case have two names.

    Of a path that is not there yet, the nearest folder that is counts.
    """
    return any(
        os.path.exists(above) and os.path.samefile(above, folder)
        for above in ancestors(path)
        if os.path.exists(folder)
    )
