"""Whether an item orders something, or only says what a thing is, of whom it speaks and what it asks for.

What orders says what must be done (要, 应当, 严禁 …), begins a sentence with what is to be done (加强…,
建立…), names who acts, or grants something.  What describes stands under a heading that says so (申报条件,
检查内容, 体检方法), behind words that announce it (应提供以下材料：), or says so itself (本办法所称…是指…).
"""

from __future__ import annotations

import re

_MODAL = re.compile(
    r"(?<![主重需只首想还就纪概扼])要(?!求|素|件|点|领|闻|害|塞|么|道|约|义|务)"
    r"|(?<![相对反适供效响感一])应(?!用|急|对|届|变|收|付|聘|诉|税|答|邀|力|援|激|征|试|和|验)"
    r"|(?<!无)须|必须|务必|不得|不准|严禁|禁止|(?<![申邀聘提报])请(?!求|示|假)|一律|确保|力争|争取|可以(?![^，。；]{0,4}的)|均可|予以|给予|免征|免收|按期"
)
_DONE = (
    "加强|加快|加大|推进|推动|推广|推行|开展|建立|建设|完善|落实|组织|制定|制订|做好|实施|强化|提升|提高|抓好|抓紧|健全|支持|鼓励|引导|严格|优化|"
    "深化|成立|编制|出台|打造|培育|实行|明确|规范|清理|整治|排查|报送|深入|发挥|坚持|促进|扩大|拓展|构建|探索|依托|充分|加速|巩固|创新|改善|保障|"
    "围绕|聚焦|统筹|突出|增强|增加|减少|缩短|压缩|压减|取消|简化|整合|筹集|设立|搭建|引进|吸引|培养|选派|选聘|全面|大力|积极|持续|认真|切实|进一步|着力|"
    "有序|稳步|扎实|广泛|及时|定期|不断|努力|督促|指导|调整|改造|配备|配齐|升级|改进|严厉|严肃|严控|畅通|打通|疏通|挖掘|营造|开发|开放|举办|采取|"
    "遴选|确定|打击|查处|摸排|摸清|梳理|总结|上报|报告|反馈|奖励|补助|扶持|帮扶|推荐|逐步|合理|科学|精准|妥善|全力|新建|续建|改建|扩建|启动|落细|"
    "贯彻|牢固|树立|学习|遵守|履行|承担|动员|召开|汇聚|集中|激发|激励|带动|融合|协同|共建|解决|化解|防范|防止|杜绝|避免|消除|破除|突破|攻克|走访|"
    "宣传|普及|公开|公布|公示|修订|起草|拟订|主动|尽快|立即|迅速|放宽|延长"
)
_DOES = re.compile(
    rf"(?:^|[。；！\n：]|[一二三四五六七八九]是(?:要)?|[①-⑳]|[（(][\d一二三四五六七八九]{{1,2}}[）)])(?:{_DONE}|对[^。；，]{{2,40}}(?:进行|开展|实施|实行|按))"
)
_ACTS = re.compile(
    r"负责(?!人|制|任)|牵头|会同|由[^，。；]{2,24}(?:进行|办理|组织|实施|审核|审查|发放|出具|公布)"
)

# Headings of what an item asks for of those who apply, of what is looked at, of how a thing is made up.
_ASKED_FOR = re.compile(
    r"(?:申报|申请|所需|准入|认定|参评|评选|报名|入选|推荐|办理|享受|受理|设立|遴选|基本|必备|应当?具备的?|需要?具备的?|补贴|扶持|资助|支持|不予[\u4e00-\u9fff]{2,4})?"
    r"(?:条件|资格|材料|资料|情形|要件)(?:[与和及、](?:条件|要求|资格|材料|资料|对象|范围|标准|程序|流程))?$"
)
_LOOKED_AT = re.compile(
    r"(?:检查|自查|核查|抽查|督查|督导|巡查|考核|考评|评价|评估|调查|监测|普查|测评|审查|体检|检测|暗访|评审|验收|审计)(?:工作)?的?(?:主要|重点)?(?:内容|指标|项目|事项|要点)$"
)
_MADE_UP = re.compile(
    r"(?:(?:样本|试点|示范|参评|受检|抽样)(?:城市|地区|县[市区]?|企业|学校|单位|医院|区域|村镇?|乡镇?|街道|社区|项目|点位)|(?:体检|评价|评估|检测|监测|调查|组建|统计|抽样|计算|测算|计分|评分|考核)(?:方法|方式|办法|口径)|(?:评分|考核|考评|评价|评定|计分)(?:标准|指标|等次)"
    r"|(?:办理|申报|申请|审批|受理|兑现|拨付|认定|评审|报名)(?:程序|流程|步骤)"
    r"|(?:预警|响应|事件|灾害|灾情|险情|风险|隐患|等级)(?:分级|分类)(?:标准)?|(?:级别|等级)划分(?:标准)?)$"
)
_LAID_OUT = re.compile(r"(?:空间|功能|区域|总体)布局$")
_STATES = re.compile(
    r"(?:情况|(?:的|与|和)(?:情形|程度|比例|数量)|是否[\u4e00-\u9fff、，（）]{2,60})(?:等)?(?=[。；，]|$)"
)
_STATED = 0.5  # of the sentences of an item
_NAMED = re.compile(r"[\u4e00-\u9fff（）A-Za-z\d]{2,12}、")
_LIST = 8  # names

# 为…制定本办法: what for; 本办法所称…: what is meant; 本办法适用于…: of whom it holds.
_SPEAKS_OF_ITSELF = re.compile(
    r"(?:为了?|根据|依据|按照)[^。]{6,600}[，,](?:特|现)?(?:制定|制订|出台|提出)(?:了)?(?:本|如下|以下|此)[\u4e00-\u9fff]{2,6}[。；]?$"
    r"|本(?:办法|措施|细则|方案|规定|意见|通知|政策|预案|条例|制度|规则|指引|指南|标准|实施细则|实施办法|实施方案|政策措施)(?:中|里)?"
    r"(?:所称|所指|所说|所述|适用于|提及的?|的?(?:扶持|适用|支持|实施|资助|奖励|补贴)(?:范围|对象)|由[^。；]{2,30}负责(?:具体)?解释)"
    r"|[^。；：，]{2,60}适用(?:于)?本(?:办法|措施|细则|方案|规定|意见|政策|预案|条例|制度|实施细则)"
)
# What is announced: conditions, kinds, materials; 应提供以下材料：, 扶持范围包括：.
_ANNOUNCES = re.compile(
    r"(?:条件|情形|要件|资格|材料|资料|(?:以下|下列)[^，。；：]{0,14}(?:企业|对象|人员|项目|行为|产品|物资|情况))[^。；：]{0,24}[：:]$"
    r"|(?:以下|下列)(?:情形|条件|情况|材料|资料)(?:之一)?[^。；：]{0,60}[：:]$"
    r"|(?:范围|对象|类别|种类)(?:主要)?(?:包括|包含|为|是|如下)[^。；：]{0,12}[：:]$"
)
_OF_APPLICANTS = re.compile(
    r"(?:(?:申报|申请|享受|参评|报名|办理)[^。；：]{0,40}?(?:应当?|需要?|须|应同时|必须)(?:同时|当)?(?:具备|符合|满足|提供|提交|准备)"
    r"|[^。；：]{0,40}(?:扶持|适用|支持|资助|奖励|补贴)(?:的)?(?:范围|对象)(?:主要)?(?:包括|包含|为|是)"
    r"|[^。；：]{0,40}应当?(?:同时|当)?(?:具备|符合|满足)(?:以下|下列)条件)"
)
_ORDERS = re.compile(
    r"^(?:进一步|着力|切实|不断|持续|全面|全力|大力|积极|及时|认真)?(?:加强|推进|推动|开展|建立|完善|落实|组织|制定|做好|实施|强化|提升|加快|"
    r"抓|建设|健全|支持|鼓励|引导|严格|优化|深化|成立|编制|出台|打造|培育|实行|明确|规范|清理|整治|排查|报送|推广|对)"
)
_IS_WORK = re.compile(rf"(?:{_DONE}|统一|细化|调整|公开|抓|选|定)")  # 统一评价标准: the heading is the work
_PUNISHES = re.compile(
    r"(?:对)?有?(?:下列|以下)(?:行为|情形)之一的?，[^。；]{0,60}(?:处理|处罚|处分|问责|责任)"
)
# What has happened: a notice of an accident or of an inspection tells it before it orders anything.
_HAPPENED = re.compile(
    r"经调?查|截至|查明|发现|事故(?:造成|发生|导致)|受到[^。]{0,20}处分|死亡|造成[^。]{0,20}(?:损失|伤亡)|同比|该[企公项单]|存在(?:以下|的|着|至少)"
)
_TELLS = 120  # signs


def orders(text: str) -> bool:
    """Whether the words of an item say that something must be done, or who does it."""
    return _MODAL.search(text) is not None or _DOES.search(text) is not None or _ACTS.search(text) is not None


def begins_with_work(text: str) -> bool:
    """Whether an item begins with what is to be done."""
    return _ORDERS.match(text) is not None


def announces(text: str) -> bool:
    """Whether words end in what says that conditions, kinds or materials follow."""
    return _ANNOUNCES.search(text[-80:]) is not None


def is_of_applicants(text: str) -> bool:
    """Whether words that announce conditions or materials speak to those who apply, whoever they are."""
    return _OF_APPLICANTS.match(text) is not None


def speaks_of_itself(text: str) -> bool:
    """Whether an item says what the paper is for, what its words mean or for whom it holds."""
    match = _SPEAKS_OF_ITSELF.match(text)
    return match is not None and not _DOES.search(text[match.end() :])


def asks_applicants(heading: str) -> bool:
    """Whether a heading says that conditions or materials stand below it."""
    return _ASKED_FOR.fullmatch(heading) is not None


def describes(heading: str, text: str) -> bool:
    """Whether what stands under a heading (or is headed by it) only says what is looked at, or of what."""
    if _IS_WORK.match(heading):
        return False
    if _LOOKED_AT.search(heading):
        return _is_stated(text)
    if _MADE_UP.search(heading):
        return not orders(text) or (len(_NAMED.findall(text)) >= _LIST and not _MODAL.search(text))
    return False


def may_describe(heading: str, text: str) -> bool:
    """Whether a heading says so and the words leave it open."""
    if _IS_WORK.match(heading):
        return False
    said = _MADE_UP.search(heading) or _LOOKED_AT.search(heading) or _LAID_OUT.search(heading)
    return said is not None and not _MODAL.search(text)


def punishes(text: str) -> bool:
    """Whether an item only says what happens to those who break a rule."""
    return _PUNISHES.match(text) is not None


def tells(text: str) -> bool:
    """Whether a text tells what has happened and orders nothing."""
    return len(text) >= _TELLS and not orders(text) and len(_HAPPENED.findall(text)) >= 2


def _is_stated(text: str) -> bool:
    """Whether most sentences of an item name what is looked at (…情况；是否…) and nothing must be done."""
    sentences = [s for s in re.split("[。；\n]", text) if len(s) > 3]
    stated = sum(_STATES.search(sentence) is not None for sentence in sentences)
    return bool(sentences) and stated >= _STATED * len(sentences) and not _ACTS.search(text)
