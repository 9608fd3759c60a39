"""Documents taken out of a collection: numbered titles, hard breaks of lines around signs and numbers."""

import pytest

from extraction.model import Document, Role
from extraction.pipeline import extract_text
from extraction.text.head_lines import title_of_collection, with_whole_dates

BODY = """各镇人民政府，县政府各部门：
为贯彻落实《云山省水利条例》，制定《白石县节水行动方案》，现印发给你们，请认真贯彻执行。
白石县水利局
2024年5月8日
白石县节水行动方案
一、主要任务
（一）推广节水器具。完成公共机构改造。（农村水利股牵头）
（二）
精心组织实施。
贯彻落实
《云山省水利条例》
及配套细则，各股室要抓好落实。
（三）加强宣传。开展节水宣传周活动。（办公室负责）"""
TITLES = [
    "3. 白石县水利局关于印发《白石县节水行动方案》的通知（2024年5月8日）",
    "3. 白石县水利局关于印发\n《白石县节水行动\n方案》的通知（2024 年5 月8 日）",
    "十二、白石县水利局关于印发白石县节水行动方案的通知\n（2024年5月8日）",
    "（7）白石县水利局关于印发白石县节水\n行动方案的通知",
    "9. 白石县节水行动方案（2024 年5 月8 日）",
    "9. 白石县节水\n行动方案",
]


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


@pytest.mark.parametrize("title", TITLES)
def test_the_number_of_a_collection_is_none_of_the_document(title):
    document = only(f"{title}\n{BODY}")
    assert (document.title, document.issuer, document.issued_on) == (
        "白石县节水行动方案",
        "白石县水利局",
        "2024-05-08",
    )
    assert [m.path for m in document.measures] == [["一", "（一）"], ["一", "（二）"], ["一", "（三）"]]
    assert document.measures[1].title == "精心组织实施"


def test_a_list_of_titles_and_an_item_that_speaks_of_a_notice_keep_their_numbers():
    listed = ["1.白石县关于印发节水方案的通知", "2.白石县关于印发防汛方案的通知"]
    assert title_of_collection(listed, [True, True]) is None
    assert title_of_collection(["1.落实《关于节水的通知》要求。"], [True]) is None


def test_an_office_that_ends_in_a_short_word_issues_too():
    document = only(
        "白石县政务服务办关于印发白石县便民服务方案的通知\n一、主要任务\n（一）设立窗口。开展帮办代办。"
    )
    assert document.issuer == "白石县政务服务办"


def test_a_year_on_a_line_of_its_own_is_no_page_number():
    assert list(with_whole_dates(["县级", "2024", " 年方案", "12", "一、任务", "7"])) == [
        "县级",
        "2024年方案",
        "12",
        "一、任务",
        "7",
    ]


def test_what_a_notice_goes_by_is_no_second_policy():
    cover = "现将《白石县节水方案》《白石县防汛方案》印发给你们。\n2024年5月8日\n"
    two = "白石县节水方案\n一、任务\n（一）节水。改造管网。\n白石县防汛方案\n一、任务\n（一）防汛。储备物资。"
    title = "白石县水利局关于印发白石县节水方案等两个方案的通知\n"
    assert len(extract_text(title + cover + two).documents) == 2
    assert (
        len(
            extract_text(
                title + cover.replace("现将《白石县节水方案》", "根据《白石县节水方案》，现将") + two
            ).documents
        )
        == 1
    )


@pytest.mark.parametrize(
    "lines", ["2．\n推行企业\n“一照多址”\n，放宽场所条件。", "2．推行企业\n“一照多址”\n，放宽场所条件。"]
)
def test_a_heading_torn_before_and_behind_the_signs_of_a_name_is_whole(lines):
    rest = "允许加载新的地址。\n牵头单位：县市场监管局。"
    document = only(
        f"白石县优化服务方案\n1．优化审批。压减办理时限。\n{lines}\n{rest}\n3．加强监管。开展检查。"
    )
    assert document.measures[1].title == "推行企业“一照多址”，放宽场所条件"


def test_a_list_of_units_one_a_line_goes_on_with_what_no_name_is():
    document = only(
        "白石县优化服务方案\n1．联合验收。推行并联办理。\n牵头单位：\n县住建局。\n责任单位：\n县水利局、\n县林业局、\n"
        "县大数据局。完成时限：2024年6月。\n2．上门服务。开展帮办。\n责任单位：\n县民政局、\n县房产市场和产权管理\n中心。"
    )
    said = [[u.name for t in m.tasks for u in t.units] for m in document.measures]
    assert said == [
        ["县住建局", "县水利局", "县林业局", "县大数据局"],
        ["县民政局", "县房产市场和产权管理中心"],
    ]


ONE_LINE = (
    "关于立即开展节水检查的通知\n各镇人民政府，县各部门： 现将《关于开展督查的通知》（云发明电〔2019〕4号）"
    "转发你们，请立即开展自查，确保落实。现就有关工作通知如下。 {one} 各镇自查 各镇要按照检查的内容和重点，"
    "对本地区情况开展自查，逐一查明原因。各镇于6月20日18：00前报送自查报告。 {two} 部门自查 县级部门要"
    "从行业主管的角度进行自查。检查的重点，由所涉及的县水利局、县财政局、县住房城乡建设局等县级主管部门（单位）"
    "牵头完成自查报告，于6月25日前报送。 {three} 重点抽查 县政府将对重点部门落实情况开展抽查，"
    "了解掌握具体情况，确保落实见效，及时通报发现的问题。"
)


@pytest.mark.parametrize(
    "signs",
    [
        ("一、", "二、", "三、"),
        ("（一）", "（二）", "（三）"),
        ("1.", "2.", "3."),
        ("一、 ", "二、 ", "三、 "),
    ],
)
def test_headings_that_blanks_set_off_in_one_line_are_titles(signs):
    document = only(ONE_LINE.format(one=signs[0], two=signs[1], three=signs[2]))
    assert [m.title for m in document.measures] == ["各镇自查", "部门自查", "重点抽查"]
    assert [(u.name, u.role) for u in document.measures[1].tasks[0].units] == [
        ("县水利局", Role.LEAD),
        ("县财政局", Role.LEAD),
        ("县住房城乡建设局", Role.LEAD),
    ]


def test_the_year_of_a_notice_without_a_day_is_that_of_the_document_it_passes_on_and_doubted():
    document = only(ONE_LINE.format(one="一、", two="二、", three="三、"))
    [limit] = document.measures[0].tasks[0].deadlines
    assert (limit.date, limit.doubt) == ("2019-06-20", "没有成文日期，请核对")
