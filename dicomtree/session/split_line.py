"""What stands in the line where any attribute can be named to split a stack by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SplitLine:
    """The line's text, and what became of it.

    `asked` counts how often the line was to have the keys. `names` are keywords that the text may
    become. `reading` is the series for which files are being read, `progress` how many of how many
    have been. `refusal` says why nothing was split.
    """

    asked: int = 0
    text: str = ""
    names: tuple[str, ...] = ()
    reading: int | None = None
    progress: tuple[int, int] = (0, 0)
    refusal: str = ""
