"""建议提案: a 人大建议 or 政协提案, the units that handle it, their answers, and what happened to it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from common.db.append_only import AppendOnly
from departments.models.departments import Department, Region
from departments.models.offices import OfOffice
from policies.models.documents import PolicyDocument
from tracker.proposals.querysets import OfProposalQuerySet, ProposalEventQuerySet, ProposalQuerySet
from tracker.work.filing.models.drafts import AttachmentContent
from tracker.work.models.requests import AnswerStatus


class ProposalKind(models.TextChoices):
    """Whose it is."""

    CONGRESS = "congress", "人大建议"
    CPPCC = "cppcc", "政协提案"


class Sitting(models.TextChoices):
    """When it was handed in."""

    SESSION = "session", "会议期间"
    BETWEEN = "between", "闭会期间"


class ProposalStatus(models.TextChoices):
    """Where a proposal stands."""

    REGISTERED = "registered", "待交办"
    ACTIVE = "active", "办理中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤案"


class SponsorRole(models.TextChoices):
    """主办 answers; 会办 gives its opinion to the 主办."""

    LEAD = "lead", "主办"
    JOINT = "joint", "会办"


class Outcome(models.TextChoices):
    """办理结果: the class that is printed on the answer."""

    A = "A", "A类（已经解决或采纳）"
    B = "B", "B类（列入计划逐步解决）"
    C = "C", "C类（目前难以解决，留作参考）"
    D = "D", "D类（所提问题不可行）"


class Satisfaction(models.TextChoices):
    """What the proposer says of an answer."""

    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class ProposalRule(OfOffice):
    """答复时限: how long a proposal of a kind may take; provinces differ, so it is data."""

    kind = models.CharField("类别", max_length=10, choices=ProposalKind.choices)
    sitting = models.CharField(
        "提出时间", max_length=10, choices=Sitting.choices, blank=True, help_text="不选则两者都适用"
    )
    region = models.ForeignKey(
        Region,
        verbose_name="适用地区",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="不选则各地都适用；选了的优先，下级地区没有自己的规则时用上级地区的",
    )
    months = models.PositiveSmallIntegerField("交办后几个月内答复", default=3)
    max_months = models.PositiveSmallIntegerField("延期后最长几个月", default=6)
    again_months = models.PositiveSmallIntegerField("不满意的几个月内再次答复", default=3)
    opinion_months = models.PositiveSmallIntegerField("会办单位几个月内提出会办意见", default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "答复时限规则"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sitting", "region"],
                condition=Q(region__isnull=False),
                name="proposal_rule_unique",
                violation_error_message="该类别、提出时间和地区已有一条规则，请直接修改那一条。",
            ),
            models.UniqueConstraint(
                fields=["kind", "sitting"],
                condition=Q(region__isnull=True),
                name="proposal_rule_unique_everywhere",
                violation_error_message="该类别和提出时间已有一条各地适用的规则，请直接修改那一条。",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=24, max_months__lte=24)
                & Q(max_months__gte=F("months"))
                & Q(again_months__gte=1, again_months__lte=24)
                & Q(opinion_months__gte=1)
                & Q(opinion_months__lte=F("months")),
                name="proposal_rule_months_in_order",
                violation_error_message="月数须在1至24之间，最长月数不少于答复月数，会办月数不多于答复月数。",
            ),
        ]

    def __str__(self) -> str:
        where = f"{self.region}" if self.region else "各地"
        when = f"{self.get_sitting_display()}" if self.sitting else ""
        return f"{where}{self.get_kind_display()}{when}：{self.months}个月，最长{self.max_months}个月"


class Proposal(models.Model):
    """One proposal. Its dates follow from the rule in force on the day of dispatch and are kept here.

    `due_on` is the day by which the present round (`round`) must be answered, `latest_on` the last day to
    which it may be extended. `outcome` and `satisfaction` repeat those of the last answer, for the lists.
    """

    kind = models.CharField("类别", max_length=10, choices=ProposalKind.choices)
    sitting = models.CharField("提出时间", max_length=10, choices=Sitting.choices, default=Sitting.SESSION)
    region = models.ForeignKey(
        Region, verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    session = models.CharField("届次", max_length=60, blank=True, help_text="如省政协十三届一次会议")
    number = models.CharField("编号", max_length=30)
    title = models.CharField("案由", max_length=300)
    proposers = models.CharField("提出人", max_length=300)
    text = models.TextField("内容", blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.REGISTERED
    )
    dispatched_on = models.DateField("交办日期", null=True, blank=True)
    first_due_on = models.DateField("最初时限", null=True, blank=True)
    due_on = models.DateField("答复时限", null=True, blank=True)
    latest_on = models.DateField("最迟可延至", null=True, blank=True)
    again_months = models.PositiveSmallIntegerField("再次答复月数", default=3)
    round = models.PositiveSmallIntegerField("第几次答复", default=1)
    outcome = models.CharField("办理结果", max_length=1, choices=Outcome.choices, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建议提案"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "session", "number"],
                condition=~Q(status="withdrawn"),
                name="proposal_number_unique",
                violation_error_message="该届次已登记过这个编号。",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(number=""), name="proposal_has_name"),
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="active")
                | Q(due_on__isnull=False, latest_on__isnull=False, dispatched_on__isnull=False),
                name="proposal_active_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__lte=F("latest_on")),
                name="proposal_due_within_cap",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
                name="proposal_closed_has_day",
            ),
        ]
        indexes = [
            # What waits for an answer, most urgent first: ProposalQuerySet.overdue(), the desks, the sweep.
            models.Index(fields=["due_on", "id"], condition=Q(status="active"), name="proposal_active_due"),
        ]

    def __str__(self) -> str:
        return f"{self.session or self.get_kind_display()}第{self.number}号"

    def days_late(self, on: date) -> int:
        """By how many days the answer is overdue on the day `on`; 0 when it is not."""
        if self.status != ProposalStatus.ACTIVE or self.due_on is None:
            return 0
        return max((on - self.due_on).days, 0)


class ProposalSponsor(models.Model):
    """承办单位: one unit's part in a proposal, with its own day and its signature.

    `done_on` is the day on which it did its part of the round: the 主办 answered, the 会办 gave its opinion.
    `assigned_on` where it was handed its part later than the proposal was handed out; `released_on` where it
    has none any more: 改派, or a reform of the units that joined its part to another's.
    """

    proposal = models.ForeignKey(
        Proposal, verbose_name="建议提案", on_delete=models.PROTECT, related_name="sponsors"
    )
    department = models.ForeignKey(
        Department, verbose_name="承办单位", on_delete=models.PROTECT, related_name="sponsored"
    )
    role = models.CharField("分工", max_length=6, choices=SponsorRole.choices)
    due_on = models.DateField("时限", null=True, blank=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="签收人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opinion = models.TextField("会办意见", blank=True)
    opinion_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="会办意见填报人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    done_on = models.DateField("完成日期", null=True, blank=True)
    assigned_on = models.DateField("改派日期", null=True, blank=True)
    released_on = models.DateField("不再承办的日期", null=True, blank=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["proposal", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "department"], name="proposal_sponsor_unique"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(role="lead", released_on__isnull=True),
                name="proposal_one_lead",
            ),
        ]
        indexes = [
            # What units have still to do, by their day: the sweep, the calendar.
            models.Index(
                fields=["due_on"],
                condition=Q(done_on__isnull=True, released_on__isnull=True),
                name="proposal_sponsor_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}（{self.get_role_display()}）"

    @property
    def is_waiting(self) -> bool:
        """Whether the unit has still to do its part of the round."""
        return self.done_on is None and self.released_on is None


class ProposalAnswer(models.Model):
    """答复: one round's answer of the 主办, and what the proposer said of it."""

    proposal = models.ForeignKey(
        Proposal, verbose_name="建议提案", on_delete=models.PROTECT, related_name="answers"
    )
    round = models.PositiveSmallIntegerField("第几次答复")
    department = models.ForeignKey(
        Department, verbose_name="答复单位", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField("办理结果", max_length=1, choices=Outcome.choices)
    number = models.CharField("答复文号", max_length=60, blank=True)
    summary = models.TextField("答复要点", blank=True)
    answered_on = models.DateField("答复日期")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="填报人", on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        PolicyDocument, verbose_name="答复文件", null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField("附件名", max_length=255, blank=True)
    media_type = models.CharField("附件类型", max_length=100, blank=True)
    content = models.ForeignKey(
        AttachmentContent, verbose_name="附件", null=True, on_delete=models.PROTECT, related_name="+"
    )
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction.choices, blank=True)
    rated_on = models.DateField("评价日期", null=True, blank=True)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField("评价意见", blank=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提案答复"
        ordering = ["proposal", "round"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round"], name="proposal_answer_once_a_round"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="proposal_outcome_known"),
            models.CheckConstraint(
                condition=Q(satisfaction="", rated_on__isnull=True)
                | (~Q(satisfaction="") & Q(rated_on__isnull=False)),
                name="proposal_rating_whole",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(content__isnull=False),
                name="proposal_answer_has_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}第{self.round}次答复"


class ProposalExtension(models.Model):
    """延期: the 主办 asks for more time; never beyond `Proposal.latest_on`."""

    proposal = models.ForeignKey(
        Proposal, verbose_name="建议提案", on_delete=models.PROTECT, related_name="extensions"
    )
    reason = models.TextField("延期原因")
    from_date = models.DateField("原时限")
    to_date = models.DateField("申请延至")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    status = models.CharField("状态", max_length=10, choices=AnswerStatus.choices, default=AnswerStatus.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField("答复意见", blank=True)

    objects = OfProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提案延期申请"
        ordering = ["proposal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(status="open"), name="proposal_extension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(to_date__gt=F("from_date")) & ~Q(reason=""), name="proposal_extension_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}：延至{self.to_date}"


class ProposalEventKind(models.TextChoices):
    """What happened to a proposal."""

    REGISTERED = "registered", "登记"
    CORRECTED = "corrected", "修改登记"
    DISPATCHED = "dispatched", "交办"
    REASSIGNED = "reassigned", "改派"
    URGED = "urged", "催办"
    ACKNOWLEDGED = "acknowledged", "签收"
    OPINION = "opinion", "会办意见"
    EXTENSION_ASKED = "extension_asked", "申请延期"
    EXTENSION_GRANTED = "extension_granted", "同意延期"
    EXTENSION_REFUSED = "extension_refused", "不同意延期"
    ANSWERED = "answered", "答复"
    RATED = "rated", "满意度评价"
    CLOSED = "closed", "办结"
    WITHDRAWN = "withdrawn", "撤案"
    TRANSFERRED = "transferred", "机构改革移交"


class ProposalEvent(AppendOnly):
    """One line of a proposal's timeline."""

    proposal = models.ForeignKey(
        Proposal, verbose_name="建议提案", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField("事件", max_length=20, choices=ProposalEventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True)

    objects = ProposalEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提案办理记录"
        ordering = ["proposal", "id"]
        base_manager_name = "objects"  # relations write through the base manager; it refuses as well

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
