"""What differs between the headers of two instances, or of two groups of them."""

from dicomtree.compare.differences import (
    Comparison,
    Difference,
    Kind,
    Lenience,
    compare,
)

__all__ = ["Comparison", "Difference", "Kind", "Lenience", "compare"]
