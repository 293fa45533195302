"""File and folder names that every system takes, made of any text."""

import hashlib
import re
import unicodedata

LONGEST_NAME = 100
"""Bytes of UTF-8; every common file system takes 255, old archives and DVDs less."""

_HASH_DIGITS = 8
_LONGEST_EXTENSION = 10
_OF_TWO_PARTS = ".nii.gz"
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Cs"}  # controls, formats (bidi too), unassigned, private
_SEPARATORS = "/\\:\u2044\u2215\u29f5\u29f8\u29f9\ua789"  # and what looks like them
# Windows refuses the first row; a shell, cmd.exe or Tcl acts on the others.
_SPECIALS = '*?"<>|' + "$`;&!'#%^~[]{}"
_UNSAFE = frozenset(_SEPARATORS + _SPECIALS)
_BAD_START = "-. "
_BAD_END = ". "
# Devices on Windows, whatever follows their first dot.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin|conout|clock|com[0-9]|lpt[0-9])", re.IGNORECASE)


def safe_name(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a name of at most `longest` bytes (20 or more) made of `text`.

    It is one component, legal on Linux, macOS and Windows, neither hidden nor special to a shell;
    what had to be cut ends in a hash of the whole. Naming what was named changes nothing.

    >>> safe_name("../CON: a/b"), safe_name("nul.dcm"), safe_name("")
    ('_CON_ a_b', '_nul.dcm', '_')
    """
    name = _clean(text)
    if len(name.encode()) > longest:
        name = _cut(name, longest)
    return name


def name_key(name: str) -> str:
    """Return what two names share that some file system takes for one (case, composed letters)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def numbered(name: str, number: int) -> str:
    """Return the name with ` (number)` before its extension.

    >>> numbered("CT.1.2.3.dcm", 2), numbered("1.2.3", 2), numbered("brain.nii.gz", 2)
    ('CT.1.2.3 (2).dcm', '1.2.3 (2)', 'brain (2).nii.gz')
    """
    stem, extension = split_extension(name)
    return f"{stem} ({number}){extension}"


def split_extension(name: str) -> tuple[str, str]:
    """Return stem and extension; the last number of a UID is no extension, `.nii.gz` is one."""
    stem, dot, extension = name.rpartition(".")
    if name.casefold().endswith(_OF_TWO_PARTS):
        stem, extension = name[: -len(_OF_TWO_PARTS)], name[1 - len(_OF_TWO_PARTS) :]
        return (stem, dot + extension) if stem.strip(_BAD_START) else (name, "")
    is_extension = (
        stem.strip(_BAD_START)
        and 0 < len(extension.encode()) < _LONGEST_EXTENSION
        and extension.isalnum()
        and not extension.isdecimal()
    )
    return (stem, dot + extension) if is_extension else (name, "")


def _clean(text: str) -> str:
    previous = None
    name = text
    # What is dropped may let its neighbours compose, and composing may bring a separator.
    while name != previous:
        previous = name
        name = "".join(map(_safe_character, unicodedata.normalize("NFKC", name)))
        name = " ".join(name.split()).lstrip(_BAD_START).rstrip(_BAD_END)
    stem = name.partition(".")[0].rstrip()
    if not name or _DEVICE.fullmatch(stem):
        name = "_" + name
    return name


def _safe_character(character: str) -> str:
    if character in _UNSAFE:
        return "_"
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def _cut(name: str, longest: int) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()[:_HASH_DIGITS]
    stem, extension = split_extension(name)
    room = longest - len(extension.encode()) - len(digest) - 1
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(_BAD_END)
    return f"{stem}-{digest}{extension}"
