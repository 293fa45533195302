"""Patient, study, series, stack, volume, slice: what window, command line and scripts hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dicomtree.model.arrays import StackArray
from dicomtree.model.choices import ByHand, frame_mark


@dataclass(frozen=True, slots=True)
class DataWarning:
    """Something a user of the data should know: a short kind and a sentence."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class FrameRef:
    """One slice: a frame of an instance.

    `frame` counts from 1 and is None for a single-frame file. `offset_mm` is the projection of
    Image Position (Patient) on the stack's normal, None without geometry.
    """

    root: int
    path: str
    frame: int | None
    sop_instance_uid: str | None
    instance_number: int | None
    offset_mm: float | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """What tells the volumes of a stack apart: one value per volume."""

    name: str
    values: tuple[str | float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances between neighbouring positions, perpendicular to the slices, in mm."""

    median: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Zone:
    """A run of `gaps` equal gaps of `spacing_mm`."""

    spacing_mm: float
    gaps: int


@dataclass(frozen=True, slots=True)
class MissingSlices:
    """`count` slices are missing after the position at `after_offset_mm`."""

    after_offset_mm: float
    count: int


@dataclass(frozen=True, slots=True)
class Geometry:
    """The geometry report of a stack; offsets and lengths in mm, angles in degrees."""

    normal: tuple[float, float, float]
    positions: int
    spacing_mm: Spacing | None
    zones: tuple[Zone, ...]
    missing: tuple[MissingSlices, ...]
    uneven_at: tuple[int, ...]
    tilt_deg: float
    max_offline_mm: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """Frames of one series that belong together, as volumes in canonical order.

    `companions` are attributes that go along with a dimension, such as the echo time of each
    echo. `by_hand` is what the user chose otherwise; the order is then the one that was chosen.
    """

    kind: str
    dimensions: tuple[Dimension, ...]
    ordered_by: str
    display_reversed: bool
    warnings: tuple[DataWarning, ...]
    geometry: Geometry | None
    volumes: tuple[tuple[FrameRef, ...], ...]
    companions: tuple[Dimension, ...] = ()
    by_hand: ByHand | None = None
    _array: "Callable[[Stack, str, Sequence[str]], StackArray] | None" = field(
        default=None, repr=False, compare=False
    )

    def array(self, values: str = "real", sort_by: Sequence[str] = ()) -> StackArray:
        """Read the stack into one array with named dimensions; blocks.

        Parameters
        ----------
        values
            "real": float32 in the unit of the file (HU, Bq/ml, Gy). "stored": as stored.
        sort_by
            Keywords that become the first dimensions, in this order, each with its values in
            ascending order; slices that share them all are told apart by a dimension `n`.
            Without any: z, with what tells the volumes apart (echo, b_value …) in front.

        Raises
        ------
        ValueError
            For an unknown keyword or other kind of values, and CannotExportError, which is one,
            where the frames make no array: shapes that differ, combinations that are missing.
        """
        if self._array is None:
            raise ValueError("this stack belongs to no library")
        return self._array(self, values, sort_by)

    @property
    def frame_count(self) -> int:
        """How many frames the stack holds, over all its volumes."""
        return sum(len(volume) for volume in self.volumes)

    @property
    def mark(self) -> str:
        """What an `OrderChoice` knows the stack by: where it does already, that, else its first frame.

        First by SOP Instance UID: that does not depend on the order that was chosen.
        """
        if self.by_hand is not None and self.by_hand.mark is not None:
            return self.by_hand.mark
        names = (
            (frame.sop_instance_uid or frame.path, frame.frame or 0)
            for volume in self.volumes
            for frame in volume
        )
        return frame_mark(self.kind, *min(names))


@dataclass(frozen=True, slots=True)
class NonImage:
    """An instance without a picture: report, plan, structure set, waveform, document."""

    root: int
    path: str
    modality: str | None
    sop_class_uid: str | None
    sop_instance_uid: str | None


@dataclass(frozen=True, slots=True)
class SeriesContent:
    """What is inside a series once its stacks have been built."""

    stacks: tuple[Stack, ...]
    non_image: tuple[NonImage, ...]
    warnings: tuple[DataWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A series; `stacks` and `non_image` are built when first asked for, which may block.

    `key` identifies the series within its library for as long as that is open.
    """

    key: int
    series_instance_uid: str | None
    series_number: int | None
    series_date: str | None
    series_time: str | None
    series_description: str | None
    modality: str | None
    body_part_examined: str | None
    identity_warnings: tuple[DataWarning, ...]
    instance_count: int
    frame_count: int
    size_bytes: int
    sop_class_uid: str | None
    transfer_syntax_uid: str | None
    station_name: str | None
    specific_character_set: str | None
    _content: Callable[[], SeriesContent] = field(repr=False, compare=False)

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """The stacks, the largest first, localizers last."""
        return self._content().stacks

    @property
    def non_image(self) -> tuple[NonImage, ...]:
        """The instances without a picture."""
        return self._content().non_image

    @property
    def warnings(self) -> tuple[DataWarning, ...]:
        """What is odd about the series' identity and its instances."""
        return self.identity_warnings + self._content().warnings


@dataclass(frozen=True, slots=True)
class Study:
    """A study; dates and times are raw DICOM text."""

    study_instance_uid: str | None
    study_date: str | None
    study_time: str | None
    study_id: str | None
    accession_number: str | None
    study_description: str | None
    specific_character_set: str | None
    warnings: tuple[DataWarning, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient node; `patient_id` is None where the files give none."""

    patient_id: str | None
    issuer_of_patient_id: str | None
    patient_name: str | None
    patient_birth_date: str | None
    patient_sex: str | None
    specific_character_set: str | None
    warnings: tuple[DataWarning, ...]
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All patients of a library, by name."""

    patients: tuple[Patient, ...] = ()

    def studies(self) -> tuple[Study, ...]:
        """Every study, in the order of the tree."""
        return tuple(study for patient in self.patients for study in patient.studies)

    def parents(self, series: Series) -> tuple[Patient, Study]:
        """Return the patient and the study that a series belongs to.

        Raises KeyError for a series that is not in this tree.
        """
        for patient in self.patients:
            for study in patient.studies:
                if any(one.key == series.key for one in study.series):
                    return patient, study
        raise KeyError(series.key)

    def series(self) -> tuple[Series, ...]:
        """Every series, in the order of the tree."""
        return tuple(
            series
            for patient in self.patients
            for study in patient.studies
            for series in study.series
        )
