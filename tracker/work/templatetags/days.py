"""`{% load days %}`: every page says a day in the same words."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.wording import due_in_words, past_in_words, written
from policies.models.measures import Firmness
from tracker.work.filing.models.reports import reported
from tracker.work.lights import Mark, late_since
from tracker.work.models.assignments import Assignment, AssignmentMilestone

register = template.Library()
register.filter(reported)


@register.filter
def due(value: Any, on: date) -> SafeString:
    """`{{ assignment|due:on }}`: its date in words, red where it is late, the date itself beside the pointer.

    Takes an assignment, one of its dates, or a plain date that must be met.
    """
    day, must, over = _read(value, on)
    if day is None:
        # Work that is over has no date left to be met, which does not mean that none was set.
        words = "—" if over else due_in_words(day, on)
        return SafeString(f'<span class="dc-faint">{words}</span>')
    is_late = must and not over and day < on
    since = _late_since(value, day) if is_late else day
    words = written(day) if over else due_in_words(since, on, must=must)
    if is_late and since >= on:
        words = str(Mark.PAST_AT_DISPATCH.label)
    late = ' class="dc-late"' if is_late else ""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>', day.isoformat(), written(day), SafeString(late), words
    )


@register.filter
def ago(value: date | datetime, on: date) -> SafeString:
    """`{{ report.submitted_on|ago:on }}`: a day that is behind us, in words."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', day.isoformat(), written(day), past_in_words(day, on)
    )


def _late_since(value: Any, day: date) -> date:
    """The day from which lateness counts: what was past when it was handed out is late from then on."""
    work = value.assignment if isinstance(value, AssignmentMilestone) else value
    return late_since(day, work.dispatched_on) if isinstance(work, Assignment) else day


def _read(value: Any, on: date) -> tuple[date | None, bool, bool]:
    """The date that counts, whether it must be met, and whether the work is over."""
    if isinstance(value, Assignment):
        late = value.must_due_on is not None and value.must_due_on < on
        must = late or value.due_on == value.must_due_on
        return (value.must_due_on if late else value.due_on), must, not value.is_open
    if isinstance(value, AssignmentMilestone):
        return value.due_on, value.firmness == Firmness.MUST, value.completed_on is not None
    return value or None, True, False
