"""What every test can ask for: a small made-up province, its users, and a document that orders work."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from departments.models.departments import Department, DepartmentGroup
from departments.models.users import Membership, User, UserRole
from departments.services.loading import load_departments
from policies.checking.services.settling import confirm_document
from policies.models.documents import PolicyDocument
from policies.services.importing import import_ledger
from tests.replaying import Replayed
from tests.world import DEPARTMENTS, LEDGER
from tracker.work.models.assignments import Assignment
from tracker.work.services.dispatching import dispatch_document
from tracker.work.services.status_changes import acknowledge_assignment

pytest_plugins = ["tests.needs", "tests.databases", "tests.first_rows", "tests.emptying"]
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture
def corpus() -> Path:
    """The folder of real documents; the test must carry the mark `corpus`."""
    return SHARED / "corpus"


def _user(name: str, role: UserRole, department: Department | None = None) -> User:
    user = User.objects.create_user(
        username=name, password="pw", email=f"{name}@example.test", is_staff=True, display_name=name
    )
    Membership.objects.create(user=user, department=department, role=role)
    return user


@Replayed
def _make_province() -> None:
    load_departments(data=DEPARTMENTS)
    units = {unit.short_name: unit for unit in Department.objects.all()}
    _user("supervisor", UserRole.SUPERVISOR, units["省政府督查室"])
    _user("leader", UserRole.LEADER, units["省政府督查室"])
    _user("filer", UserRole.FILER, units["省财政厅"])
    _user("head", UserRole.HEAD, units["省财政厅"])
    _user("other", UserRole.FILER, units["省教育厅"])
    _user("system", UserRole.SYSTEM_ADMIN)
    _user("security", UserRole.SECURITY_ADMIN)
    _user("auditor", UserRole.AUDITOR)


class World:
    """The made-up 云岭省: its departments by short name, and one user for each role."""

    def __init__(self) -> None:
        _make_province()
        self.departments: dict[str, Department] = {d.short_name: d for d in Department.objects.all()}
        self.groups: dict[str, DepartmentGroup] = {g.name: g for g in DepartmentGroup.objects.all()}
        users = {user.username: user for user in User.objects.all()}
        self.supervisor, self.leader = users["supervisor"], users["leader"]
        self.filer, self.head, self.other_filer = users["filer"], users["head"], users["other"]
        self.system_admin, self.security_admin = users["system"], users["security"]
        self.auditor = users["auditor"]

    def user(self, name: str, role: UserRole, department: str = "") -> User:
        """An account with a role; an administrator belongs to no unit."""
        return _user(name, role, self.departments.get(department))

    def document(self, *, confirmed: bool = True, **changes: Any) -> PolicyDocument:
        outcome = import_ledger(data={**LEDGER, **changes}, actor=self.supervisor)
        [document] = outcome.created
        return confirm_document(document=document, actor=self.supervisor) if confirmed else document

    def dispatched(self, *, on: date = date(2026, 3, 2), **changes: Any) -> PolicyDocument:
        document = self.document(**changes)
        dispatch_document(document=document, actor=self.supervisor, on=on)
        document.refresh_from_db()
        return document

    def assignment(self, department: str, label: str = "一 / 1") -> Assignment:
        """The assignment of a department for the measure with that label."""
        return next(
            a
            for a in Assignment.objects.select_related("task__measure", "department").order_by("id")
            if a.department.short_name == department and a.task.measure.label == label
        )


@pytest.fixture
def world(db: None) -> World:
    """A fresh 云岭省."""
    return World()


@pytest.fixture
def signed(world: World) -> Assignment:
    """省财政厅's first assignment, which its filer has signed for."""
    world.dispatched()
    return acknowledge_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
