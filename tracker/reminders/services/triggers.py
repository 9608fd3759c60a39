"""What the rules have to say on a day: for each rule and day, the rows it speaks of and its words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from common.workdays import DaysOff
from policies.cycles import filing_day, filing_day_before
from policies.models.measures import Firmness, Task
from tracker.reminders.kinds import Rule
from tracker.reminders.models.rules import ReminderExemption, ReminderRule
from tracker.work.filing.models.reports import ProgressReport, ReportStatus
from tracker.work.inside.holding import OF_ASSIGNMENT, Columns
from tracker.work.instructions.models import InstructionItem
from tracker.work.models.assignments import Assignment, AssignmentMilestone
from tracker.work.periods import names_of_periods, period_of
from tracker.work.reporting_obligations import asked_for
from tracker.work.states import Status

Anchor = TypeVar("Anchor", date, str)
# Work under review waits for 督查室: its department has done its part and is left in peace.
REMINDED_STATUSES = (Status.PENDING, Status.ACTIVE)
_OF_ASSIGNMENTS = Columns("assignment__assignee", "assignment__section", "assignment__department")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What one rule says on one day about each of `rows`: one pass over the ledger.

    `key` and `words` are expressions over a row. `assignment`, `milestone`, `document` and `department` name
    the columns of `rows` that hold those ids (no milestone: `None`), `members` the relation to the
    department's memberships, `inside` to whom in the department the work was given.
    """

    rule: ReminderRule
    day: date
    rows: QuerySet[Any]
    key: Value | Case | Concat
    words: Value | Case
    assignment: str
    milestone: str | None
    document: str
    department: str
    members: str
    inside: Columns


def triggers(
    rules: Iterable[ReminderRule], days: list[date], *, told_on: date, days_off: DaysOff
) -> Iterator[Trigger]:
    """What the rules say on the days, without what is exempt; always in the same order.

    It is told on the day `told_on`: what was to be said before and was missed counts its days as of then.
    Two sweeps at once then write in the same order, so that one waits and neither is a deadlock.
    """
    anchors = _Anchors(told_on, days_off)
    exemptions = list(ReminderExemption.objects.filter(enabled=True))
    for rule in sorted(rules, key=lambda r: r.pk):
        mine = [e for e in exemptions if e.rule_id in (None, rule.pk)]
        for day in days:
            for trigger in _FINDERS[Rule(rule.rule)](rule, day, anchors):
                yield _without_exempt(trigger, mine)


def _without_exempt(trigger: Trigger, exemptions: list[ReminderExemption]) -> Trigger:
    exempt = Q()
    for exemption in exemptions:
        one = Q()
        if exemption.document_id is not None:
            one &= Q(**{trigger.document: exemption.document_id})
        if exemption.department_id is not None:
            one &= Q(**{trigger.department: exemption.department_id})
        exempt |= one
    if not exempt:
        return trigger
    return replace(trigger, rows=trigger.rows.exclude(exempt))


class _Anchors:
    """The days and cycles that there is anything about, each asked for once in a sweep; when it is told."""

    def __init__(self, told_on: date, days_off: DaysOff) -> None:
        self.told_on, self.days_off = told_on, days_off
        self._known: dict[str, list[Any]] = {}

    def of(self, name: str, ask: Callable[[], Iterable[Anchor]]) -> list[Anchor]:
        if name not in self._known:
            self._known[name] = sorted(ask())
        return self._known[name]

    def spoken(self, rule: ReminderRule, days: Iterable[date], day: date) -> dict[date, int]:
        """The days about which the rule speaks on the day, with how far it lies behind each."""
        steps = ((anchor, rule.step(anchor, day, self.days_off)) for anchor in days)
        return {anchor: step for anchor, step in steps if step is not None}

    def distance(self, rule: ReminderRule, anchor: date) -> int:
        """How far the day on which it is told lies behind `anchor`, as the rule counts."""
        return rule.distance(anchor, self.told_on, self.days_off)


def _about_dates(rule: ReminderRule, day: date, anchors: _Anchors) -> Iterator[Trigger]:
    unfinished = AssignmentMilestone.objects.filter(completed_on__isnull=True)
    days = anchors.of("due", lambda: unfinished.order_by().values_list("due_on", flat=True).distinct())
    hits = anchors.spoken(rule, days, day)
    words = {
        (due_on, firmness): said
        for due_on in hits
        for firmness, said in _words_of_date(Rule(rule.rule), due_on, (anchors.told_on - due_on).days)
    }
    if hits:
        yield Trigger(
            rule=rule,
            day=day,
            # What was handed out later could not have been said on that day.
            rows=unfinished.filter(
                due_on__in=hits,
                firmness__in={firmness for _, firmness in words},
                assignment__status__in=REMINDED_STATUSES,
                assignment__dispatched_on__lte=day,
            ),
            key=_text("due_on", {due_on: f"{due_on} {late:+d}" for due_on, late in hits.items()}),
            words=_text(("due_on", "firmness"), words),
            assignment="assignment_id",
            milestone="id",
            document="assignment__document_id",
            department="assignment__department_id",
            members="assignment__department__memberships",
            inside=_OF_ASSIGNMENTS,
        )


def _words_of_date(rule: Rule, due_on: date, late: int) -> list[tuple[Firmness, str]]:
    limit, strive = f"时限{due_on}", f"争取时限{due_on}"
    match rule:
        case Rule.STRIVE_PASSED:
            return [(Firmness.STRIVE, f"{strive}已过{late}天，请抓紧办理")]
        case Rule.OVERDUE:
            return [(Firmness.MUST, f"{limit}，已逾期{late}天")]
        case Rule.ESCALATED:  # a mere 争取 date is never escalated
            return [(Firmness.MUST, f"{limit}，已逾期{late}天，提请督促")]
    distance = f"已过{late}天" if late > 0 else f"还有{-late}天" if late else "今日到期"
    return [(Firmness.MUST, f"{limit}，{distance}"), (Firmness.STRIVE, f"{strive}，{distance}")]


def _text(columns: str | tuple[str, ...], texts: Mapping[Any, str]) -> Value | Case:
    """The text that belongs to the row's value of the column, or values of the columns."""
    values = [Value(text, output_field=CharField()) for text in texts.values()]
    if len(values) == 1:
        return values[0]
    names = (columns,) if isinstance(columns, str) else columns
    keys = [(key,) if isinstance(columns, str) else key for key in texts]
    whens = (When(**dict(zip(names, key, strict=True)), then=v) for key, v in zip(keys, values, strict=True))
    return Case(*whens, output_field=CharField())


def _behind(rule: ReminderRule, anchor: date, step: int) -> str:
    return f"{anchor} +{step}" + ("wd" if rule.in_workdays else "") if step > 0 else f"{anchor} {step:+d}"


def _passed(rule: ReminderRule, step: int) -> str:
    return f"{step}个工作日" if rule.in_workdays else f"{step}天"


def _ahead_or_late(rule: ReminderRule, step: int) -> str:
    return f"已逾期{_passed(rule, step)}" if step > 0 else f"还有{-step}天" if step else "今日到期"


def _of_assignment(
    rule: ReminderRule, day: date, rows: QuerySet[Any], key: Value | Case, words: Value | Case
) -> Trigger:
    return Trigger(
        rule=rule,
        day=day,
        rows=rows,
        key=key,
        words=words,
        assignment="id",
        milestone=None,
        document="document_id",
        department="department_id",
        members="department__memberships",
        inside=OF_ASSIGNMENT,
    )


def _about_signing(rule: ReminderRule, day: date, anchors: _Anchors) -> Iterator[Trigger]:
    unacknowledged = Assignment.objects.filter(status=Status.PENDING)
    days = anchors.of(
        "unacknowledged", lambda: unacknowledged.order_by().values_list("dispatched_on", flat=True).distinct()
    )
    hits = anchors.spoken(rule, days, day)
    if hits:
        yield _of_assignment(
            rule,
            day,
            unacknowledged.filter(dispatched_on__in=hits),
            _text("dispatched_on", {since: _behind(rule, since, step) for since, step in hits.items()}),
            _text(
                "dispatched_on",
                {
                    since: f"{since}交办，已满{_passed(rule, anchors.distance(rule, since))}仍未签收"
                    for since in hits
                },
            ),
        )


def _about_reports(rule: ReminderRule, day: date, anchors: _Anchors) -> Iterator[Trigger]:
    """The period that the day lies in, ahead of its day of filing; the one before it, behind that day."""
    for cycle in anchors.of("cycles", Task.objects.cycles):
        ends = (filing_day(cycle, day), filing_day_before(cycle, day))
        for period, ends_on in zip(names_of_periods(cycle), ends, strict=True):
            step = rule.step(ends_on, day, anchors.days_off) if ends_on else None
            if ends_on is None or step is None:
                continue
            filed = ProgressReport.objects.filter(
                assignment=OuterRef("pk"), period=period_of(cycle, ends_on)
            ).exclude(status__in=[ReportStatus.ENDORSING, ReportStatus.WITHDRAWN])
            rows = asked_for(cycle, ends_on).filter(
                ~Exists(filed), status=Status.ACTIVE, dispatched_on__lte=day
            )
            said = f"{period}进展尚未报送"
            passed = anchors.told_on > ends_on
            words = f"{said}，已过报送截止日{ends_on}" if passed else f"{said}，报送截至{ends_on}"
            key = _behind(rule, ends_on, step)
            yield _of_assignment(rule, day, rows, _text("", {ends_on: key}), _text("", {ends_on: words}))


def _about_returns(rule: ReminderRule, day: date, anchors: _Anchors) -> Iterator[Trigger]:
    """Returned reports after which the department has filed nothing; the last return of each."""
    later = ProgressReport.objects.filter(assignment=OuterRef("assignment"), pk__gt=OuterRef("pk")).exclude(
        status=ReportStatus.WITHDRAWN
    )
    returned = ProgressReport.objects.filter(
        ~Exists(later), status=ReportStatus.RETURNED, assignment__status=Status.ACTIVE
    ).annotate(returned_on=TruncDate("reviewed_at"))
    days = anchors.of(
        "returned", lambda: returned.order_by().values_list("returned_on", flat=True).distinct()
    )
    hits = anchors.spoken(rule, days, day)
    if hits:
        yield Trigger(
            rule=rule,
            day=day,
            rows=returned.filter(returned_on__in=hits),
            key=_text("returned_on", {back: _behind(rule, back, step) for back, step in hits.items()}),
            words=_text(
                "returned_on",
                {
                    back: f"进展于{back}被退回，已满{_passed(rule, anchors.distance(rule, back))}仍未重新报送"
                    for back in hits
                },
            ),
            assignment="assignment_id",
            milestone=None,
            document="assignment__document_id",
            department="assignment__department_id",
            members="assignment__department__memberships",
            inside=_OF_ASSIGNMENTS,
        )


def _about_instructions(rule: ReminderRule, day: date, anchors: _Anchors) -> Iterator[Trigger]:
    """批示 without a reply: told on the first of the department's assignments that it speaks of."""
    documents = {
        "document": "instruction__document_id",
        "measure": "instruction__measure__document_id",
        "task": "instruction__task__measure__document_id",
        "assignment": "instruction__assignment__document_id",
    }
    concerned = Assignment.objects.filter(
        Q(document=OuterRef(documents["document"]))
        | Q(task=OuterRef("instruction__task_id"))
        | Q(task__measure=OuterRef("instruction__measure_id"))
        | Q(pk=OuterRef("instruction__assignment_id")),
        department=OuterRef("department_id"),
    )
    of_one = Assignment.objects.filter(
        Q(task=OuterRef("instruction__task_id")) | Q(pk=OuterRef("instruction__assignment_id")),
        department=OuterRef("department_id"),
    ).order_by("id")
    unanswered = InstructionItem.objects.filter(replied_at__isnull=True)
    days = anchors.of(
        "instruction", lambda: unanswered.order_by().values_list("due_on", flat=True).distinct()
    )
    hits = anchors.spoken(rule, days, day)
    if hits:
        yield Trigger(
            rule=rule,
            day=day,
            rows=unanswered.filter(due_on__in=hits, instruction__written_on__lte=day)
            .annotate(
                concerned=Subquery(concerned.order_by("id").values("pk")[:1]),
                of_document=Coalesce(*(F(path) for path in documents.values())),
                # What is on more than one task is the whole department's to answer.
                concerned_assignee=Subquery(of_one.values("assignee")[:1]),
                concerned_section=Subquery(of_one.values("section")[:1]),
            )
            .filter(concerned__isnull=False),
            # A department may have two to answer by one day.
            key=Concat(
                Value("批示"),
                Cast("pk", CharField()),
                Value(" "),
                _text("due_on", {due_on: _behind(rule, due_on, step) for due_on, step in hits.items()}),
                output_field=CharField(),
            ),
            words=_text(
                "due_on",
                {
                    due_on: f"领导批示须于{due_on}前回复，尚未回复，"
                    f"{_ahead_or_late(rule, anchors.distance(rule, due_on))}"
                    for due_on in hits
                },
            ),
            assignment="concerned",
            milestone=None,
            document="of_document",
            department="department_id",
            members="department__memberships",
            inside=Columns("concerned_assignee", "concerned_section"),
        )


_FINDERS: dict[Rule, Callable[[ReminderRule, date, _Anchors], Iterator[Trigger]]] = {
    Rule.DUE_SOON: _about_dates,
    Rule.OVERDUE: _about_dates,
    Rule.STRIVE_PASSED: _about_dates,
    Rule.ESCALATED: _about_dates,
    Rule.UNACKNOWLEDGED: _about_signing,
    Rule.REPORT_MISSING: _about_reports,
    Rule.RETURNED: _about_returns,
    Rule.INSTRUCTION_OPEN: _about_instructions,
}
