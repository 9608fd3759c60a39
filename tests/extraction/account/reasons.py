"""For each rule of setting aside a small text of its own, and the mark that it explains there.

Two rules need more than a text: what a person marked, and what of the file is no text.
"""

from typing import NamedTuple

from extraction.signs.rules import Rule


class Case(NamedTuple):
    """A text, and the kind and words of the mark that the rule sets aside in it."""

    text: str
    kind: str
    mark: str


HEAD = """云江市人民政府办公室关于印发云江市清淤方案的通知
云江政办发〔2027〕5号
各县（市、区）人民政府：
现将《云江市清淤方案》印发给你们，请认真执行。
云江市人民政府办公室
2027年3月1日
云江市清淤方案
"""


def plan(body: str) -> str:
    """A notice that carries a plan of these lines."""
    return HEAD + body


def item(sentence: str) -> str:
    """A plan of one item that says this, handed to a unit."""
    return plan(f"一、清理河道。{sentence}（市水利局负责）\n二、管护河道。实行网格管护。（市住建局负责）\n")


CASES: dict[Rule, Case] = {
    Rule.PAST: Case(item("完成去年底前下达的任务。"), "time", "年底前"),
    Rule.IN_A_NAME: Case(item("落实《云江市2026年清淤计划》。"), "time", "2026年"),
    Rule.IMPRINT: Case(item("按方案办理，2027年3月5日印发。"), "time", "2027年3月5日"),
    Rule.BEGINS: Case(item("自2027年7月1日起实行网格管护。"), "time", "2027年7月1日"),
    Rule.EDITION: Case(item("执行清淤规程（2026年6月修订）。"), "time", "2026年6月"),
    Rule.COUNTED: Case(item("复核考核周期2026年底的里程。"), "time", "2026年底"),
    Rule.COMPARES: Case(item("清淤里程较2026年增加两成。"), "time", "2026年"),
    Rule.FIGURE: Case(item("复核2026年末常住人口。"), "time", "2026年末"),
    Rule.SEASON: Case(item("做好2027年汛期防范。"), "time", "2027年"),
    Rule.NAMES: Case(item("用好2027年度债券。"), "time", "2027年度"),
    Rule.QUALIFIES: Case(item("清退2027年6月30日前发放的补贴。"), "time", "2027年6月30日前"),
    Rule.NO_ORDER: Case(item("巡查人员10月上岗的情况要登记。"), "time", "10月"),
    Rule.BANS: Case(item("2028年底前不得新建排口。"), "time", "2028年底前"),
    Rule.HISTORY: Case(item("2020年6月底前建成排口。"), "time", "2020年6月底前"),
    Rule.PROCEDURE: Case(item("在5个工作日内办结申请。"), "time", "5个工作日内"),
    Rule.NO_START: Case(
        "一、清理河道。力争三年内完成清淤。（市水利局负责）\n二、管护河道。（市住建局负责）\n",
        "time",
        "三年内",
    ),
    Rule.FURTHER: Case(item("每月报送进展，每季度通报。"), "time", "每季度"),
    Rule.HEAD: Case(item("完成清淤。"), "unit", "云江市人民政府办公室"),
    Rule.COVER: Case(item("完成清淤。").replace("请认真执行。", "请于7月认真执行。"), "time", "7月"),
    Rule.INTRODUCTION: Case(
        plan("为改善水质，2026年已有部署，制定本方案。\n一、清理河道。（市水利局负责）\n"), "time", "2026年"
    ),
    Rule.HEADING: Case(
        plan("一、2027年重点任务\n（一）清理河道。完成清淤。（市水利局负责）\n"), "time", "2027年"
    ),
    Rule.PREAMBLE: Case(
        plan("一、主要目标\n到2027年底，河道清淤100公里。\n二、清理河道。（市水利局负责）\n"),
        "time",
        "2027年底",
    ),
    Rule.DESCRIBES: Case(
        plan("一、申报条件\n1.2026年以来没有违规记录；\n2.有专职人员。\n二、清理河道。（市水利局负责）\n"),
        "time",
        "2026年",
    ),
    Rule.BOX: Case(
        plan("一、清理河道。完成清淤。（市水利局负责）\n专栏1 清淤工程\n1.主河道清淤。（市住建局负责）\n"),
        "unit",
        "市住建局",
    ),
    Rule.FURNITURE: Case(
        plan(
            "一、清理河道。完成清淤。（市水利局负责）\n表1：2027年河道名录\n二、管护河道。（市住建局负责）\n"
        ),
        "time",
        "2027年",
    ),
    Rule.POINT: Case(
        plan(
            "一、清理河道。分步实施。\n"
            "（1）逐段登记。\n"
            "（2）分段清淤。（市水利局负责）\n"
            "二、管护河道。（市住建局负责）\n"
        ),
        "label",
        "（1）",
    ),
    Rule.TERM: Case(
        plan("一、清理河道。（市水利局负责）\n二、本方案自2027年5月1日起施行。\n"), "label", "二、"
    ),
    Rule.CLOSING: Case(
        plan(
            "一、清理河道。（市水利局负责）\n"
            "二、管护河道。（市住建局负责）\n"
            "各地要抓好落实，每季度至少研究一次，确保取得实效。\n"
        ),
        "time",
        "每季度",
    ),
    Rule.SIGNATURE: Case(
        "云江市水利局关于清理河道的通知\n"
        "各科室：\n"
        "一、清理河道。（市水利局负责）\n"
        "二、管护河道。（市住建局负责）\n"
        "云江市水利局\n"
        "2027年3月1日\n",
        "time",
        "2027年3月1日",
    ),
    Rule.ATTACHMENT: Case(
        plan("一、清理河道。（市水利局负责）\n附件1\n河道名录\n1.清溪河，2026年普查。\n2.白石河。\n"),
        "label",
        "1.",
    ),
    Rule.HEAD_ROW: Case(
        "云江市清淤任务分工表\n"
        "序号\t工作任务\t责任单位\t完成时限\n"
        "1\t清理河道\t市水利局\t6月底前\n"
        "2\t管护河道\t市住建局\t9月底前\n",
        "cell",
        "责任单位",
    ),
    Rule.LIST: Case(
        plan(
            "一、清理河道。（市水利局负责）\n"
            "二、管护河道。（市住建局负责）\n"
            "附件1\n"
            "河道名录\n"
            "序号\t名称\t长度\n"
            "1\t清溪河\t10公里\n"
            "2\t白石河\t8公里\n"
        ),
        "cell",
        "清溪河",
    ),
    Rule.GROUP_ROW: Case(
        "云江市清淤任务分工表\n"
        "序号\t工作任务\t责任单位\t完成时限\n"
        "（一）主城区\t\t\t\n"
        "1\t清理河道\t市水利局\t6月底前\n"
        "2\t管护河道\t市住建局\t9月底前\n",
        "label",
        "（一）",
    ),
    Rule.TWICE: Case(
        plan(
            "一、清理河道。（市水利局负责）\n"
            "二、管护河道。（市住建局负责）\n"
            "附件1\n"
            "任务分工表\n"
            "序号\t工作任务\t责任单位\n"
            "1\t清理河道\t市水利局\n"
            "2\t管护河道\t市住建局\n"
        ),
        "cell",
        "清理河道",
    ),
    Rule.KIND: Case(
        "云江市人民政府关于张某某任职的通知\n"
        "云江政发〔2027〕6号\n"
        "各县区人民政府：\n"
        "2027年3月1日决定，任命张某某为市水利局局长。\n",
        "time",
        "2027年3月1日",
    ),
    Rule.SPOKEN: Case(
        plan(
            "一、清理河道。市水利局负责验收。\n"
            "（1）登记。\n"
            "（2）分段清淤。（市水利局牵头，市财政局配合）\n"
            "二、管护河道。（市住建局负责）\n"
        ),
        "duty",
        "负责",
    ),
    Rule.NO_NAME: Case(
        plan("一、加强协同。有关方面要主动配合。\n二、管护河道。（市住建局负责）\n"), "duty", "配合"
    ),
    Rule.SET_UP: Case(
        plan("一、加强领导。市水利局局长兼任领导小组组长，负责日常协调。\n二、管护河道。（市住建局负责）\n"),
        "unit",
        "市水利局",
    ),
    Rule.MENTIONED: Case(item("按照市财政局的有关规定完成清淤。"), "unit", "市财政局"),
    Rule.ANSWERS: Case(
        plan("一、理顺机制。市水利局排查隐患，水厂厂长对居民负责。\n二、管护河道。（市住建局负责）\n"),
        "duty",
        "负责",
    ),
}
