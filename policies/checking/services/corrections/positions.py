"""Where a new row stands among those of its task or measure."""

from typing import Any


def next_position(rows: Any) -> int:
    """The place after the last of `rows` (a related manager)."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1
