"""Run every check, then name those that failed: `python -m tests [--fix] [--long] [ARG …]`.

Further arguments go to pytest.  `--fix` lets ruff mend what it can first; `--long` runs the long
form of the tests that have one, and measures coverage.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.programs import ensure_packages

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
MOST_WORKERS = 4  # each has an X server of its own, and its worker processes


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks; return 0 when all passed, 1 when some failed, 2 when they cannot run."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="let ruff mend what it can first")
    parser.add_argument("--long", action="store_true", help="run the long tests too")
    options, pytest_arguments = parser.parse_known_args(arguments)
    command = ensure_packages()
    if command is not None:
        print(f"The tests need programs that are not installed. Run:\n  {command}")
        return 2
    if options.fix:
        for step in (["format"], ["check", "--fix", "--quiet"]):
            _passes("ruff --fix", ["-m", "ruff", *step])
    failed = [name for name, command in _checks().items() if not _passes(name, command)]
    status, closing_line = _run_pytest(pytest_arguments, long=options.long)
    if status != 0:
        failed.append("pytest")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    print(closing_line)
    return 1 if failed else 0


def _checks() -> dict[str, list[str]]:
    return {
        "format": ["-m", "ruff", "format", "--check"],
        "lint": ["-m", "ruff", "check"],
        "types": ["-m", "mypy"],
        "architecture": ["-c", LINT_IMPORTS, "--no-logo"],
    }


def _passes(name: str, arguments: Sequence[str]) -> bool:
    """Run one Python program in the project's folder, showing what it says."""
    print(f"\n── {name} ".ljust(80, "─"), flush=True)
    begun = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False)
    print(f"{time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode == 0


def _run_pytest(arguments: Sequence[str], *, long: bool) -> tuple[int, str]:
    """Run pytest, showing what it says; return its status and its closing line."""
    print("\n── pytest ".ljust(80, "─"), flush=True)
    command = [sys.executable, "-m", "pytest", "--numprocesses", str(_workers())]
    command += ["--dist", "worksteal"]
    if long:
        command += ["--long", "--cov", "--cov-report=term"]
    line = ""
    with subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1"},
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
    return process.returncode, line.strip()


def _workers() -> int:
    return min(MOST_WORKERS, os.cpu_count() or 1)


if __name__ == "__main__":
    sys.exit(main())
