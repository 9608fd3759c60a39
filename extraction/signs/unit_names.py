"""A list of units as printed to the units, none of their names torn apart.

`split_units` works on text without spaces; offsets are those of the text it is given plus `offset`.
"""

from __future__ import annotations

import re

from extraction.model import Role, Span, Unit

_OPEN, _CLOSE = "（(〔[【《“{〈", "）)〕]】》”}〉"
_ORGAN = "厅局委办部院会社行所司处室站队团府署库馆校场台网组企股科党群"  # the last character of most names
_ENDINGS = """
中心 大学 机构 部门 单位 企业 基地 开发区 新区 园区 示范区 保护区 度假区 海关 妇联
科协 残联 文联 工商联 侨联 社科联 作协 记协 中支 铁塔 移动 联通 电信 邮政 烟草
石化 石油 委员 成员 街道 乡镇 镇街 镇 乡 地区 各地 市县 县区 区县 市州 盟市 旗县
县 市 区 州 盟 旗 军区 警备区 军分区 武警 集团军 运营商 金融机构 港 专班 联席会议
主体 法人 业主 建设方 承办方 主产区 协作区 有关方面 各方面
 中央 中心校 各村 各社区 村居 村社 村组 村（社区） 总社 总行 分署 专员办
"""
_ORGAN_ENDS = tuple(_ENDINGS.split())
_ZONE = (
    r"新区|经济开发区|开发区|工业园区|园区|管理区|功能区|高新区|经开区|度假区|示范区|保税区|(?:风景)?名胜区"
)
_PLACE = rf"(?:自治[区州县旗]|直辖市|{_ZONE}|街道|地区|[省市州盟县区旗乡镇地])"
_SEAT = r"(?:人民政府|政府|行政公署|行署)"
_LEVEL = re.compile(
    r"(?:各|有关|相关|全[省市区县]各?|所有|其他|省内各?|市内各?)*(?:地级|设区的?|直管|省辖|县级|市辖|自治)?"
    rf"(?:{_PLACE}{{1,4}}|省级|市级|县级|区级|州级|省直|市直)"
    r"(?:[（(〔][^）)〕]{1,8}[）)〕])?(?:级)?"
)
_LEVEL_START = re.compile(
    r"(?:[（(〔][^）)〕]{1,8}[）)〕])?(?:(?:省直管|省管|市辖)?(?:县|市|区|州|旗|盟|乡|镇|街道)|地区|自治|直辖市|两级|三级"
    rf"|各?(?:县|区|乡镇|街道|{_ZONE}))"
)
# 各盟行政公署、市人民政府: the second has no 各 of its own.
_SEAT_GROUP = re.compile(
    rf"(?:各|有关|相关|所有)+(?:设区的?)?{_PLACE}{{1,4}}(?:[（(〔][^）)〕]{{1,8}}[）)〕])?{_SEAT}"
)
_BARE_SEAT = re.compile(rf"{_PLACE}{{1,3}}(?:[（(〔][^）)〕]{{1,8}}[）)〕])?{_SEAT}")
_OWN = re.compile(r"[省市州县区](?:直(?!管)|委(?!员)|属|级机关)")  # 区直各部门, 市委: a unit of its own
_LOW = re.compile(r"(?:乡|镇|街道|园区|开发区|新区)$")
_ABOVE = re.compile(r"(?:自治)?[省市州盟县区旗](?!镇|乡)")
_OFFICE = r"(?:牵头|主办|主责|总?牵头负责|配合|协办|参与|参加|协助|责任|负责|承办)"
_MARKED = re.compile(rf"[（(](?P<said>{_OFFICE})(?:单位|部门)?[）)]$")
_FUSED = re.compile(r"(?:[厅局委办院]|政府|部门|单位|中心|委员会)(?=[各省市县区][\u4e00-\u9fff〔（(])")
_REMARK = re.compile(r"[（(][^（）()]{0,60}(?:下同|以下简称|简称|为牵头单位|未明确)[^（）()]{0,40}[）)]$")
_ET_CETERA = re.compile(
    r"等(?:\d{1,3}个|[一二三四五六七八九十]{1,3}个|各)?"
    r"(?:中省直|中直|省直|市直|县直|区直|省级|市级|国务院|省政府|市政府|省|市|县|区|中央|国家|驻\w{1,2})?"
    r"(?:各)?(?:有关|相关|其他)?(?:职能|行业|主管|业务|责任|成员|配合)?"
    r"(?:区政府|县政府|市政府|部门(?:和单位|、单位|[（(]单位[）)]|及单位|单位)?|单位(?:和部门)?|部委|委办局|机构|机关|地区|地方|地|企业|高校|院校|科研院所|科研机构|金融机构|医院|媒体|方面)?"
    r"(?=$|及|和|与|以及|、|，|,|；|;|按|分别|共同|根据|依)"
)
# 某局等市直（驻市）进驻大厅单位: whatever says more of the rest that nobody names.
_VAGUE_REST = re.compile(
    r"等(?:[^，、；。,;：等（）()]|[（(][^（）()]{0,20}[）)]){0,40}?(?:部门|单位|处室|科室|股室|机构|站所|院所|委办局)"
    r"(?:[（(](?:单位|部门|处室|机构)[）)])?(?=$|及|和|与|以及|按|分别|共同|根据|依)"
)
_LEADING = re.compile(
    r"^(?:(?:依法由|统一由|主要由|具体由|以上(?:各项)?(?:任务|工作|事项)?均?由|由|请|需|均需|并由|[此该这本]项(?:工作|任务)(?:由)?|(?:具体|相关|上述)(?:工作|任务)(?:由)?|再由|以及|会同|联合(?![社会国采专指督]|办公|工作)|商(?![务业贸品会标检])|等|其中|各自|(?:所|由所)?(?:涉及|对应|相应|相关)(?:到)?的|按照?职责(?:分工)?"
    r"|及|与|和(?=[省市各有相国中]))(?=[\u4e00-\u9fff]))+"
)
_TRAILING = re.compile(
    r"(?:等)?(?:(?:按照?|依据?|根据|依照)(?:各自)?(?:的)?(?:职责|职能|任务|分工|权限|管辖)(?:范围|分工|权限|任务|要求)?"
    r"|分别|分头|共同|具体|各自|分工|结合实际|按要求|依法|统筹|均|都|皆)+$"
)
# What a department is for, where several are named by that alone (县教育、卫健、民政等部门).
_FIELD = (
    r"(?:教育|教体|人事|劳动保障|劳动和?社会保障|卫健|卫生健康|卫生|民政|公安|司法|财政|人社|人力社保|人力资源和?社会保障|发改|发展改革|发展和改革|工信|经信|工业和信息化|自然资源|国土资源|国土|"
    r"自然资源和规划|规划|生态环境|环保|环境保护|住建|住房和?城乡建设|建设|交通|交通运输|水利|水务|农业|农业农村|林业|林草|商务|文旅|文化|文化和?旅游|旅游|文广旅体|"
    r"退役军人|退役军人事务|应急|应急管理|安监|审计|市场监管|市场监督管理|工商|质监|食药监|药监|体育|统计|医保|医疗保障|信访|乡村振兴|扶贫|城管|城市管理|综合执法|"
    r"大数据|政务服务|金融|税务|气象|消防|消防救援|残联|妇联|共青团|团委|工会|关工委|宣传|网信|组织|编办|机构编制|科技|民宗|民族宗教|检察|法院|外事|国资|供销|邮政|电力|通信|"
    r"烟草|海关|人民银行|粮食|粮食和物资储备|能源|园林|房管|公积金|地震|统战|政法|纪检监察|监察|疾控|交警|环卫|畜牧|渔业|知识产权|数据)"
)
_FIELD_PIECE = re.compile(
    rf"(?:(?:由|及|和|以及)?(?:各级|各地|各|[省市县区州]级?|[省市县区]直|相关|有关)*){_FIELD}(?:行政|主管|监管)?(?:和{_FIELD})?"
)
_FIELD_END = re.compile(r"等?(?:有关|相关)?(?:职能|主管|行政主管|行业主管|行政)?部门")
FIELD_GROUP = re.compile(
    rf"(?:各级|各地|各|[省市县区州]级?|[省市县区]直|相关|有关)*{_FIELD}(?:(?:、|和|及){_FIELD}){{1,20}}等(?:有关|相关)?(?:职能|主管|行政主管|行业主管|行政)?部门"
)
_JOINT = re.compile(r"以及|及(?!其他所属|所属|下属|直属|时|格)|和|与")
_JOINT_FIRST = re.compile(r"以及|及|与|和(?![平县田龙静顺林硕布政谐美悦泰合])")
# 市房产市场和产权管理中心: what a body is for, which ends as names do, too.
_SUBJECT = re.compile(
    r"[省市县区州旗](?![属直内管辖级])[\u4e00-\u9fff]{0,6}(?:市场|社会|机关|企业|社区|人才)"
)
_OF_SUBJECT = re.compile(r"(?![省市县区州旗国各有相])[\u4e00-\u9fff]{3,}(?:中心|局|处|办|委|厅|署)")
_EVENT = re.compile(r"(?:[运奥博]|运动|博览|交易)会$")  # 省运会和省残运会组委会: one body for both
_PART_OF_NAME = ("中央", "地方", "政府", "部门", "单位")  # 中央和国家机关工委 is one
_BAD = re.compile(r"[0-9０-９A-Za-z?!？！。；：:…]{1}")
NOT_PARTED = "两个单位之间没有分隔，已断开"
NOBODY = frozenset(
    ("政府", "部门", "单位", "机构", "企业", "公众", "社会", "市场", "群众", "个人", "中央", "地方")
)
# What is left of a list that was not parted: a verb, a connective, a note.
_MORE_THAN_A_NAME = re.compile(
    r"牵头|配合(?!饲料)|负责|会同|下同|(?<!地级)(?<!县级)以上|上述|，|等(?:国务院|有关|相关|部门|单位)|^(?:和(?![平县田龙静顺林硕布政谐])|及|与|由)"
    r"|(?:厅|局|委|办)(?:及|和|与)(?:其他|省|市|县|各)"
)
_VERBS = re.compile(
    r"(?:(?<!主)要|应|须|加强|推动|推进|落实|建立|完善|组织|开展|制定|做好|确保|支持|鼓励|提高|提升|实施|负责|牵头|配合|报送|结合|按照|根据|期间)"
)
# 数据工作推进小组: a verb that says what a group was set up for
_SET_UP_FOR = re.compile(
    r"(?:推进|推动|落实|组织|实施|提升)(?=(?:工作|协调|领导){0,2}(?:小组|专班|指挥部|委员会|办公室))"
)
_LEVELS = re.compile(r"^(?:各级|各地|各|[省市县区州]级)*")
_COUNTED_GROUP = re.compile(r"\d{1,3}个[\u4e00-\u9fff]{2,16}(?:单位|部门|地区|县市区|街道|乡镇)")
_EACH_GROUP = re.compile(r"各(?:指标)?(?:牵头|责任|配合|成员|承办)(?:单位|部门)|各地方")
_SELF = re.compile(r"^(?:政府|部门|单位|人民政府|党委|机关|机构|委员会|下属|所属)")


def split_units(text: str, role: Role, *, offset: int = 0) -> list[Unit]:
    """The units of a list, each with its role and place.

    Parts at 、，and at 及 和 与 between two units; a group such as 各市、县级政府 and a name such as
    省发展改革委（省能源局） stay whole.  等部门 and manner words (按职责分工) are no units.
    """
    units = []
    pieces = [part for piece in _pieces(text) for part in _unfused(text, *piece)]
    doubts = {start: doubt for start, _, doubt in pieces if doubt}
    for first, end in _whole(text, [(start, end) for start, end, _ in pieces]):
        said, last = _role_of(text, first, end)
        last = _without_remark(text, first, last)
        name = tidy(text[first:last])
        if name:
            span = Span(offset + first, offset + last)
            doubt = unit_doubt(name) or doubts.get(first, "")
            units.append(Unit(name=name, role=said or role, span=span, doubt=doubt))
    return units


def _unfused(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Names that nothing parts (省司法厅各市〔州〕, 省住建厅省医保局), each on its own.

    With a doubt, but where 各 begins the second: no name goes on so.
    """
    cuts = [start]
    for match in _FUSED.finditer(text, start, end):
        left, right = text[cuts[-1] : match.end()], text[match.end() : end]
        same = text[cuts[-1]] == right[0] or right[0] == "各"
        if same and len(left) >= 4 and looks_like_unit(left) and looks_like_unit(right):
            cuts.append(match.end())
    ends = [*cuts[1:], end]
    sure = all(text[cut] == "各" for cut in cuts[1:])
    said = "" if sure else NOT_PARTED
    return [(a, b, said) for a, b in zip(cuts, ends, strict=True)]


def _without_remark(text: str, start: int, end: int) -> int:
    """Where a name ends before a remark in brackets (…（逗号前为牵头单位，下同）)."""
    remark = _REMARK.search(text, start, end)
    return remark.start() if remark and remark.start() > start else end


def _role_of(text: str, start: int, end: int) -> tuple[Role | None, int]:
    """The role printed behind a name (市教育局（牵头）), None where none is, and where the name ends."""
    mark = _MARKED.search(text, start, end)
    if mark is None or mark.start() == start:
        return None, end
    said = mark["said"]
    if "牵头" in said or said.startswith("主"):
        return Role.LEAD, mark.start()
    return (Role.RESPONSIBLE if said in ("责任", "负责", "承办") else Role.SUPPORT), mark.start()


def tidy(name: str) -> str:
    """A name without white space."""
    return "".join(name.split())


def _pieces(text: str) -> list[tuple[int, int]]:
    """Spans between the separators at bracket depth nought, trimmed; empty ones dropped."""
    cuts: list[tuple[int, int]] = []
    depth = start = 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and char in "、，,；;。\t\n/／ ":
            cuts.append((start, index))
            start = index + 1
    cuts.append((start, len(text)))
    pieces: list[tuple[int, int]] = []
    for start, end in cuts:
        pieces.extend(_parts(text, start, end))
    return [trimmed for trimmed in (_trim(text, *piece) for piece in pieces) if trimmed[0] < trimmed[1]]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A piece parted at 等部门 and at 及, 和, 与 where both sides are units."""
    found: list[tuple[int, int]] = []
    rests = list(_ET_CETERA.finditer(text, start, end))
    if not rests:
        rests = [
            m for m in _VAGUE_REST.finditer(text, start, end) if looks_like_unit(text[start : m.start()])
        ]
    for match in rests:
        if _depth(text, start, match.start()) or match.start() == start:
            continue
        found.extend(_joined(text, start, match.start()))
        start = match.end()
        joint = _JOINT_FIRST.match(text, start, end)  # 等部门和各地区
        start = joint.end() if joint else start
    return [*found, *_joined(text, start, end)]


def _joined(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for match in list(_JOINT.finditer(text, start, end)):
        left, right = text[start : match.start()], text[match.end() : end]
        if match.start() < start or _depth(text, start, match.start()):
            continue
        if (match.start() == start and (match.group() != "和" or right[:1] in "省市各有相国中")) or (
            looks_like_unit(left)
            and left not in _PART_OF_NAME
            and not _EVENT.search(left)
            and not _LEVEL.fullmatch(_LEADING.sub("", left))
            and (len(right) >= 3 or _LEVEL.fullmatch(right))
            and not _SELF.match(right)
            and not (_SUBJECT.fullmatch(left) and _OF_SUBJECT.fullmatch(right))
        ):
            found.append((start, match.start()))
            start = match.end()
    return [*found, (start, end)]


def _depth(text: str, start: int, end: int) -> int:
    part = text[start:end]
    return sum(part.count(c) for c in _OPEN) - sum(part.count(c) for c in _CLOSE)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " 、，,；;：:。.*＊★☆·—-）)":
        start += 1
    while start < end and text[end - 1] in " 、，,；;：:。.*＊★☆·—-":
        end -= 1
    lead = _LEADING.match(text[start:end])
    if lead and lead.end() < end - start:
        start += lead.end()
    while True:
        tail = _TRAILING.search(text[start:end])
        if tail is None:
            break
        end = start + tail.start()
    if text[start:end].endswith("等") and end - start > 2:
        end -= 1
    return start, end


def _whole(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces with the parts of a place group (各市、县级政府) put together again."""
    merged: list[tuple[int, int]] = []
    index = 0
    while index < len(pieces):
        start, end = pieces[index]
        last = index
        while last + 1 < len(pieces) and _one_group(text, pieces[last], pieces[last + 1]):
            last += 1
        if last == index:
            group, stop = _field_group(text, pieces, index)
            if group > index:
                merged.append((start, stop))
                index = group + 1
                continue
            last = _fields(text, pieces, index)
        if last > index and looks_like_unit(text[start : pieces[last][1]]):
            end = pieces[last][1]
            index = last
        merged.append((start, end))
        index += 1
    return merged


def _one_group(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two neighbours name one group of places: 各市、县级政府, but not 各街道、区直各部门."""
    before, after = text[first[0] : first[1]], text[second[0] : second[1]]
    between = text[first[1] : second[0]]
    bare = _BARE_SEAT.fullmatch(after) is not None
    if after in ("单位", "部门") and between in ("、", "和", "及") and before.endswith(("部门", "单位")):
        return True  # 市直有关部门、单位
    if between not in ("、", "和", "及", "与", "/", ",", "，") or (between in ",，" and not bare):
        return False
    if _SEAT_GROUP.fullmatch(before):
        return bare
    if not _LEVEL.fullmatch(before) or not _LEVEL_START.match(after) or _OWN.match(after):
        return False
    if not bare and before[-1] in "县区旗" and after[0] in "市州盟":
        return False  # 各区、市教育局
    return not (_LOW.search(before) and _ABOVE.match(after))


def _field_group(text: str, pieces: list[tuple[int, int]], index: int) -> tuple[int, int]:
    """The last piece of a list of fields that ends in 等部门, and where the words end; `index` for none."""
    last = index
    while last < len(pieces) and _FIELD_PIECE.fullmatch(text, *pieces[last]):
        end = _FIELD_END.match(text, pieces[last][1])
        if end is not None:
            return (last, end.end()) if last > index else (index, pieces[index][1])
        if last + 1 == len(pieces) or text[pieces[last][1] : pieces[last + 1][0]] not in ("、", "和", "及"):
            break
        last += 1
    return index, pieces[index][1]


def _fields(text: str, pieces: list[tuple[int, int]], index: int) -> int:
    """The last piece of a group of fields (教育、财政、人社部门), `index` where there is none."""
    last = index
    while (
        last + 1 < len(pieces)
        and last - index < 20
        and len(_LEVELS.sub("", text[pieces[last][0] : pieces[last][1]])) <= 5
        and not looks_like_unit(text[pieces[last][0] : pieces[last][1]])
        and text[pieces[last][1] : pieces[last + 1][0]] == "、"
    ):
        last += 1
    ends = text[pieces[last][0] : pieces[last][1]]
    return last if last > index and len(ends) <= 9 and ends.endswith("部门") else index


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as names of units end."""
    bare = re.sub(r"[（(〔\[【][^（(〔）)〕\]】]*[）)〕\]】]", "", name)
    if len(bare) < 2:
        return False
    return bare.endswith(_ORGAN_ENDS) or bare[-1] in _ORGAN


_VILLAGE = re.compile(
    r"(?!.*(?:农|乡)村)[\u4e00-\u9fff]{2,5}[村屯]"
)  # 东山村: as a unit only where a label says so


def half_quoted(name: str) -> bool:
    """Whether a name holds half a quotation: a cell or a line was torn in it."""
    return any(name.count(a) != name.count(b) for a, b in ("“”", "《》"))


def unit_doubt(name: str) -> str:
    """Why a person should look at a unit, in Chinese; empty when it looks like one."""
    bare = re.sub(r"[（(〔][^（(〔）)〕]*[）)〕]", "", name)
    if any(name.count(a) != name.count(b) for a, b in ("()", "（）", "〔〕")) and name.count(
        "("
    ) + name.count("（") != name.count(")") + name.count("）"):
        return f"“{name}”的括号不成对"
    if name.startswith("其") and not name.startswith("其他"):
        return f"“{name}”指代前面的单位，请写明"
    if _COUNTED_GROUP.fullmatch(bare) or _EACH_GROUP.fullmatch(bare) or FIELD_GROUP.fullmatch(bare):
        return ""
    if len(bare) > 24 and not bare.endswith("成员单位"):
        return f"“{name}”过长，可能不是单位名称"
    if len(bare) < 2:
        return f"“{name}”过短，可能不是单位名称"
    if _BAD.search(bare):
        return f"“{name}”含有单位名称中少见的字符"
    if name in NOBODY or _MORE_THAN_A_NAME.search(bare):
        return f"“{name}”可能不是一个单位的名称"
    if not looks_like_unit(name) and not _VILLAGE.fullmatch(bare):
        return f"“{name}”不像单位名称"
    if len(bare) > 8 and _VERBS.search(_SET_UP_FOR.sub("", bare)):
        return f"“{name}”中有动词，可能不是单位名称"
    return ""
