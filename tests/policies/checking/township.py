"""A made-up township, a table of tasks and the minutes of a meeting as townships write them."""

from pathlib import Path
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


SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "samples"
TABLE = (SAMPLES / "清溪镇任务分解表.txt").read_text(encoding="utf-8")
MINUTES = (SAMPLES / "清溪镇专题会议纪要.txt").read_text(encoding="utf-8")
