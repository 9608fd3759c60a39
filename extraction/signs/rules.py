"""Why a mark of the text is no work, no unit and no time limit: each rule by name, its reason in Chinese.

A stage that passes over something says by which of these; the account shows the reason at the place.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from extraction.model import Span


class Rule(StrEnum):
    """A rule by which a mark is set aside; the value is the reason that a person reads."""

    # Times
    PAST = "说的是去年、上年"
    IN_A_NAME = "在书名号或引号中"
    IMPRINT = "是印发日期"
    BEGINS = "是起始时间，不是完成时限"
    EDITION = "是文件版本或资金的年份"
    COUNTED = "是统计时点"
    COMPARES = "是比较的基期"
    FIGURE = "是数字所指的时点"
    SEASON = "是季节或活动的名称"
    NAMES = "是名称中的年份"
    QUALIFIES = "只限定所指的事物，不是时限"
    NO_ORDER = "没有要求在此时完成"
    BANS = "是禁止的期间，不是完成时限"
    HISTORY = "在成文日期之前"
    PROCEDURE = "是办事步骤的时间"
    NO_START = "没有起算日"
    FURTHER = "同一任务的又一个频次，报送周期按第一个"
    # Where the mark stands
    HEAD = "在标题、文号、主送等文件头中"
    COVER = "在印发通知的正文中，不是任务条目"
    INTRODUCTION = "在分条之前的引言中"
    HEADING = "在各条之上的标题中"
    PREAMBLE = "在总体要求、目标、原则等不部署工作的部分"
    DESCRIBES = "只说明对象、条件、内容或方法，不部署工作"
    BOX = "在专栏中"
    FURNITURE = "是附件说明、抄送、图表名等"
    POINT = "是条内的分点，随该条读入"
    TERM = "是施行日期、有效期等附则"
    CLOSING = "在全文的结束语中"
    SIGNATURE = "在落款处"
    ATTACHMENT = "在没有责任分工的附件中"
    HEAD_ROW = "是表头"
    LIST = "所在的表没有交办任务的列"
    GROUP_ROW = "是表中的分组行"
    TWICE = "正文已写明责任单位，分工表不重复计入"
    KIND = "这类文件不部署任务"
    OUTSIDE = "在人工标出的正文之外"
    # Who
    SPOKEN = "该条另有责任分工，句中的表述不另立任务"
    NO_NAME = "没有写明单位，是一般要求"
    SET_UP = "是领导机构的设置，不是交办"
    MENTIONED = "只是提到，没有交办任务"
    ANSWERS = "说的是对谁负责，不是交办"
    # The file
    NOT_SHOWN = "未显示、已划去或不是文字，另有说明"


# Rules that look at where a mark stands and not at what it says.
BY_PLACE = frozenset(
    {
        Rule.HEAD,
        Rule.COVER,
        Rule.INTRODUCTION,
        Rule.HEADING,
        Rule.PREAMBLE,
        Rule.DESCRIBES,
        Rule.BOX,
        Rule.FURNITURE,
        Rule.POINT,
        Rule.TERM,
        Rule.CLOSING,
        Rule.SIGNATURE,
        Rule.ATTACHMENT,
        Rule.HEAD_ROW,
        Rule.LIST,
        Rule.GROUP_ROW,
        Rule.TWICE,
        Rule.KIND,
        Rule.OUTSIDE,
    }
)


class Aside(NamedTuple):
    """A place that is set aside, and the rule that says so."""

    span: Span
    rule: Rule
