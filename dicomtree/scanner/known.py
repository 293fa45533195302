"""The stamps of files that were read before: which of them are still true."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from dicomtree.model import Stamp
from dicomtree.source.stamps import unpack_stamps

Known = Mapping[str, Sequence[bytes]]
"""Packed stamps (`source.stamps`) by folder, "/"-separated under the root."""


class KnownFiles:
    """What was known of each file until the file is met; a folder is unpacked when entered."""

    def __init__(self, known: Known) -> None:
        self._packed = dict(known)
        self._entered: dict[str, dict[str, Stamp]] = {}
        self._folder: str | None = None
        self._files: dict[str, Stamp] = {}

    def take(self, folder: str, name: str) -> Stamp | None:
        """Return what was known of a file that is met now; None if it is new."""
        if folder != self._folder:
            self._enter(folder)
        return self._files.pop(name, None)

    def never_met(self, is_walked: Callable[[str], bool]) -> Iterator[str]:
        """Yield the paths of known files that were not met in the folders that were walked."""
        for folder in filter(is_walked, [*self._entered, *self._packed]):
            self._enter(folder)
            prefix = folder + "/" if folder else ""
            for name in self._files:
                yield prefix + name

    def _enter(self, folder: str) -> None:
        if self._folder is not None and not self._files:
            self._entered.pop(self._folder, None)
        files = self._entered.get(folder)
        if files is None:
            files = self._entered[folder] = {}
            for packed in self._packed.pop(folder, ()):
                files.update(unpack_stamps(packed))
        self._folder, self._files = folder, files
