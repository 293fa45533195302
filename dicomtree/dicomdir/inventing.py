"""Values that a directory record must have and a file lacks: they stand in the DICOMDIR alone.

What is of type 2 in an image may be of type 1 in the record of it (Study ID, Study Date: PS3.3
F.5.2), so that a valid file cannot be listed. `dcmmkdir +I` invents the same attributes.
"""

from collections import Counter
from collections.abc import Iterator

from pydicom.dataset import Dataset

# What is invented, and by which UID files share it.
_SHARED_BY = {
    "PatientID": "StudyInstanceUID",
    "StudyDate": "StudyInstanceUID",
    "StudyTime": "StudyInstanceUID",
    "StudyID": "StudyInstanceUID",
    "SeriesNumber": "SeriesInstanceUID",
    "InstanceNumber": "SOPInstanceUID",
}
_COUNTED_IN = {"SeriesNumber": "StudyInstanceUID", "InstanceNumber": "SeriesInstanceUID"}
_OTHER_DATES = ("SeriesDate", "AcquisitionDate", "ContentDate")
_NO_DATE, _NO_TIME = "19000101", "000000"


def lacking(data_set: Dataset) -> Iterator[str]:
    """Yield the keywords that a file lacks and that can be invented."""
    for keyword, uid in _SHARED_BY.items():
        uids = uid, _COUNTED_IN.get(keyword, uid)
        is_known = not any(_is_empty(data_set, one) for one in uids)
        if is_known and _is_empty(data_set, keyword):
            yield keyword


class Inventor:
    """Invents values, the same for all files of one patient, study or series."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def complete(self, data_set: Dataset) -> list[tuple[str, str]]:
        """Fill in what a header lacks; return keywords and values not invented before."""
        missing = list(lacking(data_set))
        new = []
        for keyword, uid in _SHARED_BY.items():
            key = keyword, str(data_set.get(uid))
            if keyword in missing:
                if key not in self._known:
                    self._known[key] = self._invented(data_set, keyword)
                    new.append((keyword, self._known[key]))
                setattr(data_set, keyword, self._known[key])
            elif not _is_empty(data_set, keyword):
                self._known.setdefault(key, str(data_set.get(keyword)))
        return new

    def _invented(self, data_set: Dataset, keyword: str) -> str:
        if keyword == "StudyDate":
            dates = (str(data_set.get(other) or "") for other in _OTHER_DATES)
            return next((date for date in dates if date), _NO_DATE)
        if keyword == "StudyTime":
            return _NO_TIME
        above = _COUNTED_IN.get(keyword)
        group = keyword, str(data_set.get(above)) if above else ""
        self._counts[group] += 1
        number = self._counts[group]
        return str(number) if above else f"NO ID {number}"


def _is_empty(data_set: Dataset, keyword: str) -> bool:
    return keyword not in data_set or data_set[keyword].VM == 0
