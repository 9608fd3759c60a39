"""Printed values read as numbers: ≥98%, 力争达到8人, 比2020年下降10%以上, 162.

The printed form always stays beside what was read; what cannot be read is None, never a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extraction.model import Candidate, Comparator, Quantity, Span
from extraction.signs.printed import printed as as_printed
from extraction.signs.surroundings import Surroundings

# Longer units first: a regular expression takes the first that fits.
_UNITS = (
    "个百分点|百分点|(?:万|亿)?(?:平方公里|平方米|立方米|千瓦时|户次|人次|公里|千瓦|公顷|元|亩|斤|吨|辆|套|户|人|个|台|头|张|件|株)"
    "|万亿元|兆瓦|课时|学时|小时|分钟|家|项|所|座|条|处|名|支|只|批|场|次|期|天|日|米|岁|床|种|类|份|村|县|镇|间|块|本|部|门|岗|对"
    "|万|亿"
)
_NUMBER = r"(?P<number>\d{1,12}(?:[.．]\d{1,6})?)"
_BEFORE = (
    r"(?:(?P<sign>[≥≧≤≦><＞＜=＝≈])|(?P<least>不低于|不少于|不小于|至少|达到|达|提高到|提高至|提升到|提升至|增加到|增至|增加至|"
    r"保持在?|稳定在)|(?P<most>不高于|不超过|不大于|不多于|控制在|下降到|下降至|降至|降低到|降低至|压缩至|压减至)|"
    r"(?P<more>超过|突破|高于|大于|多于)|(?P<less>低于|小于|少于)|(?P<about>约|近|大约|左右))"
)
_AFTER = r"(?:(?P<above>以上|及以上|以外)|(?P<below>以内|以下|之内|及以下)|(?P<near>左右|上下))?"
_CHANGE = r"(?P<change>年均增长|增长|提高|增加|提升|上升|下降|降低|减少|压减|压缩)"
_QUANTITY = re.compile(
    r"(?P<strives>力争|争取)?(?:到20\d\d年)?(?:(?:比|较|相比)(?P<year>20\d\d)?年?(?:上年|基期|同期)?)?(?:累计|总体|基本|总数|平均)?"
    rf"{_CHANGE}?{_BEFORE}?[\[（]?[+]?{_NUMBER}(?:—(?P<upper>\d{{1,12}}(?:\.\d{{1,6}})?))?"
    rf"(?P<unit>%|‰|{_UNITS}|[A-Za-z/一-龥·]{{0,8}}?)[\]）]?{_AFTER}(?:（[^（）]{{0,40}}）)?$"
)
_SIGNS = {
    "≥": Comparator.AT_LEAST,
    "≧": Comparator.AT_LEAST,
    "≤": Comparator.AT_MOST,
    "≦": Comparator.AT_MOST,
    ">": Comparator.MORE,
    "＞": Comparator.MORE,
    "<": Comparator.LESS,
    "＜": Comparator.LESS,
    "=": Comparator.EQUAL,
    "＝": Comparator.EQUAL,
    "≈": Comparator.ABOUT,
}
_WORDS = {
    "least": Comparator.AT_LEAST,
    "most": Comparator.AT_MOST,
    "more": Comparator.MORE,
    "less": Comparator.LESS,
    "above": Comparator.AT_LEAST,
    "below": Comparator.AT_MOST,
    "about": Comparator.ABOUT,
    "near": Comparator.ABOUT,
}
_FALLS = re.compile(r"下降|降低|减少|压减|压缩")

_REACHES = (
    "达到|达|不低于|不少于|不高于|不超过|提高到|提高至|提升到|提升至|增加到|增加至|增至|突破|超过|控制在|稳定在|保持在|降至|下降到|下降至|降低到|降低至|"
    "压缩至|扩大到|扩大至|发展到"
)
_DOES = (
    "培训|培育|新建|新增|改建|改造|建设|建成|完成|认定|引进|创建|打造|支持|招引|实施|开展|组织|选派|招募|发放|办理|推广|"
    "治理|修复|安置|帮扶|救助|孵化|遴选|布局|设立|举办|制定|修订|开工|投资|整治|淘汰"
)
_IN_SENTENCE = re.compile(
    rf"(?P<value>(?:力争|争取)?(?:{_REACHES})?(?P<figure>\d{{1,12}}(?:\.\d{{1,6}})?(?:—\d{{1,12}}(?:\.\d{{1,6}})?)?)"
    rf"(?:%|‰|{_UNITS})(?:以上|以下|以内|左右)?)"
)
_OBJECT = re.compile(rf"(?P<verb>{_DOES})(?P<object>[^，。；：、\d]{{1,16}})$")
_NOT_A_TARGET = re.compile(r"(?:第|前|后|近|过去|已|曾|其中|每|按|给予|奖励|补助|补贴|超过|满|比例为)$")
_PAST = re.compile(r"已|截至|截止|目前|现有|上年|去年")
_TRIM = re.compile(r"^(?:力争|争取|确保|使|推动|促进|实现|全省|全市|到20\d\d年|20\d\d年|年底前|将|把|其中)+")


def parse_quantity(printed: str) -> Quantity | None:
    """What a printed value says; None where it holds no single number (—, 持续提高)."""
    match = _QUANTITY.match(as_printed(printed).text.replace("，", "").replace("．", "."))
    if match is None:
        return None
    upper = Decimal(match["upper"]) if match["upper"] else None
    change = match["change"] or ""
    return Quantity(
        printed,
        _comparator(match),
        Decimal(match["number"]),
        match["unit"] or "",
        upper,
        ("下降" if _FALLS.search(change) else "增长") if change else "",
        int(match["year"]) if match["year"] else None,
        bool(match["strives"]),
    )


def candidate_targets(text: str, *, offset: int = 0) -> list[Candidate]:
    """The targets inside the sentences of one task (培训农民2.5万人), in order, for a person to judge.

    `offset` is added to the spans, which cover the value.  Figures of what was done before, of amounts for
    each and inside titles are left out.
    """
    printed = as_printed(text)
    found = []
    for match in _IN_SENTENCE.finditer(printed.text):
        around = Surroundings(printed.text, match.start(), match.end())
        name = _name(around, match)
        quantity = parse_quantity(match["value"])
        if not name or quantity is None or around.in_a_name:
            continue
        first, last = printed.span(match.start(), match.end())
        found.append(Candidate(name, quantity, Span(offset + first, offset + last)))
    return found


def _comparator(match: re.Match[str]) -> Comparator:
    if match["sign"]:
        return _SIGNS[match["sign"]]
    groups = match.groupdict()
    for word, comparator in _WORDS.items():
        if groups[word]:
            # “达到85%左右” is about, “达到85%以下” at most: what stands behind the number decides.
            behind = next((_WORDS[w] for w in ("above", "below", "near") if groups[w]), None)
            return behind or comparator
    return Comparator.EQUAL


def _name(around: Surroundings, match: re.Match[str]) -> str:
    """What the figure counts: the subject before 达到, or the verb with its object; "" if no target."""
    left = around.left.split("、")[-1]
    if _NOT_A_TARGET.search(left) or _PAST.search(around.sentence_left):
        return ""
    if not match["value"][0].isdigit():
        subject = _TRIM.sub("", left)
        subject = subject if len(subject) > 1 else _TRIM.sub("", around.previous_clause)
        return subject if 1 < len(subject) <= 40 else ""
    found = _OBJECT.search(left)
    return f"{found['verb']}{found['object']}" if found else ""
