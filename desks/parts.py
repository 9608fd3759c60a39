"""What more than one desk shows: the lights, and the addresses of lists."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.work.states import Light


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


def assignments_url(**query: Any) -> str:
    """The list of assignments, narrowed."""
    return list_url("work_assignment", **query)


def list_url(model: str, **query: Any) -> str:
    """The list of a model (`work_extension`), narrowed by the query."""
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(query)}"
