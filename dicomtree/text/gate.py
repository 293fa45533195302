"""The gate: every text that comes from a file passes here before it is shown or exported."""

import sys
import unicodedata

LIMIT = 256
"""Characters; a Tk label or button with a picture over 32,767 pixels wide ends the process."""

DRAWS_COLOUR_GLYPHS = sys.platform in ("win32", "darwin")
"""Whether emoji are harmless: Tk 8.6 on X11 can die of a colour font (cpython issue 86391)."""

ELLIPSIS = "…"
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
JOINERS = "\u200c\u200d"  # Persian and Indic names need them
FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters that leave no mark
HIDDEN = {"Cc", "Cf", "Cn", "Cs"}  # controls, formats (bidi too), unassigned, surrogates
FIRST_JOINED_SCRIPT = "\u0590"

FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"
FORMULA_BLANKS = "\t\r\n"


def show(text: str, limit: int = LIMIT, *, emoji: bool = DRAWS_COLOUR_GLYPHS) -> str:
    r"""Return `text` as one line of at most `limit` characters in which nothing acts or hides.

    Controls, bidirectional overrides, surrogates and unassigned characters are shown as escapes
    (a byte that was no UTF-8 as \\x80), every kind of space as a space.  Without `emoji`, symbols
    outside the Basic Multilingual Plane are shown as escapes too; letters there, which are rare
    ideographs in names, are not.  Showing what was shown changes nothing.

    >>> show("report\u202efdp.exe")
    'report\\u202efdp.exe'
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    # Composing shortens, at most from four characters to one: no more need be looked at.
    whole = unicodedata.normalize("NFC", text[: 4 * limit])
    pieces: list[str] = []
    length = 0
    before = ""
    for character in whole:
        before = _visible(character, before, emoji=emoji)
        pieces.append(before)
        length += len(before)
        if length > limit:
            break
    if length <= limit and len(text) <= 4 * limit:
        return "".join(pieces)
    while length >= limit:
        length -= len(pieces.pop())
    return "".join(pieces) + ELLIPSIS


def _visible(character: str, before: str, *, emoji: bool) -> str:
    """Return what is shown for `character`, after `before` was shown for the one before it."""
    if character.isascii() and character.isprintable():
        return character
    if character in BLANKS:
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category[0] == "M":
        # On an escape it would change the escape's last digit.
        return _escape(character) if len(before) != 1 else character
    if character in JOINERS:
        joined = before.isalpha() and before >= FIRST_JOINED_SCRIPT
        return character if joined else _escape(character)
    outside_plane = character > "\uffff" and category[0] != "L" and not emoji
    if category in HIDDEN or character in FILLERS or outside_plane:
        return _escape(character)
    return character


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # os.fsdecode's stand-in for a byte
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def csv_cell(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula.

    What begins, after spaces, like a formula gets an apostrophe in front (OWASP's list, with the
    full-width forms).  The writer must quote every cell.  Numbers of our own need no gate.

    >>> csv_cell("=cmd|'/C calc'!A0")
    "'=cmd|'/C calc'!A0"
    """
    stripped = text.lstrip()
    blanks = text[: len(text) - len(stripped)]
    acts = stripped[:1] in FORMULA_STARTS if stripped else False
    return f"'{text}" if acts or any(blank in blanks for blank in FORMULA_BLANKS) else text
