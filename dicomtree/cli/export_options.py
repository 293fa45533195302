"""What the options of `export` mean, and the command that they are."""

import argparse
import os
import shlex

from dicomtree.cli.choosing import chosen_arguments
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.export import MIDDLE, ExportOptions, Form, ValueKind, WindowChoice


def export_options_of(options: argparse.Namespace) -> ExportOptions:
    """Return how stacks are to be exported. Raises CommandError."""
    return ExportOptions(
        form=Form(options.form),
        window=_window(options.window),
        only=_slice(options.slice),
        stack=options.stack,
        values=ValueKind(options.values),
        resample=options.resample,
        compress=not options.no_compress,
        command=command_of(options),
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
    """Return the command that repeats an export, from whatever folder."""
    words = ["dicomtree", "export", *map(os.path.abspath, options.folders)]
    words += ["--output", os.path.abspath(options.output), "--as", options.form]
    words += [*chosen_arguments(options), "--patients-by", options.patients_by]
    if options.form == Form.PNG:
        words.append(f"--window={options.window}")  # a centre may be negative
    if options.stack is not None:
        words += ["--stack", str(options.stack)]
    if options.slice is not None:
        words += ["--slice", options.slice]
    if options.form in (Form.NPY, Form.NPZ):
        words += ["--values", options.values]
        words += [word for keyword in options.sort_by for word in ("--sort-by", keyword)]
    flags = ("follow_links", "resample", "no_compress")
    words += [f"--{flag.replace('_', '-')}" for flag in flags if getattr(options, flag)]
    return shlex.join(words)
