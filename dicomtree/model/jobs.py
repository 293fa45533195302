"""How far a job is that writes files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Files finished of all, bytes written of all (as far as known), and what is being written."""

    done: int
    total: int
    bytes_done: int
    bytes_total: int
    current: str
