"""How soon the tree shows what is typed into the find box.

    python -m tests.benchmarks.find [INSTANCES]

It writes INSTANCES (default 100000) small files in a temporary folder, opens them in a real window
on a screen of its own, and types queries letter by letter, each when the rows for the last one
stand in the tree. Wall time from the letter to the rows.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dicomtree.gui.window import QUIT, App
from dicomtree.session.messages import OpenRequested
from dicomtree.settings import Settings
from tests.dicom_bytes import data_set, instance_elements, part10
from tests.screen import screen

INSTANCES_PER_SERIES = 100
SERIES_PER_STUDY = 5
STUDIES_PER_PATIENT = 4
POLL_MS = 1
NAMES = ("Doe^Jane", "Müller^Jörg", "Иванов^Иван", "Yamada^Tarou", "Sørensen^Åse")
DESCRIPTIONS = ("AXIAL HEAD 5MM", "scout", "T1 brain sag", "Thorax Lunge", "localizer")
MODALITIES = ("CT", "MR", "PT", "CR", "US")
QUERIES = (
    "doe",
    "ct head",
    "müller 2019",
    "Иванов",
    "SliceThickness<2",
    "modality=mr not scout",
    "StudyDate>=2019-03",
    'SeriesDescription~"axial*"',
    "InstanceNumber=50",
    "missing:KVP (thorax or brain)",
    "SOPInstanceUID~.777",
)


def write_files(folder: Path, instances: int) -> None:
    """Write series of small files, each in a folder of its own."""
    for series in range(instances // INSTANCES_PER_SERIES):
        place = folder / f"s{series:05d}"
        place.mkdir()
        for number in range(INSTANCES_PER_SERIES):
            (place / f"{number:03d}").write_bytes(small_file(series, number))


def small_file(series: int, number: int) -> bytes:
    """Return one of the files; texts, dates and numbers differ from series to series."""
    study = series // SERIES_PER_STUDY
    patient = study // STUDIES_PER_PATIENT
    texts = {
        "sop_instance_uid": f"1.2.9.{series}.{number}",
        "patient_name": "",
        "patient_id": f"P{patient:05d}",
        "study_instance_uid": f"1.2.7.{study}",
        "series_instance_uid": f"1.2.8.{series}",
        "instance_number": str(number + 1),
    }
    elements = {tag: (tag, vr, value) for tag, vr, value in instance_elements(**texts)}
    description = DESCRIPTIONS[series % len(DESCRIPTIONS)]
    for tag, vr, value in (
        (0x00080005, "CS", "ISO_IR 192"),
        (0x00080020, "DA", f"20{10 + study % 12}0{1 + study % 9}15"),
        (0x00080060, "CS", MODALITIES[series % len(MODALITIES)]),
        (0x00081030, "LO", f"Study {study % 17}"),
        (0x0008103E, "LO", f"{description} {series % 13}"),
        (0x00100010, "PN", f"{NAMES[patient % len(NAMES)]} {patient}"),
        (0x00180050, "DS", f"{0.5 + series % 10}"),
    ):
        elements[tag] = (tag, vr, value.encode())
    return part10(data_set([elements[tag] for tag in sorted(elements)]))


def beginnings() -> Iterator[str]:
    """Yield what stands in the box after each letter; it is emptied between queries."""
    for query in QUERIES:
        yield from (query[:end] for end in range(1, len(query) + 1))
        yield ""


class Typist:
    """Types when the rows for what was typed before stand in the tree, and takes the time."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._texts = beginnings()
        self._typed = ""
        self._began = 0.0
        self.taken_ms: list[float] = []

    def start(self) -> None:
        """Begin once the folder has been read."""
        app = self._app
        if app.session.scanning or not app.session.tree.patients or not self._is_shown():
            app.shell.root.after(POLL_MS, self.start)
            return
        app.shell.find.text.focus_force()
        app.shell.root.after(2000, self._type)  # long enough for what the focus makes ready

    def _type(self) -> None:
        text = next(self._texts, None)
        if text is None:
            self._app.shell.window.write_event_value(QUIT, None)
            return
        box = self._app.shell.find.text
        self._typed, self._began = text, time.perf_counter()
        if text:
            box.insert("end", text[-1])
        else:
            box.delete("1.0", "end")
        self._watch()

    def _watch(self) -> None:
        known = self._app.session.filter
        asked = known.text == self._typed
        answered = not self._typed.strip() or known.answered == self._typed
        if asked and answered and self._is_shown():
            if self._typed.strip():
                self.taken_ms.append((time.perf_counter() - self._began) * 1000)
            self._app.shell.root.after(POLL_MS, self._type)
        else:
            self._app.shell.root.after(POLL_MS, self._watch)

    def _is_shown(self) -> bool:
        return self._app.is_drawn and not self._app.shell.tree.is_filling


def main() -> None:
    """Print the figures."""
    instances = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with screen() as display, tempfile.TemporaryDirectory() as folder:
        os.environ["DISPLAY"] = display
        os.environ["DICOMTREE_HOME"] = str(Path(folder) / "home")
        data = Path(folder) / "data"
        data.mkdir()
        write_files(data, instances)
        app = App(Settings())
        app.show()
        typist = Typist(app)
        app.dispatch(OpenRequested((str(data),)))
        typist.start()
        app.loop()
    taken = sorted(typist.taken_ms)
    print(f"{instances:,} instances, {len(taken)} letters: ms from the letter to the rows")
    for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)):
        print(f"  {name} {taken[min(int(len(taken) * share), len(taken) - 1)]:7.1f}")


if __name__ == "__main__":
    main()
