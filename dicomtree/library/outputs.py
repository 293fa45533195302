"""What a library writes elsewhere: copies, exports, media; methods of `Library`.

What they take is imported when somebody asks for it: decoders and nibabel are slow to come.
"""

import threading
from os import PathLike
from typing import TYPE_CHECKING

from dicomtree.library.queries import Nodes
from dicomtree.model import OnHowFar

if TYPE_CHECKING:
    from typing import Unpack

    from dicomtree.library.exported import ExportReport
    from dicomtree.library.library import Library
    from dicomtree.library.scripted import CopyChoices, ExportChoices, MediumChoices, MediumReport
    from dicomtree.organise import Plan
    from dicomtree.publish import Report

Destination = str | PathLike[str]


def plan_copies(
    library: "Library",
    destination: Destination,
    template: str | None = "description",
    of: Nodes | None = None,
    **choices: "Unpack[CopyChoices]",
) -> "Plan":
    """Say what `organise` would do; nothing is written.

    Parameters
    ----------
    destination
        A folder outside of the roots; made if missing.
    template
        Folders and names, such as "{PatientID}/{SeriesNumber:03d}/{InstanceNumber:04d}.dcm",
        or the name of a preset; None keeps the paths below the roots.
    of
        Patients, studies or series; None for everything.
    choices
        `encoding`: "decompressed" or "rle" for the pixel data of the copies; else they stay as
        they are. `copies=False` leaves out byte-identical further copies. `stack` takes of
        each series that one alone, from 1.

    Raises
    ------
    organise.TemplateError, publish.DestinationRefusedError
        Both are ValueErrors; the text says what is wrong.
    """
    from dicomtree.library import scripted

    return scripted.planned_copies(library, destination, template, of, **choices)


def organise(
    library: "Library",
    destination: Destination,
    template: str | None = "description",
    of: Nodes | None = None,
    *,
    progress: OnHowFar | None = None,
    cancel: threading.Event | None = None,
    **choices: "Unpack[CopyChoices]",
) -> "Report":
    """Copy files into folders and names of a template, verified; nothing is moved; blocks.

    Nothing that exists is overwritten. `report.header.job` names the job for `undo_job`
    and `library.jobs.resume_job`. Parameters and errors are those of `plan_copies`, besides
    publish.NoRoomError, and OSError where the destination cannot be written.
    """
    from dicomtree.library import scripted

    plan = plan_copies(library, destination, template, of, **choices)
    return scripted.carry_out(plan, scripted.Watch(progress, cancel))


def export(
    library: "Library",
    destination: Destination,
    form: str,
    of: Nodes | None = None,
    *,
    progress: OnHowFar | None = None,
    cancel: threading.Event | None = None,
    **choices: "Unpack[ExportChoices]",
) -> "ExportReport":
    """Write stacks or tables below a folder, each with a record of its sources; blocks.

    Parameters
    ----------
    form
        "png", "png16", "npy", "npz", "nifti"; or of the tree "csv", "json", and of all
        attributes "attributes-csv", "attributes-json".
    of
        Patients, studies or series; None for everything.
    choices
        For pictures `window` ((centre, width), a name, "auto", "own", "stack") and `only` (a
        slice from 1, or "middle"); for arrays `values` ("real", "stored") and `sort_by`
        (keywords); for NIfTI `resample` and `compress`; `stack` takes that one alone, from 1.

    Raises
    ------
    ValueError
        For an unknown form, keyword or kind of values; publish.DestinationRefusedError, which
        is one, for a destination inside of the roots.
    publish.NoRoomError
        Where the disk cannot have room for it; nothing was written.
    OSError
        Where the destination cannot be written.
    """
    from dicomtree.library import scripted

    watch = scripted.Watch(progress, cancel)
    return scripted.exported(library, destination, form, of, watch, **choices)


def write_dicomdir(
    library: "Library",
    destination: Destination,
    of: Nodes | None = None,
    *,
    progress: OnHowFar | None = None,
    cancel: threading.Event | None = None,
    **choices: "Unpack[MediumChoices]",
) -> "MediumReport":
    """Copy instances to a new folder as a medium with its DICOMDIR; blocks.

    `choices` are `file_set_id`, and `stack`, which takes of each series that one alone, from 1.
    `refused` of the answer are those that a DICOMDIR cannot list, as they lack what is
    mandatory there (PS3.3 F.5); with `invent` it says of most something made up instead, the
    copies staying as they are. Raises ValueError for a File-set ID or destination that
    cannot be, dicomdir.FilingCancelledError, publish.NoRoomError, OSError.
    """
    from dicomtree.library import scripted

    watch = scripted.Watch(progress, cancel)
    return scripted.written_dicomdir(library, destination, of, watch, **choices)
