"""The index that a library uses: the user's, or one that ends with the program."""

from pathlib import Path

from dicomtree.index.database import Database
from dicomtree.index.errors import IndexLostError
from dicomtree.index.forgetting import expire
from dicomtree.index.opening import index_file, open_database, open_in_memory
from dicomtree.index.roots import StoredRoot


class Index:
    """An open index; `trouble` says in words why it is not the user's, where that was wanted."""

    def __init__(self, database: Database, trouble: str | None = None) -> None:
        self._database = database
        self.trouble = trouble

    @property
    def location(self) -> Path | None:
        """Where it is kept; None in memory."""
        return self._database.path

    def root(self, number: int, path: str) -> StoredRoot:
        """Return what is stored of a folder, as root `number` of a library."""
        return StoredRoot(self._database, number, path)

    def expire(self) -> None:
        """Delete what nobody has used for 90 days. Raises IndexLostError, OSError."""
        expire(self._database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def open_index(*, keep: bool = True) -> Index:
    """Open the user's index, or, where that fails or is not to be kept, one in memory."""
    if not keep:
        return Index(open_in_memory())
    try:
        return Index(open_database(index_file()))
    except IndexLostError as error:
        return Index(open_in_memory(), str(error))
