"""Until when a rule runs or a benefit is granted, as against by when something is to be done.

A window is opened by the days of its two ends (2023年1月1日至6月30日期间), or by the rule itself and a day
(自印发之日起至6月30日); what may be done within it is no work to be finished by its end.
"""

from __future__ import annotations

import re

from extraction.deadlines.date_phrases import Mention, Unit
from extraction.deadlines.limit_words import (
    AFTER_TERM,
    BENEFITS,
    CAMPAIGNS,
    CHARGED,
    DOES,
    FULL_YEAR,
    IN_FORCE,
    ONCE,
    PAID,
    RELIEF,
    RULES,
    SINCE,
    TERM_OF,
    VALID_UNTIL,
    WORK_ENDS,
)
from extraction.model import DeadlineKind
from extraction.signs.surroundings import Surroundings

_NEAR = 80
_UNTIL = ("到", "至", "截止", "超过")
_MAY_BE_PAID_BY_THEN = "可能是兑现的时限，也可能是政策的期限，请核对"
# The start of a window that is the rule's own: 自印发之日起, 在政策出台, 自本通知施行之日（含）.
_FROM_THE_RULE = re.compile(
    r"(?:^|[，。；：（、自从在于]|[自从在于][^，。；]{0,8})"
    r"(?:印发|发布|公布|下发|发文|行文|出台|施行|实施|执行|生效|即)(?:之?日|当日)?(?:（[^（）]{0,8}）)?(?:起|后)?$"
)
_ITS_START = 24
# 政策执行期：发文之日起, 补贴时间从本通知发布之日起，: what the window is the term of.
_TERM_BEFORE = re.compile(
    r"(?:(?:执行|实施|有效|施行|适用|试行|补贴|政策|活动)(?:期限?|时间|时限)(?:暂定)?(?:[一二三两\d]{1,2}(?:年|个月))?，?[：为自从]|政策[^，。；]{0,2}暂定[^，。；]{1,4}，自?)"
    r"[^，。；]{0,16}，?$"
)
# What may be done, or what holds, within a window; too weak a sign beside a single day.
_HOLDS = re.compile(
    r"允许|准许|可(?!能|持续|靠|行性|再生|视|研|比|信|循环|控|及|复制|推广)|不再|暂停|补贴|补助|奖补|贴息|奖励|优惠|激励资金"
    r"|(?:额度|比例|标准|利率|上限|下限|费率|税率)[^，。；]{0,16}(?:为|按|提高|上浮|下调|降低|降至|调整)"
)
_WORKS = re.compile(
    r"(?:期间)?，?[^，。；对]{0,8}?(?:组织|开展|完成|推进|建设(?!项目|单位|企业|主体)|排查|整治|举办|集中|启动|制定|出台|新建(?=[\d一二三四五六七八九十百])|实现|自查)"
    r"(?![^，。；]{0,40}的)"
)
_PAID_SOON = 30
# 6月30日前，企业可先行使用: a leave that ends with the day.  可达 and 可实现 are forecasts.
_PERMITS = re.compile(
    r"，凡[^。；]{2,80}?(?:可|给予|予以|享受|按)|，对[^。；]{2,80}，可(?!能)|，[^，。；的]{0,16}?(?:(?<![不认许即])可以?(?!能|持续|靠|行|视|再生|研|比|追|信|循环|控|及|复制|推广|达|新增|用|实现"
    r"|形成|完成|建成|带动|提供|容纳|满足|解决|覆盖|节约|减少|增加|生产|产|投)|允许|准许)"
)
# 设立窗口，方便企业享受补贴: what the work is for grants nothing.
_SO_THAT = re.compile(
    r"(?:^|，)(?:为|让|使|以便|方便|便于|便利|帮助|助力|帮扶|协助|引导|推动|促进|确保|保障)[^，。；]{0,30}$"
)
_IS_DONE = re.compile(r"[^，。；]{0,8}(?:完成|到位|完毕|落实到户)")


def kind_of(mention: Mention, around: Surroundings, *, opens: bool) -> tuple[DeadlineKind, str]:
    """VALIDITY where a policy runs until then or is granted within it, else DUE; and a doubt of that.

    `opens`: nothing that could own the date stands before it in its clause.
    """
    if _runs_until(mention, around):
        return DeadlineKind.VALIDITY, ""
    if _is_window(mention, around):
        return (DeadlineKind.VALIDITY if _holds_within(around) else DeadlineKind.DUE), ""
    ordered = around.sentence_right[:_NEAR]
    grants = BENEFITS.search(ordered) or (_PERMITS.match(ordered) if mention.trail == "前" else None)
    opens = opens or around.left.endswith(("可", "可以"))
    if grants is None or not opens or _SO_THAT.search(ordered, 0, grants.start()):
        return DeadlineKind.DUE, ""
    permits = grants.group().startswith("，")
    paid = PAID.search(ordered) and not permits
    if paid or _IS_DONE.match(ordered, grants.end()):
        return DeadlineKind.DUE, ""
    done = DOES.search(ordered)
    if done and done.start() < grants.start():
        return DeadlineKind.DUE, ""
    once = (permits or ONCE.match(grants.group())) and not mention.first
    return DeadlineKind.VALIDITY, _MAY_BE_PAID_BY_THEN if once else ""


def ends_a_term(mention: Mention) -> bool:
    """Whether the mention is printed as the end of a term (至2025年, 2025年止), not only as a year."""
    return mention.lead in ("到", "至", "截至") or mention.before


def _is_window(mention: Mention, around: Surroundings) -> bool:
    """Whether the mention ends a span that begins with a day, or with the rule itself."""
    if mention.unit is not Unit.DAY and not mention.edge:
        return False
    if mention.first:
        return mention.unit is Unit.DAY or "日" in mention.first
    before = around.text[max(around.start - _ITS_START, 0) : around.start].removesuffix("，")
    return mention.lead in ("到", "至", "截至") and bool(_FROM_THE_RULE.search(before))


def _holds_within(around: Surroundings) -> bool:
    """Whether what follows a window says what holds in it rather than what work it is for."""
    ahead = around.sentence_right
    if _TERM_BEFORE.search(around.sentence_left):
        return True
    if _WORKS.match(ahead) or PAID.search(ahead[:_PAID_SOON]) or WORK_ENDS.search(around.left):
        return False
    grants = BENEFITS.search(ahead) or _HOLDS.search(ahead)
    if grants is None:
        return ahead.startswith(("期间，", "期间：")) and not CAMPAIGNS.search(ahead[:_NEAR])
    return not _IS_DONE.match(ahead, grants.end())


def _runs_until(mention: Mention, around: Surroundings) -> bool:
    """Whether the words before the date, or a span of full years, say that a policy runs until then."""
    left = around.left
    until = bool(mention.first) or mention.lead.endswith(_UNTIL)
    names = mention.first and mention.unit is Unit.YEAR and around.right
    if (
        until
        and not names
        and (VALID_UNTIL.search(left) or TERM_OF.search(left))
        and not WORK_ENDS.search(left)
    ):
        return True
    until_day = mention.lead in ("至", "截至") or mention.first
    if (
        until_day
        and RELIEF.search(left.removesuffix("自") or around.previous_clause)
        and not CHARGED.match(around.right)
        and not WORK_ENDS.search(left)
    ):
        return True
    if until and (RULES.search(left) or IN_FORCE.match(around.right)) and SINCE.search(left + mention.first):
        return True
    if AFTER_TERM.search(around.text[max(around.start - 12, 0) : around.start]):
        return True
    runs_full_years = mention.unit is Unit.DAY and (mention.month, mention.day) == (12, 31)
    full = runs_full_years and FULL_YEAR.match(mention.first)
    return bool(full) and not CAMPAIGNS.search(around.sentence_right[:_NEAR])
