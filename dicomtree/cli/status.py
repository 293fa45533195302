"""How commands end."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of every command."""

    DONE = 0
    SOME = 1  # done, but some files are problems; or the answer is "yes, something"
    USAGE = 2  # wrong usage, or a path that does not exist: nothing done
    FAILED = 3  # failed, nothing lost; a file that cannot be shown
    CANCELLED = 130


class CommandError(Exception):
    """A command cannot go on; the text is for the user."""

    def __init__(self, text: str, status: ExitStatus) -> None:
        super().__init__(text)
        self.status = status
