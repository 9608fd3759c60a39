"""省财政厅 with three more people and open work, for the tests of what is given to whom inside a unit."""

from datetime import date
from typing import Any

from departments.inside.services.sections import save_section
from departments.inside.services.substitutions import substitute
from departments.models.users import User, UserRole
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.work.inside.services.assigning import assign
from tracker.work.models.assignments import Assignment

ON = date(2026, 6, 20)


class Team:
    """Its head, its filer, 李某 and 王某, who are filers as well; six measures, due on 30 June."""

    def __init__(self, world: World, *, rows: int = 6) -> None:
        self.world, self.unit = world, world.departments["省财政厅"]
        self.head, self.filer = world.head, world.filer
        self.li = world.user("李某", UserRole.FILER, "省财政厅")
        self.wang = world.user("王某", UserRole.FILER, "省财政厅")
        limits = [deadline("6月底前", "2026-06-30")]
        self.document = world.dispatched(
            measures=[
                measure(["一", str(n)], f"举措{n}", [unit("省财政厅"), unit("省教育厅")], limits)
                for n in range(rows)
            ]
        )
        self.rows = list(Assignment.objects.filter(department=self.unit).order_by("pk"))

    def give(self, *places: int, to: User | None = None, actor: User | None = None, **more: Any) -> Any:
        rows = [self.rows[n] for n in places]
        return assign(assignments=rows, assignee=to, actor=actor or self.head, on=ON, **more)

    def section(self, *members: User, name: str = "综合处") -> Any:
        return save_section(department=self.unit, name=name, members=members, actor=self.head)

    def stands_in(self, who: User, person: User, first: date = ON, last: date = ON) -> Any:
        return substitute(
            department=self.unit,
            person=person,
            substitute=who,
            first_day=first,
            last_day=last,
            actor=self.head,
            on=min(first, ON),
        )

    def fresh(self, place: int) -> Assignment:
        return Assignment.objects.select_related("assignee", "section", "department").get(
            pk=self.rows[place].pk
        )
