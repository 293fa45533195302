"""The command that mends what is missing, for this Python and this system."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

from dicomtree.gui.start.preconditions import OLDEST_PYTHON, PROJECT, REQUIREMENTS, Missing

NEWEST_MINOR = 19
NEEDED_OF_ANOTHER = (
    f"import sys, tkinter, venv, ensurepip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
)


class Packages(NamedTuple):
    """How a Linux distribution installs, and what it calls Python's parts."""

    install: str
    tkinter: str
    tk_headers: str
    everything: str


MANAGERS = {
    "apt-get": Packages(
        "apt-get install -y", "python3-tk", "tk-dev", "python3 python3-venv python3-tk"
    ),
    "dnf": Packages("dnf install -y", "python3-tkinter", "tk-devel", "python3 python3-tkinter"),
    "zypper": Packages("zypper install -y", "python3-tk", "tk-devel", "python3 python3-tk"),
    "pacman": Packages("pacman -S --noconfirm", "tk", "tk", "python tk"),
    "apk": Packages("apk add", "python3-tkinter", "tk-dev", "python3 python3-tkinter"),
}


class System(NamedTuple):
    """What the command depends on."""

    platform: str
    executable: str
    version: str
    base_prefix: str
    in_environment: bool
    is_conda: bool
    is_root: bool
    manager: str | None
    has_pip: bool
    has_venv: bool
    is_managed: bool  # PEP 668: pip refuses to install into it
    other_python: str | None


def this_system() -> System:
    """Return what is known of the Python that runs and of the system it runs on."""
    return System(
        platform=sys.platform,
        executable=sys.executable or "python3",
        version=".".join(map(str, sys.version_info[:3])),
        base_prefix=sys.base_prefix,
        in_environment=sys.prefix != sys.base_prefix,
        is_conda=os.path.isdir(os.path.join(sys.prefix, "conda-meta")),
        is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        manager=next((name for name in MANAGERS if shutil.which(name)), None),
        has_pip=importlib.util.find_spec("pip") is not None,
        has_venv=importlib.util.find_spec("ensurepip") is not None,
        is_managed=os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
        other_python=_other_python(),
    )


def _other_python() -> str | None:
    """Return another Python on the path that is new enough and can open windows."""
    names = [f"python3.{minor}" for minor in range(NEWEST_MINOR, OLDEST_PYTHON[1] - 1, -1)]
    for name in ["python3", *names]:
        found = shutil.which(name)
        if found is None or os.path.realpath(found) == os.path.realpath(sys.executable):
            continue
        try:
            done = subprocess.run(
                [found, "-c", NEEDED_OF_ANOTHER], capture_output=True, check=False, timeout=5
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return found
    return None


def commands(missing: Missing, system: System) -> list[str]:
    """Return the commands that mend it, in order; a missing display has none."""
    install_tkinter = _tkinter_commands(system) if missing.tkinter else []
    if missing.python or install_tkinter is None:
        return _with_another_python(system)
    if not missing.requirements:
        return install_tkinter
    pip_works = system.has_pip and not system.is_managed
    if pip_works or system.in_environment or system.is_conda:
        return [*install_tkinter, *_pip_commands(missing, system)]
    install_venv = [] if system.has_venv else _system_packages(system, _venv_package(system))
    return [*install_tkinter, *install_venv, *_in_environment(system.executable, system)]


def _tkinter_commands(system: System) -> list[str] | None:
    """Return what gives this Python tkinter; None if nothing does."""
    minor = ".".join(system.version.split(".")[:2])
    if system.is_conda:
        return ["conda install -y tk"]
    if system.platform == "win32":
        return [f"winget install --force --exact --id Python.Python.{minor}"]
    if system.platform == "darwin":
        is_brewed = "homebrew" in system.base_prefix.lower() or "Cellar" in system.base_prefix
        return [f"brew install python-tk@{minor}"] if is_brewed else None
    if system.manager is None:
        return None
    packages = MANAGERS[system.manager]
    if system.base_prefix == "/usr":
        return _system_packages(system, packages.tkinter)
    if "pyenv" in system.base_prefix:
        rebuild = f"pyenv install --force {system.version}"
        return [*_system_packages(system, packages.tk_headers), rebuild]
    return None


def _with_another_python(system: System) -> list[str]:
    if system.other_python is not None:
        return _in_environment(system.other_python, system)
    minor = f"3.{OLDEST_PYTHON[1] + 1}"
    if system.platform == "win32":
        install = [f"winget install --exact --id Python.Python.{minor}"]
        return [*install, *_in_environment(f"py -{minor}", system)]
    if system.platform == "darwin":
        install = [f"brew install python@{minor} python-tk@{minor}"]
        return [*install, *_in_environment(f"python{minor}", system)]
    if system.manager is None:
        return _in_environment("python3", system)
    install = _system_packages(system, MANAGERS[system.manager].everything)
    return [*install, *_in_environment("/usr/bin/python3", system)]


def _system_packages(system: System, names: str) -> list[str]:
    if system.manager is None:
        return []
    install = f"{MANAGERS[system.manager].install} {names}"
    return [install if system.is_root else f"sudo {install}"]


def _venv_package(system: System) -> str:
    minor = ".".join(system.version.split(".")[:2])
    return f"python{minor}-venv"  # Debian's; elsewhere it comes with Python


def _pip_commands(missing: Missing, system: System) -> list[str]:
    python = _quote(system.executable, system)
    ensure = [] if system.has_pip else [f"{python} -m ensurepip"]
    if REQUIREMENTS.exists():
        return [*ensure, f"{python} -m pip install -r {_quote(str(REQUIREMENTS), system)}"]
    wanted = [line.split(" (")[0] for line in missing.requirements]
    names = " ".join(_quote(line, system) for line in wanted)
    return [*ensure, f"{python} -m pip install {names}"]


def _in_environment(python: str, system: System) -> list[str]:
    """Return the commands that make a virtual environment beside app.py and start it there."""
    folder = PROJECT / ".venv"
    inside = folder / ("Scripts/python.exe" if system.platform == "win32" else "bin/python")
    quoted = [_quote(str(path), system) for path in (folder, inside, REQUIREMENTS)]
    interpreter = python if python.startswith("py -") else _quote(python, system)
    return [
        f"{interpreter} -m venv {quoted[0]}",
        f"{quoted[1]} -m pip install -r {quoted[2]}",
        f"{quoted[1]} {_quote(str(Path(PROJECT, 'app.py')), system)}",
    ]


def _quote(word: str, system: System) -> str:
    if system.platform != "win32":
        return shlex.quote(word)
    return f'"{word}"' if set(word) & set(" <>&^") else word
