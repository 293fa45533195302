"""Find the command, run it, and turn what it says into an exit status."""

import argparse
import logging
import os
import re
import sys
from collections.abc import Sequence

from dicomtree import __version__
from dicomtree.cli import (
    check,
    dicomdir,
    diff,
    duplicates,
    explain,
    export,
    find,
    forget,
    order,
    organise,
    render,
    resume,
    scan,
    show,
    table,
    transcode,
    tree,
    undo,
    values,
)
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.text import show as shown

NOT_A_MEDICAL_DEVICE = (
    "Not a medical device: not for diagnosis, treatment planning or any clinical decision; "
    "displays are not calibrated."
)
EXIT_STATUSES = (
    "Exit status: 0 done; 1 done, but some files are problems; 2 wrong usage or no such path, "
    "nothing done; 3 failed, nothing lost; 130 cancelled."
)
COMMANDS = (
    tree,
    scan,
    find,
    show,
    check,
    diff,
    table,
    values,
    duplicates,
    explain,
    order,
    render,
    organise,
    resume,
    undo,
    transcode,
    dicomdir,
    export,
    forget,
)

_LONGEST_PATH = 4096
BELOW_ZERO = re.compile(r"-[\d.]+/")

logger = logging.getLogger(__name__)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    main_parser = argparse.ArgumentParser(
        prog="dicomtree",
        description="Look through folders of DICOM files: patient, study, series, slices in the "
        "right order. Without a command the window opens. " + NOT_A_MEDICAL_DEVICE,
        epilog=EXIT_STATUSES,
    )
    main_parser.add_argument("--version", action="version", version=f"dicomtree {__version__}")
    commands = main_parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=f"{module.HELP}. {NOT_A_MEDICAL_DEVICE}",
            epilog=getattr(module, "EXIT_STATUSES", EXIT_STATUSES),
        )
        command.add_argument("--quiet", action="store_true", help="no progress, no remarks")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return main_parser


def _with_low_centres(arguments: Sequence[str]) -> list[str]:
    """Join `--window` and a centre below zero, such as lung's, which would pass for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--window" and BELOW_ZERO.match(argument):
            joined[-1] = f"--window={argument}"
        else:
            joined.append(argument)
    return joined


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        options = parser().parse_args(_with_low_centres(given))
    except SystemExit as ended:
        return int(ended.code or 0)
    try:
        return int(options.run(options))
    except CommandError as error:
        print(f"dicomtree: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("dicomtree: cancelled", file=sys.stderr)
        return ExitStatus.CANCELLED
    except BrokenPipeError:
        # Whoever read our output has enough of it (`| head`); Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.DONE
    except OSError as error:
        where = f"{shown(str(error.filename), _LONGEST_PATH)}: " if error.filename else ""
        reason = error.strerror or type(error).__name__
        print(f"dicomtree: {options.command} failed: {where}{reason}", file=sys.stderr)
        return ExitStatus.FAILED
    except Exception as error:
        logger.exception("command failed")
        print(f"dicomtree: {options.command} failed: {error}", file=sys.stderr)
        return ExitStatus.FAILED
