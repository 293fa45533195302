"""Numbers with their nouns."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 slice", "1,200 slices"; `many` where no "s" makes it."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
