"""What somebody must be told, once, and the digest that tells it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from departments.models.departments import Department
from tracker.proposals.models import ProposalSponsor
from tracker.reminders.kinds import EVENTS, Rule, Way
from tracker.reminders.models.channels import ChannelKind
from tracker.reminders.querysets import DigestQuerySet, ReminderQuerySet
from tracker.work.models.assignments import Assignment, AssignmentMilestone


class Sweep(models.Model):
    """A day whose reminders have all been made: the next sweep goes on from the last of these days."""

    on = models.DateField("日期", unique=True)
    finished_at = models.DateTimeField("完成时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒巡查"
        ordering = ["-on"]

    def __str__(self) -> str:
        return str(self.on)


class DigestStatus(models.TextChoices):
    """How far the telling has come. FAILED is final until a person sends it again."""

    READY = "ready", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Digest(models.Model):
    """One message to one person over one channel: of a day, or of the one event that `reminder` is.

    A worker that takes it sets SENDING and `claimed_at`; if it dies, the claim grows old and another worker
    takes the digest over. `error` keeps what the last attempt met.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="接收人", on_delete=models.PROTECT, related_name="digests"
    )
    on = models.DateField("日期")
    reminder = models.ForeignKey(
        "Reminder",
        verbose_name="即时消息",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="messages",
        db_index=False,  # `digest_message_unique` serves
        help_text="不随当日汇总、单独发送的一条",
    )
    channel = models.CharField("渠道", max_length=20, choices=ChannelKind.choices, default=ChannelKind.EMAIL)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    status = models.CharField("状态", max_length=10, choices=DigestStatus.choices, default=DigestStatus.READY)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次发送时间", null=True, blank=True)
    claimed_at = models.DateTimeField("开始发送时间", null=True, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    error = models.CharField("失败原因", max_length=300, blank=True)
    doubtful = models.BooleanField(
        "可能收到两次", default=False, help_text="曾在发送中途中断，无法确认当时是否已经发出"
    )

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒汇总"
        ordering = ["-on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "on", "channel"], condition=Q(reminder__isnull=True), name="digest_unique"
            ),
            models.UniqueConstraint(
                fields=["reminder", "channel"],
                condition=Q(reminder__isnull=False),
                name="digest_message_unique",
            ),
            models.CheckConstraint(condition=Q(status__in=DigestStatus.values), name="digest_status_known"),
            models.CheckConstraint(
                condition=Q(status=DigestStatus.SENT, sent_at__isnull=False)
                | (~Q(status=DigestStatus.SENT) & Q(sent_at__isnull=True)),
                name="digest_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status=DigestStatus.SENDING, claimed_at__isnull=False)
                | (~Q(status=DigestStatus.SENDING) & Q(claimed_at__isnull=True)),
                name="digest_claim_has_time",
            ),
        ]
        indexes = [
            # What is still to be sent: send_digests().
            models.Index(fields=["id"], condition=Q(status__in=["ready", "sending"]), name="digest_unsent"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def certainty(self) -> str:
        """What can be known of a digest that a worker may have sent twice, over this channel."""
        if self.channel == ChannelKind.WEBHOOK:
            return f"消息带有幂等键digest-{self.pk}，接收方可据此识别重复。"
        if self.channel == ChannelKind.EMAIL:
            return "对方邮件服务器已接收即为已发送，是否送达个人邮箱无法确认；重发的邮件编号相同。"
        return "对方平台已接收即为已发送，是否送达本人无法确认；发送中途中断而重发的，可能收到两次。"


class Reminder(models.Model):
    """提醒: one thing that one person must be told, once.

    The trigger names the date and the step it is about ("2022-06-30 +8"), so that a second sweep, two
    sweeps at once or a late one find the same rows.
    """

    assignment = models.ForeignKey(
        Assignment,
        verbose_name="交办事项",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminders",
    )
    sponsor = models.ForeignKey(
        ProposalSponsor,
        verbose_name="建议提案",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminders",
        db_index=False,  # the unique constraint of the proposals serves
    )
    # About neither of them, but about a page of the site: what it is called, and its address.
    about = models.CharField("页面", max_length=200, blank=True, default="", db_default="")
    link = models.CharField("页面地址", max_length=200, blank=True, default="", db_default="")
    milestone = models.ForeignKey(
        AssignmentMilestone,
        verbose_name="时限",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminders",
        db_index=False,  # a partial one below
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="接收人",
        on_delete=models.PROTECT,
        related_name="reminders",
        db_index=False,  # `reminder_of_user` serves
    )
    rule = models.CharField("事由", max_length=20, choices=Rule.choices)
    trigger = models.CharField("场合", max_length=40)
    on = models.DateField("日期")
    message = models.CharField("内容", max_length=300)
    way = models.CharField(
        "告知方式", max_length=10, choices=Way.choices, default=Way.DIGEST, db_default=Way.DIGEST
    )
    # What can be taken back is told only then (`services.telling`); empty: at once.
    held_until = models.DateTimeField("暂缓至", null=True, blank=True)
    # The day whose digests carry it: one for each of the person's channels.
    digest_on = models.DateField("汇总日期", null=True, blank=True)
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)
    # What it asks for has been done, or needs no doing any more (`services.settling`).
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "milestone", "user", "rule", "trigger"],
                condition=Q(milestone__isnull=False),
                name="reminder_unique",
            ),
            models.UniqueConstraint(
                fields=["assignment", "user", "rule", "trigger"],
                condition=Q(milestone__isnull=True),
                name="reminder_unique_without_milestone",
            ),
            models.UniqueConstraint(
                fields=["sponsor", "user", "rule", "trigger"],
                condition=Q(sponsor__isnull=False),
                name="reminder_unique_of_proposal",
            ),
            models.UniqueConstraint(
                fields=["user", "rule", "trigger"], condition=~Q(link=""), name="reminder_unique_of_page"
            ),
            models.CheckConstraint(
                condition=Q(assignment__isnull=False, sponsor__isnull=True, link="")
                | Q(assignment__isnull=True, sponsor__isnull=False, link="")
                | (Q(assignment__isnull=True, sponsor__isnull=True) & ~Q(link="")),
                name="reminder_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(rule__in=Rule.values), name="reminder_rule_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="reminder_way_known"),
        ]
        indexes = [
            # What hangs on a date that is taken away. Not of the reminders without one: while the database
            # has not looked at a morning's many new rows it would find those through this index, all of
            # them for each one that the sweep asks about, and not through the unique constraint.
            models.Index(
                fields=["milestone"], condition=Q(milestone__isnull=False), name="reminder_of_milestone"
            ),
            # What no digest carries yet: build_digests().
            models.Index(
                fields=["user"],
                condition=Q(digest_on__isnull=True, way="digest"),
                name="reminder_without_digest",
            ),
            # A person's inbox, newest first, and the count of what is unread in it.
            models.Index(fields=["user", "-id"], name="reminder_of_user"),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def subject(self) -> str:
        """The document and the measure, the proposal or the page that it is about."""
        if self.link:
            return self.about
        if self.sponsor is not None:
            return f"{self.sponsor.proposal}“{self.sponsor.proposal.title}”"
        assignment = self.work
        return f"{assignment.document}“{assignment.label}”"

    @property
    def work(self) -> Assignment:
        """The assignment that it is about; only where it is about neither a proposal nor a page."""
        assert self.assignment is not None  # noqa: S101 — the constraint reminder_about_one_thing
        return self.assignment

    @property
    def department(self) -> Department | None:
        """Whose work it is; of a page no unit's."""
        if self.link:
            return None
        return self.sponsor.department if self.sponsor is not None else self.work.department


class EventChoice(models.Model):
    """How one person wants to be told of one kind of event; without a row, with the next digest."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.CASCADE, related_name="event_choices"
    )
    rule = models.CharField("事由", max_length=20, choices=[(rule.value, rule.label) for rule in EVENTS])
    way = models.CharField("告知方式", max_length=10, choices=Way.choices, default=Way.DIGEST)

    class Meta:
        verbose_name = verbose_name_plural = "告知方式"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "rule"], name="event_choice_unique"),
            models.CheckConstraint(
                condition=Q(rule__in=[rule.value for rule in EVENTS]), name="event_choice_of_event"
            ),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="event_choice_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}：{self.get_way_display()}"


class InboxReminder(Reminder):
    """收件箱: a person's own reminders in the browser."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "收件箱"
        ordering = ["-id"]
