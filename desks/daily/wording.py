"""What the numbers of the sheet are called and what they count: for the page, the file and the API alike."""

from datetime import date

from common.wording import written
from desks.daily.selectors import DailySheet, Share, SoonMeasure
from desks.parts import BESIDE
from tracker.work.lights import MEANINGS, WORKING
from tracker.work.states import SOON_DAYS

# Name → what it is called, and what it counts.
WORDS: dict[str, tuple[str, str]] = {
    "open": ("在办", "待签收、办理中和待审核的事项，一个单位的一项任务算一项。"),
    **{light.value: (MEANINGS[light][0], MEANINGS[light][1]) for light in WORKING},
    **{str(name): (label, words) for name, label, words, _ in BESIDE},
    "owed": ("本月应报", "办理中、本期须报送进展的事项。"),
    "filed": ("已报", "本期已经报送的，不论是否逾期、以何种方式报送；被退回和撤回的不计。"),
    "missing": ("差", "本期应报、尚未报送的事项。"),
    "newly": ("新逾期", "现在是红灯，上一个工作日开始时还不是的事项。"),
    "soon": (f"{SOON_DAYS}天内到期", f"在办，且最近的时限在今天起{SOON_DAYS}天以内的事项；已逾期的不算。"),
    "waiting": ("待回复批示", "单位尚未回复的批示，一个单位对一件批示算一项。"),
    "share": ("占比", "逾期事项占该单位在办事项的比例，进位取整。"),
}


ADDRESSED_TO = "各位领导"


def sentences(sheet: DailySheet) -> dict[str, str]:
    """What page and file say in whole sentences: as of when, and where a list has no rows."""
    then = f"{short_day(sheet.since)}早晨"
    compared = (
        f"括号内是与{then}（上一个工作日开始时）相比的增减" if sheet.compared else f"{then}没有记录，不作比较"
    )
    return {
        "about": f"截至{written(sheet.on)}{'日终' if sheet.past else ''}，{compared}",
        "worst": "目前没有逾期事项。",
        "newly": f"{then}没有记录，无法比较。" if sheet.newly is None else f"{then}以来没有新逾期的事项。",
        "soon": f"今后{SOON_DAYS}天内没有到期的事项。",
        "waiting": "只有当天的日报列出待回复的批示。" if sheet.waiting is None else "没有等待回复的批示。",
        "improved": f"{then}没有记录，无法比较。"
        if sheet.improved is None
        else f"{then}以来，没有单位的逾期事项减少。",
    }


def late_in_words(days: int) -> str:
    """How late a measure is."""
    return f"{days}天" if days else "交办时已过期"


def soon_in_words(row: SoonMeasure) -> str:
    """When the next date of a measure is."""
    return f"{short_day(row.due_on)}，" + (f"还有{row.days_left}天" if row.days_left else "今天")


def reply_in_words(due_on: date, on: date) -> str:
    """Until when a 批示 is to be answered."""
    days = (on - due_on).days
    return short_day(due_on) + (f"，超{days}天" if days > 0 else "")


def changed(change: int | None) -> str:
    """By how much a number changed, in words."""
    if change is None:
        return "没有记录"
    return f"{change:+d}" if change else "持平"


def short_day(day: date) -> str:
    """11月28日."""
    return f"{day.month}月{day.day}日"


def units_in_words(names: list[str], total: int) -> str:
    """One name or two; of more units the first and how many there are."""
    return "、".join(names[:2]) if total <= 2 else f"{names[0]}等{total}个单位"


def rest_of(shares: list[Share], shown: int, what: str) -> str:
    """What is said of those (单位, 市州) that a table of shares leaves out."""
    left = shares[shown:]
    if not left:
        return ""
    most = left[0].percent
    return f"另有{len(left)}个{what}，" + (f"占比都不高于{most}%" if most else "都没有逾期")
