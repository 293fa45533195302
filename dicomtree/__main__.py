"""`python -m dicomtree COMMAND`, and the command `dicomtree`; without arguments, the window."""

import sys

from dicomtree.gui.start.main import CANNOT_START, is_ready
from dicomtree.gui.start.main import main as open_window


def main() -> int:
    """Run the command that the arguments name, or open the window; return the exit status."""
    arguments = sys.argv[1:]
    if not arguments:
        return open_window([])
    if not is_ready(window=False):
        return CANNOT_START
    from dicomtree import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
