"""Reporting cycles as rules of RFC 5545: 每月5日前 is FREQ=MONTHLY;BYMONTHDAY=5.

The periods, how many filings they cost and the reminders follow from the rule.  A phrase that fits no rule
gives none; whoever asks says so.
"""

from __future__ import annotations

import calendar
import re

from extraction.signs.numerals import SMALL, number
from extraction.signs.printed import printed as as_printed

_COUNT = rf"(?P<count>{SMALL})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
# The period that is printed, by the word that names it; the longer ones first.
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "半年",
            r"每(?:个)?半年|半年报|半年(?:一|1)[次报调通总评考检汇]|逐半年|按半年|(?:每年|一年)(?:两|二|2)次",
        ),
        ("双月", r"每(?:两|二|2)个?月|每?双月|每?隔(?:一个?)?月|(?:两|二|2)个?月(?:一|1|报送)[次报一]?"),
        (
            "双周",
            r"每(?:两|二|2)个?(?:周|星期)|每?双周|每?隔(?:一个?)?(?:周|星期)|(?:两|二|2)周(?:一|1)[次报调]",
        ),
        ("半月", r"每半个?月|半月报|半个?月(?:一|1)[次报调]|每月(?:两|二|2)次"),
        ("旬", r"每旬|逐旬|旬报|一旬一|按旬|每月(?:三|3)次"),
        (
            "季",
            r"每(?:个|一)?季度?|季度?[末底]|季度?(?:结束|终了)?后|按季度?|逐季|季报|(?:一|1)季度?一|[季]调度|季通报|次季",
        ),
        ("周", r"每(?:个|一)?(?:周|星期)|按周|逐周|周报|(?:一|1)周一|周调度|周通报|(?<![双单])周(?:一|1)次"),
        (
            "月",
            r"每(?:个|一)?月|按月|逐月|月报|(?:一|1)月一|月调度|月通报|次月|下月|翌月|月底|月末|月度?(?:结束|终了)?后",
        ),
        ("年", r"每(?:个|一)?年度?|按年度?|逐年|年报|(?:一|1)年一|次年|年度?(?:结束|终了)后"),
        ("日", r"每(?:个|一)?[日天]|逐[日天]|按[日天]|每个?工作日|日报(?!社)|日调度"),
    )
)
_EVERY = re.compile(rf"每{_COUNT}个?(?P<unit>天|日|周|星期|月|季度|年)")
_REPORT = re.compile(r"每(?:个)?学期|每(?:个)?学年|每阶段|每逢")
_WEEKDAY = re.compile(
    r"(?:周|星期)([一二三四五六日天])(?![次报调通])(?:[、和及与]?(?:周|星期)?([一二三四五六日天]))?"
)
_MONTH_DAY = re.compile(rf"(?P<day>{_DAY})(?:[日号]|(?=[、和及与](?:{_DAY}[、和及与]){{0,3}}{_DAY}[日号]))")
_MONTHS = re.compile(
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份?|(?=[、和及与](?:1[0-2]|[1-9])[、和及与月]))的?(?P<edge>[底末]|(?P<day>\d{1,2})[日号])?"
)
_AFTER = re.compile(r"(?:结束|终了)?后|次季|首月|首个月|第一个月")
_COMMON_YEAR = 2026  # of 365 days
_BYDAY = dict(zip("一二三四五六日天", ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "SU"), strict=True))
_BARE = {
    "日": "FREQ=DAILY",
    "周": "FREQ=WEEKLY",
    "双周": "FREQ=WEEKLY;INTERVAL=2",
    "旬": "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
    "半月": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "月": "FREQ=MONTHLY",
    "双月": "FREQ=MONTHLY;INTERVAL=2",
    "季": "FREQ=MONTHLY;INTERVAL=3",
    "半年": "FREQ=MONTHLY;INTERVAL=6",
    "年": "FREQ=YEARLY",
}


def cycle_of(phrase: str, sentence: str = "") -> str:
    """The rule of a recurring phrase or a frequency; "" where none fits.

    `sentence` is what stands around the phrase, where it does not name its period itself (5日前 of 每月…).
    """
    text = as_printed(phrase).text
    if (odd := re.match("逢?([单双])月(?=[^报调通]*\\d)", text)) is not None:
        months = "1,3,5,7,9,11" if odd.group(1) == "单" else "2,4,6,8,10,12"
        return f"FREQ=YEARLY;BYMONTH={months}{_by_month_day(text)}"
    every = _EVERY.search(text)
    if every and (number(every["count"]) > 2 or (every["unit"] == "年" and number(every["count"]) == 2)):
        return _each(number(every["count"]), every["unit"])
    around = _period(as_printed(sentence).text)
    # 6月、12月底前 of 每年6月和12月底前: what stands around says how often, 月底 only on which day.
    name = _period(text) or around if names_period(text) else around or _period(text)
    if name == "周":
        days = [_BYDAY[day] for match in _WEEKDAY.finditer(text) for day in match.groups() if day]
        return f"FREQ=WEEKLY;BYDAY={','.join(dict.fromkeys(days))}" if days else _BARE[name]
    if name in ("月", "双月"):
        return _BARE[name] + _by_month_day(text)
    if name == "季":
        day = _by_month_day(text)
        if not day:
            return _BARE[name]
        months = "1,4,7,10" if _AFTER.search(text) else "2,5,8,11" if "第二个月" in text else "3,6,9,12"
        return f"FREQ=YEARLY;BYMONTH={months}{day}"
    if name in ("半年", "年"):
        return _by_months(text, name)
    return _BARE.get(name, "")


def names_period(phrase: str) -> bool:
    """Whether a phrase says itself how often (每月5日前), so that it is no further day of another's."""
    return re.search("[每按逐隔]|次月|下月|周|旬|季度", as_printed(phrase).text) is not None


def _period(text: str) -> str:
    found = ((match.start(), name) for name, pattern in _PERIODS if (match := pattern.search(text)))
    return min(found, key=lambda one: one[0], default=(0, ""))[1]


def _each(count: int, unit: str) -> str:
    freq = {"天": "DAILY", "日": "DAILY", "周": "WEEKLY", "星期": "WEEKLY", "年": "YEARLY"}.get(
        unit, "MONTHLY"
    )
    return f"FREQ={freq};INTERVAL={count * 3 if unit == '季度' else count}"


def _by_month_day(text: str) -> str:
    """The days of the month that are printed; 底 and 末 are its last."""
    days = [str(number(match["day"])) for match in _MONTH_DAY.finditer(text)]
    if not days and re.search("[底末]|下旬|最后", text):
        days = ["-1"]
    if not days and re.search("上旬|中旬", text):
        days = ["10" if "上旬" in text else "20"]
    if not days and (after := re.search(rf"后的?({SMALL})个?(?:工作日|日|天)", text)):
        days = [after.group(1) if after.group(1).isdigit() else str(number(after.group(1)))]
    days = [day for day in days if int(day) <= 31]
    return f";BYMONTHDAY={','.join(dict.fromkeys(days))}" if days else ""


def _by_months(text: str, name: str) -> str:
    months = [(number(match["month"]), match) for match in _MONTHS.finditer(text)]
    if not months:
        ends = [month for word, month in (("上半年", 6), ("年中", 6), ("下半年", 12)) if word in text]
        ends += [12] if re.search("年底|年末|年终", text) else []
        ends += [3 * "一二三四".index(match) + 3 for match in re.findall("第?([一二三四])季度", text)]
        if not ends:
            return _BARE[name]
        return f"FREQ=YEARLY;BYMONTH={','.join(map(str, dict.fromkeys(ends)))};BYMONTHDAY=-1"
    # A day that the last month alone prints is that of each: 每年3、6、9、12月的20日前.
    shared = (
        months[-1][1]["day"] if len(months) > 1 and not any(match["day"] for _, match in months[:-1]) else ""
    )
    days = {
        "-1" if int(said) >= calendar.monthrange(_COMMON_YEAR, month)[1] else said
        for month, match in months
        for said in [match["day"] or (shared if not match["edge"] else "") or "31"]
    }
    if len(days) > 1:
        return ""  # 每年6月10日、12月20日前: no one rule says so
    which = ",".join(str(month) for month, _ in months)
    return f"FREQ=YEARLY;BYMONTH={which};BYMONTHDAY={days.pop()}"
