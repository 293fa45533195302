"""What is shown is literal, visible and short; what is read is as people write it."""

import codecs
import string
import tkinter
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.text import (
    CHARACTER_SETS,
    csv_cell,
    natural_key,
    person_name,
    readable_age,
    readable_date,
    readable_date_time,
    readable_size,
    readable_time,
    redecoded,
    show,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))


# ---- the gate
@pytest.mark.parametrize(
    "text",
    [
        "Trauma/plain head",
        "Jiří",
        "山田 太郎",
        "Ελλάδα",
        "[exit] $x {a} \\",
        "",
    ],
)
def test_what_is_harmless_is_shown_as_it_is(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\r\nd", "a b c  d"),
        ("nul\0", "nul\\x00"),
        ("bell\x07 escape\x1b[31m", "bell\\x07 escape\\x1b[31m"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2066isolate\u2069", "\\u2066isolate\\u2069"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("byte \udcff", "byte \\xff"),
        ("surrogate \ud83d", "surrogate \\ud83d"),
        ("line\u2028paragraph\u2029", "line paragraph "),
        ("em\u2003space\u00a0", "em space "),
        ("\u3164", "\\u3164"),
        ("not assigned \uffff", "not assigned \\uffff"),
    ],
)
def test_what_acts_or_hides_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert show(text) == shown


def test_letters_are_composed() -> None:
    assert show("Jir\u030ci\u0301") == "Jiří"


def test_a_mark_does_not_change_an_escape() -> None:
    assert show("\u202e\u0301") == "\\u202e\\u0301"


def test_a_joiner_is_kept_where_a_script_needs_it() -> None:
    persian = "می\u200cخواهم"
    assert show(persian) == persian
    assert show("pay\u200dpal") == "pay\\u200dpal"


def test_symbols_outside_the_basic_plane_are_escapes_where_they_could_kill() -> None:
    assert show("\N{GRINNING FACE}", emoji=False) == "\\U0001f600"
    assert show("\N{GRINNING FACE}", emoji=True) == "\N{GRINNING FACE}"


def test_rare_ideographs_of_names_are_letters() -> None:
    assert show("\U00020bb7野", emoji=False) == "\U00020bb7野"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert show("x" * 256) == "x" * 256
    assert show("x" * 257) == "x" * 255 + "…"
    assert show("x" * 10_000_000) == "x" * 255 + "…"
    assert show("abcdef", 4) == "abc…"


def test_an_escape_is_shown_whole_or_not_at_all() -> None:
    assert show("abc\u202edef", 8) == "abc…"


@given(ANY_TEXT, st.integers(1, 40), st.booleans())
def test_whatever_the_text_one_short_printable_line_is_shown(
    text: str, limit: int, emoji: bool
) -> None:
    shown = show(text, limit, emoji=emoji)
    assert len(shown) <= limit
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} for c in shown)
    assert all(unicodedata.category(c) != "Cf" or c in "\u200c\u200d" for c in shown)
    shown.encode("utf-8")
    assert show(shown, limit, emoji=emoji) == shown


@given(st.text(string.ascii_letters + string.digits + string.punctuation + " ", max_size=256))
def test_printable_ascii_is_untouched(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "W" * 1_000_000, "\t" * 500, "{a [exit] $b\\", "\0\ud800"]
)
def test_a_label_survives_what_is_shown(display: str, text: str) -> None:
    root = tkinter.Tk()
    label = tkinter.Label(root, text=show(text))
    label.pack()
    root.update()
    assert label.cget("text") == show(text)
    root.destroy()


# ---- spreadsheets
@pytest.mark.parametrize("start", [*"=+-@\t\r\n＝＋－＠", "  =", " \u00a0@", " \t x"])
def test_a_cell_that_could_act_is_made_text(start: str) -> None:
    assert csv_cell(start + "SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("text", ["", " ", "DOE^JANE", "1.2.840", "a=b", "5-6", "'=x"])
def test_a_cell_that_cannot_act_is_left_alone(text: str) -> None:
    assert csv_cell(text) == text


@given(ANY_TEXT)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = csv_cell(text)
    assert cell.lstrip(" ")[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")


# ---- order
def test_paths_sort_by_number_and_folder_by_folder() -> None:
    paths = ["b", "a-b/x", "a/x10", "a/x9", "a/X9", "a/x09", "10/1", "9/2"]
    assert sorted(paths, key=natural_key) == [
        "9/2",
        "10/1",
        "a/X9",
        "a/x09",
        "a/x9",
        "a/x10",
        "a-b/x",
        "b",
    ]


def test_a_number_may_be_longer_than_python_reads() -> None:
    longest = "1" * 5000
    assert natural_key("2") < natural_key(longest) < natural_key("2" + longest)


@given(st.lists(st.text(), unique=True), st.randoms())
def test_every_order_of_names_sorts_the_same(names: list[str], random: Random) -> None:
    shuffled = random.sample(names, len(names))
    assert sorted(names, key=natural_key) == sorted(shuffled, key=natural_key)


# ---- for people
@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("DOE^Jane", "DOE, Jane"),
        ("DOE^Jane^^^", "DOE, Jane"),
        ("DOE", "DOE"),
        ("^Jane", "Jane"),
        (
            "Adams^John Robert^Quincy^Rev.^B.A. M.Div.",
            "Adams, John Robert Quincy, Rev., B.A. M.Div.",
        ),
        ("Yamada^Taro=山田^太郎", "Yamada, Taro (山田 太郎)"),
        ("Yamada^Taro=山田^太郎=やまだ^たろう", "Yamada, Taro (山田 太郎, やまだ たろう)"),
        ("=山田^太郎", "山田 太郎"),
        ("ﾔﾏﾀﾞ^ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "Hong, Gildong (洪 吉洞, 홍 길동)"),
        ("  DOE  ^  Jane  Ann ", "DOE, Jane Ann"),
        ("DOE^Jane\\ROE^Ann", "DOE, Jane; ROE, Ann"),
        ("a^b^c^d^e^f", "a, b c, d, e, f"),
        ("^^^", ""),
        ("", ""),
    ],
)
def test_a_person_name_reads_as_people_write_it(value: str, name: str) -> None:
    assert person_name(value) == name


@given(ANY_TEXT)
def test_no_part_of_a_name_is_lost(value: str) -> None:
    kept = set(person_name(value))
    assert {c for c in value if not c.isspace() and c not in "^=\\"} <= kept


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("20150206", "2015-02-06"),
        ("2015.02.06", "2015-02-06"),
        ("20150230", "20150230"),
        ("20150206-20150207", "20150206-20150207"),
        ("２０１５０２０６", "２０１５０２０６"),
        ("unknown", "unknown"),
        (None, ""),
    ],
)
def test_a_date_is_shown_with_hyphens_or_as_it_is(value: str | None, shown: str) -> None:
    assert readable_date(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("142501.123456", "14:25:01"),
        ("142501", "14:25:01"),
        ("1425", "14:25"),
        ("14:25:01", "14:25:01"),
        ("235960", "23:59:60"),
        ("14", "14"),
        ("256199", "256199"),
        (None, ""),
    ],
)
def test_a_time_is_shown_with_colons_or_as_it_is(value: str | None, shown: str) -> None:
    assert readable_time(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("20150206142501.12+0100", "2015-02-06 14:25:01 +01:00"),
        ("201502061425", "2015-02-06 14:25"),
        ("20150206", "2015-02-06"),
        ("201502", "201502"),
        ("20159906142501", "20159906142501"),
        ("20150206992501", "20150206992501"),
        (None, ""),
    ],
)
def test_a_date_time_is_shown_in_parts_or_as_it_is(value: str | None, shown: str) -> None:
    assert readable_date_time(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("044Y", "44 years"),
        ("001M", "1 month"),
        ("010D", "10 days"),
        ("002W", "2 weeks"),
        ("44", "44"),
        (None, ""),
    ],
)
def test_an_age_is_shown_in_words_or_as_it_is(value: str | None, shown: str) -> None:
    assert readable_age(value) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (526_336, "526 kB"),
        (10**21, "1000 EB"),
    ],
)
def test_a_size_has_two_or_three_figures(size: int, shown: str) -> None:
    assert readable_size(size) == shown


# ---- character sets
def test_every_character_set_that_is_offered_is_known() -> None:
    for codec in CHARACTER_SETS.values():
        codecs.lookup(codec)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Иванов^Иван", "Cyrillic (ISO)"),
        ("Люкceмбypг", "Unicode (UTF-8)"),
        ("王^小東", "Chinese, simplified (GB18030)"),
        ("山田^太郎", "Japanese (Shift JIS)"),
        ("山田^太郎", "Japanese (ISO 2022)"),
        ("김희중", "Korean"),
        ("Buc^Jérôme", "Western European (Latin-1)"),
    ],
)
def test_a_text_read_as_latin_1_can_be_read_again(name: str, label: str) -> None:
    misread = name.encode(CHARACTER_SETS[label]).decode("latin-1")
    assert redecoded(misread, label) == name


def test_bytes_that_do_not_fit_stay_as_they_were() -> None:
    assert redecoded("Jérôme", "Unicode (UTF-8)") == "Jérôme"
    assert redecoded("山田", "Cyrillic (ISO)") == "山田"
    assert redecoded("Jérôme", None) == "Jérôme"
    assert redecoded("Jérôme", "a choice of a later version") == "Jérôme"
