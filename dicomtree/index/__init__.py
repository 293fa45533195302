"""What was read before, kept in the user's cache: a folder reopens at once.

The index is a hint. Size, time and inode of every file are compared with the disk before what is
stored of it counts; an index that is damaged, locked, newer or in a place that cannot be written
to costs time, never an answer.
"""

from dicomtree.index.errors import IndexLostError
from dicomtree.index.forgetting import Forgotten, forget, forget_everything, overlap
from dicomtree.index.library_index import Index, open_index
from dicomtree.index.opening import index_file
from dicomtree.index.roots import StoredRoot
from dicomtree.index.summaries import Dropped, Restored, SeriesSummary, StoredCopies
from dicomtree.index.writing import RootWriter

__all__ = [
    "Dropped",
    "Forgotten",
    "Index",
    "IndexLostError",
    "Restored",
    "RootWriter",
    "SeriesSummary",
    "StoredCopies",
    "StoredRoot",
    "forget",
    "forget_everything",
    "index_file",
    "open_index",
    "overlap",
]
