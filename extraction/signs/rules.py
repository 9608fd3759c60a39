"""Why a mark of the text is no work, no unit and no time limit: each rule by name, its reason in Chinese.

A stage that passes over something says by which of these; the account shows the reason at the place.
"""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """A rule by which a mark is set aside; the value is the reason that a person reads."""

    # Times
    PAST = "说的是去年、上年"
    IN_A_NAME = "在书名号或引号中"
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
