"""A made-up township, a table of tasks and the minutes of a meeting as townships write them."""

from typing import Any

from departments.services.loading import load_departments

NAMES = ("党政办", "农业农村办", "规建办", "财政所", "应急办", "执法队", "纪委")


def _department(name: str, short: str, kind: str = "government") -> dict[str, Any]:
    return {
        "name": name,
        "short_name": short,
        "level": "county",
        "region": "清溪镇",
        "kind": kind,
        "aliases": [],
        "parent": None,
        "abolished_on": None,
        "successors": [],
    }


def load_township() -> None:
    """清溪镇 and its offices, below the 青川市 of the made-up province."""
    load_departments(
        data={
            "regions": [
                {"name": "云岭省", "level": "province", "parent": None},
                {"name": "青川市", "level": "city", "parent": "云岭省"},
                {"name": "清溪镇", "level": "county", "parent": "青川市"},
            ],
            "departments": [
                _department("清溪镇人民政府", "清溪镇政府", "people_government"),
                *(_department(f"清溪镇{name}", f"镇{name}") for name in NAMES),
            ],
            "groups": [],
        }
    )


TABLE = """清溪镇2026年人居环境整治任务分解表

清政发〔2026〕12号

序号\t工作任务\t具体要求\t责任单位\t完成时限
1\t清理河道垃圾\t全面清理镇域内三条河道\t镇农业农村办\t2026年8月底前
2\t整治背街小巷\t拆除违建，修补路面\t镇规建办\t2026年9月底前
3\t新建公厕\t新建公厕两座\t镇规建办、镇财政所\t2026年12月底前

请各单位于每月25日前将进展报镇党政办。进展由镇党政办负责汇总，8月31日前报镇长。

清溪镇人民政府
2026年7月1日
"""

MINUTES = """清溪镇人民政府专题会议纪要

清政纪〔2026〕7号

2026年7月3日，镇长主持召开专题会议，研究防汛备汛工作。现纪要如下：

一、关于物资储备。补足沙袋、水泵等物资，7月15日前到位。（镇应急办牵头，镇财政所配合）

二、关于值班值守。严格执行领导带班制度，全天值守。（镇党政办负责）

三、关于转移安置。逐户登记危房住户。（镇规建办负责）

会议要求，镇农业农村办牵头开展水库巡查，镇应急办配合，7月20日前完成。

会议强调，各村要压实责任。
"""
