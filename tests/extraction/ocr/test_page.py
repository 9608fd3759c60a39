"""Pages drawn as a scanner, a stamp and a telephone leave them are read."""

import numpy as np
import pytest
from PIL import Image

from extraction.ocr.engine import engine
from extraction.ocr.page import read_page
from extraction.ocr.seen import Page
from tests.extraction.ocr.drawing import (
    BODY,
    HEAD,
    NOTICE,
    ROWS,
    accuracy,
    annex,
    drawn,
    scanned,
    sealed,
    words,
)

pytestmark = pytest.mark.font
TABLE_PART = (0, 200, 1240, 700)  # of the page of the annex
TABLE = ["\t".join(row) for row in [HEAD, *ROWS]]


def read(image: Image.Image) -> Page:
    return read_page(np.asarray(image.convert("RGB")), engine())


def test_three_pages_at_150_dpi_grey_askew_and_noisy_are_read():
    angles = (0.7, -1.6, -0.4)
    printed = words(NOTICE) + words(BODY) + "附件白鹭市老旧电梯更新任务清单" + "".join(TABLE)
    papers = (drawn(NOTICE), drawn(BODY), annex())
    pages = [read(scanned(papers[seed], seed, angle)) for seed, angle in enumerate(angles)]
    assert accuracy(printed, "".join(page.text for page in pages)) >= 0.98
    assert all(abs(page.askew + angle) < 0.2 for page, angle in zip(pages, angles, strict=True))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_on_its_side_or_on_its_head_is_set_upright(turned: int):
    page = read(scanned(annex(), 4, 0.5).crop(TABLE_PART).rotate(turned, expand=True))
    assert page.turned == (360 - turned) % 360
    assert page.text.split("\n")[-4:] == TABLE


def pressed(x: float, y: float) -> Image.Image:
    """The notice under its seal, slightly askew."""
    return sealed(drawn(NOTICE), x, y).rotate(0.4, fillcolor="white", resample=Image.Resampling.BICUBIC)


def test_a_date_under_a_red_seal_is_exact_and_red_letters_are_no_seal():
    page = read(pressed(150, 143))
    assert "2026年4月17日" in page.text
    assert page.text.startswith("白鹭市人民政府办公室文件")
    assert page.seals == 1
    assert accuracy(words(NOTICE), page.text) >= 0.98


@pytest.mark.parametrize("place", [(145, 140), (160, 150)])
def test_a_date_is_exact_wherever_on_it_the_seal_lies(place: tuple[float, float]):
    page = read(pressed(*place).crop((0, 640, 1240, 1060)))  # from the last line of the text on
    assert page.text.split("\n")[-1].strip() == "2026年4月17日"
    assert page.seals == 1


def test_a_photograph_in_perspective_and_half_in_shade_is_read():
    page = annex()
    wide, high = page.size
    desk = Image.new("RGB", (wide + 200, high + 200), (90, 80, 70))
    desk.paste(page, (100, 100))
    corners = (30, 20, -20, high + 190, wide + 210, high + 230, wide + 160, 60)
    seen = desk.transform(desk.size, Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC)
    light = np.linspace(1, 0.55, desk.width)[None, :, None]
    photograph = Image.fromarray((np.asarray(seen) * light).astype(np.uint8))
    assert read(photograph).text.split("\n")[-4:] == TABLE


def test_two_columns_are_read_one_after_the_other():
    left = [f"第{n}处左栏记录检查安排" for n in range(1, 9)]
    right = [f"第{n}处右栏记录整改要求" for n in range(1, 9)]
    items = [(22.0, 50.0 + 9 * i, 4.6, "black", text) for i, text in enumerate(left)]
    items += [(115.0, 50.0 + 9 * i, 4.6, "black", text) for i, text in enumerate(right)]
    page = read(drawn(items))
    assert accuracy("".join(left + right), page.text) >= 0.98
    assert [line.text for line in page.lines] == left + right


def test_lines_stand_in_the_order_of_the_text_with_their_places():
    page = read(annex())
    assert "".join(line.text for line in page.lines) == "".join(page.text.split())
    assert all(line.certainty > 0.9 and line.weak == () for line in page.lines)
    heading = page.lines[1].box
    assert 0.25 < heading[0] < 0.35 < heading[2] < 0.9
    assert 0.13 < heading[1] < heading[3] < 0.2
    assert page.jpeg[:3] == b"\xff\xd8\xff"


def test_an_empty_page_says_nothing():
    page = read(Image.new("RGB", (1240, 1754), "white"))
    assert (page.text, page.lines, page.fault) == ("", (), "")
