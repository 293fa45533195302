"""Writing the files of an export by a journalled job: none over another, all to be undone."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from dicomtree import publish
from dicomtree.export.outputs import Output
from dicomtree.export.reading import FrameReader
from dicomtree.export.refusal import CannotExportError
from dicomtree.publish import Content, OnJobProgress, Report, Room, Task

KIND = "export"


def needed_room(outputs: Iterable[Output], place: str) -> Room:
    """Return what files will take below a folder, compression being hard to foresee."""
    return Room.of(((one.size, one.least) for one in outputs), publish.free_bytes(place))


def write_outputs(
    outputs: Iterable[Output],
    destination: str,
    *,
    roots: Iterable[str],
    command: str = "",
    progress: OnJobProgress | None = None,
    cancel: threading.Event | None = None,
) -> Report:
    """Write the files below a folder, one after the other; blocks. `command` repeats the export.

    Raises publish.DestinationRefusedError where the folder lies in what is read,
    publish.NoRoomError, OSError.
    """
    place = publish.check_destination(destination, roots)
    makers = list(outputs)
    needed_room(makers, place).require(place)
    tasks = [Task(n, one.source, one.target, one.size) for n, one in enumerate(makers)]
    job = publish.begin_job(KIND, place, tasks, {"command": command})

    with FrameReader() as reader:
        written = 0  # files that the next record tells of

        @contextmanager
        def content(task: Task) -> Iterator[Content]:
            nonlocal written
            one = makers[task.number]
            if one.is_record and not written:
                raise OSError(0, "nothing that it would tell of could be written")
            yield Content(_without_refusals(one.make(reader)), None, "exported")
            written = 0 if one.is_record else written + 1

        # One at a time: what is in memory is bounded by one file's work.
        return publish.run_job(job, content, progress=progress, cancel=cancel, threads=1)


def _without_refusals(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pass chunks on; a refusal becomes the fault of that file."""
    try:
        yield from chunks
    except CannotExportError as refusal:
        raise OSError(0, str(refusal)) from None
