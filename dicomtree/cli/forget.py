"""`forget`: take what was read of a folder, or of all, out of the user's index."""

import argparse
from dataclasses import replace

from dicomtree import settings
from dicomtree.cli.jobs import say
from dicomtree.cli.output import print_json
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.index import Forgotten, forget, forget_everything
from dicomtree.library.forgetting import forget_beside
from dicomtree.publish import ForgottenJournals
from dicomtree.settings import KeepIndex
from dicomtree.text import counted, show

HELP = "Forget what was read of a folder, or of all folders; no file of yours is touched"
KEPT = (
    "of copies and exports kept: with them these can be resumed or undone "
    "(dicomtree resume --list); forget --journals deletes them, too"
)
BEYOND_REACH = "Copies that the disk itself or a backup keeps are beyond any program's reach."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `forget` takes."""
    parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="what to forget (default: everything)"
    )
    parser.add_argument(
        "--never", action="store_true", help="and keep nothing in future, unless asked by --index"
    )
    parser.add_argument(
        "--journals",
        action="store_true",
        help="and the journals of copies and exports that could still be resumed or undone",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Forget, and say what."""
    folder = options.folder
    forgotten = forget_everything() if folder is None else forget(folder)
    journals = forget_beside(folder, even_journals_of_use=options.journals)
    trouble = forgotten.trouble or journals.trouble
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
        counts = {"deleted": journals.deleted, "kept": journals.kept}
        told = {"forgotten": list(forgotten.roots), "journals": counts, "trouble": trouble}
        print_json(told)
    else:
        _tell(forgotten, journals, options)
    if trouble is not None:
        raise CommandError(f"not everything is forgotten: {trouble}", ExitStatus.FAILED)
    return ExitStatus.DONE


def _tell(forgotten: Forgotten, journals: ForgottenJournals, options: argparse.Namespace) -> None:
    for root in forgotten.roots:
        say(options, f"forgotten: {show(root)}")
    if journals.deleted:
        say(options, f"forgotten: {counted(journals.deleted, 'journal')}")
    if forgotten.roots or journals.deleted:
        say(options, BEYOND_REACH)
    elif forgotten.trouble is None:
        say(options, "there was nothing to forget")
    if journals.kept:
        say(options, f"{counted(journals.kept, 'journal')} {KEPT}")
