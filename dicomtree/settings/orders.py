"""How the user wants the stacks of single series ordered: remembered by a hash of who they are."""

import hashlib
import json
import logging
import re
from pathlib import Path
from typing import Any

from dicomtree.model import OrderChoice, OrderKey, StackOrder
from dicomtree.settings.folders import config_folder, put_aside, write_private

MOST_SERIES = 2_000  # the oldest choice is forgotten first
MOST_NAMES, LONGEST_NAME = 20, 64
MARK = re.compile(r"[0-9a-f]{32}", re.ASCII)
MOST_STACKS = 1_000
LARGEST_FILE = 1 << 22

_log = logging.getLogger(__name__)


def orders_file() -> Path:
    """Return where the choices are kept."""
    return config_folder() / "orders.json"


def remembered_order(identity: str) -> OrderChoice:
    """Return what was chosen for a series; an empty choice where nothing was.

    `identity` is its Series Instance UID, or what stands for it where it has none.
    """
    stored = _load().get(_hash(identity))
    return OrderChoice() if stored is None else _choice(stored)


def remember_order(identity: str, choice: OrderChoice) -> bool:
    """Keep a choice, or forget it where it is empty; return whether that was possible.

    What is kept says nothing of the patient: hashes, names of attributes and keys.
    """
    known = _load()
    name = _hash(identity)
    known.pop(name, None)
    if choice:
        known[name] = _plain(choice)
    kept = dict(list(known.items())[-MOST_SERIES:])
    try:
        write_private(orders_file(), json.dumps(kept, indent=1).encode("ascii") + b"\n")
    except OSError as error:
        _log.warning("chosen orders cannot be saved: %s", type(error).__name__)
        return False
    return True


def _hash(identity: str) -> str:
    name = f"dicomtree series {identity}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(name).hexdigest()


def _load() -> dict[str, Any]:
    path = orders_file()
    try:
        with open(path, "rb") as file:
            stored = json.loads(file.read(LARGEST_FILE))
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("chosen orders cannot be read: %s", type(error).__name__)
        return {}
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        put_aside(path)
        return {}
    return stored


def _plain(choice: OrderChoice) -> dict[str, Any]:
    return {
        "split_by": choice.split_by,
        "unite": choice.unite,
        "stacks": [[mark, order.key, order.reverse] for mark, order in choice.stacks],
    }


def _choice(stored: Any) -> OrderChoice:
    """Return a stored choice; what in it is not of its form is left out."""
    if not isinstance(stored, dict):
        return OrderChoice()
    stacks = stored.get("stacks")
    choice = OrderChoice(_names(stored.get("split_by")), _names(stored.get("unite")))
    for entry in stacks[:MOST_STACKS] if isinstance(stacks, list) else ():
        match entry:
            case [str(mark), None | str() as key, bool(reverse)] if _fits(mark, key):
                order = StackOrder(None if key is None else OrderKey(key), reverse)
                choice = choice.with_stack(mark, order)
            case _:
                continue
    return choice


def _fits(mark: str, key: str | None) -> bool:
    return MARK.fullmatch(mark) is not None and (key is None or key in list(OrderKey))


def _names(stored: Any) -> tuple[str, ...]:
    names = stored[:MOST_NAMES] if isinstance(stored, list) else ()
    return tuple(name for name in names if isinstance(name, str) and len(name) <= LONGEST_NAME)
