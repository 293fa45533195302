"""Values of a data set in words, and the references that many kinds of object share."""

from collections.abc import Iterable, Iterator

from dicomtree.documents.document import Line, Reference
from dicomtree.header.uid_names import uid_name
from dicomtree.pixels.data_set import DataSet
from dicomtree.text import person_name, readable_date, readable_time

MOST_LINES = 10_000
CODE_VALUE, CODE_MEANING = 0x00080100, 0x00080104
LONG_CODE_VALUE, URN_CODE_VALUE = 0x00080119, 0x00080120
REFERENCED_CLASS, REFERENCED_INSTANCE, REFERENCED_FRAME = 0x00081150, 0x00081155, 0x00081160
REFERENCED_SERIES, SERIES_UID, REFERENCED_IMAGES = 0x00081115, 0x0020000E, 0x00081140


def coded(data_set: DataSet, tag: int) -> str:
    """Return the meaning of a coded entry, else its value; "" when absent (PS3.3 8.8)."""
    item = data_set.item(tag)
    if item is None:
        return ""
    values = (CODE_MEANING, CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE)
    return next(filter(None, map(item.label, values)), "")


def number(value: float | None) -> str:
    """Return a number for people, "" for None."""
    return "" if value is None else f"{value:.7g}"


def decimal(data_set: DataSet, tag: int) -> str:
    """Return the first value of a number element, "" when there is none."""
    return number(data_set.number(tag))


def when(data_set: DataSet, date: int, time: int) -> str:
    """Return date and time of day."""
    day, moment = readable_date(data_set.text(date)), readable_time(data_set.text(time))
    return f"{day} {moment}".strip()


def named(data_set: DataSet, tag: int) -> str:
    """Return a Person Name as people write it."""
    return person_name(data_set.label(tag) or "")


def facts(pairs: Iterable[tuple[str, str | None]], *, personal: bool = False) -> tuple[Line, ...]:
    """Return those facts that have a value."""
    return tuple(Line((name, value), personal=personal) for name, value in pairs if value)


def references(item: DataSet) -> Iterator[Reference]:
    """Yield what an item with a Referenced SOP Instance UID refers to, frame by frame."""
    instance = item.text(REFERENCED_INSTANCE)
    if instance is None:
        return
    frames = item.numbers(REFERENCED_FRAME, "IS")
    if not frames:
        yield Reference(instance)
    for frame in frames:
        yield Reference(instance, int(frame))


def referenced(item: DataSet) -> str:
    """Return the name of the class of instance that an item refers to."""
    return class_name(item.text(REFERENCED_CLASS)) or "instance"


def class_name(uid: str | None) -> str:
    """Return what a SOP class is called, without "Storage"; "" for none."""
    return uid_name(uid).removesuffix(" Storage")


def image_lines(data_set: DataSet) -> Iterator[Line]:
    """Yield the series and images that an object refers to (PS3.3 C.11.11, C.7.6.16)."""
    for series in data_set.items(REFERENCED_SERIES):
        uid = series.text(SERIES_UID) or ""
        yield Line(("Series", uid))
        yield from _instance_lines(series, depth=1)
    yield from _instance_lines(data_set, depth=0)


def _instance_lines(holder: DataSet, depth: int) -> Iterator[Line]:
    for image in holder.items(REFERENCED_IMAGES):
        yield from reference_lines(image, referenced(image), depth)


def reference_lines(item: DataSet, label: str, depth: int) -> Iterator[Line]:
    """Yield a line for each instance or frame that an item refers to."""
    for reference in references(item):
        frame = "" if reference.frame is None else f", frame {reference.frame}"
        yield Line((label, f"{reference.sop_instance_uid}{frame}"), depth, reference=reference)
