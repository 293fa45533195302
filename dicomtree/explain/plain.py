"""Explanations as JSON values."""

from dataclasses import asdict
from typing import Any

from dicomtree.explain.values import Section, SeriesExplanation, SliceLine, StackExplanation
from dicomtree.model import ByHand, StackOrder

Json = dict[str, Any]
AS_FOUND = StackOrder()


def series_json(explained: SeriesExplanation) -> Json:
    """Return an explanation as JSON values: all that the sentences and the table say."""
    return {
        "stacks": [_stack(stack) for stack in explained.stacks],
        "sections": [_section(section) for section in explained.sections],
        "choice": _choice(explained) if explained.choice else None,
    }


def _stack(explained: StackExplanation) -> Json:
    stack, trace = explained.stack, explained.trace
    return {
        "kind": stack.kind,
        "split_by": _parts(stack.by_hand),
        "ordered_by": stack.ordered_by,
        "found_by": trace.found_by,
        "display_reversed": stack.display_reversed,
        "image_number_tau": round(trace.image_number_tau, 4),
        "sections": [_section(section) for section in explained.sections],
        "tried": [{"name": trial.name, "verdict": str(trial.verdict)} for trial in trace.trials],
        "counted_off": trace.ranked,
        "apart": list(trace.apart),
        "header": asdict(trace.claims),
        "can_be_split_by": [asdict(attribute) for attribute in trace.attributes],
        "slices": [_line(line) for line in explained.lines],
    }


def _parts(by_hand: ByHand | None) -> Json | None:
    """Return by which attributes a stack was split by hand, and its values of them."""
    if by_hand is None or not by_hand.split_by:
        return None
    return dict(zip(by_hand.split_by, by_hand.split_values, strict=True))


def _section(section: Section) -> Json:
    return {"title": section.title, "sentences": list(section.sentences)}


def _line(line: SliceLine) -> Json:
    frame = line.frame
    return {
        "volume": line.volume,
        "place": line.place,
        "key": line.key,
        "gap_mm": line.gap_mm,
        "place_by_instance_number": line.by_number,
        **asdict(frame),
    }


def _choice(explained: SeriesExplanation) -> Json:
    """Return what the user decided as JSON values; stacks by their place, from 0."""
    stacks = [own.stack.by_hand for own in explained.stacks]
    orders = [AS_FOUND if by_hand is None else by_hand.order for by_hand in stacks]
    return {
        "split_by": list(explained.choice.split_by),
        "unite": list(explained.choice.unite),
        "stacks": [
            {"stack": index, "key": order.key and order.key.value, "reverse": order.reverse}
            for index, order in enumerate(orders)
            if order != AS_FOUND
        ],
    }
