"""What a line of a digest says, as of the day of the digest.

A reminder keeps the words of the day that it is about, and its trigger the date that those count from
("2026-06-30 +8"). On a Monday it may have been written for the Sunday before: the days are counted anew.
"""

import re
from datetime import date

from common.workdays import is_workday
from tracker.proposals.models import SponsorRole
from tracker.reminders.kinds import Rule
from tracker.reminders.models.reminders import Reminder

_COUNTED = re.compile(r"(\d{4}-\d{2}-\d{2}) [+-]\d+(wd)?")


def words_on(reminder: Reminder, on: date) -> str:
    """The words of the reminder in a digest of the day `on`."""
    milestone = reminder.milestone
    if milestone is not None:
        phrase = f"（{milestone.phrase}）" if milestone.phrase else ""
        late = _distance((on - milestone.due_on).days, reminder.rule)
        return f"时限{milestone.due_on}{phrase}，{late}"
    if reminder.rule == Rule.UNACKNOWLEDGED and reminder.sponsor is None:
        return f"{reminder.work.dispatched_on}交办，尚未签收"
    counted = _COUNTED.search(reminder.trigger)
    if counted is None:
        return reminder.message
    anchor, in_workdays = date.fromisoformat(counted[1]), bool(counted[2])
    return _said(reminder, anchor, on, _passed(anchor, on, in_workdays=in_workdays))


def _said(reminder: Reminder, anchor: date, on: date, passed: str) -> str:
    late = (on - anchor).days
    match Rule(reminder.rule):
        case Rule.INSTRUCTION_OPEN:
            return f"领导批示须于{anchor}前回复，尚未回复，{_distance(late, reminder.rule)}"
        case Rule.REPORT_MISSING:
            period = reminder.message.partition("进展")[0]
            if late <= 0:
                return f"{period}进展尚未报送，报送截至{anchor}"
            return f"{period.replace('本', '上')}进展尚未报送，已过报送截止日{anchor}"
        case Rule.RETURNED:
            return f"进展于{anchor}被退回，已满{passed}仍未重新报送"
        case Rule.UNACKNOWLEDGED:
            return f"{anchor}交办，已满{passed}仍未签收"
    if reminder.sponsor is None:
        return reminder.message
    what = "答复时限" if reminder.sponsor.role == SponsorRole.LEAD else "会办意见时限"
    asked = "，提请督促" if reminder.rule == Rule.ESCALATED else ""
    return f"{what}{anchor}，{_distance(late, reminder.rule)}{asked}"


def _passed(anchor: date, on: date, *, in_workdays: bool) -> str:
    if not in_workdays:
        return f"{(on - anchor).days}天"
    days = range(anchor.toordinal() + 1, on.toordinal() + 1)
    return f"{sum(is_workday(date.fromordinal(n))[0] for n in days)}个工作日"


def _distance(late: int, rule: str) -> str:
    if late < 0:
        return f"还有{-late}天"
    if late == 0:
        return "今日到期"
    return f"已过{late}天，请抓紧办理" if rule == Rule.STRIVE_PASSED else f"已逾期{late}天"
