"""Values of keywords that no header row holds, read from the file itself."""

from collections.abc import Mapping

from dicomtree.header import attribute_rows


def read_values(path: str, keywords: frozenset[str]) -> Mapping[str, str]:
    """Return the values of top-level elements by keyword; what is absent or empty is left out.

    A file that cannot be read gives none: the copy will say why.
    """
    try:
        rows = attribute_rows(path)
    except OSError:
        return {}
    # A UID is shown with its name behind it; a UID itself has no spaces.
    return {
        row.keyword: row.value.partition(" (")[0] if row.vr == "UI" else row.value
        for row in rows
        if row.depth == 0 and row.keyword in keywords and row.value
    }
