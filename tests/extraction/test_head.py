"""The head of a document."""

import pytest

from extraction.documents.head import tidy_number
from extraction.model import Document
from extraction.pipeline import extract_text
from tests.extraction.text import NOTICE, OPINION


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


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
        "云江市水利局 云江市财政局",
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


BODY = """
各县区人民政府：
一、主要任务
（一）改造道路。完成改造。（市交通局负责）
（二）新建桥梁。完成建设。（市交通局负责）
"""
SIGNED = "云江市人民政府办公室\n2023年3月1日\n"


def test_a_policy_passed_on_has_its_own_title():
    text = (
        "云江市人民政府办公室转发市教育局等部门\n关于加强视力保护实施意见的通知\n云政办〔2023〕3号"
        "\n各县区人民政府：\n现转发给你们。\n"
        + SIGNED
        + "关于加强视力保护的实施意见\n市教育局  市卫生健康委"
        + BODY
    )
    title, number, issuer, _ = head(text)
    assert (title, number) == ("关于加强视力保护的实施意见", "云政办〔2023〕3号")
    assert issuer == "云江市人民政府办公室"


def test_years_in_brackets_below_the_title_belong_to_it():
    assert (
        head("云江市节水三年行动计划\n（2023—2025年）" + BODY)[0] == "云江市节水三年行动计划（2023—2025年）"
    )


def test_a_note_below_the_title_says_when_by_whom_and_under_which_number():
    text = "云江市节水若干政策\n（2023年3月1日云江市人民政府印发  云政规〔2023〕5号）" + BODY
    assert head(text) == ("云江市节水若干政策", "云政规〔2023〕5号", "云江市人民政府", "2023-03-01")


def test_a_table_beside_the_policy_does_not_give_it_its_name():
    text = (
        "云江市人民政府办公室关于印发云江市节水任务分工方案的通知\n云政办〔2023〕3号\n各县区人民政府：\n"
        "现印发给你们。\n一、各单位要抓好落实。\n二、市水利局每季度末前通报进展。\n"
        + SIGNED
        + "附件\n云江市节水任务分工表\n"
        "序号\t重点任务\t责任单位\n1\t推广器具\t市水利局\n"
    )
    [document] = extract_text(text).documents
    assert document.title == "云江市节水任务分工方案"
    assert [measure.path for measure in document.measures] == [["一"], ["二"], ["1"]]


def test_numbered_words_of_a_notice_are_named_where_its_policy_has_items_of_its_own():
    text = (
        "云江市人民政府办公室关于印发云江市节水方案的通知\n云政办〔2023〕3号\n各县区人民政府：\n"
        "现印发给你们。\n一、各单位要抓好落实。\n二、市水利局要通报进展。\n"
        + SIGNED
        + "云江市节水方案"
        + BODY
    )
    [document] = extract_text(text).documents
    assert [measure.path for measure in document.measures] == [["一", "（一）"], ["一", "（二）"]]
    assert any("通知正文另有 2 条" in warning.message for warning in document.warnings)


def test_two_policies_under_one_notice_are_two_documents():
    text = (
        "云江市人民政府办公室关于印发云江市节水方案和云江市护林方案的通知\n云政办〔2023〕3号\n各县区人民政府：\n"
        "现将《云江市节水方案》《云江市护林方案》印发给你们。\n"
        + SIGNED
        + "云江市节水方案"
        + BODY
        + "云江市护林方案"
        + BODY
    )
    first, second = extract_text(text).documents
    assert (first.title, second.title) == ("云江市节水方案", "云江市护林方案")
    assert (second.number, second.issuer, second.issued_on) == (first.number, first.issuer, first.issued_on)
    assert [len(document.measures) for document in (first, second)] == [2, 2]


def test_what_a_web_page_puts_between_title_and_number_is_no_title():
    text = (
        "首页 > 政务公开\n云江市人民政府办公室关于节水的通知\n发布时间：2023-03-05 来源：市政府办 字体：大\n"
        "云政办〔2023〕3号" + BODY + SIGNED
    )
    assert head(text)[:2] == ("云江市人民政府办公室关于节水的通知", "云政办〔2023〕3号")


def test_a_number_torn_in_two_lines_is_one():
    assert head("云江市人民政府办公室关于节水的通知\n云政办\n〔2023〕3号" + BODY)[1] == "云政办〔2023〕3号"


@pytest.mark.parametrize(
    ("printed", "issuer"),
    [
        ("中共云江市委  云江市人民政府\n关于节水的意见", "中共云江市委 云江市人民政府"),
        ("云江市发展和改革委 员会关于节水的意见", "云江市发展和改革委员会"),
        ("云江市人民政府 办公室关于节水的意见", "云江市人民政府办公室"),
    ],
)
def test_joint_issuers_are_parted_by_one_space_and_no_name_is_torn(printed, issuer):
    assert head(printed + "\n云政办〔2023〕3号" + BODY)[2] == issuer


def test_a_text_without_a_head_has_no_title():
    assert head(BODY.split("：", 1)[1])[0] == ""


def test_minutes_with_a_bare_red_head_take_the_title_and_the_organ_under_it():
    text = """专题会议纪要
〔2023〕5号
云江市人民政府办公室    2023年3月1日
研究节水工作专题会议纪要
2023年2月28日，副市长召开会议。
会议议定以下事项：
1.市水利局抓紧推广器具，6月底前完成。
2.市财政局筹措资金。
"""
    assert head(text) == ("研究节水工作专题会议纪要", "〔2023〕5号", "云江市人民政府办公室", "2023-03-01")


@pytest.mark.parametrize("preface", ["", "为节约用水，提出以下措施。\n", "请各县区抓好落实。\n"])
def test_a_text_without_a_title_takes_no_other_line_for_one(preface):
    text = (
        preface
        + "一、减免水费\n企业可以申报\n责任单位：市水利局\n时序进度：2023年6月底前\n二、修管。修好管网。"
    )
    [document] = extract_text(text).documents
    assert document.title == ""
    assert [measure.path for measure in document.measures] == [["一"], ["二"]]
    assert document.warnings[0].message == "没有读到文件标题，请补写"


def test_lines_that_say_who_or_when_are_no_titles_before_the_first_item():
    text = (
        "牵头单位：市水利局节水工作方案\n完成时限：2023年工作计划\n一、修管。修好管网。\n二、宣传。广泛宣传。"
    )
    assert head(text)[0] == ""


def test_the_full_name_of_the_signature_beats_the_short_one_of_the_title():
    signed = OPINION.replace("云江市人民政府关于", "市人民政府关于")
    assert head(signed)[2] == "云江市人民政府"
    other = signed.replace("云江市人民政府\n\n2023", "云江市水利局\n\n2023")
    assert head(other)[2] == "市人民政府"


def test_a_title_that_begins_with_a_year_is_a_title_all_the_same():
    text = (
        "2023年政务公开工作要点\n云政办〔2023〕1号\n"
        "一、推进公开。公布清单。（市教育局负责）\n二、加强解读。编写问答。（市财政局负责）\n"
    )
    assert head(text)[:2] == ("2023年政务公开工作要点", "云政办〔2023〕1号")


def test_a_title_and_its_number_on_one_line_are_told_apart():
    document = only(
        "青岚县人民政府关于加强防汛工作的意见青政发〔2027〕3号各乡镇人民政府，县政府各部门：\n"
        "现提出以下意见。\n一、加强值守。（县水利局负责）\n青岚县人民政府2027年3月1日\n（此件公开发布）\n"
    )
    assert (document.title, document.number) == ("青岚县人民政府关于加强防汛工作的意见", "青政发〔2027〕3号")
    assert (document.issuer, document.issued_on) == ("青岚县人民政府", "2027-03-01")


def test_a_number_below_its_title_stays_whole():
    document = only(
        "云江省交通运输厅关于加强防汛工作的意见\n交规划发〔2027〕31号\n各市交通运输局：\n一、加强值守。\n"
    )
    assert document.number == "交规划发〔2027〕31号"


def test_of_a_page_that_says_its_title_twice_the_fuller_one_is_taken():
    document = only(
        "# 关于做好2027年防汛工作的意见\n\n**发布日期**: 2027年2月14日\n\n## 政策全文\n\n"
        "中共青岚县委 青岚县人民政府关于做好2027年防汛工作的意见\n（2027年1月2日）\n\n"
        "防汛事关大局。\n\n一、加强值守\n\n（一）落实责任。县水利局要抓好值守。\n"
    )
    assert document.title == "中共青岚县委青岚县人民政府关于做好2027年防汛工作的意见"
    assert document.issued_on == "2027-01-02"


def test_a_title_whose_issuer_is_broken_over_two_lines_is_whole():
    document = only(
        "青岚县应对极端天气工作\n领导小组关于进一步做好\n防汛工作的通知\n青汛发〔2027〕9号\n各乡镇人民政府：\n一、加强值守。\n"
    )
    assert document.title == "青岚县应对极端天气工作领导小组关于进一步做好防汛工作的通知"


def test_a_title_in_a_table_of_fields_is_read():
    document = only(
        "索引号：\t0001\t主题分类：\t防汛\n发文机关：\t青岚县人民政府\t成文日期：\t2027年1月16日\n"
        "标题：\t青岚县人民政府关于加强防汛工作的意见\n发文字号：\t青政发〔2027〕7号\t发布日期：\t2028年12月2日\n"
        "一、加强值守。\n二、备足物资。\n"
    )
    assert (document.title, document.number, document.issued_on) == (
        "青岚县人民政府关于加强防汛工作的意见",
        "青政发〔2027〕7号",
        "2027-01-16",
    )


def test_seven_who_signed_are_all_issuers():
    names = [
        "省工业和信息化厅",
        "省教育厅",
        "省科学技术厅",
        "省交通运输厅",
        "省文化和旅游厅",
        "省财政厅",
        "省水利厅",
    ]
    text = (
        "省工业和信息化厅等七部门关于发展储能的意见\n一、任务\n1.建设电站。\n"
        + "\n".join(names)
        + "\n2027年1月8日\n"
    )
    [document] = extract_text(text).documents
    assert document.issuer.split(" ") == names


def test_a_dash_for_the_figure_one_heads_an_item():
    [document] = extract_text(
        "云江市供水方案\n—、工作任务\n（一）修水管。\n二、保障措施\n（二）筹资金。\n"
    ).documents
    assert [m.path for m in document.measures] == [["一", "（一）"], ["二", "（二）"]]


def test_a_notice_with_its_names_over_several_lines_carries_two_policies():
    text = (
        "云江市节水领导小组关于印发\n《云江市2027年\n节水工作要点》\n和\n《云江市2027年供水工作要点》\n的通知\n"
        "云节水发〔2027〕2号\n"
        "各县区人民政府：\n《云江市2027年节水工作要点》和《云江市2027年供水工作要点》已经市政府同意，\n现印发给你们。\n"
        "云江市节水领导小组\n2027年4月18日\n云江市2027年节水工作要点\n一、节水\n（一）修水表。（市水利局负责）\n"
        "云江市2027年供水工作要点\n一、供水\n（一）修水厂。（市住建局负责）\n"
    )
    titles = [document.title for document in extract_text(text).documents]
    assert titles == ["云江市2027年节水工作要点", "云江市2027年供水工作要点"]


def test_the_fields_of_a_web_page_above_a_title_with_its_number_are_read():
    text = f"发文机关：\t云江市人民政府\t成文日期：\t2023年04月02日\n{OPINION}".replace("2023年4月10日\n", "")
    assert only(text).issued_on == "2023-04-02"


def test_a_field_of_a_web_page_is_no_title():
    fields = "政策标题：云江市关于加强节水的通知\n部门：市水利局\n政策状态：已发布\n"
    text = f"{fields}各单位：\n一、加强巡查。市水利局要加强巡查。"
    assert only(text).title == "云江市关于加强节水的通知"


def test_a_decree_gives_way_to_the_rule_that_it_issues():
    text = (
        "云江市人民政府令\n《云江市节水管理办法》已经市政府常务会议审议通过，现予发布，自2023年3月1日起施行。\n2023年1月18日\n"
        "云江市节水管理办法\n第一条 为节水，制定本办法。\n第二条 全市节水适用。\n"
        "第三条 严禁浪费。\n第四条 分级管理。"
    )
    assert only(text).title == "云江市节水管理办法"


@pytest.mark.parametrize(
    "office", ["青石市推进“两减一快”工作领导小组办公室", "青石市12345热线工作领导小组", "青石市政务服务局"]
)
def test_who_issues_may_bear_a_quotation_or_a_number_in_the_name(office):
    plan = "青石市便民方案\n一、增设窗口。"
    text = f"{office}关于印发青石市便民方案的通知\n各单位：\n现将《青石市便民方案》印发给你们。\n{plan}"
    assert only(text).issuer == office
    text = f"关于印发青石市便民方案的通知\n各单位：\n现印发给你们。\n{office}\n2024年3月1日\n{plan}"
    assert only(text).issuer == office


def test_the_day_of_signing_goes_before_that_on_which_a_page_was_made():
    page = "索引号：11330/2027-10\n发布机构： 生成日期：2027-07-03\n"
    text = (
        "云江市水利局关于印发云江市节水方案的通知\n各县水利局：\n现印发给你们，请抓好落实。\n云江市水利局\n{day}"
        "云江市节水方案\n一、加强巡查。市水利局要加强巡查。\n二、推广器具。市水利局负责推广。"
    )
    assert only(page + text.format(day="2027年6月25日\n")).issued_on == "2027-06-25"
    assert only(page + text.format(day="")).issued_on == "2027-07-03"


def test_the_first_sentence_is_no_title_though_it_ends_as_one():
    text = """云江市水利局关于印发2023年节水实施方案的通知
云水字〔2023〕9号
各科室：
现将《2023年节水实施方案》印发给你们。
云江市水利局
2023年4月7日
2023年节水实施方案
为全面落实《云江市节水若干措施》和《云江市供水提升行动方案》
等规定，制定本方案。
一、改造管网。2023年底前完成。（责任单位：供水科）
"""
    assert head(text)[0] == "2023年节水实施方案"


def test_a_page_may_name_the_policy_without_the_word_notice_and_the_number_below_its_fields():
    text = """# 云江市人民政府办公室印发《关于加快节水的若干意见》

**发布日期**: 2025-05-27
**发布机构**: 云江市水利局
**检索时间**: 2026-02-03 13:11:03

---

云政办发〔2025〕11号

各县人民政府，市政府各部门：

　　为加快节水，现提出如下意见。

　**一、改造管网**

　　改造老旧管网。（责任单位：市水利局）
"""
    assert head(text)[:2] == ("关于加快节水的若干意见", "云政办发〔2025〕11号")
