"""What workers send reaches the window in order, and never floods it."""

import threading
from collections.abc import Callable

import pytest

from dicomtree.gui import mailbox
from dicomtree.gui.mailbox import Mailbox
from dicomtree.session.messages import Message, Noticed


class _Window:
    def __init__(self) -> None:
        self.events: list[object] = []
        self.closed = False

    def write_event_value(self, key: object, _: object) -> None:
        if self.closed:
            # What PySimpleGUI raises in a thread after the window has gone.
            raise AttributeError("'NoneType' object has no attribute 'tk'")
        self.events.append(key)


class _Desk:
    """A mailbox, and what became of its messages."""

    def __init__(self) -> None:
        self.delivered: list[Message] = []
        self.later: list[Callable[[], None]] = []
        self.window = _Window()
        self.box = Mailbox(self.delivered.append, lambda _, again: self.later.append(again))
        self.box.connect(self.window)


def notices(count: int) -> list[Message]:
    return [Noticed(str(number)) for number in range(count)]


def test_a_thousand_messages_wake_the_window_once() -> None:
    desk = _Desk()
    for message in notices(1000):
        desk.box.send(message)
    assert desk.window.events == [mailbox.WAKE]


def test_all_messages_arrive_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "DRAIN_S", 60)
    desk = _Desk()
    for message in notices(100):
        desk.box.send(message)
    desk.box.drain()
    assert desk.delivered == notices(100)
    desk.box.send(Noticed("later"))
    assert desk.window.events == [mailbox.WAKE, mailbox.WAKE]


def test_what_takes_too_long_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = _Desk()
    for message in notices(3):
        desk.box.send(message)
    ticks = iter([0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    desk.box.drain()
    assert len(desk.delivered) == 1
    desk.later.pop()()
    assert desk.delivered == notices(3)
    assert desk.window.events == [mailbox.WAKE]


def test_messages_sent_before_the_window_exists_wake_it_when_it_does() -> None:
    delivered: list[Message] = []
    box, window = Mailbox(delivered.append, lambda _, __: None), _Window()
    box.send(Noticed("early"))
    box.connect(window)
    assert window.events == [mailbox.WAKE]


def test_a_new_window_hears_of_what_the_old_one_was_told() -> None:
    desk, window = _Desk(), _Window()
    desk.box.send(Noticed("while the look changes"))
    desk.box.connect(window)
    assert window.events == [mailbox.WAKE]


def test_sending_after_the_window_has_closed_is_no_fault() -> None:
    desk = _Desk()
    desk.window.closed = True
    desk.box.send(Noticed("late"))
    desk.box.connect(None)
    desk.box.send(Noticed("later"))
    desk.box.drain()
    assert desk.delivered == []


def test_threads_may_send_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "DRAIN_S", 60)
    desk = _Desk()

    def send() -> None:
        for message in notices(200):
            desk.box.send(message)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.box.drain()
    assert len(desk.delivered) == 800
    assert desk.window.events == [mailbox.WAKE]
