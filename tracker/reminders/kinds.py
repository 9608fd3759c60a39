"""Why somebody is told something, and how far: words without rows."""

from django.db.models import TextChoices


class Rule(TextChoices):
    """Why somebody is reminded."""

    DUE_SOON = "due_soon", "即将到期"
    OVERDUE = "overdue", "已经逾期"
    STRIVE_PASSED = "strive_passed", "争取时限已过"
    UNACKNOWLEDGED = "unacknowledged", "逾期未签收"
    URGED = "urged", "督查室催办"
    INSTRUCTED = "instructed", "领导批示"
    REPORT_MISSING = "report_missing", "进展未报送"
    RETURNED = "returned", "退回未处理"
    INSTRUCTION_OPEN = "instruction_open", "批示未回复"
    ESCALATED = "escalated", "逾期升级督办"
    TO_ENDORSE = "to_endorse", "待审签"
    HANDED_OUT = "handed_out", "新交办"
    REPORT_RETURNED = "report_returned", "进展退回"
    REPORT_APPROVED = "report_approved", "审核通过"
    EXTENSION_ANSWERED = "extension_answered", "延期答复"
    DECLINE_ANSWERED = "decline_answered", "退办答复"
    DATE_CHANGED = "date_changed", "时限调整"
    SUSPENDED = "suspended", "事项中止"
    RESUMED = "resumed", "恢复或重办"
    MERGED = "merged", "并案变动"
    TRANSFERRED = "transferred", "机构改革移交"
    NOTICE_WITHDRAWN = "notice_withdrawn", "督办单撤回"
    INSTRUCTION_ANSWERED = "instruction_answered", "批示答复"
    PAPER_DRAFTED = "paper_drafted", "待批通报"
    PAPER_ISSUED = "paper_issued", "通报印发"
    ASSIGNED = "assigned", "分给我的事项"
    TAKEN_OVER = "taken_over", "改由他人经办"
    FELL_BACK = "fell_back", "经办人离任"
    NOBODY_LEFT = "nobody_left", "单位无人可提醒"


# What happened, or was said by a person, is told as it was; the others are found by the sweep.
EVENTS = (
    Rule.INSTRUCTED,
    Rule.URGED,
    Rule.TO_ENDORSE,
    Rule.REPORT_RETURNED,
    Rule.HANDED_OUT,
    Rule.INSTRUCTION_ANSWERED,
    Rule.EXTENSION_ANSWERED,
    Rule.DECLINE_ANSWERED,
    Rule.DATE_CHANGED,
    Rule.REPORT_APPROVED,
    Rule.SUSPENDED,
    Rule.RESUMED,
    Rule.MERGED,
    Rule.TRANSFERRED,
    Rule.NOTICE_WITHDRAWN,
    Rule.PAPER_DRAFTED,
    Rule.PAPER_ISSUED,
    Rule.ASSIGNED,
    Rule.TAKEN_OVER,
    Rule.FELL_BACK,
    Rule.NOBODY_LEFT,
)
SWEPT = tuple(rule for rule in Rule if rule not in EVENTS)


class Way(TextChoices):
    """How far a person wants to be told of an event; the inbox has it in any case."""

    INBOX = "inbox", "只进收件箱"
    DIGEST = "digest", "随下次汇总"
    MESSAGE = "message", "立即发消息"
