"""What more than one desk shows: the lights, and the addresses of lists."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.work.lights import MEANINGS, WORKING, Mark
from tracker.work.states import Status


def lights(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The counts of open work by light, each a link to its list and in words what it counts."""
    return [
        {
            "light": light.value,
            "label": light.label,
            "meaning": MEANINGS[light][0],
            "counts": MEANINGS[light][1],
            "count": counts[light],
            "url": assignments_url(light=light),
        }
        for light in WORKING
    ]


# What stands beside the lights: name in `standing_counts`, words, what it counts, how its list is asked for.
BESIDE: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("unacknowledged", "未签收", "已经交办、责任单位尚未签收的事项。", {"status__exact": Status.PENDING}),
    (
        "unreported",
        "从未报送",
        "在办，且责任单位没有报送过进展的事项；已撤回的不算报送，被退回的算。",
        {"unreported": "1"},
    ),
    (
        Mark.PAST_AT_DISPATCH,
        str(Mark.PAST_AT_DISPATCH.label),
        "红灯中，时限在交办那天就已经过去的；逾期天数从交办那天算起。",
        {"mark": Mark.PAST_AT_DISPATCH},
    ),
    (
        Mark.STRIVE_PASSED,
        str(Mark.STRIVE_PASSED.label),
        "在办，且争取完成的时限已经过去、必须完成的时限没有过去或没有的事项；争取时限不计逾期。",
        {"mark": Mark.STRIVE_PASSED},
    ),
)


def beside(counts: dict[str, int], **narrowed: Any) -> list[dict[str, Any]]:
    """What is counted beside the lights, each with its list; a part of the open work, not another light."""
    return [
        {
            "name": str(name),
            "label": label,
            "counts": words,
            "count": counts[name],
            "url": assignments_url(**asked, **narrowed),
        }
        for name, label, words, asked in BESIDE
    ]


def assignments_url(**query: Any) -> str:
    """The list of assignments, narrowed."""
    return list_url("work_assignment", **query)


def list_url(model: str, **query: Any) -> str:
    """The list of a model (`work_extension`), narrowed by the query."""
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(query)}"
