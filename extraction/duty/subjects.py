"""Who acts in an item that has no clause: the subjects of its sentences (各县于6月底前完成排查)."""

from __future__ import annotations

import re

from extraction.duty.roles import is_name
from extraction.duty.spoken import is_group_of_places, is_whoever, surely_a_body
from extraction.model import Role, Unit
from extraction.signs.unit_names import split_units

_ORDERS = r"要(?![求素点])|应(?!急|用|对|收)|须|必须|务必|将(?!军)|负责(?!人|任|制)|牵头"
_ACTS = (
    rf"{_ORDERS}|对(?![外口台])|于(?=[\d本每])|(?<!所)在|按|依|根据|结合|围绕|每(?=[\d年半季月周日天])"
    r"|推动|组织|开展|落实|做好|建立|加强|完善|制定|上报|报送|协调|督促|及时|定期|具体|积极|统筹|进一步|切实|严格|主动|抓好|完成|提供|配合|协助"
)
_ASKED = (
    r"于\d|负责(?!人|任|制)|牵头|纳入|[作做]|抓|根据|按照|组织|开展|定期|及时|统一|汇总|上报|报送|提供|开通|落实|会同|召开|跟进"
    r"|督办|对(?![外口])"
)
# 甲所、乙中心（乙办）
_NAME = r"(?:[^，,。；;：:“”《》（）()\n由]|[（(][^（）()\n]{1,12}[）)])"
_BEFORE = (
    r"(?:[一二三四五六七八九十]是|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[^，。；：\n由]{2,24}由)?"
)
_FIRST = re.compile(rf"{_BEFORE}(?P<who>{_NAME}{{2,60}}?)(?={_ACTS})")
_LATER = re.compile(rf"[，,](?P<who>{_NAME}{{3,20}}?)(?={_ORDERS})")
_GIVEN = re.compile(rf"(?:请|由)(?P<who>(?!请){_NAME}{{2,40}}?)(?={_ASKED})")
_FULL = re.compile(r"(?:国家|各?[省市县区州旗镇乡])(?![场民际内外域城块容情级长委员各])")
_SMALL = re.compile(r"各?(?:居委|村委|街道办)")  # too short for a name elsewhere
_NO_BODY = re.compile(r"坚持|[^，]*(?:领导|负责人)与|[^，]*(?:董事|监事|股东|理事|职代)会$")  # of any company
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_SENTENCE = re.compile(r"[^。；;\n]+")
_MOST = 12
NOT_SAID = "责任分工没有写明"  # in the doubt of a unit that is only inferred


def find_subjects(text: str, *, offset: int = 0) -> list[Unit]:
    """The bodies that head the sentences of an item or are asked within them (请甲办于…上报), each once.

    Each has the doubt that nothing says what its duty is.  Whoever it may be (各有关部门) is nobody.
    """
    found: dict[str, Unit] = {}
    for sentence in _SENTENCE.finditer(text):
        said = _FIRST.match(text, sentence.start(), sentence.end())
        places = [(said["who"], said.start("who"))] if said else []
        places += [(m["who"], m.start("who")) for m in _GIVEN.finditer(text, *sentence.span())]
        later = _LATER.finditer(text, *sentence.span())
        places += [(m["who"], m.start("who")) for m in later if _stands_in_full(m["who"])]
        for who, start in places:
            for unit in _bodies(who, offset + start):
                found.setdefault(unit.name, unit)
    names = list(found)
    # 各市（州）、县（市、区）要自查。各市（州）于…前报送: the second is of the first.
    whole = [unit for unit in found.values() if not any(n.startswith(f"{unit.name}、") for n in names)]
    for unit in whole[:_MOST]:
        unit.doubt = f"“{unit.name}”写在句首，{NOT_SAID}"
    return whole[:_MOST]


def _stands_in_full(name: str) -> bool:
    """Whether a name in mid-sentence is surely meant: it says of which place or level it is (镇政府)."""
    return _FULL.match(name) is not None


def _bodies(who: str, offset: int) -> list[Unit]:
    """Those of a list that are bodies or groups of places; none where one of it is no name at all."""
    units = split_units(who, Role.RESPONSIBLE, offset=offset)
    bodies = [unit for unit in units if _is_body(unit)]
    rest = [unit for unit in units if unit not in bodies]
    return bodies if all(is_whoever(unit.name) for unit in rest) else []


def _is_body(unit: Unit) -> bool:
    plain = _BRACKET.sub("", unit.name)
    if _NO_BODY.match(plain):
        return False
    if _SMALL.fullmatch(plain) or is_group_of_places(unit.name):
        return True
    return is_name(unit) and not is_whoever(unit.name) and surely_a_body(plain)
