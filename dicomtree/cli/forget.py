"""`forget`: take what was read of a folder, or of all, out of the user's index."""

import argparse
from dataclasses import replace

from dicomtree import settings
from dicomtree.cli.jobs import say
from dicomtree.cli.output import print_json
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.index import Forgotten, forget, forget_everything
from dicomtree.settings import KeepIndex
from dicomtree.text import show

HELP = "Forget what was read of a folder, or of all folders; no file of yours is touched"
BEYOND_REACH = "Copies that the disk itself or a backup keeps are beyond any program's reach."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `forget` takes."""
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="what to forget (default: everything)"
    )
    parser.add_argument(
        "--never", action="store_true", help="and keep nothing in future, unless asked by --index"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Forget, and say what."""
    folder = options.folder
    forgotten = forget_everything() if folder is None else forget(folder)
    chosen = settings.load()
    if folder is None:
        changed = replace(chosen, recent_folders=())
    else:
        changed = settings.without_recent_folders(chosen, folder)
    if options.never:
        changed = replace(changed, keep_index=KeepIndex.NEVER)
    if changed != chosen and not settings.save(changed):
        raise CommandError("the settings could not be saved; see the log", ExitStatus.FAILED)
    if options.json:
        print_json({"forgotten": list(forgotten.roots), "trouble": forgotten.trouble})
    else:
        _tell(forgotten, options)
    if forgotten.trouble is not None:
        raise CommandError(f"not everything is forgotten: {forgotten.trouble}", ExitStatus.FAILED)
    return ExitStatus.DONE


def _tell(forgotten: Forgotten, options: argparse.Namespace) -> None:
    for root in forgotten.roots:
        say(options, f"forgotten: {show(root)}")
    if not forgotten.roots and forgotten.trouble is None:
        say(options, "there was nothing to forget")
    elif forgotten.roots:
        say(options, BEYOND_REACH)
