"""The placeholders of the templates: what each is called, what it means, and what stands in its place.

One table for the page that explains them, for the check of an uploaded template and for the printing.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.papers.models import PaperKind
from tracker.papers.wording import annexes_in_words, in_column, totals_in_words
from tracker.work.periods import in_chinese

_UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Full characters on a line of a column of the project's own templates.
_UNIT, _LATE_UNIT, _FILE = 10, 8, 10
NO_NUMBER = "（印发时编号）"

_HEAD = {
    "发文机关标志": "红头，如云岭省人民政府办公厅文件；没有设置的为发文机关全称",
    "机关": "发文机关全称，用于署名",
    "印发机关": "版记中的印发机关",
    "文号": "印发时编排的文号，如督办〔2026〕1号（必须有）",
    "标题": "标题",
    "印发日期": "如2026年7月10日",
    "要求": "结尾的工作要求，每行一段",
    "抄送": "抄送机关，可以为空",
    "附件说明": "附件的名称，每个一行（{%p for 行 in 附件说明 %}{{ 行 }}{%p endfor %}），可以为空",
    "附注": "联系人和联系电话，没有的不写",
    "联系人": "经办人姓名",
    "联系电话": "经办人电话，可以为空",
}
_COUNTS = {
    "事项数": "assignments",
    "时限数": "total",
    "应完成数": "due",
    "完成数": "completed",
    "按时完成数": "on_time",
    "逾期完成数": "done_late",
    "逾期未完成数": "overdue",
    "未到期数": "pending",
    "按时完成率": "on_time_rate",
    "完成率": "completed_rate",
    "平均逾期天数": "average_late",
    "退回次数": "returns",
    "延期次数": "extensions",
    "质量评分": "average_mark",
}
_LATE = {
    "序号": "序号",
    "文件": "文号或标题",
    "举措": "举措的序号和标题",
    "单位": "牵头（负责）单位",
    "分工": "牵头或负责",
    "时限": "现行时限",
    "天数": "逾期天数",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name, what it means, and the names within it where it is a list of rows."""

    name: str
    meaning: str
    rows: tuple[tuple[str, str], ...] = ()


def _plain(table: dict[str, str]) -> list[Placeholder]:
    return [Placeholder(name, meaning) for name, meaning in table.items()]


def _counts() -> list[Placeholder]:
    return [Placeholder(name, f"合计：{name}") for name in _COUNTS]


DOCUMENTED: dict[str, list[Placeholder]] = {
    PaperKind.BULLETIN: [
        *_plain(_HEAD),
        *_plain(
            {
                "主送": "主送机关",
                "总体情况": "合计各项数字的一段话",
            }
        ),
        *_plain({"期间": "如2026年第二季度", "范围": "全部督查文件，或一份文件", "截至": "数字截至哪一天"}),
        *_counts(),
        Placeholder("表扬", "表扬的例子，每条一句（{%p for 句 in 表扬 %}{{ 句 }}{%p endfor %}）"),
        Placeholder("批评", "批评的例子，每条一句"),
        Placeholder(
            "单位",
            "各单位一行（{%tr for 行 in 单位 %}……{%tr endfor %}）",
            (
                ("序号", "序号"),
                ("名称", "单位简称"),
                ("得分", "考核得分"),
                ("名次", "名次"),
                *((name, name) for name in _COUNTS),
            ),
        ),
        Placeholder("逾期", "逾期未完成的各项", tuple(_LATE.items())),
        Placeholder("未列逾期数", "超出清单上限而未列出的逾期项数，没有则为0"),
    ],
    PaperKind.NOTICE: [
        *_plain(_HEAD),
        *_plain(
            {
                "单位": "受送单位全称",
                "事项数": "督办事项数",
                "答复日期": "要求答复的日期",
                "签发人": "签发人，可以为空",
            }
        ),
        Placeholder(
            "事项",
            "督办的各项",
            (
                ("序号", "序号"),
                ("文件", "文号或标题"),
                ("文件标题", "文件标题"),
                ("举措", "举措的序号和标题"),
                ("内容", "交办的内容"),
                ("分工", "牵头、负责或配合"),
                ("时限", "现行时限"),
                ("天数", "逾期天数"),
            ),
        ),
    ],
}


def bulletin_context(head: dict[str, str], figures: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """What stands in the place of each placeholder of a 通报."""
    return _printable(
        {
            **head,
            "标题": words["title"],
            "主送": words["to"],
            "抄送": words["copies"],
            "要求": words["closing"],
            "附件说明": annexes_in_words(
                [
                    title
                    for title, rows in (
                        ("各单位督查事项完成情况表", figures["departments"]),
                        ("逾期未完成事项清单", figures["late_list"]),
                    )
                    if rows
                ]
            ),
            "总体情况": totals_in_words(figures["totals"]),
            "期间": figures["period"],
            "范围": figures["scope"],
            "截至": _day(figures["on"]),
            **_counted(figures["totals"]),
            "表扬": words["good"],
            "批评": words["bad"],
            "单位": [
                {
                    "序号": n,
                    "名称": in_column(row["name"], _UNIT),
                    "得分": _shown(row["score"]),
                    "名次": _shown(row["rank"]),
                    **_counted(row),
                }
                for n, row in enumerate(figures["departments"], start=1)
            ],
            "逾期": [
                {
                    "序号": n,
                    "文件": _file(row["document"]),
                    "举措": row["measure"],
                    "单位": in_column(row["name"], _LATE_UNIT),
                    "分工": row["role"],
                    "时限": row["due_on"],
                    "天数": row["days"],
                }
                for n, row in enumerate(figures["late_list"], start=1)
            ],
            "未列逾期数": figures["late_left_out"],
        }
    )


def notice_context(head: dict[str, str], figures: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """What stands in the place of each placeholder of a 督办单."""
    return _printable(
        {
            **head,
            "标题": words["title"],
            "抄送": words["copies"],
            "要求": words["closing"],
            "附件说明": annexes_in_words(["督办事项清单"]),
            "单位": words["department"],
            "事项数": len(figures["rows"]),
            "答复日期": _day(words["answer_by"]),
            "签发人": words["signatory"],
            "事项": [
                {
                    "序号": n,
                    "文件": _file(row["document"]),
                    "文件标题": row["document_title"],
                    "举措": row["measure"],
                    "内容": row["ordered"],
                    "分工": row["role"],
                    "时限": _day(row["due_on"]) if row["due_on"] else "",
                    "天数": row["days"],
                }
                for n, row in enumerate(figures["rows"], start=1)
            ],
        }
    )


_LISTS = ("表扬", "批评", "附件说明")


def sample_context(kind: str) -> dict[str, Any]:
    """Sample words for every placeholder: an uploaded template must be printable with them."""
    sample: dict[str, Any] = {}
    for place in DOCUMENTED[kind]:
        row = dict.fromkeys((name for name, _ in place.rows), "示例")
        sample[place.name] = [row, row] if place.rows else "示例"
    return sample | {name: ["示例一。", "示例二。"] for name in _LISTS if name in sample}


def _file(document: str) -> str:
    """A number is parted before its year; a title runs on."""
    return in_column(document, _FILE) if "〔" in document else document


def _counted(numbers: dict[str, Any]) -> dict[str, str]:
    units = {"按时完成率": "%", "完成率": "%"}
    return {
        name: "—" if (value := numbers[key]) is None else f"{value}{units.get(name, '')}"
        for name, key in _COUNTS.items()
    }


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)


def _day(text: str) -> str:
    return in_chinese(date.fromisoformat(text))


def _printable(value: Any) -> Any:
    """Without the characters that a docx cannot hold."""
    match value:
        case str():
            return _UNPRINTABLE.sub("", value)
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {key: _printable(item) for key, item in value.items()}
    return value
