"""图像 in the API: the page or picture that text was read from, for who checks it."""

from typing import Any

from django.db.models.functions import Length
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from common.api.negotiation import WhateverIsAccepted
from common.files.answers import shown
from policies.checking.api.documents import OfDocument
from policies.checking.models.images import ImageReading, SourceImage
from policies.models.documents import PolicyDocument


def images_of(document: PolicyDocument) -> list[dict[str, Any]]:
    """The images with what was read on each, in one query; `url` is empty where the image was not kept."""
    readings = ImageReading.objects.filter(document=document).select_related("image")
    rows = readings.defer("image__content").annotate(size=Length("image__content")).order_by("image__number")
    return [
        {
            "number": row.image.number,
            "label": row.image.label,
            "url": reverse("checking-image", args=[document.pk, row.image.pk]) if row.size else "",
            "lines": row.lines,
        }
        for row in rows
    ]


class ImageView(OfDocument):
    """校核：识别文字所依据的图像。"""

    content_negotiation_class = WhateverIsAccepted

    @extend_schema(
        summary="校核页图像",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, 404: OpenApiResponse(description="没有该图像")},
        tags=["checking"],
    )
    def get(self, request: Request, pk: int, id: int) -> HttpResponseBase:
        """由图片识别的页或图片，已转正；地址见校核页内容的 images。"""
        found = SourceImage.objects.filter(readings__document=self.document(pk), pk=id)
        image = get_object_or_404(found.exclude(content=b""))
        return shown(image.content, name=f"{image.label}.jpg", media_type="image/jpeg")
