"""The window starts, or one message says everything that is missing and what mends it."""

import ast
import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import dicomtree.__main__
from dicomtree import settings
from dicomtree.gui.start import main as start
from dicomtree.gui.start import messages, preconditions
from dicomtree.gui.start.mending import System, commands
from dicomtree.gui.start.messages import explain, has_console
from dicomtree.gui.start.preconditions import Missing, find_missing, requirements
from tests.screen import screen_environment, wait_until

ROOT = Path(__file__).parent.parent
ON_X11 = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is Linux's")

# `-S` leaves site-packages out: a Python with nothing installed.
BARE_PYTHON = [sys.executable, "-S"]

HERE = System(
    platform="linux",
    executable="/usr/bin/python3",
    version="3.11.2",
    base_prefix="/usr",
    in_environment=False,
    is_conda=False,
    is_root=False,
    manager="apt-get",
    has_pip=True,
    has_venv=True,
    is_managed=False,
    other_python=None,
)
PIP = "/usr/bin/python3 -m pip install -r"
NO_TKINTER = Missing(tkinter="No module named 'tkinter'")
NO_NUMPY = Missing(requirements=("numpy>=2.0",))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take down what a start sets up in this process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    logger = logging.getLogger("dicomtree")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True


# ---- what is missing
@pytest.mark.parametrize(
    "path",
    [
        ROOT / "app.py",
        ROOT / "dicomtree" / "__init__.py",
        ROOT / "dicomtree" / "__main__.py",
        ROOT / "dicomtree" / "gui" / "__init__.py",
        *sorted((ROOT / "dicomtree" / "gui" / "start").glob("*.py")),
    ],
    ids=lambda path: path.name,
)
def test_an_old_python_can_read_what_tells_it_so(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@ON_X11
def test_one_message_names_everything_that_is_missing(tmp_path: Path) -> None:
    (tmp_path / "tkinter.py").write_text("raise ImportError('no tkinter here')")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [*BARE_PYTHON, str(ROOT / "app.py")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("Missing:") == 1
    for line in requirements():
        assert f"  - {line}\n" in done.stderr
    assert "no tkinter here" in done.stderr
    assert "a display (DISPLAY is not set)" in done.stderr
    assert "-m pip install -r" in done.stderr
    assert str(ROOT / "requirements.txt") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_without_requirements_says_so_and_needs_no_display() -> None:
    done = subprocess.run(
        [*BARE_PYTHON, "-m", "dicomtree", "tree", "."],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert "pydicom" in done.stderr
    assert "display" not in done.stderr


def test_here_nothing_is_missing(display: str) -> None:
    assert not any(find_missing(window=True))


@ON_X11
def test_a_display_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    missing = find_missing(window=True)
    assert missing.display is not None
    assert ":9999" in missing.display
    assert not any(find_missing(window=False))


def test_an_old_python_is_missing_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preconditions, "OLDEST_PYTHON", (99, 0))
    assert find_missing(window=False).python is not None


def test_an_old_version_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "0.1")
    missing = find_missing(window=False).requirements
    assert missing == tuple(f"{line} (0.1 is here)" for line in requirements())


VERSIONS = ["0.9", "2", "2.0", "2.0.1", "3.0.2", "3.1rc1", "6.3.0.1", "6.4", "7", "7.0.0", "10.3"]


@pytest.mark.parametrize("line", requirements())
@pytest.mark.parametrize("version", VERSIONS)
def test_requirements_mean_what_pip_takes_them_for(
    line: str, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: version)
    met = line not in [fault.split(" (")[0] for fault in find_missing(window=False).requirements]
    assert met == Requirement(line).specifier.contains(version, prereleases=True)


def test_a_requirement_that_cannot_be_checked_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preconditions, "requirements", lambda: ["x~=1; os_name == 'nt'"])
    with pytest.raises(ValueError, match="x~=1"):
        find_missing(window=False)


# ---- what mends it
@pytest.mark.parametrize(
    ("system", "missing", "expected"),
    [
        pytest.param(HERE, NO_NUMPY, [PIP], id="pip"),
        pytest.param(
            HERE._replace(has_pip=False, in_environment=True),
            NO_NUMPY,
            ["/usr/bin/python3 -m ensurepip", PIP],
            id="an environment without pip",
        ),
        pytest.param(
            HERE._replace(is_managed=True),
            NO_NUMPY,
            ["/usr/bin/python3 -m venv", "/.venv/bin/python -m pip", "/.venv/bin/python"],
            id="a Python that its system manages",
        ),
        pytest.param(
            HERE._replace(is_managed=True, has_venv=False),
            NO_NUMPY,
            ["sudo apt-get install -y python3.11-venv", "-m venv", "-m pip install", "app.py"],
            id="Debian without venv",
        ),
        pytest.param(
            HERE, NO_TKINTER, ["sudo apt-get install -y python3-tk"], id="Debian's tkinter"
        ),
        pytest.param(
            HERE._replace(is_root=True),
            NO_TKINTER,
            ["apt-get install -y python3-tk"],
            id="root needs no sudo",
        ),
        pytest.param(
            HERE._replace(manager="dnf"),
            NO_TKINTER,
            ["sudo dnf install -y python3-tkinter"],
            id="Fedora's tkinter",
        ),
        pytest.param(
            HERE._replace(base_prefix="/opt/x/.pyenv/versions/3.11.2"),
            NO_TKINTER,
            ["sudo apt-get install -y tk-dev", "pyenv install --force 3.11.2"],
            id="pyenv's tkinter",
        ),
        pytest.param(
            HERE._replace(is_conda=True), NO_TKINTER, ["conda install -y tk"], id="conda's tkinter"
        ),
        pytest.param(
            HERE._replace(platform="darwin", base_prefix="/opt/homebrew/Cellar/python"),
            NO_TKINTER,
            ["brew install python-tk@3.11"],
            id="Homebrew's tkinter",
        ),
        pytest.param(
            HERE._replace(platform="win32"),
            NO_TKINTER,
            ["winget install --force --exact --id Python.Python.3.11"],
            id="Windows' tkinter",
        ),
        pytest.param(
            HERE._replace(platform="win32", executable="C:\\Program Files\\python.exe"),
            NO_NUMPY,
            ['"C:\\Program Files\\python.exe" -m pip install -r'],
            id="a path with spaces",
        ),
        pytest.param(
            HERE._replace(base_prefix="/usr/local", other_python="/usr/bin/python3.12"),
            NO_TKINTER,
            ["/usr/bin/python3.12 -m venv", "-m pip install -r", "app.py"],
            id="another Python has tkinter",
        ),
        pytest.param(
            HERE,
            Missing(python="3.9"),
            ["sudo apt-get install -y python3 python3-venv python3-tk", "-m venv", "-m pip", ""],
            id="an old Python on Debian",
        ),
        pytest.param(
            HERE._replace(platform="win32"),
            Missing(python="3.9"),
            ["winget install --exact --id Python.Python.3.12", "py -3.12 -m venv", "-m pip", ""],
            id="an old Python on Windows",
        ),
        pytest.param(
            HERE._replace(platform="darwin", manager=None),
            Missing(python="3.9"),
            ["brew install python@3.12 python-tk@3.12", "python3.12 -m venv", "-m pip", ""],
            id="an old Python on macOS",
        ),
        pytest.param(HERE, Missing(display="none"), [], id="no command brings a display"),
    ],
)
def test_the_commands_fit_the_python_and_the_system(
    system: System, missing: Missing, expected: list[str]
) -> None:
    steps = commands(missing, system)
    assert len(steps) == len(expected)
    for step, part in zip(steps, expected, strict=True):
        assert part in step


def test_an_installed_package_names_its_requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dicomtree.gui.start.mending.REQUIREMENTS", Path("nowhere"))
    missing = Missing(requirements=("numpy>=2.0 (1.0 is here)", "rich>=13"))
    (step,) = commands(missing, HERE)
    assert step == "/usr/bin/python3 -m pip install 'numpy>=2.0' 'rich>=13'"


def test_the_message_says_what_no_command_mends() -> None:
    unmendable = HERE._replace(base_prefix="/usr/local", manager=None, other_python=None)
    message = explain(Missing(tkinter="none", display="DISPLAY is not set"), unmendable)
    assert "ssh -X" in message
    assert "- tkinter" in message


# ---- where it is said
def test_a_pipe_and_a_file_are_read_by_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    with open(writing, "w", encoding="utf-8") as pipe, open(reading, "rb"):
        monkeypatch.setattr(sys, "stderr", pipe)
        assert has_console()
    with open(tmp_path / "file", "w", encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stderr", file)
        assert has_console()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert has_console()


def test_the_null_device_is_read_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull, "w", encoding="utf-8") as null:
        monkeypatch.setattr(sys, "stderr", null)
        assert not has_console()
    monkeypatch.setattr(sys, "stderr", None)
    assert not has_console()


@ON_X11
def test_without_a_console_the_message_is_a_box(display: str) -> None:
    environment = screen_environment(display)
    with subprocess.Popen(
        [*BARE_PYTHON, str(ROOT / "app.py")],
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as program:
        search = ["xdotool", "search", "--onlyvisible", "--name", "^DicomTree$"]
        answer = [*search, "windowactivate", "--sync", "key", "Return"]

        def answered() -> bool:
            """Answer the box, if it is there; return whether the program has ended."""
            subprocess.run(answer, env=environment, capture_output=True, check=False)
            return program.poll() is not None

        wait_until(answered, "a message box that ends the program")
    assert program.returncode == 2


def test_without_tkinter_the_desktop_shows_the_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    zenity = tmp_path / "zenity"
    zenity.write_text(f'#!/bin/sh\nprintf %s "$6" > "{said}"\n')
    zenity.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "tkinter", None)
    messages.show_box("something is missing")
    assert said.read_text() == "something is missing"


def test_a_fault_is_logged_without_what_it_says_and_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    boxes: list[str] = []
    monkeypatch.setattr(start, "show_box", boxes.append)
    monkeypatch.setattr(start, "has_console", lambda: False)
    settings.start_logging()
    error = ValueError("DOE^JANE")
    start.report_fault(ValueError, error, None)
    log = settings.log_file().read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "DOE" not in log
    assert str(settings.log_file()) in boxes[0]
    monkeypatch.setattr(start, "has_console", lambda: True)
    start.report_fault(ValueError, error, None)
    assert "ValueError: DOE^JANE" in capsys.readouterr().err
    assert len(boxes) == 1


def test_an_interruption_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    start.report_fault(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == ""


# ---- what starts
@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Note what the window is opened with, in place of opening it."""
    calls: list[tuple[Any, ...]] = []

    def run(paths: list[str], *, demo: bool) -> int:
        calls.append((paths, demo))
        return 0

    window = type(sys)("dicomtree.gui.window")
    window.__dict__["run"] = run
    monkeypatch.setitem(sys.modules, "dicomtree.gui.window", window)
    monkeypatch.setattr("dicomtree.gui.window", window, raising=False)
    return calls


@pytest.mark.usefixtures("display")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ([], False)),
        (["--demo"], ([], True)),
        (["a folder", "a file"], (["a folder", "a file"], False)),
    ],
)
def test_arguments_reach_the_window(
    opened: list[tuple[Any, ...]], arguments: list[str], expected: tuple[Any, ...]
) -> None:
    assert start.main(arguments) == 0
    assert opened == [expected]
    assert settings.log_file().exists()


@pytest.mark.usefixtures("display")
def test_without_arguments_the_module_opens_the_window(
    opened: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["dicomtree"])
    assert dicomtree.__main__.main() == 0
    assert opened == [([], False)]


def test_help_says_what_the_program_is_not() -> None:
    done = subprocess.run(
        [*BARE_PYTHON, str(ROOT / "app.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "Not a medical device" in done.stdout
