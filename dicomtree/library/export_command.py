"""The command that repeats an export."""

import os
import shlex
from collections.abc import Sequence

from dicomtree.export import ExportOptions, Form, WindowChoice

Destination = str | os.PathLike[str]


def export_command(
    folders: Sequence[str],
    destination: Destination,
    form: str,
    further: Sequence[str] = (),
    options: ExportOptions | None = None,
    sort_by: Sequence[str] = (),
) -> str:
    """Return the command line that repeats an export, from whatever folder.

    `further` are words that choose what is read and taken; tables have no `options`.
    """
    words = ["dicomtree", "export", *map(os.path.abspath, folders)]
    words += ["--output", os.path.abspath(destination), "--as", form, *further]
    return shlex.join(words if options is None else [*words, *_words(options, sort_by)])


def _words(options: ExportOptions, sort_by: Sequence[str]) -> list[str]:
    words: list[str] = []
    if options.form == Form.PNG:
        words.append(f"--window={_window(options.window)}")  # a centre may be negative
    if options.stack is not None:
        words += ["--stack", str(options.stack)]
    if options.only is not None:
        words += ["--slice", str(options.only)]
    if options.form in (Form.NPY, Form.NPZ):
        words += ["--values", str(options.values)]
        words += [word for keyword in sort_by for word in ("--sort-by", keyword)]
    words += ["--resample"] * options.resample
    return words + ["--no-compress"] * (not options.compress)


def _window(window: WindowChoice) -> str:
    if window is None:
        return "own"
    return window if isinstance(window, str) else f"{window[0]:.12g}/{window[1]:.12g}"
