"""What somebody means to do with a unit, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices

from common.errors import ServiceError
from departments.models.departments import Department
from tracker.reforms.models import ReformKind
from tracker.work.models.assignments import Assignment


class Members(TextChoices):
    """What becomes of the people of the unit."""

    COPY = "copy", "在承接单位增加任职，保留原任职（可查阅原单位的历史）"
    MOVE = "move", "转到承接单位，不再在原单位任职"
    LEAVE = "leave", "不处理，由督查室另行设置"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes the open work after a split; the narrower choice counts.

    `sections` are keyed by document and the first label of the measure (三), `default` is for the rest.
    `proposals` are keyed by the unit's part in them, `items` by what it has to answer to a 批示, `units` by
    the unit below it.
    """

    default: Department | None = None
    documents: Mapping[int, Department] = field(default_factory=dict)
    sections: Mapping[tuple[int, str], Department] = field(default_factory=dict)
    assignments: Mapping[int, Department] = field(default_factory=dict)
    proposals: Mapping[int, Department] = field(default_factory=dict)
    items: Mapping[int, Department] = field(default_factory=dict)
    units: Mapping[int, Department] = field(default_factory=dict)

    def of(self, assignment: Assignment) -> Department | None:
        """The unit that takes this assignment; `None` while nobody has said."""
        place = section_of(assignment)
        return (
            self.assignments.get(assignment.pk)
            or self.sections.get(place)
            or self.documents.get(assignment.document_id)
            or self.default
        )


def section_of(assignment: Assignment) -> tuple[int, str]:
    """The document and the first label of the measure: what work is chosen by in bulk."""
    path = assignment.task.measure.path or [""]
    return assignment.document_id, str(path[0])


@dataclass(frozen=True, slots=True)
class ReformPlan:
    """A unit, what becomes of it and when; for a renaming the new names, else who takes its work."""

    kind: ReformKind
    department: Department
    effective_on: date
    successors: tuple[Department, ...] = ()
    choice: Choice = field(default_factory=Choice)
    members: Members = Members.COPY
    people: Mapping[int, Department] = field(default_factory=dict)  # by the id of a user
    new_name: str = ""
    new_short_name: str = ""
    note: str = ""

    def check(self, on: date) -> None:
        """Raise `ServiceError` for a plan that makes no sense on the day `on`."""
        if self.effective_on > on:
            raise ServiceError(
                "reform_not_effective",
                f"生效日期{self.effective_on}还没有到，请在生效之日或之后办理。",
                field="effective_on",
            )
        if self.kind == ReformKind.RENAME:
            self._check_names()
            return
        if self.department in self.successors:
            raise ServiceError("successor_is_self", "单位不能由自己承接。", field="successors")
        for unit in self.successors:
            if unit.abolished_on is not None:
                raise ServiceError("unit_dissolved", f"{unit}已撤并，请选择现有单位。")
        wanted = 1 if self.kind == ReformKind.MERGE else 2
        if len(set(self.successors)) < wanted or (wanted == 1 and len(self.successors) > 1):
            raise ServiceError(
                "successor_count",
                "合并须选择一个承接单位。" if wanted == 1 else "分立须选择两个以上的承接单位。",
                field="successors",
            )

    def _check_names(self) -> None:
        if not self.new_name.strip() or not self.new_short_name.strip():
            raise ServiceError("new_name_required", "请填写新的全称和简称。", field="name")
        names = (self.new_name.strip(), self.new_short_name.strip())
        if names == (self.department.name, self.department.short_name):
            raise ServiceError("new_name_unchanged", "新名称与现名称相同。", field="name")
        if Department.objects.filter(name=names[0]).exclude(pk=self.department.pk).exists():
            raise ServiceError(
                "unit_name_taken",
                f"已有名为“{names[0]}”的单位；两个单位合为一个时请选择“合并”。",
                field="name",
            )

    def heir_of(self, assignment: Assignment) -> Department | None:
        """Who takes the assignment."""
        return self.successors[0] if self.kind == ReformKind.MERGE else self.choice.of(assignment)

    def taker_of(self, what: Mapping[int, Department], pk: int) -> Department | None:
        """Who takes something that is no assignment: the one chosen for it alone, or for the rest."""
        return self.successors[0] if self.kind == ReformKind.MERGE else what.get(pk) or self.choice.default

    def unit_of(self, user_id: int) -> Department | None:
        """Where a person of the unit goes; nowhere where nobody has said or people are left alone."""
        if self.members == Members.LEAVE:
            return None
        chosen = self.people.get(user_id)
        return chosen or (self.successors[0] if self.kind == ReformKind.MERGE else None)
