"""知悉范围: who sets it and what follows from it."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import clock
from common.errors import NotAllowed, ServiceError
from departments.models.users import Membership, User, UserRole
from departments.record.models import UseRecord
from policies.models.documents import PolicyDocument
from policies.models.measures import Measure
from policies.readers.models import Circle, CircleChange
from policies.readers.services.circles import lift_circle, set_circle
from tests.conftest import World
from tests.refusals import refused
from tests.world import measure, unit
from tracker.reforms.models import ReformKind
from tracker.reforms.services.plan import ReformPlan
from tracker.reforms.services.preview import preview_reform
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.sweeping import sweep
from tracker.work.merging.services import merge_assignments
from tracker.work.models.assignments import Assignment

ON = date(2026, 3, 4)


def anew(user: User) -> User:
    """The user as the next request knows him."""
    return User.objects.get(pk=user.pk)


def close(world: World, document: PolicyDocument, **more: Any) -> Circle:
    asked: dict[str, Any] = {
        "units": [],
        "persons": [],
        "reason": "限定范围",
        "actor": anew(world.supervisor),
        "on": clock.today(),
    }
    return set_circle(document=document, **{**asked, **more})


def found_by(user: User) -> tuple[int, int, int]:
    """How many documents, measures and assignments the user finds."""
    asked = anew(user)
    return (
        PolicyDocument.objects.visible_to(asked).count(),
        Measure.objects.visible_to(asked).count(),
        Assignment.objects.visible_to(asked).count(),
    )


class TestWhoFindsIt:
    def test_without_a_circle_all_is_as_it_was(self, world: World) -> None:
        world.dispatched()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert PolicyDocument.objects.visible_to(anew(world.leader)).count() == 1
        assert "circle" not in asked.captured_queries[-1]["sql"]

    def test_who_sets_it_and_who_is_named_find_everything(self, world: World) -> None:
        world.dispatched()
        before = found_by(world.supervisor)
        close(world, PolicyDocument.objects.get(), persons=[world.leader])
        assert found_by(world.supervisor) == found_by(world.leader) == before

    def test_others_of_the_office_and_other_leaders_find_nothing(self, world: World) -> None:
        document = world.dispatched()
        office = world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
        close(world, document, units=[world.departments["省政府督查室"]])
        assert found_by(office) == found_by(world.leader) == (0, 0, 0)

    def test_a_unit_that_holds_work_finds_its_own_as_before(self, world: World) -> None:
        document = world.dispatched()
        before = found_by(world.filer), found_by(world.other_filer)
        close(world, document)
        assert (found_by(world.filer), found_by(world.other_filer)) == before

    def test_a_unit_that_is_named_reads_the_document_and_not_what_others_make_of_it(
        self, world: World
    ) -> None:
        third = world.user("third", UserRole.HEAD, "省农业农村厅")
        measures = world.dispatched(
            measures=[measure(["一", "1"], "窗口", [unit("省财政厅", "牵头")])]
        ).measures.count()
        assert found_by(third) == (0, 0, 0)
        close(world, PolicyDocument.objects.get(), units=[world.departments["省农业农村厅"]])
        assert found_by(third) == (1, measures, 0)

    def test_a_leader_who_files_for_a_unit_keeps_what_the_unit_holds(self, world: World) -> None:
        document = world.dispatched()
        Membership.objects.create(
            user=world.leader, department=world.departments["省财政厅"], role=UserRole.HEAD
        )
        close(world, document)
        assert found_by(world.leader) == found_by(world.filer)

    def test_where_nobody_of_the_office_is_left_the_office_finds_it_and_leaders_do_not(
        self, world: World
    ) -> None:
        document = world.dispatched()
        office = world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
        close(world, document)
        User.objects.filter(pk=world.supervisor.pk).update(is_active=False)
        assert found_by(office)[0] == 1
        assert found_by(world.leader)[0] == 0

    def test_lifted_it_is_open_again(self, world: World) -> None:
        document = world.dispatched()
        before = found_by(world.leader)
        close(world, document)
        lift_circle(document=document, reason="已公开", actor=anew(world.supervisor))
        assert found_by(world.leader) == before


class TestSettingIt:
    def test_whoever_sets_it_is_in_it_and_cannot_leave_himself_out(self, world: World) -> None:
        circle = close(world, world.document(), persons=[world.leader])
        assert set(circle.persons.all()) == {world.supervisor, world.leader}
        changed = close(world, circle.document)
        assert set(changed.persons.all()) == {world.supervisor}

    def test_it_needs_a_reason_and_a_change(self, world: World) -> None:
        document = world.document()
        with refused("reason_required"):
            close(world, document, reason="  ")
        close(world, document)
        with refused("circle_unchanged"):
            close(world, document)

    def test_the_office_alone_sets_it(self, world: World) -> None:
        document = world.document()
        for user in (world.leader, world.filer, world.security_admin):
            with pytest.raises(NotAllowed):
                close(world, document, actor=anew(user))

    def test_who_is_not_in_it_does_not_even_learn_that_it_is_there(self, world: World) -> None:
        document = world.document()
        close(world, document)
        office = world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
        with pytest.raises(PolicyDocument.DoesNotExist):
            close(world, document, actor=anew(office))

    def test_administrators_and_closed_accounts_are_not_named(self, world: World) -> None:
        gone = world.user("gone", UserRole.LEADER, "省政府督查室")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        for person in (world.auditor, world.system_admin, gone):
            with refused("circle_person_not_in_business"):
                close(world, world.document(), persons=[anew(person)])
            PolicyDocument.objects.all().delete()

    def test_every_change_is_kept_with_who_and_why(self, world: World) -> None:
        document = world.document()
        close(world, document, units=[world.departments["省财政厅"]], persons=[world.leader])
        lift_circle(document=document, reason="已公开", actor=anew(world.supervisor))
        lifted, made = CircleChange.objects.all()
        assert (made.actor, made.reason, made.units) == (world.supervisor, "限定范围", ["省财政厅"])
        assert sorted(made.persons) == ["leader", "supervisor"]
        assert (lifted.lifted, lifted.reason) == (True, "已公开")
        with pytest.raises(ServiceError):
            made.save()
        used = UseRecord.objects.filter(kind="rule", thing="policies.policydocument").order_by("id")
        assert [(one.words, one.reason) for one in used] == [
            ("设定知悉范围", "限定范围"),
            ("取消知悉范围", "已公开"),
        ]

    def test_what_is_joined_with_another_document_is_parted_first(self, world: World) -> None:
        first = world.dispatched()
        world.dispatched(title="另一方案", number="云政发〔2026〕8号")
        rows = Assignment.objects.filter(
            department=world.departments["省财政厅"], task__measure__path=["一", "1"]
        )
        merge_assignments(assignments=list(rows), actor=world.supervisor)
        with refused("merging_before_circle"):
            close(world, first)


class TestTelling:
    def test_reminders_reach_the_holders_and_who_is_in_it_and_nobody_else(self, world: World) -> None:
        office = world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
        document = world.dispatched()
        close(world, document, persons=[world.leader])
        for day in (date(2026, 7, 1), date(2026, 7, 8), date(2026, 7, 31)):
            sweep(on=day)
        told = set(Reminder.objects.values_list("user__username", flat=True))
        assert {"filer", "head", "other"} <= told
        assert office.username not in told

    def test_what_was_told_before_leaves_the_inbox_of_who_is_kept_out(self, world: World) -> None:
        document = world.dispatched()
        for day in (date(2026, 7, 1), date(2026, 7, 31)):
            sweep(on=day)
        theirs = Reminder.objects.filter(user=world.leader)
        assert theirs.for_recipient(anew(world.leader)).exists() == theirs.exists()
        close(world, document)
        assert not Reminder.objects.for_recipient(anew(world.leader)).exists()
        assert Reminder.objects.for_recipient(anew(world.filer)).exists()


def test_a_reform_moves_what_is_closed_without_saying_so_to_who_may_not_know(world: World) -> None:
    document = world.dispatched()
    plan = ReformPlan(
        kind=ReformKind.MERGE,
        department=world.departments["省财政厅"],
        successors=(world.departments["省农业农村厅"],),
        effective_on=date(2026, 6, 1),
    )
    all_of_it = preview_reform(plan=plan, reader=anew(world.supervisor))
    close(world, document)
    office = world.user("office2", UserRole.SUPERVISOR, "省政府督查室")
    known = preview_reform(plan=plan, reader=anew(office))
    assert (len(known.moving), known.completed, known.waiting) == (0, 0, dict.fromkeys(known.waiting, 0))
    assert len(preview_reform(plan=plan, reader=anew(world.supervisor)).moving) == len(all_of_it.moving) > 0
    assert known.fingerprint == all_of_it.fingerprint  # it is all moved
