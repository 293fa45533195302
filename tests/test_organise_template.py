"""A template says what a file is called, and what is wrong with the template."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.organise import PRESETS, TemplateError, field_names, parse_template


def render(template: str, **values: Any) -> str:
    """Return what a template makes of these values."""
    return "/".join(parse_template(template).render(values.get))


def test_a_keyword_gives_its_value_and_na_where_there_is_none() -> None:
    assert render("{PatientID}/{StudyDate}.dcm", PatientID="7") == "7/NA.dcm"


def test_the_first_keyword_with_a_value_counts_then_the_text() -> None:
    template = "{StudyDescription|StudyID|none}"
    assert render(template, StudyDescription="Head", StudyID="4") == "Head"
    assert render(template, StudyID="4") == "4"
    assert render(template) == "none"


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{SeriesNumber:03d}", "7", "007"),
        ("{SeriesNumber:03d}", "-7", "-07"),
        ("{SeriesNumber:03d}", "seven", "seven"),
        ("{EchoTime:.1f}", "4.92", "4.9"),
        ("{EchoTime:.1f}", "nan", "nan"),
        ("{StudyDate:%Y-%m-%d}", "20150206", "2015-02-06"),
        ("{StudyDate:%Y-%m-%d}", "2015.02.06", "2015-02-06"),
        ("{StudyDate:%Y-%m-%d}", "20151399", "20151399"),
        ("{StudyTime:%H.%M}", "142501.25", "14.25"),
        ("{AcquisitionDateTime:%Y %H}", "20150206142501", "2015 14"),
        ("{SeriesDescription:.4}", "Axial T1", "Axia"),
        ("{SeriesDescription!lower}", "Axial T1", "axial t1"),
        ("{SeriesDescription!upper:.2}", "Axial T1", "AX"),
        ("{SeriesDescription!plain}", "Axial, T1 [post]", "axial__t1__post_"),
    ],
)
def test_changes_and_formats_act_on_what_they_fit(template: str, value: str, expected: str) -> None:
    assert parse_template(template).render(lambda _: value) == (expected,)


def test_doubled_braces_are_braces() -> None:
    assert render("{{{PatientID}}}", PatientID="7") == "{7}"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{PatientIDs}", "did you mean PatientID"),
        ("{StudyDescription|StudyDesciption}", "did you mean StudyDescription"),
        ("{PatientID", "a single {"),
        ("PatientID}", "a single }"),
        ("{PatientID:wide}", "format"),
        ("{PatientID!bold}", "!bold"),
        ("{}", "no DICOM keyword"),
        ("", "no name"),
        ("{PatientID}//{Modality}", "no name"),
        ("/{PatientID}", "no name"),
        ("../{PatientID}", "no name"),
        ("{PatientID}\\{Modality}", "separated by /"),
        ("{PixelData}", "no value that could be a name"),
        ("{ReferencedImageSequence}", "no value that could be a name"),
        ("x" * 3000, "at most"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(template: str, words: str) -> None:
    with pytest.raises(TemplateError, match=words):
        parse_template(template)


@given(st.text(st.sampled_from("{}/|!:%.0d AaPatientID\\\0é"), max_size=40))
def test_no_template_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        template = parse_template(text)
    except TemplateError:
        return
    assert template.render(lambda _: "x")


def test_every_preset_is_a_template_of_keywords() -> None:
    for name in PRESETS:
        assert parse_template(name).names <= set(field_names())


def test_the_classic_preset_names_as_the_article_does() -> None:
    named = render(
        "classic",
        PatientID="ID 0001",
        StudyDate="20190101",
        StudyDescription="CT Head/Brain W:O",
        Modality="CT",
        SeriesInstanceUID="1.2.3",
        InstanceNumber="12",
    )
    assert named == "id_0001/20190101/ct_head_brain_w_o/NA/CT.1.2.3.12.dcm"


def test_only_slices_need_the_stacks() -> None:
    assert parse_template("{SliceIndex:04d}").needs_slices
    assert not parse_template("description").needs_slices
