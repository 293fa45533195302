"""Persistent child processes: a parser or decoder may hang, grow or die there, never here.

Messages are what marshal carries: None, bool, int, float, str, bytes, tuple, list, dict.
"""

from typing import TYPE_CHECKING

from dicomtree.workers.errors import WorkerDied, WorkerError, WorkerFailed, WorkerTimedOut

if TYPE_CHECKING:
    from dicomtree.workers.child import serve
    from dicomtree.workers.long_child import serve_long
    from dicomtree.workers.parent import Worker

__all__ = [
    "Worker",
    "WorkerDied",
    "WorkerError",
    "WorkerFailed",
    "WorkerTimedOut",
    "serve",
    "serve_long",
]


def __getattr__(name: str) -> object:
    """Load the parent's or the child's side alone: a child starts faster without the other."""
    if name == "Worker":
        from dicomtree.workers.parent import Worker

        return Worker
    if name == "serve":
        from dicomtree.workers.child import serve

        return serve
    if name == "serve_long":
        from dicomtree.workers.long_child import serve_long

        return serve_long
    raise AttributeError(name)
