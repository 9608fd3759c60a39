"""提醒: finds what somebody must be told on a day, and writes it down once."""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import BigIntegerField, CharField, F, Max, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from departments.daysoff.selectors import days_off
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder, Sweep
from tracker.reminders.models.rules import ReminderRule
from tracker.reminders.services.proposals import remind_of_proposals
from tracker.reminders.services.recipients import Recipients
from tracker.reminders.services.triggers import Trigger, triggers

logger = logging.getLogger(__name__)

LOOK_BACK_DAYS = 30  # how many missed days a late sweep makes up for
_MANY = 10_000  # reminders after which PostgreSQL is told to look at the table at once


@dataclass(slots=True)
class SweepOutcome:
    """What a sweep found: the reminders that were new, and the units in which nobody can be told."""

    on: date
    since: date
    made: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    unreachable: set[str] = field(default_factory=set)
    reminders: list[Reminder] = field(default_factory=list)  # filled by a dry run only

    @property
    def message(self) -> str:
        """One Chinese line for the user."""
        parts = [f"{Rule(rule).label}{count}条" for rule, count in sorted(self.by_rule.items())]
        line = f"{self.on}：新增提醒{self.made}条" + (f"（{'、'.join(parts)}）" if parts else "") + "。"
        if self.unreachable:
            line += f"{self._unreachable}没有相应账号，未能提醒。"
        return line

    @property
    def _unreachable(self) -> str:
        names = sorted(self.unreachable)
        return "、".join(names[:5]) + (f"等{len(names)}个单位" if len(names) > 5 else "")


class _Undo(Exception):
    """Takes back what a dry run wrote."""


@transaction.atomic
def sweep(*, on: date, dry_run: bool = False, day_off: bool = False) -> SweepOutcome:
    """Write the reminders of the day `on`, and those of the days since the last sweep that were missed.

    A late sweep looks back `LOOK_BACK_DAYS` at most. Each reminder is written once however often, and by
    however many at the same time, the sweep runs. With `dry_run` nothing stays written and the outcome
    holds the reminders that would be. With `day_off` only the rules that speak on days off do, about this
    day alone; the next sweep makes up for the others.
    """
    since = on if day_off else _since(on)
    rules = ReminderRule.objects.filter(enabled=True)
    rules = rules.filter(on_days_off=True) if day_off else rules
    outcome = SweepOutcome(on=on, since=since)
    try:
        with transaction.atomic():
            _write(list(rules), outcome, dry_run=dry_run)
    except _Undo:
        return outcome
    if not day_off:
        Sweep.objects.update_or_create(on=on)
    if outcome.made >= _MANY and connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # the digests and the next sweep ask for what has just come
            cursor.execute(f"ANALYZE {connection.ops.quote_name(Reminder._meta.db_table)}")
    logger.info("sweep of %s since %s: %s new reminders", on, since, outcome.made)
    if outcome.unreachable:
        logger.warning("sweep of %s: %s units in which nobody can be told", on, len(outcome.unreachable))
    return outcome


def _since(on: date) -> date:
    """The first day to look at: the last swept one again, for what was handed out after its sweep."""
    last = Sweep.objects.filter(on__lte=on).order_by("-on").values_list("on", flat=True).first()
    earliest = on - timedelta(days=LOOK_BACK_DAYS)
    return max(last, earliest) if last else earliest


def _write(rules: list[ReminderRule], outcome: SweepOutcome, *, dry_run: bool) -> None:
    days = [outcome.since + timedelta(days=n) for n in range((outcome.on - outcome.since).days + 1)]
    recipients, stamp, entered = Recipients(outcome.on), timezone.now(), days_off()
    before = Reminder.objects.aggregate(last=Max("pk"))["last"] or 0
    for trigger in triggers(rules, days, told_on=outcome.on, days_off=entered):
        made = sum(_insert(trigger, rows, stamp) for rows in recipients.rows(trigger))
        if made:
            rule = trigger.rule.rule
            outcome.by_rule[rule] = outcome.by_rule.get(rule, 0) + made
            outcome.made += made
        outcome.unreachable.update(recipients.unreachable(trigger))
    spoken, unreachable = remind_of_proposals(
        rules, days, recipients, stamp, told_on=outcome.on, days_off=entered
    )
    for rule, made in spoken.items():
        outcome.by_rule[rule] = outcome.by_rule.get(rule, 0) + made
        outcome.made += made
    outcome.unreachable.update(unreachable)
    if dry_run:
        new = Reminder.objects.filter(pk__gt=before, created_at=stamp)
        outcome.reminders = list(new.with_context().order_by("pk"))
        raise _Undo


_COLUMNS = ("assignment_id", "milestone_id", "user_id", "rule", "trigger", "on", "message", "created_at")


def _insert(trigger: Trigger, rows: QuerySet, stamp: datetime) -> int:
    """Write what is not yet said of an trigger to the people `told` of its rows; returns how many that is.

    One INSERT … SELECT. Another sweep may be writing the same rows: the unique constraints decide.
    """
    nothing = Value(None, output_field=BigIntegerField())
    values = {
        "r_assignment": F(trigger.assignment),
        "r_milestone": F(trigger.milestone) if trigger.milestone else nothing,
        "r_user": F("told"),
        "r_rule": Value(trigger.rule.rule, output_field=CharField()),
        "r_occasion": trigger.key,
        "r_on": Value(trigger.day, output_field=models.DateField()),
        "r_message": trigger.words,
        "r_created_at": Value(stamp, output_field=models.DateTimeField()),
    }
    fresh = rows.annotate(**values).annotate(said=_said(trigger)).filter(said__isnull=True)
    select, params = fresh.order_by("pk").values_list(*values).query.sql_with_params()
    table = connection.ops.quote_name(Reminder._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, _COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING", params)
        return max(cursor.rowcount, 0)


def _said(trigger: Trigger) -> Subquery:
    """What has been said already about a row of the trigger to the person it tells, else NULL.

    One look into the index of the unique constraints for each row. An EXISTS would let the database join
    instead, in an order that it chooses by what it believes of a day of which it has seen nothing yet: on
    the day of many reminders that may take an hour.
    """
    said = Reminder.objects.filter(
        assignment=OuterRef("r_assignment"),
        user=OuterRef("r_user"),
        rule=trigger.rule.rule,
        trigger=OuterRef("r_occasion"),
    )
    of_date = trigger.milestone is not None
    said = said.filter(milestone=OuterRef("r_milestone")) if of_date else said.filter(milestone__isnull=True)
    return Subquery(said.order_by().values("pk")[:1])
