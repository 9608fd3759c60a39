"""The pages of reminding: rules with their preview."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.admin import as_user, page, text
from tests.conftest import World
from tests.tracker.reminders.telling import swept
from tests.world import deadline, measure, unit
from tracker.reminders.kinds import Rule
from tracker.reminders.models.rules import ReminderExemption, ReminderRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Today 省财政厅's date is one day past."""
    monkeypatch.setattr("common.clock.today", lambda: date(2026, 7, 1))
    world.dispatched(
        measures=[measure(["一", "1"], "建设窗口", [unit("省财政厅")], [deadline("6月底前", "2026-06-30")])]
    )
    return world


def _form(rule: ReminderRule, **changes: Any) -> dict[str, Any]:
    """What the rule's page sends."""
    names = ("before", "first", "every")
    form = {name: getattr(rule, name) for name in names}
    flags = ("in_workdays", "to_filer", "to_head", "to_leader", "to_office", "on_days_off", "enabled")
    form |= {name: "on" for name in flags if getattr(rule, name)}
    return {name: value for name, value in (form | changes).items() if value is not None}


def test_the_preview_shows_whom_the_rules_would_reach_today(late: World) -> None:
    client = as_user(late.supervisor)
    shown = text(client.get(reverse("admin:reminders_reminderrule_preview_all")))
    assert "已逾期1天" in shown
    assert "filer（1条）、head（1条）" in shown
    assert "今天没有需要提醒的人" in shown
    assert not swept().exists()


def test_a_rule_is_changed_looked_at_and_keeps_its_history(late: World) -> None:
    client = as_user(late.supervisor)
    rule = ReminderRule.objects.get(rule=Rule.ESCALATED, to_head=True)
    client.post(page("reminders_reminderrule", rule), _form(rule, first=1, enabled=None))
    rule.refresh_from_db()
    assert (rule.first, rule.enabled) == (1, False)
    assert rule.history.first().history_user == late.supervisor
    address = reverse("admin:reminders_reminderrule_preview_one", args=[rule.pk])
    shown = text(client.get(address))
    assert "未启用" in shown
    assert "head（1条）" in shown


def test_a_rule_that_says_nothing_is_refused_in_words(late: World) -> None:
    rule = ReminderRule.objects.get(rule=Rule.OVERDUE)
    form = _form(rule, to_filer=None, to_head=None)
    shown = text(as_user(late.supervisor).post(page("reminders_reminderrule", rule), form))
    assert "请至少选择一类接收人" in shown


def test_an_exemption_names_a_document_or_a_department_and_why(late: World) -> None:
    client = as_user(late.supervisor)
    address = reverse("admin:reminders_reminderexemption_add")
    assert "请选择文件或单位" in text(client.post(address, {"reason": "另有安排", "enabled": "on"}))
    department = late.departments["省财政厅"].pk
    client.post(address, {"department": department, "reason": "另有安排", "enabled": "on"})
    assert ReminderExemption.objects.get().department_id == department


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
def test_only_the_office_sees_the_rules(late: World, who: str) -> None:
    client = as_user(getattr(late, who))
    for name in ("changelist", "preview_all", "add"):
        assert client.get(reverse(f"admin:reminders_reminderrule_{name}")).status_code == 403
    assert client.get(page("reminders_reminderexemption")).status_code == 403


def test_nobody_deletes_a_rule(late: World) -> None:
    rule = ReminderRule.objects.first()
    assert rule is not None
    address = reverse("admin:reminders_reminderrule_delete", args=[rule.pk])
    assert as_user(late.supervisor).post(address, {"post": "yes"}).status_code == 403
