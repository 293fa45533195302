"""Makes the table of attribute types: `python -m tests.make_attribute_types`.

The source is the extract of PS3.3 that highdicom carries as JSON (`highdicom/_standard`, MIT),
made from what Innolitics' dicom-standard parses out of the Standard's own text. The files do not name their
edition; `EDITION` says by what it can be told.
"""

import json
from importlib import metadata, resources
from pathlib import Path
from typing import Any, TypedDict

TABLE = Path(__file__).parent.parent / "dicomtree" / "attribute_types" / "table.txt"
EDITION = (
    "PS3.3 as of 2025: its newest objects are Label Map and Height Map Segmentation "
    "and the Waveform Presentation States"
)
WITH_CONTENT_ITEMS = ("sr-document-content", "encapsulated-document")
BY_VALUE_TYPE = frozenset(
    {
        *("ConceptCodeSequence", "ContinuityOfContent", "GraphicData", "GraphicType"),
        *("MeasuredValueSequence", "ReferencedFrameOfReferenceUID", "ReferencedSOPSequence"),
        *("TabulatedValuesSequence", "TemporalRangeType"),
    }
)
"""What a content item has by its Value Type: the macros that hold them are included "if the Value
Type is …" (PS3.3 C.17.3.2), which the source leaves out, so their types are conditional here."""
Tree = dict[str, tuple[str, "Tree"]]


class _Attribute(TypedDict):
    keyword: str
    type: str
    path: list[str]


class _Module(TypedDict):
    key: str
    usage: str


def table() -> str:
    """Return the whole table."""
    definitions: dict[str, list[_Module]] = _load("iod_module_map")
    attributes: dict[str, list[_Attribute]] = _load("module_attribute_map")
    classes: dict[str, str] = _load("sop_class_iod_map")  # UID to the name of an IOD
    used = sorted({one["key"] for name in classes.values() for one in definitions[name]})
    groups: dict[str, int] = {}
    modules = [
        f"M {key} {_group(_tree(key, attributes[key]), groups)}"
        for key in used
        if key in attributes
    ]
    source = f"highdicom {metadata.version('highdicom')} (MIT), _standard/*.json"
    lines = [
        f"# Attribute types by module, IOD and SOP Class. Source: {source}. {EDITION}.",
        "# Made by tests/make_attribute_types.py; do not edit.",
        "# G: the attributes of a module or item, each with its type and its items' group.",
        *(f"G {text}" for text in groups),
        *modules,
        *(
            f"I {name} {' '.join(_usage(one) for one in definitions[name])}"
            for name in sorted(set(classes.values()))
        ),
        *(f"S {uid} {name}" for uid, name in sorted(classes.items())),
    ]
    return "\n".join(lines) + "\n"


def _load(name: str) -> Any:
    file = resources.files("highdicom") / "_standard" / f"{name}.json"
    return json.loads(file.read_text("utf-8"))


def _usage(module: _Module) -> str:
    return f"{module['key']}:{module['usage'][0]}"


def _tree(key: str, attributes: list[_Attribute]) -> Tree:
    tree: Tree = {}
    for one in sorted(attributes, key=lambda one: len(one["path"])):
        place = tree
        for keyword in one["path"]:
            place = place.setdefault(keyword, ("", {}))[1]
        # The same attribute may come from two macros: the first one wins, as in the source.
        place.setdefault(one["keyword"], (_kind(key, one), {}))
    return tree


def _kind(key: str, one: _Attribute) -> str:
    is_in_content_item = key in WITH_CONTENT_ITEMS and set(one["path"]) <= {"ContentSequence"}
    is_by_value_type = is_in_content_item and one["keyword"] in BY_VALUE_TYPE
    return f"{one['type']}C" if is_by_value_type else one["type"]


def _group(tree: Tree, groups: dict[str, int]) -> int:
    """Return the number of a group; equal ones, and macros are many, have one number."""
    words = []
    for keyword, (kind, inside) in sorted(tree.items()):
        below = f":{_group(inside, groups)}" if inside else ""
        words.append(f"{keyword}:{kind}{below}")
    return groups.setdefault(" ".join(words), len(groups))


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
