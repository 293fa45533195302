"""Filter, outline and values of the inspector, without a window."""

from dataclasses import replace

import pytest

from dicomtree.header import AttributeRow
from dicomtree.header.parts import Found
from dicomtree.header.sought import PatternError, sought
from dicomtree.model import FrameRef, Tree
from dicomtree.session.attribute_messages import (
    AttributesSearched,
    FilterTyped,
    ItemsLoaded,
    ItemsWanted,
    LinkChosen,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.attribute_values import (
    copied,
    declares_character_set,
    displayed,
    guess_in_words,
    is_cut,
)
from dicomtree.session.effects import (
    Effect,
    FindFrameOfReference,
    FindInstance,
    LoadAttributes,
    LoadContent,
    LoadItems,
    LoadWholeValue,
    SaveSettings,
    SearchAttributes,
)
from dicomtree.session.links import Link, LinkKind, link_of
from dicomtree.session.messages import IdentityToggled, SettingChosen
from dicomtree.session.outline import level_of, outline, path_of, pydicom_expression
from dicomtree.session.state import Session, Viewer, WholeValue
from dicomtree.session.update import update
from tests.library_phantoms import patient, series, study
from tests.outline_nodes import every_node

NAME = AttributeRow(0, "0010,0010", "PatientName", "Patient's Name", "PN", "Müller^Zoë")
OTHER = AttributeRow(0, "0018,0081", "EchoTime", "Echo Time", "DS", "30")


@pytest.mark.parametrize(
    "wanted",
    [
        "0010,0010",
        "(0010,0010)",
        "(0010, 0010)",
        "00100010",
        "0x00100010",
        "PatientName",
        "patientname",
        "patient name",
        "Patient's Name",
        "muller",
        "ZOË",
        "patient*",
        "m?ller^*",
        "/^M.ller/",
        "/name$",
    ],
)
def test_an_attribute_is_found_by_any_form(wanted: str) -> None:
    asked = sought(wanted)
    assert asked is not None
    assert asked.in_names(NAME) or asked.in_value(NAME.value)
    assert not asked.in_names(OTHER)
    assert not asked.in_value(OTHER.value)


def test_nothing_typed_asks_for_nothing() -> None:
    assert sought("  ") is None


def test_what_is_no_expression_is_said() -> None:
    with pytest.raises(PatternError, match="no regular expression"):
        sought("/(/")


@pytest.mark.parametrize(
    ("vr", "value", "shown"),
    [
        ("DA", "20150206", "20150206 (2015-02-06)"),
        ("TM", "101530.5", "101530.5 (10:15:30)"),
        ("AS", "047Y", "047Y (47 years)"),
        ("DA", "never", "never"),
        ("DA", "20150206\\20160101", "20150206\\20160101 (2015-02-06, 2016-01-01)"),
        ("LO", "20150206", "20150206"),
    ],
)
def test_times_are_readable_beside_the_raw_text(vr: str, value: str, shown: str) -> None:
    line = AttributeRow(0, "0008,0020", "", "", vr, value)
    assert displayed(line) == shown
    assert copied(line) == value


def test_paths_and_expressions_lead_through_items() -> None:
    lines = (
        AttributeRow(0, "0002,0010", "TransferSyntaxUID", "", "UI", "1"),
        AttributeRow(0, "300A,00B0", "BeamSequence", "", "SQ", "1 item"),
        AttributeRow(1, "", "", "Item 1", "", "", number=1),
        AttributeRow(1, "300A,00C2", "BeamName", "", "LO", "a"),
        AttributeRow(1, "3249,1000", "", "", "UN", "b"),
    )
    nodes = list(every_node(outline(lines, {})))
    assert [path_of(node) for node in nodes] == [
        "TransferSyntaxUID",
        "BeamSequence",
        "BeamSequence[0]",
        "BeamSequence[0].BeamName",
        "BeamSequence[0].(3249,1000)",
    ]
    assert [pydicom_expression(node) for node in nodes] == [
        "ds.file_meta.TransferSyntaxUID",
        "ds.BeamSequence",
        "ds.BeamSequence[0]",
        "ds.BeamSequence[0].BeamName",
        "ds.BeamSequence[0][0x32491000].value",
    ]


def test_paths_lead_through_items_read_later() -> None:
    lines = (
        AttributeRow(0, "5200,9230", "PerFrame", "", "SQ", "150 items"),
        AttributeRow(1, "", "", "Items 101 to 150", "", "", number=-101),
    )
    more = (
        AttributeRow(1, "", "", "Item 101", "", "", number=101),
        AttributeRow(1, "0020,9113", "PlanePositionSequence", "", "SQ", "1 item"),
        AttributeRow(2, "", "", "Item 1", "", "", number=1),
        AttributeRow(2, "0020,0032", "ImagePositionPatient", "", "DS", "1"),
    )
    *_, last = every_node(outline(lines, {((0x52009230,), 101): more}))
    assert path_of(last) == "PerFrame[100].PlanePositionSequence[0].ImagePositionPatient"
    assert level_of(last) == 5


def session_with_instance() -> Session:
    viewer = Viewer(1, 0, target=FrameRef(0, "a/b", None, "1.2", 1, 0.0))
    return replace(Session(), viewer=viewer, attributes_of="0/a/b")


def test_items_are_read_once() -> None:
    session, effects = update(session_with_instance(), ItemsWanted((1,), 101))
    assert effects == (LoadItems(0, "a/b", (1,), 101),)
    session, effects = update(session, ItemsWanted((1,), 101))
    assert effects == ()
    session, _ = update(session, ItemsLoaded("0/a/b", (1,), 101, (NAME,)))
    assert session.more_attributes[(1,), 101] == (NAME,)
    late, _ = update(session, ItemsLoaded("0/other", (1,), 201, (NAME,)))
    assert late is session


def test_a_whole_value_is_not_read_while_identity_is_hidden() -> None:
    session = session_with_instance()
    _, effects = update(session, WholeValueWanted((1,), "x"))
    assert effects == (LoadWholeValue(0, "a/b", (1,), "x"),)
    assert update(replace(session, identity_hidden=True), WholeValueWanted((1,), "x"))[1] == ()
    shown, _ = update(session, WholeValueLoaded("0/a/b", WholeValue("x", "text")))
    assert shown.whole_value == WholeValue("x", "text")


@pytest.mark.parametrize(
    ("vr", "value", "cut"),
    [
        ("LT", "abc… (2,000 bytes)", True),
        ("OB", "2 bytes: 00 01", False),
        ("OB", "20 bytes: 00 01 …", True),
        ("LO", "to be continued …", False),
        ("LO", "abc (2 bytes)", False),
        ("UI", "1.2.840.10008.1.2 (Implicit VR Little Endian)", False),
    ],
)
def test_a_value_of_which_only_the_beginning_is_shown_is_known(
    vr: str, value: str, cut: bool
) -> None:
    assert is_cut(AttributeRow(0, "0010,4000", "", "", vr, value)) is cut


def test_a_value_may_be_read_to_be_copied() -> None:
    _, effects = update(session_with_instance(), WholeValueWanted((1,), "x", is_copied=True))
    assert effects == (LoadWholeValue(0, "a/b", (1,), "x", is_copied=True),)


def test_a_filter_that_found_a_hidden_value_goes_when_identity_is_hidden() -> None:
    name, other = (0x00100010,), (0x00180081,)
    for text, hits, stays in (
        ("müller", ((name, True),), False),
        ("patient", ((name, False),), True),
        ("30", ((other, True),), True),
    ):
        session = replace(typed(text)[0], attributes=(NAME, OTHER))
        found, _ = update(session, AttributesSearched("0/a/b", text, Found(hits)))
        hidden, _ = update(found, IdentityToggled())
        assert (hidden.attribute_filter.text == text) is stays


def test_choosing_a_character_set_reads_the_attributes_anew() -> None:
    session, _ = update(typed("чай")[0], searched("чай", (1,)))
    label = "Cyrillic (Windows)"
    chosen, effects = update(session, SettingChosen("fallback_character_set", label))
    assert LoadAttributes(0, "a/b") in effects
    assert SearchAttributes(0, "a/b", "чай") in effects
    assert isinstance(effects[0], SaveSettings), "the library hears of it before it reads"
    _, effects = update(chosen, SettingChosen("fallback_character_set", label))
    assert effects == ()


def test_what_is_read_by_a_guess_says_so() -> None:
    words = "read as Cyrillic (Windows): the file declares no character set"
    assert guess_in_words(NAME, "Cyrillic (Windows)") == words
    assert guess_in_words(NAME, None).startswith("read as Western European (Latin-1)")
    assert guess_in_words(OTHER, None) == ""
    declared = AttributeRow(0, "0008,0005", "SpecificCharacterSet", "", "CS", "ISO_IR 100")
    assert declares_character_set([declared, NAME])
    assert not declares_character_set([declared._replace(value=""), NAME])
    assert not declares_character_set([declared._replace(depth=1), NAME])


def searched(text: str, *places: tuple[int, ...]) -> AttributesSearched:
    return AttributesSearched("0/a/b", text, Found(tuple((place, False) for place in places)))


def typed(text: str) -> tuple[Session, tuple[Effect, ...]]:
    return update(session_with_instance(), FilterTyped(text))


def test_what_is_typed_is_looked_for_once() -> None:
    session, effects = typed(" beam ")
    assert effects == (SearchAttributes(0, "a/b", "beam"),)
    assert update(session, FilterTyped("beam"))[1] == ()
    assert session.attribute_filter.hits is None
    assert session.attribute_filter.in_words() == "…"
    session, _ = update(session, searched("beam", (1,), (2,)))
    assert session.attribute_filter.hits == {(1,): False, (2,): False}
    assert session.attribute_filter.in_words() == "2 found"
    assert session.attribute_filter.in_words(may_tell=0) == "nothing found"
    assert update(session, FilterTyped(""))[0].attribute_filter.hits is None


def test_the_filter_follows_to_the_next_instance() -> None:
    session, _ = update(typed("beam")[0], searched("beam", (1,)))
    other = replace(session, attributes_of="0/c")
    other, effects = update(other, FilterTyped("beam"))
    assert effects == (SearchAttributes(0, "a/b", "beam"),)
    assert other.attribute_filter.hits == {(1,): False}, "until the new answer comes"
    late, _ = update(other, searched("beam", (7,)))
    assert late.attribute_filter.hits == {(1,): False}


def test_an_answer_to_what_is_no_longer_typed_is_dropped() -> None:
    session, _ = update(typed("beam")[0], FilterTyped("beams"))
    assert update(session, searched("beam", (1,)))[0].attribute_filter.hits is None


def test_an_expression_that_is_none_leaves_all_rows() -> None:
    session, _ = typed("/(/")
    failed = AttributesSearched("0/a/b", "/(/", Found(error="no regular expression"))
    session, _ = update(session, failed)
    assert session.attribute_filter.hits is None
    assert session.attribute_filter.error == "no regular expression"


def test_items_in_which_something_was_found_are_read() -> None:
    session, _ = typed("beam")
    session, effects = update(session, searched("beam", (5, 250, 7), (5, 3, 7), (5, 299, 7)))
    assert effects == (LoadItems(0, "a/b", (5,), 201),)
    many = [(5, 100 * i + 1, 7) for i in range(1, 100)]
    _, effects = update(typed("beam")[0], searched("beam", *many))
    assert len(effects) == 10


UID = "1.2.3"


def row(keyword: str, depth: int = 1, vr: str = "UI", value: str = UID) -> AttributeRow:
    return AttributeRow(depth, "0008,0000", keyword, keyword, vr, value)


def links(*rows: AttributeRow) -> list[Link]:
    sequence = AttributeRow(0, "0008,1140", "ReferencedImageSequence", "", "SQ", "1 item")
    item = AttributeRow(1, "", "", "Item 1", "", "", number=1)
    nodes = every_node(outline([sequence, item, *rows], {}))
    return [link for link in map(link_of, nodes) if link is not None]


@pytest.mark.parametrize(
    ("keyword", "kind"),
    [
        ("ReferencedSOPInstanceUID", LinkKind.INSTANCE),
        ("MultiFrameSourceSOPInstanceUID", LinkKind.INSTANCE),
        ("SeriesInstanceUID", LinkKind.SERIES),
        ("StudyInstanceUID", LinkKind.STUDY),
        ("FrameOfReferenceUID", LinkKind.FRAME_OF_REFERENCE),
        ("ReferencedFrameOfReferenceUID", LinkKind.FRAME_OF_REFERENCE),
        ("SynchronizationFrameOfReferenceUID", LinkKind.FRAME_OF_REFERENCE),
    ],
)
def test_uids_of_others_are_links(keyword: str, kind: LinkKind) -> None:
    found = links(row(keyword))
    assert found[-1] == Link(kind, UID)
    assert len(found) == (2 if keyword == "ReferencedSOPInstanceUID" else 1), "its item, too"


def test_a_link_names_the_frame() -> None:
    frame = row("ReferencedFrameNumber", vr="IS", value="7\\8")
    assert links(row("ReferencedSOPInstanceUID"), frame)[-1] == Link(LinkKind.INSTANCE, UID, 7)


def test_a_referenced_study_is_a_study_though_its_uid_is_called_an_instances() -> None:
    sequence = AttributeRow(0, "0008,1110", "ReferencedStudySequence", "", "SQ", "1 item")
    item = AttributeRow(1, "", "", "Item 1", "", "", number=1)
    nodes = every_node(outline([sequence, item, row("ReferencedSOPInstanceUID")], {}))
    study_link = Link(LinkKind.STUDY, UID)
    assert [link_of(node) for node in nodes] == [None, study_link, study_link]


@pytest.mark.parametrize(
    "own",
    [
        row("SOPInstanceUID", 0),
        row("MediaStorageSOPInstanceUID", 0),
        row("SeriesInstanceUID", 0),
        row("StudyInstanceUID", 0),
        row("SOPClassUID"),
        row("ReferencedSOPInstanceUID", value=""),
    ],
)
def test_what_an_instance_says_of_itself_is_no_link(own: AttributeRow) -> None:
    assert links(own) == []


def chosen(kind: LinkKind, uid: str) -> tuple[Session, tuple[Effect, ...]]:
    here = series(3)
    session = replace(session_with_instance(), tree=Tree((patient(study(here)),)))
    return update(session, LinkChosen(Link(kind, uid, 7)))


def test_links_lead_to_instances_series_studies_and_frames_of_reference() -> None:
    here = series(3)
    assert chosen(LinkKind.INSTANCE, "1.9")[1] == (FindInstance("1.9", 7),)
    assert chosen(LinkKind.FRAME_OF_REFERENCE, "1.9")[1] == (FindFrameOfReference("1.9", 1),)
    session, effects = chosen(LinkKind.SERIES, here.series_instance_uid or "")
    assert session.selection == ("series", 3)
    assert effects == (LoadContent(3),)
    session, _ = chosen(LinkKind.STUDY, study(here).study_instance_uid or "")
    assert session.selection == ("study", 3)


@pytest.mark.parametrize("kind", [LinkKind.SERIES, LinkKind.STUDY])
def test_what_a_link_leads_to_and_is_not_here_is_said(kind: LinkKind) -> None:
    session, effects = chosen(kind, "9.9.9")
    assert effects == ()
    assert session.notice == f"this {kind} is not in the opened folders"
