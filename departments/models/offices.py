"""督查室: whose documents, rules, templates, formulas and settings these are."""

from django.db import models

DEFAULT_OFFICE = (
    1  # the key of the first office, which a migration makes; there is one until another is added
)


class Office(models.Model):
    """督查室: one by default."""

    name = models.CharField("名称", max_length=60, unique=True)
    letterhead = models.CharField(
        "发文机关标志",
        max_length=100,
        blank=True,
        help_text="印在通报、督办单首页；不填则为督查室所在单位的全称",
    )

    class Meta:
        verbose_name = verbose_name_plural = "督查室"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OfOffice(models.Model):
    """Rows that belong to an office."""

    office = models.ForeignKey(
        Office,
        verbose_name="督查室",
        default=DEFAULT_OFFICE,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # while there is one office no query asks for the rows of one
    )

    class Meta:
        abstract = True
