"""Numbers out of the text of a DICOM value. Whatever the text is, nothing here raises."""

import math

LONGEST_NUMBER = 64


def text_values(text: str | None) -> tuple[str, ...]:
    """Return the values of a multi-valued text, each stripped; () when absent or empty."""
    if text is None or not text.strip():
        return ()
    return tuple(part.strip() for part in text.split("\\"))


def integer_value(text: str | None) -> int | None:
    """Return an Integer String's value, or None where the text is not one ASCII integer.

    The range is not limited to PS3.5 6.2's 32 bits: real files exceed it, and order still holds.
    """
    if text is None or len(text) > LONGEST_NUMBER or not text.isascii():
        return None
    digits = text.strip(" \0")
    unsigned = digits[1:] if digits[:1] in {"-", "+"} else digits
    return int(digits) if unsigned.isdigit() else None


def decimal_value(text: str | None) -> float | None:
    """Return a Decimal String's value, or None where the text is not one finite ASCII number."""
    if text is None or len(text) > LONGEST_NUMBER or not text.isascii() or "_" in text:
        return None
    try:
        number = float(text.strip(" \0"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def decimal_values(text: str | None) -> tuple[float, ...] | None:
    """Return all values of a multi-valued Decimal String; None if absent or any is not finite."""
    if text is None:
        return None
    numbers = tuple(decimal_value(part) for part in text.split("\\"))
    return None if None in numbers else tuple(n for n in numbers if n is not None)
