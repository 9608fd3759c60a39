"""A document with a circle of readers and one of everything on it, of which nobody else may learn."""

from collections.abc import Callable
from datetime import date
from typing import Any

from departments.models.users import User, UserRole
from policies.alignment.services import align_documents
from policies.models.documents import Origin, PolicyDocument
from policies.models.measures import Role
from policies.readers.services.circles import set_circle
from policies.services.entering import UnitAsked, Work
from tests.config.routes import number_from, png
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.matters.services.entering import enter_matter
from tracker.papers.services.issuing import issue_notice
from tracker.reminders.services.sweeping import sweep
from tracker.work.filing.services.drafting import attach_file, save_draft
from tracker.work.filing.services.reporting import file_report
from tracker.work.instructions.services import write_instruction, write_note
from tracker.work.merging.services import merge_assignments
from tracker.work.models.assignments import Assignment
from tracker.work.services.dates import ask_extension
from tracker.work.services.declining import decline_assignment
from tracker.work.services.status_changes import acknowledge_assignment

CLOSED = "内定字样"  # stands in every text of the closed document
NUMBER = "云内〔2026〕9号"
WORDS = (CLOSED, NUMBER)
NUMBERS = 900_000  # the ids of all that is closed begin after this
ON, SWEPT, LATER = date(2026, 3, 4), date(2026, 7, 10), date(2027, 3, 31)


class ClosedDocument:
    """省教育厅 and 白石市 work on it; 督查室's `supervisor` and the `leader` are in the circle.

    `outsiders` look at everything before it is there (`before`) and after: it must make no difference.
    """

    def __init__(self, world: World, before: Callable[[], None] = lambda: None) -> None:
        self.world = world
        self.office_outside = world.user("office-outside", UserRole.SUPERVISOR, "省政府督查室")
        self.leader_outside = world.user("leader-outside", UserRole.LEADER, "省政府督查室")
        sweep(on=SWEPT)
        before()
        number_from(NUMBERS)
        self.document = self._document()
        self.matter = self._matter()
        self.work = self._work()
        for document in (self.document, self.matter):
            set_circle(
                document=document,
                units=[],
                persons=[User.objects.get(pk=world.leader.pk)],
                reason="限定知悉范围",
                actor=User.objects.get(pk=world.supervisor.pk),
                on=SWEPT,
            )

    def _document(self) -> PolicyDocument:
        world = self.world
        limits = [deadline("6月底前", "2026-06-30"), deadline("年底前", "2026-12-31")]
        theirs = [unit("省教育厅", "牵头"), unit("白石市政府", "配合")]
        measures = [measure(["一", str(n)], f"{CLOSED}{n}", theirs, limits) for n in (1, 2, 3, 4)]
        indicator = {**_INDICATOR, "name": f"{CLOSED}数（个）"}
        document = world.dispatched(
            measures=measures,
            title=f"{CLOSED}方案",
            number=NUMBER,
            sections=[{"path": ["一"], "title": CLOSED, "units": []}],
            indicators=[indicator],
        )
        upper = PolicyDocument.objects.exclude(pk=document.pk).first()
        if upper is not None:
            align_documents(upper=upper, lower=document, actor=world.supervisor)
        return document

    def _matter(self) -> PolicyDocument:
        asked = Work(
            text=f"{CLOSED}事项，请办理",
            title=f"{CLOSED}事项",
            units=[UnitAsked(role=Role.LEAD, department=self.world.departments["省教育厅"])],
            due_on=date(2026, 5, 1),
        )
        entered = enter_matter(
            origin=Origin.INSTRUCTION,
            work=asked,
            actor=self.world.supervisor,
            on=ON,
            dispatch=True,
            said_by=CLOSED,
        )
        return entered.document

    def _work(self) -> Assignment:
        world, user = self.world, self.world.other_filer
        rows = list(Assignment.objects.filter(document=self.document).order_by("pk"))
        first, second, third, fourth = (a for a in rows if a.department.short_name == "省教育厅")
        for assignment in (first, third, fourth):
            acknowledge_assignment(assignment=assignment, actor=user)
        for filed in (True, False):
            draft = save_draft(assignment=first, actor=user, content={"narrative": CLOSED})
            attach_file(assignment=first, actor=user, name=f"{CLOSED}.png", data=png())
            if filed:
                file_report(
                    assignment=first,
                    actor=user,
                    on=ON,
                    percent=30,
                    narrative=CLOSED,
                    problems=CLOSED,
                    draft=draft,
                )
        milestone = first.milestones.get(phrase="6月底前")
        ask_extension(milestone=milestone, to_date=LATER, reason=CLOSED, actor=user, on=ON)
        decline_assignment(assignment=second, reason=CLOSED, actor=user, on=ON)
        for target in (first, first.task, first.task.measure, self.document):
            write_instruction(target=target, text=CLOSED, due_on=LATER, actor=world.leader, on=ON)
        write_note(assignment=first, text=CLOSED, actor=world.supervisor)
        merge_assignments(assignments=[third, fourth], reason=CLOSED, actor=world.supervisor)
        issue_notice(
            assignments=[first],
            actor=world.supervisor,
            on=SWEPT,
            answer_by=LATER,
            words={"title": CLOSED, "closing": CLOSED, "signatory": CLOSED},
        )
        sweep(on=SWEPT)
        return first


_INDICATOR: dict[str, Any] = {
    "base_year": 2025,
    "base": "40",
    "target_year": 2026,
    "target": "80",
    "attribute": "预期性",
}
