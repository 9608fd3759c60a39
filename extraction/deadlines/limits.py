"""Which mentions of the calendar are time limits of the task, of what kind and how firm.

A date binds the task when it says by when something is to be done.  It does not where it names a thing
(2022年度债券), qualifies one (6月30日前发放的贷款), starts something (2018年1月起), compares (比2020年) or
stands in a title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.deadlines.date_phrases import Mention, Unit
from extraction.deadlines.limit_words import (
    ABOUT,
    ACTS,
    AMOUNT,
    AN_EVENT,
    BEGINS,
    BENEFITS,
    BY_WHAT_WAS_DONE,
    CARBON,
    CARRIES_OUT,
    COMPARES,
    COMPARES_ANY,
    CONDITION,
    COUNTED,
    COUNTING_YEAR,
    DATED_LATER,
    EDITION,
    FIGURES,
    HAS_ACTED,
    LATEST,
    MAY,
    NAMED_RULE,
    NAMES,
    OF_WHOM,
    QUALIFIES,
    ROW,
    ROW_AHEAD,
    SEASON,
    TIME_LIMIT,
    WITHIN_IT,
)
from extraction.deadlines.windows import ends_a_term, kind_of
from extraction.model import DeadlineKind
from extraction.signs.rules import Rule
from extraction.signs.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mention that binds: its kind, and in Chinese what a person should look at ("" when certain)."""

    kind: DeadlineKind
    doubt: str = ""


_STRIVES_SOON = re.compile(r"[一-龥]{0,4}?(?:力争|争取(?!国家|中央|上级|资金|政策|更多))")
_SETS_OUT = re.compile(r"启动|开始|启用|动工")
_A_START = "可能是启动而不是完成的时间，请核对"
_EVENT_AHEAD = re.compile(r"[^，。；、\d]{1,8}?(?:之前|以前|前(?!三季度|期|沿|瞻|置|端|列|来|往|景|述))")
_AIMS = re.compile(
    r"\d|达|完成|建成|实现|新增|新建|改造|培育|打造|力争|争取|确保|提高|提升|降低|下降|增长|形成|基本|全面|覆盖"
)
_STEPS = re.compile(
    r"(?:全面|正式|基本|全部)?(?:开工|竣工|完工|完成|建成|投产|投用|投运|上线|启动|通车|交付|出台|印发|开馆|开园|验收|下达)"
)
_NO_SUBJECT = re.compile(r"[的对在自从至到以于、]|20\d\d|已|曾")
_SUBJECT = 14
# 2027年监测产品以核桃为主: what a year's work is made up of, not what is to be done by its end.
_TELLS = re.compile(r"[^。；]{0,60}?(?:为主(?!导|题|体|力)|(?:安排|划分|分|确定)为)")
_HALVES = re.compile("[上下]半年|季度")
_BRACKET = re.compile(r"^（[^（）]{0,40}）")
_MIDNIGHT = "当日不算在内，按前一日计，请核对"
_POINT_ONLY = "时点未写“前”，请核对"
_NO_END = "“前”字未带“底”，按该时段开始之前计，请核对"
_FORETELLS = "说的是将要发生的事，可能不是时限，请核对"
BARE_YEAR = "只写年份，按当年年底计，请核对"
BARE_TERM = "只写年份，按政策执行到当年年底，请核对"
_ABOUT_DAY = re.compile("前后|左右|上下|前夕")
_ABOUT_DOUBT = "只写大约的时间，请核对"
# 2027年底前不得新建: what must not be done until then is no work to be finished by then.
_BAN = re.compile(
    r"，?[^，。；\d]{0,12}?(?:不得(?!不)(?:再)?|不准|禁止|严禁|不再|不予|暂不|暂停|一律不)"
    r"(?!低于|少于|高于|超过|超出|大于|小于|多于|突破|迟于|晚于|延误|拖延|影响|出现|发生)"
)


def judge(mention: Mention, around: Surroundings, *, is_cell: bool) -> Verdict | Rule:
    """How `mention` binds the task, or by which rule it does not.

    `is_cell`: the text is little more than the date.
    """
    left, right = around.left, around.right
    about = _ABOUT_DAY.match(right) if mention.day or mention.edge else None
    right = right[about.end() :] if about else right
    rule = _rule_against(mention, around, left, right, is_cell=is_cell)
    if rule is not None:
        return rule
    kind, doubt = kind_of(mention, around, opens=_opens(left))
    doubt = _ABOUT_DOUBT if about else _point_doubt(mention) or doubt
    if kind is DeadlineKind.VALIDITY:
        if not mention.before and not mention.edge and mention.unit is Unit.YEAR and not ends_a_term(mention):
            doubt = doubt or BARE_TERM
        return Verdict(kind, doubt)
    if is_cell:
        begins = not mention.before and _SETS_OUT.match(right)
        return Verdict(kind, doubt or (_A_START if begins else ""))
    strength = _binds(mention, left, right, around)
    return Rule.NO_ORDER if strength is None else Verdict(kind, doubt or strength)


def _rule_against(
    mention: Mention, around: Surroundings, left: str, right: str, *, is_cell: bool
) -> Rule | None:
    """The rule by which the words around the mention say that it is no limit."""
    if mention.relative in ("去年", "上年"):
        return Rule.PAST
    if around.in_a_name and not _quotes_a_plan(mention):
        return Rule.IN_A_NAME
    if BEGINS.match(right):
        return Rule.BEGINS
    if right == "印发" and mention.unit is Unit.DAY and not mention.before:
        return Rule.IMPRINT
    if left.endswith("直") and mention.lead in ("到", "至") and right.startswith("才"):
        return Rule.PAST
    if mention.relative in ("当年", "次年") and mention.unit is Unit.YEAR and not mention.edge:
        return Rule.NAMES
    if (mention.before or mention.edge) and _BAN.match(right):
        return Rule.BANS
    if _names_an_edition(mention, around):
        return Rule.EDITION
    if COUNTED.search(left):
        return Rule.COUNTED
    compares = COMPARES_ANY if mention.before else COMPARES
    if not mention.first and not mention.lead and compares.search(left):
        return Rule.COMPARES
    if mention.edge and not mention.before and FIGURES.match(right):
        return Rule.FIGURE
    is_year = mention.unit is Unit.YEAR and not mention.edge
    if right.startswith("全年") or (is_year and _waits(mention, right)):
        return Rule.SEASON
    if is_cell and is_year and not mention.before and not mention.lead and not _opens(left) and right:
        return Rule.NAMES  # 9月：验收2025年立项的课程
    if not is_cell and _names_a_thing(mention, around, right):
        return Rule.NAMES
    if not is_cell and _qualifies(right, left, around.ends_with, around.sentence_right):
        return Rule.QUALIFIES
    return None


def _point_doubt(mention: Mention) -> str:
    if mention.excluded:
        return _MIDNIGHT
    if mention.trail == "以前" and mention.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR) and not mention.edge:
        return "“以前”未带“底”，按该时段末日计，请核对"
    if mention.joint:
        return "两个节日并提，请核对以哪一个为准"
    return _NO_END if mention.strictly_before else ""


def _binds(mention: Mention, left: str, right: str, around: Surroundings) -> str | None:
    """None where the words around do not make the mention a limit; else a doubt, "" when certain."""
    opens = _opens(left)
    acts = bool(ACTS.match(ROW_AHEAD.sub("", right, count=1) or around.next_clause))
    if mention.unit is Unit.PLAN:
        return ""
    if mention.lead == "截至" and not mention.before and not mention.edge:
        return "“截至”可能只是统计时点，请核对"
    if TIME_LIMIT.search(around.text[max(around.start - 14, 0) : around.start]):
        return ""
    if mention.unit is Unit.DAY and not mention.before and AN_EVENT.search(right):
        return None
    if mention.edge and mention.lead:
        return ""
    if mention.edge == "终" and not mention.before and not mention.year:
        return _POINT_ONLY if opens or acts else None
    if mention.edge and not mention.before:
        # 年末 alone also dates a figure (年末常住人口).
        if mention.year is None and not (opens or acts or right == ""):
            return None
        return ""
    if mention.before:
        if mention.trail == "内" and (MAY.match(right) or COUNTING_YEAR.search(left)):
            return None
        if mention.trail == "内" and mention.year is None and not mention.relative:
            return "" if (opens or acts) and not right.endswith("的") else None
        return ""
    if mention.lead in ("到", "至"):
        return "" if mention.unit is not Unit.MONTH or mention.year else "只写月份，请核对"
    if mention.first:
        if _is_part_of_a_title(mention, around):
            return None
        acts = acts or bool(ACTS.match(right.removeprefix("期间")))
        if opens and _STAGE.search(around.text, max(around.start - 6, 0), around.start):
            return ""  # 宣传发动阶段（4月1日—4月20日）
        return "起止时段，按其末日计，请核对" if opens and (acts or right in ("", "期间")) else None
    if mention.unit is Unit.YEAR:
        if _TELLS.match(around.sentence_right):
            return None
        # “2022年新增债券8月底前使用完毕”: the year is that of the date after it.
        parallel = left.endswith("、") and acts and re.search(r"20\d\d年", around.sentence_left)
        aims = acts or _AIMS.search(right or around.next_clause)
        bare = ((opens and aims) or parallel) and not DATED_LATER.search(right)
        if bare and right.startswith("将"):
            return _FORETELLS
        return BARE_YEAR if bare else None
    if mention.unit is Unit.PART_OF_MONTH and (mention.month != 1 or mention.day != 31):
        return "" if opens or acts else None
    if opens and acts and mention.year is not None and _HALVES.search(around.text, around.start, around.end):
        return ""  # 2027年上半年，县政府印发方案: a stage of so many months ends with its last
    if opens and (acts or (right == "" and around.ends_with in ("", "）"))):
        return _POINT_ONLY
    if acts and (mention.lead in ("在", "于") or _goes_on(left, around) or _is_milestone(left, right)):
        return _POINT_ONLY
    return None


_STAGE = re.compile(r"(?:阶段|环节)[（(：:]\Z")


def _names_an_edition(mention: Mention, around: Surroundings) -> bool:
    """Whether the date belongs to a rule or a sum: （2022年6月修订）, 2022年底前免征的政策, 2022年5亿元."""
    in_brackets = around.text[around.start - 1 : around.start] == "（" and around.ends_with == "）"
    if in_brackets and not mention.before and EDITION.fullmatch(around.right):
        return True
    if mention.unit is Unit.YEAR and not mention.before and AMOUNT.match(around.right):
        return True
    return bool(CARRIES_OUT.search(around.left) and NAMED_RULE.match(around.right))


def _waits(mention: Mention, right: str) -> bool:
    """Whether a year only says which season or event is meant (2023年汛期前, 2022年高校毕业生)."""
    if mention.trail:
        return False
    event = _EVENT_AHEAD.match(right)
    return SEASON.match(right) is not None or (event is not None and not ACTS.match(right))


def _goes_on(left: str, around: Surroundings) -> bool:
    """Whether the clause before the 、 is dated too: 年底前基本建成、明年上半年投用."""
    return left.endswith("、") and bool(DATED_LATER.search(around.sentence_left))


def _is_milestone(left: str, right: str) -> bool:
    """Whether a short subject and a step of a project stand about the date: 项目6月开工."""
    return len(left) <= _SUBJECT and bool(_STEPS.match(right)) and not _NO_SUBJECT.search(left)


def _is_part_of_a_title(mention: Mention, around: Surroundings) -> bool:
    """Whether a range of years alone in brackets is of a plan's name (规划（2021—2035年）) and no stage."""
    text = around.text
    in_brackets = text[around.start - 1 : around.start] == "（" and around.ends_with == "）"
    if mention.unit is not Unit.YEAR or not in_brackets or around.right:
        return False
    return not re.search(r"(?:阶段|步|期|时间)$", text[: around.start - 1][-6:])


def _opens(left: str) -> bool:
    """Whether nothing that could own the date stands before it in its clause."""
    words = ROW.sub("", left).rstrip("、和及与并")
    return words == "" or bool(
        re.search(
            r"(?:力争|争取|确保|计划|预计|拟|其中|分别|努力|原则上|必须|务必|要|须|应|并|各地|时限|目标|时间|(?:时间|时限|期限|阶段|期)[为是]|自|从|即日起|之日起)$",
            words,
        )
    )


def _names_a_thing(mention: Mention, around: Surroundings, right: str) -> bool:
    """Whether a date without 前 is part of a name (2022年度债券, 2023年中央预算) or of a comparison."""
    if mention.unit is Unit.YEAR and CARBON.match(around.right):
        return True
    if mention.trail:
        return False
    if mention.unit is Unit.YEAR and not mention.edge and around.text[around.end - 1] == "度":
        return True
    return bool(NAMES.match(right))


def _qualifies(right: str, left: str, ends_with: str, ahead: str) -> bool:
    """Whether the date describes a thing (…前发放的贷款) or a condition (…前未完成的) instead of binding."""
    # 已 says what is done: a condition (6月30日前已备案的), never an order.
    if QUALIFIES.match(right) or right.startswith(("的", "已")):
        return True
    if right.endswith("的") and ends_with in ("，", "；", "。", "（", ""):
        return not right.endswith(("目的", "为的"))
    if right.startswith("期间") and WITHIN_IT.match(ahead) and not BENEFITS.match(right, 2):
        return True
    ahead = _BRACKET.sub("", ahead, count=1)
    if CONDITION.match(ahead) or BY_WHAT_WAS_DONE.match(ahead) or ABOUT.search(left):
        return True
    owner = OF_WHOM.search(left)
    return owner is not None and "的" in right and "的" not in left[owner.end() :]


def _quotes_a_plan(mention: Mention) -> bool:
    return mention.unit is Unit.PLAN


def strives_from_before(around: Surroundings, *, carried: bool) -> bool:
    """Whether a 力争 or 争取 before the date governs it, and so the parallel clauses after it too.

    It stands in the same clause, or in the one before where that has no act of its own, or, `carried`,
    governs the date before in a row of parallel clauses.
    """
    if LATEST.match(around.text[around.start : around.end]):
        return False  # 力争年底、最迟明年一季度: the second must be met
    if governs(around.left):
        return True
    if around.left.strip("、和及并") != "":
        return False
    before = around.previous_clause
    return carried or (governs(before) and not HAS_ACTED.search(before, before.rfind("争") + 1))


def strives_from_behind(around: Surroundings) -> bool:
    """Whether a 力争 or 争取 right after the date governs it: 6月底前力争完成; 到2025年，全省力争达到."""
    return bool(_STRIVES_SOON.match(around.right or (around.next_clause if _opens(around.left) else "")))


def governs(words: str) -> bool:
    """Whether the last 力争 or 争取 of `words` asks for an act, not for money or support (争取资金)."""
    at = max(words.rfind("力争"), words.rfind("争取"))
    if at < 0:
        return False
    after = words[at + 2 : at + 14]
    if words.startswith("争取", at) and re.match(
        r"(?:国家|中央|上级|省级?|更多)?[^，]{0,8}(?:支持|资金|政策|补助|额度|指标)", after
    ):
        return False
    return not re.search(r"确保|必须|务必", words[at:])
