"""Seconds of one run, and a figure beside the one to reach."""

import time
from collections.abc import Callable
from typing import Any


def best(work: Callable[[], Any], runs: int = 60) -> float:
    """Return the seconds of the fastest run."""
    return min(seconds(work) for _ in range(runs))


def seconds(work: Callable[[], Any]) -> float:
    """Return how long one run took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(title: str, found: float, *, least: float = 0, most: float = float("inf")) -> bool:
    """Print a figure beside the one to reach."""
    reached = least <= found <= most
    bound = f"at least {least:g}" if least else f"at most {most:g}"
    print(f"{title:58} {found:8.2f}   {bound:14} {'' if reached else 'MISSED'}", flush=True)
    return reached
