"""What a folder looks like from outside: enough to see that nothing in it was touched."""

from pathlib import Path

Stamps = dict[str, tuple[int, int, int]]


def stamps_under(folder: Path) -> Stamps:
    """Return mode, size and time of change of everything below a folder."""
    return {str(found.relative_to(folder)): _stamp(found) for found in sorted(folder.rglob("*"))}


def _stamp(found: Path) -> tuple[int, int, int]:
    status = found.lstat()
    return status.st_mode, status.st_size, status.st_mtime_ns
