"""驾驶舱: what a leader finds on the first page, and how it stood on any past day."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from departments.errors import ServiceError
from departments.models import Department, User, UserRole
from policies.models import Measure
from tests.admin import as_user, queries, said, text
from tests.api import as_user as api_as
from tests.api import read
from tests.config.test_dashboard import many
from tests.conftest import World
from tests.world import deadline, measure, unit
from tracker.models import (
    Assignment,
    Extension,
    Instruction,
    InstructionItem,
    Objection,
    ProgressReport,
    ReportStatus,
    Status,
)
from tracker.overview import month_ends
from tracker.services import (
    answer_extension,
    answer_objection,
    approve_report,
    ask_extension,
    change_date,
    delegate_assignment,
    endorse_report,
    file_report,
    raise_objection,
    reopen_assignment,
    resume_assignment,
    return_report,
    sign_assignment,
    suspend_assignment,
    withdraw_report,
)

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGE = "/overview/"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-03-02 10:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def late(world: World, clock: Any) -> World:
    """On 10 July one measure is late with two units; one of them has said something."""
    world.dispatched()
    clock.move_to("2026-06-20 09:00+08:00")
    assignment = sign_assignment(assignment=world.assignment("省财政厅"), actor=world.filer)
    file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 6, 20), percent=40, narrative="窗口正在安装。"
    )
    User.objects.filter(pk=world.head.pk).update(phone="0999-1234567")
    clock.move_to("2026-07-10 10:00+08:00")
    return world


def board(user: User, **asked: str) -> Any:
    response = as_user(user).get("/", asked)
    assert response.status_code == 200
    found: Any = response.context
    return found


def lights(context: Any) -> dict[str, tuple[int, int | None]]:
    return {light["light"]: (light["count"], light["change"]) for light in context["lights"]}


def test_a_leader_sees_what_is_late_whose_it_is_and_whom_to_call(late: World) -> None:
    context = board(late.leader)
    assert lights(context) == {"red": (2, 0), "yellow": (0, 0), "green": (5, 0)}
    [row] = context["late"].measures
    assert (str(row.measure), row.days_late, row.total, row.leads) == (
        "一 / 1 建设一站式窗口",
        10,
        2,
        ["省财政厅"],
    )
    finance, education = row.units
    assert (finance.name, finance.last_word, finance.last_word_on) == (
        "省财政厅",
        "窗口正在安装。",
        date(2026, 6, 20),
    )
    assert [(p.name, p.role, p.phone) for p in finance.people] == [
        ("head", "单位负责人", "0999-1234567"),
        ("filer", "填报员", ""),
    ]
    assert (education.name, education.last_word) == ("省教育厅", "")
    html = text(as_user(late.leader).get("/"))
    for words in ("窗口正在安装。", "tel:0999-1234567", "另有1个单位逾期", "尚未报送进展", "与上周持平"):
        assert words in html


def test_the_lights_say_what_changed_since_last_week(late: World, clock: Any) -> None:
    clock.move_to("2026-07-03 10:00+08:00")
    assert lights(board(late.leader)) == {"red": (2, 2), "yellow": (0, -2), "green": (5, 0)}
    html = text(as_user(late.leader).get("/"))
    assert "较上周增加2" in html
    assert "较上周减少2" in html
    assert "上周无记录" in text(as_user(late.leader).get("/?on=2026-03-05"))


def test_a_bar_narrows_the_page_and_widens_it_again(late: World) -> None:
    late.dispatched(number="云政发〔2026〕4号")
    client = as_user(late.leader)
    context = client.get("/").context
    assert [(bar["label"], bar["total"]) for bar in context["by_department"]] == [
        ("省财政厅", 2),
        ("省教育厅", 2),
    ]
    for kind in ("by_department", "by_document"):
        for bar in context[kind]:
            narrowed = client.get(bar["url"]).context
            assert (
                narrowed["lights"][0]["count"]
                == bar["total"]
                == sum(m.total for m in narrowed["late"].measures)
            )
            assert narrowed["picked"][0]["label"] in (bar["label"], f"云岭省{bar['label'][1:]}")
            assert [b["total"] for b in narrowed[kind]] == [b["total"] for b in context[kind]]
            [chosen] = [b for b in narrowed[kind] if b["chosen"]]
            assert chosen["url"] == "/"
            rows = client.get(narrowed["lights"][0]["url"]).context["cl"].result_list
            assert len(rows) == bar["total"]


def test_the_list_goes_on_page_by_page_and_one_measure_shows_all_its_units(late: World) -> None:
    limits = [deadline("5月底前", "2026-05-31")]
    units = [unit("省财政厅"), unit("省教育厅")]
    measures = [measure(["一", str(n)], f"事项{n}", units, limits) for n in range(26)]
    late.dispatched(measures=measures, number="云政发〔2026〕9号")
    pattern = Assignment.objects.select_related("department").latest("id")
    region, day = pattern.department.region, date(2026, 5, 31)
    Assignment.objects.bulk_create(
        Assignment(
            document=pattern.document,
            task=pattern.task,
            department=Department.objects.create(
                name=f"第{n}局", short_name=f"第{n}局", level="province", region=region
            ),
            role="support",
            dispatched_on=day,
            due_on=day,
            must_due_on=day,
        )
        for n in range(10)
    )
    client, seen, address = as_user(late.leader), [], "/"
    while address:
        context = client.get(address).context
        seen += [row.measure.pk for row in context["late"].measures]
        address = context["next_url"]
    assert len(seen) == len(set(seen)) == 27
    row = next(r for r in context["late"].measures if r.measure.title == "事项25")
    assert (len(row.units), row.more) == (8, 4)
    [alone] = client.get(f"{context['measure_url']}{row.measure.pk}").context["late"].measures
    assert len(alone.units) == 12


def test_the_page_takes_fewer_than_twenty_queries_however_much_there_is(late: World) -> None:
    client = as_user(late.leader)
    few, few_then = queries(client, "/"), queries(client, "/?on=2026-07-05")
    many(late, 30)
    assert queries(client, "/") == few
    assert queries(client, "/?on=2026-07-05") == few_then
    assert max(few, few_then) < 20, (few, few_then)
    department = late.departments["省财政厅"].pk
    document = Assignment.objects.latest("id").document_id
    assert queries(client, f"/?department={department}&document={document}") < 20


def test_the_office_opens_it_at_its_own_address_and_a_department_does_not(late: World) -> None:
    office = as_user(late.supervisor)
    page = office.get(PAGE)
    assert page.context["late"].measures
    assert not page.context["instructs"]
    assert "驾驶舱" in text(office.get("/"))
    refused = as_user(late.filer).get(PAGE)
    assert refused.status_code == 403
    assert "窗口正在安装" not in text(refused)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("on=2026-07-11", "日期不能晚于今天"),
        ("on=昨天", "日期无法识别"),
        ("on=1203-01-01", "该日期太早"),
        ("on=2026-03-01", "系统自2026-03-02起逐日记录，2026-03-01的情况没有记录"),
        ("department=0&document=x&after=2026-99-99.1&measure=-1", "截至2026年7月10日"),
        ("department=99999999999999999999", "截至2026年7月10日"),
    ],
)
def test_what_cannot_be_shown_is_said(late: World, asked: str, words: str) -> None:
    page = as_user(late.leader).get(f"/?{asked}")
    assert page.status_code == 200
    assert words in text(page)


# 批示 from the row.


def instruct(client: Client, found: Measure, **body: Any) -> Any:
    words = {"text": "请加快办理", "due_on": "2026-07-20"} | body
    return client.post(f"/overview/instruct/{found.pk}/?next=/?department=1", words)


def test_a_leader_instructs_the_late_units_from_the_row_after_a_second_look(late: World) -> None:
    client, found = as_user(late.leader), late.assignment("省财政厅").task.measure
    units = [late.departments["省财政厅"].pk, late.departments["省教育厅"].pk]
    form = client.get(f"/overview/instruct/{found.pk}/").context["form"]
    assert set(form.initial["departments"]) == set(units)
    asked = instruct(client, found, departments=units)
    assert "送出批示" in text(asked)
    assert not Instruction.objects.exists()
    assert "下一步" in text(instruct(client, found, departments=units, change="1"))
    done = instruct(client, found, departments=units[:1], confirmed="1")
    assert done["Location"] == "/?department=1"
    assert said(done) == ["批示已送1个单位，请其按时回复。"]
    [item] = InstructionItem.objects.all()
    assert (item.department_id, item.instruction.text, item.due_on) == (
        units[0],
        "请加快办理",
        date(2026, 7, 20),
    )
    assert item.instruction.task.measure_id == found.pk


def test_an_instruction_that_cannot_be_sent_is_not(late: World) -> None:
    client, found = as_user(late.leader), late.assignment("省财政厅").task.measure
    units = [late.departments["省财政厅"].pk]
    assert "请至少选择一个单位" in text(instruct(client, found, confirmed="1"))
    early = instruct(client, found, departments=units, due_on="2026-07-09", confirmed="1")
    assert "回复时限不能早于今天" in text(early)
    suspend_assignment(assignment=late.assignment("省财政厅"), reason="停", actor=late.supervisor)
    assert instruct(client, found, departments=units, confirmed="1").status_code == 200
    for user in (late.supervisor, late.filer):
        assert instruct(as_user(user), found, departments=units, confirmed="1").status_code == 403
    assert as_user(late.leader).get("/overview/instruct/99999/").status_code == 404
    assert not Instruction.objects.exists()
    elsewhere = as_user(late.leader).get(f"/overview/instruct/{found.pk}/?next=https://example.test/")
    assert elsewhere.context["back_url"] == "/"


# The same by the API.


def test_the_api_says_what_the_page_shows(late: World) -> None:
    answer = read(api_as(late.leader), "overview/")
    assert answer["lights"] == {"red": 2, "yellow": 0, "green": 5}
    assert answer["change"] == {"red": 0, "yellow": 0, "green": 0}
    [row] = answer["overdue"]["measures"]
    assert [(u["name"], u["last_word"]) for u in row["units"]] == [
        ("省财政厅", "窗口正在安装。"),
        ("省教育厅", ""),
    ]
    assert [(p["on"], p["overdue"]) for p in answer["trend"]][-3:] == [
        ("2026-05-31", 0),
        ("2026-06-30", 0),
        ("2026-07-10", 2),
    ]
    assert answer["trend"][0] == {"on": "2025-07-31", "overdue": None}
    then = read(api_as(late.leader), "overview/", on="2026-06-19")
    assert (then["lights"]["yellow"], then["overdue"]["measures"]) == (2, [])
    one = read(api_as(late.leader), "overview/", department=late.departments["省教育厅"].pk)
    assert one["lights"]["red"] == 1
    for wrong in ({"after": "2026-13-01.5"}, {"department": "x"}, {"on": "x"}):
        assert api_as(late.leader).get("/api/v1/overview/", wrong).status_code == 400


def test_a_department_asks_the_api_for_its_own(late: World) -> None:
    answer = read(api_as(late.other_filer), "overview/")
    assert answer["lights"] == {"red": 1, "yellow": 0, "green": 1}
    assert "窗口正在安装" not in str(answer)
    assert "省财政厅" not in str(answer)


def test_months_end_where_they_end() -> None:
    ends = month_ends(date(2024, 3, 31))
    assert len(ends) == 12
    assert ends[-2:] == [date(2024, 1, 31), date(2024, 2, 29)]
    assert ends[0] == date(2023, 3, 31)


# 截至: a year of work, and each month's end looked at again.


class Year:
    """People who do whatever comes next, by chance, for a year."""

    def __init__(self, world: World, clock: Any, seed: int) -> None:
        self.world, self.clock, self.chance = world, clock, random.Random(seed)
        for number, short in enumerate(("省农业农村厅", "青川市政府", "白石市政府", "省国库支付中心")):
            world.user(f"filer{number}", UserRole.FILER, short)
        Department.objects.filter(short_name="省教育厅").update(head_endorses=True)
        self.heads = world.user("education_head", UserRole.HEAD, "省教育厅")
        self.taken: set[str] = set()

    def filer(self, assignment: Assignment) -> Any:
        of = User.objects.filter(
            memberships__department=assignment.department, memberships__role=UserRole.FILER
        )
        return of.order_by("pk").first()

    def go_on(self, on: date) -> None:
        """Whatever can be done with some assignment today."""
        self.clock.move_to(datetime(on.year, on.month, on.day, 15, tzinfo=SHANGHAI))
        steps = [getattr(self, name) for name in dir(self) if name.startswith("_do_")]
        for _ in range(4):
            step = self.chance.choice(steps)
            assignment = self.chance.choice(list(Assignment.objects.order_by("pk")))
            try:
                if step(assignment, on) is not False:
                    self.taken.add(step.__name__)
            except ServiceError:
                continue

    def _some(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def _do_sign(self, a: Assignment, on: date) -> Any:
        return sign_assignment(assignment=a, actor=self.filer(a))

    def _do_report(self, a: Assignment, on: date) -> Any:
        if a.status == Status.PENDING:
            a = sign_assignment(assignment=a, actor=self.filer(a))
        claims = self.chance.random() < 0.5
        words = f"{on}报送。"
        return file_report(
            assignment=a, actor=self.filer(a), on=on, percent=100, narrative=words, claims_completion=claims
        )

    def _do_endorse(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.filter(status=ReportStatus.ENDORSING))
        return bool(report) and endorse_report(report=report, actor=self.heads)

    def _do_withdraw(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.filter(status__in=["submitted", "endorsing"]))
        return bool(report) and withdraw_report(report=report, actor=self.filer(report.assignment))

    def _do_approve(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.awaiting_review())
        return bool(report) and approve_report(report=report, actor=self.world.supervisor, on=on)

    def _do_return(self, a: Assignment, on: date) -> Any:
        report = self._some(ProgressReport.objects.awaiting_review())
        return bool(report) and return_report(report=report, actor=self.world.supervisor, reason="补充")

    def _do_extend(self, a: Assignment, on: date) -> Any:
        milestone = self._some(a.milestones.filter(completed_on=None))
        later = on + timedelta(days=self.chance.randint(5, 60))
        return bool(milestone) and ask_extension(
            milestone=milestone, to_date=later, reason="需要时间", actor=self.filer(a)
        )

    def _do_answer_extension(self, a: Assignment, on: date) -> Any:
        extension = self._some(Extension.objects.open())
        grant = self.chance.random() < 0.7
        return bool(extension) and answer_extension(
            extension=extension, grant=grant, actor=self.world.supervisor, answer="知悉"
        )

    def _do_suspend(self, a: Assignment, on: date) -> Any:
        if self.chance.random() < 0.5:
            return False
        return suspend_assignment(assignment=a, reason="停", actor=self.world.supervisor)

    def _do_resume(self, a: Assignment, on: date) -> Any:
        return resume_assignment(assignment=a, reason="续", actor=self.world.supervisor)

    def _do_reopen(self, a: Assignment, on: date) -> Any:
        due = on + timedelta(days=self.chance.randint(0, 40))
        return reopen_assignment(
            assignment=a, reason="未达标", due_on=due, on=on, actor=self.world.supervisor
        )

    def _do_change_date(self, a: Assignment, on: date) -> Any:
        milestone = self._some(a.milestones.filter(completed_on=None))
        day = on + timedelta(days=self.chance.randint(-20, 40))
        return bool(milestone) and change_date(
            milestone=milestone, to_date=day, reason="上级要求", actor=self.world.supervisor
        )

    def _do_delegate(self, a: Assignment, on: date) -> Any:
        mine = self.world.assignment("省财政厅")
        center = self.world.departments["省国库支付中心"]
        return delegate_assignment(assignment=mine, department=center, actor=self.world.filer, on=on)

    def _do_object(self, a: Assignment, on: date) -> Any:
        fresh = self._some(
            Assignment.objects.filter(status=Status.PENDING, dispatched_on__gte=on - timedelta(9))
        )
        return bool(fresh) and raise_objection(
            assignment=fresh, reason="非职责", actor=self.filer(fresh), on=on
        )

    def _do_answer_objection(self, a: Assignment, on: date) -> Any:
        objection = self._some(Objection.objects.open())
        other = self.world.departments["省国库支付中心"]
        return bool(objection) and answer_objection(
            objection=objection, actor=self.world.supervisor, on=on, department=other, answer="同意"
        )


def remembered(client: Client, **asked: str) -> dict[str, Any]:
    """All that the page shows of the ledger."""
    context = client.get("/", asked).context
    keys = ("label", "total", "width")
    return {
        "on": context["on"],
        "lights": lights(context),
        "late": [
            (str(row.measure), row.earliest, row.days_late, row.total, row.leads, row.units)
            for row in context["late"].measures
        ],
        "bars": [
            [[bar[key] for key in keys] for bar in context[kind]] for kind in ("by_department", "by_document")
        ],
        "trend": [dot.point for dot in context["trend"]["dots"]],
    }


def test_each_months_end_stays_as_the_page_showed_it(world: World, clock: Any) -> None:
    year, leader = Year(world, clock, seed=6), as_user(world.leader)
    api = api_as(world.leader)
    world.dispatched()
    pages, answers, day = {}, {}, date(2026, 3, 3)
    while day < date(2027, 3, 1):
        if (day.month, day.day) in ((5, 8), (9, 8), (12, 8)):
            limits = [deadline("两月内", str(day + timedelta(days=60))), deadline("次年", "2027-06-30")]
            units = [unit("省农业农村厅", "牵头"), unit("省财政厅"), unit("青川市政府"), unit("省教育厅")]
            world.dispatched(
                on=day,
                number=f"云政发〔{day.year}〕{day.month}0号",
                measures=[measure(["一"], "新任务", units, limits)],
            )
        if day.day % 2:
            year.go_on(day)
        if (day + timedelta(days=1)).day == 1:
            clock.move_to(datetime(day.year, day.month, day.day, 23, 59, tzinfo=SHANGHAI))
            leader.force_login(world.leader, backend="django.contrib.auth.backends.ModelBackend")
            pages[day] = remembered(leader)
            answers[day] = read(api, "overview/")
        day += timedelta(days=1)
    clock.move_to("2027-03-10 10:00+08:00")
    leader.force_login(world.leader, backend="django.contrib.auth.backends.ModelBackend")
    for end, page in pages.items():
        assert remembered(leader, on=str(end)) == page, end
        assert read(api, "overview/", on=str(end)) == answers[end], end
    # The year was worth looking at.
    assert len(pages) == 12
    assert len(year.taken) >= 13, year.taken
    assert len({page["lights"]["red"][0] for page in pages.values()}) > 3
    assert len({unit.last_word for page in pages.values() for row in page["late"] for unit in row[5]}) > 3
