"""What more than one board shows: lights, the overdue list, bars, and the addresses of lists."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.work.states import Light

SHOWN = 20  # rows of the overdue list
BARS = 12  # bars of each chart
NEXT = 8  # rows of the smaller lists
OWN_PAGE = "admin:work_assignment_change"


def standing(mine: Any, on: date) -> dict[str, Any]:
    """The lights of the assignments `mine` and the head of their overdue list, in two queries."""
    counts = mine.light_counts(on)
    overdue = mine.overdue(on).with_context().order_by("must_due_on", "id")[:SHOWN]
    return {
        "lights": lights(counts),
        "overdue_total": counts["red"],
        "overdue": [(a, a.days_late(on)) for a in overdue],
        "overdue_url": assignments_url(light=Light.RED),
    }


def charts(mine: Any, on: date) -> dict[str, Any]:
    """What is overdue of `mine` by department and by document, in two queries."""
    return {
        "by_department": bars(mine.count_by_department(on), "department", "name"),
        "by_document": bars(mine.count_by_document(on), "document", "number", "title"),
    }


def lights(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The three counts, each a link to its list."""
    kinds = (
        (Light.RED, "已逾期", "error"),
        (Light.YELLOW, "即将到期", "schedule"),
        (Light.GREEN, "正常办理", "check_circle"),
    )
    return [
        {
            "light": light.value,
            "label": light.label,
            "meaning": meaning,
            "icon": icon,
            "count": counts[light],
            "url": assignments_url(light=light),
        }
        for light, meaning, icon in kinds
    ]


def bars(rows: list[dict[str, Any]], filter_name: str, *labels: str) -> list[dict[str, Any]]:
    """The longest bars first; each links to the overdue list of its department or document."""
    longest = max((row["total"] for row in rows), default=0)
    return [
        {
            "label": next((row[label] for label in labels if row[label]), "（未命名）"),
            "total": row["total"],
            "width": round(100 * row["total"] / longest),
            "url": assignments_url(light=Light.RED, **{filter_name: row[f"{filter_name}_id"]}),
        }
        for row in rows[:BARS]
    ]


def assignments_url(**query: Any) -> str:
    """The list of assignments, narrowed."""
    return list_url("work_assignment", **query)


def list_url(model: str, **query: Any) -> str:
    """The list of a model (`work_extension`), narrowed by the query."""
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(query)}"
