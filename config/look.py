"""The admin's look: django-unfold in Chinese, its navigation by role, every file from our own server."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

Item = dict[str, Any]


def _item(title: str, icon: str, name: str, query: str = "") -> Item:
    """A line of the navigation: `name` is the admin's URL name, `query` narrows the list."""
    return {"title": title, "icon": icon, "link": reverse(f"admin:{name}") + query}


def _list(title: str, icon: str, model: str, query: str = "") -> Item:
    return _item(title, icon, f"{model}_changelist", query)


def _group(title: str, *items: Item, collapsible: bool = False) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": collapsible, "items": list(items)}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar of the user: a department's desk, the leader's, or everything."""
    from departments.models import User, UserRole

    user = request.user
    if not isinstance(user, User):
        return []
    if user.has_role(UserRole.SUPERVISOR):
        return [_ledger(user, request.path), _checking(), _departments(), _own(), _system(request.path)]
    if user.has_role(UserRole.LEADER):
        return [
            _ledger(user, request.path),
            _own(),
            _group("单位", _list("单位", "domain", "departments_department")),
        ]
    return [_ledger(user, request.path), _own()]


def _ledger(user: Any, path: str) -> dict[str, Any]:
    from departments.models import UserRole

    what = "全部交办" if user.sees_everything else "我的事项"
    files, reviews = bool(user.department_ids()), user.has_role(UserRole.SUPERVISOR)
    reports = _list("进展报告", "rate_review", "tracker_progressreport")
    if path == reverse("admin:tracker_review_queue"):
        reports["active"] = False  # the queue's address begins like the list's
    return {
        "title": "督查台账",
        "items": [
            _item("总览", "monitoring", "index"),
            *([_item("驾驶舱", "speed", "overview")] if reviews else []),
            _inbox(user),
            _list(what, "checklist", "tracker_assignment"),
            {
                "title": "台账",
                "icon": "table_view",
                "link": reverse("ledger"),
                "active": path.startswith(reverse("ledger")),
            },
            *([_list("我的草稿", "draft", "tracker_reportdraft")] if files else []),
            *([_item("待审核", "inbox", "tracker_review_queue")] if reviews else []),
            reports,
            _list("批示办理", "history_edu", "tracker_instructionitem"),
            _list("延期申请", "more_time", "tracker_extension"),
            _list("退办申请", "assignment_return", "tracker_objection"),
            _list("建议提案", "how_to_vote", "tracker_proposal"),
            _list("并案", "link", "tracker_joinedwork"),
            _list("文件", "description", "policies_policydocument"),
            _list("举措", "format_list_numbered", "policies_measure"),
            _list("指标", "trending_up", "policies_indicator"),
            _item("单位考核", "leaderboard", "tracker_scorecard"),
            *([_list("上下对照", "compare_arrows", "policies_alignment")] if user.sees_everything else []),
            _list("通报和督办单" if user.sees_everything else "督办单", "campaign", "tracker_paper"),
        ],
    }


def _inbox(user: Any) -> Item:
    unread = _unread().get(user=user)["n"]
    item = _list("收件箱", "notifications", "tracker_inboxreminder")
    return {**item, "badge": unread, "badge_variant": "danger"} if unread else item


@cache
def _unread() -> Any:
    """How much the user has not opened; the models are not there when this module is read."""
    from django.db.models import Count

    from common.db.compiled import CompiledQuery, one_row
    from tracker.models import Reminder

    return CompiledQuery(lambda user: one_row(Reminder.objects.told_to(user).unread(), n=Count("*")))


def _checking() -> dict[str, Any]:
    return _group(
        "校核",
        _list("待核事项", "rule", "policies_checkitem", "?settled=no"),
        _list("责任分工", "groups", "policies_responsibility"),
        _list("时间节点", "event", "policies_milestone"),
        _list("来源文件", "attach_file", "policies_sourcefile"),
    )


def _departments() -> dict[str, Any]:
    return _group(
        "单位",
        _list("单位", "domain", "departments_department"),
        _list("单位组", "workspaces", "departments_departmentgroup"),
        _list("单位别名", "label", "departments_departmentalias"),
        _list("机构沿革", "history", "departments_succession"),
        _list("机构改革", "alt_route", "tracker_reform"),
        collapsible=True,
    )


def _own() -> dict[str, Any]:
    return _group("我的", _list("提醒渠道", "send", "tracker_channelsetting"))


def _formula(path: str) -> Item:
    item = _list("考核公式", "calculate", "tracker_scoreformula")
    # The scorecard's address begins like the list's.
    return {**item, "active": False} if path.startswith(reverse("admin:tracker_scorecard")) else item


def _system(path: str) -> dict[str, Any]:
    return _group(
        "系统",
        _list("督查设置", "tune", "tracker_officesettings"),
        _formula(path),
        _list("用户", "person", "departments_user"),
        _list("提醒规则", "notification_settings", "tracker_reminderrule"),
        _list("免提醒", "notifications_off", "tracker_reminderexemption"),
        _list("答复时限规则", "gavel", "tracker_proposalrule"),
        _list("提醒", "notifications", "tracker_reminder"),
        _list("提醒汇总", "mail", "tracker_digest"),
        _list("定时任务", "schedule", "django_celery_beat_periodictask"),
        _list("接口令牌", "key", "authtoken_tokenproxy"),
        _list("登录失败", "lock", "axes_accessattempt"),
        _list("登录记录", "login", "axes_accesslog"),
        collapsible=True,
    )


def stylesheet(request: HttpRequest) -> str:
    """Our own style sheet."""
    return static("ducha/ducha.css")


def tracker_stylesheet(request: HttpRequest) -> str:
    """The style sheet of the working cycle."""
    return static("tracker/tracker.css")


def filing_stylesheet(request: HttpRequest) -> str:
    """The style sheet of filing many at once."""
    return static("tracker/filing.css")


def desk_stylesheet(request: HttpRequest) -> str:
    """The style sheet of the desks, the tree of a document and its timeline."""
    return static("ducha/desk.css")


def script(request: HttpRequest) -> str:
    """Our own script."""
    return static("ducha/ducha.js")


def favicon(request: HttpRequest) -> str:
    """The sign in the browser's tab."""
    return static("ducha/favicon.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "督查台账",
    "SITE_HEADER": "督查台账",
    "SITE_SYMBOL": "fact_check",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "THEME": "light",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": [stylesheet, tracker_stylesheet, filing_stylesheet, desk_stylesheet],
    "SCRIPTS": [script],
    "DASHBOARD_CALLBACK": "config.dashboard.dashboard",
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": navigation},
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .214 259.8)",
            "600": "oklch(48.8% .19 260)",
            "700": "oklch(44.5% .18 261)",
            "800": "oklch(39% .15 262)",
            "900": "oklch(35% .12 262)",
            "950": "oklch(28.2% .091 267.9)",
        }
    },
}
