"""Replies to proposals."""

from extraction.json_form import to_json
from extraction.model import Kind
from extraction.pipeline import extract_text

REPLY = """对市政协十四届二次会议第58号提案的答复

云水函〔2023〕21号

张某某委员：

您提出的《关于加强水源保护的建议》（第58号提案）收悉，现答复如下：

一、关于“划定保护区，设立标志”的建议

已完成划定。（市水利局负责）

二、关于加强巡查的建议

已建立制度。

云江市水利局

2023年6月5日
"""


def test_a_reply_says_which_proposal_whose_and_what_and_orders_nothing():
    [document] = extract_text(REPLY).documents
    assert document.kind is Kind.PROPOSAL_REPLY
    assert (document.proposal_number, document.proposer) == ("58", "张某某")
    assert document.suggestions == ["划定保护区，设立标志", "加强巡查"]
    assert document.measures == []


def test_only_a_reply_prints_the_keys_of_a_proposal():
    [reply] = to_json(extract_text(REPLY))["documents"]
    [other] = to_json(extract_text("云江市方案\n一、任务\n1.甲。开展。"))["documents"]
    assert "proposer" in reply
    assert "proposer" not in other


def test_a_party_or_a_group_may_have_made_the_proposal():
    text = REPLY.replace("张某某委员：", "民盟云江市委：")
    [document] = extract_text(text).documents
    assert document.proposer == "民盟云江市委"
