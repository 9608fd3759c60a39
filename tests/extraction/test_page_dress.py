"""What a web site, a browser and a typesetter print around a document is none of its text."""

import pytest

from extraction.model import Document
from extraction.pipeline import extract_bytes, extract_text
from extraction.text.page_dress import foot_of, is_dress, menu_lines

NOTICE = [
    "白石县人民政府办公室关于印发《白石县农村饮水提升行动方案》的通知",
    "白政办发〔2026〕7号",
    "各乡镇人民政府，县政府有关部门：",
    "《白石县农村饮水提升行动方案》已经县政府同意，现印发给你们。",
    "白石县人民政府办公室",
    "2026年3月20日",
    "白石县农村饮水提升行动方案",
    "一、主要任务",
    "（一）改造水厂。2026年8月底前完成。（责任单位：县水利局）",
    "（二）检测水质。2026年5月15日前完成。（责任单位：县疾控中心）",
]
HEAD = ["首页", "政务公开", "政务服务", "互动交流", "走进白石", "当前位置：首页 > 政务公开 > 政府文件"]
FOOT = [
    "分享到：",
    "上一篇：关于召开会议的通知",
    "主办：白石县人民政府办公室 承办：白石县政务服务和数据局",
    "联系电话：0000-0000000",
    "网站标识码：0000000000 某ICP备00000000号",
    "某公网安备 00000000000000号",
]


def check(document: Document) -> None:
    assert not any(word in document.text for word in ("首页", "http", "_白石县", "备案", "ICP", "分享到"))
    assert (document.title, document.number) == ("白石县农村饮水提升行动方案", "白政办发〔2026〕7号")
    assert (document.issuer, document.issued_on) == ("白石县人民政府办公室", "2026-03-20")
    assert [[u.name for t in m.tasks for u in t.units] for m in document.measures] == [
        ["县水利局"],
        ["县疾控中心"],
    ]


def test_menus_and_the_foot_of_a_site_are_no_text():
    check(extract_text("\n".join([*HEAD, *NOTICE, *FOOT])).documents[0])


def test_the_same_holds_for_a_saved_page():
    page = "".join(f"<div>{line}</div>" for line in [*HEAD, *NOTICE, *FOOT])
    check(extract_bytes(f"<html><body>{page}</body></html>".encode(), name="页.html").documents[0])


def test_what_a_browser_prints_on_each_page_is_no_text():
    printed = [
        "2026/3/25 09:12 关于印发方案的通知_白石县人民政府",
        *NOTICE,
        "https://www.example.gov.cn/zwgk/1.html 1/1",
    ]
    check(extract_text("\n".join(printed)).documents[0])


@pytest.mark.parametrize(
    "line",
    [
        "https://www.example.gov.cn/a/b.html 2/3",
        "2026/3/25 下午3:08",
        "关于印发方案的通知_白石县人民政府",
        "您当前所在的位置：首页 > 政策",
        "【字体：大 中 小】".strip("【】"),
        "[打印本页]",
        "分享到：微信 微博",
        "浏览次数：1234次",
        "发布时间：2026-03-25 来源：县政府办公室",
        "欢迎访问白石县政府网",
        "导航菜单",
        "公文信息详情",
        "发布人：张三 联络点：城关镇 时间：3月8日",
        "提交回复返回",
    ],
)
def test_a_line_of_a_site_is_known(line: str):
    assert is_dress(line)


@pytest.mark.parametrize(
    "line",
    [
        "2026年3月20日",
        "1.位置选定。完成选址。（县自然资源局负责）",
        "发布时间：2026年6月底前",
        "主办：县水利局 承办：县财政局",
        "分享经验，推广做法。",
        "打印机配备到村。（县财政局负责）",
        "县政府门户网站和公众号同步发布。",
        "欢迎各界监督。",
        "发布人：县水利局",
        "返回场地。",
    ],
)
def test_a_line_of_a_document_is_none(line: str):
    assert not is_dress(line)


def test_units_that_host_an_event_are_no_foot():
    lines = [*NOTICE, "主办：县水利局", "承办：县财政局"]
    assert foot_of(lines) == len(lines)


def test_one_word_of_a_menu_alone_may_be_a_heading():
    assert menu_lines(["政务公开", "一、公开内容。（县司法局负责）"]) == set()


def test_the_number_and_who_signed_share_a_line_of_the_letterhead():
    lines = [NOTICE[1] + "　　　　签发人：张三", NOTICE[0], *NOTICE[2:]]
    check(extract_text("\n".join(lines)).documents[0])


def test_a_tag_before_the_title_is_of_the_page():
    [document] = extract_text(
        "【转发】云江市关于防火工作的通知\n一、巡查。组织巡查。（市林业局负责）\n"
    ).documents
    assert document.title == "云江市关于防火工作的通知"


@pytest.mark.parametrize("tag", ["(云山省)", "（云江市）"])
def test_the_place_that_a_site_puts_before_a_title_is_of_the_page(tag: str):
    [document] = extract_text(
        f"{tag}白石县2026年重点任务分工方案\n一、巡查。组织巡查。（县林业局负责）"
    ).documents
    assert document.title == "白石县2026年重点任务分工方案"


def test_what_readers_wrote_below_a_page_is_no_text():
    written = ["评论回复", "李四：请新主任审签 [2027-07-10]", "王五：同意 [2027-07-11]"]
    check(extract_text("\n".join([*NOTICE, *written])).documents[0])
