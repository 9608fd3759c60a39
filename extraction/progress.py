"""How far a reading has come, told to whoever listens: a long one is watched from a page.

Readers and stages tell where they stand; who starts the reading listens. Where nobody does, nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)
READING = "正在读取"  # what a reader says begins so, what the stages say does not


def tell(words: str, done: int, total: int) -> None:
    """Say what is done now, in Chinese, and how many of how many steps of it lie behind."""
    listener = _listener.get()
    if listener is not None:
        listener(words, done, total)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within, `listener` is told."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
