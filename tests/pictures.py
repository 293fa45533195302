"""Pictures and sessions invented in memory."""

from dataclasses import replace
from typing import Any

import numpy as np

from dicomtree.model import (
    Dimension,
    FrameRef,
    Geometry,
    Patient,
    Series,
    SeriesContent,
    Spacing,
    Stack,
    Study,
    Tree,
)
from dicomtree.pixels import Picture, default_window
from dicomtree.pixels.facts import Facts
from dicomtree.pixels.native import Values
from dicomtree.pixels.quantities import Quantity
from dicomtree.pixels.spacing import Millimetres
from dicomtree.session.state import Session, Viewer
from dicomtree.session.viewport import Viewport

FACTS = Facts(
    rows=0,
    columns=0,
    frames=1,
    photometric_interpretation="MONOCHROME2",
    bits_stored=16,
    transfer_syntax="Explicit VR Little Endian",
    modality="CT",
    lossy=False,
    lossy_ratio=None,
    presentation_intent_type=None,
    burned_in_annotation=None,
    laterality=None,
    view_position=None,
    image_position_patient=(-100.0, -80.0, 45.0),
    image_orientation_patient=(1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    slice_thickness=5.0,
    slice_location=None,
    patient_orientation=(),
    patient_position="HFS",
    anatomical_orientation_type=None,
    tile=None,
    frames_per_second=None,
)


def picture(values: Values | None = None, **changes: Any) -> Picture:
    """Return an axial CT picture in HU, 0.5 mm pixels; changes of facts go into its facts."""
    if values is None:
        values = np.zeros((100, 120), dtype=np.int16)
    of_facts = {name: changes.pop(name) for name in tuple(changes) if name in Facts.__slots__}
    rows, columns = values.shape[:2]
    plain = Picture(
        values=values,
        facts=replace(FACTS, rows=rows, columns=columns, **of_facts),
        quantity=Quantity("HU", None),
        millimetres=Millimetres(0.5, 0.5),
    )
    return replace(plain, **changes)


def axial_stack(count: int, **changes: Any) -> Stack:
    """Return a 3D stack of single-frame files, 5 mm apart, from z = 0 upwards."""
    frames = tuple(
        FrameRef(0, f"IM{place:04}", None, f"1.2.{place}", place + 1, place * 5.0)
        for place in range(count)
    )
    geometry = Geometry(
        normal=(0.0, 0.0, 1.0),
        positions=count,
        spacing_mm=Spacing(5.0, 5.0, 5.0),
        zones=(),
        missing=(),
        uneven_at=(),
        tilt_deg=0.0,
        max_offline_mm=0.0,
        complete=True,
    )
    plain = Stack("3D", (), "position", False, (), geometry, (frames,))
    return replace(plain, **changes)


def repeated_stack(slices: int, dimensions: tuple[Dimension, ...]) -> Stack:
    """Return a 4D stack whose volumes the dimensions tell apart."""
    volumes = tuple(
        tuple(
            FrameRef(0, f"V{volume}/IM{place}", None, None, place + 1, place * 5.0)
            for place in range(slices)
        )
        for volume in range(len(dimensions[0].values))
    )
    return axial_stack(slices, kind="4D", dimensions=dimensions, volumes=volumes)


def session(stack: Stack, found: Picture | None = None, **of_viewer: Any) -> Session:
    """Return a session whose pane of 400 x 400 shows the first frame of a stack."""
    content = SeriesContent((stack,), ())
    series = Series(
        key=7,
        series_instance_uid="1.2.3",
        series_number=201,
        series_date="20150206",
        series_time="0930",
        series_description="STD BRAIN 5MM",
        modality="CT",
        body_part_examined="HEAD",
        identity_warnings=(),
        instance_count=stack.frame_count,
        frame_count=stack.frame_count,
        size_bytes=0,
        sop_class_uid=None,
        transfer_syntax_uid=None,
        station_name=None,
        specific_character_set="ISO_IR 100",
        _content=lambda: content,
    )
    study = Study(
        study_instance_uid="1.2",
        study_date="20150206",
        study_time="092815.672",
        study_id=None,
        accession_number="A77",
        study_description="Trauma/plain head",
        specific_character_set="ISO_IR 100",
        warnings=(),
        series=(series,),
    )
    patient = Patient(
        patient_id="12345",
        issuer_of_patient_id=None,
        patient_name="DOE^Jane",
        patient_birth_date="19700131",
        patient_sex="F",
        specific_character_set="ISO_IR 100",
        warnings=(),
        studies=(study,),
    )
    target = stack.volumes[0][0]
    viewer = Viewer(
        series_key=7,
        stack_index=0,
        target=target,
        shown=target,
        picture=found,
        own_window=None if found is None else default_window(found),
        viewport=Viewport(400, 400),
    )
    return Session(
        tree=Tree((patient,)),
        contents={7: content},
        viewer=replace(viewer, **of_viewer),
        pane=(400, 400),
    )
