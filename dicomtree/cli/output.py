"""Printing: JSON that holds any file name, and text that holds any terminal."""

import json
import sys
from typing import Any


def print_json(value: Any) -> None:
    r"""Print JSON in ASCII, so that names whose bytes are not UTF-8 keep them as \udcXX."""
    json.dump(value, sys.stdout, ensure_ascii=True, allow_nan=False, indent=1)
    sys.stdout.write("\n")
