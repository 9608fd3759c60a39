"""Replies to a 提案 or 建议: which one, whose, and what it suggested."""

from __future__ import annotations

import re

from extraction.text.healing import Paragraph

_TITLE = re.compile(
    r"(?:提案|建议|议案|委员|代表).{0,30}(?:的)?(?:答复|复函|回复|办理情况)|(?:答复|复函|回复).{0,40}(?:提案|建议)"
)
_NUMBER = re.compile(r"第?\s*([A-Za-z]?\d{1,10})\s*号")
_GREETING = re.compile(
    r"^(?:尊敬的)?(?P<names>[\u4e00-\u9fff·、，\s]{2,60}?)(?:等)?(?:\d{0,2}[名位])?(?:政协|人大)?(?:委员|代表)[们]?[：:]$"
    r"|^(?P<body>(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟|工商联|[\u4e00-\u9fff]{0,8}(?:界别|委员会|专委会|总支|支部))[\u4e00-\u9fff]{0,16})[：:]$"
)
_QUOTED = re.compile(r"关于[“\"「](?P<what>.{2,400}?)[”\"」](?:的|等)*(?:建议|意见|问题|提案|方面)")
_PLAIN = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])关于(?P<what>[^“”。]{2,80}?)(?:的)?(?:建议|意见|问题)。?$"
)


def is_reply(title: str) -> bool:
    """Whether a title is that of a reply to a member's proposal."""
    return _TITLE.search(title) is not None and "印发" not in title and "办法" not in title


def read_reply(title: str, paragraphs: list[Paragraph]) -> tuple[str, str, list[str]]:
    """(number of the proposal, who made it, the suggestions quoted, in order)."""
    opening = title + "".join(p.text for p in paragraphs[:8])[:1500]
    numbers = [m for m in _NUMBER.finditer(opening) if "〕" not in opening[max(0, m.start() - 2) : m.start()]]
    number = numbers[0].group(1) if numbers else ""
    proposer = ""
    for paragraph in paragraphs[:8]:
        match = _GREETING.match(paragraph.text)
        if match:
            proposer = (match["names"] or match["body"]).strip("、， ")
            break
    suggestions = []
    for paragraph in paragraphs:
        if paragraph.label is not None:
            suggestions += [match["what"] for match in _QUOTED.finditer(paragraph.text[:2000])]
        plain = _PLAIN.match(paragraph.text)
        if plain:
            suggestions.append(plain["what"])
    return number, proposer, suggestions
