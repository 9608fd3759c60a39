"""知悉范围: who alone may know of a document or a matter, and what became of that."""

from typing import Any

from django.conf import settings
from django.db import models

from common.db.append_only import AppendOnly
from departments.models.departments import Department
from policies.models.documents import PolicyDocument
from policies.readers.querysets import CircleChangeQuerySet, CircleQuerySet

REASON = 200  # characters


class Circle(models.Model):
    """The circle of readers of a document as it stands; without one the document is open.

    There are few, so that asking all of them is cheap: `User.minds_circles` looks whether there is any.
    """

    document = models.OneToOneField(
        PolicyDocument, verbose_name="文件", on_delete=models.PROTECT, related_name="circle"
    )
    units = models.ManyToManyField(Department, verbose_name="单位", related_name="+", blank=True)
    persons: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="人员", related_name="+", blank=True
    )
    set_by: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="设定人", on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField("设定时间")

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "知悉范围"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"知悉范围（{self.document}）"


class CircleChange(AppendOnly):
    """One change of a circle: who set it how, or lifted it, and why. Added and never changed."""

    CHANGE_REFUSED = "知悉范围的变更记录不能修改。"
    DELETE_REFUSED = "知悉范围的变更记录不能删除。"

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.PROTECT, related_name="circle_changes"
    )
    at = models.DateTimeField("时间")
    actor: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办理人", on_delete=models.PROTECT, related_name="+"
    )
    lifted = models.BooleanField("取消", default=False)
    units = models.JSONField("单位", default=list)  # the short names then
    persons = models.JSONField("人员", default=list)  # the names then
    reason = models.CharField("原因", max_length=REASON)

    objects = CircleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "知悉范围变更"
        ordering = ["-id"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="circle_change_has_reason",
                violation_error_message="请写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_words}（{self.document}）"

    @property
    def in_words(self) -> str:
        """取消知悉范围, or who may know since."""
        if self.lifted:
            return "取消知悉范围"
        return f"知悉范围设为：{'、'.join([*self.units, *self.persons])}"
