"""What the options of `export` mean, and the command that they are."""

import argparse
from dataclasses import replace

from dicomtree.cli.choosing import chosen_arguments
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.export import MIDDLE, ExportOptions, Form, ValueKind, WindowChoice
from dicomtree.library.export_command import export_command
from dicomtree.library.exported import TABLES


def export_options_of(options: argparse.Namespace) -> ExportOptions:
    """Return how stacks are to be exported. Raises CommandError."""
    return replace(_export_options(options), command=command_of(options))


def _export_options(options: argparse.Namespace) -> ExportOptions:
    return ExportOptions(
        form=Form(options.form),
        window=_window(options.window),
        only=_slice(options.slice),
        stack=options.stack,
        values=ValueKind(options.values),
        resample=options.resample,
        compress=not options.no_compress,
    )


def _window(text: str) -> WindowChoice:
    centre, slash, width = text.partition("/")
    try:
        return (float(centre), float(width)) if slash else text
    except ValueError:
        return text  # a name may hold a slash


def _slice(text: str | None) -> int | str | None:
    if text is None or text == MIDDLE:
        return text
    if not text.isdecimal() or int(text) < 1:
        raise CommandError("--slice takes a number from 1, or middle", ExitStatus.USAGE)
    return int(text)


def command_of(options: argparse.Namespace) -> str:
    """Return the command that repeats an export, from whatever folder. Raises CommandError."""
    further = [*chosen_arguments(options), "--patients-by", options.patients_by]
    further += ["--follow-links"] * options.follow_links
    how = None if options.form in TABLES else _export_options(options)
    return export_command(
        options.folders, options.output, options.form, further, how, options.sort_by
    )
