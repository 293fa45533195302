"""Printing: JSON that holds any file name, and text that holds any terminal."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from dicomtree import publish
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.text import show

LONGEST_PATH = 4096


def check_outside(file: str, folders: Iterable[str]) -> None:
    """Raise CommandError for a new file in a folder that is read, or in none that is there."""
    place = os.path.dirname(os.path.realpath(file))
    if not os.path.isdir(place):
        raise CommandError(f"there is no folder {show(place, LONGEST_PATH)}", ExitStatus.USAGE)
    for folder in folders:
        if publish.is_within(place, os.path.realpath(folder)):
            reason = f"{show(file, LONGEST_PATH)} lies inside {show(folder, LONGEST_PATH)}"
            raise CommandError(f"{reason}, which is only ever read", ExitStatus.USAGE)


def print_json(value: Any) -> None:
    r"""Print JSON in ASCII, so that names whose bytes are not UTF-8 keep them as \udcXX."""
    json.dump(value, sys.stdout, ensure_ascii=True, allow_nan=False, indent=1)
    sys.stdout.write("\n")
