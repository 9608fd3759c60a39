"""One form for a printed name, so that two printings of it can be compared."""

import re

_BRACKETS = str.maketrans(
    {
        "(": "（",
        ")": "）",
        "〔": "（",
        "〕": "）",
        "[": "（",
        "]": "）",
        "【": "（",
        "】": "）",
        "﹝": "（",
        "﹞": "）",
    }
)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def normalise(name: str) -> str:
    """A name without white space and with one form of brackets: 各市 (州) 政府 → 各市（州）政府."""
    return _SPACE.sub("", name).translate(_BRACKETS)
