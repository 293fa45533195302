"""Text in DICOM's less plain character sets: pydicom decodes it."""

import codecs
import warnings
from functools import lru_cache

from pydicom import charset
from pydicom.multival import MultiValue
from pydicom.values import convert_PN, convert_text

from dicomtree.header.texts import UNDECLARED
from dicomtree.text import redecoded

# pydicom takes any codec that Python knows for a character set: some are no text encodings.
_CODECS = frozenset(codecs.lookup(name).name for name in charset.python_encoding.values())


@lru_cache(maxsize=4096)
def decode(raw: bytes, vr: bytes, character_set: str | None) -> str:
    """Return the text of an element, multiple values joined by a backslash.

    By a set that was chosen (`UNDECLARED`), text that does not fit it stays Latin-1.
    Raises LookupError for a character set that is none of DICOM's.
    """
    if character_set is not None and character_set.startswith(UNDECLARED):
        return redecoded(raw.decode("latin-1"), character_set.removeprefix(UNDECLARED))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            encodings = _encodings(character_set)
            value = (convert_PN if vr == b"PN" else convert_text)(raw, encodings)
        except (AttributeError, TypeError, ValueError) as error:
            raise LookupError(character_set) from error
    parts = value if isinstance(value, MultiValue) else [value]
    return "\\".join(str(part) for part in parts)


@lru_cache(maxsize=256)
def _encodings(character_set: str | None) -> list[str]:
    names = [name.strip() for name in (character_set or "").split("\\")]
    encodings = charset.convert_encodings(names)
    if not all(map(_is_known, names)):
        raise LookupError(character_set)
    return encodings


def _is_known(name: str) -> bool:
    """Tell whether pydicom knows a character set, be it under a misspelled name."""
    if name in charset.python_encoding:
        return True
    (encoding,) = charset.convert_encodings(name)
    return encoding != charset.default_encoding and codecs.lookup(encoding).name in _CODECS
