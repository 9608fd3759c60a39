"""Signs of every origin brought to their plain form, before anything else looks at the text.

Radicals that a browser prints for characters, full-width digits, numbers in one sign, look-alikes of brackets
and stops, ornaments, leftovers of markup: no later rule knows of them.  Every change keeps its place, so that
what was printed can be shown again.
"""

from __future__ import annotations

import bisect
import html
import re
import unicodedata
from dataclasses import dataclass, field

# Radicals of the supplement, which Unicode does not equate with the characters that they look like.
_RADICALS = dict(
    zip(
        "⺀⺁⺄⺌⺎⺐⺗⺛⺜⺝⺞⺟⺠⺢⺤⺥⺧⺩⺪⺫⺬⺮⺯⺱⺲⺳⺶⺷⺸⺺⺼⻁⻂⻃⻄⻅⻆⻇⻉⻊⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻟⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "冫厂乙小兀尢心旡日月歹母民水爪爪牛王疋目示竹糸网网网羊羊羊聿肉虎衤西西见角角贝足车長镸长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀亀龟",
        strict=True,
    )
)
_CHINESE = "一二三四五六七八九十"
_SIGNS: dict[str, str] = {
    **_RADICALS,
    **{chr(0x3220 + i): f"（{c}）" for i, c in enumerate(_CHINESE)},  # ㈠
    **{chr(0x3280 + i): f"（{c}）" for i, c in enumerate(_CHINESE)},  # ㊀
    **{chr(0x2474 + i): f"（{i + 1}）" for i in range(20)},  # ⑴
    **{chr(0x2488 + i): f"{i + 1}." for i in range(20)},  # ⒈
    **{chr(0x2776 + i): chr(0x2460 + i) for i in range(10)},  # ❶
    **{chr(0x2780 + i): chr(0x2460 + i) for i in range(10)},  # ➀
    **{chr(0x278A + i): chr(0x2460 + i) for i in range(10)},  # ➊
    **{chr(0x24F5 + i): chr(0x2460 + i) for i in range(10)},  # ⓵
    **{chr(0xFF10 + i): str(i) for i in range(10)},  # ０
    **{chr(0xFF21 + i): chr(65 + i) for i in range(26)},  # Ａ
    **{chr(0xFF41 + i): chr(97 + i) for i in range(26)},  # ａ
    **{chr(0x1D7CE + i): str(i % 10) for i in range(50)},  # 𝟎
    **dict(zip("㍘㏠㏾", ("0点", "1日", "31日"), strict=True)),
    **dict(zip("［］｛｝〖〗﹛﹜", "[]{}【】{}", strict=True)),
    **dict.fromkeys("﹝❲〘⦗⟬", "〔"),
    **dict.fromkeys("﹞❳〙⦘⟭", "〕"),
    **dict.fromkeys("﹙❨⦅｟⟮⁽₍︵", "（"),
    **dict.fromkeys("﹚❩⦆｠⟯⁾₎︶", "）"),
    **dict.fromkeys("︽⟪", "《"),
    **dict.fromkeys("︾⟫", "》"),
    **dict.fromkeys("︰﹕∶꞉˸", "："),
    **dict.fromkeys("﹐︐", "，"),
    **dict.fromkeys("﹑︑､", "、"),
    **dict.fromkeys("﹔︔", "；"),
    **dict.fromkeys("﹒", "."),
    **dict.fromkeys("︒｡", "。"),
    **dict.fromkeys("‧∙⋅･・•", "·"),
    **dict.fromkeys("‑‒−﹣", "-"),
    **dict.fromkeys("，", "，"),
    "﹖": "？", "﹗": "！", "﹪": "%", "﹢": "+", "﹦": "=", "／": "/", "＋": "+", "＝": "=", "｜": "|",
    "〇": "〇", "㎡": "㎡",
}  # fmt: skip
_SIGNS = {sign: plain for sign, plain in _SIGNS.items() if sign != plain}
for _code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF)):  # Kangxi radicals, compatibility ideographs
    _SIGNS.setdefault(chr(_code), unicodedata.normalize("NFKC", chr(_code)))

_ORNAMENTS = "\uf06c\uf06e\uf075\uf0a7\uf0b7\uf0d8\uf0fc\uf0b2\uf076➢➤►▶▸‣⁃❖✦✧✪✔✓☑"
_EMOJI = (
    "\U0001f300-\U0001f51e\U0001f520-\U0001faff\U0001f1e6-\U0001f1ff"
    "☎☏✅❌❎❗❓❕❔⚠⚡⭐✨✳✴‼⁉⏰⏳⌛☀☔♨➕➖\ufe0f"
)
_DIGIT = r"[\d０-９]"
_WIDE = r"[\dOoＯｏ０-９]"
_NUMERAL = "[一二三四五六七八九〇]"
_STRANGE = re.compile(
    rf"(?P<sign>[{''.join(map(re.escape, sorted(_SIGNS)))}])"
    # 2O27年, 1O月, 〔2O26〕: a letter or a circle in a number of a date.
    rf"|(?P<nought>(?<={_DIGIT})[OoＯｏ○〇](?={_WIDE}{{0,3}}[年月日号〕\]）)])"
    rf"|(?<![A-Za-z\d０-９])[OoＯｏ○〇](?={_DIGIT}月))"
    r"|(?P<one>(?<=[\d０-９年月])[lI丨|](?=[\d０-９]?[月日])|(?<![A-Za-z])[lI](?=\d[月日]))"
    # 二O二六年, 二零二六年, 二0二六年
    rf"|(?P<zero>(?<={_NUMERAL})[OoＯｏ○0０零](?=[一二三四五六七八九〇OoＯｏ○0０零]{{0,2}}[年〕]))"
    r"|(?P<twenty>(?<=[月年号至到、—-])廿(?=[一二三四五六七八九]?[日号]))|(?P<thirty>(?<=[月年号至到、—-])卅(?=一?[日号]))"
    r"|(?P<entity>&(?:nbsp|ensp|emsp|quot|amp|lt|gt|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|#\d{2,6}|#x[0-9a-fA-F]{2,5});)"
    r"|(?P<keycap>(?:(?:\d\ufe0f?\u20e3){1,2}|\U0001f51f)[.．、]?[ \t\u3000]*)"  # 1️⃣ 🔟
    rf"|(?P<emoji>[{_EMOJI}]+)|(?P<ornament>[{_ORNAMENTS}]+[ \t\u3000]*)"
    # Markdown: headings, quotations, emphasis, links, escaped points.
    r"|(?P<heading>(?:#{1,6}[ \t]+|>[ \t]+)+)"
    r"|(?P<strong>\*\*|__(?=\S)|(?<=\S)__|(?<![*\w])\*(?=[^\s*][^*\n]{0,80}\*(?!\*))|(?<=[^\s*])\*(?![*\w\d]))"
    r"|!?\[(?P<link>[^\[\]\n]{1,120})\]\((?:https?:|/|\.|#|mailto:)[^()\s]{0,300}\)"
    # 「省财政厅牵头」, <责任单位：…>: a clause in the brackets of another script.
    r"|(?P<angle>[<＜〈「『](?=[^<>＜＞〈〉「」『』\n]{4,160}[>＞〉」』])(?=[^>＞〉」』\n]*(?:牵头|负责|配合|(?:责任|承办)(?:单位|部门))))"
    # 加强统计.继续…, 。11。加强…, 。7，加强…: a stop and a point that a scan took for each other
    rf"|(?P<stop>(?<=[\u4e00-\u9fff》”])(?<![{_CHINESE}])\.(?=[\u4e00-\u9fff“《]|$))"
    r"|(?P<point>(?:(?<=[。；）)]\d)|(?<=[。；）)]\d\d)|(?<=^\d)|(?<=^\d\d))[。，](?=[\u4e00-\u9fff]))"
    # —、总体要求: a dash for the figure one at the head of an item.
    r"|(?P<dash>(?:^|(?<=[。；：]))[—－–](?=、[\u4e00-\u9fff]))"
    # A sign six times and more is a rule: a typesetter's font draws one with 欗.
    r"|(?P<rule>(?P<drawn>[\u4e00-\u9fff\ue000-\uf8ff])(?P=drawn){5,200})"
    r"|(?P<escape>\\(?=[.、()\[\]*_#|~-]))|(?P<break>\\$|<br ?/?>)",
    re.MULTILINE,
)
# With one of these everything strange begins; a plain text holds few of them.
_FIRST = re.compile(
    r"([\u4e00-\u9fff\ue000-\uf8ff])\1{5}|[—－–](?=、)|(?<=[\u4e00-\u9fff》”])\.|(?<=\d)[。，]|\d(?=\d?\ufe0f?\d?\ufe0f?\u20e3)|"
    rf"[{_EMOJI}\U0001f51f<＜〈「『＞〉」』OoＯｏ○〇lI丨|0０零廿卅&#>*_!\[\\{_ORNAMENTS}"
    rf"{''.join(map(re.escape, sorted(_SIGNS)))}]"
)
_CLOSING = re.compile(r"(?P<closing>[>＞〉」』])")
_LETTERS = {
    "nought": "0",
    "one": "1",
    "zero": "〇",
    "twenty": "二十",
    "thirty": "三十",
    "dash": "一",
    "stop": "。",
    "point": ".",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the plain text that was printed otherwise."""

    start: int
    end: int
    printed: str


@dataclass(slots=True)
class Characters:
    """A text in plain signs, and where it differs from what was printed."""

    text: str
    changes: list[Change] = field(default_factory=list)

    def place(self, offset: int) -> int:
        """Where in the printed text the character at `offset` of the plain one stood."""
        at = bisect.bisect_right(self.changes, offset, key=lambda change: change.start)
        moved = self._moved[at - 1] if at else 0
        if at and offset < self.changes[at - 1].end:
            change = self.changes[at - 1]
            before = self._moved[at - 2] if at > 1 else 0
            return change.start + before + min(offset - change.start, max(len(change.printed) - 1, 0))
        return offset + moved

    _moved: list[int] = field(default_factory=list)


def plain(source: str) -> Characters:
    """The text in plain signs."""
    pieces: list[str] = []
    found = Characters("")
    at = length = moved = 0
    closes = -1  # where the bracket closes that was opened as 「 or <
    for begins in _FIRST.finditer(source):
        if begins.start() < at:
            continue
        match = _CLOSING.match(source, begins.start()) if begins.start() == closes else None
        match = match or _STRANGE.match(source, begins.start())
        if match is None:
            continue
        name = match.lastgroup or ""
        if name in ("heading", "ornament") and not _opens_line(source, match.start()):
            continue
        said = match.group()
        text = _plain_of(name, said, match)
        if text == said:
            continue
        if name == "angle":
            closed = _CLOSING.search(source, match.end())
            closes = closed.start() if closed else -1
        pieces += [source[at : match.start()], text]
        length += match.start() - at
        found.changes.append(Change(length, length + len(text), said))
        moved += len(said) - len(text)
        found._moved.append(moved)
        length += len(text)
        at = match.end()
    pieces.append(source[at:])
    found.text = "".join(pieces)
    return found


def _opens_line(source: str, at: int) -> bool:
    """Whether only blanks stand before a place on its line."""
    return not source[source.rfind("\n", max(at - 20, 0), at) + 1 : at].strip()


def _plain_of(name: str, said: str, match: re.Match[str]) -> str:
    if name == "sign":
        return _SIGNS[said]
    if name in _LETTERS:
        return _LETTERS[name]
    if name == "entity":
        return html.unescape(said)
    if name in ("angle", "closing"):
        return "（" if name == "angle" else "）"
    if name == "keycap":
        return "10." if said[0] == "\U0001f51f" else "".join(c for c in said if c.isdigit()) + "."
    if name == "link":
        return match["link"]
    return "\n" if name in ("break", "rule") else ""
