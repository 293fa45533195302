"""How soon a question about frames is answered: `python -m tests.benchmarks.find_in_frames [OBJECTS]`.

OBJECTS (default 20) enhanced objects of 500 frames each, five macros a frame, in a temporary folder.
Seconds until `Library.find` knows which have a frame that is wanted, asked for the first time; the
reference reads them with pydicom and goes through the macros of their frames in a plain loop.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from pydicom import dcmread

from dicomtree.library import Library, open_folder
from tests.benchmarks.inspector import frame
from tests.benchmarks.measured import report, seconds
from tests.dicom_bytes import data_set, instance_elements, part10, sequence
from tests.pydicom_anywhere import elements_anywhere

ROUNDS = 5
FRAMES = 500
ENHANCED_MR = b"1.2.840.10008.5.1.4.1.1.4.1"
PER_FRAME = 0x52009230
# In the last macro but one of each frame, in the first, and in none.
ASKED = {"SliceThickness": "SliceThickness>6", "StackID": "StackID=2", "FlipAngle": "FlipAngle>6"}


def write_objects(folder: Path, count: int) -> None:
    """Write so many objects, each a series."""
    frames = sequence(PER_FRAME, *map(frame, range(1, FRAMES + 1)))
    for number in range(count):
        texts = {"sop_instance_uid": f"1.2.{number}", "series_instance_uid": f"1.3.{number}"}
        (_, vr, _), *others = instance_elements(**texts)[:-1]
        elements = sorted([(0x00080016, vr, ENHANCED_MR), *others, (0x00280008, "IS", b"500")])
        (folder / str(number)).write_bytes(part10(data_set(elements) + frames))


def by_pydicom(folder: Path, keyword: str) -> int:
    """Count the objects of which a frame, or the data set, has an attribute."""
    read = (dcmread(path, stop_before_pixels=True) for path in folder.iterdir())
    return sum(bool(elements_anywhere(one, keyword)) for one in read)


def ask(library: Library, query: str) -> int:
    """Find objects, what was read for other questions forgotten."""
    library.finder.values.__init__(library)  # type: ignore[misc]
    return len(library.find(query, "instance"))


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_objects(folder, count)
        library = open_folder(folder, index=False)
        for keyword, query in ASKED.items():
            ask(library, query)  # starts the reader's process
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(seconds(lambda query=query: ask(library, query)))  # type: ignore[misc]
                theirs.append(seconds(lambda name=keyword: by_pydicom(folder, name)))  # type: ignore[misc]
            mine, reference = statistics.median(ours), statistics.median(theirs)
            print(f"{keyword}: {mine:.3f} s, pydicom {reference:.3f} s")
            report(f"{keyword}, ours / pydicom", mine / reference, most=0.15)


if __name__ == "__main__":
    main()
