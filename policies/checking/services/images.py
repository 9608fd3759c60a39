"""Keeps the images that a document was read from, with what stands where on them."""

import logging
from collections.abc import Mapping

from extraction import model as read
from policies.checking.models.images import ImageReading, SourceImage
from policies.models.documents import PolicyDocument, SourceFile

logger = logging.getLogger(__name__)

LARGEST = 2 * 1024 * 1024  # bytes of an image; one of a page has a tenth of it
MOST = 80 * 1024 * 1024  # of all images of a file: three hundred pages have half of it
_PLACES = 4  # digits of a share: a tenth of a pixel


def keep_images(*, document: PolicyDocument, data: read.Document, images: Mapping[str, bytes]) -> None:
    """Keep what a document was read from; `images` are jpegs by their key.

    Two documents of one file may stand on one page, whose image is kept once. Images beyond `MOST` are left
    out, and the page says so. The caller holds the transaction.
    """
    source = document.source
    if source is None or not data.seen:
        return
    lines: dict[int, list[list[float]]] = {}
    for line in data.seen:
        box = [round(share, _PLACES) for share in line.box]
        lines.setdefault(line.image, []).append([line.span.start, line.span.end, *box, line.certainty])
    kept = _kept(source, [image for image in data.images if image.number in lines], images)
    ImageReading.objects.bulk_create(
        ImageReading(document=document, image=kept[number], lines=rows)
        for number, rows in lines.items()
        if number in kept
    )


def _kept(
    source: SourceFile, wanted: list[read.SeenImage], images: Mapping[str, bytes]
) -> dict[int, SourceImage]:
    """The images of a file by their number, those made that are not there yet."""
    there = SourceImage.objects.filter(source=source).defer("content")
    kept: dict[int, SourceImage] = {image.number: image for image in there}
    left = MOST - sum(len(images.get(image.key, b"")) for image in wanted if image.number in kept)
    for image in wanted:
        if image.number in kept:
            continue
        content = images.get(image.key, b"")
        if len(content) > min(LARGEST, left):
            logger.warning("image %d of file %s is left out: %d bytes", image.number, source.pk, len(content))
            content = b""
        left -= len(content)
        kept[image.number] = SourceImage.objects.create(
            source=source, number=image.number, label=image.label[:40], content=content
        )
    return kept
