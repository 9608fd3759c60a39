"""Words of papers that several places say: sentences of figures, names in narrow columns."""

from typing import Any

# A name is parted before one of these rather than inside a word.
_ENDS = (
    *("人民政府", "委员会", "管委会", "办公厅", "办公室", "管理局", "监督局", "管理中心", "领导小组"),
    *("保障局", "保障厅", "建设厅", "建设局", "农村厅", "农村局", "开发区", "管理处", "有限公司"),
    *("集团", "大学", "中心", "〔"),
)
_LEAST = 2  # characters on a line: no 厅 alone


def in_column(name: str, most: int) -> str:
    """A name as lines of at most `most` full characters, each ending where a word ends if one does.

    What fits stays as it is; a long name has lines of nearly one length, never one with a single character.
    """
    if width(name) <= 2 * most:
        return name
    parts = -(-width(name) // (2 * most))
    middle = len(name) * (parts - 1) // parts
    places = [name.rfind(end) for end in _ENDS]
    fit = [
        at
        for at in (*places, middle)
        if at >= _LEAST and len(name) - at >= _LEAST and width(name[at:]) <= 2 * most
    ]
    at = min(fit, key=lambda place: (place == middle, abs(place - middle)), default=middle)
    return f"{in_column(name[:at], most)}\n{name[at:]}"


def width(text: str) -> int:
    """In halves of a full character."""
    return sum(2 if ord(one) > 255 else 1 for one in text)


def totals_in_words(totals: dict[str, Any]) -> str:
    """总体情况 of a 通报; a rate that is not known is not spoken of."""
    if not totals["total"]:
        return "本期没有计入的督查时限。"
    extended = f"延期办理{totals['extended']}个，" if totals["extended"] else ""
    said = (
        f"本期涉及交办事项{totals['assignments']}项、时限{totals['total']}个，其中应完成{totals['due']}个，"
        f"已完成{totals['completed']}个（按时完成{totals['on_time']}个，逾期完成{totals['done_late']}个），"
        f"{extended}逾期未完成{totals['overdue']}个，未到期{totals['pending']}个"
    )
    rates = [
        f"{label}{totals[name]}%"
        for name, label in (("completed_rate", "完成率"), ("on_time_rate", "按时完成率"))
        if totals[name] is not None
    ]
    return said + (f"；{'，'.join(rates)}。" if rates else "。")


def contact_in_words(name: str, phone: str) -> str:
    """附注: whom to ask; what is not known is left out."""
    parts = [f"联系人：{name}" if name else "", f"联系电话：{phone}" if phone else ""]
    said = "；".join(part for part in parts if part)
    return f"（{said}）" if said else ""


def annexes_in_words(titles: list[str]) -> list[str]:
    """附件说明 line by line: one by its name, several numbered."""
    if len(titles) < 2:
        return [f"附件：{title}" for title in titles]
    numbered = [f"{n}.{title}" for n, title in enumerate(titles, start=1)]
    return [f"附件：{numbered[0]}", *numbered[1:]]
