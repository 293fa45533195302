"""`--dry-run`: what a command would do, as a tree or as JSON; nothing is written."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from dicomtree import dicomdir
from dicomtree.cli.jobs import say, say_some, watched
from dicomtree.cli.output import print_json
from dicomtree.cli.proposed import Propose, Proposed
from dicomtree.cli.proposed_tree import ProposedTree
from dicomtree.cli.reading import read_folders
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.publish import DestinationRefusedError
from dicomtree.text import counted, show

FORMAT = 1
FILES_SHOWN = 3


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument("--dry-run", action="store_true", help="only show what would be done")


def dry_run(options: argparse.Namespace, propose: Propose) -> ExitStatus:
    """Read folders, and show what a command would do. Raises CommandError."""
    library = read_folders(options)
    if library.cancelled:
        return ExitStatus.CANCELLED
    try:
        with watched(options, "looking") as watch:
            made = propose(library, options, watch)
    except (DestinationRefusedError, ValueError) as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    except dicomdir.FilingCancelledError:
        return ExitStatus.CANCELLED
    return tell_proposed(options, made)


def tell_proposed(options: argparse.Namespace, made: Proposed) -> ExitStatus:
    """Print what would be done."""
    proposal = made.proposal
    if options.json:
        lines = [asdict(line) for line in made.lines]
        print_json({"format": FORMAT, **asdict(proposal), "lines": lines})
    else:
        say_some(options, [f"{show(what)}: {show(words)}" for what, words in proposal.remarks])
        for words in filter(None, (proposal.refusal, proposal.caution)):
            say(options, words)
        say(options, ", ".join(filter(None, (counted(proposal.files, "file"), proposal.room))))
        tree = Tree(Text(show(proposal.destination)))
        _grow(tree, ProposedTree(made.lines), "")
        Console(highlight=False).print(tree)
    return ExitStatus.SOME if proposal.left_out or proposal.refusal else ExitStatus.DONE


def _grow(tree: Tree, proposed: ProposedTree, path: str) -> None:
    rows = proposed.rows(path)
    for row in rows:
        if row.is_folder:
            branch = tree.add(Text(f"{show(row.name)} ({counted(row.files, 'file')})"))
            _grow(branch, proposed, f"{path}/{row.name}" if path else row.name)
    files = [row for row in rows if not row.is_folder]
    for row in files[:FILES_SHOWN]:
        tree.add(Text(show(row.name)))
    rest = sum(row.files for row in files[FILES_SHOWN:])
    if rest:
        tree.add(Text(f"… {rest:,} more"))
