"""What every test may ask for: real files, a home of its own, a screen of its own."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.screen import screen as new_screen

ROOT = Path(__file__).parent.parent
LONGEST_LONG_TEST_S = 3600

settings.register_profile("default", derandomize=True, deadline=None, database=None)
settings.register_profile("long", max_examples=2000, deadline=None, database=None)

# No test may open a window on the screen of whoever runs it: `display` gives one.
if sys.platform.startswith("linux"):
    os.environ.pop("DISPLAY", None)
    os.environ.pop("WAYLAND_DISPLAY", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long form of the long tests")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        for item in items:
            item.add_marker(pytest.mark.timeout(LONGEST_LONG_TEST_S))


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Tell whether the long form of the tests is wanted."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real DICOM files; skip, saying so, where it is not there."""
    named = os.environ.get("DICOMTREE_CORPUS")
    folder = Path(named) if named else ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no real files: DICOMTREE_CORPUS names no folder and ../shared/corpus is none")
    return folder.resolve()


@pytest.fixture(scope="session")
def pydicom_files() -> Path:
    """Return the folder of real files inside pydicom's installed wheel: never a download."""
    found = importlib.util.find_spec("pydicom")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "data" / "test_files"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep settings, cache and log of each test in a folder of its own."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DICOMTREE_HOME", str(folder))
    return folder


@pytest.fixture
def roomy(tmp_path: Path) -> Iterator[Path]:
    """Give a folder for large files, which pytest would keep for the next three runs."""
    yield tmp_path
    shutil.rmtree(tmp_path)


@pytest.fixture(scope="session")
def session_display() -> Iterator[str]:
    """Start one screen with a window manager, kept for all tests of this process."""
    if not sys.platform.startswith("linux"):
        yield ""  # Windows and macOS have one screen, and it is there
        return
    with new_screen() as name:
        yield name


@pytest.fixture
def display(session_display: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the tests' own screen the display of this test; return its name, such as ":99"."""
    if session_display:
        monkeypatch.setenv("DISPLAY", session_display)
    return session_display
