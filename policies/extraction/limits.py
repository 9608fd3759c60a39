"""Which mentions of the calendar are time limits of the task, of what kind and how firm.

A date binds the task when it says by when something is to be done.  It does not where it names a thing
(2022年度债券), qualifies one (6月30日前发放的贷款), starts something (2018年1月起), compares (比2020年) or
stands in a title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .date_phrases import Mention, Unit
from .model import DeadlineKind, Firmness
from .surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mention that binds: its kind, and in Chinese what a person should look at ("" when certain)."""

    kind: DeadlineKind
    doubt: str = ""


_ACTIONS = (
    "完成|建成|实现|达到|达|启动|开工|建设|出台|制定|制订|印发|发布|形成|组织|开展|召开|举办|实施|推进|推动|推广|全面|全部|基本|力争|争取|确保|"
    "投入|投用|投产|竣工|上线|开通|运行|新增|新建|新|培育|培训|改造|改建|打造|建立|健全|构建|修订|编制|落实|报送|上报|提交|取得|初步|累计|再|"
    "将|要|应|须|需|率先|创建|争创|引进|发放|安排|支持|下达|清理|整改|整治|整合|接入|覆盖|提升|提高|突破|超过|不低于|不少于|前|各|全省|全市|"
    "全县|全区|全州|全国|加快|启用|设立|成立|搭建|拓展|优化|扩大|增加|降低|压减|淘汰|关停|治理|修复|普及|试点|至少|每|我省|我市|省|市|县"
)
_ACTS = re.compile(f"(?:{_ACTIONS})")
_STRIVES = re.compile(r"力争|争取")
# 起 and the like make a date a beginning; 的 and nouns of plans and budgets make it a name.
_BEGINS = re.compile(
    r"(?:（?含）?)?(?:起(?!草|点|步|底|重)|开始|以来|之后|以后|后(?!续|勤|备|期|台|端)|至今|及以前|及之前|以前年度|启?施行|正式施行)"
)
_NAMES = re.compile(
    r"度|版|级|届|第|学年|年度|的|工作要点|重点工作|重点任务|工作(?:计划|方案|任务)|目标任务|预算|中央(?:预算|财政|补助)|决算|计划(?:投资|总)|"
    r"远景|水平|基础上|相比|为基[期数准]|受|因|已|曾|共|末?期末|我国|及|和(?!市|县|各)|以前|前?后"
)
_FIGURES = re.compile(r"(?:常住|总|户籍)?人口|余额|存栏|存量")
_COMPARES = re.compile(r"(?:比|较|与|同比|以|按照?|依据|根据|距|自|从|由|超|除|据)$")
_COMPARES_ANY = re.compile(r"(?:比|较|距|自|从|由)$")
_PARTICIPLES = (
    "发放|成立|注册|设立|登记|取得|获得|签订|签署|建成|投产|投运|投用|开工|入库|入规|入统|纳统|新增|批准|审批|备案|受理|申报|申请|提交|购置|购买|出台|发布|"
    "印发|实施|施行|立项|核准|入学|毕业|就业|参保|到期|发生|形成|存续|出生|退休|招用|录用|纳入|认定|存在|竣工|验收|完成|完工|上市|下达|投放|签约|供应|"
    "出让|订立|启动|发行|落地|在建|建设|建造|安装|缴纳|欠缴|减免|生产|交付|销售|举办|开展|办理|收到|产生|结转|入驻|落户|引进|制定|确定|公布|规划"
)
_QUALIFIES = re.compile(
    rf"(?:（含）)?(?:已经?|尚未|仍?未|新|正式|依法|首次|实际|集中|按期)?(?:{_PARTICIPLES})"
    rf"(?:[并且、和或及](?:{_PARTICIPLES}|[一-龥]{{2}}))?(?:使用|运营|生效|入库)?的(?=[^，。；]|$)"
)
_OF_WHOM = re.compile(r"(?:^|[、；，])?(?:对于?|凡是?|将|把|针对)(?![象口外接])")
_VALID_UNTIL = re.compile(
    r"(?:期限|时限|有效期?|执行期|实施期|试点期|过渡期|延期|延长|延续|延至|顺延|持续|执行|实施|施行|缓缴|适用|保留|试行)"
    r"(?:政策|措施|原则上|日期|阶段性|分别|统一|最长|期限|期间?|时间|暂定|暂|再|还本付息|限|为|从|自|继续|均|可)*$"
)
_WORK_ENDS = re.compile(r"完成|办结|整改|申报|报名|报送|工期|建设(?:期|工期)|攻坚|集中")
_BENEFITS = re.compile(
    r"免征|减征|减按|减半|免收|暂免|免缴|缓缴|暂缓|减免|阶段性(?:降低|减免|免|缓)|继续(?:执行|实施|免|减|按|给予|落实)|延续(?:执行|实施)|"
    r"(?:予以|给予)[^，。；]{0,24}(?:补贴|补助|奖励|优惠|贴息|奖补|资助)|暂停征收|按[^，。；]{0,16}(?:征收|收取|执行)"
)
_DOES = re.compile(r"完成|建成|出台|制定|印发|开工|竣工|投产|启动|达到|实现|上线|力争|争取|新增")
_NEAR = 80
_MAIN_RULE = "“原则上”留有余地，请核对"


def judge(mention: Mention, around: Surroundings, *, is_cell: bool) -> Verdict | None:
    """Whether `mention` binds the task, and how; `is_cell` where the text is little more than the date."""
    left, right = around.left, around.right
    if mention.relative in ("去年", "上年") or (around.in_a_name and not _quotes_a_plan(mention)):
        return None
    if _BEGINS.match(right) or (
        mention.relative in ("当年", "次年") and mention.unit is Unit.YEAR and not mention.edge
    ):
        return None
    compares = _COMPARES_ANY if mention.before else _COMPARES
    if not mention.first and not mention.lead and compares.search(left):
        return None
    if not is_cell and (_names_a_thing(mention, around) or _qualifies(right, left, around.ends_with)):
        return None
    kind = _kind(mention, around)
    doubt = _MAIN_RULE if left.endswith("原则上") or right.startswith("原则上") else ""
    if kind is DeadlineKind.VALIDITY:
        if (
            not mention.before
            and not mention.edge
            and mention.unit is Unit.YEAR
            and not _ends_a_term(mention)
        ):
            doubt = doubt or "只写年份，按政策执行到当年年底，请核对"
        return Verdict(kind, doubt)
    if is_cell:
        return Verdict(kind, doubt)
    strength = _binds(mention, left, right, around)
    if strength is None:
        return None
    if mention.strictly_before:
        strength = strength or "“前”字未带“底”，按该时段开始之前计，请核对"
    return Verdict(kind, doubt or strength)


def _binds(mention: Mention, left: str, right: str, around: Surroundings) -> str | None:
    """None where the words around do not make the mention a limit; else a doubt, "" when certain."""
    opens = _opens(left)
    acts = bool(_ACTS.match(right or around.next_clause))
    if mention.unit is Unit.PLAN:
        return ""
    if mention.lead == "截至" and not mention.before and not mention.edge:
        return "“截至”可能只是统计时点，请核对"
    if mention.edge and not mention.before and not mention.lead:
        # 年末 alone also dates a figure (年末常住人口).
        if _FIGURES.match(right):
            return None
        if mention.year is None and not (opens or acts or right == ""):
            return None
        return ""
    if mention.before:
        if mention.trail == "内" and mention.year is None and not mention.relative:
            return "" if (opens or acts) and not right.endswith("的") else None
        return ""
    if mention.lead in ("到", "至"):
        return "" if mention.unit is not Unit.MONTH or mention.year else "只写月份，请核对"
    if mention.first:
        return "起止时段，按其末日计，请核对" if opens and (acts or right == "") else None
    if mention.unit in (Unit.YEAR,):
        return "只写年份，按当年年底计，请核对" if opens else None
    if mention.unit is Unit.PART_OF_MONTH and (mention.month != 1 or mention.day != 31):
        return "" if opens or acts else None
    if opens and (acts or (right == "" and around.ends_with in ("", "）", "，"))):
        return "时点未写“前”，请核对"
    if acts and mention.lead in ("在", "于"):
        return "时点未写“前”，请核对"
    return None


def _opens(left: str) -> bool:
    """Whether nothing that could own the date stands before it in its clause."""
    words = left.rstrip("、和及与并")
    return words == "" or bool(
        re.search(
            r"(?:力争|争取|确保|计划|预计|拟|其中|分别|努力|原则上|必须|务必|要|须|应|并|各地|时限|目标|时间|为|是|自|从|即日起|之日起)$",
            words,
        )
    )


def _names_a_thing(mention: Mention, around: Surroundings) -> bool:
    """Whether a date without 前 is part of a name (2022年度债券, 2023年中央预算) or of a comparison."""
    if around.right.startswith("碳达峰"):
        return True
    if mention.trail:
        return False
    if mention.unit is Unit.YEAR and not mention.edge and around.text[around.end - 1] == "度":
        return True
    return bool(_NAMES.match(around.right))


def _qualifies(right: str, left: str, ends_with: str) -> bool:
    """Whether the date describes a thing (…前发放的贷款) or a condition (…前未完成的) instead of binding."""
    if _QUALIFIES.match(right) or right.startswith("的"):
        return True
    if right.endswith("的") and ends_with in ("，", "；", "。", ""):
        return not right.endswith(("目的", "为的"))
    owner = _OF_WHOM.search(left)
    return owner is not None and "的" in right and "的" not in left[owner.end() :]


def _quotes_a_plan(mention: Mention) -> bool:
    return mention.unit is Unit.PLAN


def _ends_a_term(mention: Mention) -> bool:
    return mention.lead in ("到", "至", "截至") or mention.before


def _kind(mention: Mention, around: Surroundings) -> DeadlineKind:
    """VALIDITY where a policy runs until then or is granted within it, else DUE."""
    left = around.left
    until = mention.lead in ("到", "至", "截至", "截止", "截止到", "不超过") or mention.first
    if until and _VALID_UNTIL.search(left) and not _WORK_ENDS.search(left):
        return DeadlineKind.VALIDITY
    if around.ends_with == "" and not around.right and around.left == "" and _is_after_term(around):
        return DeadlineKind.VALIDITY
    ordered = around.sentence_right[:_NEAR]
    grants = _BENEFITS.search(ordered)
    if grants and _opens(left):
        done = _DOES.search(ordered)
        return DeadlineKind.DUE if done and done.start() < grants.start() else DeadlineKind.VALIDITY
    return DeadlineKind.DUE


def _is_after_term(around: Surroundings) -> bool:
    return bool(
        re.search(
            r"(?:有效期|执行期限|实施期限|执行时间|实施时间|政策期限)：$", around.text[: around.start][-12:]
        )
    )


def firmness(around: Surroundings, *, carried: bool) -> Firmness:
    """STRIVE where 力争 or 争取 governs the date.

    It does from before it in its clause, right after it, from a clause before that has no act of its own,
    or, `carried`, from the date before in a row of parallel clauses.
    """
    if _governs(around.left) or _STRIVES.match(around.right[:8].lstrip("全各省市县区底前，")):
        return Firmness.STRIVE
    if _opens(around.left) and _STRIVES.match(around.next_clause):
        return Firmness.STRIVE
    if around.left.strip("、和及并") == "":
        if carried:
            return Firmness.STRIVE
        before = around.previous_clause
        if _governs(before) and not _DOES.search(before[before.rfind("争") + 1 :]):
            return Firmness.STRIVE
    return Firmness.MUST


def _governs(words: str) -> bool:
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
