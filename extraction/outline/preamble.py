"""Which headings open a part that orders no work: 指导思想, 基本原则, 发展目标, 适用范围 …"""

from __future__ import annotations

import re

from extraction.duty.roles import is_name
from extraction.model import Role
from extraction.outline.nodes import Node
from extraction.signs.unit_names import looks_like_unit, split_units

_STRONG = re.compile(
    r"指导思想|总体要求|总体思路|基本原则|工作原则|主要原则|基本思路|总体考虑|规划背景|编制背景|发展基础|发展现状|发展形势|"
    r"面临形势|面临的形势|形势与|形势和|发展环境|重要意义|重大意义|思想自觉|思想认识|充分认识|深刻认识|准确把握.{0,10}要求|"
    r"机遇与挑战|(?:现状|形势|态势|基础|优势|短板|问题|环境|需求)(?:[与和及、][^，。]{1,8})?(?:分析|研判)$|现实基础|主要短板|现状(?:与|和|及)问题|机遇和挑战|取得的成[就效绩]|主要成效|存在的?问题|编制依据|起草背景|工作背景|适用范围|名词解释|术语(?:和|与|及)?(?:定义|解释)|^术语$"
)
_WEAK = re.compile(
    r"^(?:总体|工作|主要|发展|战略|规划|行动|建设|预期|具体|阶段性?|近期|远期|总|改革|年度|奋斗|实施|整治|创建|约束性?)?"
    r"(?:目标)(?:和思路|任务|和任务|与任务|要求|和要求|定位|体系|指标)?$|^(?:目标任务|任务目标|总则|附则|总体|前言|引言|"
    r"(?:活动|工作|建设|实施|项目|编制|制定|宣传|检查)?(?:背景|意义|目的|依据|主题|口号)(?:[和与及、](?:背景|意义|目的|依据|主题))*|"
    r"(?:实施|适用|试点|覆盖|整治|支持|奖补|执行|培育|扶持|资助|奖励|补贴|补助|申报|参评|保障|服务|救助)(?:范围|对象|主体|地区|区域|时间|期限|依据)|政策依据|(?:会议)?(?:还|另)?(?:研究|讨论|听取|通报)了?其[他它](?:有关)?(?:事项|工作|问题)|"
    r"现状|(?:功能|总体|战略)定位|总体部署|总体安排|其他事项|附录|时间安排|有效期限?|施行日期|实施期限|"
    r"(?:事故|事件|案件|疫情|项目|工作|活动|辖区)?(?:基本|总体|整体|概况|调查|处置|处理|检查|抽查|督查|考核|评比|排名|通报)(?:的)?情况|"
    r"(?:事故|事件|案件)(?:经过|概况|情况|原因)|原因分析|(?:主要|典型)(?:做法|经验|案例))$"
)
# In a text without line breaks a heading runs on into what it heads.
_RUNS_ON = re.compile(
    r"(?:指导思想|总体要求|总体思路|基本原则|工作原则|(?:职责|受理|适用|管辖)范围|(?:明确)?(?:总体|工作|主要|发展|行动|建设|任务)目标|目标任务|适用范围|编制依据|工作背景)"
    r"(?=[：:。\s]|以|到|按|坚持|深入|全面|认真|通过|贯彻|为|根据|力争|围绕|高举|20\d\d|[（(]一|$)"
)
# 优化发展环境, 整改存在的问题: what begins with a verb is work, whatever it ends in
_WORK = re.compile(
    r"^(?:进一步|着力|切实|不断|持续|全面|全力|大力|加快|努力|积极|共同|充分|深入|有效)*"
    r"(?:优化|营造|夯实|提高|提升|改善|构建|打造|创造|筑牢|巩固|增强|强化|加强|完善|打牢|厚植|净化|建立|建设|整治|整改|解决|"
    r"扩大|拓展|统一|改进|维护|塑造)(?!的)[^，,]*?"
    r"(?:发展环境|发展基础|思想认识|思想自觉|适用范围|存在的?问题)"
)
# 走访时间, 自查范围, 活动地点: what the work is about, unless a day is set in it.
_WHEN_OR_WHERE = re.compile(
    r"(?!明确|确定|界定|划定|限定|核定|核[准实]|锁定|选准|找准|瞄准|把握|把准|摸清|[厘理]清|细化|统一|严格|合理|科学|突出|聚焦|扩大|扩展|拓[宽展]|调整|延长"
    r"|缩短|规范|落实|保障|优化|压[缩减])[\u4e00-\u9fff]{2,6}(?:时间|地点|范围|对象)(?:[与和及、](?:时间|地点|范围|对象))?"
)
# 时间安排 may only say when something takes place, or set days for steps.
_SCHEDULE = re.compile(r"时间安排|总体安排")
_SHORT_NOTE = 600
_OF_WHOM = re.compile(r"(?:范围|对象)$")
# 人民银行向地方银行发放贷款: the heading says to whom, the text what somebody does
_ACTS = re.compile(
    r"(?:^|[。；，])(?P<who>[^，。；：对向]{3,40}?)(?:向|对(?!象)|给予|应当?(?!急)|要(?!求)|须|负责|会同|牵头|按照?)"
)
_PURSES = ("中央财政", "省财政", "市财政", "县财政", "区财政", "省级财政", "市级财政", "县级财政", "区级财政")
# What sets a day or names somebody is work, whatever heads it.
BINDS = re.compile(r"[日底月内]之?前|截止|截至|以前|负责|牵头")


def is_preamble(title: str, node: Node) -> bool:
    """Whether a heading opens a part that orders no work (指导思想, 基本原则, 发展目标 …)."""
    bare = re.sub(r"[\s。，、：:；“”（）()【】〔〕]", "", title)
    if len(bare) <= 36 and _STRONG.search(_WORK.sub("", bare, count=1)):
        return True
    if _OF_WHOM.search(bare) and _somebody_acts(node):
        return False
    if len(bare) <= 14 and _WEAK.search(bare):
        return not _SCHEDULE.fullmatch(bare) or BINDS.search(_text(node)) is None
    if _RUNS_ON.match(title):
        return True
    if _WHEN_OR_WHERE.fullmatch(bare) and not _WORK.match(bare):
        text = _text(node)
        return len(text) <= _SHORT_NOTE and BINDS.search(text) is None
    principles = [p for p in node.pieces if p.text.startswith("——坚持")]
    return len(principles) >= 3 and node.rank <= 3


def _text(node: Node) -> str:
    return "".join(piece.text for inner in node.walk() for piece in inner.pieces)


def _somebody_acts(node: Node) -> bool:
    """Whether a unit is the subject of what an item says in its own words."""
    text = "".join(piece.text for piece in node.pieces)
    for match in _ACTS.finditer(text):
        units = split_units(match["who"], Role.RESPONSIBLE)
        if units and all(u.name in _PURSES or (is_name(u) and looks_like_unit(u.name)) for u in units):
            return True
    return False
