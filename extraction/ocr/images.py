"""The images of a file, one after the other: of a picture, of the pages of a tif, of pages of a pdf.

What a file says of its size is believed before anything is decoded: a picture bomb is refused unopened.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from extraction.ocr.engine import Pixels

MAX_PIXELS = 120_000_000  # A3 at 600 dpi is 70 million
LONGEST = 2340  # pixels of a side: A4 at 200 dpi; more makes reading slower, not better
_DPI = 200
_SHORTEST = 16
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class UnfitError(Exception):
    """An image that is not read; its message is the key of a fault: bomb, broken, kind."""


Loader = Callable[[], Pixels]


def picture_loaders(data: bytes, most: int) -> list[Loader]:
    """For each page of a picture file a function that decodes it; raises UnfitError."""
    picture = _opened(data)
    count = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if count > most:
        raise UnfitError("pages")

    def load(index: int) -> Pixels:
        try:
            if index:
                picture.seek(index)
            _check(picture)
            return _plain(picture)
        except (UnfitError, MemoryError):
            raise
        except Exception:  # decoders raise many kinds of errors on broken files
            raise UnfitError("broken") from None

    return [lambda index=index: load(index) for index in range(count)]  # type: ignore[misc]


def pdf_loaders(
    data: bytes, pages: list[int], crops: Mapping[int, tuple[int, Sequence[float]]] | None = None
) -> Iterator[Loader]:
    """For each of the pages of a pdf (from 1) a function that draws it; raises UnfitError.

    A number among the `crops` is a part of a page: of which, and left, top, right, bottom in shares of it.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except Exception:  # pdfium says no more than that it cannot
        raise UnfitError("broken") from None

    def draw(number: int) -> Pixels:
        number, box = (crops or {}).get(number, (number, ()))
        if not 1 <= number <= count:
            raise UnfitError("broken")
        try:
            page = document[number - 1]
            width, height = page.get_size()  # in points of 1/72 inch
            scale = min(_DPI / 72, LONGEST / max(width, height, 1))
            if min(width, height) * scale < _SHORTEST:
                raise UnfitError("kind")
            bitmap = page.render(scale=scale)
            drawn = np.asarray(bitmap.to_pil().convert("RGB"))
            page.close()
            return np.ascontiguousarray(_part(drawn, box))
        except (UnfitError, MemoryError):
            raise
        except Exception:
            raise UnfitError("broken") from None

    return (lambda number=number: draw(number) for number in pages)  # type: ignore[misc]


def _part(image: Pixels, box: Sequence[float]) -> Pixels:
    if not box:
        return image
    high, wide = image.shape[:2]
    left, top, right, bottom = box
    part = image[int(top * high) : int(bottom * high) + 1, int(left * wide) : int(right * wide) + 1]
    if min(part.shape[:2]) < _SHORTEST:
        raise UnfitError("kind")
    return part


def as_jpeg(image: Pixels, side: int = 1400, quality: int = 60) -> bytes:
    """An image to be shown on a page, of bounded size."""
    picture = Image.fromarray(image)
    picture.thumbnail((side, side), Image.Resampling.BILINEAR)
    channels = np.asarray(picture).astype(np.int16)
    if np.abs(channels[..., 0] - channels[..., 2]).max(initial=0) < 24:
        picture = picture.convert("L")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitError("bomb") from None
    except UnidentifiedImageError:
        raise UnfitError("kind") from None
    except Exception:
        raise UnfitError("broken") from None
    _check(picture)
    return picture


def _check(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise UnfitError("bomb")
    if min(width, height) < _SHORTEST:
        raise UnfitError("kind")


def _plain(picture: Image.Image) -> Pixels:
    """A decoded picture in RGB on white paper, upright as its camera says, and no larger than needed."""
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (LONGEST, LONGEST))
    found = picture
    if found.mode.startswith("I;16") or found.mode == "I":
        found = Image.fromarray((np.asarray(found).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    longest = max(found.size)
    if longest > 2 * LONGEST and found.mode in ("RGB", "L"):
        found = found.reduce(longest // LONGEST)
    if found.mode in ("1", "P") and longest > LONGEST:
        found = found.convert("L" if found.mode == "1" else "RGBA")
    if found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info:
        clear = found.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        found = Image.alpha_composite(paper, clear)
    found = ImageOps.exif_transpose(found).convert("RGB")
    found.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return np.asarray(found)
