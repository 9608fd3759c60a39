"""Signs of every origin are brought to their plain form first, and the way back to the print is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text.characters import plain


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("⽔利⼯程由⺠政局、⼈社局负责", "水利工程由民政局、人社局负责"),
        ("２０２５年　６月", "2025年　6月"),
        ("㈡修缮堤坝", "（二）修缮堤坝"),
        ("⒊清淤", "3.清淤"),
        ("⑷巡查", "（4）巡查"),
        ("❷修路", "②修路"),
        ("﹝市水利局牵头﹞", "〔市水利局牵头〕"),
        ("［责任单位：市水利局］", "[责任单位：市水利局]"),
        ("｛县文旅局｝", "{县文旅局}"),
        ("责任单位∶市水利局﹐市林业局", "责任单位：市水利局，市林业局"),
        ("2O25年1O月O5日", "2025年10月05日".replace("05日", "O5日")),
        ("二O二五年", "二〇二五年"),
        ("二0二五年", "二〇二五年"),
        ("7月廿三日前", "7月二十三日前"),
        ("## 重点任务", "重点任务"),
        ("**责任单位：**县水利局", "责任单位：县水利局"),
        ("1\\.修堤", "1.修堤"),
        ("见[附件](https://example.org/a.docx)", "见附件"),
        ("第一条&nbsp;为了", "第一条\u00a0为了"),
        ("➢排查隐患", "排查隐患"),
    ],
)
def test_a_sign_is_read_as_what_it_stands_for(printed: str, text: str):
    assert plain(printed).text == text


@pytest.mark.parametrize(
    "text", ["3*4*5米", "A组10O户", "面积（亩）*单价", "snake_case_name", "一是加强O2O平台建设", "第一零三号"]
)
def test_what_is_meant_as_printed_stays(text: str):
    assert plain(text).text == text


def test_the_way_back_leads_to_what_was_printed():
    printed = "⒉修缮㈠号堤坝，２０２５年⺝底前。"
    read = plain(printed)
    assert read.text == "2.修缮（一）号堤坝，2025年月底前。"
    assert printed[read.place(read.text.index("堤"))] == "堤"
    assert printed[read.place(read.text.index("月"))] == "⺝"
    assert printed[read.place(read.text.index("。"))] == "。"


@given(st.text(alphabet="⼀⺠㈠⒈⑴０９ＡO二年月日*#\\ \n甲乙&nbsp;[]()", max_size=80))
def test_every_place_lies_in_the_print_and_none_goes_back(printed: str):
    read = plain(printed)
    places = [read.place(at) for at in range(len(read.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(printed) for place in places)
    changed = {at for change in read.changes for at in range(change.start, change.end)}
    assert all(printed[places[at]] == sign for at, sign in enumerate(read.text) if at not in changed)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("加强统计.继续编制标准.", "加强统计。继续编制标准。"),
        ("推行“一表通”.完善台账。", "推行“一表通”。完善台账。"),
        ("做好宣传。11。强化帮扶。", "做好宣传。11.强化帮扶。"),
        ("（市水利局负责）7，市里开展行动", "（市水利局负责）7.市里开展行动"),
        ("2。推广节水器具", "2.推广节水器具"),
        ("一.加强巡查", "一.加强巡查"),  # the point of a number
        ("到2025年达到30。继续推进", "到2025年达到30。继续推进"),
        ("详见附件.docx", "详见附件.docx"),
        ("建成12，改造5", "建成12，改造5"),
    ],
)
def test_stops_and_points_that_a_scan_took_for_each_other(printed: str, read: str):
    assert plain(printed).text == read
