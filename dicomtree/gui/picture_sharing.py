"""The picture for other programs: on the clipboard, or as a new PNG file.

The picture itself holds no names; only the view, taken from the screen when asked for, has them.
"""

import io
import os
import shutil
import subprocess
import sys
import threading
import tkinter
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageGrab

from dicomtree.gui.picture_painter import Look, rendered, turned
from dicomtree.gui.saving import reason_unwritten
from dicomtree.publish import new_file
from dicomtree.session.messages import Message, Noticed
from dicomtree.session.state import Viewer
from dicomtree.session.viewing import current_window, extent

Send = Callable[[Message], None]

CLIPBOARD_TIMEOUT_S = 10
NO_CLIPBOARD = (
    "Pictures cannot be copied here without the program xclip (X11) or wl-copy (Wayland). "
    "“Save picture…” works."
)

# Tk can put only text on the clipboard. Each of these programs takes a PNG on standard input.
WAYLAND = ("wl-copy", "--type", "image/png")
X11 = ("xclip", "-selection", "clipboard", "-t", "image/png", "-i")
MACOS_SCRIPT = """
ObjC.import('AppKit');
const png = $.NSFileHandle.fileHandleWithStandardInput.readDataToEndOfFile;
const board = $.NSPasteboard.generalPasteboard;
board.clearContents;
board.setDataForType(png, 'public.png');
"""
MACOS = ("osascript", "-l", "JavaScript", "-e", MACOS_SCRIPT)
WINDOWS_SCRIPT = """
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$png = [Drawing.Image]::FromStream([Console]::OpenStandardInput())
[Windows.Forms.Clipboard]::SetImage($png)
"""
WINDOWS = ("powershell", "-NoProfile", "-STA", "-Command", WINDOWS_SCRIPT)


def clipboard_command() -> tuple[str, ...] | None:
    """Return the command that copies a PNG from its standard input; None where there is none."""
    choices: tuple[tuple[str, ...], ...] = (X11,)
    if sys.platform == "darwin":
        choices = (MACOS,)
    elif sys.platform == "win32":
        choices = (WINDOWS,)
    elif os.environ.get("WAYLAND_DISPLAY"):
        choices = (WAYLAND, X11)
    return next((command for command in choices if shutil.which(command[0])), None)


def whole_picture(viewer: Viewer) -> Image.Image | None:
    """Return the picture as shown, with its window and turned, one pixel per pixel, all of it.

    Overlays are left out: they may be texts about the patient. Pixels that are not square are made so, by stretching their longer side.
    """
    picture = viewer.picture
    if picture is None:
        return None
    window = current_window(viewer)
    image = rendered(Look(picture, window, viewer.inverted, False, viewer.colormap))
    wide, high = extent(picture).pixel_size
    size = round(image.width * wide), round(image.height * high)
    if size != image.size:
        image = image.resize(size, Image.Resampling.BILINEAR)
    return turned(image, viewer.viewport)


def view_on_screen(canvas: tkinter.Canvas) -> Image.Image | None:
    """Return what the screen shows of the canvas, texts and all; None where it cannot be read.

    Some systems (Wayland) let no program read the screen, and give black or nothing.
    """
    left, top = canvas.winfo_rootx(), canvas.winfo_rooty()
    box = (left, top, left + canvas.winfo_width(), top + canvas.winfo_height())
    display = None if sys.platform in ("darwin", "win32") else canvas.winfo_screen()
    try:
        image = ImageGrab.grab(box, xdisplay=display).convert("RGB")
    except (OSError, ValueError):
        return None
    return image if image.getcolors(1) is None else None


def copy_picture(viewer: Viewer, send: Send) -> None:
    """Put the picture on the clipboard; `send` hears how it went."""
    command = clipboard_command()
    if command is None:
        send(Noticed(NO_CLIPBOARD))
        return
    _in_background(lambda: _copy(whole_picture(viewer), command), send)


def save_picture(viewer: Viewer, target: str, roots: Sequence[str], send: Send) -> None:
    """Write the picture to a new PNG file, never under one of the opened `roots`."""
    _in_background(lambda: _save(whole_picture(viewer), Path(target), roots), send)


def save_view(canvas: tkinter.Canvas, target: str, roots: Sequence[str], send: Send) -> None:
    """Write what the screen shows of the canvas to a new PNG file, as `save_picture` does."""
    image = view_on_screen(canvas)
    _in_background(lambda: _save(image, Path(target), roots), send)


def _in_background(work: Callable[[], str], send: Send) -> None:
    def run() -> None:
        send(Noticed(work()))

    threading.Thread(target=run, name="picture", daemon=True).start()


def _copy(image: Image.Image | None, command: tuple[str, ...]) -> str:
    if image is None:
        return "There is no picture to copy."
    try:
        # Not captured: xclip stays behind to serve the clipboard, and would hold the pipes open.
        done = subprocess.run(
            command,
            input=_png(image),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=CLIPBOARD_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return f"The picture was not copied: {command[0]} does not work here."
    if done.returncode != 0:
        return f"The picture was not copied: {command[0]} failed."
    return "Picture copied."


def _save(image: Image.Image | None, target: Path, roots: Sequence[str]) -> str:
    if image is None:
        return "Nothing was saved: there is no picture, or the screen cannot be read here."
    target = target if target.suffix.lower() == ".png" else target.with_name(f"{target.name}.png")

    def write(place: Path) -> None:
        with new_file(place) as file:
            file.write(_png(image))

    return reason_unwritten(target, roots, write) or "Picture saved."


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
