"""图像: the pages and pictures that text was read from, for who checks the text beside them."""

from django.db import models

from policies.models.documents import PolicyDocument, SourceFile


class SourceImage(models.Model):
    """A page or picture of a file as it was read, set upright: a jpeg of bounded size.

    It stands as long as its file: who drops an import drops its images with it.
    """

    source = models.ForeignKey(
        SourceFile, verbose_name="来源文件", on_delete=models.CASCADE, related_name="images"
    )
    number = models.PositiveIntegerField("序号")
    label = models.CharField("名称", max_length=40)
    content = models.BinaryField("内容", help_text="一份文件的图像过多时为空")

    class Meta:
        verbose_name = verbose_name_plural = "识别的图像"
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="source_image_number_unique")
        ]

    def __str__(self) -> str:
        return self.label


class ImageReading(models.Model):
    """What a document says by one image: its lines, as one value, since a page shows all of them or none.

    `lines` holds `[start, end, left, top, right, bottom, certainty]` with the place in the document's text,
    and the place on the image in shares of its sides.
    """

    document = models.ForeignKey(
        PolicyDocument, verbose_name="文件", on_delete=models.CASCADE, related_name="image_readings"
    )
    image = models.ForeignKey(
        SourceImage, verbose_name="图像", on_delete=models.CASCADE, related_name="readings"
    )
    lines = models.JSONField("各行", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "图像中的文字"
        ordering = ["document", "image"]
        constraints = [
            models.UniqueConstraint(fields=["document", "image"], name="image_reading_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.document}：{self.image}"
