"""Plain texts and web pages, in every encoding that offices write."""

from __future__ import annotations

import pytest

from extraction.pipeline import extract_bytes
from extraction.readers.dispatch import read_data

TEXT = "一、工作任务\n1.完善制度。6月底前出台办法。（省财政厅负责）\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_read_in_each_encoding(encoding: str):
    assert read_data(TEXT.encode(encoding), name="通知.txt") == TEXT


def test_a_big_endian_text_with_its_mark_is_read():
    assert read_data(b"\xfe\xff" + TEXT.encode("utf-16-be"), name="通知.txt") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_copy_cut_off_within_its_last_character_is_read(encoding: str):
    data = (TEXT + "完").encode(encoding)
    assert read_data(data[:-1], name="通知.txt") == TEXT


def test_rare_characters_of_gb18030_are_read():
    text = "关于加强㙍塬镇、鄠邑区基础设施建设的通知" + TEXT
    assert read_data(text.encode("gb18030"), name="通知.txt") == text


@pytest.mark.parametrize("name", ["通知", "通知.2023", "通知.终稿", "通知.TXT"])
def test_a_name_without_a_known_suffix_is_read_as_text(name: str):
    assert read_data(TEXT.encode(), name=name) == TEXT


PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>标题</title>'
    "<style>p{}</style></head><body><script>var a='<p>脚本</p>';</script><p>一、工作任务</p>"
    "<div>1.完善<b>制度</b>。&nbsp;6月底前<br>出台。</div></body></html>"
)


@pytest.mark.parametrize("name", ["通知.html", "通知.doc", "通知.xls", "通知.txt"])
def test_a_page_is_known_by_its_bytes_and_read_in_the_stated_encoding(name: str):
    assert read_data(PAGE.encode("gbk"), name=name) == "一、工作任务\n1.完善制度。 6月底前\n出台。"


def test_a_page_that_states_the_wrong_encoding_is_read():
    assert "工作任务" in read_data(PAGE.encode(), name="通知.html")


def test_a_page_that_states_no_encoding_of_this_world_is_read():
    assert "工作任务" in read_data(PAGE.replace("gb2312", "x-wrong").encode("gbk"), name="通知.html")


def test_merged_cells_of_a_page_keep_the_columns():
    page = (
        "<table><tr><th>序号<th>任务<th>牵头单位</tr><tr><td>1<td>建园<td rowspan=2>县教育局</tr>"
        "<tr><td>2<td>修路</tr><tr><td colspan=2>小计<td>两项</tr></table>"
    )
    assert read_data(page.encode(), name="a.html").split("\n") == [
        "序号\t任务\t牵头单位",
        "1\t建园\t县教育局",
        "2\t修路\t县教育局",
        "小计\t\t两项",
    ]


def test_a_table_that_only_lays_out_the_page_gives_paragraphs():
    item = "<p>1.完善制度。6月底前出台办法。</p>"
    page = f"<table><tr><td>导航</td><td>{item * 100}</td></tr></table>"
    assert read_data(page.encode(), name="a.html").split("\n")[1:3] == ["1.完善制度。6月底前出台办法。"] * 2


def test_a_head_that_is_never_closed_hides_nothing():
    assert (
        read_data("<html><head><title>t</title><body><p>正文一段</p>".encode(), name="a.html") == "正文一段"
    )


def test_a_web_archive_that_calls_itself_doc_is_read():
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
    )
    import base64

    data = archive.encode() + base64.b64encode(PAGE.encode("gbk")) + b"\n--x--\n"
    assert "1.完善制度。" in read_data(data, name="通知.doc")


def test_a_page_gives_a_ledger():
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in TEXT.split("\n")) + "</body></html>"
    [document] = extract_bytes(page.encode(), name="a.html").documents
    assert [unit.name for unit in document.measures[0].tasks[0].units] == ["省财政厅"]
