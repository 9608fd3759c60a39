"""How days, months, quarters, halves and years are printed: the one expression that finds a mention.

It reads the text of a `Printed`; every repetition is bounded.
"""

from __future__ import annotations

import re

from extraction.deadlines.solar_terms import NAMES as SOLAR_TERMS
from extraction.signs.numerals import YEAR

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元(?=月))"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BARE = r"(?<![\d.第每一二三四五六七八九十])"
# 27年6月底 is a year, 使用27年以上 a number of years: only before a part of a year.
_SHORT_YEAR = (
    r"(?<![\d.第—])[2-4]\d"
    r"(?=年(?:[底末]|[上下]半年|第?[一二三四1-4]季度|Q[1-4]|H[12]|(?:1[0-2]|0?[1-9])月)|[QH][1-4])"
)
_ANY_YEAR = rf"(?:{YEAR}|{_SHORT_YEAR})"
_RELATIVE = r"今年|本年度|本年|当年|明年|次年|翌年|来年|后年|去年|上年"
_PART = r"上中?旬|中下?旬|下旬|初"
_AND = r"[、和及与]"

_LEAD = (
    r"(?P<lead>(?:最[迟晚])?不得?(?:晚于|迟于|超过)|最[迟晚][于在]?|截止[到至]?|截至|止于"
    r"|到|至|在|于)?"
)
_DOTTED = r"(?<![\d.])20\d\d[./](?:1[0-2]|0?[1-9])(?:[./](?:3[01]|[12]\d|0?[1-9]))?日?"
_FIRST = (
    rf"(?:(?P<first>(?:(?P<began>{_ANY_YEAR})年?|(?P<began_relative>今年|本年|明年))(?:{_MONTH}月份?(?:{_DAY}日)?|{_MONTH}(?=[—至到]{_MONTH}月))?"
    rf"|{_BARE}{_MONTH}月份?(?:{_DAY}日)?|{_DOTTED}"
    rf"|{_BARE}{_MONTH}(?=[—至到]{_MONTH}月))"
    rf"(?P<first_part>底|末|{_PART})?(?:（含[^（）]{{0,6}}）)?起?(?:至|到|——|—))?"
)


def _of_year(tail: str) -> str:
    """A printed or relative year, in groups named `year_<tail>` and `relative_<tail>`."""
    bare = r"(?=[QH][1-4]|[上下]半年|第?[一二三四1-4]季度)"
    return rf"(?:(?P<year_{tail}>{_ANY_YEAR})(?:年度?|{bare})|(?P<relative_{tail}>{_RELATIVE}))"


def _quarter(tail: str) -> str:
    """A quarter, or several with 季度 printed once (二、三季度)."""
    return (
        rf"(?:第?(?:[一二三1-3](?:—|至|到))?(?P<quarters_{tail}>(?:[一二三1-3]{_AND}){{1,3}})?"
        rf"(?P<quarter_{tail}>[一二三四1-4])季度[末底]?|(?:Q[1-4](?:—|至|到))?Q(?P<letter_{tail}>[1-4]))"
    )


_IN_MONTH = (
    rf"(?:{_of_year('m')}?{_BARE}(?P<months>(?:{_MONTH}{_AND}){{1,11}})?(?P<month>{_MONTH})月份?"
    r"|(?P<this>本月)(?=月?[底末]|[上中下]旬|\d))"
    rf"(?:(?P<days>(?:{_DAY}日?{_AND}){{1,5}})?(?P<day>{_DAY})[日号]|月?(?P<month_edge>底|末)|(?P<month_part>{_PART}))?"
)
_NUMERIC = (
    r"(?<![\d.])(?P<dotted_year>20\d\d)(?P<dot>[—./])(?P<dotted_month>1[0-2]|0?[1-9])"
    r"(?:(?P=dot)(?P<dotted_day>3[01]|[12]\d|0?[1-9])日?)?(?![\d.—%])"
    r"(?=前|之前|以前|底|止|至|[，。；）]|$)"
    r"|(?<!\d)(?P<solid>20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)(?=日?(?:前|之前|以前|止|完成))"
    r"|(?<!\d)(?P<solid_month>20\d\d(?:0[1-9]|1[0-2]))(?!\d)(?=月?[底末]?(?:前|之前|以前|止))(?:月?[底末])?"
)
_LAST_DAY_OF_RANGE = rf"(?P<bare_day>{_DAY})日"
_FESTIVAL = (
    rf"{_of_year('f')}?(?P<beside>(?:元旦|春节|“?五一”?|端午|中秋|国庆|“十一”)节?{_AND}?)?"
    r"(?P<festival>元旦|春节|农历新?年|除夕|大年三十|小年|元宵|清明|劳动节|端午|中秋|国庆|重阳|教师节|腊八"
    rf"|{SOLAR_TERMS}"
    r"|(?<![一二三四五六七八九十])“?[五六七八]一”?|“十一”)"
    r"(?:劳动节|儿童节|建党节|建军节|国庆节|节)?(?:假期|长假|假日)?(?=之?前(?!后))"
)
_PLAN = r"“?(?P<plan>十[一二三四五六七八]五)”?(?:规划|计划)?(?:时期|期)?(?:末期|末|结束时?)"
_IN_YEAR = (
    rf"(?P<years>(?:(?<!\d)20\d\d{_AND}){{1,6}})?{_of_year('y')}"
    rf"(?P<part_y>[上下]半年[底末]?|H[12]|前三季度|{_quarter('y')}|年?[底末终]|年?内|年中|年?初(?!步|级|期|中|始|具|心|衷))?"
)
_IN_THIS_YEAR = (
    rf"{_BARE}(?P<part>[上下]半年[底末]?|(?<![A-Za-z])H[12]|前三季度|{_quarter('n')}|岁末)"
    r"|(?<![\d个半多几近每一两二三四五六七八九十百整全历去前往逐上后])(?P<part_n>年度?[底末终]|年度?内|年中)"
)
_HOUR = (
    r"(?:（(?:含(?:当[日天]|本[日数]|(?:\d{1,2}月)?\d{1,2}[日号])?|(?:星期|周)[一二三四五六日天])）"
    r"|(?P<midnight>零时|零点|〇时|〇点|0[时点]|00：00)"
    r"|(?:上午|下午|晚上?|中午)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:：\d\d|[时点](?:\d\d分?|整|半)?)"
    r"|下班|上午|中午){0,3}"
)
_TRAIL = (
    rf"(?:{_HOUR}(?=之?前|以前|止|为止|（含))?(?:（含(?:当[日天]|本日)?）)?"
    r"(?P<trail>之前|以前|前(?!期|三|端|沿|瞻|提|列|述|后|景|往|来|两|置|款|身)"
    r"|之内|以内|内(?!容|部|外|在|设|生|蒙)|为止|止)?"
    r"(?:(?<=前|内|止)（不?含[^（）]{0,10}）)?"
)

MENTION = re.compile(
    rf"{_LEAD}{_FIRST}(?:{_NUMERIC}|{_IN_MONTH}|{_FESTIVAL}|{_PLAN}|{_IN_YEAR}|{_IN_THIS_YEAR}"
    rf"|(?(first){_LAST_DAY_OF_RANGE}|(?!))){_TRAIL}"
)
FIRST_MONTH_DAY = re.compile(rf"(?:{YEAR}年?)?(?P<month>{_MONTH})(?:月|$)")
IN_ROW = re.compile(r"[^、和及与日]+")
