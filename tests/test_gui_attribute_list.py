"""The attribute list follows the picture, keeps its place and says nothing that is hidden."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dicomtree.gui import style as styles
from dicomtree.gui.attribute_list import AttributeList, InspectorMemory
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.header import AttributeRow
from dicomtree.header.parts import Place
from dicomtree.header.sought import sought
from dicomtree.session.attribute_messages import (
    FilterTyped,
    ItemsWanted,
    LinkChosen,
    WholeValueLoaded,
    WholeValueWanted,
)
from dicomtree.session.identity import HIDDEN
from dicomtree.session.links import Link, LinkKind
from dicomtree.session.masking import shown_attributes
from dicomtree.session.messages import Message, SettingChosen
from dicomtree.session.outline import outline
from dicomtree.session.state import Session, WholeValue
from dicomtree.session.update import update
from tests.outline_nodes import every_node
from tests.screen import wait_until

pytestmark = pytest.mark.usefixtures("display")


def line(tag: str, keyword: str, vr: str, value: str, depth: int = 0) -> AttributeRow:
    return AttributeRow(depth, tag, keyword, keyword, vr, value)


def lines(count: int, slice_number: int) -> tuple[AttributeRow, ...]:
    """As in a series: all the same from slice to slice, but for one value."""
    return tuple(
        line(f"0018,{i:04X}", f"Attribute{i}", "LO", str(slice_number) if i == 5 else "same")
        for i in range(count)
    )


class _ListWindow:
    def __init__(self, memory: InspectorMemory | None = None) -> None:
        style = self.style = styles.make_style(hidden_root(), "dark", 100)
        styles.apply(hidden_root(), style)
        self.sent: list[Message] = []
        self.session = Session()
        self.view = AttributeList(style, self._take, memory or InspectorMemory())
        self._window = sg.Window(
            "attributes",
            [[self.view.element]],
            size=(500, 300),
            finalize=True,
            ttk_theme=styles.TTK_THEME,
        )
        self.root = self._window.TKroot
        self.view.attach()
        self.list = self.view.list
        self._drawn: Session | None = None

    def _take(self, message: Message) -> None:
        if isinstance(message, FilterTyped | SettingChosen):
            self.session, _ = update(self.session, message)
            self._search()
        else:
            self.sent.append(message)

    def _search(self) -> None:
        """Answer as `header.searching` does for the rows that are there."""
        known = self.session.attribute_filter
        hits: dict[Place, bool] = {}
        if known.text and (asked := sought(known.text)) is not None:
            for node in every_node(outline(self.session.attributes, {})):
                if asked.in_names(node.line) or asked.in_value(node.line.value):
                    hits[node.place] = not asked.in_names(node.line)
        found = replace(known, hits=hits if known.text else None)
        self.session = replace(self.session, attribute_filter=found)

    def show(self, session: Session) -> None:
        kept = self.session.settings, self.session.attribute_filter
        self.session = replace(session, settings=kept[0], attribute_filter=kept[1])
        self._search()
        self.draw()

    def draw(self) -> None:
        self.view.draw(self.session, self._drawn)
        self._drawn = self.session
        self.root.update()
        wait_until(self._is_drawn, "all rows")

    def _is_drawn(self) -> bool:
        self.root.update()
        return not self.view.rows.is_drawing

    def items(self, parent: str = "") -> list[str]:
        """Return the rows that can be scrolled to."""
        found = []
        for item in self.list.get_children(parent):
            found.append(item)
            if self.list.item(item, "open"):
                found += self.items(item)
        return found

    def texts(self) -> list[str]:
        """Return tag and value of each row, an item its name."""
        texts = ((self.tag(i), self.list.set(i, "value")) for i in self.items())
        return [" ".join(filter(None, pair)) for pair in texts]

    def tag(self, item: str) -> str:
        return self.list.set(item, "tag") or self.list.item(item, "text")

    def open(self, text: str) -> None:
        self._toggle(text, True, "<<TreeviewOpen>>")

    def fold(self, text: str) -> None:
        self._toggle(text, False, "<<TreeviewClose>>")

    def _toggle(self, text: str, is_open: bool, event: str) -> None:
        item = self.choose(text)
        self.list.item(item, open=is_open)
        self.list.event_generate(event)
        self.root.update()

    def choose(self, text: str) -> str:
        item = next(i for i in self.items() if self.tag(i) == text)
        self.list.focus(item)
        self.list.selection_set(item)
        return item

    def type(self, text: str) -> None:
        self.view.filter.entry.delete(0, "end")
        self.view.filter.entry.insert(0, text)
        self.draw()

    def press(self, keys: str) -> str:
        """Press keys in the list; return what is then on the clipboard."""
        self.list.focus_force()
        self.root.update()
        self.list.event_generate(keys)
        self.root.update()
        return str(self.root.clipboard_get())

    def close(self) -> None:
        self.view.close()
        self._window.close()


@pytest.fixture
def window(display: str) -> Iterator[_ListWindow]:
    made = _ListWindow()
    yield made
    made.close()


def nested() -> tuple[AttributeRow, ...]:
    """A plan's beams, each with a name and references."""
    return (
        line("0008,0016", "SOPClassUID", "UI", "1.2.3 (A Class)"),
        line("300A,00B0", "BeamSequence", "SQ", "2 items"),
        item(1),
        line("300A,00C2", "BeamName", "LO", "first", 1),
        line("300C,0042", "ReferencedReferenceImageSequence", "SQ", "1 item", 1),
        item(1, 2),
        line("0008,1155", "ReferencedSOPInstanceUID", "UI", "1.2.9", 2),
        line("0008,1160", "ReferencedFrameNumber", "IS", "7", 2),
        item(2),
        line("300A,00C2", "BeamName", "LO", "second", 1),
        line("0019,100C", "", "IS", "1000")._replace(name="a name"),
    )


def item(number: int, depth: int = 1) -> AttributeRow:
    return AttributeRow(depth, "", "", f"Item {number}", "", "", number=number)


def test_the_list_keeps_its_place_from_slice_to_slice(window: _ListWindow) -> None:
    session = Session()
    window.show(replace(session, attributes=lines(200, 1)))
    window.list.yview_moveto(0.4)
    items, place = window.items(), window.list.yview()
    window.show(replace(session, attributes=lines(200, 2)))
    assert window.items() == items
    assert window.list.yview() == place
    assert window.texts()[5] == "0018,0005 2"


def test_only_rows_whose_line_differs_are_touched_from_slice_to_slice(
    window: _ListWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show(replace(Session(), attributes=lines(200, 1)))
    touched: list[str] = []
    set_item = window.list.item

    def item(row: str, option: str | None = None, **options: object) -> object:
        touched.append(row)
        return set_item(row, option, **options)

    monkeypatch.setattr(window.list, "item", item)
    window.show(replace(Session(), attributes=lines(200, 2)))
    assert touched == [window.list.get_children()[5]]


def test_slices_paged_past_change_no_row(window: _ListWindow) -> None:
    session = replace(Session(), attributes=lines(20, 1), attributes_of="0/first")
    window.show(session)
    nodes = [window.view.rows.node_of(row) for row in window.items()]
    window.show(replace(session, attributes_of="0/second"))
    assert all(
        window.view.rows.node_of(row) is node
        for row, node in zip(window.items(), nodes, strict=True)
    )


def test_the_same_line_in_another_sequence_is_drawn_for_that_one(window: _ListWindow) -> None:
    ct = line("0008,0016", "SOPClassUID", "UI", "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)")
    inside = line("0008,1150", "ReferencedSOPClassUID", "UI", "1.2.3", 1)
    standard = line("0008,1140", "ReferencedImageSequence", "SQ", "1 item")
    private = line("0009,1140", "", "SQ", "1 item")
    types = []
    for around in (standard, private):
        window.show(replace(Session(), attributes=(ct, around, item(1), inside)))
        if around is standard:
            window.view.columns.fit(700)
            window.open("0008,1140")
        else:
            window.open("0009,1140")
        window.open("Item 1")
        types.append(window.list.set(window.items()[-1], "type"))
    assert types[0]
    assert types[1] == ""


def test_many_rows_in_an_open_sequence_come_little_by_little(window: _ListWindow) -> None:
    inside = (
        line(f"0018,{number:04X}", f"Attribute{number}", "LO", "x", 1) for number in range(5_000)
    )
    rows = (line("300A,00B0", "BeamSequence", "SQ", "1 item"), item(1), *inside)
    window.show(replace(Session(), attributes=rows))
    window.open("300A,00B0")
    window.choose("Item 1")
    row = window.list.focus()
    window.list.item(row, open=True)
    window.view._set_open(row, True)
    assert 100 < len(window.list.get_children(row)) < 5_000
    window.draw()
    assert len(window.list.get_children(row)) == 5_000


def test_the_list_grows_and_shrinks_with_the_instance(window: _ListWindow) -> None:
    session = Session()
    for count in (30, 80, 3, 0, 10):
        window.show(replace(session, attributes=lines(count, 1)))
        assert len(window.items()) == count
        assert len(window.view._tree_element.IdToKey) == count + 1


def test_sequences_open_on_demand_and_stay_open_from_slice_to_slice(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    assert len(window.items()) == 3
    window.open("300A,00B0")
    window.open("Item 2")
    expected = ["300A,00B0 2 items", "Item 1", "Item 2", "300A,00C2 second", "0019,100C 1000"]
    assert window.texts()[1:] == expected
    other = (*nested()[:1], line("0018,0001", "Other", "LO", "more"), *nested()[1:])
    window.show(replace(Session(), attributes=other))
    assert window.texts()[2:] == expected
    window.fold("300A,00B0")
    assert len(window.items()) == 4


def test_items_of_a_long_sequence_are_asked_for(window: _ListWindow) -> None:
    block = AttributeRow(1, "", "", "Items 101 to 150", "", "", number=-101)
    rows = (line("5200,9230", "PerFrame", "SQ", "150 items"), item(1), block)
    window.show(replace(Session(), attributes=rows))
    window.open("5200,9230")
    window.open("Items 101 to 150")
    place: Place = (0x52009230,)
    assert window.sent == [ItemsWanted(place, 101)]
    more = {(place, 101): (item(101), line("0020,0013", "InstanceNumber", "IS", "5", 1))}
    window.show(replace(Session(), attributes=rows, more_attributes=more))
    window.open("Item 101")
    assert window.texts()[2:] == ["Items 101 to 150", "Item 101", "0020,0013 5"]
    window.choose("0020,0013")
    assert window.press("<Control-p>") == "PerFrame[100].InstanceNumber"


def test_a_value_looks_the_same_whatever_it_is_made_of(window: _ListWindow) -> None:
    values = ["00123", "a { b", "$x [exit]", "tab\tnew\nline", "{}", "\\"]
    given = tuple(line("0018,0001", f"A{i}", "LO", value) for i, value in enumerate(values))
    window.show(replace(Session(), attributes=given))
    shown = [window.list.set(item, "value") for item in window.list.get_children()]
    assert shown[:3] == values[:3]
    assert "\t" not in shown[3]
    assert "\n" not in shown[3]


def test_the_chosen_value_is_copied_whole(window: _ListWindow) -> None:
    long = "x" * 1000
    window.show(replace(Session(), attributes=(line("0018,0001", "Long", "LT", long),)))
    window.view.focus()
    assert window.press("<Control-c>") == long


def test_everything_about_a_row_can_be_copied(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    window.choose("0008,0016")
    assert window.press("<Control-c>") == "1.2.3"
    window.open("300A,00B0")
    window.open("Item 2")
    window.choose("300A,00C2")
    assert window.press("<Control-p>") == "BeamSequence[1].BeamName"
    assert window.press("<Control-e>") == "ds.BeamSequence[1].BeamName"
    assert window.press("<Control-t>") == "300A,00C2"
    assert window.press("<Control-k>") == "BeamName"
    assert window.press("<Control-Shift-C>").split("\t") == [
        "300A,00C2", "BeamName", "LO", "", "second",
    ]  # fmt: skip
    window.choose("0019,100C")
    assert window.press("<Control-e>") == "ds[0x0019100C].value"


def test_the_filter_shows_what_matches_and_the_way_there(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    window.type("second")
    assert window.texts() == ["300A,00B0 2 items", "Item 2", "300A,00C2 second"]
    window.type("/^fir/")
    assert window.texts()[-1] == "300A,00C2 first"
    window.type("(0019,100c)")
    assert window.texts() == ["0019,100C 1000"]
    window.type("second")
    other = tuple(one._replace(value=one.value.replace("first", "second")) for one in nested())
    window.show(replace(Session(), attributes=other))
    assert [text for text in window.texts() if "second" in text] == ["300A,00C2 second"] * 2
    window.view.filter.entry.focus_force()
    window.view.filter.entry.event_generate("<Escape>")
    window.draw()
    assert len(window.items()) == 3


def test_a_window_in_another_look_goes_on_where_this_one_stood(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    window.open("300A,00B0")
    window.type("beam")
    other = _ListWindow(window.view.memory())
    other.session = window.session
    other.draw()
    assert other.texts() == window.texts()
    assert other.view.filter.entry.get() == "beam"
    other.close()


def test_a_long_list_is_scrolled_in_another_look_as_far_as_before(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=lines(900, 1)))
    window.list.yview_moveto(0.7)
    window.root.update()
    scrolled_to = window.list.yview()[0]
    other = _ListWindow(window.view.memory())
    other.session = window.session
    other.view.draw(other.session, None)
    other.view.restore_scroll()
    other.root.update()
    first = other.list.index(other.list.identify_row(other.list.winfo_height() // 2))
    assert first > 0.6 * 900
    assert scrolled_to > 0.6
    other.close()


def test_a_reference_leads_to_its_instance(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    window.type("1.2.9")
    window.choose("0008,1155")
    assert window.texts()[-1] == "0008,1155 → 1.2.9"
    window.list.focus_force()
    window.list.event_generate("<Return>")
    assert window.sent == [LinkChosen(Link(LinkKind.INSTANCE, "1.2.9", 7))]


def test_a_value_is_shown_whole_in_a_window_of_its_own(window: _ListWindow) -> None:
    session = replace(Session(), attributes=nested())
    window.show(session)
    window.choose("0019,100C")
    window.list.focus_force()
    window.list.event_generate("<Return>")
    assert window.sent == [WholeValueWanted((0x0019100C,), "a name (0019,100C)")]
    text = "one\n" + "W" * 40_000 + "\u202e $x [exit] \ud800"
    window.show(replace(session, whole_value=WholeValue("a name", text)))
    shown = window.view._value.text.get("1.0", "end")
    assert shown.startswith("one\nWWW")
    assert max(map(len, shown.split("\n"))) <= 2020
    assert shown.endswith("\\u202e $x [exit] \\ud800\n")
    window.show(replace(session, identity_hidden=True))
    assert window.view._value._window is None


def test_types_stand_beside_attributes_and_what_is_missing_is_listed(window: _ListWindow) -> None:
    given = (
        line("0008,0016", "SOPClassUID", "UI", "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"),
        line("0010,0010", "PatientName", "PN", ""),
        line("0018,1063", "FrameTime", "DS", "1"),
    )
    window.show(replace(Session(), attributes=given, attributes_of="0/ct"))
    assert [window.list.set(item, "type") for item in window.items()] == ["1", "2", ""]
    assert "mandatory missing or empty" in window.view.findings.cget("text")
    window.view.findings.invoke()
    (answer,) = window.sent
    assert isinstance(answer, WholeValueLoaded)
    assert answer.instance == "0/ct"
    assert "Modality is absent: type 1 in General Series" in answer.value.text
    assert "PatientName" not in answer.value.text
    assert "conditional, not checked" in answer.value.text
    hidden = replace(Session(), attributes=given, attributes_of="0/ct", identity_hidden=True)
    for value in (answer.value, WholeValue("Patient's Name", "Doe")):
        window.show(replace(hidden, whole_value=value))
        assert (window.view._value._window is not None) is value.is_harmless


def test_a_list_has_the_columns_that_it_has_room_for(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    for room, shown in (
        (250, ("value",)),
        (400, ("tag", "value")),
        (500, ("tag", "vr", "vm", "value")),
        (700, ("tag", "vr", "vm", "type", "value")),
    ):
        window.view.columns.fit(room)
        assert window.list.cget("displaycolumns") == shown
        widths = sum(window.list.column(name, "width") for name in ("#0", *shown))
        assert widths == room


def test_names_and_values_too_wide_for_their_column_end_in_an_ellipsis(
    window: _ListWindow,
) -> None:
    long = line("0018,0001", "W" * 60 + "End", "LO", "i" * 200)
    window.show(replace(Session(), attributes=(long, line("0018,0002", "Short", "LO", "too"))))
    first, second = window.items()
    name, value = window.list.item(first, "text"), window.list.set(first, "value")
    assert name.startswith("W")
    assert name.endswith("End")
    assert "…" in name
    assert value.endswith("i…")
    assert window.list.item(second, "text") == "Short"
    window.view.columns.fit(2000)
    window.root.update()
    assert len(window.list.set(first, "value")) > len(value)


def test_columns_are_chosen_and_dragged_and_both_are_kept(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=nested()))
    window.view.columns._toggle("type")
    window.draw()
    assert "type" in window.list.cget("displaycolumns")
    window.view.columns.keep_widths()
    assert window.session.settings.attribute_widths == (), "a click alone chooses nothing"
    window.list.column("tag", width=123)
    window.view.columns.keep_widths()
    window.draw()
    kept = window.session.settings
    assert kept.attribute_widths[1] == round(123 / window.style.unit)
    other = _ListWindow()
    other.show(Session())
    other._take(SettingChosen("attribute_widths", kept.attribute_widths))
    other._take(SettingChosen("attribute_columns", kept.attribute_columns))
    other.draw()
    assert other.list.column("tag", "width") == 123
    assert other.list.cget("displaycolumns") == window.list.cget("displaycolumns")
    other.view.columns._as_at_first()
    assert other.session.settings == Session().settings
    other.close()


def test_ten_thousand_rows_leave_the_window_alive(window: _ListWindow) -> None:
    window.show(replace(Session(), attributes=lines(10_000, 1)))
    window.type("Attribute5")
    assert window.texts()[0] == "0018,0005 1"


def test_very_many_rows_come_little_by_little(window: _ListWindow) -> None:
    session = replace(Session(), attributes=lines(10_000, 1))
    window.view.draw(session, None)
    assert len(window.list.get_children()) < 5_000

    def are_all_there() -> bool:
        window.root.update()
        return len(window.list.get_children()) == 10_000

    wait_until(are_all_there, "all rows")


IDENTIFYING = [
    ("0010,0010", "PatientName", "PN"),
    ("0010,0020", "PatientID", "LO"),
    ("0010,0030", "PatientBirthDate", "DA"),
    ("0010,4000", "PatientComments", "LT"),
    ("0008,0050", "AccessionNumber", "SH"),
    ("0008,0080", "InstitutionName", "LO"),
    ("0008,0090", "ReferringPhysicianName", "PN"),
    ("0009,1001", "", "LO"),
    ("0040,A123", "PersonName", "PN"),
]
HARMLESS = [
    ("0010,0040", "PatientSex", "CS"),
    ("0010,1010", "PatientAge", "AS"),
    ("0018,0060", "KVP", "DS"),
    ("0020,000D", "StudyInstanceUID", "UI"),
    ("0029,1008", "", "CS"),
]


@pytest.mark.parametrize(("tag", "keyword", "vr"), IDENTIFYING)
def test_what_says_who_it_is_can_be_hidden(tag: str, keyword: str, vr: str) -> None:
    session = replace(Session(), attributes=(line(tag, keyword, vr, "secret"),))
    assert shown_attributes(session)[0].value == "secret"
    assert shown_attributes(replace(session, identity_hidden=True))[0].value == HIDDEN


@pytest.mark.parametrize(("tag", "keyword", "vr"), HARMLESS)
def test_what_says_nothing_of_who_it_is_stays(tag: str, keyword: str, vr: str) -> None:
    session = replace(Session(), attributes=(line(tag, keyword, vr, "shown"),))
    assert shown_attributes(replace(session, identity_hidden=True))[0].value == "shown"


def test_hiding_reaches_the_list_on_screen(window: _ListWindow) -> None:
    session = replace(Session(), attributes=(line("0010,0010", "PatientName", "PN", "DOE^Jane"),))
    window.show(session)
    assert window.texts() == ["0010,0010 DOE^Jane"]
    window.show(replace(session, identity_hidden=True))
    assert window.texts() == [f"0010,0010 {HIDDEN}"]
