"""Writing what was asked for into a new file, beside the window's thread, and saying how it went."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from dicomtree.gui.background import Lane
