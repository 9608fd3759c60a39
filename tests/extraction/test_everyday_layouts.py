"""Small papers as they come in every day: a district's table, minutes, a bureau's list, a pasted page."""

import io

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from extraction.model import Document, Kind, Measure
from extraction.pipeline import extract_bytes, extract_text

NOTICE = """白石县人民政府办公室关于印发白石县清洁取暖方案的通知
白政办发〔2027〕12号
各有关单位：
现将《白石县清洁取暖方案》印发给你们，请认真组织实施。
白石县人民政府办公室
2027年4月6日
白石县清洁取暖方案
一、重点任务
"""


def only(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def said(measure: Measure) -> list[tuple[str, str]]:
    return [(unit.name, unit.role.value) for task in measure.tasks for unit in task.units]


def dates(measure: Measure) -> list[str]:
    return [deadline.date for task in measure.tasks for deadline in task.deadlines]


def read(document: Document) -> list[tuple[str, list[tuple[str, str]], list[str]]]:
    return [("/".join(m.path), said(m), dates(m)) for m in document.measures]


def item(sentence: str) -> Measure:
    [measure] = only(f"{NOTICE}（一）改造锅炉。{sentence}\n").measures
    return measure


@pytest.mark.parametrize(
    ("clause", "units"),
    [
        ("（县能源局牵头，县财政局、县住建局按职责分工配合）", "县能源局牵头 县财政局配合 县住建局配合"),
        ("（各乡镇负责，县能源局根据职责予以配合）", "各乡镇负责 县能源局配合"),
        ("（县能源局具体负责，县财政局保障资金）", "县能源局负责 县财政局配合"),
        ("（县供热公司承办，各社区参与）", "县供热公司负责 各社区配合"),
        ("（镇环卫所具体实施，各村落实人员）", "镇环卫所负责 各村负责"),
        ("（县能源局牵头，县政府督查室督办）", "县能源局牵头 县政府督查室督导"),
        ("［责任单位：县能源局、县财政局］", "县能源局负责 县财政局负责"),
        ("{牵头单位：县能源局；配合单位：县财政局}", "县能源局牵头 县财政局配合"),
        ("「县能源局牵头，县财政局配合」", "县能源局牵头 县财政局配合"),
        ("——责任单位：县能源局、县财政局", "县能源局负责 县财政局负责"),
        ("责任单位 县能源局 县财政局", "县能源局负责 县财政局负责"),
        ("（县能源局负责县财政局配合）", "县能源局负责 县财政局配合"),
    ],
)
def test_a_clause_is_read_in_brackets_and_words_of_every_shape(clause: str, units: str):
    assert " ".join(name + role for name, role in said(item("新装炉具。" + clause))) == units


def test_an_office_with_its_person_and_telephone_is_a_unit_with_a_person():
    measure = item("新装炉具。（能源科，郑某某，5550199）回收旧炉。（物资科，冯某某，内线302）")
    assert said(measure) == [("能源科", "负责"), ("物资科", "负责")]
    persons = [(p.name, p.phone) for task in measure.tasks for p in task.persons]
    assert persons == [("郑某某", "5550199"), ("冯某某", "内线302")]


def test_persons_are_read_beside_the_units_of_a_clause():
    [task] = item("新装炉具。（责任领导：郑某某；责任单位：县能源局；责任人：冯某某，电话：5550199）").tasks
    assert [(p.name, p.kind, p.phone) for p in task.persons] == [
        ("郑某某", "责任领导", ""),
        ("冯某某", "责任人", "5550199"),
    ]


def test_the_next_letter_of_the_alphabet_does_not_hide_units_that_nothing_parts():
    measure = item("新装炉具。（责任单位：县能源局县财政局）")
    assert said(measure) == [("县能源局", "负责"), ("县财政局", "负责")]
    assert all(unit.doubt for unit in measure.tasks[0].units)


def test_an_item_that_begins_with_a_unit_is_that_units():
    document = only(NOTICE + "（一）县能源局：统筹炉具采购，负责质量抽检。\n（二）县财政局：拨付补助资金。\n")
    assert [said(m) for m in document.measures] == [[("县能源局", "负责")], [("县财政局", "负责")]]


@pytest.mark.parametrize("tail", ["（2027年4月6日）", "（试行）", "(2027-04-06)"])
def test_words_in_brackets_behind_the_heading_do_not_hide_the_policy(tail: str):
    document = only(NOTICE.replace("的通知", f"的通知{tail}") + "（一）改造锅炉。换装。（县能源局负责）\n")
    assert (document.title, document.issued_on) == ("白石县清洁取暖方案", "2027-04-06")
    assert len(document.measures) == 1


def test_a_cover_is_known_by_its_words_where_its_heading_does_not_say_so():
    text = NOTICE.replace("白石县人民政府办公室关于印发白石县清洁取暖方案的通知", "白石县清洁取暖方案")
    document = only(text + "（一）改造锅炉。换装。（县能源局负责）\n")
    assert (document.title, len(document.measures)) == ("白石县清洁取暖方案", 1)


@pytest.mark.parametrize(
    "limit", ["完成时限：2027年9月30日", "办结时限：\n2027年9月30日", "整改期限：2027年9月30日"]
)
def test_a_time_limit_is_no_date_of_issue(limit: str):
    document = only(
        f"白石县清洁取暖清单\n白能发〔2027〕3号\n一、改造锅炉。5月底前摸底。\n责任单位：县能源局\n{limit}\n"
    )
    assert document.issued_on == ""
    assert dates(document.measures[0]) == ["2027-05-31", "2027-09-30"]
    first = document.measures[0].tasks[0].deadlines[0]
    assert "没有成文日期" in first.doubt


def test_number_and_date_in_wide_digits_are_read():
    document = only(
        NOTICE.replace("2027", "２０２７").replace("12号", "１２号") + "（一）换装。（县能源局负责）\n"
    )
    assert (document.number, document.issued_on) == ("白政办发〔2027〕12号", "2027-04-06")


def test_a_heading_torn_into_short_lines_is_one():
    document = only(
        "白石县便民措施\n一、设立\n“一站式”\n窗口。\n合并申请表。（责任单位：县政务局）\n二、延时服务。周六开门。（责任单位：县政务局）\n"
    )
    assert [m.title for m in document.measures] == ["设立“一站式”窗口", "延时服务"]


@pytest.mark.parametrize("label", ["附2", "附件2", "附表1", "附件3："])
def test_the_label_of_an_attachment_is_no_part_of_the_title_and_no_alarm(label: str):
    document = only(
        f"{label}\n白石县智库任务表\n序号\t任务名称\t任务内容\t责任单位\t时限\n1\t组建智库\t组建专家智库\t县科技局\t2027年底\n"
    )
    assert (document.title, document.warnings) == ("白石县智库任务表", [])


MINUTES = """白石县人民政府专题会议纪要
〔2027〕4号
2027年3月9日，县长主持召开会议。现将议定事项纪要如下：
"""


@pytest.mark.parametrize(
    ("sentence", "units", "date"),
    [
        (
            "会议议定：由县住建局牵头，县财政局、城南镇配合，于4月底前完成拆迁。",
            "县住建局牵头 县财政局配合 城南镇配合",
            "2027-04-30",
        ),
        ("责成县城管局于4月15日前拿出方案。", "县城管局负责", "2027-04-15"),
        ("会议要求，县水利局要抓紧施工，5月20日前完成试压。", "县水利局负责", "2027-05-20"),
        ("请县教育局于4月10日前上报名单。", "县教育局负责", "2027-04-10"),
        ("县交通局要于6月底前完成修复。", "县交通局负责", "2027-06-30"),
    ],
)
def test_what_running_text_hands_out_is_read_with_a_doubt(sentence: str, units: str, date: str):
    [measure] = only(f"{MINUTES}一、关于东街。{sentence}\n").measures
    assert " ".join(name + role for name, role in said(measure)) == units
    assert dates(measure) == [date]


def test_a_form_of_one_task_is_read():
    document = only("白石县水利局交办单\n工作任务：清理河道\n负责科室：河道科\n完成时间：2027年6月底\n")
    assert read(document) == [("1", [("河道科", "负责")], ["2027-06-30"])]


def test_labels_on_lines_of_their_own_head_what_stands_below():
    document = only(
        "白石县2027年任务\n一、新建学校\n牵头单位\n县教育局\n配合单位\n县财政局\n完成时限\n2027年8月底\n"
        "二、改造管网\n牵头单位\n县住建局\n配合单位\n县财政局\n完成时限\n2027年10月底\n"
    )
    assert read(document) == [
        ("一", [("县教育局", "牵头"), ("县财政局", "配合")], ["2027-08-31"]),
        ("二", [("县住建局", "牵头"), ("县财政局", "配合")], ["2027-10-31"]),
    ]


def test_what_a_township_writes_behind_a_colon_is_read_with_a_doubt():
    document = only(
        "柳树镇2027年安排\n1.春耕备耕：农业办，3月15日前完成。\n2.防火值守：应急办牵头，各村配合。\n"
    )
    assert [said(m) for m in document.measures] == [
        [("农业办", "负责")],
        [("应急办", "牵头"), ("各村", "配合")],
    ]
    assert all(unit.doubt for unit in document.measures[0].tasks[0].units)


def test_a_word_of_duty_behind_a_name_of_any_shape_is_never_passed_over():
    document = only(f"{NOTICE}（一）换装炉具。（县能源局负责）平时由物业办负责巡查。\n")
    assert any("责任表述" in warning.message for warning in document.warnings)


def test_a_paper_without_numbers_that_asks_a_unit_for_something_is_read_by_its_paragraphs():
    document = only(
        "关于节水的紧急通知\n县直各单位：\n请县水利局、县住建局于3月10日前报送清单。\n白石县人民政府办公室\n2027年3月2日\n"
    )
    assert read(document) == [("1", [("县水利局", "负责"), ("县住建局", "负责")], ["2027-03-10"])]
    assert document.measures[0].doubt


def test_the_stated_date_of_issue_goes_before_that_of_publication():
    document = only(
        "白石县节水方案\n成文日期：2027年3月2日\n发布日期：2027年3月5日\n一、换表。（县水利局负责）\n"
    )
    assert document.issued_on == "2027-03-02"


# Tables


@pytest.mark.parametrize(
    "table",
    [
        "检查对象 | 时间安排 | 责任单位 |\n木材加工点 | 2027年5月 | 应急办 林业站 |"
        "\n养老院 | 2027年6月 | 民政办 |",
        "检查内容\t责任单位\t完成时间\n木材加工点\t应急办、林业站\t2027年5月\n养老院\t民政办\t2027年6月",
        "责任单位\t工作任务\t时限\n应急办、林业站\t检查木材加工点\t2027年5月底\n民政办\t检查养老院\t2027年6月底",
        "序号,工作任务,责任单位,时限\n1,检查木材加工点,应急办、林业站,2027年5月底\n2,检查养老院,民政办,2027年6月底",
    ],
    ids=["bars without a frame", "no number", "units first", "commas"],
)
def test_a_table_is_read_by_its_heads_in_any_order(table: str):
    document = only(f"柳树镇2027年检查安排表\n{table}\n")
    assert read(document) == [
        ("1", [("应急办", "负责"), ("林业站", "负责")], ["2027-05-31"]),
        ("2", [("民政办", "负责")], ["2027-06-30"]),
    ]


def test_a_table_with_one_cell_a_line_is_laid_out_by_what_its_lines_look_like():
    lines = (
        "序号 实事项目 牵头单位 配合单位 完成时限 1 新建游园三处， 对外开放。 县住建局 县财政局、 各街道 "
        "2027年9月底前 2 增设车位。 县城管局 县公安局 2027年6月底前"
    )
    document = only("白石县2027年实事清单\n" + lines.replace(" ", "\n"))
    assert read(document) == [
        ("1", [("县住建局", "牵头"), ("县财政局", "配合"), ("各街道", "配合")], ["2027-09-30"]),
        ("2", [("县城管局", "牵头"), ("县公安局", "配合")], ["2027-06-30"]),
    ]


def test_leaders_persons_and_telephones_have_columns_of_their_own():
    document = only(
        "白石县项目推进表\n序号\t工作任务\t包联领导\t责任单位\t责任人\t联系电话\t资金\t完成时限\n"
        "1\t建成粮库\t郑某某\t县发改局\t冯某某\t5550199\t300万元\t2027年10月\n"
    )
    [task] = document.measures[0].tasks
    assert [(p.name, p.kind, p.phone) for p in task.persons] == [
        ("郑某某", "包联领导", ""),
        ("冯某某", "责任人", "5550199"),
    ]
    assert task.extra == {"资金": "300万元"}
    assert read(document) == [("1", [("县发改局", "负责")], ["2027-10-31"])]


def test_a_list_of_problems_is_read_by_its_measures():
    document = only(
        "白石县整改清单\n序号\t存在问题\t整改措施\t整改目标\t责任单位\t整改时限\n1\t台账不全\t补齐台账\t齐全\t县水利局\t2027年5月底\n"
    )
    [task] = document.measures[0].tasks
    assert (task.text, task.extra) == ("补齐台账", {"存在问题": "台账不全", "整改目标": "齐全"})


@pytest.mark.parametrize("head", ["开工时间\t竣工时间", "启动时间\t完成时间", "起始时间\t完成时限"])
def test_a_column_of_beginnings_is_no_limit(head: str):
    document = only(
        f"白石县项目表\n序号\t工作任务\t责任单位\t{head}\n1\t建校舍\t县教育局\t2027年3月1日\t2027年8月20日\n"
    )
    assert (document.issued_on, dates(document.measures[0])) == ("", ["2027-08-20"])


def test_columns_of_quarters_are_stages_with_their_days():
    document = only(
        "白石县2027年推进表\n序号\t工作任务\t责任单位\t一季度\t二季度\t下半年\n1\t建站\t县应急局\t招标\t\t运行\n"
    )
    assert dates(document.measures[0]) == ["2027-03-31", "2027-12-31"]


def test_numbers_with_a_point_stay_as_printed():
    document = only("白石县任务表\n序号\t任务\t责任单位\n1.9\t修堤\t县水利局\n1.10\t修闸\t县水利局\n")
    assert [m.path for m in document.measures] == [["1.9"], ["1.10"]]


def test_what_stands_above_is_what_the_same_means():
    document = only(
        "白石县任务表\n序号\t任务\t责任单位\t完成时限\n1\t修堤\t县水利局\t2027年6月底\n2\t修闸\t同上\t〃\n"
    )
    assert read(document)[1] == ("2", [("县水利局", "负责")], ["2027-06-30"])


def test_a_row_torn_within_a_cell_is_one():
    document = only(
        "白石县任务表\n序号\t任务\t牵头单位\t配合单位\t完成时限\n1\t修堤\t县水利局\t县财政局\n县住建局\t2027年6月底\n"
    )
    assert read(document) == [
        ("1", [("县水利局", "牵头"), ("县财政局", "配合"), ("县住建局", "配合")], ["2027-06-30"])
    ]


@pytest.mark.parametrize(
    "table",
    [
        "序号\t河流\t河长\t责任单位\t联系电话\n1\t清河\t郑某某\t县水利局\t5550199",
        "序号\t姓名\t单位\t职务\n1\t郑某某\t县水利局\t局长",
        "序号\t指标\t单位\t2026年\t2027年\n1\t总量\t吨\t30\t40",
    ],
)
def test_a_table_that_gives_work_to_nobody_yields_no_units(table: str):
    assert [said(m) for m in only(f"白石县情况表\n{table}\n").measures if said(m)] == []


def sheet(
    rows: list[list[object]], *, merges: tuple[str, ...] = (), struck: str = "", form: str = ""
) -> Document:
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    for place in merges:
        page.merge_cells(place)
    if struck:
        page[struck].font = Font(strike=True)
    if form:
        page["A3"].number_format = form
    out = io.BytesIO()
    book.save(out)
    [document] = extract_bytes(out.getvalue(), name="表.xlsx").documents
    return document


def test_a_head_of_two_rows_with_merged_cells_is_one():
    rows = [
        ["白石县分工表"],
        ["序号", "工作任务", "责任单位", None, "完成时限"],
        [None, None, "牵头单位", "配合单位", None],
        ["1", "修堤", "县水利局", "县财政局、各乡镇", "2027年6月底前"],
    ]
    document = sheet(rows, merges=("A2:A3", "B2:B3", "C2:D2", "E2:E3"))
    assert read(document) == [
        ("1", [("县水利局", "牵头"), ("县财政局", "配合"), ("各乡镇", "配合")], ["2027-06-30"])
    ]


def test_a_cell_merged_over_rows_whose_ends_are_empty_holds_for_each():
    rows = [
        ["白石县任务表"],
        ["序号", "任务", "责任单位", "配合单位", "完成时限"],
        ["1", "修堤", "县水利局", "县财政局", "2027年6月底前"],
        ["2", "修闸", "县水利局"],
        ["3", "清淤", "县水利局"],
    ]
    document = sheet(rows, merges=("E3:E5",))
    assert [dates(m) for m in document.measures] == [["2027-06-30"]] * 3


def test_numbers_in_a_column_of_times_are_dates():
    rows = [["白石县任务表"], ["序号", "任务", "责任单位", "时限"], [1, "修堤", "县水利局", 46568]]
    rows += [[2, "修闸", "县水利局", 20270630], [3, "清淤", "县水利局", 202709]]
    document = sheet(rows)
    assert [dates(m) for m in document.measures] == [["2027-06-30"], ["2027-06-30"], ["2027-09-30"]]
    assert document.measures[0].tasks[0].deadlines[0].doubt


def test_a_number_is_read_with_the_places_that_the_sheet_shows():
    rows = [["白石县任务表"], ["序号", "任务", "责任单位", "时限"], [1.1, "修堤", "县水利局", "2027年6月底"]]
    assert sheet(rows, form="0.00").measures[0].path == ["1.10"]


def test_what_is_struck_in_a_sheet_is_not_read_but_said():
    rows = [["白石县任务表"], ["序号", "任务", "责任单位", "时限"], [1, "修堤", "县水利局", "2027年6月底"]]
    document = sheet(rows, struck="D3")
    assert dates(document.measures[0]) == []
    assert [one.what for one in document.unread] == ["划去的文字"]
    assert any("划去的文字" in warning.message for warning in document.warnings)


def test_what_is_struck_in_a_letter_is_not_read_but_said():
    letter = docx.Document()
    for line in NOTICE.strip().split("\n"):
        letter.add_paragraph(line)
    paragraph = letter.add_paragraph("（一）换装炉具。")
    paragraph.add_run("2026年5月底前").font.strike = True
    paragraph.add_run("2027年8月底前完成。（县能源局负责）")
    out = io.BytesIO()
    letter.save(out)
    [document] = extract_bytes(out.getvalue(), name="通知.docx").documents
    assert dates(document.measures[0]) == ["2027-08-31"]
    assert [one.text for one in document.unread] == ["2026年5月底前"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">{}</p>',
        "<div hidden><p>{}</p></div>",
        '<p style="visibility: hidden; height:0">{}',
        "<del><p>{}</p></del>",
        '<p style="font-size:0">{}</p>',
    ],
)
def test_what_a_page_does_not_show_is_not_read_but_said(hidden: str):
    lines = "".join(f"<p>{line}</p>" for line in NOTICE.strip().split("\n"))
    lines += "<p>（一）换装炉具。（县能源局负责）</p>" + hidden.format("（二）暗藏事项。（县公安局负责）")
    lines += "<p>（三）公布清单。（县司法局负责）</p>"
    page = f"<!DOCTYPE html><html><body>{lines}</body></html>".encode()
    [document] = extract_bytes(page, name="页.html").documents
    assert [m.path[-1] for m in document.measures] == ["（一）", "（三）"]
    assert any("县公安局" in one.text for one in document.unread)


# Kinds of paper

ARTICLES = "第一章　总则\n" + "\n".join(
    f"第{n}条　县水利局负责河道管理工作，具体办法另行规定。" for n in "一二三四五六"
)


@pytest.mark.parametrize(
    "text",
    [
        f"白石县河道管理条例\n{ARTICLES}\n",
        f"白石县河道管理暂行办法\n{ARTICLES}\n",
        "白石县人民政府关于设立白石高新区的批复\n白政〔2027〕8号\n县发改局：\n一、同意设立。\n二、由你局负责规划。\n三、请抓好落实。\n",
        "关于表彰2026年度先进集体的决定\n白政发〔2027〕2号\n一、授予县水利局先进集体称号。\n二、授予县教育局先进集体称号。\n三、希望再接再厉。\n",
        "关于成立白石县防汛领导小组的通知\n白政办〔2027〕3号\n一、组成人员\n组长：郑某某\n二、主要职责\n负责防汛。\n三、其他事项\n办公室设在县水利局。\n",
        "白石县人民政府办公室关于2027年节假日安排的通知\n一、元旦：1月1日放假。\n二、春节：放假8天。\n三、清明：放假1天。\n",
    ],
    ids=["law", "standing rule", "answer", "commendation", "members", "days off"],
)
def test_what_orders_nothing_yields_no_measures_and_says_so(text: str):
    document = only(text)
    assert (document.kind, document.measures) == (Kind.OTHER, [])
    assert document.warnings


def test_a_rule_by_which_money_is_given_stays_a_policy():
    articles = "\n".join(f"第{n}条　对新办企业给予补助。" for n in "一二三四五")
    assert only(f"白石县支持小微企业办法\n{articles}\n").kind is Kind.POLICY


def test_a_plan_whose_policy_begins_behind_the_signature_is_found_by_another_reading():
    text = (
        "白石县节水工作\n白水发〔2027〕1号\n各乡镇：\n按会议要求办理。\n白石县水利局\n2027年4月6日\n工作内容\n"
        "一、换表。（县水利局负责）\n二、补漏。（县水利局牵头，县住建局配合）\n三、宣传。（县融媒体中心负责）\n"
    )
    document = only(text)
    assert [said(m)[0][0] for m in document.measures] == ["县水利局", "县水利局", "县融媒体中心"]
