"""机构改革: what a merger, a renaming and a split move, what stays, and how they are taken back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department, DepartmentAlias, Succession
from departments.models.users import Membership, UserRole
from policies.models.documents import PolicyDocument
from tests.conftest import World
from tests.refusals import refused
from tests.tracker.farms import LATE, ON, Farms
from tests.tracker.proposals.test_proposals import dispatched as dispatched_proposal
from tests.world import measure, unit
from tracker.proposals.models import ProposalSponsor
from tracker.proposals.services.handling import acknowledge_proposal
from tracker.reforms.models import Reform, ReformKind, ReformMove
from tracker.reforms.services.carrying_out import carry_out_reform
from tracker.reforms.services.plan import Choice, Members, ReformPlan
from tracker.reforms.services.preview import preview_reform
from tracker.reforms.services.undoing import what_forbids_undoing
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, urge, write_instruction
from tracker.work.merging.models import MergeState
from tracker.work.merging.services import merge_assignments
from tracker.work.models.assignments import Assignment, Event, EventKind
from tracker.work.services.declining import delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment, resume_assignment, suspend_assignment
from tracker.work.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def farms(world: World) -> Farms:
    return Farms(world)


def rows() -> dict[str, list[dict[str, Any]]]:
    """Everything that a reform may touch, but for the timelines, which only grow."""
    models = (Assignment, Department, DepartmentAlias, InstructionItem, Membership, ProposalSponsor)
    more = (Succession, PolicyDocument.recipients.through, ProgressReport)
    return {m.__name__: list(m._default_manager.order_by("pk").values()) for m in (*models, *more)}


class TestMerger:
    def test_200_open_assignments_move_and_come_back_in_bounded_statements(self, world: World) -> None:
        farms = Farms(world, own=198, shared=2, done=5)
        before = rows()
        with CaptureQueriesContext(connection) as moving:
            reform = farms.merged()
        assert farms.of(farms.new, "pending", "active").count() == 200
        assert set(farms.of(farms.old).values_list("status", flat=True)) == {"completed", "suspended"}
        with CaptureQueriesContext(connection) as returning:
            farms.undone(reform)
        assert rows() == before
        begins = [q["sql"] for q in moving.captured_queries if q["sql"].startswith("BEGIN")]
        assert len(begins) <= 1
        assert len(moving) < 80, len(moving)
        assert len(returning) < 65, len(returning)

    def test_what_is_done_stays_under_the_old_unit_and_the_timeline_names_it(self, farms: Farms) -> None:
        report = ProgressReport.objects.get(assignment__status=Status.ACTIVE)
        farms.merged()
        assert farms.of(farms.old, "completed").get().task.measure.title == "办结0"
        moved = farms.world.assignment("省农业农村厅", "一 / 0")
        said = moved.events.get(kind="transferred").note
        assert "原责任单位省农委" in said
        assert "2026-06-01" in said
        assert ProgressReport.objects.get(pk=report.pk).unit_name == "省农委"
        later = file_report(assignment=moved, actor=farms.new_filer, on=ON, percent=20, narrative="进展。")
        assert ProgressReport.objects.get(pk=later.pk).unit_name == "省农业农村厅"
        move = ReformMove.objects.get(assignment=moved)
        assert (move.before["department_id"], move.after["department_id"]) == (farms.old.pk, farms.new.pk)

    def test_the_same_task_of_the_successor_goes_on_and_the_old_one_rests(self, farms: Farms) -> None:
        preview = preview_reform(plan=farms.plan(), reader=farms.world.supervisor)
        [collision] = preview.collisions
        assert "已承担同一任务" in collision.words
        assert "由配合改为牵头" in collision.words
        farms.merged()
        kept = farms.world.assignment("省农业农村厅", "二 / 0")
        rests = farms.world.assignment("省农委", "二 / 0")
        assert (kept.role, kept.status) == ("lead", "pending")
        assert rests.status == "suspended"
        assert "并入" in rests.events.latest("id").note

    def test_reminders_go_to_the_people_of_the_successor(self, farms: Farms) -> None:
        farms.merged(members=Members.LEAVE)
        sweep(on=LATE)
        moved = farms.world.assignment("省农业农村厅", "一 / 1")
        told = set(Reminder.objects.filter(assignment=moved).values_list("user__username", flat=True))
        assert "new_filer" in told
        assert not told & {"farm_filer", "farm_head"}

    @pytest.mark.parametrize(
        ("members", "old", "new"), [("copy", True, True), ("move", False, True), ("leave", True, False)]
    )
    def test_people_are_copied_or_moved_or_left(
        self, farms: Farms, members: str, old: bool, new: bool
    ) -> None:
        before = rows()
        reform = farms.merged(members=Members(members))
        held = set(farms.filer.memberships.values_list("department_id", flat=True))
        assert (farms.old.pk in held, farms.new.pk in held) == (old, new)
        farms.undone(reform)
        assert rows() == before

    def test_somebody_who_is_there_already_is_not_doubled(self, farms: Farms) -> None:
        Membership.objects.create(user=farms.filer, department=farms.new, role=UserRole.FILER)
        before = rows()
        reform = farms.merged(members=Members.MOVE)
        assert farms.filer.memberships.get().department == farms.new
        farms.undone(reform)
        assert rows() == before

    def test_open_proposals_and_unanswered_instructions_go_along(self, farms: Farms) -> None:
        world = farms.world
        proposal = dispatched_proposal(world)
        ProposalSponsor.objects.filter(proposal=proposal, role="lead").update(department=farms.old)
        item = write_instruction(
            target=world.assignment("省农委", "一 / 1"), text="加快", due_on=LATE, actor=world.leader, on=ON
        ).items.get()
        before = rows()
        reform = farms.merged()
        assert proposal.sponsors.get(role="lead").department == farms.new
        assert "省农委" in proposal.events.latest("id").note
        item.refresh_from_db()
        assert item.department == farms.new
        farms.undone(reform)
        assert rows() == before

    def test_both_units_of_one_proposal_become_one(self, farms: Farms) -> None:
        proposal = dispatched_proposal(farms.world)
        proposal.sponsors.filter(role="lead").update(department=farms.old)
        proposal.sponsors.filter(role="joint").update(department=farms.new)
        before = rows()
        reform = farms.merged()
        [lead] = proposal.sponsors.filter(released_on__isnull=True)
        assert (lead.department, lead.role, lead.due_on) == (farms.new, "lead", proposal.due_on)
        farms.undone(reform)
        assert rows() == before

    def test_what_was_delegated_follows_what_it_hangs_on(self, farms: Farms) -> None:
        world = farms.world
        below = Department.objects.create(
            name="农技站", short_name="农技站", level="province", region=farms.old.region, parent=farms.old
        )
        assignment = acknowledge_assignment(
            assignment=world.assignment("省农委", "二 / 0"), actor=farms.filer
        )
        child = delegate_assignment(assignment=assignment, department=below, actor=farms.filer, on=ON)
        before = rows()
        reform = farms.merged()
        child.refresh_from_db()
        below.refresh_from_db()
        assert child.parent == world.assignment("省农业农村厅", "二 / 0")
        assert below.parent == farms.new
        farms.undone(reform)
        assert rows() == before

    def test_joined_work_stays_joined_under_the_successor_and_comes_back(self, farms: Farms) -> None:
        one, two = farms.world.assignment("省农委", "一 / 1"), farms.world.assignment("省农委", "一 / 2")
        work = merge_assignments(assignments=[one, two], actor=farms.world.supervisor, reason="同一件事")
        reform = farms.merged()
        work.refresh_from_db()
        assert (work.department, work.state) == (farms.new, MergeState.JOINED)
        for assignment in (one, two):
            acknowledge_assignment(assignment=assignment, actor=farms.new_filer)
        one.refresh_from_db()
        file_report(assignment=one, actor=farms.new_filer, on=ON, percent=10, narrative="一并推进。")
        assert ProgressReport.objects.filter(assignment=two).count() == 1
        assert "签收" in what_forbids_undoing(reform)

    def test_joined_work_that_is_torn_apart_is_parted_until_the_reform_is_undone(self, farms: Farms) -> None:
        one, shared = farms.world.assignment("省农委", "一 / 1"), farms.world.assignment("省农委", "二 / 0")
        work = merge_assignments(assignments=[one, shared], actor=farms.world.supervisor, reason="同一件事")
        reform = farms.merged()
        work.refresh_from_db()
        assert work.state == MergeState.PARTED
        assert not work.members.filter(active=True).exists()
        assert one.events.filter(kind=EventKind.PARTED).count() == 1
        farms.undone(reform)
        work.refresh_from_db()
        assert work.state == MergeState.JOINED
        assert work.members.filter(active=True).count() == 2

    def test_new_work_for_the_old_unit_goes_to_the_successor_afterwards(self, farms: Farms) -> None:
        farms.merged()
        later = farms.world.dispatched(
            on=ON,
            title="又一方案",
            number="云政发〔2026〕9号",
            measures=[measure(["一", "1"], "新", [unit("省农委")])],
        )
        assert later.assignments.get().department == farms.new

    def test_a_unit_that_was_renamed_before_is_called_as_it_was(self, farms: Farms) -> None:
        report = ProgressReport.objects.get(assignment__status=Status.ACTIVE)
        names = {"new_name": "云岭省农业发展委员会", "new_short_name": "省农发委"}
        plan = farms.plan(kind=ReformKind.RENAME, successors=(), **names)
        carry_out_reform(plan=plan, on=ON, actor=farms.world.supervisor)
        active = Assignment.objects.get(pk=report.assignment_id)
        later = file_report(assignment=active, actor=farms.filer, on=ON, percent=20, narrative="进展。")
        farms.merged()
        called = ProgressReport.objects.all()
        assert called.get(pk=report.pk).unit_name == "省农委"
        assert called.get(pk=later.pk).unit_name == "省农发委"

    def test_what_rests_moves_too_and_is_gone_on_with_by_the_successor(self, farms: Farms) -> None:
        world = farms.world
        for label in ("一 / 2", "二 / 0"):
            suspend_assignment(
                assignment=world.assignment("省农委", label), reason="缓办", actor=world.supervisor
            )
        before = rows()
        preview = preview_reform(plan=farms.plan(), reader=farms.world.supervisor)
        assert (len(preview.moving), preview.resting, preview.collisions) == (6, 1, [])
        reform = farms.merged()
        rests = world.assignment("省农业农村厅", "一 / 2")
        assert rests.status == Status.SUSPENDED
        assert farms.of(farms.old, "suspended").get().task.measure.title == "共办0"
        farms.undone(reform)
        assert rows() == before
        reform = farms.merged()
        resume_assignment(assignment=rests, reason="恢复", actor=world.supervisor)
        rests.refresh_from_db()
        assert (rests.status, rests.department) == (Status.PENDING, farms.new)
        assert "恢复" in what_forbids_undoing(reform)

    def test_joined_work_leaves_what_is_completed_behind_and_stays_joined(self, farms: Farms) -> None:
        one, two, three = (farms.world.assignment("省农委", f"一 / {n}") for n in (1, 2, 3))
        work = merge_assignments(assignments=[one, two, three], actor=farms.world.supervisor)
        Assignment.objects.filter(pk=three.pk).update(status=Status.COMPLETED, completed_on=ON)
        reform = farms.merged()
        work.refresh_from_db()
        assert (work.department, work.state) == (farms.new, MergeState.JOINED)
        active = work.members.filter(active=True)
        assert set(active.values_list("assignment", flat=True)) == {one.pk, two.pk}
        farms.undone(reform)
        assert work.members.filter(active=True).count() == 3


class TestUndoing:
    def test_it_is_refused_once_something_new_was_filed_and_says_what(self, farms: Farms) -> None:
        reform = farms.merged()
        moved = farms.world.assignment("省农业农村厅", "一 / 3")
        acknowledge_assignment(assignment=moved, actor=farms.new_filer)
        before = rows()
        with refused(
            "reform_not_undoable",
            match=r"改革之后已有新的办理：省农业农村厅“一 / 3 举措3”.*签收（new_filer）",
        ):
            farms.undone(reform)
        assert rows() == before
        assert reform.undone_at is None

    def test_a_word_of_the_office_does_not_stand_in_the_way(self, farms: Farms) -> None:
        reform = farms.merged()
        moved = farms.world.assignment("省农业农村厅", "一 / 3")
        urge(assignments=[moved], message="请抓紧", actor=farms.world.supervisor, on=ON)
        assert what_forbids_undoing(reform) == ""
        assert farms.undone(reform).undone_at is not None

    def test_a_filing_on_what_it_was_merged_into_counts(self, farms: Farms) -> None:
        reform = farms.merged()
        acknowledge_assignment(
            assignment=farms.world.assignment("省农业农村厅", "二 / 0"), actor=farms.new_filer
        )
        assert "共办0" in what_forbids_undoing(reform)

    def test_a_step_on_a_proposal_counts(self, farms: Farms) -> None:
        proposal = dispatched_proposal(farms.world)
        proposal.sponsors.filter(role="lead").update(department=farms.old)
        reform = farms.merged()
        acknowledge_proposal(proposal=proposal, actor=farms.new_filer)
        assert "省政协九届四次会议第58号" in what_forbids_undoing(reform)

    def test_an_answered_instruction_counts(self, farms: Farms) -> None:
        world = farms.world
        item = write_instruction(
            target=world.assignment("省农委", "一 / 1"), text="加快", due_on=LATE, actor=world.leader, on=ON
        ).items.get()
        reform = farms.merged()
        item.refresh_from_db()
        reply_instruction(item=item, reply="已办", actor=farms.new_filer, on=ON)
        assert "回复批示" in what_forbids_undoing(reform)

    def test_the_later_of_two_reforms_is_undone_first(self, farms: Farms) -> None:
        before = rows()
        first = farms.merged(members=Members.LEAVE)
        finance = farms.world.departments["省财政厅"]
        second = carry_out_reform(
            plan=farms.plan(department=farms.new, successors=(finance,), members=Members.LEAVE),
            on=ON,
            actor=farms.world.supervisor,
        )
        with refused("reform_not_undoable"):
            farms.undone(first)
        farms.undone(second)
        farms.undone(first)
        assert rows() == before
        with refused("reform_not_undoable"):
            farms.undone(first)

    def test_only_the_office_may_reform_and_undo(self, farms: Farms) -> None:
        with pytest.raises(NotAllowed):
            carry_out_reform(plan=farms.plan(), on=ON, actor=farms.world.leader)
        reform = farms.merged()
        with pytest.raises(NotAllowed):
            farms.undone(reform, farms.filer)


class TestRenaming:
    def _plan(self, farms: Farms, **changes: Any) -> ReformPlan:
        names = {"new_name": "云岭省农业发展委员会", "new_short_name": "省农发委"}
        return farms.plan(kind=ReformKind.RENAME, successors=(), **{**names, **changes})

    def test_the_unit_stays_and_answers_to_both_names(self, farms: Farms) -> None:
        before, report = rows(), ProgressReport.objects.get(assignment__status=Status.ACTIVE)
        reform = carry_out_reform(plan=self._plan(farms), on=ON, actor=farms.world.supervisor)
        renamed = Department.objects.get(pk=farms.old.pk)
        assert (renamed.short_name, renamed.abolished_on) == ("省农发委", None)
        names = set(renamed.aliases.values_list("text", flat=True))
        assert {"省农委", "省农发委"} <= names
        assert renamed.history.count() >= 2
        assert ProgressReport.objects.get(pk=report.pk).unit_name == "省农委"
        farms.undone(reform)
        assert rows() == before
        assert ProgressReport.objects.get(pk=report.pk).unit_name == "省农委"

    def test_a_name_of_another_unit_is_refused(self, farms: Farms) -> None:
        for wrong in ({"new_name": "云岭省财政厅"}, {"new_short_name": "省财政厅"}, {"new_name": " "}):
            with pytest.raises(ServiceError):
                carry_out_reform(plan=self._plan(farms, **wrong), on=ON, actor=farms.world.supervisor)
        assert not Reform.objects.exists()


class TestSplit:
    def _plan(self, farms: Farms, choice: Choice) -> ReformPlan:
        successors = (farms.new, farms.world.departments["省教育厅"])
        return farms.plan(kind=ReformKind.SPLIT, successors=successors, choice=choice)

    def test_the_narrower_choice_counts(self, farms: Farms) -> None:
        school = farms.world.departments["省教育厅"]
        single = farms.world.assignment("省农委", "一 / 2")
        choice = Choice(
            documents={farms.document.pk: farms.new},
            sections={(farms.document.pk, "二"): school},
            assignments={single.pk: school},
        )
        before = rows()
        plan = self._plan(farms, choice)
        preview = preview_reform(plan=plan, reader=farms.world.supervisor)
        assert {str(u): n for u, n in preview.by_successor} == {"省农业农村厅": 5, "省教育厅": 2}
        reform = carry_out_reform(plan=plan, on=ON, actor=farms.world.supervisor, shown=preview.fingerprint)
        assert Assignment.objects.get(pk=single.pk).department == school
        assert farms.world.assignment("省教育厅", "二 / 0").role == "lead"
        farms.undone(reform)
        assert rows() == before

    def test_what_nobody_has_chosen_for_is_named_and_nothing_moves(self, farms: Farms) -> None:
        plan = self._plan(farms, Choice(sections={(farms.document.pk, "一"): farms.new}))
        before = rows()
        with refused("successor_undecided", match="还有1项没有选择承接单位（“二 / 0 共办0”）"):
            carry_out_reform(plan=plan, on=ON, actor=farms.world.supervisor)
        assert rows() == before

    def test_proposals_instructions_and_units_below_go_where_they_are_sent(self, farms: Farms) -> None:
        world, school = farms.world, farms.world.departments["省教育厅"]
        proposals = [dispatched_proposal(world, number=number) for number in ("1", "2")]
        for proposal in proposals:
            proposal.sponsors.filter(role="joint").delete()
            proposal.sponsors.filter(role="lead").update(department=farms.old)
        below = Department.objects.create(
            name="农技站", short_name="农技站", level="province", region=farms.old.region, parent=farms.old
        )
        item = write_instruction(
            target=world.assignment("省农委", "一 / 1"), text="加快", due_on=LATE, actor=world.leader, on=ON
        ).items.get()
        before = rows()
        documents = {farms.document.pk: farms.new}
        with refused("successor_undecided", match="还有2个建议提案没有选择承接单位（省政协九届四次会议第1号"):
            carry_out_reform(
                plan=self._plan(farms, Choice(documents=documents)), on=ON, actor=world.supervisor
            )
        [first, second] = [proposal.sponsors.get() for proposal in proposals]
        choice = Choice(
            documents=documents,
            proposals={first.pk: school, second.pk: farms.new},
            items={item.pk: school},
        )
        with refused("successor_undecided", match="还有1个下属单位没有选择承接单位（农技站）"):
            carry_out_reform(plan=self._plan(farms, choice), on=ON, actor=world.supervisor)
        plan = self._plan(farms, replace(choice, units={below.pk: school}))
        reform = carry_out_reform(plan=plan, on=ON, actor=world.supervisor)
        for row in (first, second, item, below):
            row.refresh_from_db()
        assert (first.department, second.department, item.department) == (school, farms.new, school)
        assert below.parent == school
        farms.undone(reform)
        assert rows() == before


def test_a_preview_writes_nothing_and_is_confirmed_only_as_it_was_shown(farms: Farms) -> None:
    before = rows()
    preview = preview_reform(plan=farms.plan(), reader=farms.world.supervisor)
    assert rows() == before
    assert len(preview.moving) == 6
    assert preview.completed == 1
    assert preview.waiting == {"待审核进展": 1, "待答复延期申请": 0, "待答复退办申请": 0}
    Event.objects.count()
    Assignment.objects.filter(pk=preview.moving[0][0].pk).update(status=Status.SUSPENDED)
    with refused("reform_changed"):
        carry_out_reform(plan=farms.plan(), on=ON, actor=farms.world.supervisor, shown=preview.fingerprint)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"effective_on": date(2026, 6, 2)}, "reform_not_effective"),
        ({"successors": ()}, "successor_count"),
        ({"kind": ReformKind.SPLIT}, "successor_count"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(farms: Farms, changes: Any, code: str) -> None:
    with refused(code):
        farms.merged(**changes)
