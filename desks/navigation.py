"""The navigation at the side of every page, by role."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from common.db.compiled import CompiledQuery, one_row
from departments.models.users import User, UserRole
from tracker.reminders.models.reminders import Reminder

Item = dict[str, Any]


_UNREAD = CompiledQuery(
    lambda user, at: one_row(Reminder.objects.for_recipient(user).told_by(at).unread(), n=Count("*"))
)


def _item(title: str, icon: str, name: str, query: str = "") -> Item:
    """A line of the navigation: `name` is the admin's URL name, `query` narrows the list."""
    return {"title": title, "icon": icon, "link": reverse(f"admin:{name}") + query}


def _list(title: str, icon: str, model: str, query: str = "") -> Item:
    return _item(title, icon, f"{model}_changelist", query)


def _group(title: str, *items: Item, collapsible: bool = False) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": collapsible, "items": list(items)}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar of the user: a department's desk, the leader's, or everything."""
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
    what = "全部交办" if user.sees_everything else "我的事项"
    files, reviews = bool(user.department_ids()), user.has_role(UserRole.SUPERVISOR)
    reports = _list("进展报告", "rate_review", "work_progressreport")
    if path == reverse("admin:work_review_queue"):
        reports["active"] = False  # the queue's address begins like the list's
    return {
        "title": "督查台账",
        "items": [
            _item("总览", "monitoring", "index"),
            *([_item("驾驶舱", "speed", "overview")] if reviews else []),
            *([_item("日报", "today", "daily")] if user.sees_everything else []),
            _inbox(user),
            _list(what, "checklist", "work_assignment"),
            {
                "title": "台账",
                "icon": "table_view",
                "link": reverse("ledger"),
                "active": path.startswith(reverse("ledger")),
            },
            *([_list("我的草稿", "draft", "work_reportdraft")] if files else []),
            *([_item("待审核", "inbox", "work_review_queue")] if reviews else []),
            reports,
            _list("批示办理", "history_edu", "work_instructionitem"),
            _list("延期申请", "more_time", "work_extension"),
            _list("退办申请", "assignment_return", "work_decline"),
            _list("建议提案", "how_to_vote", "proposals_proposal"),
            _list("并案", "link", "work_mergedwork"),
            _list("文件", "description", "policies_policydocument"),
            _list("举措", "format_list_numbered", "policies_measure"),
            _list("指标", "trending_up", "policies_indicator"),
            _item("单位考核", "leaderboard", "scorecard_scorecard"),
            *([_list("上下对照", "compare_arrows", "policies_alignment")] if user.sees_everything else []),
            _list("通报和督办单" if user.sees_everything else "督办单", "campaign", "papers_paper"),
        ],
    }


def _inbox(user: Any) -> Item:
    unread = _UNREAD.get(user=user, at=timezone.now())["n"]
    item = _list("收件箱", "notifications", "reminders_inboxreminder")
    return {**item, "badge": unread, "badge_variant": "danger"} if unread else item


def _checking() -> dict[str, Any]:
    return _group(
        "校核",
        _list("待核事项", "rule", "policies_checkitem", "?settled=no"),
        _list("责任分工", "groups", "policies_responsibility"),
        _list("时间节点", "event", "policies_milestone"),
        _list("来源文件", "attach_file", "policies_sourcefile"),
        _list("导入记录", "upload_file", "policies_import"),
    )


def _departments() -> dict[str, Any]:
    return _group(
        "单位",
        _list("单位", "domain", "departments_department"),
        _list("单位组", "workspaces", "departments_departmentgroup"),
        _list("单位别名", "label", "departments_departmentalias"),
        _list("机构沿革", "history", "departments_succession"),
        _list("机构改革", "alt_route", "reforms_reform"),
        collapsible=True,
    )


def _own() -> dict[str, Any]:
    return _group(
        "我的",
        _list("提醒渠道", "send", "reminders_channelsetting"),
        _list("登录设备", "devices", "signon_usersession"),
        _list("接口令牌", "key", "signon_accesstoken"),
    )


def _formula(path: str) -> Item:
    item = _list("考核公式", "calculate", "scorecard_scoreformula")
    # The scorecard's address begins like the list's.
    return {**item, "active": False} if path.startswith(reverse("admin:scorecard_scorecard")) else item


def _system(path: str) -> dict[str, Any]:
    return _group(
        "系统",
        _item("初次使用", "flag", "begin"),
        _list("督查设置", "tune", "work_officesettings"),
        _formula(path),
        _list("来源默认时限", "event_upcoming", "matters_originrule"),
        _list("文件权重", "balance", "scorecard_documentweight"),
        _list("加减分", "exposure", "scorecard_handpoints"),
        _list("工作日历", "calendar_month", "daysoff_dayoff"),
        _list("用户", "person", "departments_user"),
        _list("提醒规则", "notification_settings", "reminders_reminderrule"),
        _list("免提醒", "notifications_off", "reminders_reminderexemption"),
        _list("答复时限规则", "gavel", "proposals_proposalrule"),
        _list("提醒", "notifications", "reminders_reminder"),
        _list("提醒汇总", "mail", "reminders_digest"),
        _list("定时任务", "schedule", "django_celery_beat_periodictask"),
        _list("登录失败", "lock", "axes_accessattempt"),
        _list("登录记录", "login", "axes_accesslog"),
        collapsible=True,
    )
