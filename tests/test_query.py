"""What a query says, word by word, and which values it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree.header import named_attribute
from dicomtree.query import Attribute, Kind, QueryError, Value, completion, matcher, parse, printed
from dicomtree.query.syntax import Comparison, Either, Every, Not, Presence, Term, Word

KINDS = {
    "PatientName": Kind.TEXT,
    "PatientID": Kind.TEXT,
    "StudyDescription": Kind.TEXT,
    "SeriesDescription": Kind.TEXT,
    "Modality": Kind.TEXT,
    "ImageType": Kind.TEXT,
    "SliceThickness": Kind.NUMBER,
    "StudyDate": Kind.DATE,
    "SeriesDate": Kind.DATE,
    "StudyTime": Kind.TIME,
    "AcquisitionDateTime": Kind.DATE_TIME,
    "PatientAge": Kind.AGE,
    "0019,100C": Kind.UNKNOWN,
    "gaps": Kind.FINDING,
    "warnings": Kind.FINDING,
}
BY_LETTERS = {name.casefold(): name for name in KINDS}


def vocabulary(name: str) -> Attribute | None:
    proper = BY_LETTERS.get(name.casefold())
    return None if proper is None else Attribute(proper, KINDS[proper])


def holds(query: str, **values: Value) -> bool:
    made = matcher(parse(query), vocabulary)
    return made.matches([values.get(name) for name in made.attributes])


# ---- parse, print, parse
names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,12}", fullmatch=True).filter(
    lambda name: name.casefold() not in {"not", "and", "or"}
)
tags = st.from_regex(
    r"[0-9a-fA-F]{4},?[0-9a-fA-F]{4}|\([0-9a-fA-F]{4}, ?[0-9a-fA-F]{4}\)", fullmatch=True
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "!~"])
leaves: st.SearchStrategy[Term] = st.one_of(
    st.builds(Word, texts),
    st.builds(Comparison, st.one_of(names, tags), operators, texts),
    st.builds(Presence, names, st.booleans()),
)


def groups(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(Every, several), st.builds(Either, several))


@given(st.one_of(st.just(Every(())), st.recursive(leaves, groups, max_leaves=12)))
def test_what_is_printed_parses_to_the_same(term: Term) -> None:
    assert parse(printed(term)) == term


@given(st.text(st.sampled_from('ab "=<>!~():*not or has:'), max_size=30))
def test_any_text_is_a_query_or_an_error_with_its_place(text: str) -> None:
    fault: QueryError | None = None
    try:
        term = parse(text)
    except QueryError as error:
        fault = error
    else:
        assert parse(printed(term)) == term
    if fault is not None:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.reason


def test_spaces_around_an_operator_change_nothing() -> None:
    assert parse("SliceThickness < 2") == parse("SliceThickness<2")


def test_or_binds_less_than_standing_side_by_side() -> None:
    both = Every((Word("a"), Word("b")))
    assert parse("a b or c") == Either((both, Word("c")))
    assert parse("a and b OR c") == parse("a b or c")
    assert parse("a (b or c)") == Every((Word("a"), Either((Word("b"), Word("c")))))


def test_a_tag_may_stand_in_brackets_of_its_own_in_front_of_an_operator() -> None:
    assert parse("(0018,0050)<2") == Comparison("(0018,0050)", "<", "2")
    assert parse("((0018, 0050) < 2)") == Comparison("(0018, 0050)", "<", "2")
    assert parse("(0018,0050)") == Word("0018,0050")
    assert named_attribute("(0018, 0050)") == named_attribute("SliceThickness")


def test_two_quotes_inside_quotes_are_one() -> None:
    assert parse('"a ""b"""') == Word('a "b"')


@pytest.mark.parametrize(
    ("query", "fault", "words"),
    [
        ("Modality=", "Modality=", "a value is missing"),
        ("ct <2", "ct", "is no attribute"),
        ("= 5", "=", "an attribute is missing"),
        ('brain "t1', '"t1', "the closing quote is missing"),
        ("(a b", "(", "the closing bracket is missing"),
        ("a b)", ")", "there is no opening bracket"),
        ("a not", "", "a word is missing here"),
        ("a or or b", "or", "a word is missing in front"),
        ("Modalty=CT", "Modalty", "is no attribute"),
        ("has:holes", "has:holes", "is no attribute, nor a finding"),
        ("has:", "has:", "a name is missing"),
        ("SliceThickness<thin", "thin", "a number such as"),
        ("StudyDate>=March", "March", "a date such as"),
        ("StudyTime>noon", "noon", "a time such as"),
        ("StudyDate>=2019-13", "2019-13", "a date such as"),
        ("StudyDate=2019-03-32", "2019-03-32", "a date such as"),
        ("StudyTime>25", "25", "a time such as"),
        ("AcquisitionDateTime<2019-03-25T14:61", "2019-03-25T14:61", "a date and time such as"),
        ("PatientAge>old", "old", "an age such as"),
        ("Modality=CT=MR", "=", "needs quotes"),
        ("gaps=1", "gaps", "has:gaps"),
        ("(" * 70 + "a" + ")" * 70, "(", "more brackets"),
    ],
)
def test_errors_point_at_the_word(query: str, fault: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        matcher(parse(query), vocabulary)
    error = caught.value
    assert query[error.start : error.end] == fault
    assert words in error.reason


# ---- words
def test_plain_words_are_found_in_any_script_without_case_and_accents() -> None:
    assert holds("muller", PatientName="MÜLLER^Jörg")
    assert holds("jorg müller", PatientName="MÜLLER^Jörg")
    assert holds("иванов", PatientName="ИВАНОВ^Иван")
    assert holds("山田", PatientName="Yamada^Tarou=山田^太郎")
    assert holds("sorensen", PatientName="SØRENSEN")
    assert holds("ｃｔ", Modality="CT")
    assert not holds("mr", Modality="CT")


def test_plain_words_look_where_people_know_a_series_by() -> None:
    for name in ("PatientID", "StudyDescription", "SeriesDescription", "Modality"):
        assert holds("abc", **{name: "xABCx"})
    assert holds("2019-03", StudyDate="20190325")
    assert holds("20190325", SeriesDate="20190325")
    assert not holds("abc", ImageType="abc")
    assert not holds("ab", PatientID="a", StudyDescription="b")


def test_every_word_must_be_found() -> None:
    assert holds("doe brain", PatientName="Doe", SeriesDescription="Brain")
    assert not holds('"doe brain"', PatientName="Doe", SeriesDescription="Brain")
    assert holds("doe^jane or doe", PatientName="Doe^Jane")


# ---- comparisons
@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("SliceThickness=5", {"SliceThickness": "5.000"}, True),
        ("SliceThickness<2", {"SliceThickness": "1.25"}, True),
        ("SliceThickness<2", {"SliceThickness": "10"}, False),
        ("SliceThickness<2", {}, False),
        ("SliceThickness<2", {"SliceThickness": "thin"}, False),
        ("not SliceThickness<2", {}, True),
        ("SliceThickness!=2", {}, True),
        ("SliceThickness!=2", {"SliceThickness": 2}, False),
        ("modality=ct", {"Modality": "CT"}, True),
        ("Modality=C", {"Modality": "CT"}, False),
        ("Modality~C", {"Modality": "CT"}, True),
        ("Modality!~C", {"Modality": "CT"}, False),
        ("Modality!~C", {}, True),
        ("ImageType=axial", {"ImageType": "ORIGINAL\\PRIMARY\\AXIAL"}, True),
        ("ImageType=ORIGINAL\\PRIMARY", {"ImageType": "ORIGINAL\\PRIMARY"}, True),
        ("ImageType=ORIG", {"ImageType": "ORIGINAL\\PRIMARY"}, False),
        ('SeriesDescription~"brain*"', {"SeriesDescription": "BRAIN [5mm]"}, True),
        ('SeriesDescription~"brain*"', {"SeriesDescription": "T1 brain"}, False),
        ('SeriesDescription~"brain [?mm]"', {"SeriesDescription": "BRAIN [5mm]"}, True),
        ("StudyDate>=2019-03", {"StudyDate": "20190301"}, True),
        ("StudyDate>=2019-03", {"StudyDate": "20190228"}, False),
        ("StudyDate>2019-03", {"StudyDate": "20190331"}, False),
        ("StudyDate<=2019-03", {"StudyDate": "20190331"}, True),
        ("StudyDate=2019", {"StudyDate": "2019.03.31"}, True),
        ("StudyDate<20190301", {"StudyDate": "20190228"}, True),
        ("StudyTime>=14:30", {"StudyTime": "143000.123"}, True),
        ("StudyTime<14", {"StudyTime": "135959"}, True),
        ("AcquisitionDateTime>2019-03-25T14", {"AcquisitionDateTime": "20190325150000+0100"}, True),
        ("AcquisitionDateTime=2019-03", {"AcquisitionDateTime": "20190325150000-0500"}, True),
        ("PatientAge>60", {"PatientAge": "061Y"}, True),
        ("PatientAge<2Y", {"PatientAge": "006M"}, True),
        ("PatientAge<1M", {"PatientAge": "006W"}, False),
        ("0019,100C>500", {"0019,100C": "1000"}, True),
        ("0019,100C=500", {"0019,100C": "500.0"}, True),
        ("0019,100C!=500", {"0019,100C": "1000\\0500"}, False),
        ("0019,100C=b500", {"0019,100C": "B500"}, True),
        ("0019,100C=500", {"0019,100C": "b500"}, False),
        ("SliceThickness=1\\2", {"SliceThickness": "1.0\\2"}, True),
        ("SliceThickness=1\\2", {"SliceThickness": "2\\1"}, False),
        ("SliceThickness!=1\\2", {"SliceThickness": ("2\\1", "1\\2")}, False),
        ("SliceThickness<2", {"SliceThickness": ("5", "1.5")}, True),
        ("SliceThickness<2", {"SliceThickness": ("5", "3")}, False),
        ("SliceThickness!=5", {"SliceThickness": ("5", "3")}, False),
        ("SliceThickness!=5", {"SliceThickness": ("4", "3")}, True),
        ("not SliceThickness=5", {"SliceThickness": ("4", "3")}, True),
        ("ImageType!~mixed", {"ImageType": ("A\\MIXED", "A\\B")}, False),
        ("ImageType=a\\b", {"ImageType": ("A\\MIXED", "A\\B")}, True),
        ("has:SliceThickness", {"SliceThickness": ("5", "3")}, True),
        ("missing:SliceThickness", {"SliceThickness": ("5", "3")}, False),
    ],
)
def test_each_kind_compares_in_its_own_way(
    query: str, values: dict[str, Value], expected: bool
) -> None:
    assert holds(query, **values) is expected


def test_a_wildcard_cannot_stand_still_on_a_long_text() -> None:
    assert not holds(f'PatientName~"{"a*" * 60}b"', PatientName="a" * 60_000)


def test_presence_means_a_value() -> None:
    assert holds("has:StudyDate", StudyDate="2019")
    assert holds("missing:StudyDate")
    assert not holds("missing:StudyDate", StudyDate="")  # there, though it holds no text


def test_findings_are_asked_for_by_name() -> None:
    assert holds("has:gaps", findings="tilt\\gaps")
    assert holds("missing:gaps", findings="tilt")
    assert holds("has:warnings", findings="tilt")
    assert holds("missing:warnings")


# ---- completion
def test_completion_offers_names_by_their_beginning_and_their_words() -> None:
    names = ["SliceThickness", "SliceLocation", "ReconstructionSliceCount", "Resliced"]
    assert completion("ct slice", 8, names) == (
        3,
        8,
        ("SliceThickness", "SliceLocation", "ReconstructionSliceCount"),
    )


def test_completion_knows_what_is_no_name() -> None:
    names = ["SliceThickness"]
    assert completion("Modality=sl", 11, names)[2] == ()
    assert completion("Modality = sl", 13, names)[2] == ()
    assert completion('"a sl', 5, names)[2] == ()
    assert completion("s", 1, names)[2] == ()
    assert completion("missing:sl", 10, names) == (8, 10, ("SliceThickness",))


def test_a_whole_name_may_only_become_longer() -> None:
    names = ["SliceLocation", "SliceLocationVector", "ReferencedSliceLocation"]
    assert completion("SliceLocation", 13, names)[2] == ("SliceLocationVector",)
