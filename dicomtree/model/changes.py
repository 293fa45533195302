"""What has changed under an opened folder since it was read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RootChanges:
    """How many files of one opened folder are new, changed or gone; nothing is taken in by this.

    `images` and `objects` are new instances with and without a picture, `others` new files that
    hold none, `problems` entries that were no problem before. `unclear`: that it has changed is
    known, but not how, as another program changed the index meanwhile. `vanished`: the folder
    cannot be reached. `digest` tells these changes from any other; it says nothing of the files.
    """

    root: int
    images: int = 0
    objects: int = 0
    others: int = 0
    changed: int = 0
    gone: int = 0
    problems: int = 0
    unclear: bool = False
    vanished: bool = False
    digest: int = 0

    @property
    def shows(self) -> bool:
        """Whether the tree would change."""
        return self.unclear or self.images + self.objects + self.changed + self.gone > 0

    @property
    def any(self) -> bool:
        """Whether a reading would bring anything."""
        return self.shows or self.others + self.problems > 0
