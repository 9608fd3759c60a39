"""省农委, which reforms abolish, rename and split in the tests."""

from datetime import date
from typing import Any

from departments.models.departments import Department, Succession
from departments.models.users import User, UserRole
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.reforms.models import Reform, ReformKind
from tracker.reforms.services.carrying_out import carry_out_reform
from tracker.reforms.services.plan import ReformPlan
from tracker.reforms.services.undoing import undo_reform
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

ON = date(2026, 6, 1)
LATE = date(2026, 7, 8)  # 8 days after 30 June, a Wednesday


class Farms:
    """省农委 before its end, with work and people, beside 省农业农村厅 that will take them over."""

    def __init__(self, world: World, *, own: int = 6, shared: int = 1, done: int = 1) -> None:
        self.world = world
        self.old, self.new = world.departments["省农委"], world.departments["省农业农村厅"]
        Succession.objects.all().delete()
        self.old.abolished_on = None
        self.old.save()
        self.filer = world.user("farm_filer", UserRole.FILER, "省农委")
        self.head = world.user("farm_head", UserRole.HEAD, "省农委")
        self.new_filer = world.user("new_filer", UserRole.FILER, "省农业农村厅")
        limits = [deadline("6月底前", "2026-06-30")]
        measures = [measure(["一", str(n)], f"举措{n}", [unit("省农委")], limits) for n in range(own)]
        measures += [
            measure(
                ["二", str(n)], f"共办{n}", [unit("省农委", "牵头"), unit("省农业农村厅", "配合")], limits
            )
            for n in range(shared)
        ]
        measures += [measure(["三", str(n)], f"办结{n}", [unit("省农委")], limits) for n in range(done)]
        self.document = world.dispatched(measures=measures)
        for n in range(done):
            finished = acknowledge_assignment(
                assignment=world.assignment("省农委", f"三 / {n}"), actor=self.filer
            )
            claim = file_report(
                assignment=finished,
                actor=self.filer,
                on=ON,
                percent=100,
                narrative="已完成。",
                claims_completion=True,
            )
            approve_report(report=claim, actor=world.supervisor)
        first = acknowledge_assignment(assignment=world.assignment("省农委", "一 / 0"), actor=self.filer)
        file_report(assignment=first, actor=self.filer, on=ON, percent=10, narrative="进展。")

    def plan(self, **changes: Any) -> ReformPlan:
        wanted: dict[str, Any] = {
            "kind": ReformKind.MERGE,
            "department": self.old,
            "successors": (self.new,),
            "effective_on": ON,
            "note": "机构改革方案",
        }
        return ReformPlan(**{**wanted, **changes})

    def merged(self, **changes: Any) -> Reform:
        return carry_out_reform(plan=self.plan(**changes), on=ON, actor=self.world.supervisor)

    def undone(self, reform: Reform, actor: User | None = None) -> Reform:
        return undo_reform(reform=reform, reason="方案有变", actor=actor or self.world.supervisor)

    def of(self, department: Department, *statuses: str) -> Any:
        rows = Assignment.objects.filter(department=department)
        return rows.filter(status__in=statuses) if statuses else rows
