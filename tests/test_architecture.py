"""The architecture is held by contracts; these tests break each one and see it caught."""

import ast
import dataclasses
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom._dicom_dict import DicomDictionary

from dicomtree import model
from tests.__main__ import LINT_IMPORTS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "dicomtree"
LONGEST_MODULE = 500

# Nothing else may catch everything; each of these logs, or answers with what it caught.
BORDERS = {
    "cli/main.py": "one command",
    "dicomdir/filing.py": "one file of a medium: pydicom refuses with what it likes",
    "gui/background.py": "one job of a thread",
    "gui/window.py": "one message in the loop",
    "pixels/loader.py": "one picture in a thread",
    "scanner/reading.py": "one file of a scan",
    "workers/child.py": "one request to a worker",
}

# These compute on plain values: another part reads the file for them.
WITHOUT_PYDICOM = {"model", "geometry", "tree", "session", "query"}

VIOLATIONS = {
    "a module that no layer names": ("utils", "ANSWER = 42"),
    "a toolkit outside the window": ("session", "import tkinter"),
    "a toolkit in a module that knows nothing of windows": ("text", "import tkinterdnd2"),
    "a second module with PySimpleGUI": ("gui", "import PySimpleGUI"),
    "SQL outside the index": ("library", "import sqlite3"),
    "a higher layer, for its types only": (
        "tree",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dicomtree import session",
    ),
    "pydicom inside a function of the model": ("model", "def read():\n    import pydicom"),
    "a stranger of the same layer": ("cli", "from dicomtree import gui"),
}


def _modules() -> Iterator[Path]:
    return PACKAGE.rglob("*.py")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package and its contracts, to be broken."""
    shutil.copytree(PACKAGE, tmp_path / "dicomtree", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def _module_file(folder: Path, name: str) -> Path:
    package = folder / "dicomtree" / name
    return package / "__init__.py" if package.is_dir() else package.with_suffix(".py")


def test_the_package_keeps_its_contracts(copy: Path) -> None:
    done = _lint_imports(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("module", "code"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_contracts_catch(copy: Path, module: str, code: str) -> None:
    with _module_file(copy, module).open("a", encoding="utf-8") as file:
        file.write(f"\n{code}\n")
    done = _lint_imports(copy)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout, done.stdout


def _contract(name: str) -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["name"].startswith(name))


def test_no_module_that_is_there_is_optional() -> None:
    layers = [name.strip() for line in _contract("Layers")["layers"] for name in line.split("|")]
    optional = [name.strip("()") for name in layers if name.startswith("(")]
    assert [name for name in optional if _module_file(ROOT, name).exists()] == []


def test_every_plain_part_is_kept_from_pydicom() -> None:
    there = {f"dicomtree.{name}" for name in WITHOUT_PYDICOM if _module_file(ROOT, name).exists()}
    assert set(_contract("Model")["source_modules"]) == there


def test_no_module_is_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in _modules()
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def _is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether a handler catches everything and keeps it: one that cleans up and raises does not."""
    end = handler.body[-1]
    if isinstance(end, ast.Raise) and end.exc is None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in kinds
    )


def test_everything_is_caught_at_the_borders_only() -> None:
    broad = [
        path.relative_to(PACKAGE).as_posix()
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert sorted(broad) == sorted(BORDERS)


def test_a_scan_worker_starts_without_pydicom_and_numpy() -> None:
    code = "import sys, dicomtree.scanner.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "dicomtree.scanner.reading" in loaded
    assert not loaded & {"pydicom", "numpy"}  # pydicom alone takes a quarter of a second


# What the Standard has no keyword for, in the values that stand for its entities.
ENTITIES = ("HeaderRow", "FrameRow", "InstanceDetail", "Patient", "Study", "Series", "FrameRef")
OUR_WORDS = {
    *("root", "path", "size", "mtime_ns", "inode", "flaw"),  # the file
    *("frame", "frames", "phase", "vectors", "has_functional_groups", "offset_mm"),
    *("studies", "series", "key", "instance_count", "frame_count", "size_bytes", "_content"),
    *("warnings", "identity_warnings"),
}


def test_the_model_speaks_in_keywords_of_the_standard() -> None:
    keywords = {entry[4].lower() for entry in DicomDictionary.values()}
    names = {name for entity in ENTITIES for name in _field_names(getattr(model, entity))}
    assert {name for name in names if name.replace("_", "") not in keywords} == OUR_WORDS


def _field_names(value: type) -> tuple[str, ...]:
    if dataclasses.is_dataclass(value):
        return tuple(field.name for field in dataclasses.fields(value))
    names: tuple[str, ...] = vars(value)["_fields"]
    return names
