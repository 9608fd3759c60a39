"""What people changed while checking a document: the trail, and what undo needs."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from policies.models.documents import PolicyDocument
from policies.querysets import DraftEditQuerySet


class DraftEdit(models.Model):
    """One change of a draft, or of its units later on: who, when, what in words, and the rows behind it.

    `before` and `after` map the id of a measure to its rows (see `undo_rows`), null where
    it is not there, and "document" to what is edited of the document itself; `revisions` maps the id to the
    measure's revision after the edit, by which undo knows whether somebody has changed the measure since.
    """

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="edits"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="修改人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField("时间", auto_now_add=True)
    what = models.CharField("修改内容", max_length=200)
    before = models.JSONField("修改前", encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField("修改后", encoder=DjangoJSONEncoder, default=dict)
    revisions = models.JSONField("修改后的版本", default=dict)
    is_final = models.BooleanField(
        "不可撤销", default=False, help_text="重新读取之后，此前的修改也不能再撤销"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤销人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = DraftEditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "校核记录"
        ordering = ["document", "-id"]
        indexes = [
            # The newest edit that can still be undone: undo_edit().
            models.Index(
                fields=["document", "-id"], condition=models.Q(undone_at__isnull=True), name="edit_undoable"
            ),
        ]

    def __str__(self) -> str:
        return self.what
