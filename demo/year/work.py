"""What the units did: signed, reported, were sent back, asked for more time, finished, or are late."""

import random
from collections.abc import Generator, Iterable
from datetime import date, datetime, timedelta

from demo.words import Words
from demo.year.schedule import Schedule, Steps
from departments.models.departments import Department
from departments.models.users import User
from policies.models.measures import Indicator, Role
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.reporting import file_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.models.requests import Extension
from tracker.work.services.dates import answer_extension, ask_extension
from tracker.work.services.declining import answer_decline, decline_assignment, delegate_assignment
from tracker.work.services.status_changes import acknowledge_assignment

NEWS = 12  # days: what was handed out since then is not signed everywhere
RECENT, LONG = 45, 120  # days: whoever is late is late since then, most of them, and nobody for longer
DECLINES = {
    # Unit, title of the measure → the unit that has it from then on; none: refused.
    ("省通信管理局", "建设全省政务云"): "",
    ("省工业和信息化厅", "开展用工服务"): "省发展改革委",
}
HANDED_DOWN = {
    # What a city gives to a bureau of its own.
    ("青川市政府", "整治经营性自建房"): "青川市住房城乡建设局",
    ("青川市政府", "建设城市运行平台"): "青川市城管局",
    ("青川市政府", "帮扶就业困难人员"): "青川市人力资源社会保障局",
    ("白石市政府", "健全政企沟通渠道"): "白石市工业和信息化局",
}
_FULL = 100
Fate = Generator[datetime, None, date | None]


class Units:
    """The people of the units and what each does with what it was handed."""

    def __init__(self, schedule: Schedule, *, staff: dict[int, User], office: User) -> None:
        self.schedule, self.staff, self.office = schedule, staff, office
        self.named = {unit.short_name: unit for unit in Department.objects.all()}

    def take_up(self, assignments: Iterable[Assignment]) -> None:
        """The units find these on their lists."""
        for assignment in assignments:
            self.schedule.begin(self._work(assignment))

    def _work(self, assignment: Assignment) -> Steps:
        measure, unit = assignment.task.measure, assignment.department
        chance = random.Random(f"{measure.document.number[-5:]} {measure.label} {unit}")  # noqa: S311
        words, actor = Words(measure.title, chance), self.staff[unit.pk]
        case = (unit.short_name, measure.title)
        yield self.schedule.later(chance.randint(1, 4), chance)
        if case in DECLINES:
            decline = decline_assignment(
                assignment=assignment,
                reason=f"“{measure.title}”不属于本单位职责，现行职责分工中没有此项内容。",
                actor=actor,
                on=self.schedule.on,
            )
            yield self.schedule.later(2, chance)
            successor = self.named.get(DECLINES[case])
            answer_decline(
                decline=decline,
                actor=self.office,
                on=self.schedule.on,
                department=successor,
                answer="" if successor else "按照部门职责，此项工作须由你单位配合，请抓紧签收办理。",
            )
            if successor:
                self.take_up(Assignment.objects.filter(task=assignment.task_id, department=successor))
                return
            yield self.schedule.later(1, chance)
        new = assignment.dispatched_on > self.schedule.today - timedelta(days=NEWS)
        if new and chance.random() < 0.25:
            return  # waits to be signed
        acknowledge_assignment(assignment=assignment, actor=actor)
        if case in HANDED_DOWN:
            yield self.schedule.later(1, chance)
            child = delegate_assignment(
                assignment=assignment,
                department=self.named[HANDED_DOWN[case]],
                actor=actor,
                on=self.schedule.on,
                note="请按时限办理，并于每月底前报送进展。",
            )
            self.take_up([child])
        milestones = list(assignment.milestones.order_by("due_on"))
        for place, milestone in enumerate(milestones):
            span = (_FULL * place // len(milestones), _FULL * (place + 1) // len(milestones))
            yield from self._toward(milestone, span, words, chance)
        if not milestones and assignment.task.cycle:
            yield from self._by_cycle(assignment, words, chance)

    def _by_cycle(self, assignment: Assignment, words: Words, chance: random.Random) -> Steps:
        percent = 0
        while True:
            assignment.refresh_from_db()
            due = assignment.report_due_on
            if due is None or not assignment.is_open:
                return
            late = chance.randint(1, 5) if chance.random() < 0.06 else -chance.randint(0, 3)
            moment = self.schedule.at(due + timedelta(days=late), chance)
            yield max(moment, self.schedule.later(1, chance))
            percent = min(percent + chance.randint(6, 12), 90)
            yield from self._report(assignment, percent, words, chance)

    def _toward(
        self, milestone: AssignmentMilestone, span: tuple[int, int], words: Words, chance: random.Random
    ) -> Steps:
        """The way to one date, and past it."""
        assignment, actor = milestone.assignment, self.staff[milestone.assignment.department_id]
        finish = yield from self._fate(milestone, words, chance)
        begun, share = self.schedule.on, (0.15, 0.35, 0.55, 0.75, 0.9)
        last = min(finish or milestone.due_on, self.schedule.today)
        slow = 1 if finish else chance.uniform(0.6, 0.95)  # whoever is late has done less
        count = min(max((last - begun).days // 32, 1), len(share))
        for number in range(count):
            day = begun + (last - begun) * (number + 1) / (count + 1)
            if day <= self.schedule.on:
                continue
            yield self.schedule.at(day, chance)
            percent = int(span[0] + (span[1] - span[0]) * share[number] * slow)
            yield from self._report(assignment, percent, words, chance)
        if finish is None:
            if milestone.due_on < self.schedule.today:
                yield self.schedule.at(milestone.due_on + timedelta(days=chance.randint(1, 6)), chance)
                percent = int(span[0] + (span[1] - span[0]) * 0.95 * slow)
                yield from self._report(assignment, percent, words, chance, late=True)
            elif chance.random() < 0.12:
                yield self.schedule.at(self.schedule.today - timedelta(days=chance.randint(1, 3)), chance)
                self._ask(milestone, words, actor, chance)
            yield self.schedule.end + timedelta(days=1)  # the rest is not written yet
        moment = self.schedule.at(finish or self.schedule.today, chance)
        yield max(moment, self.schedule.later(1, chance))
        yield from self._report(assignment, span[1], words, chance, claims=milestone)

    def _fate(self, milestone: AssignmentMilestone, words: Words, chance: random.Random) -> Fate:
        """The day on which the date is met, decided beforehand; None: not up to today.

        Some ask for more time first: the generator then waits for the answer.
        """
        today, due, luck = self.schedule.today, milestone.due_on, chance.random()
        if due >= today - timedelta(days=1):
            early = due <= today + timedelta(days=40) and luck < 0.07
            return today - timedelta(days=chance.randint(1, 9)) if early else None
        late = (
            0.5 if due > today - timedelta(days=RECENT) else 0.02 if due > today - timedelta(days=LONG) else 0
        )
        if luck < late:
            return None
        if luck < late + 0.1:
            finish = due + timedelta(days=chance.randint(2, 16))
            return finish if finish < today else due
        if luck < late + 0.2:
            asked = max(due - timedelta(days=chance.randint(6, 14)), self.schedule.on + timedelta(days=1))
            if asked < due:
                yield self.schedule.at(asked, chance)
                extension = self._ask(
                    milestone, words, self.staff[milestone.assignment.department_id], chance
                )
                yield self.schedule.later(2, chance)
                grant = chance.random() < 0.8
                answer_extension(
                    extension=extension,
                    grant=grant,
                    actor=self.office,
                    on=self.schedule.on,
                    answer="" if grant else "该事项社会关注度高，请按原时限完成。",
                )
                milestone.refresh_from_db()
                finish = milestone.due_on - timedelta(days=chance.randint(0, 5))
                return finish if finish < today else None
        return due - timedelta(days=chance.randint(1, 12))

    def _ask(
        self, milestone: AssignmentMilestone, words: Words, actor: User, chance: random.Random
    ) -> Extension:
        to_date = max(milestone.due_on, self.schedule.on) + timedelta(days=chance.randint(18, 40))
        return ask_extension(
            milestone=milestone, to_date=to_date, reason=words.to_extend(), actor=actor, on=self.schedule.on
        )

    def _report(
        self,
        assignment: Assignment,
        percent: int,
        words: Words,
        chance: random.Random,
        *,
        claims: AssignmentMilestone | None = None,
        late: bool = False,
    ) -> Steps:
        """Filed, looked at by 督查室, sometimes sent back and filed again."""
        actor = self.staff[assignment.department_id]
        first = self._file(assignment, percent, words, actor, claims=claims, late=late)
        yield self.schedule.later(chance.randint(1, 3), chance)
        if chance.random() >= 0.1:
            approve_report(report=first, actor=self.office)
            return
        return_report(report=first, actor=self.office, reason=words.to_return())
        yield self.schedule.later(chance.randint(1, 3), chance)
        again = self._file(
            assignment, percent, words, actor, claims=claims, late=late, more="已补充量化数据。"
        )
        yield self.schedule.later(chance.randint(1, 2), chance)
        approve_report(report=again, actor=self.office)

    def _file(
        self,
        assignment: Assignment,
        percent: int,
        words: Words,
        actor: User,
        *,
        claims: AssignmentMilestone | None,
        late: bool,
        more: str = "",
    ) -> ProgressReport:
        said = words.late(percent) if late else words.progress(_FULL if claims else percent)
        return file_report(
            assignment=assignment,
            actor=actor,
            on=self.schedule.on,
            percent=percent,
            narrative=said + more,
            problems="" if claims else words.problems(),
            next_steps="" if claims else words.next_steps(),
            claims_completion=claims is not None,
            milestone=claims,
            figures=self._figures(assignment, percent),
        )

    def _figures(self, assignment: Assignment, percent: int) -> dict[Indicator, str]:
        """The unit that leads reports the first indicator of its document."""
        indicator = assignment.document.indicators.order_by("position").first()
        if indicator is None or assignment.role != Role.LEAD or "乡镇商贸中心" not in assignment.task.text:
            return {}
        return {indicator: str(int(indicator.base or 0) * percent // _FULL)}
