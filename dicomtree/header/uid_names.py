"""What UIDs are called."""

from functools import cache

NOT_IN_PYDICOM = {
    "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
}
"""UIDs that pydicom 3.0.2 does not name (PS3.6 A, edition 2025a)."""


@cache
def uid_name(uid: str | None) -> str:
    """Return the name of a UID by PS3.6 Annex A, the UID itself where it has none, "" for None.

    Imports pydicom when first called with a UID.
    """
    if uid is None:
        return ""
    from pydicom.config import IGNORE
    from pydicom.uid import UID

    # A UID of odd form is shown as it is: that it is odd is no news to a log.
    return NOT_IN_PYDICOM.get(uid) or UID(uid, validation_mode=IGNORE).name or uid
