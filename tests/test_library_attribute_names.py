"""What users call attributes, and what the program understands."""

import pytest

from dicomtree.library.attribute_names import UNITABLE, splitting_name, uniting_name
from dicomtree.tree import SPLITTING


@pytest.mark.parametrize(
    "text",
    [
        *("FlipAngle", "flipangle", "Flip Angle", "flip_angle", " FLIP ANGLE "),
        *("0018,1314", "(0018,1314)", "(0018, 1314)", "00181314", "0018 1314"),
    ],
)
def test_any_form_of_an_attribute_is_understood(text: str) -> None:
    assert splitting_name(text) == "flip_angle"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EchoTime", "te"),
        ("0018,0081", "te"),
        ("EffectiveEchoTime", "te"),
        ("DiffusionBValue", "b_value"),
        ("Frame Type", "image_type"),
        ("Patient's Name", "patient_name"),
        ("folder", "folder"),
        ("contrast/bolus agent", "ContrastBolusAgent"),
        ("0018,0010", "ContrastBolusAgent"),
        ("(0019,100c)", "0019,100C"),
        ("shoe size", None),
        ("", None),
        ("0018,13", None),
        ("root", None),
        ("mtime_ns", None),
    ],
)
def test_an_attribute_has_one_name(text: str, name: str | None) -> None:
    assert splitting_name(text) == name


def test_every_name_is_understood_as_itself() -> None:
    assert [splitting_name(name) for name in SPLITTING] == list(SPLITTING)
    assert [uniting_name(name) for name in UNITABLE] == list(UNITABLE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Image Orientation (Patient)", "orientation"),
        ("Rows", "size"),
        ("0028,0011", "size"),
        ("SOPClassUID", "sop_class_uid"),
        ("EchoNumbers", "echo"),
        ("PatientName", None),
        ("ContrastBolusAgent", None),
    ],
)
def test_what_keeps_stacks_apart_can_be_united_by_its_attribute(
    text: str, name: str | None
) -> None:
    assert uniting_name(text) == name
