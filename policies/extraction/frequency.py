"""Bare frequencies (每年, 按月, 每季度): no deadline, but a proposal for the reporting cycle."""

from __future__ import annotations

import re

_FREQUENCY = re.compile(r"每(?:半年|年|个?季度|季|个?月|周|旬)|按(?:季度?|年|月|周|旬)")


def find_frequency(text: str) -> str:
    """The first frequency of `text` as printed, "" where there is none."""
    match = _FREQUENCY.search(text)
    return match.group() if match else ""
