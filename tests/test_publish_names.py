"""A name made of any text is legal everywhere, stays where it belongs, and does not change again."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.publish import name_key, numbered, safe_name
from dicomtree.publish.names import LONGEST_NAME, split_extension

DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
FORBIDDEN = set("/\\:*?\"<>|$`;&!'#%^~[]{}\0")
PIECES = [
    *DEVICES, "..", ".", "/", "\\", ":", "\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", " ", "\n",
    "-rf", "~", "$(reboot)", "`id`", "[exec rm]", "%SystemRoot%", "a", "Z", "é", "e\u0301", "ß", "ﬁ",
    "²", "／", "．．", "℀", "½", "\ud800", "\udcff", "\U0001f600", "\U000e0001", "한", "ㅎ", "ᄒ",
    "\u0338", "\u0300" * 40, "山田", "x" * 300, ".dcm", ".CON", "CON.", "=", "\u2028", "\x85", "1.2.840",
]  # fmt: skip


def assert_legal(name: str) -> None:
    assert 0 < len(name.encode("utf-8")) <= 110
    assert not FORBIDDEN & set(name)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cn", "Co", "Cs"} for c in name)
    assert name[0] not in "-. "
    assert name[-1] not in ". "
    assert name.partition(".")[0].strip().lower() not in DEVICES
    assert unicodedata.is_normalized("NFKC", name)
    assert safe_name(name) == name


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_makes_a_legal_name_that_is_its_own_name(text: str) -> None:
    assert_legal(safe_name(text))


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_hostile_pieces_in_any_order_make_a_legal_name(text: str) -> None:
    assert_legal(safe_name(text))


def test_a_hundred_thousand_random_strings_make_legal_names(long: bool) -> None:
    draw = random.Random(7)
    for _ in range(100_000 if long else 4_000):
        pieces = draw.choices(PIECES, k=draw.randrange(6))
        pieces += map(chr, draw.choices(range(0x110000), k=draw.randrange(30)))
        draw.shuffle(pieces)
        assert_legal(safe_name("".join(pieces)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("..", "_"),
        ("/etc/passwd", "_etc_passwd"),
        ("a\0b", "ab"),
        ("CON", "_CON"),
        ("com².txt", "_com2.txt"),
        ("T1 AX / post", "T1 AX _ post"),
        ("Müller^Jörg", "Müller_Jörg"),
        ("-rf", "rf"),
        ("x.", "x"),
        ("C:\\temp", "C__temp"),
    ],
)
def test_names_read_as_the_text_did(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_long_name_is_cut_and_bears_a_hash_of_the_whole() -> None:
    one, other = safe_name("x" * 10_000 + "1.dcm"), safe_name("x" * 10_000 + "2.dcm")
    assert len(one) == LONGEST_NAME
    assert one.endswith(".dcm")
    assert one != other


def test_names_that_some_file_system_takes_for_one_share_a_key() -> None:
    assert name_key("STRASSE") == name_key("straße")
    assert name_key("e\u0301t\u0301") == name_key("ÉT\u0301")
    assert name_key("a") != name_key("b")


def test_the_last_number_of_a_uid_is_no_extension() -> None:
    assert numbered("CT.1.2.3", 2) == "CT.1.2.3 (2)"
    assert numbered("CT.1.2.3.dcm", 3) == "CT.1.2.3 (3).dcm"
    assert split_extension(".dcm") == (".dcm", "")


def test_a_second_volume_keeps_the_extension_that_others_know_it_by() -> None:
    assert numbered("brain.nii.gz", 2) == "brain (2).nii.gz"
    assert split_extension(".nii.gz") == (".nii.gz", "")
    assert safe_name("x" * 300 + ".nii.gz", 20).endswith(".nii.gz")
