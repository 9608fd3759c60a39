"""The browser's pages of departments, accounts, and what keeps the system running."""

import re
from typing import Any

import pytest
from django.test import Client
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from departments.models.departments import Department, DepartmentAlias
from departments.models.users import User, UserRole
from tests.admin import as_user, page, queries, text
from tests.conftest import World

DEPARTMENTS = "departments_department"
USERS = "departments_user"


def department_form(world: World, **changes: Any) -> dict[str, Any]:
    region = world.departments["省财政厅"].region_id
    return {
        "name": "云岭省便民服务中心",
        "short_name": "省便民中心",
        "level": "province",
        "kind": "institution",
        "region": region,
        **formset("aliases"),
        **formset("successions"),
        **changes,
    }


def formset(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        data.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
    return data


class TestDepartments:
    def test_a_new_department_is_known_by_its_names(self, world: World) -> None:
        data = department_form(world, **formset("aliases", {"text": "省政务 中心"}))
        assert as_user(world.supervisor).post(f"{page(DEPARTMENTS)}add/", data).status_code == 302
        made = Department.objects.get(short_name="省便民中心")
        assert set(made.aliases.values_list("text", flat=True)) == {
            "云岭省便民服务中心",
            "省便民中心",
            "省政务中心",
        }
        assert set(made.aliases.values_list("region", flat=True)) == {made.region_id}

    def test_a_name_that_another_one_has_is_refused(self, world: World) -> None:
        data = department_form(world, **formset("aliases", {"text": "财政厅"}))
        html = text(as_user(world.supervisor).post(f"{page(DEPARTMENTS)}add/", data))
        assert "该地区已有单位使用这个名称。" in html
        assert not Department.objects.filter(short_name="省便民中心").exists()

    def test_a_department_s_own_name_that_another_one_has_is_said(self, world: World) -> None:
        data = department_form(world, short_name="财政厅")
        response = as_user(world.supervisor).post(f"{page(DEPARTMENTS)}add/", data, follow=True)
        assert "“财政厅”在该地区已是其他单位的名称" in text(response)

    def test_a_wrong_alias_may_go_but_a_department_stays(self, world: World) -> None:
        client = as_user(world.supervisor)
        finance = world.departments["省财政厅"]
        alias = finance.aliases.get(text="财政厅")
        rows = [{"id": a.pk, "department": finance.pk, "text": a.text} for a in finance.aliases.all()]
        for row in rows:
            row.update({"DELETE": "on"} if row["id"] == alias.pk else {})
        data = {
            "name": finance.name,
            "short_name": finance.short_name,
            "level": finance.level,
            "kind": finance.kind,
            **formset("aliases", *rows, initial=len(rows)),
            **formset("successions"),
        }
        assert client.post(page(DEPARTMENTS, finance), data).status_code == 302
        assert not DepartmentAlias.objects.filter(pk=alias.pk).exists()
        assert client.get(page(DEPARTMENTS, finance, "delete")).status_code == 403

    @pytest.mark.parametrize("name", ["leader", "head", "filer"])
    def test_others_look_departments_up_and_change_nothing(self, world: World, name: str) -> None:
        client = as_user(getattr(world, name))
        finance = world.departments["省财政厅"]
        assert client.get(page(DEPARTMENTS, finance)).status_code == 200
        assert client.post(page(DEPARTMENTS, finance), {"name": "改名"}).status_code == 403
        assert client.get(f"{page(DEPARTMENTS)}add/").status_code == 403
        assert client.get(page("departments_membership")).status_code == 403

    @pytest.mark.parametrize("name", [DEPARTMENTS, USERS, "departments_departmentgroup"])
    def test_more_rows_take_no_more_queries(self, world: World, name: str) -> None:
        client = as_user(world.security_admin)
        few = queries(client, page(name))
        region = world.departments["省财政厅"].region
        for number in range(30):
            made = Department.objects.create(
                name=f"单位{number}", short_name=f"单位{number}", level="province", region=region
            )
            world.departments[made.short_name] = made
            world.user(f"user{number}", UserRole.FILER, made.short_name)
            world.groups["各市政府"].members.add(made)
        assert queries(client, page(name)) == few


class TestAccounts:
    def test_the_security_administrator_makes_an_account_that_can_log_in(self, world: World) -> None:
        client = as_user(world.security_admin)
        data = {
            "username": "newcomer",
            "display_name": "新同志",
            "password1": "yunling-2026",
            "password2": "yunling-2026",
            **formset("memberships", {"department": world.departments["省财政厅"].pk, "role": "filer"}),
        }
        client.post(f"{page(USERS)}add/", data)
        user = User.objects.get(username="newcomer")
        assert user.department_ids() == [world.departments["省财政厅"].pk]
        answer = Client().post("/login/", {"username": "newcomer", "password": "yunling-2026"})
        assert answer.status_code == 302

    def test_an_account_with_no_role_is_told_whom_to_ask(self, world: World) -> None:
        User.objects.create_user(username="nobody", password="pw", is_staff=True)
        html = text(Client().post("/login/", {"username": "nobody", "password": "pw"}))
        assert "该账号尚未分配角色，请联系安全管理员。" in html

    def test_nobody_becomes_a_superuser_by_a_page(self, world: World) -> None:
        client = as_user(world.security_admin)
        data = {"username": "filer", "display_name": "改了", "is_active": "on", "is_superuser": "on"}
        client.post(page(USERS, world.filer), {**data, **formset("memberships")})
        world.filer.refresh_from_db()
        assert (world.filer.display_name, world.filer.is_superuser) == ("改了", False)

    def test_the_office_looks_accounts_up_and_keeps_none(self, world: World) -> None:
        client = as_user(world.supervisor)
        assert client.get(page(USERS, world.filer)).status_code == 200
        assert client.post(page(USERS, world.filer), {"username": "filer"}).status_code == 403
        for address in (f"{page(USERS)}add/", f"/departments/user/{world.filer.pk}/password/"):
            assert client.get(address).status_code == 403
        assert client.get(page(USERS, world.filer, "give_role")).status_code == 403

    @pytest.mark.parametrize(
        ("name", "keepers"),
        [
            ("axes_accessattempt", {"security_admin", "auditor"}),
            ("axes_accesslog", {"security_admin", "auditor"}),
            ("access_accesschange", {"security_admin", "auditor"}),
            ("departments_membership", {"security_admin", "auditor"}),
            (USERS, {"security_admin", "auditor", "supervisor"}),
            ("django_celery_beat_periodictask", {"system_admin"}),
            ("reminders_reminder", {"supervisor"}),
            ("reminders_digest", {"supervisor"}),
        ],
    )
    def test_each_page_of_the_system_is_open_to_whose_duty_it_is(
        self, world: World, name: str, keepers: set[str]
    ) -> None:
        everybody = ("supervisor", "leader", "head", "filer", "system_admin", "security_admin", "auditor")
        opened = {who for who in everybody if as_user(getattr(world, who)).get(page(name)).status_code == 200}
        assert opened == keepers


def test_nothing_of_a_password_is_shown_but_whether_there_is_one(world: World) -> None:
    client = as_user(world.security_admin)
    own = page("departments_user", world.filer)
    shown = text(client.get(own))
    assert "已设置" in shown
    assert f"/departments/user/{world.filer.pk}/password/" in shown
    version = world.filer.history.first().history_id
    for address in (
        own,
        page("departments_user", world.security_admin),
        f"/departments/user/{world.filer.pk}/history/{version}/",
    ):
        for reader in (client, as_user(world.auditor)):
            answer = reader.get(address)
            assert answer.status_code == 200
            assert not re.search("pbkdf2|md5|algorithm|salt|加盐|算法", text(answer)), address


def test_the_timetable_is_its_administrator_s_and_holds_nothing_of_the_queue(world: World) -> None:
    PeriodicTask.objects.create(
        name="celery.backend_cleanup",
        task="celery.backend_cleanup",
        interval=IntervalSchedule.objects.create(every=1, period="days"),
    )
    assert "backend_cleanup" not in text(
        as_user(world.system_admin).get(page("django_celery_beat_periodictask"))
    )
    settings = as_user(world.supervisor).get("/settings/")
    assert "定时任务" not in text(settings)


def test_the_timetable_tells_its_times_in_words(world: World) -> None:
    daily = CrontabSchedule.objects.create(minute="35", hour="8")
    PeriodicTask.objects.create(name="早间提醒", task="tracker.reminders.tasks.morning", crontab=daily)
    shown = text(as_user(world.system_admin).get(page("django_celery_beat_periodictask")))
    assert "每天8:35" in shown
    assert "35 8 *" not in shown
