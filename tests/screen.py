"""A screen of the tests' own: an X server without a monitor, with a window manager."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.programs import install_command, missing_packages

SCREEN_SIZE = "1500x900x24"
PATIENCE_S = 30.0
ATTEMPTS = 5


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as `condition` holds; fail, naming `what`, if it does not in half a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE_S:g} s: {what}")
        time.sleep(0.02)


@contextmanager
def screen(*, window_manager: bool = True) -> Iterator[str]:
    """Start Xvfb (and openbox) on a free display; yield the display's name, such as ":99"."""
    lacking = missing_packages()
    if lacking:
        raise RuntimeError(f"run: sudo {' '.join(install_command(lacking))}")
    with _server() as display:
        if not window_manager:
            yield display
            return
        with _window_manager(screen_environment(display)):
            yield display


@contextmanager
def _server() -> Iterator[str]:
    """Start Xvfb; yield its display.

    Two that look for a free display at one moment may want the same: the one that loses ends
    without a word, and another is started.
    """
    # -r: no auto-repeat. A key whose release is lost would go on in whatever window comes next.
    command = ["Xvfb", "-r", "-displayfd", "1", "-screen", "0", SCREEN_SIZE, "-nolisten", "tcp"]
    for _ in range(ATTEMPTS):
        with _process(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            number = server.stdout.readline().decode().strip()
            if number:
                yield f":{number}"
                return
    raise RuntimeError(f"Xvfb did not start in {ATTEMPTS} attempts")


@contextmanager
def _window_manager(environment: dict[str, str]) -> Iterator[None]:
    """Start openbox, and again where it ends or does not answer: a busy machine has seen both."""
    for _ in range(ATTEMPTS):
        with _process(["openbox"], env=environment) as manager:
            deadline = time.monotonic() + PATIENCE_S / 2
            while manager.poll() is None and time.monotonic() < deadline:
                # One that answers has told how many desktops it has.
                if _succeeds(["xdotool", "get_num_desktops"], environment):
                    yield
                    return
                time.sleep(0.02)
    raise RuntimeError(f"openbox did not answer in {ATTEMPTS} attempts")


def screen_environment(display: str) -> dict[str, str]:
    """Return this process' environment with `display` as its only screen."""
    environment = os.environ | {"DISPLAY": display}
    environment.pop("WAYLAND_DISPLAY", None)
    return environment


@contextmanager
def _process(
    command: list[str], *, stdout: int = subprocess.DEVNULL, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL, env=env) as process:
        try:
            yield process
        finally:
            process.terminate()


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0
