#!/usr/bin/env python3
"""Start DicomTree: double-click this file, or run `python app.py [PATH ... | --demo]`."""

import sys

if sys.version_info < (3, 8):  # noqa: UP036 - too old even to find out what else is missing
    sys.stderr.write(
        "DicomTree needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".\n"
        "Get it from https://www.python.org/downloads/ and run with it:\n"
        "  python3.12 -m pip install -r requirements.txt && python3.12 app.py\n"
    )
    sys.exit(2)

from dicomtree.gui.start.main import main

if __name__ == "__main__":
    sys.exit(main())
