"""What differs between the headers of two instances, or of two groups of them."""

from dicomtree.compare.as_text import comparison_lines, values_in_words
from dicomtree.compare.differences import (
    TIMES,
    Comparison,
    Difference,
    Kind,
    Lenience,
    compare,
    is_whole,
    rows_by_path,
    with_lenience,
)

__all__ = [
    "TIMES",
    "Comparison",
    "Difference",
    "Kind",
    "Lenience",
    "compare",
    "comparison_lines",
    "is_whole",
    "rows_by_path",
    "values_in_words",
    "with_lenience",
]
