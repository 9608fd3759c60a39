"""What kind of paper a document is: by its title, by where it stood in a gazette, by how it is numbered."""

from __future__ import annotations

import re

from extraction.documents.gazette import Part
from extraction.documents.head import Head
from extraction.documents.proposals import is_reply
from extraction.model import Kind
from extraction.text.healing import Paragraph

_ORDERS_NOTHING = re.compile(
    r"人事任免|任免职?的?通知|免职|任职的?通知|政务要闻|大事记|统计公报|讲话|致辞|简介$|公示$"
    r"|节假日(?:放假)?安排的?通知|放假(?:调休)?(?:安排)?的?通知"
    r"|(?:表彰|表扬|嘉奖|授予.{0,40}称号|命名.{0,40}(?:为|称号)|记功|先进集体).{0,40}(?:决定|通报|通知|名单)$"
    r"|的?批复$|(?:名单|名录)(?:的?(?:通知|公告|公示|通报))?$"
    r"|(?:成立|调整|设立|组建|充实).{2,60}(?:领导小组|指挥部|委员会|工作专班|联席会议|组成人员|成员).{0,12}通知$"
    r"|申报(?:工作)?的?(?:通知|公告|指南)$|(?:征求|征集).{0,40}意见.{0,6}(?:公告|函|通知)$|招聘|遴选.{0,20}公告$"
)
_COMMENDS = re.compile(r"(?:予以|给予|通报|现予)表[彰扬]|授予.{0,60}称号")
# What stands for ever and is written in articles.
_STANDING = re.compile(
    r"(?:法|条例|办法|规定|细则|规则|章程|制度|准则|守则|规范|规程|标准|令|规约|公约)(?:[（(][^（()）]{1,24}[）)])?(?:的?(?:通知|决定|公告))?[》”]?$"
)
# A rule by which money is given is a policy, whatever it is called; a law is not.
_POLICY = re.compile(r"支持|扶持|促进|鼓励|奖励|奖补|补贴|补助|激励|若干|资助")
_LAW = re.compile(r"(?:(?<!办)法|条例)(?:[（(][^（()）]{1,24}[）)])?[》”]?$")
_HANDS_OUT = re.compile(
    r"[（(〔\[【][^（）()]{2,120}(?:牵头|负责|配合|落实)[^（）()]{0,40}[）)〕\]】]|(?:责任|牵头|落实|配合)(?:单位|部门)[：:]"
)
_CHAPTERS = 3


def kind_of(part: Part, head: Head) -> Kind:
    """The kind that the head tells; what looks like a policy may still turn out to order nothing."""
    if is_reply(head.full_title):
        return Kind.PROPOSAL_REPLY
    if part.other or _ORDERS_NOTHING.search(head.full_title) or _ORDERS_NOTHING.search(head.title):
        return Kind.OTHER
    opening = "".join(p.text for p in part.paragraphs[: head.body + 3] if not p.table)[:600]
    if not head.title and _COMMENDS.search(opening):
        return Kind.OTHER
    return Kind.OTHER if _is_standing(part.paragraphs, head) else Kind.POLICY


def _is_standing(paragraphs: list[Paragraph], head: Head) -> bool:
    """Whether a paper is a law or a standing rule: in articles, and nothing handed out article by article."""
    labels = [p.label.style for p in paragraphs if p.label is not None]
    articles = labels.count("article")
    chapters = labels.count("part")
    if chapters >= _CHAPTERS and not articles:  # a rule whose chapters hold 一、 二、
        articles = labels.count("section")
    if articles < 4:
        return False
    tops = sum(style in ("section", "article") for style in labels)
    if articles * 2 < tops or not (_STANDING.search(head.title) or _STANDING.search(head.full_title)):
        return False
    if _POLICY.search(head.title) and not _LAW.search(head.title):
        return False
    clauses = sum(_HANDS_OUT.search(p.text) is not None for p in paragraphs[head.body :])
    return clauses * 4 < articles
