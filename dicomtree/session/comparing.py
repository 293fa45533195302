"""Comparing patients, studies, series, stacks or instances: one is remembered, then another."""

from dataclasses import replace

from dicomtree.compare import Comparison
from dicomtree.model import FrameRef, NonImage, Patient, Series
from dicomtree.session.addresses import first_instance
from dicomtree.session.compare_messages import (
    Compared,
    CompareMessage,
    ComparisonAdvanced,
    ComparisonClosed,
    ComparisonWanted,
    SideRemembered,
    Which,
)
from dicomtree.session.compared import Comparing, Side
from dicomtree.session.effects import Effect, LoadComparison, StopComparison
from dicomtree.session.identity import spoken, spoken_name
from dicomtree.session.lookup import index_of
from dicomtree.session.rows import series_label, stack_title, study_label
from dicomtree.session.state import NodeKey, Session

NOTHING = "Choose a row of the tree first; a series must have been read"
UNREADABLE = "Of one side, no file can be read"

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: CompareMessage) -> Result:
    """Answer what concerns comparing."""
    comparing = session.comparing
    match message:
        case SideRemembered(which):
            side = _side(session, which)
            if side is None:
                return replace(session, notice=NOTHING), ()
            told = replace(session, notice=f"Remembered to compare: this {side.kind}")
            return replace(told, comparing=replace(comparing, remembered=side)), ()
        case ComparisonWanted(which):
            return _wanted(session, _side(session, which))
        case ComparisonAdvanced(done, total):
            if comparing.asked is None or comparing.comparison is not None:
                return session, ()
            return replace(session, comparing=replace(comparing, done=done, total=total)), ()
        case Compared(asked, comparison):
            return _answered(session, asked, comparison), ()
        case ComparisonClosed():
            return _without(session), (StopComparison(),)


def _wanted(session: Session, other: Side | None) -> Result:
    remembered = session.comparing.remembered
    if session.identity_hidden or remembered is None:
        return session, ()
    if other is None:
        return replace(session, notice=NOTHING), ()
    asked = LoadComparison(remembered.node, other.node)
    return replace(session, comparing=Comparing(remembered, (remembered, other), asked)), (asked,)


def _answered(session: Session, asked: LoadComparison, found: Comparison | None) -> Session:
    if session.comparing.asked is not asked:
        return session
    if found is None:
        return _without(replace(session, notice=UNREADABLE))
    return replace(session, comparing=replace(session.comparing, comparison=found))


def read_again(session: Session) -> Result:
    """Name and compare the sides anew: their texts are to be read in another way."""
    comparing = session.comparing
    remembered = comparing.remembered and _named_anew(session, comparing.remembered)
    if comparing.sides is None:
        return replace(session, comparing=replace(comparing, remembered=remembered)), ()
    first, second = (_named_anew(session, side) for side in comparing.sides)
    asked = LoadComparison(first.node, second.node)
    return replace(session, comparing=Comparing(remembered, (first, second), asked)), (asked,)


def _named_anew(session: Session, side: Side) -> Side:
    now = None if side.key is None else side_of(session, side.key)
    return side if now is None else replace(side, name=now.name)


def _without(session: Session) -> Session:
    return replace(session, comparing=Comparing(session.comparing.remembered))


def instance_on_screen(session: Session) -> FrameRef | None:
    """Return the frame whose picture or document is shown."""
    return None if session.viewer is None else session.viewer.target


def _side(session: Session, which: Which) -> Side | None:
    if which is Which.ROW:
        return None if session.selection is None else side_of(session, session.selection)
    target = instance_on_screen(session)
    return None if target is None else _instance(target, None)


def side_of(session: Session, key: NodeKey) -> Side | None:
    """Return a row of the tree as one side; None for what is not there, or not read yet."""
    index = index_of(session.tree)
    match key:
        case ("patient", number) if number in index.patients:
            patient = index.patients[number]
            return Side(patient, "patient", _name_of_patient(session, patient), key)
        case ("study", number) if number in index.studies:
            study = index.studies[number]
            return Side(study, "study", study_label(session, study), key)
        case ("series", number) if number in index.series:
            series = index.series[number][2]
            return Side(series, "series", series_label(session, series), key)
        case ("stack", number, place) if number in index.series:
            return _stack_side(session, index.series[number][2], place)
        case ("slice" | "object", *_):
            found = first_instance(session, key)
            return None if found is None else _instance(found, key)
        case _:
            return None


def _stack_side(session: Session, series: Series, place: int) -> Side | None:
    content = session.contents.get(series.key)
    if content is None or place >= len(content.stacks):
        return None
    stack = content.stacks[place]
    name = f"{series_label(session, series)} · {stack_title(stack)}"
    return Side(stack, "stack", name, ("stack", series.key, place))


def _instance(found: FrameRef | NonImage, key: NodeKey | None) -> Side:
    return Side(found, "instance", found.path.rpartition("/")[2], key)


def _name_of_patient(session: Session, patient: Patient) -> str:
    character_set = patient.specific_character_set
    name = spoken_name(session, patient.patient_name, character_set)
    return name or spoken(session, patient.patient_id, character_set) or "no name"
