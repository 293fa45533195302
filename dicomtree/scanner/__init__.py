"""Scanning folders in a process of its own, and reading again what single files say."""

from typing import TYPE_CHECKING

from dicomtree.scanner.batches import Batch

if TYPE_CHECKING:
    from dicomtree.scanner.client import scan

__all__ = ["Batch", "scan"]


def __getattr__(name: str) -> object:
    """Load the caller's side alone: the worker starts faster without it."""
    if name in __all__:
        from dicomtree.scanner import client

        return getattr(client, name)
    raise AttributeError(name)
