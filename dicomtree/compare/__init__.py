"""What differs between the headers of two instances, or of two groups of them."""

from dicomtree.compare.differences import (
    Comparison,
    Difference,
    Kind,
    Lenience,
    compare,
    is_whole,
    rows_by_path,
)

__all__ = ["Comparison", "Difference", "Kind", "Lenience", "compare", "is_whole", "rows_by_path"]
