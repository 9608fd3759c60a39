"""What the columns of a table mean, and rows that only blanks or bars part (pdf text, web pages)."""

from __future__ import annotations

import csv
import re
from functools import lru_cache

_STAGE = (
    r"(?:20\d\d年)?(?:(?:第?[一二三四1-4]|[一二三四]至[一二三四])季度|Q[1-4]|[上下]半年"
    r"|(?:1[0-2]|[1-9])月份?[底末]?|年底|(?<=年)|20\d\d年)"
)
_PERSON = (
    r"(?:主要|具体|直接|第一|牵头|分管|包联|包保|包抓|挂钩|挂联|联系|责任|带班|督导|单位|部门|科室|市级|县级|区级|镇级|乡镇|党政)*"
    r"(?:责任人|负责人|领导|联系人|经办人|联络员|责任领导|承办人|县长|市长|县领导|市领导|区领导|同志)(?:及职务|姓名|及电话|及联系电话|及联系方式)?"
)
_UNIT = (
    r"(?:单位|部门|处室|科室|股室|站所|[站所]办|办所|站室|班组|专班"
    r"|村居|村社|社区|村组|网格|乡镇|镇街|学校|企业|主体)(?:及分工)?"
)
_NOTE = r"(?:[（(].*[）)])?"
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"(?:{pattern}){_NOTE}"))
    for name, pattern in (
        ("number", r"序号|编号|项号|号|序|[Nn][Oo]\.?"),
        ("stage", _STAGE + r"(?:阶段)?(?:目标|任务|计划|进度|节点|工作|安排|要求|推进|完成)*(?:情况)?"),
        ("start", r"(?:计划|预计)?(?:开工|启动|开始|起始|动工|实施起始)(?:时间|日期)(?:安排)?"),
        ("phone", r"(?:联系|办公|监督|值班)?(?:电话|手机|方式)(?:号码)?|手机号码?"),
        ("oversee", rf"(?:负责)?(?:督导|督办|督查|监督|督促|跟踪督办|牵头督办|考核|督战|督察){_UNIT}"),
        ("lead", rf"(?:总?牵头|主办|主责|牵头责任|主要责任|责任牵头)(?:{_UNIT})?"),
        ("support", rf"(?:配合|协办|协同|参与|参加|协助|责任配合|支持)(?:责任)?(?:{_UNIT})?"),
        (
            "duty",
            rf"(?:责任|负责|承办|落实|实施|完成|主管|执行|主体责任|主要负责|整改|整改责任|交办)(?:责任)?{_UNIT}(?:及责任人)?|(?:任务|职责|责任)分工|(?:由?谁|哪个?(?:单位|部门))(?:来|牵头)?(?:办|干|做|负责|落实|牵头)",
        ),
        (
            "deadline",
            r"(?:计划|预计|拟|时序)?(?:完成|办理|办结|推进|进度|截止|截至|工作|落实|整改|整改完成|竣工|完工|结束|交付|投用|销号|要求完成|反馈|报送)*"
            r"(?:时限|期限|时间节点|时间进度|时间|进度|节点)(?:要求|安排)?|(?:计划|要求)?(?:完成|截止|竣工|办结)日期|(?:何时|几时|什么时[候间]|啥时候?)(?:完成|办完|办结|做完|干完)",
        ),
        ("person", _PERSON),
        (
            "aside",
            r"备注|说明|依据|来源|类别|领域|分类|整改目标|绩效目标|存在的?问题|(?:完成|进展|工作进展|落实|推进)情况|(?:目前|当前|工作)进展|阶段目标|资金|投资",
        ),
        (
            "measure",
            r"(?:具体|工作|主要|政策|改革|推进|保障|重点|落实|整改|任务|活动|项目|建设|实施|考核)*(?:措施|指标|标准|举措|内容|要求|目标任务|目标要求|目标|任务内容)(?:及要求)?",
        ),
        (
            "task",
            r"(?:重点|主要|具体|工作|目标|年度|分解|改革|整治|整改|攻坚|民生|实事|任务|项目|活动|督办|议定|交办|建设|推进|考核|考评)*(?:任务|事项|工作|项目|名称|实事|举办内容)(?:及措施|分解|名称|内容|简述)?|干什么|做什么",
        ),
    )
)
_UNIT_COLUMN = re.compile(r"(牵头|责任|配合|协办)(?:单位|部门)")
_INDICATOR = re.compile(r"(?:主要|具体)?指标(?:名称|内容)?")
_YEAR = re.compile(r"20\d\d年.{0,8}")
_WIDE = re.compile(r"[ \u00a0\u3000]{2,}|\u3000")
_RULE = re.compile(r"\s*:?-{2,}:?\s*")
TIME_CELL = re.compile(
    r"(?:力争|争取|确保)?(?:20\d\d年|\d{1,2}月|年底|年内|[上下]半年|每|长期|持续|按|第?[一二三四]季度|立行立改).{0,20}"
)
_LONGEST_HEAD = 40
_PATIENCE = 3  # lines that are no rows within a table: a page number, a running head, a part's name


@lru_cache(maxsize=2048)
def column_of(text: str) -> str:
    """What a column holds by its head: number, task, measure, lead, support, duty, deadline, aside or ""."""
    bare = "".join(text.split())
    if len(bare) > _LONGEST_HEAD:
        return ""
    for name, pattern in _COLUMNS:
        if pattern.fullmatch(bare):
            return name
    said = _UNIT_COLUMN.search(bare) if len(bare) <= 16 else None
    return {"牵头": "lead", "责任": "duty"}.get(said.group(1), "support") if said else ""


class Grid:
    """Turns the rows of a table without ruling lines into tab separated cells, line by line."""

    def __init__(self) -> None:
        self._columns: list[str] = []
        self._sign = ""  # what parts the cells of a file that a program wrote
        self._count = 0
        self._narrow = False  # one blank parts the cells
        self._number = 0
        self._strange = 0

    def tabbed(self, line: str) -> str:
        """The line, with tabs between its cells where it is a row; empty for a rule of bars and dashes."""
        bare = line.strip()
        if bare.count("|") >= (3 if bare.startswith("|") else 2) and "\t" not in bare:
            cells = bare.strip("|").split("|")
            return "" if all(_RULE.fullmatch(c) for c in cells) else "\t".join(c.strip() for c in cells)
        if "\t" in line or not bare:
            return line
        parted = self._parted(bare)
        if parted:
            return parted
        pieces = _WIDE.split(bare)
        columns = head_of(pieces) or (head_of(bare.split()) if len(bare) <= 60 else [])
        if columns:
            self._columns, self._number, self._strange = columns, 0, 0
            self._narrow = len(pieces) != len(columns)
            return "\t".join(bare.split() if self._narrow else pieces)
        return self._row(line, bare, pieces) if self._columns else line

    def _parted(self, bare: str) -> str:
        """A line of a file whose cells commas part, below its head; "" for other lines."""
        if self._sign and bare.count(self._sign) >= self._count:
            return "\t".join(next(csv.reader([bare], delimiter=self._sign)))
        self._sign = ""
        for sign in (",", "，", ";", "；") if len(bare) <= 2 * _LONGEST_HEAD else ():
            if bare.count(sign) < 2:
                continue
            names = [column_of(piece) for piece in bare.split(sign)]
            told = [name for name in names if name]
            units = any(name in ("lead", "support", "duty") for name in names)
            if (
                len(names) >= 3
                and len(told) * 3 >= 2 * len(names)
                and units
                and "number" in names + ["number"] * (len(told) == len(names))
            ):
                self._sign, self._count = sign, len(names) - 1
                return "\t".join(bare.split(sign))
        return ""

    def _row(self, line: str, bare: str, pieces: list[str]) -> str:
        wanted = len(self._columns)
        if self._narrow or (len(pieces) != wanted and len(bare.split()) == wanted):
            pieces = bare.split()
        number = pieces[0].rstrip(".、．")
        if number.isdecimal() and int(number) == self._number + 1 and 3 <= len(pieces) <= wanted:
            self._number, self._strange = self._number + 1, 0
            short = wanted - len(pieces)
            if short and self._columns[-1] == "deadline" and TIME_CELL.fullmatch(pieces[-1]):
                pieces[-1:-1] = [""] * short
            return "\t".join(pieces)
        self._strange += 1
        if self._strange >= _PATIENCE or len(bare) > 60:
            self._columns = []
        return line


def head_of(pieces: list[str]) -> list[str]:
    """The columns where the pieces of a line are the head of a numbered table of tasks or indicators."""
    if not 3 <= len(pieces) <= 12 or any(len(piece) > 16 for piece in pieces):
        return []
    names = [column_of(piece) for piece in pieces]
    if names[0] != "number":
        return []
    if any(n in ("lead", "support", "duty") for n in names) and any(n in ("task", "measure") for n in names):
        return names
    indicators = any(_INDICATOR.fullmatch(piece) for piece in pieces)
    return names if indicators and any(_YEAR.fullmatch(piece) for piece in pieces) else []
