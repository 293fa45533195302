"""Why slices stand in this order, and what the user decides otherwise."""

from dataclasses import replace

from dicomtree.model import NO_CHOICE, OrderChoice, StackOrder
from dicomtree.session.along import NO_STACK
from dicomtree.session.effects import ChooseOrder, Effect, ExplainOrder
from dicomtree.session.messages import (
    OrderAsFound,
    OrderExplained,
    OrderKeyChosen,
    OrderMessage,
    OrderPanelToggled,
    OrderReversed,
    SplitToggled,
    UniteToggled,
)
from dicomtree.session.state import Session, Viewer

Result = tuple[Session, tuple[Effect, ...]]


def update(session: Session, message: OrderMessage) -> Result:
    """Answer what concerns the order of the stack in the pane."""
    match message:
        case OrderPanelToggled():
            if session.stack is None and not session.order_shown:
                return replace(session, notice=NO_STACK), ()
            return replace(session, order_shown=not session.order_shown), ()
        case OrderExplained(series_key, explained):
            wanted = session.order_shown and _shows(session, series_key)
            return replace(session, explained=(series_key, explained)) if wanted else session, ()
        case _:
            return _chosen(session, message)


def follow(session: Session) -> Result:
    """Ask for the explanation of what is shown, once for every content, while the panel is up."""
    viewer = session.viewer
    if viewer is None or not session.order_shown:
        return session, ()
    content = session.contents.get(viewer.series_key)
    if content is None or content is session.explaining:
        return session, ()
    asked = replace(session, explaining=content)
    return asked, (ExplainOrder(viewer.series_key),)


def choice_of(session: Session) -> OrderChoice:
    """Return what was decided about the series in the pane."""
    viewer = session.viewer
    return NO_CHOICE if viewer is None else session.choices.get(viewer.series_key, NO_CHOICE)


def order_of(session: Session) -> StackOrder:
    """Return how the stack in the pane is wanted."""
    stack = session.stack
    return StackOrder() if stack is None else choice_of(session).of_stack(stack.mark)


def _shows(session: Session, series_key: int) -> bool:
    return session.viewer is not None and session.viewer.series_key == series_key


def _chosen(
    session: Session,
    message: OrderKeyChosen | OrderReversed | SplitToggled | UniteToggled | OrderAsFound,
) -> Result:
    viewer, stack = session.viewer, session.stack
    if viewer is None or stack is None:
        return session, ()
    before = choice_of(session)
    choice = _changed(before, stack.mark, message)
    if choice == before:
        return session, ()
    choice = _without_lost(session, choice, viewer)
    choices = {**session.choices, viewer.series_key: choice}
    return replace(session, choices=choices), (ChooseOrder(viewer.series_key, choice),)


def _without_lost(session: Session, choice: OrderChoice, viewer: Viewer) -> OrderChoice:
    """Forget stacks that are not there any more; while files still come, they may come too."""
    if session.scanning or len(choice.stacks) < 2:
        return choice
    stacks = session.contents[viewer.series_key].stacks
    return choice.without_lost({stack.mark for stack in stacks})


def _changed(
    choice: OrderChoice,
    mark: str,
    message: OrderKeyChosen | OrderReversed | SplitToggled | UniteToggled | OrderAsFound,
) -> OrderChoice:
    order = choice.of_stack(mark)
    match message:
        case OrderKeyChosen(key):
            return choice.with_stack(mark, replace(order, key=key))
        case OrderReversed():
            return choice.with_stack(mark, replace(order, reverse=not order.reverse))
        # How the stacks were ordered that are no more says nothing of the new ones.
        case SplitToggled(attribute):
            return OrderChoice(_toggled(choice.split_by, attribute), choice.unite)
        case UniteToggled(attribute):
            return OrderChoice(choice.split_by, _toggled(choice.unite, attribute))
        case OrderAsFound():
            return NO_CHOICE


def _toggled(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(n for n in names if n != name) if name in names else (*names, name)
