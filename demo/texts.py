"""The documents of the made-up province: written for the demo, dated from the day on which it is set up.

Within a text `[[m+2]]` is the end of the second month from today (2027年1月底前), `[[d-9]]` the day nine days
ago, `[[issued]]` the day of issue and `[[Y]]` its year.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "documents"
_TOKEN = re.compile(r"\[\[(?:(?P<unit>[md])(?P<by>[+-]\d+)|(?P<issued>issued)|Y(?P<years>\+\d+)?)\]\]")


@dataclass(frozen=True, slots=True)
class Order:
    """A document of the year: its file, and how many days ago it was issued and handed out."""

    name: str
    issued: int
    handed_out: int | None  # None: it waits to be checked


ORDERS = (
    Order("1-营商环境", 352, 346),
    Order("2-民生实事", 301, 297),
    Order("3-县域商贸", 229, 224),
    Order("4-安全生产", 166, 163),
    Order("5-数字政府", 104, 99),
    Order("6-会议纪要", 47, 45),
    Order("7-就业", 13, 9),
    Order("8-便民服务", 2, None),
)


def month_of(on: date, by: int) -> tuple[int, int]:
    """The year and the month `by` months after the one of `on`."""
    years, month = divmod(on.year * 12 + on.month - 1 + by, 12)
    return years, month + 1


def text_of(order: Order, *, on: date) -> str:
    """The whole text as it was issued, seen from the day `on`."""
    issued = on - timedelta(days=order.issued)

    def said(token: "re.Match[str]") -> str:
        if token["issued"]:
            return f"{issued.year}年{issued.month}月{issued.day}日"
        if not token["unit"]:
            return str(issued.year + int(token["years"] or 0))
        by = int(token["by"])
        if token["unit"] == "m":
            year, month = month_of(on, by)
            return f"{year}年{month}月底前"
        day = on + timedelta(days=by)
        return f"{day.year}年{day.month}月{day.day}日"

    return _TOKEN.sub(said, (FOLDER / f"{order.name}.txt").read_text(encoding="utf-8"))
