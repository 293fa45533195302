"""The attribute list follows the picture, keeps its place and says nothing that is hidden."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dicomtree.gui import style as styles
from dicomtree.gui.attribute_list import AttributeList
from dicomtree.gui.toolkit import hidden_root, sg
from dicomtree.header import AttributeRow
from dicomtree.session.identity import HIDDEN
from dicomtree.session.masking import shown_attributes
from dicomtree.session.state import Session

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
    def __init__(self) -> None:
        style = styles.make_style(hidden_root(), "dark", 100)
        styles.apply(hidden_root(), style)
        self.view = AttributeList(style)
        self._window = sg.Window(
            "attributes",
            [[self.view.element]],
            size=(420, 300),
            finalize=True,
            ttk_theme=styles.TTK_THEME,
        )
        self.root = self._window.TKroot
        self.view.attach()
        self.list = self.view.list
        self._drawn: Session | None = None

    def show(self, session: Session) -> None:
        self.view.draw(session, self._drawn)
        self._drawn = session
        self.root.update()

    def values(self) -> list[tuple[str, ...]]:
        return [tuple(map(str, self.list.item(i, "values"))) for i in self.list.get_children()]

    def close(self) -> None:
        self._window.close()


@pytest.fixture
def window(display: str) -> Iterator[_ListWindow]:
    made = _ListWindow()
    yield made
    made.close()


def test_the_list_keeps_its_place_from_slice_to_slice(window: _ListWindow) -> None:
    session = Session()
    window.show(replace(session, attributes=lines(200, 1)))
    window.list.yview_moveto(0.4)
    items, place = window.list.get_children(), window.list.yview()
    window.show(replace(session, attributes=lines(200, 2)))
    assert window.list.get_children() == items
    assert window.list.yview() == place
    assert window.values()[5] == ("0018,0005", "LO", "Attribute5", "2")


def test_the_list_grows_and_shrinks_with_the_instance(window: _ListWindow) -> None:
    session = Session()
    for count in (30, 80, 3, 0, 10):
        window.show(replace(session, attributes=lines(count, 1)))
        assert len(window.values()) == count
        assert len(window.view.element.IdToKey) == count + 1


def test_nested_attributes_stand_further_in(window: _ListWindow) -> None:
    nested = (line("0008,1140", "Images", "SQ", "1 item"), line("0008,1150", "Uid", "UI", "1", 1))
    window.show(replace(Session(), attributes=nested))
    first, second = (values[0] for values in window.values())
    assert len(second) - len(second.lstrip()) > len(first) - len(first.lstrip())


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
    window.list.focus_force()
    window.root.update()
    window.list.event_generate("<Control-c>")
    window.root.update()
    assert window.root.clipboard_get() == long


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
    assert window.values()[0][3] == "DOE^Jane"
    window.show(replace(session, identity_hidden=True))
    assert window.values()[0][3] == HIDDEN
