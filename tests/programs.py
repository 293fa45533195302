"""The programs besides Python that the tests need, and how a Debian system gets them."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def missing_packages() -> list[str]:
    """Return the Debian packages that are not there; none are needed where there is no X11."""
    if not sys.platform.startswith("linux"):
        return []
    programs = {"xvfb": "Xvfb", "xdotool": "xdotool", "openbox": "openbox", "dcmtk": "dcmdump"}
    lacking = [package for package, program in programs.items() if not shutil.which(program)]
    if not FONT.exists():
        lacking.append("fonts-dejavu-core")
    if sys.base_prefix == "/usr" and importlib.util.find_spec("tkinter") is None:
        lacking.append("python3-tk")
    return lacking


def install_command(packages: list[str]) -> list[str]:
    """Return the command that installs them."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def ensure_packages() -> str | None:
    """Install what is missing where that is allowed; return what the user must run instead."""
    packages = missing_packages()
    if not packages:
        return None
    command = install_command(packages)
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        # The lists of packages may be absent or old: fetch them only then.
        for attempt in (command, ["apt-get", "update"], command):
            subprocess.run(attempt, env=environment, check=False)
            if not missing_packages():
                return None
    return f"sudo {' '.join(command)}"
