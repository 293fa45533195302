"""`order`: view the stacks of a series in another order, split or united, and remember it."""

import argparse
from collections.abc import Sequence

from rich.console import Console

from dicomtree.cli.choosing import add_choosing_arguments, chosen_series
from dicomtree.cli.explain import print_explanation
from dicomtree.cli.find import watched
from dicomtree.cli.jobs import say
from dicomtree.cli.output import print_json
from dicomtree.cli.reading import add_reading_arguments, read_folders, reading_status
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.explain import SeriesExplanation, attribute_name, series_json
from dicomtree.explain.words import listed
from dicomtree.library import Library
from dicomtree.model import OrderChoice, OrderKey, Series, SeriesContent, Stack, StackOrder

HELP = "View the stacks of a series in another order, split or united, and remember that"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `order` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    parser.add_argument("--stack", type=int, metavar="N", help="only this stack, from 1")
    parser.add_argument("--by", choices=[key.value for key in OrderKey], help="order by this key")
    parser.add_argument("--reverse", action="store_true", help="show it the other way round")
    parser.add_argument(
        "--split-by",
        action="append",
        default=[],
        metavar="ATTRIBUTE",
        help="a stack for each value of any attribute, by keyword or tag (of multi-frame files, the "
        "value of each frame), or of folder, component, direction or phase; may be repeated",
    )
    parser.add_argument(
        "--unite",
        action="append",
        default=[],
        metavar="ATTRIBUTE",
        help="stacks or volumes that differ only in this, such as orientation or echo, as one; "
        "may be repeated",
    )
    parser.add_argument("--as-found", action="store_true", help="forget what was chosen")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> ExitStatus:
    """Choose for the one series that the options name, and explain what comes of it."""
    library = read_folders(options, remember_orders=True)
    series = _only(chosen_series(library, options))
    choice = _choice(library, series, options)
    _viewed(library, series, choice, options)
    if choice != library.order_of(series.key):
        _choose(library, series, choice)
    explained = library.explain(series.key)
    _tell_of_idle(explained, options)
    if options.json:
        print_json(series_json(explained))
    else:
        print_explanation(Console(highlight=False), series, explained, brief=True)
    return reading_status(library)


def _tell_of_idle(explained: SeriesExplanation, options: argparse.Namespace) -> None:
    """Say on standard error which attributes have split nothing."""
    split = {
        name
        for own in explained.stacks
        if own.stack.by_hand is not None
        for name in own.stack.by_hand.split_by
    }
    idle = [attribute_name(name) for name in explained.choice.split_by if name not in split]
    if idle:
        say(options, f"{listed(idle)}: one value in each stack, nothing to split")


def _only(found: list[Series]) -> Series:
    if len(found) != 1:
        text = f"{len(found)} series are meant; name one by --series"
        raise CommandError(text, ExitStatus.USAGE)
    return found[0]


def _choice(library: Library, series: Series, options: argparse.Namespace) -> OrderChoice:
    """Return what the options say; what was chosen before where they say nothing."""
    if options.as_found:
        return OrderChoice()
    choice = library.order_of(series.key)
    if options.split_by or options.unite:
        choice = OrderChoice(tuple(options.split_by), tuple(options.unite))
    if options.by is None and not options.reverse:
        return choice
    order = StackOrder(None if options.by is None else OrderKey(options.by), options.reverse)
    viewed = _viewed(library, series, choice, options).stacks
    stacks = _stacks(viewed, options)
    choice = choice.without_lost({stack.mark for stack in viewed})
    for stack in stacks:
        choice = choice.with_stack(stack.mark, order)
    return choice


def _stacks(stacks: Sequence[Stack], options: argparse.Namespace) -> Sequence[Stack]:
    """Return the stacks that the options mean."""
    if options.stack is None:
        return stacks
    if not 1 <= options.stack <= len(stacks):
        raise CommandError(f"there are {len(stacks)} stacks", ExitStatus.USAGE)
    return stacks[options.stack - 1 : options.stack]


def _viewed(
    library: Library, series: Series, choice: OrderChoice, options: argparse.Namespace
) -> SeriesContent:
    try:
        with watched(options.quiet, "reading") as watch:
            return library.view(series.key, choice, progress=watch.progress, cancel=watch.cancel)
    except ValueError as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None


def _choose(library: Library, series: Series, choice: OrderChoice) -> None:
    try:
        kept = library.choose_order(series.key, choice)
    except ValueError as error:
        raise CommandError(str(error), ExitStatus.USAGE) from None
    if not kept:
        text = "the choice cannot be remembered: the settings have no place"
        raise CommandError(text, ExitStatus.FAILED)
