"""The work of an assignment by the API: whose it is, what each may do, and what then becomes of it."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from departments.models.users import UserRole
from desks.guide import FOLDER
from tests.api import ROOT, as_user, fields, read, rows, write
from tests.conftest import World
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.models.assignments import Assignment
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db

REPORT = {"percent": 60, "narrative": "已完成选址。"}
CLAIM = {"percent": 100, "narrative": "窗口已经启用。", "claims_completion": True}


@pytest.fixture
def mine(world: World) -> Assignment:
    """省财政厅's assignment with two time limits, not signed yet."""
    world.dispatched()
    return world.assignment("省财政厅")


@pytest.fixture
def signed(world: World, mine: Assignment) -> Assignment:
    return acknowledge_assignment(assignment=mine, actor=world.filer)


def _filed(world: World, assignment: Assignment, **words: Any) -> ProgressReport:
    words = REPORT | words
    return file_report(assignment=assignment, actor=world.filer, on=date(2026, 6, 20), **words)


def test_a_filer_finds_the_departments_own_and_nothing_else(world: World, mine: Assignment) -> None:
    found = rows(as_user(world.filer), "assignments/")
    assert [row["measure_label"] for row in found] == ["一 / 1", "一 / 2"]
    assert {row["department_name"] for row in found} == {"省财政厅"}


@pytest.mark.parametrize("who", ["filer", "head"])
def test_another_departments_assignment_is_not_there(world: World, mine: Assignment, who: str) -> None:
    theirs = world.assignment("省教育厅")
    client = as_user(getattr(world, who))
    assert client.get(f"{ROOT}assignments/{theirs.pk}/").status_code == 404
    write(client, f"assignments/{theirs.pk}/acknowledge/", expect=404)
    write(client, f"assignments/{theirs.pk}/report/", REPORT, expect=404)
    theirs.refresh_from_db()
    assert theirs.status == "pending"


@pytest.mark.parametrize("who", ["filer", "head"])
def test_a_department_signs_its_own(world: World, mine: Assignment, who: str) -> None:
    shown = write(as_user(getattr(world, who)), f"assignments/{mine.pk}/acknowledge/")
    assert (shown["status"], shown["status_label"], shown["acknowledged_by_name"]) == (
        "active",
        "办理中",
        who,
    )
    assert [line["kind"] for line in shown["timeline"]] == ["dispatched", "acknowledged"]


def test_an_assignment_is_signed_once(world: World, signed: Assignment) -> None:
    assert (
        write(as_user(world.head), f"assignments/{signed.pk}/acknowledge/", expect=409)["code"]
        == "status_wrong"
    )


def test_a_department_files_progress_on_its_own(world: World, signed: Assignment) -> None:
    body = REPORT | {"problems": "缺人手。", "next_steps": "招人。"}
    filed = write(as_user(world.filer), f"assignments/{signed.pk}/report/", body, expect=201)
    assert (filed["status"], filed["author_name"], filed["problems"]) == ("submitted", "filer", "缺人手。")
    report = ProgressReport.objects.get()
    assert (report.percent, report.submitted_on) == (60, timezone.localdate())
    assert [row["id"] for row in rows(as_user(world.filer), "reports/")] == [report.pk]


def test_progress_before_signing_is_refused(world: World, mine: Assignment) -> None:
    answer = write(as_user(world.filer), f"assignments/{mine.pk}/report/", REPORT, expect=409)
    assert answer["code"] == "assignment_not_acknowledged"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"percent": "一半"}, "percent"),
        ({"percent": None}, "percent"),
        ({"narrative": ""}, "narrative"),
        ({"narrative": "  "}, "narrative"),
        ({"milestone": 999_999}, "milestone"),
        ({"milestone": "六月"}, "milestone"),
        ({"claims_completion": "也许"}, "claims_completion"),
    ],
)
def test_a_report_that_means_nothing_is_refused_in_chinese(
    world: World, signed: Assignment, wrong: dict[str, Any], field: str
) -> None:
    answer = write(as_user(world.filer), f"assignments/{signed.pk}/report/", REPORT | wrong, expect=400)
    assert fields(answer) == [field]
    assert any("\u4e00" <= character <= "\u9fff" for character in answer["errors"][0]["title"])
    assert not ProgressReport.objects.exists()


def test_a_report_names_no_time_limit_of_another_assignment(world: World, signed: Assignment) -> None:
    theirs = world.assignment("省教育厅").milestones.first()
    assert theirs is not None
    body = CLAIM | {"milestone": theirs.pk}
    write(as_user(world.filer), f"assignments/{signed.pk}/report/", body, expect=400)


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
@pytest.mark.parametrize("step", ["approve", "return"])
def test_only_the_supervision_office_reviews(world: World, signed: Assignment, who: str, step: str) -> None:
    report = _filed(world, signed)
    write(as_user(getattr(world, who)), f"reports/{report.pk}/{step}/", {"reason": "试"}, expect=403)
    report.refresh_from_db()
    assert report.status == "submitted"


@pytest.mark.parametrize("who", ["filer", "head", "leader"])
@pytest.mark.parametrize("step", ["suspend", "resume"])
def test_only_the_supervision_office_suspends(world: World, mine: Assignment, who: str, step: str) -> None:
    answer = write(
        as_user(getattr(world, who)), f"assignments/{mine.pk}/{step}/", {"reason": "试"}, expect=403
    )
    assert (answer["code"], "督查室" in answer["title"]) == ("transition_not_allowed", True)


def test_a_leader_reads_everything(world: World, signed: Assignment) -> None:
    _filed(world, signed)
    leader = as_user(world.leader)
    assert len(rows(leader, "assignments/")) == Assignment.objects.count() == 7
    assert len(rows(leader, "reports/")) == 1
    for row in rows(leader, "assignments/"):
        assert read(leader, f"assignments/{row['id']}/")["id"] == row["id"]


def test_a_leader_of_one_unit_reads_everything_as_the_guide_says(world: World, signed: Assignment) -> None:
    """领导 sees the whole ledger wherever the person holds the role; other roles see their own unit's."""
    _filed(world, signed)
    leader = as_user(world.user("deputy", UserRole.LEADER, "省教育厅"))
    assert len(rows(leader, "assignments/")) == Assignment.objects.count()
    assert len(rows(leader, "reports/")) == 1
    write(
        leader,
        f"assignments/{signed.pk}/instructions/",
        {"text": "请加快办理", "due_on": "2099-01-04"},
        expect=201,
    )
    write(leader, f"assignments/{signed.pk}/report/", REPORT, expect=403)
    head = as_user(world.user("deputy_head", UserRole.HEAD, "省教育厅"))
    assert len(rows(head, "assignments/")) == 2
    for page in ("领导", "督查室"):
        guide = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
        assert "领导角色能看到全部单位的事项（限定了知悉范围而未列入的除外），不论在哪个单位任职" in guide


@pytest.mark.parametrize("who", ["leader", "supervisor"])
def test_nobody_signs_or_files_for_a_department(world: World, mine: Assignment, who: str) -> None:
    client = as_user(getattr(world, who))
    write(client, f"assignments/{mine.pk}/acknowledge/", expect=403)
    write(client, f"assignments/{mine.pk}/report/", REPORT, expect=403)
    write(client, f"assignments/{mine.pk}/report/", {}, expect=403)  # the right comes before the words


def test_a_filer_who_also_leads_still_files_for_the_own_department_only(
    world: World, mine: Assignment
) -> None:
    both = world.user("both", UserRole.FILER, "省财政厅")
    both.memberships.create(role=UserRole.LEADER, department=world.departments["省政府督查室"])
    client = as_user(both)
    assert len(rows(client, "assignments/")) == 7
    write(client, f"assignments/{world.assignment('省教育厅').pk}/acknowledge/", expect=403)
    write(client, f"assignments/{mine.pk}/acknowledge/")


def test_a_user_without_a_role_sees_nothing(world: World, mine: Assignment) -> None:
    stranger = type(world.filer).objects.create_user(username="stranger", password="pw")
    client = as_user(stranger)
    for path in ("documents/", "measures/", "tasks/", "assignments/", "reports/", "overdue/"):
        assert client.get(f"{ROOT}{path}").status_code == 403
    assert client.get(f"{ROOT}assignments/{mine.pk}/").status_code == 403


def test_another_departments_report_is_not_there(world: World, signed: Assignment) -> None:
    report = _filed(world, signed)
    other = as_user(world.other_filer)
    assert rows(other, "reports/") == []
    assert other.get(f"{ROOT}reports/{report.pk}/").status_code == 404


def test_an_approved_report_gives_the_assignment_its_percentage(world: World, signed: Assignment) -> None:
    report = _filed(world, signed)
    supervisor = as_user(world.supervisor)
    answer = write(supervisor, f"reports/{report.pk}/approve/", {"comment": "很好"})
    assert (answer["status_label"], answer["review_comment"]) == ("已通过", "很好")
    assert answer["reviewed_by_name"] == "supervisor"
    shown = read(supervisor, f"assignments/{signed.pk}/")
    assert (shown["percent"], shown["status"]) == (60, "active")
    assert write(supervisor, f"reports/{report.pk}/approve/", expect=409)["code"] == "report_reviewed"


def test_a_returned_report_puts_the_assignment_back_to_work(world: World, signed: Assignment) -> None:
    report = _filed(world, signed, **CLAIM)
    supervisor, filer = as_user(world.supervisor), as_user(world.filer)
    assert read(filer, f"assignments/{signed.pk}/")["status"] == "in_review"
    refused = write(supervisor, f"reports/{report.pk}/return/", {"reason": ""}, expect=400)
    assert fields(refused) == ["reason"]
    answer = write(supervisor, f"reports/{report.pk}/return/", {"reason": "请附照片"})
    assert (answer["status_label"], answer["review_comment"]) == ("已退回", "请附照片")
    shown = read(filer, f"assignments/{signed.pk}/")
    assert shown["status"] == "active"
    assert shown["timeline"][-1]["note"] == "请附照片"
    write(filer, f"assignments/{signed.pk}/report/", CLAIM, expect=201)


def test_completion_closes_the_time_limit_and_with_the_last_the_assignment(
    world: World, signed: Assignment
) -> None:
    supervisor, filer = as_user(world.supervisor), as_user(world.filer)
    path = f"assignments/{signed.pk}/"

    first = write(filer, f"{path}report/", CLAIM, expect=201)
    assert first["milestone_phrase"] == "6月底前"
    write(supervisor, f"reports/{first['id']}/approve/")
    shown = read(filer, path, on="2026-07-01")
    assert (shown["status"], shown["due_on"], shown["light"]) == ("active", "2026-12-31", "green")
    assert [m["completed_on"] is None for m in shown["milestones"]] == [False, True]

    last = write(filer, f"{path}report/", CLAIM, expect=201)
    write(supervisor, f"reports/{last['id']}/approve/")
    shown = read(filer, path, on="2027-07-01")
    assert (shown["status_label"], shown["percent"], shown["due_on"]) == ("已办结", 100, None)
    assert (shown["light"], shown["light_label"], shown["days_late"]) == ("none", "已结束", 0)
    assert shown["completed_on"] == timezone.localdate().isoformat()
    assert len(shown["reports"]) == 2
    assert shown["timeline"][-1]["kind_label"] == "办结"
    write(filer, f"{path}report/", REPORT, expect=409)


def test_a_claim_may_name_the_later_time_limit_first(world: World, signed: Assignment) -> None:
    filer = as_user(world.filer)
    later = read(filer, f"assignments/{signed.pk}/")["milestones"][1]
    body = CLAIM | {"milestone": later["id"]}
    filed = write(filer, f"assignments/{signed.pk}/report/", body, expect=201)
    write(as_user(world.supervisor), f"reports/{filed['id']}/approve/")
    assert read(filer, f"assignments/{signed.pk}/")["due_on"] == "2026-06-30"


def test_suspending_and_resuming_need_a_reason_and_keep_it(world: World, signed: Assignment) -> None:
    supervisor = as_user(world.supervisor)
    path = f"assignments/{signed.pk}"
    write(supervisor, f"{path}/suspend/", {}, expect=400)
    stopped = write(supervisor, f"{path}/suspend/", {"reason": "机构调整"})
    assert (stopped["status_label"], stopped["light"]) == ("已中止", "none")
    assert stopped["timeline"][-1]["note"] == "机构调整"
    write(as_user(world.filer), f"{path}/report/", REPORT, expect=409)
    write(supervisor, f"{path}/suspend/", {"reason": "再停"}, expect=409)
    assert write(supervisor, f"{path}/resume/", {"reason": "调整完毕"})["status_label"] == "办理中"


def test_an_assignment_is_never_made_changed_or_deleted_by_hand(world: World, mine: Assignment) -> None:
    supervisor = as_user(world.supervisor)
    assert supervisor.post(f"{ROOT}assignments/", {}).status_code == 405
    for method in (supervisor.put, supervisor.patch, supervisor.delete):
        assert method(f"{ROOT}assignments/{mine.pk}/", {"percent": 100}).status_code == 405
    assert supervisor.delete(f"{ROOT}reports/1/").status_code == 405
    assert Assignment.objects.count() == 7
