"""Character sets that a user may choose for texts whose file declares none."""

from collections.abc import Mapping

CHARACTER_SETS: Mapping[str, str] = {
    "Western European (Latin-1)": "latin-1",
    "Unicode (UTF-8)": "utf-8",
    "Central European (Latin-2)": "iso8859-2",
    "Central European (Windows)": "cp1250",
    "Cyrillic (ISO)": "iso8859-5",
    "Cyrillic (Windows)": "cp1251",
    "Greek": "iso8859-7",
    "Turkish": "iso8859-9",
    "Arabic": "iso8859-6",
    "Hebrew": "iso8859-8",
    "Thai": "tis-620",
    "Chinese, simplified (GB18030)": "gb18030",
    "Chinese, traditional (Big5)": "big5",
    "Japanese (Shift JIS)": "shift_jis",
    "Japanese (ISO 2022)": "iso2022_jp_2",
    "Korean": "euc_kr",
}
"""Labels for people, and Python's name for each: the repertoires of PS3.3 C.12.1.1.2, with those
that scanners write without declaring them."""


def redecoded(text: str, label: str | None) -> str:
    """Return `text`, which was read as Latin-1, in the character set chosen by its label.

    For display alone.  Without a choice, and where the bytes do not fit it, `text` stays.

    >>> redecoded("Èâàíîâ^Èâàí", "Cyrillic (Windows)")
    'Иванов^Иван'
    """
    codec = CHARACTER_SETS.get(label or "")
    if codec is None:
        return text
    try:
        return text.encode("latin-1").decode(codec)
    except UnicodeError:
        return text
