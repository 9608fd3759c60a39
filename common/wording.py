"""Days as people say them: 今天、明天、还有3天、逾期5天."""

from datetime import date

FAR = 60  # days ahead; further away the date itself says more than a count
PAST = 30

_AHEAD = {0: "今天", 1: "明天", 2: "后天"}
_BEHIND = {0: "今天", 1: "昨天", 2: "前天"}


def due_in_words(day: date | None, on: date, *, must: bool = True) -> str:
    """How far the date `day` is on the day `on`; a 争取 date (not `must`) passes without being late."""
    if day is None:
        return "未定时限"
    ahead = (day - on).days
    if ahead < 0:
        return f"{'逾期' if must else '已过'}{-ahead}天"
    if ahead > FAR:
        return written(day)
    return _AHEAD.get(ahead, f"还有{ahead}天")


def past_in_words(day: date, on: date) -> str:
    """How long ago the day `day` is on the day `on`."""
    behind = (on - day).days
    if not 0 <= behind <= PAST:
        return written(day)
    return _BEHIND.get(behind, f"{behind}天前")


def written(day: date) -> str:
    """The date in full, as documents print it."""
    return f"{day.year}年{day.month}月{day.day}日"
