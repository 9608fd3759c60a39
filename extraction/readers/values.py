"""The value of a cell as it is printed, the same for every kind of workbook."""

from __future__ import annotations

import datetime
import re

from extraction.readers.grid import one_line

_PLACES = re.compile(r"#?,?#*0\.(0{1,6})(?:_.)?")
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")


def printed(value: object, number_format: str = "") -> str:
    """A cell's value by its format; without one a date has its day and a number its own places."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return one_line(value)
    form = _QUOTED.sub("", number_format)
    if isinstance(value, datetime.datetime | datetime.date):
        said = f"{value.year}年{value.month}月"
        return f"{said}{value.day}日" if "d" in form.lower() or not form else said
    if isinstance(value, int | float):
        if "%" in form:
            return f"{round(value * 100, 6):g}%"
        places = _PLACES.fullmatch(form)
        if places and abs(value) < 1e12:
            return f"{value:.{len(places.group(1))}f}"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return one_line(str(value))
