"""权限变更: nobody raises himself, what is sensitive takes two, and the three exclude each other."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.access.models import AccessChange, State
from departments.access.services.changing import (
    Taken,
    confirm,
    give_role,
    refuse,
    reset_password,
    take_role,
    unlock,
)
from departments.models.users import Membership, User, UserRole
from departments.register.people import import_people
from departments.register.sheets import PEOPLE
from departments.signon.models import SecondFactor
from departments.signon.second_factor.services import new_secret, set_up
from tests.admin import as_user, page, said, text
from tests.api import as_user as api_as
from tests.conftest import World
from tests.departments.register.test_register import book
from tests.departments.signon.codes import code_of
from tests.refusals import refused

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/access-changes/"


def given(
    world: World, user: User, role: UserRole, actor: User | None, unit: str = "省财政厅", **more: Any
) -> Taken:
    asked = {"reason": "工作调整", "now": timezone.now(), **more}
    return give_role(user=user, role=role, department=world.departments[unit], actor=actor, **asked)


def second(world: World) -> User:
    return world.user("second", UserRole.SECURITY_ADMIN)


def held(user: User) -> set[str]:
    return set(user.memberships.values_list("role", flat=True))


class TestNobodyRaisesHimself:
    def test_the_office_does_not_make_itself_a_leader(self, world: World) -> None:
        office, unit = world.supervisor, world.departments["省政府督查室"]
        form = {"role": "leader", "department": unit.pk, "reason": "试试"}
        assert as_user(office).post(page("departments_user", office, "give_role"), form).status_code == 403
        assert as_user(office).get("/departments/membership/add/").status_code == 403
        body = {
            "kind": "give",
            "username": "supervisor",
            "role": "leader",
            "department": unit.pk,
            "reason": "试",
        }
        assert api_as(office).post(CHANGES, body, format="json").status_code == 403
        with refused("role_required"):
            given(world, office, UserRole.LEADER, office)
        assert held(office) == {"supervisor"}

    def test_the_security_administrator_gives_himself_nothing_in_any_way(self, world: World) -> None:
        me, unit = world.security_admin, world.departments["省财政厅"]
        client = as_user(me)
        assert "/give-role" not in text(client.get(page("departments_user", me)))
        assert "/give-role" in text(client.get(page("departments_user", world.filer)))
        form = {"role": "leader", "department": unit.pk, "reason": "试试"}
        assert client.post(page("departments_user", me, "give_role"), form).status_code == 403
        assert client.post("/departments/membership/add/", form | {"user": me.pk}).status_code == 403
        body = {
            "kind": "give",
            "username": "security",
            "role": "leader",
            "department": unit.pk,
            "reason": "试",
        }
        answer = api_as(me).post(CHANGES, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "own_access")
        row = {"username": "security", "display_name": "我", "department": "省财政厅", "role": "领导"}
        with refused("import_rows_wrong", match="不能变更自己的权限"):
            import_people(name="人员.xlsx", data=book(PEOPLE, row), actor=me)
        assert client.get(f"/departments/user/{me.pk}/password/").status_code == 403
        assert held(me) == {"security_admin"}

    def test_the_sheet_gives_none_of_the_three(self, world: World) -> None:
        row = {"username": "x", "display_name": "某", "department": "省财政厅", "role": "审计管理员"}
        with refused("import_rows_wrong", match="不能是“审计管理员”"):
            import_people(name="人员.xlsx", data=book(PEOPLE, row), actor=world.security_admin)

    def test_own_account_is_not_switched_on_or_off_by_its_owner(self, world: World) -> None:
        me = world.security_admin
        form = {"username": "security", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
        as_user(me).post(page("departments_user", me), form)
        me.refresh_from_db()
        assert me.is_active

    def test_the_database_holds_it_too(self, world: World) -> None:
        me = world.security_admin
        row = {"kind": "give", "state": "done", "role": "leader", "reason": "试", "user": me}
        with pytest.raises(IntegrityError, match="not_for_oneself"), transaction.atomic():
            AccessChange.objects.create(**row, asked_by=me)


class TestTheThree:
    def test_one_account_is_one_of_them_at_most(self, world: World) -> None:
        with refused("administrators_exclude_each_other"):
            given(world, world.auditor, UserRole.SYSTEM_ADMIN, world.security_admin)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=world.auditor, role=UserRole.SECURITY_ADMIN)

    def test_everybody_else_is_something_in_a_unit(self, world: World) -> None:
        with refused("role_needs_department"):
            give_role(
                user=world.filer,
                role=UserRole.LEADER,
                department=None,
                actor=world.security_admin,
                reason="工作调整",
                now=timezone.now(),
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=world.filer, role=UserRole.LEADER)

    def test_the_last_of_each_stays(self, world: World) -> None:
        membership = world.auditor.memberships.get()
        asked: Any = {"actor": world.security_admin, "reason": "调离", "now": timezone.now()}
        with refused("last_administrator"):
            take_role(membership=membership, **asked)
        world.user("auditor2", UserRole.AUDITOR)
        take_role(membership=membership, **asked)
        assert held(world.auditor) == set()

    def test_two_of_them_on_a_new_account_are_refused_on_its_page(self, world: World) -> None:
        form = {
            "username": "both",
            "display_name": "兼任",
            "password1": "yunling-2026",
            "password2": "yunling-2026",
            "memberships-TOTAL_FORMS": 2,
            "memberships-INITIAL_FORMS": 0,
            "memberships-0-role": "auditor",
            "memberships-1-role": "system_admin",
        }
        shown = text(as_user(world.security_admin).post("/departments/user/add/", form))
        assert "不能由同一账号兼任" in shown
        assert not User.objects.filter(username="both").exists()

    def test_one_of_them_who_has_a_business_role_as_well_sees_its_matters(self, world: World) -> None:
        world.dispatched()
        assert api_as(world.auditor).get("/api/v1/assignments/").status_code == 403
        given(world, world.auditor, UserRole.FILER, world.security_admin)
        user = User.objects.get(pk=world.auditor.pk)
        assert api_as(user).get("/api/v1/assignments/").json()["results"]

    def test_a_superuser_has_no_right_to_anything(self, world: World) -> None:
        root = User.objects.create_superuser("root", password="pw")
        client = as_user(root)
        for address in ("/", "/departments/user/", "/work/assignment/", "/api/v1/assignments/"):
            assert client.get(address).status_code in (302, 403), address
        root.is_superuser, root.is_active = True, True
        assert not root.has_perm("departments.change_user")


class TestAtOnce:
    def test_a_role_is_given_and_taken_with_a_reason_and_listed(self, world: World) -> None:
        client, unit = as_user(world.security_admin), world.departments["省教育厅"]
        form = {"role": "leader", "department": unit.pk, "reason": "省政府分工调整"}
        answer = client.post(page("departments_user", world.filer, "give_role"), form)
        assert said(answer) == ["任命filer（省教育厅领导），已生效。"]
        assert held(world.filer) == {"filer", "leader"}
        membership = world.filer.memberships.get(role="leader")
        assert membership.history.get().history_user == world.security_admin
        form = {"membership": membership.pk, "reason": "分工又调整"}
        client.post(page("departments_user", world.filer, "take_role"), form)
        assert held(world.filer) == {"filer"}
        listed = text(as_user(world.auditor).get(page("access_accesschange")))
        assert "省政府分工调整" in listed
        assert "分工又调整" in listed

    def test_a_lock_is_released_with_a_reason(self, world: World) -> None:
        attempt = AccessAttempt.objects.create(
            username="filer", ip_address="10.0.0.7", failures_since_start=9
        )
        client = as_user(world.security_admin)
        client.post(page("axes_accessattempt", attempt, "unlock"), {"reason": "本人来电"})
        assert not AccessAttempt.objects.exists()
        assert AccessChange.objects.get().subject == "filer（10.0.0.7）"

    def test_a_new_password_ends_what_the_old_one_had_opened(self, world: World) -> None:
        other = as_user(world.filer)
        taken = reset_password(
            user=world.filer, actor=world.security_admin, reason="忘记密码", now=timezone.now()
        )
        user = User.objects.get(pk=world.filer.pk)
        assert user.check_password(taken.password)
        assert user.must_change_password
        assert other.get("/").status_code == 302


class TestByTwoHands:
    @pytest.fixture(autouse=True)
    def _switched_on(self, settings: Any) -> None:
        settings.TWO_HANDS = True

    def test_a_leader_is_made_by_two(self, world: World) -> None:
        other, first = second(world), world.security_admin
        taken = given(world, world.filer, UserRole.LEADER, first)
        assert "须由另一名安全管理员" in taken.message
        assert held(world.filer) == {"filer"}
        assert "1" in text(as_user(other).get("/"))
        for who in (first, world.supervisor, world.auditor):
            with refused("second_hand_required" if who == first else "role_required"):
                confirm(change=taken.change, actor=who, now=timezone.now())
        client = as_user(other)
        client.post(page("access_accesschange", taken.change, "confirm"))
        assert held(world.filer) == {"filer", "leader"}
        change = AccessChange.objects.get()
        assert (change.asked_by, change.decided_by) == (first, other)
        with refused("access_change_decided"):
            confirm(change=change, actor=other, now=timezone.now())

    def test_whom_it_is_about_is_no_second_hand(self, world: World) -> None:
        other = second(world)
        taken = given(world, other, UserRole.LEADER, world.security_admin)
        with refused("second_hand_required"):
            confirm(change=taken.change, actor=other, now=timezone.now())

    def test_a_refusal_has_its_reason_and_ends_it(self, world: World) -> None:
        taken = given(world, world.filer, UserRole.SUPERVISOR, world.security_admin)
        other = second(world)
        with refused("reason_required"):
            refuse(change=taken.change, actor=other, reason=" ", now=timezone.now())
        form = {"reason": "未见调令"}
        as_user(other).post(page("access_accesschange", taken.change, "refuse"), form)
        change = AccessChange.objects.get()
        assert (change.state, change.answer) == (State.REFUSED, "未见调令")
        assert held(world.filer) == {"filer"}

    def test_what_nobody_confirms_expires_and_can_be_asked_for_again(self, world: World) -> None:
        long_ago = timezone.now() - timedelta(hours=73)
        taken = given(world, world.filer, UserRole.LEADER, world.security_admin, now=long_ago)
        with refused("access_change_expired"):
            confirm(change=taken.change, actor=second(world), now=timezone.now())
        assert "已过期" in text(as_user(world.auditor).get(page("access_accesschange")))
        given(world, world.filer, UserRole.LEADER, world.security_admin)
        with refused("access_change_waiting"):
            given(world, world.filer, UserRole.LEADER, world.security_admin)

    def test_a_filer_is_made_by_one(self, world: World) -> None:
        given(world, world.other_filer, UserRole.FILER, world.security_admin)
        assert world.other_filer.memberships.count() == 2

    def test_the_sheet_makes_no_leader(self, world: World) -> None:
        row = {"username": "x", "display_name": "某", "department": "省财政厅", "role": "领导"}
        with refused("import_rows_wrong", match="须由两名安全管理员"):
            import_people(name="人员.xlsx", data=book(PEOPLE, row), actor=world.security_admin)

    def test_a_leader_s_password_and_any_lock_take_two(self, world: World) -> None:
        first, api = world.security_admin, api_as(second(world))
        asked = reset_password(user=world.leader, actor=first, reason="忘记密码", now=timezone.now())
        assert asked.password == ""
        confirmed = api.post(f"{CHANGES}{asked.change.pk}/confirm/").json()
        assert User.objects.get(pk=world.leader.pk).check_password(confirmed["password"])
        assert reset_password(user=world.filer, actor=first, reason="忘记", now=timezone.now()).password
        attempt = AccessAttempt.objects.create(
            username="nobody", ip_address="10.0.0.7", failures_since_start=9
        )
        taken = unlock(attempt=attempt, actor=first, reason="来电", now=timezone.now())
        assert AccessAttempt.objects.exists()
        api.post(f"{CHANGES}{taken.change.pk}/confirm/")
        assert not AccessAttempt.objects.exists()

    def test_a_leader_s_second_factor_takes_two_and_a_filer_s_one(self, world: World) -> None:
        first, api = world.security_admin, api_as(second(world))
        for user in (world.leader, world.filer):
            secret = new_secret()
            set_up(actor=user, secret=secret, code=code_of(secret))
        page_of = page(
            "signon_secondfactor", SecondFactor.objects.get(user=world.leader, type="totp"), "end_other"
        )
        assert as_user(first).post(page_of, {"reason": "手机丢失"}).status_code == 302
        assert SecondFactor.objects.filter(user=world.leader).exists()
        [waiting] = AccessChange.objects.filter(kind="factor")
        assert api.post(f"{CHANGES}{waiting.pk}/confirm/").status_code == 200
        assert not SecondFactor.objects.filter(user=world.leader).exists()
        body = {"kind": "factor", "username": "filer", "reason": "手机丢失"}
        done = api_as(first).post(CHANGES, body, format="json").json()
        assert (done["state"], SecondFactor.objects.filter(user=world.filer).exists()) == ("done", False)
        again = api_as(first).post(CHANGES, body, format="json").json()
        assert again["code"] == "second_factor_not_there"

    def test_programs_ask_confirm_refuse_and_list(self, world: World) -> None:
        api, other = api_as(world.security_admin), api_as(second(world))
        unit = world.departments["省财政厅"].pk
        body = {"kind": "give", "username": "filer", "role": "leader", "department": unit, "reason": "调整"}
        asked = api.post(CHANGES, body, format="json")
        assert (asked.status_code, asked.json()["state"], asked.json()["password"]) == (201, "waiting", "")
        address = f"{CHANGES}{asked.json()['id']}/"
        assert api.post(f"{address}confirm/").json()["code"] == "second_hand_required"
        assert other.post(f"{address}refuse/", {"reason": "不妥"}, format="json").json()["answer"] == "不妥"
        assert [row["state"] for row in api_as(world.auditor).get(CHANGES).json()["results"]] == ["refused"]
        assert api_as(world.auditor).post(CHANGES, body, format="json").status_code == 403
        assert api_as(world.supervisor).get(CHANGES).status_code == 403
        filer = Membership.objects.get(user__username="filer")
        body = {"kind": "take", "username": "filer", "role": "filer", "department": unit, "reason": "调离"}
        assert api.post(CHANGES, body, format="json").json()["state"] == "done"
        assert not Membership.objects.filter(pk=filer.pk).exists()

    def test_the_database_takes_no_second_hand_that_is_the_first(self, world: World) -> None:
        me = world.security_admin
        row = {"kind": "give", "state": "done", "role": "leader", "reason": "试", "user": world.filer}
        with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
            AccessChange.objects.create(**row, asked_by=me, decided_by=me, two_hands=True)


def test_more_changes_take_no_more_queries(world: World, django_assert_max_num_queries: Any) -> None:
    client = as_user(world.auditor)
    client.get(page("access_accesschange"))
    for name in ("省财政厅", "省教育厅", "省农业农村厅"):
        given(world, world.other_filer, UserRole.HEAD, world.security_admin, unit=name)
    with django_assert_max_num_queries(8):
        client.get(page("access_accesschange"))


class TestSwitchingOff:
    def switched(self, world: World, user: User, *, on: bool) -> str:
        form = {"username": user.username, "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
        client = as_user(world.security_admin)
        answer = client.post(page("departments_user", user), form | ({"is_active": "on"} if on else {}))
        return "" if answer.status_code == 302 else text(answer)

    def test_an_account_is_switched_off_but_not_the_last_auditor(self, world: World, settings: Any) -> None:
        assert self.switched(world, world.filer, on=False) == ""
        assert "请先任命接替的人" in self.switched(world, world.auditor, on=False)
        assert self.switched(world, world.leader, on=False) == ""
        settings.TWO_HANDS = True
        assert "请先经两人办理" in self.switched(world, world.leader, on=True)
        assert self.switched(world, world.filer, on=True) == ""
        assert set(User.objects.filter(is_active=False)) == {world.leader}
