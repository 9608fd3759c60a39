"""The working cycle by the API: what each call leaves behind, and who is shown what of it."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from departments.models.users import UserRole
from tests.api import ROOT, as_user, fields, read, rows, write
from tests.conftest import World
from tracker.work.models.assignments import Assignment
from tracker.work.models.settings import OfficeSettings
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 4)
REPORT = {"percent": 60, "narrative": "已完成选址。"}
CLAIM = {"percent": 100, "narrative": "窗口已经启用。", "claims_completion": True}


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: ON)


@pytest.fixture
def mine(world: World) -> Assignment:
    world.dispatched()
    return world.assignment("省财政厅")


@pytest.fixture
def signed(world: World, mine: Assignment) -> Assignment:
    return acknowledge_assignment(assignment=mine, actor=world.filer)


class TestDates:
    def test_an_extension_moves_the_date_when_it_is_granted_and_the_first_stays(
        self, world: World, signed: Assignment
    ) -> None:
        filer, office = as_user(world.filer), as_user(world.supervisor)
        milestone = read(filer, f"assignments/{signed.pk}/")["milestones"][0]
        body = {"to_date": "2026-07-31", "reason": "汛期停工"}
        asked = write(filer, f"milestones/{milestone['id']}/ask-extension/", body, expect=201)
        assert (asked["status_label"], asked["from_date"]) == ("待答复", "2026-06-30")
        assert read(filer, f"assignments/{signed.pk}/")["due_on"] == "2026-06-30"
        [waiting] = rows(office, "extensions/", status="open")
        granted = write(
            office, f"extensions/{waiting['id']}/answer/", {"grant": True, "to_date": "2026-07-15"}
        )
        assert (granted["status"], granted["to_date"]) == ("granted", "2026-07-15")
        shown = read(filer, f"assignments/{signed.pk}/")
        first = shown["milestones"][0]
        assert (shown["due_on"], first["first_due_on"]) == ("2026-07-15", "2026-06-30")
        assert [e["answered_by_name"] for e in shown["extensions"]] == ["supervisor"]

    def test_the_office_moves_and_adds_dates(self, world: World, mine: Assignment) -> None:
        office = as_user(world.supervisor)
        milestone = mine.milestones.earliest("due_on")
        body = {"to_date": "2026-05-31", "reason": "提前"}
        moved = write(office, f"milestones/{milestone.pk}/change-date/", body)
        assert (moved["first_due_on"], moved["due_on"]) == ("2026-06-30", "2026-05-31")
        added = {"due_on": "2026-04-30", "phrase": "中期评估", "reason": "领导要求"}
        assert write(office, f"assignments/{mine.pk}/add-date/", added, expect=201)["phrase"] == "中期评估"
        assert read(office, f"assignments/{mine.pk}/")["due_on"] == "2026-04-30"

    def test_a_documents_deadline_is_shown_first_and_then_moved(self, world: World, mine: Assignment) -> None:
        office, address = as_user(world.supervisor), f"documents/{mine.document_id}/change-deadline/"
        shown = read(office, address, from_date="2026-06-30")
        assert [(d["department_name"], d["due_on"]) for d in shown] == [
            ("省财政厅", "2026-06-30"),
            ("省教育厅", "2026-06-30"),
        ]
        assert office.get(ROOT + address).status_code == 400
        body = {"from_date": "2026-06-30", "to_date": "2026-07-31", "reason": "统一顺延"}
        assert [d["due_on"] for d in write(office, address, body)] == ["2026-07-31"] * 2
        assert write(office, address, body, expect=409)["code"] == "milestones_to_change_missing"
        for user in (world.filer, world.leader):
            write(as_user(user), address, body, expect=403)
            assert as_user(user).get(ROOT + address, {"from_date": "2026-07-31"}).status_code == 403


class TestOthersWork:
    def test_an_objection_is_answered_by_naming_another_unit(self, world: World, mine: Assignment) -> None:
        filer, office = as_user(world.filer), as_user(world.supervisor)
        body = {"reason": "属农业农村厅职责"}
        raised = write(filer, f"assignments/{mine.pk}/decline/", body, expect=201)
        to = {"department": world.departments["省农业农村厅"].pk}
        answered = write(office, f"declines/{raised['id']}/answer/", to)
        assert (answered["status"], answered["successor_name"]) == ("granted", "省农业农村厅")
        shown = read(filer, f"assignments/{mine.pk}/")
        assert (shown["status"], shown["declines"][0]["successor_name"]) == ("suspended", "省农业农村厅")

    def test_a_part_that_was_handed_down_is_shown_above_and_says_from_whom(
        self, world: World, signed: Assignment
    ) -> None:
        filer = as_user(world.filer)
        center = world.departments["省国库支付中心"]
        body = {"department": center.pk}
        child = write(filer, f"assignments/{signed.pk}/delegate/", body, expect=201)
        assert [d["id"] for d in read(filer, f"assignments/{signed.pk}/")["delegated"]] == [child["id"]]
        below = as_user(world.user("center", UserRole.FILER, "省国库支付中心"))
        shown = read(below, f"assignments/{child['id']}/")
        assert shown["delegated_by_name"] == "省财政厅"
        assert below.get(f"{ROOT}assignments/{signed.pk}/").status_code == 404

    def test_a_closed_assignment_is_reopened(self, world: World, mine: Assignment) -> None:
        undated = acknowledge_assignment(assignment=world.assignment("省财政厅", "一 / 2"), actor=world.filer)
        filer, office = as_user(world.filer), as_user(world.supervisor)
        report = write(filer, f"assignments/{undated.pk}/report/", CLAIM, expect=201)
        write(office, f"reports/{report['id']}/approve/")
        body = {"reason": "未达标", "due_on": "2026-09-30", "percent": 80}
        shown = write(office, f"assignments/{undated.pk}/reopen/", body)
        assert (shown["status"], shown["percent"], shown["due_on"]) == ("active", 80, "2026-09-30")


class TestWords:
    def test_urging_many_tells_their_people_once(self, world: World, mine: Assignment) -> None:
        others = [mine.pk, world.assignment("省教育厅").pk, mine.pk]
        body = {"assignments": others, "message": "请抓紧"}
        outcome = write(as_user(world.supervisor), "assignments/urge/", body)
        assert (outcome["assignments"], outcome["people"]) == (2, 3)

    def test_an_instruction_on_a_document_asks_each_department_and_each_sees_its_own(
        self, world: World, mine: Assignment
    ) -> None:
        leader, filer = as_user(world.leader), as_user(world.filer)
        body = {"text": "请抓紧落实", "due_on": "2026-03-20"}
        said = write(leader, f"documents/{mine.document_id}/instructions/", body, expect=201)
        assert len(said["items"]) == 5
        [seen] = rows(filer, "instructions/")
        assert [i["department_name"] for i in seen["items"]] == ["省财政厅"]
        [item] = read(filer, f"assignments/{mine.pk}/")["instructions"]
        assert (item["text"], item["author_name"], item["reply"]) == ("请抓紧落实", "leader", "")
        reply = write(filer, f"instruction-items/{item['id']}/reply/", {"reply": "已部署"})
        assert (reply["reply"], reply["replied_on"]) == ("已部署", "2026-03-04")
        again = write(filer, f"instruction-items/{item['id']}/reply/", {"reply": "再报"}, expect=409)
        assert again["code"] == "instruction_replied"
        assert len(rows(leader, "instruction-items/", replied="false")) == 4

    def test_an_instruction_on_a_task_may_name_who_answers(self, world: World, mine: Assignment) -> None:
        leader, address = as_user(world.leader), f"tasks/{mine.task_id}/instructions/"
        body: dict[str, Any] = {"text": "请说明", "due_on": "2026-03-20"}
        named = body | {"departments": [world.departments["省教育厅"].pk]}
        assert [i["department_name"] for i in write(leader, address, named, expect=201)["items"]] == [
            "省教育厅"
        ]
        elsewhere = body | {"departments": [world.departments["省农业农村厅"].pk]}
        write(leader, address, elsewhere, expect=409)
        assert fields(write(leader, address, body | {"departments": [999_999]}, expect=400)) == [
            "departments"
        ]
        write(as_user(world.supervisor), address, body, expect=403)

    def test_nobody_answers_for_another_department(self, world: World, mine: Assignment) -> None:
        body = {"text": "请说明", "due_on": "2026-03-20"}
        said = write(as_user(world.leader), f"assignments/{mine.pk}/instructions/", body, expect=201)
        address = f"instruction-items/{said['items'][0]['id']}/reply/"
        write(as_user(world.supervisor), address, {"reply": "代回"}, expect=403)
        write(as_user(world.other_filer), address, {"reply": "代回"}, expect=404)

    def test_departments_do_not_see_the_offices_notes(self, world: World, mine: Assignment) -> None:
        office = as_user(world.supervisor)
        write(office, f"assignments/{mine.pk}/notes/", {"text": "已电话联系"}, expect=201)
        [note] = read(office, f"assignments/{mine.pk}/")["office_notes"]
        assert (note["text"], note["author_name"]) == ("已电话联系", "supervisor")
        assert read(as_user(world.filer), f"assignments/{mine.pk}/")["office_notes"] == []


class TestSettings:
    def test_the_office_reads_and_changes_its_settings(self, world: World) -> None:
        office = as_user(world.supervisor)
        assert read(office, "office-settings/")["decline_days"] == 5
        answer = office.patch(f"{ROOT}office-settings/", {"max_extensions": 1}, format="json")
        assert (answer.status_code, answer.json()["max_extensions"]) == (200, 1)
        assert OfficeSettings.current().max_extensions == 1
        assert OfficeSettings.current().decline_days == 5
        assert OfficeSettings.current().history.count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"decline_days": 0},
            {"max_extensions": 21},
            {"attachment_megabytes": 101},
            {"return_reasons": "缺少佐证"},
            {"return_reasons": [["缺少佐证"]]},
        ],
    )
    def test_a_setting_out_of_its_range_is_refused(self, world: World, wrong: dict[str, Any]) -> None:
        answer = as_user(world.supervisor).patch(f"{ROOT}office-settings/", wrong, format="json")
        assert answer.status_code == 400
        assert [name.partition(".")[0] for name in fields(answer.json())] == list(wrong)
        assert not OfficeSettings.objects.exists()

    @pytest.mark.parametrize("who", ["filer", "head", "leader"])
    def test_nobody_else_reads_or_changes_them(self, world: World, who: str) -> None:
        client = as_user(getattr(world, who))
        assert client.get(f"{ROOT}office-settings/").status_code == 403
        assert client.patch(f"{ROOT}office-settings/", {}, format="json").status_code == 403
