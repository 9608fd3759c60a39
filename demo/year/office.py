"""What 督查室 and the leader did in the year: documents, 批示, 催办, 督办单, 通报, the morning rounds."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from common.workdays import is_workday
from demo.texts import Order, text_of
from demo.year.schedule import SHANGHAI, Schedule, Steps
from demo.year.work import Units
from departments.daysoff.selectors import days_off
from departments.models.users import User
from policies.checking.services.settling import confirm_document, settle_check
from policies.imports.models import Import
from policies.models.documents import PolicyDocument
from policies.services.importing import import_file
from tracker.papers.selectors import bulletin_figures, notice_figures, propose_bulletin, propose_notice
from tracker.papers.services.issuing import issue_bulletin, issue_notice
from tracker.reminders.services.morning_run import morning_run
from tracker.reminders.services.sending import send_digests
from tracker.scorecard.services import give_points, set_document_weight
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import (
    read_reply,
    register_instruction,
    reply_instruction,
    urge,
    write_instruction,
)
from tracker.work.models.assignments import Assignment
from tracker.work.periods import Span
from tracker.work.services.dispatching import dispatch_document

URGED = "请抓紧办理并补报进展，说明未按期完成的原因和下一步措施，逾期事项将列入通报。"
# Days ago, what the leader wrote, on which measure, and whether it has been answered by now. What was
# answered stands on paper and was registered by 督查室, which hears of the answers as well.
INSTRUCTIONS = (
    (
        250,
        "请住房城乡建设厅把联合验收做实，让企业少跑一趟，十日内报成效。",
        "实行工程项目联合验收",
        True,
    ),
    (140, "自建房隐患不能过夜，各地要逐栋过筛子，请应急管理部门跟踪督办。", "整治经营性自建房", True),
    (60, "数据目录是基础，哪个部门不编、不挂，要点名通报。请数据局每月报一次。", "编制数据资源目录", True),
    (
        18,
        "快速通道事关群众出行，请交通运输厅倒排工期，遇到困难及时报告。",
        "关于青川至白石快速通道",
        True,
    ),
    (6, "托底帮扶要有温度，请各市（州）把零就业家庭名单摸准，十日内报结果。", "帮扶就业困难人员", False),
)
ROUNDS = 9  # days: of the morning rounds before that nothing is left to see
REPLY = "收悉批示后，我单位立即召开会议研究落实，已制定专项方案，明确专人负责，有关工作正在按要求加快推进。"


class Office:
    """督查室 and the leader."""

    def __init__(self, schedule: Schedule, units: Units, *, office: User, leader: User) -> None:
        self.schedule, self.units, self.office, self.leader = schedule, units, office, leader
        self.chance = random.Random("office")  # noqa: S311  (no secret)

    def begin(self, orders: tuple[Order, ...], say: Callable[[str], None]) -> None:
        """All that the office will do, each thing at its time."""
        for order in orders:
            self.schedule.begin(self._document(order, say))
        for days, text, title, answered in INSTRUCTIONS:
            self.schedule.begin(self._instruction(days, text, title, answered))
        self.schedule.begin(self._mornings())
        self.schedule.begin(self._urging())
        self.schedule.begin(self._notice())
        self.schedule.begin(self._bulletin())
        self.schedule.begin(self._scoring())

    def _ago(self, days: int) -> datetime:
        """On the day so long ago, or on the working day before it."""
        day = self.schedule.today - timedelta(days=days)
        while not is_workday(day, days_off())[0]:
            day -= timedelta(days=1)
        return self.schedule.at(day, self.chance)

    def _document(self, order: Order, say: Callable[[str], None]) -> Steps:
        yield self._ago(order.issued - 1)
        text = text_of(order, on=self.schedule.today)
        outcome = import_file(name=f"{order.name[2:]}.txt", content=text.encode(), actor=self.office)
        Import.objects.filter(pk=outcome.record.pk).update(created_at=self.schedule.past.moment)
        [document] = outcome.created
        if order.handed_out is None:
            return
        yield self._ago(order.handed_out)
        for item in document.check_items.open():
            settle_check(item=item, settlement="已核对原文，读取无误", actor=self.office)
        confirm_document(document=document, actor=self.office)
        dispatched = dispatch_document(document=document, actor=self.office, on=self.schedule.on)
        say(f"{document}：{dispatched.message}")
        mine = Assignment.objects.filter(document=document).select_related(
            "task__measure__document", "department", "document"
        )
        self.units.take_up(mine.order_by("id"))

    def _instruction(self, days: int, text: str, title: str, answered: bool) -> Steps:
        yield self._ago(days)
        target = (
            Assignment.objects.open()
            .filter(task__measure__title=title)
            .select_related("task__measure")
            .order_by("id")
        )
        first = target.first()
        if first is None:
            return
        on = self.schedule.on
        due_on, measure = on + timedelta(days=10), first.task.measure
        if answered:
            instruction = register_instruction(
                target=measure,
                leader=self.leader,
                text=text,
                due_on=due_on,
                written_on=on - timedelta(days=1),
                actor=self.office,
                on=on,
            )
        else:
            instruction = write_instruction(
                target=measure, text=text, due_on=due_on, actor=self.leader, on=on
            )
        for item in InstructionItem.objects.filter(instruction=instruction).order_by("id"):
            if answered or self.chance.random() < 0.4:
                self.schedule.begin(self._reply(item, answered))

    def _reply(self, item: InstructionItem, answered: bool) -> Steps:
        yield self.schedule.later(self.chance.randint(3, 8) if answered else 4, self.chance)
        reply_instruction(
            item=item, reply=REPLY, actor=self.units.staff[item.department_id], on=self.schedule.on
        )
        yield self.schedule.later(self.chance.randint(1, 4), self.chance)
        read_reply(item=item, actor=self.leader)

    def _mornings(self) -> Steps:
        """The last days' rounds, and the mails of each: what is older has long been read."""
        for days in range(ROUNDS, -1, -1):
            day = self.schedule.today - timedelta(days=days)
            if not is_workday(day, days_off())[0]:
                continue
            yield datetime.combine(day, time(8, 30), SHANGHAI)
            morning_run(on=day, at=self.schedule.past.moment)
            send_digests(now=self.schedule.past.now)

    def _late(self) -> list[Assignment]:
        late = Assignment.objects.overdue(self.schedule.on).select_related("department", "task__measure")
        return list(late.order_by("must_due_on", "id"))

    def _urging(self) -> Steps:
        for days in (95, 33, 8, 3):
            yield self._ago(days)
            if late := self._late()[:6]:
                urge(assignments=late, message=URGED, actor=self.office, on=self.schedule.on)

    def _notice(self) -> Steps:
        yield self._ago(4)
        late = self._late()
        if not late:
            return
        of_one = [a for a in late if a.department_id == late[0].department_id][:3]
        on = self.schedule.on
        words = propose_notice(notice_figures(assignments=of_one, on=on))
        issue_notice(
            assignments=of_one, answer_by=on + timedelta(days=7), actor=self.office, on=on, words=words
        )

    def _bulletin(self) -> Steps:
        """通报 of last month, in the first days of this one."""
        last = self.schedule.today.replace(day=1) - timedelta(days=1)
        yield self.schedule.at(last + timedelta(days=min(3, self.schedule.today.day)), self.chance)
        span, on = Span(last.replace(day=1), last), self.schedule.on
        words = propose_bulletin(bulletin_figures(span=span, document=None, on=on))
        issue_bulletin(actor=self.office, span=span, document=None, on=on, words=words)

    def _scoring(self) -> Steps:
        yield self._ago(40)
        weighty = PolicyDocument.objects.filter(number__contains="18号").first()
        if weighty:
            set_document_weight(
                document=weighty, weight=Decimal("1.5"), reason="列入年度重点督查", actor=self.office
            )
        for name, points, reason in (
            ("省市场监管局", "2", "企业开办改革经验在全省推广"),
            ("省民政厅", "1", "社区食堂建设提前超额完成"),
            ("省住房城乡建设厅", "-1", "自建房排查数据复核差错较多"),
        ):
            unit = self.units.named[name]
            give_points(
                department=unit, points=Decimal(points), reason=reason, on=self.schedule.on, actor=self.office
            )


def begin_of(today: date) -> datetime:
    """The moment at which the year begins."""
    return datetime.combine(today - timedelta(days=366), time(8), SHANGHAI)
