"""The head of a document."""

import pytest

from policies.extraction.engine import extract_text
from policies.extraction.head import tidy_number
from tests.policies.extraction.text import NOTICE, OPINION


def head(text: str) -> tuple[str, str, str, str]:
    [document] = extract_text(text).documents
    return document.title, document.number, document.issuer, document.issued_on


def test_a_cover_notice_gives_way_to_the_policy_that_it_carries():
    assert head(NOTICE) == (
        "云江市城市供水提升行动方案",
        "云江政办发〔2023〕8号",
        "云江市人民政府办公室",
        "2023-03-01",
    )


def test_a_document_of_its_own_keeps_its_whole_title():
    assert head(OPINION) == (
        "云江市人民政府关于促进节水的意见",
        "云江政发〔2023〕4号",
        "云江市人民政府",
        "2023-04-10",
    )


def test_a_red_head_has_its_title_under_the_number():
    text = """云江市水利局  云江市财政局 文件
云水发〔2022〕3号
云江市水利局  云江市财政局
关于印发《云江市节水
实施方案》的通知
各县区水利局、财政局：
现将《云江市节水实施方案》印发给你们。
附件：云江市节水实施方案
云江市水利局  云江市财政局
二〇二二年五月二十七日
附件
云江市节水实施方案
一、主要任务
1.推广器具。完成更换。（市水利局负责）"""
    assert head(text) == (
        "云江市节水实施方案",
        "云水发〔2022〕3号",
        "云江市水利局、云江市财政局",
        "2022-05-27",
    )


def test_the_table_above_a_web_page_fills_what_the_text_lacks():
    text = """索引号: 0025/2023-44 公开方式: 主动公开
发文字号: 云政办函〔2023〕7号 发布机关: 市政府办公室
成文日期: 2023-03-01
关于做好节水工作的通知
各县区人民政府：
一、加强宣传。开展宣传周活动。（市水利局负责）"""
    assert head(text) == ("关于做好节水工作的通知", "云政办函〔2023〕7号", "市政府办公室", "2023-03-01")


@pytest.mark.parametrize(
    "printed", ["云政发〔2023〕 4 号", "云政发[2023]4号", "云政发（2023）4号", "云政发【2023】第4号"]
)
def test_a_number_is_printed_one_way(printed):
    assert tidy_number(printed) == "云政发〔2023〕4号"


def test_the_day_from_which_it_is_in_force_is_not_the_day_of_issue():
    assert head("云江市节水办法\n第一条 为节水，制定本办法。\n第二条 本办法自2022年1月1日起施行。")[3] == ""
