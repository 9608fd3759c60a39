"""Pages drawn at run time as a scanner, a stamp and a telephone leave them; all wording is invented."""

from __future__ import annotations

import difflib
import io
import math
import random
import re

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.needs import FONT

BOLD = FONT.with_name("NotoSerifCJK-Bold.ttc")
DPI = 150
RED = (205, 30, 35)

Item = tuple[float, float, float, str, str]  # mm from the left, mm of the baseline, size in mm, colour, text

NOTICE: list[Item] = [
    (33, 42, 12, "red", "白鹭市人民政府办公室文件"),
    (70, 58, 5.6, "black", "白政办发〔2026〕27号"),
    (33, 74, 7.6, "black", "白鹭市人民政府办公室关于印发《白鹭市"),
    (52, 86, 7.6, "black", "老旧电梯更新行动方案》的通知"),
    (28, 102, 5.6, "black", "各区人民政府，市政府有关部门："),
    (39, 112, 5.6, "black", "现将《白鹭市老旧电梯更新行动方案》印发给你们，请认真贯"),
    (28, 122, 5.6, "black", "彻落实。"),
    (126, 136, 5.6, "black", "白鹭市人民政府办公室"),
    (134, 146, 5.6, "black", "2026年4月17日"),
]
BODY: list[Item] = [
    (60, 40, 7.6, "black", "白鹭市老旧电梯更新行动方案"),
    (39, 56, 5.6, "black", "一、重点任务"),
    (39, 66, 5.6, "black", "（一）摸清底数。2026年6月20日前完成使用15年以上的"),
    (28, 76, 5.6, "black", "1862台住宅电梯逐台评估。（牵头单位：市市场监管局，配合"),
    (28, 86, 5.6, "black", "单位：市住房城乡建设局）"),
    (39, 96, 5.6, "black", "（二）更新改造。2026年11月底前更新350台，改造420台。"),
    (28, 106, 5.6, "black", "（牵头单位：市住房城乡建设局，配合单位：市财政局、各区人"),
    (28, 116, 5.6, "black", "民政府）"),
    (39, 126, 5.6, "black", "（三）建立台账。各区人民政府于每季度末月25日前将更新"),
    (28, 136, 5.6, "black", "情况报市住房城乡建设局。"),
]  # fmt: skip
HEAD = ["序号", "工作任务", "牵头单位", "完成时限"]
ROWS = [
    ["1", "出台更新补贴办法", "市财政局", "2026年5月31日"],
    ["2", "建成电梯应急平台", "市应急管理局", "2026年9月底前"],
    ["3", "完成首批验收", "市市场监管局", "2026年12月20日前"],
]
LEFT = [20.0, 34.0, 88.0, 138.0, 190.0]
TOP, HIGH = 60.0, 11.0


def table(top: float = TOP) -> tuple[list[Item], list[float]]:
    """The items of the table of the annex, and how far down its rules are."""
    items: list[Item] = []
    for row, cells in enumerate([HEAD, *ROWS]):
        for left, text in zip(LEFT, cells, strict=False):
            items.append((left + 2, top + row * HIGH + 7, 4.6, "black", text))
    return items, [top + row * HIGH for row in range(len(ROWS) + 2)]


def drawn(items: list[Item], rules: list[float] | None = None, dpi: int = DPI) -> Image.Image:
    """A page of A4 with lines of text, and the rules of a table at these heights."""
    k = dpi / 25.4
    page = Image.new("RGB", (int(210 * k), int(297 * k)), "white")
    pen = ImageDraw.Draw(page)
    for x, y, size, colour, text in items:
        font = ImageFont.truetype(str(BOLD if colour == "red" else FONT), int(size * k))
        pen.text((x * k, y * k), text, font=font, fill=RED if colour == "red" else colour, anchor="ls")
    for y in rules or []:
        pen.line([(LEFT[0] * k, y * k), (LEFT[-1] * k, y * k)], fill="black", width=2)
    for x in LEFT if rules else []:
        pen.line([(x * k, rules[0] * k), (x * k, rules[-1] * k)], fill="black", width=2)
    return page


def annex(dpi: int = DPI) -> Image.Image:
    items, rules = table()
    heading = [(28.0, 40.0, 5.6, "black", "附件"), (62.0, 52.0, 7.0, "black", "白鹭市老旧电梯更新任务清单")]
    return drawn([*heading, *items], rules, dpi)


def scanned(page: Image.Image, seed: int = 1, angle: float = 0.0, noise: float = 0.05) -> Image.Image:
    """Grey, slightly askew, with noise."""
    rng = random.Random(seed)
    grey = page.convert("L").rotate(angle, fillcolor=250, resample=Image.Resampling.BICUBIC)
    grey = grey.filter(ImageFilter.GaussianBlur(0.6))
    speckled = Image.frombytes("L", grey.size, rng.randbytes(grey.width * grey.height))
    return Image.blend(grey, speckled, noise)


def sealed(page: Image.Image, x: float, y: float, across: float = 42, dpi: int = DPI) -> Image.Image:
    """With a red seal whose middle is at these mm: a ring, a star, and letters along the ring."""
    k = dpi / 25.4
    ink = Image.new("L", page.size, 0)
    pen = ImageDraw.Draw(ink)
    radius = across / 2 * k
    cx, cy = x * k, y * k
    pen.ellipse([cx - radius, cy - radius, cx + radius, cy + radius], outline=235, width=int(1.2 * k))
    points = []
    for i in range(10):
        angle = math.pi * i / 5 - math.pi / 2
        long = (0.32 if i % 2 == 0 else 0.13) * radius
        points.append((cx + long * math.cos(angle), cy + long * math.sin(angle)))
    pen.polygon(points, fill=235)
    name = "白鹭市人民政府办公室"
    font = ImageFont.truetype(str(BOLD), int(4.6 * k))
    for i, letter in enumerate(name):
        turn = -120 + 240 * i / (len(name) - 1)
        tile = Image.new("L", (int(7 * k), int(7 * k)), 0)
        ImageDraw.Draw(tile).text((3.5 * k, 3.5 * k), letter, font=font, fill=235, anchor="mm")
        tile = tile.rotate(-turn, resample=Image.Resampling.BICUBIC)
        at = math.radians(turn - 90)
        left = cx + 0.78 * radius * math.cos(at) - 3.5 * k
        upper = cy + 0.78 * radius * math.sin(at) - 3.5 * k
        ink.paste(255, (int(left), int(upper)), tile)
    # Ink darkens what lies beneath it, it does not cover it.
    red = Image.new("RGB", page.size, RED)
    multiplied = Image.composite(red, Image.new("RGB", page.size, "white"), ink)
    product = np.asarray(page).astype(np.uint16) * np.asarray(multiplied).astype(np.uint16) // 255
    return Image.fromarray(product.astype(np.uint8))


def encoded(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    data = io.BytesIO()
    image.save(data, form, **({"quality": 60} if form == "JPEG" else {}), **options)
    return data.getvalue()


def pdf_of(images: list[Image.Image | None], texts: dict[int, list[str]] | None = None) -> bytes:
    """A pdf whose pages are pictures, or lines of text where `None` stands."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm), invariant=1)
    for index, image in enumerate(images):
        if image is not None:
            canvas.drawImage(ImageReader(io.BytesIO(encoded(image))), 0, 0, 210 * mm, 297 * mm)
        canvas.setFont("STSong-Light", 15)
        for row, line in enumerate((texts or {}).get(index, [])):
            canvas.drawString(28 * mm, (260 - 10 * row) * mm, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


_LETTERS = re.compile(r"[\u3400-\u9fff〇A-Za-z0-9]")


def letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def accuracy(printed: str, read: str) -> float:
    """The share of the printed letters, without stops, that were read in their order."""
    right, said = letters(printed), letters(read)
    matcher = difflib.SequenceMatcher(None, right, said, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return same / max(len(right), len(said), 1)


def words(items: list[Item]) -> str:
    return "".join(text for *_, text in items)
