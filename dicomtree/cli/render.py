"""`render`: write one frame's picture, or its stored values, to a new file."""

import argparse
import sys
import warnings
from os.path import exists, isdir
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from dicomtree import pixels, publish
from dicomtree.cli.status import CommandError, ExitStatus
from dicomtree.text import show

HELP = "Write one frame as a picture (PNG) or as stored values (NPY)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `render` takes."""
    parser.add_argument("file", metavar="FILE", help="a DICOM file")
    parser.add_argument(
        "--frame", type=int, default=1, metavar="N", help="which frame, from 1 (default: 1)"
    )
    parser.add_argument(
        "--window",
        default=None,
        metavar="CENTRE/WIDTH|NAME|auto",
        help="by numbers, by the explanation in the file, or automatic (default: the file's own)",
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="a new file: .png for the picture as shown, .npy for the stored values",
    )


def run(options: argparse.Namespace) -> ExitStatus:
    """Decode, and write to a file that must not exist."""
    output = Path(options.output)
    _check(options, output)
    try:
        with publish.new_file(output) as file:
            _write(file, options)
    except FileExistsError:
        raise CommandError(
            f"{output} exists; nothing is ever overwritten", ExitStatus.USAGE
        ) from None
    except pixels.NoPicture as error:
        raise CommandError(f"{show(options.file)}: {error.reason}", ExitStatus.FAILED) from None
    except IndexError:
        reason = f"{show(options.file)}: there is no frame {options.frame}"
        raise CommandError(reason, ExitStatus.USAGE) from None
    except ValueError as error:
        raise CommandError(f"{show(options.file)}: {error}", ExitStatus.USAGE) from None
    except OSError as error:
        reason = f"{show(str(output))} cannot be written: {error.strerror}"
        raise CommandError(reason, ExitStatus.FAILED) from None
    return ExitStatus.DONE


def _check(options: argparse.Namespace, output: Path) -> None:
    """Raise CommandError for what cannot be meant, before anything is done."""
    if output.suffix.lower() not in (".png", ".npy"):
        raise CommandError(f"{output} must end in .png or .npy", ExitStatus.USAGE)
    if not exists(options.file) and "!/" not in options.file:
        raise CommandError(f"there is nothing at {options.file}", ExitStatus.USAGE)
    if isdir(options.file):
        raise CommandError(f"{show(options.file)} is a folder: name a file", ExitStatus.USAGE)
    if not output.parent.is_dir():
        raise CommandError(f"there is no folder {show(str(output.parent))}", ExitStatus.USAGE)
    if options.frame < 1:
        raise CommandError("--frame counts from 1", ExitStatus.USAGE)


def _write(file: BinaryIO, options: argparse.Namespace) -> None:
    """Decode in a process of its own: what the file holds may hang or end a decoder."""
    with pixels.DecodingProcess() as process:
        if options.output.lower().endswith(".npy"):
            with warnings.catch_warnings(record=True) as found:
                warnings.simplefilter("always")
                np.save(file, process.stored_values(options.file, options.frame - 1))
            _remark(options, *(str(each.message) for each in found))
            return
        picture = process.load_picture(options.file, options.frame - 1)
    window = pixels.chosen_window(picture, _window(options.window))
    Image.fromarray(pixels.render(picture, window)).save(file, format="PNG")
    if picture.notice is not None:
        _remark(options, picture.notice)


def _remark(options: argparse.Namespace, *remarks: str) -> None:
    for remark in remarks if not options.quiet else ():
        print(f"{show(options.file)}: {remark}", file=sys.stderr)


def _window(text: str | None) -> tuple[float, float] | str | None:
    if text is None or "/" not in text:
        return text
    centre, _, width = text.partition("/")
    try:
        return float(centre), float(width)
    except ValueError:
        return text  # an explanation may hold a slash
