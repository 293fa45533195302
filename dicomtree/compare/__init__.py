"""What differs between the headers of two instances, or of two groups of them."""

from dicomtree.compare.differences import (
    TIMES,
    Comparison,
    Difference,
    Kind,
    Lenience,
    compare,
    is_whole,
    rows_by_path,
)

__all__ = [
    "TIMES",
    "Comparison",
    "Difference",
    "Kind",
    "Lenience",
    "compare",
    "is_whole",
    "rows_by_path",
]
