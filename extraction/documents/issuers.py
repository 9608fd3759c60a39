"""Who issued a document: named in its title, below it, or at its top."""

from __future__ import annotations

import re

from extraction.documents.gazette import DATE, Part
from extraction.text.healing import Paragraph

ORGAN_END = (
    r"(?:人民政府办公厅|人民政府办公室|人民政府|政府办公厅|办公厅|办公室|督查室|委员会|管委会|领导小组|指挥部|省委|市委|县委|党委|政府|"
    r"办事处|管理处|厅|局|委|办|部|院|会|社|行|署|总队|中心|集团|公司|大学)"
)
_NAME = r"[\u4e00-\u9fff“][\u4e00-\u9fff（）()、·“”\d\s]"  # 市“两减”工作领导小组, 市12345热线办公室
_ISSUER = re.compile(
    rf"^(?P<issuer>{_NAME}{{1,79}}?{ORGAN_END})\s*"
    r"(?=关于|印发|转发|批转|公布|发布|对|令|公告|通告|专题会|常务会|办公会|会议纪要)"
)
SIGNED = re.compile(rf"^{_NAME}{{1,59}}{ORGAN_END}$")
_MOST_SIGNERS = 20


def issuer_of(part: Part, title: str) -> str:
    """Who issued it: before 关于 in the title, else the signature, else the red head; joint ones apart."""
    paragraphs = part.paragraphs
    raw = " ".join(p.raw for p in paragraphs[part.title[0] : part.title[1]])
    match = _ISSUER.match(raw) or _ISSUER.match(title)
    signed = _signers(paragraphs)
    if match:
        named = _joint(match["issuer"])
        # 省人民政府办公厅 in the title, 云山省人民政府办公厅 under it
        return signed if named[:1] in "省市州县区" and signed.endswith(named) else named
    if signed:
        return signed
    for paragraph in paragraphs[: max(part.title[0], (part.number or 0)) + 1]:
        if paragraph.text.endswith("文件") and len(paragraph.text) <= 60:
            return _joint(
                paragraph.raw[: paragraph.raw.rfind("文件")]
                if "文件" in paragraph.raw
                else paragraph.text[:-2]
            )
    return ""


def _signers(paragraphs: list[Paragraph]) -> str:
    """Those who signed above the last date that has a signature; "" where nobody did."""
    for index in range(len(paragraphs) - 1, 0, -1):
        if DATE.fullmatch(paragraphs[index].text):
            signers: list[str] = []
            above = index - 1
            while above >= 0 and index - above <= _MOST_SIGNERS and SIGNED.match(paragraphs[above].text):
                signers.insert(0, _joint(paragraphs[above].raw))
                above -= 1
            if signers:
                return " ".join(signers)
    return ""


def _joint(raw: str) -> str:
    """Joint issuers, printed one after the other with spaces between them, parted by one space."""
    pieces: list[str] = []
    for piece in raw.split():
        unfinished = bool(pieces) and not re.search(rf"{ORGAN_END}$", pieces[-1])
        unfinished = unfinished or piece.startswith("员会")
        if unfinished or (pieces and re.fullmatch(ORGAN_END, piece)):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    pieces = [part for piece in pieces for part in _same_region(piece.strip("、"))]
    return " ".join(piece for piece in pieces if piece)


def _same_region(text: str) -> list[str]:
    """Two issuers of one region printed without a space between them, parted where the region recurs."""
    region = re.match(r"[\u4e00-\u9fff]{2,4}?[省市县区州盟旗]", text)
    if region is None:
        return [text]
    parts, start = [], 0
    for match in list(re.finditer(region.group(), text))[1:]:
        if re.search(rf"{ORGAN_END}$", text[start : match.start()]):
            parts.append(text[start : match.start()])
            start = match.start()
    return [*parts, text[start:]]
