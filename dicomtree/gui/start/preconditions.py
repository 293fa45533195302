"""What must be there before the window can open."""

from __future__ import annotations

import os
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 11)
PROJECT = Path(__file__).resolve().parents[3]
REQUIREMENTS = PROJECT / "requirements.txt"

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*([<>=0-9., ]*)")
_CONDITION = re.compile(r"(>=|==|<)\s*([0-9.]+)")


class Missing(NamedTuple):
    """What is not there, each in words; None or () where nothing is wrong."""

    python: str | None = None
    tkinter: str | None = None
    requirements: tuple[str, ...] = ()
    display: str | None = None


def find_missing(*, window: bool) -> Missing:
    """Return what is missing; tkinter and a display count where a window is to open."""
    old = sys.version_info[:2] < OLDEST_PYTHON
    tkinter = _tkinter_fault() if window else None
    return Missing(
        python="this is Python " + ".".join(map(str, sys.version_info[:3])) if old else None,
        tkinter=tkinter,
        requirements=tuple(filter(None, map(_requirement_fault, requirements()))),
        display=_display_fault(has_tkinter=tkinter is None) if window else None,
    )


def requirements() -> list[str]:
    """Return the lines of requirements.txt, or of the metadata of an installed package."""
    if REQUIREMENTS.exists():
        lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.strip() and not line.startswith("#")]
    return metadata.requires("dicomtree") or []


def _requirement_fault(line: str) -> str | None:
    """Return what is wrong with one requirement, such as "numpy>=2.0 (1.26.4 is here)"."""
    found = _REQUIREMENT.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"not a requirement that can be checked: {line!r}")
    name, conditions = found.groups()
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return line
    met = all(_is_met(version, *condition) for condition in _CONDITION.findall(conditions))
    return None if met else f"{line} ({version} is here)"


def _is_met(version: str, operator: str, bound: str) -> bool:
    here, there = _release(version), _release(bound)
    if operator == ">=":
        return here >= there
    return here < there if operator == "<" else here == there


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, without what follows them: 2.0 is 2.0.0, 3.1rc1 is 3.1."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in numbers[0].split(".")] if numbers else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _tkinter_fault() -> str | None:
    try:
        import tkinter  # noqa: F401
    except ImportError as error:
        return str(error)
    return None


def _display_fault(*, has_tkinter: bool) -> str | None:
    """Return why no window can be shown; X11 alone can lack a display."""
    if sys.platform in ("win32", "darwin"):
        return None
    if not os.environ.get("DISPLAY"):
        return "DISPLAY is not set"
    if not has_tkinter:
        return None  # nothing is there to try it with
    import tkinter

    try:
        tkinter.Tk().destroy()
    except tkinter.TclError as error:
        return str(error)
    return None
