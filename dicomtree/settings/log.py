"""The program's log: what happened and where, never what a file says."""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from dicomtree.settings.folders import PRIVATE_FILE, log_folder, private_folder

LARGEST_LOG = 1 << 20  # bytes; one older log is kept beside it
PACKAGE = Path(__file__).parent.parent


def log_file() -> Path:
    """Return where the log is written."""
    return log_folder() / "dicomtree.log"


def start_logging() -> Path | None:
    """Write what `dicomtree`'s loggers say to the log; return its path, or None without one.

    Only our own loggers: what pydicom logs quotes the files.  Called twice, it changes nothing.
    """
    logger = logging.getLogger("dicomtree")
    path = log_file()
    if any(isinstance(handler, _PrivateHandler) for handler in logger.handlers):
        return path
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        private_folder(path.parent)
        handler = _PrivateHandler(path)
    except OSError:
        # Without a place to write, the program works; the console still shows what is wrong.
        logger.addHandler(logging.StreamHandler())
        return None
    handler.setFormatter(_WithoutValues("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    return path


class _PrivateHandler(RotatingFileHandler):
    """Writes a file that its user alone can read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=LARGEST_LOG,
            backupCount=1,
            encoding="utf-8",
            errors="backslashreplace",
        )

    def _open(self) -> TextIOWrapper:
        # One that is there already was made here too, or belongs to a private folder.
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE))
        return super()._open()


class _WithoutValues(logging.Formatter):
    """Writes of an exception its type and where it arose.

    Its message is left out, because it may quote a file: "could not convert 'DOE^JANE' to int".
    """

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += [type(error).__name__, *_places(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        name = path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path.name
        places.append(f"  {name}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return places
