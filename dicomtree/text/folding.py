"""Text as it is compared: without case, width and accents, in any script."""

import unicodedata
from functools import lru_cache

_VOICED = "\u3099\u309a"  # in Japanese they make another letter, not an accent
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
)
"""Letters that people leave out the stroke of, and that no decomposition takes apart."""


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Return the text without case, width and accents.

    >>> folded("SØRENSEN"), folded("Ｍüller"), folded("ＣＴ")
    ('sorensen', 'muller', 'ct')
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN_LETTERS)
    decomposed = unicodedata.normalize("NFD", plain)
    letters = (one for one in decomposed if not unicodedata.combining(one) or one in _VOICED)
    return unicodedata.normalize("NFC", "".join(letters))
