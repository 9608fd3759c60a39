"""A 通报 and a 督办单 with many rows, long names and typed lines, for the tests of the layout."""

from typing import Any

from tracker.papers.placeholders import bulletin_context, notice_context
from tracker.papers.printing import own_template
from tracker.papers.rendering import render
from tracker.papers.wording import contact_in_words

UNITS = (
    "省财政厅",
    "省住房城乡建设厅",
    "省农业农村厅",
    "云岭保护开发区管委会",
    "青川市政府",
    "省人力资源社会保障厅",
    "省政务服务和数字化建设管理局",
)
HEAD = {
    "发文机关标志": "云岭省人民政府办公厅文件",
    "机关": "云岭省人民政府办公厅",
    "印发机关": "云岭省人民政府办公厅",
    "文号": "督查通报〔2026〕12号",
    "印发日期": "2026年7月3日",
    "附注": contact_in_words("张三", ""),
    "联系人": "张三",
    "联系电话": "",
}
COPIES = "省委办公厅，省人大常委会办公厅，省政协办公厅，省纪委监委机关。"
ASKED = "请抓紧办理，查明逾期原因。\n请提出整改措施和完成时间。\n请按期书面答复。"
CLOSING = "一要压实责任，逐项明确完成时间。\n二要加快进度，逾期事项逐项销号。\n三要按期报送进展。"


def bulletin_docx(units: int, late: int, **words: Any) -> bytes:
    """A 通报 with so many rows in its two annexes."""
    said = {
        "title": "关于2026年6月督查事项落实情况的通报",
        "to": "各市（州）人民政府，省政府各部门、各直属机构",
        "copies": COPIES,
        "good": ["省教育厅应完成时限12项，全部按时完成。"] * 3,
        "bad": [f"{UNITS[1]}牵头的“建设一站式窗口”应于2026年6月30日完成，已逾期1天。"] * 3,
        "closing": CLOSING,
    }
    return render(own_template("bulletin"), bulletin_context(HEAD, _figures(units, late), said | words))


def notice_docx(rows: int) -> bytes:
    """A 督办单 with so many rows, some of several paragraphs."""
    figures = {
        "rows": [
            {
                "document": f"云政办发〔2026〕{n + 1}号",
                "document_title": "方案",
                "measure": f"一 / {n + 1}",
                "ordered": "推进政务服务事项集中办理，\n6月底前完成收费公示全覆盖。" * (1 + n % 4),
                "role": "牵头",
                "due_on": "2026-12-31",
                "days": 3254,
            }
            for n in range(rows)
        ]
    }
    words = {
        "title": "关于逾期未完成事项的督办单",
        "copies": "",
        "closing": ASKED,
        "signatory": "",
        "department": "云岭省财政厅",
        "answer_by": "2026-07-10",
    }
    return render(own_template("notice"), notice_context(HEAD, figures, words))


def _figures(units: int, late: int) -> dict[str, Any]:
    totals = {
        "assignments": 120,
        "total": 100,
        "due": 90,
        "completed": 50,
        "on_time": 40,
        "done_late": 10,
        "extended": 0,
        "overdue": 40,
        "pending": 10,
        "on_time_rate": "44.4",
        "completed_rate": "55.6",
        "average_late": "1464.8",
        "returns": 1,
        "extensions": 1,
        "average_mark": None,
    }
    return {
        "period": "2026年6月",
        "scope": "全部督查文件",
        "on": "2026-06-30",
        "totals": totals,
        "departments": [
            totals | {"name": UNITS[n % len(UNITS)], "score": "100.0", "rank": n + 1} for n in range(units)
        ],
        "late_list": [
            {
                "document": ("云政办发〔2026〕13号", "关于进一步优化营商环境的实施方案")[n % 2],
                "measure": f"三 / （一） / {n + 1} 推进政务服务事项集中办理和收费公示全覆盖"[: 18 + n % 17],
                "name": UNITS[n % len(UNITS)],
                "role": "牵头",
                "due_on": "2026-06-30",
                "days": 3254 + n,
            }
            for n in range(late)
        ],
        "late_left_out": 0,
    }
