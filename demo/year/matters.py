"""督办事项 of the year that have no file: 批示, minutes, letters and calls, entered by the office by hand."""

import random
from dataclasses import dataclass
from datetime import timedelta

from demo.year.schedule import Schedule, Steps
from demo.year.work import Units
from departments.models.users import User
from policies.models.documents import Importance, Origin
from policies.models.measures import Role
from policies.services.entering import PersonAsked, UnitAsked, Work
from tracker.matters.services.entering import enter_matter
from tracker.work.models.assignments import Assignment


@dataclass(frozen=True, slots=True)
class Case:
    """A matter: when it was entered, from where, whose it is, and its day or cycle.

    `due` is in days from the day on which the demo is set up.
    """

    origin: Origin
    said_by: str
    ago: int
    title: str
    text: str
    lead: str
    support: tuple[str, ...] = ()
    due: int | None = None
    cycle: str = ""
    person: PersonAsked | None = None
    importance: Importance = Importance.NORMAL
    dispatch: bool = True


CASES = (
    Case(
        Origin.MEETING, "省政府第41次常务会议", 121, "推进老旧小区加装电梯",
        "会议议定：由省住房城乡建设厅牵头，推进老旧小区加装电梯，完善资金补助和审批流程。",
        "省住房城乡建设厅", ("省财政厅", "省市场监管局"), due=-32,
        person=PersonAsked("许知远", "副厅长", "0851-0000-2107", "责任领导"),
    ),
    Case(
        Origin.SUPERIOR, "国务院办公厅督查室转办", 58, "核查拖欠中小企业账款",
        "对转办的拖欠中小企业账款线索逐条核查，属实的限期清偿，并建立防范新增拖欠的机制。",
        "省工业和信息化厅", ("省财政厅", "省国资委"), due=24,
        person=PersonAsked("沈奕鸣", "处长", "0851-0000-3316", "联系人"), importance=Importance.URGENT,
    ),
    Case(
        Origin.INSTRUCTION, "周省长批示", 33, "整治校园周边食品安全",
        "请省市场监管局会同省教育厅对校园周边食品经营者开展一次全面检查，问题清单和整改结果一并报告。",
        "省市场监管局", ("省教育厅", "青川市政府"), due=5,
        person=PersonAsked("白若川", "副局长", "0851-0000-4420", "责任领导"), importance=Importance.IMPORTANT,
    ),
    Case(
        Origin.HOTLINE, "工单YL-20817", 12, "解决南浦区部分小区供暖不足",
        "12345热线集中反映南浦区部分小区供暖不足，请青川市政府核实原因，限期解决并回访群众。",
        "青川市政府", ("省住房城乡建设厅",), due=3,
    ),
    Case(
        Origin.PETITION, "省信访局转办", 9, "妥善处理望岭县征地补偿信访事项",
        "就望岭县部分村民反映征地补偿标准执行不一的问题，核清政策和款项，依法妥善处理。",
        "白石市政府", ("省自然资源厅", "省信访局"), due=36,
    ),
    Case(
        Origin.INSTRUCTION, "周省长批示", 70, "跟踪重大项目用电保障",
        "请省能源局跟踪重大项目用电保障，逐月报送保障情况和存在困难。",
        "省能源局", ("省电力公司",), cycle="FREQ=MONTHLY;BYMONTHDAY=5",
        person=PersonAsked("顾南乔", "二级巡视员", "0851-0000-5203", "责任人"),
    ),
    Case(
        Origin.LETTER, "石湖区居民来信", 1, "改善石湖区公交线路接驳",
        "群众来信反映石湖区新建小区公交接驳不便，请研究增设线路或站点并答复来信人。",
        "白石市政府", ("省交通运输厅",), due=29, dispatch=False,
    ),
)  # fmt: skip


def begin_matters(schedule: Schedule, units: Units, *, office: User) -> None:
    """All of them, each in its time."""
    for case in CASES:
        schedule.begin(_enter(case, schedule, units, office))


def _enter(case: Case, schedule: Schedule, units: Units, office: User) -> Steps:
    chance = random.Random(case.title)  # noqa: S311  (no secret)
    yield schedule.at(schedule.today - timedelta(days=case.ago), chance)
    entered = enter_matter(
        origin=case.origin,
        work=Work(
            title=case.title,
            text=case.text,
            units=[
                UnitAsked(Role.LEAD, department=units.named[case.lead]),
                *(UnitAsked(Role.SUPPORT, department=units.named[name]) for name in case.support),
            ],
            due_on=None if case.due is None else schedule.today + timedelta(days=case.due),
            cycle=case.cycle,
            persons=[case.person] if case.person else [],
        ),
        actor=office,
        on=schedule.on,
        dispatch=case.dispatch,
        importance=case.importance,
        said_by=case.said_by,
        given_on=schedule.on - timedelta(days=1),
    )
    mine = Assignment.objects.filter(document=entered.document).select_related(
        "task__measure__document", "department", "document"
    )
    units.take_up(mine.order_by("id"))
