"""Made-up people of a made-up province: a name, and a telephone number of a form that does not exist."""

import random

_SURNAMES = "周沈方贺唐林顾梁陆程许韩叶傅秦江宋潘魏薛温卢邵龚祝崔纪姚"
_GIVEN = (
    "启明",
    "若川",
    "以恒",
    "松涛",
    "静波",
    "向南",
    "长青",
    "子安",
    "文澜",
    "书远",
    "敬之",
    "思齐",
    "明远",
    "亦然",
    "云舒",
    "知行",
    "清和",
    "砚秋",
    "怀瑾",
    "望舒",
    "嘉木",
    "景行",
    "伯言",
    "晓岚",
)


def names(seed: str, count: int) -> list[str]:
    """So many different names, the same for the same seed."""
    every = [surname + given for surname in _SURNAMES for given in _GIVEN]
    return random.Random(seed).sample(every, count)  # noqa: S311  (no secret)


def phone(number: int) -> str:
    """0000-00002001: no exchange has such a number."""
    return f"0000-0000{number:04}"
