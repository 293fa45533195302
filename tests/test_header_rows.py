"""A header row says what pydicom says, on every file, and keeps what a damaged file still holds."""

import io
import random
import struct
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.datadict import dictionary_keyword, dictionary_VR

from dicomtree import header
from dicomtree.header import Answer, Dicomdir, HeaderReader, NotDicom, rows
from dicomtree.header.beginning import reach_into
from dicomtree.header.columns import COLUMNS, FIRST
from dicomtree.model import NOT_YET_CHECKED, HeaderRow, Problem, ProblemKind, Stamp
from tests.dicom_bytes import (
    CT,
    DEFLATED,
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    REFERENCED_DEFLATED,
    UNDEFINED,
    Element,
    data_set,
    element,
    file_meta,
    instance,
    instance_elements,
    item,
    part10,
    sequence,
    us,
)
from tests.pydicom_reference import header_values, normal

SYNTAXES = (EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED)


def read(data: bytes, reader: HeaderReader | None = None) -> Answer:
    """Read a file that is only in memory."""
    stamp = Stamp(len(data), 0, 0)
    return (reader or HeaderReader()).read_reach(reach_into(io.BytesIO(data)), (0, "x"), stamp)


def row_of(data: bytes, reader: HeaderReader | None = None) -> HeaderRow:
    answer = read(data, reader)
    assert isinstance(answer, HeaderRow), answer
    return answer


def values_of(row: HeaderRow) -> dict[str, str | int | None]:
    return {name: normal(value) for name, value in list(row._asdict().items())[FIRST:]}


def assert_like_pydicom(data: bytes) -> HeaderRow:
    row = row_of(data)
    assert values_of(row) == header_values(data)
    return row


def real_files(*folders: Path) -> Iterable[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def test_columns_are_the_rows_values_with_the_dictionarys_tags_and_vrs() -> None:
    assert tuple(column.name for column in COLUMNS) == HeaderRow._fields[FIRST:]
    for column in COLUMNS:
        keyword = "".join(
            f"_{c.lower()}" if c.isupper() else c for c in dictionary_keyword(column.tag)
        )
        assert column.name.replace("_", "") == keyword.replace("_", "")
        assert column.vr.decode() == dictionary_VR(column.tag)


def test_every_real_file_reads_as_pydicom_reads_it(corpus: Path) -> None:
    check_folder(corpus, 550)


def test_every_file_of_pydicom_reads_as_pydicom_reads_it(pydicom_files: Path) -> None:
    check_folder(pydicom_files, 120)


def check_folder(folder: Path, at_least: int) -> None:
    """Compare all files, each with what the reader learned of those before."""
    reader = HeaderReader()
    compared = 0
    for path in real_files(folder):
        answer = reader.read(0, str(path), path.name)
        if isinstance(answer, HeaderRow):
            compared += 1
            assert values_of(answer) == header_values(path.read_bytes()), path
            alone = header.read_row(0, str(path.parent), path.name)
            assert isinstance(alone, HeaderRow)
            assert alone._replace(flaw=answer.flaw) == answer
            assert answer.flaw in (alone.flaw, NOT_YET_CHECKED)
    assert compared > at_least


def test_only_the_files_known_to_be_damaged_are_flawed(pydicom_files: Path) -> None:
    flawed = {
        path.name: answer.flaw
        for path in real_files(pydicom_files)
        if isinstance(answer := header.read_row(0, str(path.parent), path.name), HeaderRow)
        and answer.flaw
    }
    assert flawed == {
        "MR_truncated.dcm": "the pixel data are cut short: 62 bytes are missing",
        "rtplan_truncated.dcm": "the file ends before the end of (300A,00B0)",
    }


def test_no_file_needs_pydicom_that_is_encoded_as_the_standard_says() -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("not understood")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_fill_by_pydicom", refuse)
        for syntax in SYNTAXES:
            assert row_of(instance(syntax)).patient_name == "Doe^Jane"


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("undefined", [False, True])
def test_sequences_are_skipped_however_they_are_nested(syntax: str, undefined: bool) -> None:
    plain = EXPLICIT_LITTLE if syntax == DEFLATED else syntax
    order = ">" if syntax == EXPLICIT_BIG else "<"
    decoy = element(0x00100010, "PN", b"Not^Me", plain)
    inner = sequence(
        0x00081140, item(decoy, undefined=undefined, order=order), undefined=undefined, syntax=plain
    )
    outer = sequence(
        0x00081115,
        item(inner + decoy, undefined=undefined, order=order),
        item(b"", undefined=undefined, order=order),
        undefined=undefined,
        syntax=plain,
    )
    elements = instance_elements(plain)
    data = data_set(elements[:3], plain) + outer + data_set(elements[3:], plain)
    assert assert_like_pydicom(part10(data, syntax)).patient_name == "Doe^Jane"


def test_un_of_undefined_length_holds_implicit_items() -> None:
    decoy = item(element(0x00100010, "PN", b"Not^Me", IMPLICIT_LITTLE), undefined=True)
    end = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    unknown = element(0x00091001, "UN", b"", length=UNDEFINED) + decoy + end
    elements = instance_elements()
    assert_like_pydicom(part10(data_set(elements[:3]) + unknown + data_set(elements[3:])))


def test_fragments_of_an_icon_are_skipped_whatever_they_hold() -> None:
    end = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    fragments = item(b"") + item(end * 2)
    icon = element(0x7FE00010, "OB", b"", length=UNDEFINED) + fragments + end
    icons = sequence(0x00880200, item(icon, undefined=True), undefined=True)
    tail = element(0x00280008, "IS", b"7")  # behind the icon, so out of order too
    assert row_of(part10(data_set(instance_elements()[:11]) + icons + tail)).number_of_frames == "7"


def test_headers_longer_than_the_first_read_are_read_on() -> None:
    elements = instance_elements()
    long = element(0x00091001, "OB", bytes(100_000))
    many = b"".join(element(0x00110000 | n, "LO", b"x" * 40) for n in range(0x1000, 0x1400))
    data = part10(data_set(elements[:3]) + long + many + data_set(elements[3:]))
    reader = HeaderReader()
    first = row_of(data, reader)
    assert first == row_of(data, reader) == row_of(data)
    assert values_of(first) == header_values(data)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_tags_out_of_order_and_repeated_are_read_the_last_one_holds(syntax: str) -> None:
    plain = EXPLICIT_LITTLE if syntax == DEFLATED else syntax
    elements = instance_elements(plain)
    shuffled = [*reversed(elements[:11]), (0x00100020, "LO", b"last"), elements[11]]
    row = assert_like_pydicom(part10(data_set(shuffled, plain), syntax))
    assert row.patient_id == "last"


def test_a_tag_out_of_order_behind_the_image_group_is_read_when_near() -> None:
    elements = [
        *instance_elements()[:11],
        (0x00400244, "DA", b"20200101"),
        (0x00080032, "TM", b"1"),
    ]
    assert assert_like_pydicom(part10(data_set(elements))).acquisition_time == "1"


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG])
def test_a_data_set_without_preamble_or_meta_is_recognised(syntax: str) -> None:
    data = data_set(instance_elements(syntax), syntax)
    assert assert_like_pydicom(data).transfer_syntax_uid is None
    if syntax != EXPLICIT_BIG:
        bare = file_meta(syntax) + data
        assert assert_like_pydicom(bare).transfer_syntax_uid == syntax


def test_a_meta_without_transfer_syntax_leaves_it_to_the_first_element() -> None:
    for syntax in (EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG):
        assert_like_pydicom(part10(data_set(instance_elements(syntax), syntax), None))


@pytest.mark.parametrize(
    ("declared", "real"),
    [(EXPLICIT_LITTLE, IMPLICIT_LITTLE), (IMPLICIT_LITTLE, EXPLICIT_LITTLE)],
)
def test_the_first_element_outranks_the_declared_syntax(declared: str, real: str) -> None:
    assert_like_pydicom(part10(data_set(instance_elements(real), real), declared))


CHARSET_VALUES = [
    ("", "Buc^Jérôme".encode("latin-1")),
    ("ISO_IR 100", "Buc^Jérôme".encode("latin-1")),
    ("ISO_IR 192", "Wang^XiaoDong=王^小东=".encode()),
    ("ISO_IR 192", "Wang^XiaoDong=王^小东=".encode() + b"\xff"),
    ("ISO_IR 101", "Wałęsa".encode("iso8859_2")),
    ("ISO_IR 144", "Люкceмбypг".encode("iso8859_5")),
    ("ISO_IR 166", "นาย".encode("iso8859_11")),
    ("ISO_IR 13", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"),
    ("ISO_IR 13\\ISO 2022 IR 87", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J"),
    ("\\ISO 2022 IR 87", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
    ("\\ISO 2022 IR 149", b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7"),
    ("GB18030", "Wang^XiaoDong=王^小东".encode("gb18030")),
    ("GBK", "王^小东".encode("gbk")),
    ("ISO-IR 144", "Люкceмбypг".encode("iso8859_5")),
    ("utf8", "Jérôme".encode()),
]


@pytest.mark.parametrize(("character_set", "name"), CHARSET_VALUES)
def test_text_is_decoded_as_its_character_set_says(character_set: str, name: bytes) -> None:
    elements = instance_elements()
    elements[3:5] = [(0x00100010, "PN", name), (0x00100020, "LO", name.replace(b"=", b"\\"))]
    elements.insert(0, (0x00080005, "CS", character_set.encode()))
    assert assert_like_pydicom(part10(data_set(elements))).flaw is None


@pytest.mark.parametrize("character_set", ["zlib", "rot13", "no such set"])
def test_an_unknown_character_set_is_latin_1_and_said(character_set: str) -> None:
    elements = instance_elements(patient_name="J\xf6rg")
    elements[3] = (0x00100010, "PN", b"J\xf6rg")
    elements.insert(0, (0x00080005, "CS", character_set.encode()))
    row = row_of(part10(data_set(elements)))
    assert row.patient_name == "Jörg"
    assert row.flaw == "unknown Specific Character Set: read as Latin-1"


@pytest.mark.parametrize(
    "character_set", [b"\1\0", b"\\\\\\\\", b"\xff\xfe", b"ISO 2022 IR 87" * 90]
)
def test_no_character_set_stops_the_reader(character_set: bytes) -> None:
    elements = instance_elements()
    elements[3] = (0x00100010, "PN", b"J\xf6rg\x1b$B")
    elements.insert(0, (0x00080005, "CS", character_set))
    assert row_of(part10(data_set(elements))).sop_instance_uid == "1.2.3.1"


@pytest.mark.parametrize(
    ("tag", "vr", "value", "name", "expected"),
    [
        (0x00280010, "UL", struct.pack("<I", 70_000), "rows", 70_000),
        (0x00280010, "SS", struct.pack("<h", -4), "rows", -4),
        (0x00280010, "UN", us(9), "rows", 9),
        (0x00280010, "IS", b"12", "rows", 12),
        (0x00280010, "US", us(1) + us(2), "rows", None),
        (0x00280010, "US", b"", "rows", None),
        (0x00200013, "US", us(5), "instance_number", "5"),
        (
            0x00200032,
            "FD",
            struct.pack("<3d", 1, 2.5, -3),
            "image_position_patient",
            "1.0\\2.5\\-3.0",
        ),
        (0x00200013, "SQ", b"", "instance_number", None),
        (0x00100020, "UN", b"P7", "patient_id", "P7"),
        (0x00200013, "LO", b"007 ", "instance_number", "007"),
        (0x00100010, "PN", b"A^B==", "patient_name", "A^B"),
        (0x00200011, "IS", b" \0", "series_number", None),
    ],
)
def test_a_vr_other_than_the_dictionarys_is_taken_as_it_is(
    tag: int, vr: str, value: bytes, name: str, expected: str | int | None
) -> None:
    elements = [e for e in instance_elements() if e[0] != tag]
    elements = sorted([*elements, (tag, vr, value)], key=lambda e: e[0])
    row = row_of(part10(data_set(elements)))
    assert getattr(row, name) == expected
    assert row.patient_name is not None


def test_an_unknown_vr_is_left_to_pydicom() -> None:
    elements = instance_elements()
    data = data_set(elements[:3]) + element(0x00091001, "ZZ", b"ab") + data_set(elements[3:])
    assert_like_pydicom(part10(data))


def test_a_value_of_absurd_length_is_cut_and_said() -> None:
    row = row_of(instance(patient_name="x" * 20_000))
    assert row.patient_name == "x" * 4096
    assert row.flaw == "(0010,0010) is longer than 4,096 bytes: cut"


# ---- damage
def test_a_file_cut_anywhere_keeps_the_tags_before_and_says_so() -> None:
    whole = instance()
    full = row_of(whole)
    reader = HeaderReader()
    for length in range(132, len(whole)):
        answer = read(whole[:length], reader)
        if isinstance(answer, Problem):
            assert answer.kind in (ProblemKind.DAMAGED, ProblemKind.NO_IDENTITY)
            continue
        assert isinstance(answer, HeaderRow)
        pairs = zip(answer[FIRST:], full[FIRST:], strict=True)
        assert all(ours in (None, theirs) for ours, theirs in pairs)
    assert row_of(whole[:-1]).flaw == "the pixel data are cut short: 1 bytes are missing"
    assert full.flaw is None


def test_a_meta_that_ends_with_the_file_teaches_nothing_wrong() -> None:
    long = element(0x00020102, "OB", bytes(8_300))
    meta = file_meta(IMPLICIT_LITTLE)
    ends_with_file = bytes(128) + b"DICM" + meta
    elements = data_set(instance_elements(EXPLICIT_LITTLE))
    reader = HeaderReader()
    read(ends_with_file, reader)
    behind = bytes(128) + b"DICM" + meta + long + elements
    assert row_of(behind, reader) == row_of(behind)
    assert row_of(behind).patient_id == "P1"


def test_a_head_cut_short_is_no_head_even_when_its_beginning_is_known() -> None:
    long = element(0x00091001, "OB", b"ab")
    start = data_set(instance_elements()[:5])
    reader = HeaderReader()
    assert row_of(part10(start + long), reader).flaw is None
    for length in range(8, 12):
        cut = row_of(part10(start + long[:length]), reader)
        assert cut.flaw == "the file ends inside the head of an element"


def test_a_length_beyond_the_file_is_damage_and_reads_nothing() -> None:
    elements = instance_elements()
    for length in (0xFFFFFFF0, 0x7FFFFFF0, 100_000):
        long = element(0x00091001, "OB", b"", length=length)
        row = row_of(part10(data_set(elements[:3]) + long + data_set(elements[3:])))
        assert row.flaw == "the file ends before the end of (0009,1001)"
        assert (row.modality, row.patient_id) == ("CT", None)


def test_a_sequence_without_end_keeps_the_tags_before() -> None:
    endless = element(0x00091001, "SQ", b"", length=UNDEFINED) + item(b"")
    row = row_of(part10(data_set(instance_elements()[:5]) + endless))
    assert row.flaw == "the file ends inside the sequence (0009,1001)"
    assert row.patient_id == "P1"


@pytest.mark.parametrize("depth", [250, 100_000])
def test_hostile_nesting_is_counted_not_recursed(depth: int) -> None:
    head = element(0x00091001, "SQ", b"", length=UNDEFINED)
    nested = (head + struct.pack("<HHI", 0xFFFE, 0xE000, UNDEFINED)) * depth
    row = row_of(part10(data_set(instance_elements()[:5]) + nested))
    assert row.patient_id == "P1"
    assert row.flaw


def test_a_million_elements_are_not_read() -> None:
    many = element(0x00091001, "LO", b"") * 1_000_000
    row = row_of(part10(data_set(instance_elements()[:5]) + many))
    assert row.flaw == "more elements than can be read"


def test_a_deflate_bomb_is_read_as_far_as_needed() -> None:
    elements = instance_elements()
    bomb = element(0x00091001, "OB", bytes(200 << 20))
    row = row_of(part10(data_set(elements[:5]) + bomb + data_set(elements[5:]), DEFLATED))
    assert row.patient_id == "P1"
    assert row.flaw == "the file ends before the end of (0009,1001)"


@pytest.mark.parametrize("syntax", REFERENCED_DEFLATED)
def test_a_data_set_is_deflated_too_where_its_pixels_are_elsewhere(syntax: str) -> None:
    row = row_of(part10(data_set(instance_elements()), syntax))
    assert (row.patient_id, row.transfer_syntax_uid, row.flaw) == ("P1", syntax, None)


def test_deflated_bytes_that_look_like_an_element_are_none() -> None:
    for first in (b"E\x8cA\x0eD@", b"ab", b"\2"):
        data = part10(b"", DEFLATED)[:-2] + first
        answer = read(data)
        assert isinstance(answer, Problem)
        assert "pydicom" not in answer.detail
        assert "understood" not in answer.detail


def test_deflated_garbage_is_damage() -> None:
    assert read(part10(b"", None)[: -0 or None] + b"") is not None
    garbage = part10(b"", DEFLATED)[:-2] + b"\xff\xff\xff\xff"
    answer = read(garbage)
    assert isinstance(answer, Problem)


# ---- what is DICOM
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DICM",
        b"some text that is long enough to be looked at, and then some more of it" * 4,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"PK\3\4" + bytes(200),
        bytes(10_000),
        b"\x08\0\x05\0CS\x0a\0" + b"\xff" * 300,
    ],
)
def test_what_is_no_dicom_is_not_dicom(data: bytes) -> None:
    assert isinstance(read(data), NotDicom)


def test_a_directory_is_told_by_its_media_storage_class() -> None:
    assert isinstance(read(part10(b"", storage="1.2.840.10008.1.3.10")), Dicomdir)


def test_a_file_without_any_identity_is_a_problem() -> None:
    answer = read(part10(data_set([(0x00080060, "CS", b"CT"), (0x00100010, "PN", b"A^B")])))
    assert answer == Problem(0, "x", ProblemKind.NO_IDENTITY, "no UID, and no rows and columns")
    cut = read(
        part10(data_set([(0x00080060, "CS", b"CT")]) + element(0x00091001, "OB", b"", length=99))
    )
    assert isinstance(cut, Problem)
    assert cut.kind is ProblemKind.DAMAGED


@pytest.mark.parametrize(
    "identity",
    [
        [(0x00080016, "UI", CT.encode())],
        [(0x00080018, "UI", b"1.2")],
        [(0x0020000D, "UI", b"1.2")],
        [(0x0020000E, "UI", b"1.2")],
        [(0x00280010, "US", us(4)), (0x00280011, "US", us(4))],
    ],
)
def test_any_uid_or_rows_and_columns_make_an_instance(identity: list[Element]) -> None:
    assert row_of(part10(data_set(identity)))


def test_unreadable_paths_are_problems(tmp_path: Path) -> None:
    gone = header.read_row(3, str(tmp_path), "gone")
    assert isinstance(gone, Problem)
    assert (gone.root, gone.path, gone.kind) == (3, "gone", ProblemKind.VANISHED)
    (tmp_path / "folder").mkdir()
    folder = header.read_row(0, str(tmp_path), "folder")
    assert isinstance(folder, Problem)
    assert folder.kind is ProblemKind.SPECIAL_FILE


# ---- properties
STRING_VRS = [
    "AE",
    "AS",
    "CS",
    "DA",
    "DS",
    "DT",
    "IS",
    "LO",
    "LT",
    "PN",
    "SH",
    "ST",
    "TM",
    "UI",
    "UT",
    "UC",
]
NUMBER_VRS = {"US": 2, "SS": 2, "UL": 4, "SL": 4, "FL": 4, "FD": 8}
TAGS = [column.tag for column in COLUMNS if column.tag >> 16 != 2] + [
    0x00080012,
    0x00091001,
    0x00110010,
    0x00189004,
    0x00280103,
    0x00321060,
]
TAGS.remove(0x00080005)
printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=24)


@st.composite
def random_element(draw: st.DrawFn, syntax: str, depth: int = 0) -> bytes:
    tag = draw(st.sampled_from(TAGS))
    column = next((c for c in COLUMNS if c.tag == tag), None)
    kind = draw(st.sampled_from(["plain", "plain", "plain", "sequence"]))
    if kind == "sequence" and depth < 3 and column is None:
        items = draw(st.lists(st.lists(random_element(syntax, depth + 1), max_size=3), max_size=3))
        undefined = draw(st.booleans())
        order = ">" if syntax == EXPLICIT_BIG else "<"
        encoded = [
            item(b"".join(inner), undefined=draw(st.booleans()), order=order) for inner in items
        ]
        # A tag that no dictionary calls otherwise, so that implicit VR reads as a sequence too.
        return sequence(0x00081140, *encoded, undefined=undefined, syntax=syntax)
    if column is not None and column.vr == b"US":
        return element(tag, "US", us(draw(st.integers(0, 65535)), syntax), syntax)
    vr = column.vr.decode() if column is not None else draw(st.sampled_from(["LO", "OB", "UL"]))
    if vr in NUMBER_VRS:
        return element(tag, vr, bytes(draw(st.integers(0, 3)) * NUMBER_VRS[vr]), syntax)
    if vr in ("DS", "IS"):
        number = draw(st.integers(-999, 9999))
        return element(tag, vr, str(number).encode(), syntax)
    return element(tag, vr, draw(printable).encode(), syntax)


@st.composite
def random_file(draw: st.DrawFn) -> bytes:
    syntax = draw(st.sampled_from(SYNTAXES))
    plain = EXPLICIT_LITTLE if syntax == DEFLATED else syntax
    body = b"".join(draw(st.lists(random_element(plain), max_size=25)))
    return part10(body + element(0x00080018, "UI", b"1.2.3", plain), syntax)


@given(random_file())
def test_any_data_set_reads_as_pydicom_reads_it(data: bytes) -> None:
    assert_like_pydicom(data)


@given(st.lists(random_file(), min_size=2, max_size=6))
def test_what_was_read_before_never_changes_what_is_read(files: list[bytes]) -> None:
    reader = HeaderReader()
    for data in [*files, *files]:
        assert row_of(data, reader) == row_of(data)


def file_of_series(chance: random.Random, change: float) -> bytes:
    """Return a file with the elements of all of its series, of which some have other values."""

    def value(usual: str, *others: str) -> bytes:
        return (chance.choice(others) if chance.random() < change else usual).encode()

    reference = [element(0x00081155, "UI", value("1.2.3", "1.2.4", "1.2.34"))]
    return part10(
        b"".join(
            [
                element(0x00080008, "CS", value("ORIGINAL", "DERIVED ", "")),
                element(0x00080016, "UI", CT.encode()),
                element(0x00080018, "UI", str(chance.randrange(100, 999)).encode()),
                element(0x00080020, "DA", value("20240102", "20240103")),
                element(0x00080031, "TM", value("101112", "101113", "101112.5")),
                element(0x00080060, "CS", value("CT", "MR")),
                sequence(0x00081140, item(*reference, undefined=True), undefined=True),
                element(0x00091001, "LO", value("private", "PRIVATE")),
                element(0x00100010, "PN", value("A^B", "C^D", "Å^B")),
                element(0x00100020, "LO", value("1234", "4321", "")),
                element(0x00180050, "DS", value("1.25", "2.25", "10")),
                element(0x0020000D, "UI", value("1.2.3.4", "1.2.3.5")),
                element(0x00200013, "IS", str(chance.randrange(99)).encode()),
                element(0x00280010, "US", us(chance.choice((256, 512)))),
            ]
        )
    )


@given(st.integers(0, 10**6), st.floats(0, 0.2))
def test_what_repeats_in_a_series_is_read_anew_where_it_changes(seed: int, change: float) -> None:
    chance, reader = random.Random(seed), HeaderReader()
    for data in [file_of_series(chance, change) for _ in range(60)]:
        assert row_of(data, reader) == row_of(data)


def test_a_tag_that_comes_twice_has_its_last_value_in_every_file_of_a_series() -> None:
    reader = HeaderReader()
    for number in range(40):
        first, last = str(number % 3 + 1), "" if number < 30 else "7"
        twice = [element(0x00200011, "IS", text.encode()) for text in (first, last)]
        row = row_of(part10(element(0x00080018, "UI", b"1.2.3") + b"".join(twice)), reader)
        assert row.series_number == (last or None)


@given(random_file(), st.data())
def test_no_mutation_stops_the_reader(data: bytes, draw: st.DataObject) -> None:
    mutated = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 8))):
        place = draw.draw(st.integers(132, len(mutated) - 1))
        mutated[place] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(mutated)))
    assert isinstance(read(bytes(mutated[:cut])), HeaderRow | NotDicom | Dicomdir | Problem)
