"""A walk over the work of three units, and a restatement of who is to be told of each step."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from common.errors import ServiceError
from departments.models.departments import Department
from departments.models.users import User, UserRole
from tests.conftest import World
from tracker.reminders.kinds import EVENTS, Rule, Way
from tracker.reminders.models.reminders import Reminder
from tracker.reminders.services.choosing import choose_ways
from tracker.reminders.services.digests import build_digests
from tracker.reminders.services.opening import open_all, open_reminder
from tracker.reminders.services.sending import send_digests
from tracker.work.filing.models.reports import ProgressReport
from tracker.work.filing.services.endorsing import endorse_many, send_back_to_filer
from tracker.work.filing.services.reporting import endorse_report, file_report, withdraw_report
from tracker.work.filing.services.reviewing import approve_report, return_report
from tracker.work.instructions.models import InstructionItem
from tracker.work.instructions.services import reply_instruction, urge, write_instruction
from tracker.work.merging.models import MergedWork
from tracker.work.merging.services import merge_assignments, part_work
from tracker.work.models.assignments import Assignment
from tracker.work.models.requests import Decline, Extension
from tracker.work.services.dates import (
    add_date,
    answer_extension,
    ask_extension,
    change_date,
    change_document_deadline,
    withdraw_extension,
)
from tracker.work.services.declining import answer_decline, decline_assignment
from tracker.work.services.status_changes import (
    acknowledge_assignment,
    reopen_assignment,
    resume_assignment,
    suspend_assignment,
    take_back_signature,
)

UNIT, HEADS, AUTHOR = "unit", "heads", "author"
# Restated by hand: what is done → the kind it is told as, and to whom. What is not here tells nobody.
TOLD: dict[str, tuple[Rule, str]] = {
    "dispatch": (Rule.HANDED_OUT, UNIT),
    "delegate": (Rule.HANDED_OUT, UNIT),
    "file_for_head": (Rule.TO_ENDORSE, HEADS),
    "approve": (Rule.REPORT_APPROVED, UNIT),
    "return": (Rule.REPORT_RETURNED, UNIT),
    "send_back": (Rule.REPORT_RETURNED, UNIT),
    "answer_extension": (Rule.EXTENSION_ANSWERED, UNIT),
    "answer_decline": (Rule.DECLINE_ANSWERED, UNIT),
    "change_date": (Rule.DATE_CHANGED, UNIT),
    "add_date": (Rule.DATE_CHANGED, UNIT),
    "change_dates": (Rule.DATE_CHANGED, UNIT),
    "suspend": (Rule.SUSPENDED, UNIT),
    "resume": (Rule.RESUMED, UNIT),
    "reopen": (Rule.RESUMED, UNIT),
    "merge": (Rule.MERGED, UNIT),
    "part": (Rule.MERGED, UNIT),
    "urge": (Rule.URGED, UNIT),
    "instruct": (Rule.INSTRUCTED, UNIT),
    "reply": (Rule.INSTRUCTION_ANSWERED, AUTHOR),
}
TAKEN_BACK = {"withdraw": Rule.TO_ENDORSE, "resume": Rule.SUSPENDED, "part": Rule.MERGED}
START = datetime(2026, 6, 1, 9, 0)
CENTER, FINANCE, EDUCATION = "省国库支付中心", "省财政厅", "省教育厅"


class Walk:
    """One province, steps in an order that the seed decides, and what the restatement expects of them."""

    def __init__(self, world: World, seed: int, clock: Any) -> None:
        self.rng, self.world, self.clock = random.Random(seed), world, clock
        self.people: dict[str, dict[str, set[User]]] = {
            FINANCE: {"filer": {world.filer}, "head": {world.head}},
            EDUCATION: {"filer": {world.other_filer}, "head": set()},
            CENTER: {"filer": {world.user("center", UserRole.FILER, CENTER)}, "head": set()},
        }
        self.people[CENTER]["head"].add(world.user("center_head", UserRole.HEAD, CENTER))
        Department.objects.filter(short_name=CENTER).update(head_endorses=True)
        # One of the office files for 省财政厅, too: nobody is told what he has done himself.
        self.people[FINANCE]["filer"].add(world.user("both", UserRole.FILER, FINANCE))
        self.office = [world.supervisor, User.objects.get(username="both")]
        from_office = world.departments["省政府督查室"]
        self.office[1].memberships.create(department=from_office, role=UserRole.SUPERVISOR)
        self.expected: Counter[tuple[str, str]] = Counter()  # (person, rule)
        self.held: list[tuple[Rule, int, datetime, set[str]]] = []
        self.taken: Counter[str] = Counter()
        self.ways: dict[tuple[str, str], Way] = {}
        for user in User.objects.all():
            chosen = {rule.value: self.rng.choice(list(Way)).value for rule in EVENTS}
            choose_ways(user=user, ways=chosen)
            self.ways |= {(user.username, rule): Way(way) for rule, way in chosen.items()}

    @property
    def now(self) -> datetime:
        return datetime.now().astimezone()

    @property
    def on(self) -> date:
        return self.now.date()

    def actor(self) -> User:
        return self.rng.choice(self.office)

    def unit_of(self, assignment: Assignment) -> str:
        return str(assignment.department.short_name)

    def any(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.rng.choice(found) if found else None

    def go(self) -> None:
        name = self.rng.choice([*self.steps()])
        self.clock.shift(self.rng.choice([1, 4, 9, 11, 60, 3600, 20000]))
        try:
            with transaction.atomic():
                said = self.steps()[name]()
        except ServiceError:
            return
        for step, unit, subject, actor, author in said or []:
            self.taken[step] += 1
            self.note(step, unit, subject, actor, author)

    def note(self, step: str, unit: str, subject: int, actor: User | None, author: str) -> None:
        """What the restatement makes of a step that was taken."""
        if step in TAKEN_BACK:
            back = [
                held
                for held in self.held
                if held[:2] == (TAKEN_BACK[step], subject) and (self.now - held[2]).total_seconds() < 10
            ]
            for held in back:
                self.held.remove(held)
                self.expected.subtract((person, held[0]) for person in held[3])
            if back:
                return
        if step not in TOLD:
            return
        rule, whom = TOLD[step]
        roles = self.people.get(unit, {"filer": set(), "head": set()})
        people = {AUTHOR: {author}, HEADS: {u.username for u in roles["head"]}}.get(
            whom, {u.username for u in roles["filer"] | roles["head"]}
        )
        if step not in ("urge", "instruct", "reply", "file_for_head") and actor is not None:
            people = people - {actor.username}
        self.expected.update((person, rule) for person in people)
        if rule in TAKEN_BACK.values():
            self.held.append((rule, subject, self.now, people))

    def steps(self) -> dict[str, Any]:
        return {
            "sign": self.sign,
            "file": self.file,
            "file below": lambda: self.file(CENTER),
            "endorse again": lambda: self.on_report(endorse_report, "endorse", "head", "endorsing"),
            "endorse": lambda: self.on_report(endorse_report, "endorse", "head", "endorsing"),
            "endorse many": self.endorse_many,
            "send back": lambda: self.on_report(
                send_back_to_filer, "send_back", "head", "endorsing", reason="请核实"
            ),
            "take back": self.take_back,
            "take extension back": self.withdraw_extension,
            "dates": self.dates,
            "withdraw": lambda: self.on_report(
                withdraw_report, "withdraw", "filer", "endorsing", "submitted"
            ),
            "approve": lambda: self.on_report(approve_report, "approve", "", "submitted"),
            "return": lambda: self.on_report(return_report, "return", "", "submitted", reason="请补充"),
            "ask": self.ask,
            "answer": self.answer,
            "decline": self.decline,
            "answer_decline": self.answer_decline,
            "date": self.date,
            "suspend": lambda: self.state(suspend_assignment, "suspend", "active", "pending"),
            "resume": lambda: self.state(resume_assignment, "resume", "suspended"),
            "resume again": lambda: self.state(resume_assignment, "resume", "suspended"),
            "approve again": lambda: self.on_report(approve_report, "approve", "", "submitted"),
            "reopen": self.reopen,
            "merge": self.merge,
            "part": self.part,
            "urge": self.urge,
            "instruct": self.instruct,
            "reply": self.reply,
            "read": self.read,
            "morning": self.morning,
        }

    def filer(self, assignment: Assignment) -> User:
        return min(self.people[self.unit_of(assignment)]["filer"], key=lambda u: u.pk)

    def of(self, unit: str) -> Any:
        return Assignment.objects.select_related("department").filter(department__short_name=unit)

    def work(self, *statuses: str) -> Any:
        ours = Assignment.objects.select_related("department").filter(department__short_name__in=self.people)
        return self.any(ours.filter(status__in=statuses))

    def sign(self) -> Any:
        work = self.work("pending")
        if work:
            acknowledge_assignment(assignment=work, actor=self.filer(work))
            if self.rng.random() < 0.3:
                self.clock.shift(4)
                take_back_signature(assignment=work, actor=self.filer(work))
                return [("take_back", self.unit_of(work), work.pk, self.filer(work), "")]
        return None

    def take_back(self) -> Any:
        work = self.work("active")
        if work is None:
            return None
        take_back_signature(assignment=work, actor=self.filer(work))
        return [("take_back", self.unit_of(work), work.pk, self.filer(work), "")]

    def endorse_many(self) -> Any:
        waiting = ProgressReport.objects.filter(status="endorsing", original=None)
        reports = list(waiting.select_related("assignment__task__measure").order_by("pk"))
        if not reports:
            return None
        actor = min(self.people[CENTER]["head"], key=lambda u: u.pk)
        endorse_many(reports=reports, actor=actor)
        return [("endorse_many", CENTER, report.assignment_id, actor, "") for report in reports]

    def file(self, unit: str = "") -> Any:
        work = self.work("active") if not unit else self.any(self.of(unit).filter(status="active"))
        if work:
            closes, filer = self.rng.random() < 0.4, self.filer(work)
            report = file_report(
                assignment=work,
                actor=filer,
                on=self.on,
                percent=100,
                narrative=f"进展{self.rng.random()}",
                claims_completion=closes,
            )
            if report.status == "endorsing":
                return [("file_for_head", self.unit_of(work), work.pk, filer, "")]
        return None

    def on_report(self, service: Any, step: str, role: str, *statuses: str, **words: Any) -> Any:
        waiting = ProgressReport.objects.filter(status__in=statuses, original=None)
        report = self.any(waiting.select_related("assignment__department"))
        if report is None:
            return None
        unit = self.unit_of(report.assignment)
        actor = min(self.people[unit][role], key=lambda u: u.pk) if role else self.actor()
        service(report=report, actor=actor, **words)
        touched = ProgressReport.objects.filter(original=report).select_related("assignment__department")
        return [(step, unit, r.assignment_id, actor, "") for r in (report, *touched)]

    def ask(self) -> Any:
        work = self.work("active")
        milestone = work and work.milestones.filter(completed_on=None).first()
        if milestone:
            to = milestone.due_on + timedelta(days=40)
            ask_extension(
                milestone=milestone, to_date=to, reason="招标延后", actor=self.filer(work), on=self.on
            )

    def withdraw_extension(self) -> Any:
        asked = self.any(Extension.objects.filter(status="open").select_related("assignment__department"))
        if asked is None:
            return None
        actor = self.filer(asked.assignment)
        withdraw_extension(extension=asked, actor=actor)
        return [("withdraw_extension", self.unit_of(asked.assignment), asked.assignment_id, actor, "")]

    def answer(self) -> Any:
        asked = self.any(Extension.objects.filter(status="open").select_related("assignment__department"))
        if asked is None:
            return None
        actor = self.actor()
        answer_extension(
            extension=asked, grant=self.rng.random() < 0.5, actor=actor, answer="知悉", on=self.on
        )
        return [("answer_extension", self.unit_of(asked.assignment), asked.assignment_id, actor, "")]

    def decline(self) -> Any:
        work = self.work("pending")
        if work:
            decline_assignment(
                assignment=work, reason="非职责", actor=self.filer(work), on=work.dispatched_on
            )

    def answer_decline(self) -> Any:
        asked = self.any(Decline.objects.filter(status="open").select_related("assignment__department"))
        if asked is None:
            return None
        actor, to = self.actor(), self.rng.choice([None, EDUCATION, FINANCE])
        answer_decline(
            decline=asked,
            actor=actor,
            on=self.on,
            answer="请继续承办",
            department=to and self.world.departments[to],
        )
        said = [("answer_decline", self.unit_of(asked.assignment), asked.assignment_id, actor, "")]
        return said if to is None else [*said, ("dispatch", to, 0, actor, "")]

    def date(self) -> Any:
        work, actor = self.work("pending", "active", "in_review"), self.actor()
        milestone = work and work.milestones.filter(completed_on=None).first()
        if milestone:
            to = milestone.due_on + timedelta(days=self.rng.randint(1, 30))
            change_date(milestone=milestone, to_date=to, reason="上级要求", actor=actor)
            return [("change_date", self.unit_of(work), work.pk, actor, "")]
        if work:
            add_date(assignment=work, due_on=date(2026, 9, 30), reason="明确时限", actor=actor)
            return [("add_date", self.unit_of(work), work.pk, actor, "")]
        return None

    def dates(self) -> Any:
        """Of a whole document: each unit is told once, however many of its dates are moved."""
        work, actor = self.work("pending", "active"), self.actor()
        milestone = work and work.milestones.filter(completed_on=None).first()
        if milestone is None:
            return None
        to = milestone.due_on + timedelta(days=self.rng.randint(1, 30))
        moved = change_document_deadline(
            document=work.document, from_date=milestone.due_on, to_date=to, reason="上级要求", actor=actor
        )
        units = {self.unit_of(one.assignment) for one in moved}
        return [("change_dates", unit, 0, actor, "") for unit in sorted(units)]

    def state(self, service: Any, step: str, *statuses: str) -> Any:
        work, actor = self.work(*statuses), self.actor()
        if work is None:
            return None
        before = dict(Assignment.objects.values_list("pk", "status"))
        service(assignment=work, reason="合并", actor=actor)
        changed = [
            a for a in Assignment.objects.select_related("department") if a.status != before[a.pk]
        ]  # what was handed on goes with it
        return [(step, self.unit_of(a), a.pk, actor, "") for a in changed]

    def reopen(self) -> Any:
        work, actor = self.work("completed"), self.actor()
        if work is None:
            return None
        reopen_assignment(assignment=work, reason="未达标", due_on=self.on, on=self.on, actor=actor)
        return [("reopen", self.unit_of(work), work.pk, actor, "")]

    def merge(self) -> Any:
        actor, unit = self.actor(), self.rng.choice([FINANCE, EDUCATION])
        rows = list(Assignment.objects.open().filter(department__short_name=unit, parent=None).order_by("pk"))
        if len(rows) < 2:
            return None
        work = merge_assignments(assignments=rows[:2], actor=actor)
        return [("merge", unit, work.pk, actor, "")]

    def part(self) -> Any:
        work, actor = self.any(MergedWork.objects.filter(state="joined")), self.actor()
        if work is None:
            return None
        part_work(work=work, actor=actor, reason="各报各的")
        return [("part", work.department.short_name, work.pk, actor, "")]

    def urge(self) -> Any:
        work, actor = self.work("pending", "active"), self.actor()
        if work is None:
            return None
        urge(assignments=[work], message="请抓紧", actor=actor, on=self.on)
        return [("urge", self.unit_of(work), work.pk, actor, "")]

    def instruct(self) -> Any:
        work = self.work("pending", "active")
        if work is None:
            return None
        write_instruction(target=work, text="请加快", due_on=self.on, actor=self.world.leader, on=self.on)
        return [("instruct", self.unit_of(work), work.pk, self.world.leader, "")]

    def reply(self) -> Any:
        item = self.any(InstructionItem.objects.filter(replied_at=None).select_related("department"))
        if item is None:
            return None
        filer = min(self.people[item.department.short_name]["filer"], key=lambda u: u.pk)
        reply_instruction(item=item, reply="已办", actor=filer, on=self.on)
        return [("reply", item.department.short_name, item.pk, filer, "leader")]

    def read(self) -> Any:
        told = self.any(Reminder.objects.filter(opened_at=None).told_by(self.now))
        if told is None:
            return
        if self.rng.random() < 0.2:
            open_all(user=told.user, upto=told.pk, at=self.now)
        else:
            open_reminder(reminder=told, at=self.now)

    def morning(self) -> Any:
        self.clock.shift(86400)
        build_digests(on=self.on, at=self.now)
        send_digests(now=lambda: self.now)

    def check(self) -> None:
        """The inboxes hold what the restatement says, and each entry went out as its person chose, once.

        What the head is to endorse, a unit to sign and to answer waits exactly as long as it is to be done.
        """
        found = Counter(Reminder.objects.filter(rule__in=EVENTS).values_list("user__username", "rule"))
        assert found == +self.expected
        for reminder in Reminder.objects.select_related("user").prefetch_related("messages"):
            way = self.ways[reminder.user.username, reminder.rule]
            assert reminder.way == way
            assert (reminder.digest_on is None) or way == Way.DIGEST
            assert len(reminder.messages.all()) == (way == Way.MESSAGE)  # each has one channel, the mail
        waits = {
            f"审签{pk}"
            for pk in ProgressReport.objects.filter(status="endorsing").values_list("pk", flat=True)
        }
        told = Reminder.objects.filter(rule=Rule.TO_ENDORSE)
        assert {r.trigger for r in told.filter(settled_at=None)} == waits & {r.trigger for r in told}
        signing: dict[tuple[int, int, date], list[Reminder]] = defaultdict(list)
        for entry in Reminder.objects.filter(rule=Rule.HANDED_OUT).select_related("assignment"):
            work = entry.work
            signing[work.document_id, work.department_id, work.dispatched_on].append(entry)
        for (document, unit, day), entries in signing.items():
            of_entry = Assignment.objects.filter(document=document, department=unit, dispatched_on=day)
            waiting = of_entry.filter(status="pending").exists()
            assert waiting == any(entry.settled_at is None for entry in entries)
        open_items = InstructionItem.objects.filter(replied_at=None).values_list("instruction", "department")
        for entry in Reminder.objects.filter(rule=Rule.INSTRUCTED).select_related("assignment"):
            item = int(entry.trigger.removeprefix("批示")), entry.work.department_id
            assert (item in set(open_items)) == (entry.settled_at is None)
