"""`transcode`: copy files, their pixel data decompressed or as RLE, under the names they have."""

import argparse

from dicomtree import organise
from dicomtree.cli.choosing import add_choosing_arguments, add_stack_argument
from dicomtree.cli.organise import add_destination_argument, add_plan_arguments, read_and_copy
from dicomtree.cli.reading import add_reading_arguments
from dicomtree.cli.status import ExitStatus
from dicomtree.transcode import Encoding

HELP = "Copy files decompressed, or as RLE; all values stay, what cannot be is copied as it is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `transcode` takes."""
    add_reading_arguments(parser)
    add_choosing_arguments(parser)
    add_stack_argument(parser)
    add_destination_argument(parser)
    parser.add_argument(
        "--to",
        choices=[str(encoding) for encoding in Encoding],
        default=str(Encoding.DECOMPRESSED),
        help="how the pixel data are stored in the copies (default: decompressed)",
    )
    add_plan_arguments(parser)


def run(options: argparse.Namespace) -> ExitStatus:
    """Read, plan to keep the paths, and copy."""
    plan_options = organise.PlanOptions(
        template=None, encoding=Encoding(options.to), longest_path=options.longest_path
    )
    return read_and_copy(options, plan_options)
