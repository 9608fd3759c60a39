"""驾驶舱: what is overdue and whose it is, today or as any past day ended."""

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from common import clock
from common.db.keyset import BadCursor
from departments.models.departments import Department
from departments.models.users import User, UserRole
from desks.department import asked_of
from desks.parts import beside, lights
from desks.selectors import Overview
from desks.trend import trend_chart
from policies.models.documents import PolicyDocument

BARS = 10  # bars of each chart
PRINTED = 8  # measures on paper, so that the page is one
_ASKED = ("on", "department", "document", "measure", "after")


def overview(request: HttpRequest) -> HttpResponse:
    """驾驶舱 at its own address, for leaders and 督查室."""
    user = cast(User, request.user)
    if not user.sees_everything:
        raise PermissionDenied("驾驶舱供领导和督查室使用；本单位的事项请看首页工作台。")
    site = cast(Any, admin.site)
    today = clock.today()
    context = {
        **site.each_context(request),
        "title": "驾驶舱",
        "on": today,
        "board": "desks/leader.html",
        **leader_board(request, user, today),
    }
    return TemplateResponse(request, "admin/index.html", context)


def leader_board(request: HttpRequest, user: User, on: date) -> dict[str, Any]:
    """What `desks/leader.html` shows on the day `on`, or on the past day that the address asks for."""
    today = on
    asked = {name: request.GET[name] for name in _ASKED if request.GET.get(name)}
    on, notice = asked_day(asked.get("on", ""), today)
    department, document = _number(asked.get("department", "")), _number(asked.get("document", ""))
    measure = _number(asked.pop("measure", ""))
    after = asked.pop("after", "")
    chosen = {
        "on": on.isoformat() if on < today else "",
        "department": str(department or ""),
        "document": str(document or ""),
    }
    page = _Addresses(request.path, chosen)
    view = Overview(user, on=on, today=today, department=department, document=document)
    by_department = _bars(view.by_department(), page, "department", "name")
    by_document = _bars(view.by_document(), page, "document", "number", "title")
    documents = PolicyDocument.objects.visible_to(user).without_text()
    try:
        late = view.late_measures(after=after, measure=measure)
    except BadCursor:
        late, after = view.late_measures(measure=measure), ""
    if not view.recorded:
        since = view.recorded_since
        begun = f"系统自{since}起逐日记录" if since else "系统还没有逐日记录"
        notice = f"{begun}，{on}的情况没有记录。"
    return {
        "on": on,
        "today": today,
        "past": view.past,
        "notice": notice,
        "chosen": chosen,
        "clear_url": page.to(department="", document=""),
        "today_url": page.to(on=""),
        "picked": [
            *_picked("单位", by_department, Department.objects.all(), department, page.to(department="")),
            *_picked("文件", by_document, documents, document, page.to(document="")),
        ],
        "recorded": view.recorded,
        "lights": _lights(view, chosen),
        "beside": _beside(view, chosen),
        "late": late,
        "one_measure": measure is not None,
        "printed": PRINTED,
        "list_url": page.to(),
        "first_url": page.to() if after else "",
        "next_url": page.to(after=late.after) if late.after else "",
        "measure_url": page.to(measure="0")[:-1],  # the number of the measure follows
        "by_department": by_department[:BARS],
        "by_document": by_document[:BARS],
        "trend": trend_chart(view.trend()),
        "instructs": not view.past and user.has_role(UserRole.LEADER),
        "back": request.get_full_path(),
        "wall_url": page.to(path=reverse("admin:overview_wall")),
        "daily_url": _daily_url(chosen["on"]),
        "waiting": [] if view.past else asked_of(user),
    }


class _Addresses:
    """The addresses of this page with something else chosen."""

    def __init__(self, path: str, chosen: dict[str, str]) -> None:
        self.path, self.chosen = path, chosen

    def to(self, *, path: str = "", **changes: str) -> str:
        """The page as it is, but for the changes; with a `path` another page that is asked alike."""
        query = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        path = path or self.path
        return f"{path}?{urlencode(query)}" if query else path


def _daily_url(on: str) -> str:
    address = reverse("admin:daily")
    return f"{address}?on={on}" if on else address


def asked_day(words: str, today: date) -> tuple[date, str]:
    """The day that the address asks for, and what to say where it cannot be shown."""
    if not words:
        return today, ""
    try:
        day = forms.DateField().clean(words)
    except forms.ValidationError:
        return today, "日期无法识别，请按“2026-07-01”的样式填写；现显示今天的情况。"
    if day > today:
        return today, "日期不能晚于今天；现显示今天的情况。"
    return (day, "") if day.year >= 1900 else (today, "该日期太早，没有记录；现显示今天的情况。")


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 19 else None


def _picked(
    kind: str, bars: list[dict[str, Any]], rows: Any, number: int | None, url: str
) -> list[dict[str, str]]:
    """What the page is narrowed to; only what has no bar must be looked up."""
    if number is None:
        return []
    label = next((bar["label"] for bar in bars if bar["chosen"]), None)
    return [{"kind": kind, "label": label or str(rows.filter(pk=number).first() or "（不存在）"), "url": url}]


def _lights(view: Overview, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """The counts with the change since a week before; of today each leads to its list."""
    if view.lights is None:
        return []
    found, narrowed = lights(view.lights), _narrowed(chosen)
    for light in found:
        change = view.change[light["light"]] if view.change else None
        light["change"], light["fewer"] = change, -(change or 0)
        light["worse"] = bool(change) and ((change or 0) > 0) == (light["light"] != "green")
        light["url"] = "" if view.past else f"{light['url']}&{urlencode(narrowed)}".rstrip("&")
    return found


def _beside(view: Overview, chosen: dict[str, str]) -> list[dict[str, Any]]:
    if view.standing is None:
        return []
    found = beside(view.standing, **_narrowed(chosen))
    return [{**one, "url": ""} for one in found] if view.past else found


def _narrowed(chosen: dict[str, str]) -> dict[str, str]:
    return {name: chosen[name] for name in ("department", "document") if chosen[name]}


def _bars(rows: list[dict[str, Any]], page: _Addresses, kind: str, *labels: str) -> list[dict[str, Any]]:
    """The longest bars first; one narrows the page to it, and the one that is chosen widens it again."""
    longest = max((row["total"] for row in rows), default=0)
    found = []
    for row in rows:
        number = str(row[f"{kind}_id"])
        is_chosen = page.chosen[kind] == number
        found.append(
            {
                "label": next((row[label] for label in labels if row[label]), "（未命名）"),
                "total": row["total"],
                "width": round(100 * row["total"] / longest),
                "chosen": is_chosen,
                "counts": f"逾期{row['total']}项（红灯）；"
                + ("再点一次取消筛选。" if is_chosen else "点开只看它。"),
                "url": page.to(**{kind: "" if is_chosen else number}),
            }
        )
    return found
