"""Picture files, hostile ones too: what they say of their size is believed before anything is decoded."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from extraction.ocr.images import LONGEST, UnfitError, as_jpeg, pdf_loaders, picture_loaders


def png_of(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (png_of(60_000, 60_000), "bomb"),
        (png_of(12_000, 11_000), "bomb"),
        (png_of(8, 8), "kind"),
        (b"<svg/>", "kind"),
        (b"", "kind"),
    ],
)
def test_a_picture_that_does_not_fit_is_refused_unopened(data: bytes, fault: str):
    with pytest.raises(UnfitError, match=fault):
        picture_loaders(data, 10)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_that_is_cut_short_is_broken(form: str):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (300, 300, 3), dtype=np.uint8))
    data = encoded(noise, form)
    with pytest.raises(UnfitError):
        [load() for load in picture_loaders(data[: len(data) // 2], 10)]


def test_a_tif_has_its_pages_and_no_more_than_allowed():
    pages = [Image.new("1", (400, 500), 1) for _ in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [load().shape for load in picture_loaders(data, 3)] == [(500, 400, 3)] * 3
    with pytest.raises(UnfitError, match="pages"):
        picture_loaders(data, 2)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)),
        Image.new("LA", (300, 200), (0, 0)),
        Image.new("1", (300, 200), 1),
        Image.fromarray(np.full((200, 300), 65_535, dtype=np.uint16)),
        Image.new("P", (300, 200), 0).convert("RGB"),
    ],
    ids=lambda image: image.mode,
)
def test_every_mode_becomes_rgb_on_white_paper(image: Image.Image):
    [load] = picture_loaders(encoded(image, "PNG"), 1)
    pixels = load()
    assert pixels.shape == (200, 300, 3)
    assert pixels.dtype == np.uint8
    if image.mode != "RGB":
        assert pixels.min() == 255


def test_a_large_picture_is_made_as_small_as_reading_needs():
    [load] = picture_loaders(encoded(Image.new("RGB", (6000, 3000), "white"), "JPEG"), 1)
    assert max(load().shape) <= LONGEST


def test_what_a_telephone_says_of_its_turning_is_heeded():
    exif = Image.Exif()
    exif[0x0112] = 6
    [load] = picture_loaders(encoded(Image.new("RGB", (300, 200), "white"), "JPEG", exif=exif), 1)
    assert load().shape == (300, 200, 3)


def test_a_broken_pdf_and_a_page_that_it_lacks_are_broken():
    with pytest.raises(UnfitError, match="broken"):
        pdf_loaders(b"%PDF-1.4 nothing", [1])


def test_the_shown_image_is_small_and_grey_where_the_page_is():
    shown = Image.open(io.BytesIO(as_jpeg(np.full((2000, 1000, 3), 250, dtype=np.uint8))))
    assert (shown.mode, max(shown.size)) == ("L", 1400)
