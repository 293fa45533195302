"""What can happen around the attributes of the instance on screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dicomtree.header.attribute_row import AttributeRow
from dicomtree.header.parts import Found, Place

if TYPE_CHECKING:
    from dicomtree.session.links import Link
    from dicomtree.session.state import WholeValue


@dataclass(frozen=True, slots=True)
class ItemsWanted:
    """The user wants to see items, from the `first` on, of the sequence at `place`."""

    place: Place
    first: int


@dataclass(frozen=True, slots=True)
class ItemsLoaded:
    """Items of a long sequence of one instance."""

    instance: str
    place: Place
    first: int
    lines: tuple[AttributeRow, ...]


@dataclass(frozen=True, slots=True)
class WholeValueWanted:
    """The user wants to see one value in full, or to have it on the clipboard."""

    place: Place
    name: str
    is_copied: bool = False


@dataclass(frozen=True, slots=True)
class WholeValueLoaded:
    """One value of one instance in full."""

    instance: str
    value: "WholeValue"


@dataclass(frozen=True, slots=True)
class WholeValueClosed:
    """The user has seen the value, or has it on the clipboard."""


@dataclass(frozen=True, slots=True)
class FilterTyped:
    """The user wants to see those attributes alone that `text` asks for; "" for all."""

    text: str


@dataclass(frozen=True, slots=True)
class AttributesSearched:
    """What a search for `text` has found in the header of an instance."""

    instance: str
    text: str
    found: Found


@dataclass(frozen=True, slots=True)
class LinkChosen:
    """The user wants to see what a row refers to."""

    link: "Link"


AttributeMessage = (
    ItemsWanted
    | ItemsLoaded
    | WholeValueWanted
    | WholeValueLoaded
    | WholeValueClosed
    | FilterTyped
    | AttributesSearched
    | LinkChosen
)
