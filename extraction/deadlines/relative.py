"""Time limits counted from the document: 自印发之日起30日内, 印发后10个工作日内, 三年内.

Times counted from something else (自受理之日起5个工作日内) are steps of a procedure, not limits of the task.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from common.workdays import DaysOff, add_workdays
from extraction.signs.numerals import SMALL, number
from extraction.signs.surroundings import Surroundings

_UNIT = r"(?P<{0}>个?工作日|个?自然日|日历日|小时|日|天|周|个?星期|个半月|个季度|个?月|年半|年)"
_ISSUED = (
    r"(?:自|从|在|于)?(?:本|该|此|收到|接到|接|收|各地){0,3}(?:实施)?"
    r"(?:方案|意见|通知|措施|若干措施|办法|规定|文件|政策|计划|细则|条例|要点|批复)?(?:正式)?"
    r"(?P<event>即日|印发|发布|公布|下发|发文|出台|签发|成文|施行|实施|收到本?(?:通知|文件)|接到本?(?:通知|文件))"
    r"(?:之日|日)?(?:起计?算?|后|之后|以后)?(?:的)?(?:，)?"
)
_FROM_ISSUE = re.compile(rf"{_ISSUED}(?P<count>{SMALL}){_UNIT.format('unit')}(?:之内|以内|内)")
_PLAIN = re.compile(
    rf"(?<![\d.一二两三四五六七八九十第每近前后])(?P<count>{SMALL}|一?百){_UNIT.format('unit')}(?:之内|以内|内)(?!容|部|外)"
)
_ANY_PERIOD = re.compile(  # also 近一年内 and 期满后15个工作日内, which count from something else
    rf"(?<![\d.])(?:{SMALL}|一?百)(?:个?工作日|个?自然日|日历日|小时|日|天|周|个?星期|个半月|个季度|个?月|年半|年)(?:之内|以内|内)(?!容|部|外)"
)
_HALF_MONTH = re.compile(
    r"(?<![一二两三四五六七八九十\d个近前后上下每])(?P<count>半)(?P<unit>个月)(?:之内|以内|内)(?!容|部|外)"
)
_TERM = re.compile(
    r"(?P<from>自(?:印发|发布|公布)之日起(?:正式)?(?:施行|实施|执行|生效)，(?:本?[一-龥]{0,6})?)?"
    r"(?:有效期限?|试行(?:期限?)?|(?:政策)?(?:执行|实施)期限?|政策期限)(?:暂定|暂|定)?(?:为|：)?"
    rf"(?P<count>{SMALL})个?(?P<unit>月|年)(?!以上)"
)
_HALF = re.compile(
    r"(?<![一二两三四五六七八九十\d个近前后上下每])(?P<count>半)(?P<unit>年)(?:之内|以内|内)(?!容|部|外)"
)
_FROM_DAY = re.compile(
    r"自?(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日起(?:计?算)?，?"
    rf"(?P<count>{SMALL}){_UNIT.format('unit')}(?:之内|以内|内)"
)
_RUNS_UNTIL = re.compile(r"[至到](?:20\d\d年)?\d{1,2}月|[至到]20\d\d年")
_IN_FORCE_FROM = re.compile(r"自(20\d\d)年(\d{1,2})月(\d{1,2})日起[^，。]{0,8}，?[^，。自]{0,8}$")
_STEPS = re.compile(
    r"受理|申请|办结|审批|审核|收到|提出|补正|公示|期满|届满|到期|提前|逾期|登记之|办理|签订后"
)
_GRANTS = re.compile(r"给予|免|减|补贴|补助|奖励|优惠|贴息|不得|未|毕业|累计|任期|聘期")
# What each applicant holds has a term of its own, which is no limit of the task: 购房券有效期6个月.
_OF_A_PAPER = re.compile(
    r"(?:证|证明|材料|证书|许可|执照|合同|协议|批复|决定书|通知书|确认函|报告|资质|(?<!名)单|[券票码卡函])的?(?:[自从])?$"
)
_ITS_OWN_START = re.compile(r"(?:核发|签发|出具|领取|开具|发放)之日")
# 自实施之日起一年内成交的土地: the period says which ones; 一年内，购房的给予补贴: what holds in it.
_WHICH_ONES = re.compile(
    r"(?:新|首次|已)?(?:拍|成交|出让|购买|开工|签订|竣工|备案|毕业|注册|落户|成立)[^，。；]{0,12}的"
)
_GRANTED = re.compile(
    r"，(?![^。；]{0,60}(?:完成|制定|出台|印发|报送))[^。；]{0,80}(?:给予|予以|享受|补贴|减免|支持[^，。；]{0,16}提取)"
)
_ORDERS = re.compile(r"报送|上报|报[省市县区]|制定|制订|出台|印发|反馈")
_RECEIVES = re.compile(r"(?:可|均可|继续)?(?:享受|领取|免缴|免交|返还|不变|仅限|只限|只能|限[购提])")
_FINISHES = re.compile(r"(?:全面|全部|基本)?(?:完成|建成|整改到位|整改完毕|清零|销号|落实到位)")
_CLAUSE_START = re.compile(r"^(?:力争|争取|确保|用|在|于|计划|务必|努力|须|要|应)?$")
FROM_NOW = "以成文日期为起算日"
_IN_FORCE = "施行日期不明，以成文日期起算，请核对"
_OTHER_PAPER = "可能从另一份文件起算，请核对"
_RECEIVED = "收到文件的日期不明，以成文日期起算，请核对"
_DOUBTS = {"施行": _IN_FORCE, "实施": _IN_FORCE, "出台": _IN_FORCE, "收到": _RECEIVED, "接到": _RECEIVED}
UNKNOWN_START = "没有成文日期，无法推算，请核对"


@dataclass(frozen=True, slots=True)
class Period:
    """A period that ends with the limit, half-open `start:end` in the text of a `Printed`."""

    start: int
    end: int
    count: int
    unit: str  # 工作日, 日, 周, 月 or 年
    is_term: bool = False  # how long a rule is valid, not by when something is to be done
    doubt: str = ""
    begins_on: datetime.date | None = None  # where the sentence prints it (自2022年7月1日起施行，有效期5年)
    is_open: bool = False  # 三年内: no start is printed
    days: int = 0  # beyond the months: 两个半月内

    def last_day(
        self, issued_on: datetime.date, days_off: DaysOff | None = None
    ) -> tuple[datetime.date | None, str]:
        """The last day in time, counted from the day after `issued_on`, and a doubt in Chinese or ""."""
        doubt = self.doubt
        try:
            if self.unit == "工作日":
                day, official = add_workdays(issued_on, self.count, days_off)
                if not official:
                    doubt = doubt or "该年放假安排尚未公布，只按周末推算，请核对"
            elif self.unit in ("月", "年"):
                day = add_months(issued_on, self.count * (12 if self.unit == "年" else 1))
            else:
                day = issued_on + datetime.timedelta(days=self.count * (7 if self.unit == "周" else 1))
            day += datetime.timedelta(days=self.days)
            if self.is_term:
                day -= datetime.timedelta(days=1)
        except (OverflowError, ValueError):
            return None, "超出可推算的年份，请核对"
        return day, doubt


def find_periods(text: str, *, is_cell: bool) -> Iterator[Period]:
    """The periods of `text` (of a `Printed`) that end with a limit of the task, in order.

    `is_cell`: the text is little more than the limit, so that a bare 30个工作日内 is one.
    """
    taken = -1
    for match in _FROM_ISSUE.finditer(text):
        taken = match.end()
        left = Surroundings(text, match.start(), match.end()).left
        if _OF_A_PAPER.search(left) and not re.match("[自从在于]?[本该此]", match.group()):
            continue
        other = left != "" and not re.match(r"[自从在于本该此收接]", match.group())
        around = Surroundings(text, match.start(), match.end())
        if _WHICH_ONES.match(around.right):
            continue
        granted = match["unit"] in ("年", "个月", "月") and _GRANTED.match(around.sentence_right)
        yield _period(
            match, is_term=bool(granted), doubt=_DOUBTS.get(match["event"][:2], _OTHER_PAPER if other else "")
        )
    for match in _FROM_DAY.finditer(text):
        begins_on = _day(match["year"], match["month"], match["day"])
        if begins_on is not None:
            taken = max(taken, match.end())
            around = Surroundings(text, match.start(), match.end())
            grants = bool(_GRANTS.search(around.sentence_right))
            yield _period(match, is_term=grants, doubt="期限是否含起算日不明，请核对", begins_on=begins_on)
    for match in _TERM.finditer(text):
        around = Surroundings(text, match.start(), match.end())
        if _is_of_a_paper(text, match, around):
            continue
        if _RUNS_UNTIL.search(around.sentence_left[-40:] + "。" + around.sentence_right):
            continue  # the last day itself is printed beside it
        begins_on = _printed_start(Surroundings(text, match.start(), match.end()).sentence_left)
        doubt = "" if begins_on else "有效期起算日以成文日期计，请核对"
        yield _period(match, is_term=True, doubt=doubt, begins_on=begins_on)
    plain = (match for pattern in (_PLAIN, _HALF, _HALF_MONTH) for match in pattern.finditer(text))
    for match in sorted(plain, key=lambda match: match.start()):
        if match.start() >= taken and _is_limit(text, match, is_cell=is_cell):
            yield replace(_period(match, doubt="起算日不明，以成文日期起算，请核对"), is_open=True)


def spans_of_time(text: str) -> Iterator[tuple[int, int]]:
    """Every period that is printed with 内, whether it is a limit or a step of a procedure."""
    for pattern in (_ANY_PERIOD, _HALF, _HALF_MONTH, _FROM_ISSUE):
        for match in pattern.finditer(text):
            yield match.start(), match.end()


def _is_of_a_paper(text: str, match: re.Match[str], around: Surroundings) -> bool:
    """Whether a term is that of a certificate or voucher and not that of the rule."""
    owner = around.left or text[max(match.start() - 9, 0) : match.start()].removesuffix("（")
    return (
        around.right.startswith("的")
        or bool(_OF_A_PAPER.search(owner))
        or bool(_ITS_OWN_START.search(around.sentence_left))
    )


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later, or the last of that month where it is shorter.

    Raises ValueError past the year 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= datetime.MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _printed_start(before: str) -> datetime.date | None:
    """The day from which a rule is in force, where `before` prints it last; else None."""
    match = _IN_FORCE_FROM.search(before)
    if match is None:
        return None
    return _day(*match.groups())


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _period(
    match: re.Match[str], *, is_term: bool = False, doubt: str = "", begins_on: datetime.date | None = None
) -> Period:
    unit = match["unit"].lstrip("个")
    unit = {"自然日": "日", "日历日": "日", "天": "日", "星期": "周"}.get(unit, unit)
    said = match["count"]
    if unit == "小时":  # 48小时内 ends on the second day
        return Period(match.start(), match.end(), -(-number(said) // 24), "日", is_term, doubt, begins_on)
    count = 100 if said.endswith("百") else 6 if said == "半" else number(said)
    if said == "半" and unit == "月":
        count, unit = 15, "日"
    elif unit in ("年半", "季度"):
        count, unit = (12 * count + 6 if unit == "年半" else 3 * count), "月"
    elif unit == "半月":
        return Period(match.start(), match.end(), count, "月", is_term, doubt, begins_on, days=15)
    elif said == "半":
        unit = "月"
    return Period(match.start(), match.end(), count, unit, is_term, doubt, begins_on)


def _is_limit(text: str, match: re.Match[str], *, is_cell: bool) -> bool:
    """Whether a period with no printed start is a limit of the task rather than a step or a condition."""
    around = Surroundings(text, match.start(), match.end())
    if around.in_a_name:
        return False
    if is_cell:
        return True
    if around.right == "" and around.ends_with not in ("，", "："):
        return False  # a condition: 毕业五年内。
    sentence = around.sentence_left + around.sentence_right
    if _STEPS.search(sentence) or _GRANTS.search(sentence) or around.right.startswith("的"):
        return False
    opens = bool(_CLAUSE_START.match(around.left))
    if match["unit"] in ("年", "个月", "月", "年半", "个半月", "个季度"):
        return opens and not _RECEIVES.match(around.right)
    if opens and _FINISHES.match(around.right):
        return True
    return bool(_ORDERS.search(around.right)) and "之日" not in sentence
