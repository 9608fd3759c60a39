"""What is sent, and how a long one is cut."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_ITEM = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class Message:
    """A title, a text of lines, the address where all of it stands, and the key by which a second copy of
    it is known."""

    key: str
    title: str
    body: str
    all_of_it: str


def fitted(message: Message, size: Callable[[str], int], most: int) -> str:
    """Title and text as one, cut before an item where the size, measured as it is sent, passes `most`.

    The last line then says how many items are left out and where they stand. A message is cut and never
    split in several: of several some might be taken and some not, and what is tried again would come twice.
    """
    lines = message.body.splitlines()
    whole = _text(message, lines, "")
    if size(whole) <= most:
        return whole
    # An item ends where the next one, or a heading (behind an empty line), begins.
    ends = [n for n, line in enumerate(lines) if not line or _ITEM.match(line)] or list(range(len(lines)))
    low, high = 0, len(ends)  # the most ends that fit lie in between; none always does
    while low < high:
        middle = (low + high + 1) // 2
        if size(_cut(message, lines, ends[middle - 1])) <= most:
            low = middle
        else:
            high = middle - 1
    return _cut(message, lines, ends[low - 1] if low else 0)


def _cut(message: Message, lines: list[str], end: int) -> str:
    left = sum(1 for line in lines[end:] if _ITEM.match(line))
    words = f"……另有{left}项，请登录查看：" if left else "……全文请登录查看："
    kept = lines[:end]
    # A heading without an item is left out, too.
    while kept and (not kept[-1] or (len(kept) > 1 and not kept[-2])):
        kept.pop()
    return _text(message, kept, f"{words}{message.all_of_it}")


def _text(message: Message, lines: list[str], tail: str) -> str:
    return "\n".join([message.title, *lines, *([tail] if tail else [])])
