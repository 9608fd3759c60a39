"""Which items of a document are measures, and where they stand."""

import pytest

from extraction.model import Document, Measure, Role
from extraction.pipeline import extract_text
from tests.extraction.text import NOTICE, OPINION

BODY = "云江市试点方案\n一、总体要求\n坚持试点先行。\n二、主要任务\n"


def read(text: str) -> Document:
    [document] = extract_text(text).documents
    return document


def paths(text: str) -> list[str]:
    return ["/".join(measure.path) for measure in read(text).measures]


def units(measure: Measure) -> list[list[str]]:
    return [[unit.name for unit in task.units] for task in measure.tasks]


def test_the_smallest_numbered_item_is_the_measure_and_a_preamble_is_none():
    assert paths(NOTICE) == ["二/（三）", "二/（四）/1", "二/（四）/2", "三/（五）", "三/（六）"]


def test_items_of_a_box_are_no_measures_and_the_numbering_goes_on_after_it():
    assert "管网60公里" not in "".join(measure.text for measure in read(NOTICE).measures)


def test_each_clause_of_an_item_is_a_task():
    measure = read(NOTICE).measures[2]
    assert units(measure) == [["市卫生健康委"], ["市应急局", "各县、区政府"]]
    assert [task.text for task in measure.tasks] == ["按月公布监测结果。", "开展应急演练。"]


def test_a_clause_on_its_own_line_serves_the_items_before_it():
    first, second, third = read(OPINION).measures
    assert units(first) == units(second) == [["市农业农村局", "市水利局"]]
    assert units(third) == [["市工信局"]]


def test_it_serves_one_item_where_each_item_has_its_own_lines():
    text = (
        BODY
        + "".join(f"{n}.任务{n}。开展工作。\n责任单位：市水利局\n" for n in (1, 2, 3))
        + "4.宣传。营造氛围。\n5.考核。开展考核。\n责任单位：市人社局"
    )
    *_, fourth, fifth = read(text).measures
    assert units(fourth) == [[]]
    assert units(fifth) == [["市人社局"]]


def test_lead_and_support_on_two_lines_are_one_clause():
    measure = read(
        BODY + "1.开工项目20个。\n牵头单位：市发改委\n配合单位：市财政局\n完成时限：2023年6月底前"
    ).measures[0]
    [task] = measure.tasks
    assert [unit.role for unit in task.units] == [Role.LEAD, Role.SUPPORT]
    assert [deadline.date for deadline in task.deadlines] == ["2023-06-30"]


def test_the_closing_words_are_no_part_of_the_last_item():
    assert "加强协作" not in read(NOTICE).measures[-1].text


def test_a_title_is_the_short_first_sentence_where_more_follows():
    titles = [
        measure.title
        for measure in read(
            BODY + "1.改造管网。完成普查。（市住建局负责）\n2.开展培训。（市教育局负责）"
        ).measures
    ]
    assert titles == ["改造管网", None]


def test_a_long_first_sentence_is_no_title():
    long = "推进" + "管网改造" * 12
    assert read(BODY + f"1.{long}。完成普查。").measures[0].title is None


def test_printed_labels_are_kept_and_a_gap_is_said():
    document = read(BODY + "（一）第一项。开展工作。\n（三）第三项。开展工作。\n（三）第四项。开展工作。")
    assert [measure.path[-1] for measure in document.measures] == ["（一）", "（三）", "（三）"]
    assert sum("编号" in warning.message for warning in document.warnings) == 2


def test_numbering_that_runs_through_the_sections_is_no_gap():
    document = read("云江市措施\n一、农业\n1.甲。开展。\n2.乙。开展。\n二、工业\n3.丙。开展。\n4.丁。开展。")
    assert document.warnings == []


def test_points_within_an_item_are_folded_where_one_clause_ends_them():
    text = (
        BODY
        + "1.整治河道。开展以下工作：\n（1）清理垃圾。\n（2）修复岸坡。（市水利局负责）\n"
        + "2.绿化。植树。（市林草局负责）"
    )
    assert paths(text) == ["二/1", "二/2"]
    assert units(read(text).measures[0]) == [["市水利局"]]


def test_points_with_clauses_of_their_own_are_measures():
    text = BODY + "1.整治河道。\n（1）清理垃圾。（市城管局负责）\n（2）修复岸坡。（市水利局负责）"
    assert paths(text) == ["二/1/（1）", "二/1/（2）"]


def test_a_clause_on_a_heading_belongs_to_the_section():
    document = read(
        BODY + "（一）改造管网。（市住建局牵头）\n1.普查。开展普查。（市水利局负责）\n2.改造。实施改造。"
    )
    [section] = [section for section in document.sections if section.units]
    assert (section.path, [unit.name for unit in section.units]) == (["二", "（一）"], ["市住建局"])
    assert units(document.measures[1]) == [[]]


def test_the_first_unit_leads_where_the_document_says_so():
    document = read(BODY + "1.普查。开展普查。（市水利局、市住建局负责）\n注：列第一位的为牵头单位。")
    assert document.first_unit_leads
    assert [unit.role for unit in document.measures[0].tasks[0].units] == [Role.LEAD, Role.RESPONSIBLE]


def test_spans_lead_back_to_the_text():
    document = read(NOTICE)
    for measure in document.measures:
        for task in measure.tasks:
            for unit in task.units:
                assert document.text[unit.span.start : unit.span.end] == unit.name


def test_a_scrap_that_strayed_into_a_line_is_said():
    document = read(BODY + "（一）推进改造。 负责)\n1.普查。开展普查。（市水利局按职责分工")
    assert [unit.name for unit in document.measures[0].tasks[0].units] == ["市水利局"]
    assert len(document.warnings) == 2


def test_a_clause_that_ends_the_last_item_of_every_section_is_shared_and_said():
    text = "云江市方案\n" + "".join(
        f"{section}、促进消费\n1.甲。发放补贴。\n2.乙。开展活动。（市商务局负责）\n" for section in "一二三"
    )
    document = read(text)
    assert all(units(measure) == [["市商务局"]] for measure in document.measures)
    assert len(document.warnings) == 3


def test_each_attachment_that_orders_work_is_read_under_its_name():
    text = """云江市人民政府办公室关于印发节水和供水两个方案的通知
云政办发〔2024〕6号
各县区人民政府：
现将两个方案印发给你们，请认真贯彻执行。
云江市人民政府办公室
2024年3月5日
附件1
云江市节水行动方案
（—）加强领导。成立专班。（市水利局负责）
附件2
云江市供水提升方案
（一）改造管网。完成普查。（市住建局负责）
附件3
成员名单
组长：某某
"""
    assert paths(text) == ["（一）", "附件2/（一）"]


def test_decimal_numbers_are_items_of_their_section():
    text = (
        "云江市试点方案\n1.强化投入\n1.1 筹资。统筹资金。（市财政局负责）\n"
        "1.2 用资。加快支出。（市审计局负责）\n2.强化保障\n2.1 宣传。营造氛围。（市水利局负责）"
    )
    assert paths(text) == ["1/1.1", "1/1.2", "2/2.1"]


def test_a_word_with_a_number_is_a_label_where_it_recurs_in_order():
    text = (
        "云江市整改方案\n措施一：筹资。统筹资金。（市财政局负责）\n措施二：监管。加强检查。（市审计局负责）"
    )
    assert paths(text) == ["措施一", "措施二"]


def test_a_section_of_places_or_of_the_persons_concerned_orders_nothing():
    text = (
        BODY
        + "1.建设。开展工作。（市水利局负责）\n三、试点范围\n东区和西区。\n四、有关要求\n各区要加强领导。"
    )
    assert paths(text) == ["二/1", "四"]


def test_an_item_that_begins_with_a_date_is_an_item():
    assert paths(BODY + "1．2022年6月底前，完成普查。\n2．7月底前公布结果。") == ["二/1", "二/2"]


def test_a_list_of_attachments_at_the_end_is_no_item():
    text = BODY + "1.修路。改造道路。（市交通局负责）\n附件：1.任务分工表\n2.成员名单\n3.联系表"
    assert paths(text) == ["二/1"]


def test_who_explains_a_policy_is_not_responsible_for_its_last_item():
    text = BODY + "1.修路。改造道路。（市交通局负责）\n本方案自印发之日起施行，由市水利局负责解释。"
    assert units(read(text).measures[0]) == [["市交通局"]]


def test_text_under_a_heading_with_its_clause_belongs_to_the_last_item_too():
    text = BODY + "1.修路。（市交通局）\n改造道路，年底前完成。\n2.建桥。（市水利局）\n新建桥梁。"
    assert [measure.title for measure in read(text).measures] == ["修路", "建桥"]
    assert "新建桥梁" in read(text).measures[1].text


def test_a_signature_does_not_run_into_the_units_before_it():
    text = BODY + "1.修路。改造道路。责任单位：市交通局\n云江市人民政府\n2023年4月1日"
    assert units(read(text).measures[0]) == [["市交通局"]]


def test_a_number_before_digits_opens_the_item_that_lacks_between_its_neighbours():
    text = "云江市方案\n一、任务\n1.评先。开展评先。\n2.360度评价。开展评价。\n3.考核。开展考核。"
    assert paths(text) == ["一/1", "一/2", "一/3"]
    text = "云江市方案\n一、任务\n1.评先。面积达到\n2.36万亩。\n2.评价。开展评价。"
    assert paths(text) == ["一/1", "一/2"]


def test_a_line_serves_all_items_of_a_heading_whatever_the_lines_of_other_headings():
    text = "云江市措施\n" + "".join(
        f"{n}、任务{n}\n企业可以申报。\n责任单位：市财政局\n" for n in ("一", "二", "三")
    )
    text += "四、用水政策\n（一）减免水费\n减免一成。\n（二）缓交水费\n缓交一月。\n责任单位：市水利局"
    *_, fourth, fifth = read(text).measures
    assert units(fourth) == units(fifth) == [["市水利局"]]


def test_a_heading_that_begins_with_a_verb_is_work_whatever_it_ends_in():
    for heading in ("优化用水发展环境", "夯实行业发展基础", "切实提高思想认识", "整改存在问题"):
        assert paths(f"{BODY}1.修管。修好管网。\n三、{heading}\n（一）监管。规范秩序。")[1:] == ["三/（一）"]
    for heading in ("发展环境", "面临的发展环境", "行业发展基础", "提高对节水重要意义的认识"):
        assert paths(f"{BODY}1.修管。修好管网。\n三、{heading}\n（一）水源。水源充足。") == ["二/1"]


def test_a_line_of_progress_gives_the_last_item_its_limit_and_is_no_text_of_it():
    for name in ("时序进度", "时间节点", "完成时间", "工作进度"):
        measure = read(BODY + f"1.修管。修好管网。\n责任单位：市水利局\n{name}：2023年7月底前").measures[-1]
        [task] = measure.tasks
        assert [deadline.date for deadline in task.deadlines] == ["2023-07-31"]
        assert name not in task.text


def test_when_and_where_are_no_work_unless_a_day_is_set():
    [document] = extract_text(
        "云江市走访方案\n一、走访时间\n3月1日至4月20日。\n二、走访范围\n全市农户。\n"
        "三、走访内容\n（一）了解收入。（市民政局负责）\n"
        "四、整改时间\n4月30日前完成整改。\n"
    ).documents
    assert [m.path for m in document.measures] == [["三", "（一）"], ["四"]]


def test_numbered_fields_of_one_piece_of_work_are_one_measure():
    [document] = extract_text(
        "云江市民生实事\n一、修建水厂\n（一）目标任务：新建水厂两座。\n（二）牵头领导：赵某某\n"
        "（三）责任单位：市水利局\n"
        "（四）完成时限：2027年9月底前\n二、修建学校\n（一）目标任务：新建小学一所。\n（二）责任单位：市教育局\n"
        "（三）完成时限：2027年8月底前\n"
    ).documents
    assert [
        (m.path, [u.name for t in m.tasks for u in t.units], [d.date for t in m.tasks for d in t.deadlines])
        for m in document.measures
    ] == [(["一"], ["市水利局"], ["2027-09-30"]), (["二"], ["市教育局"], ["2027-08-31"])]


def paths_below(body: str) -> list[str]:
    return paths(f"平安县实施方案\n{body}")


@pytest.mark.parametrize(
    "announced",
    [
        "再选两家企业试点，试点企业应具备以下条件：",
        "有下列情形之一时，建设单位应组织专家对选用的材料进行论证：",
        "县发改局对以下重点企业实施名单管理：",
    ],
)
def test_conditions_and_kinds_that_an_item_announces_are_no_items(announced):
    body = (
        f"一、任务\n（一）扩大试点。{announced}\n1.主业突出，三年没有亏损。\n2.管理规范的；\n3.其他企业。\n"
        "（二）改造管网。\n1.更换老旧管道。\n2.增设监测点位。"
    )
    assert paths_below(body) == ["一/（一）", "一/（二）/1", "一/（二）/2"]


def test_orders_below_such_words_stay_items():
    body = "一、任务\n（一）改善条件。着力改善以下条件：\n1.建设泵站两座。\n2.改造管网十公里。"
    assert paths_below(body) == ["一/（一）/1", "一/（一）/2"]


def test_aspects_that_only_say_what_they_stand_for_are_no_items():
    body = (
        "一、体检内容\n体检内容包括三个方面。\n（一）宜居。反映空气和绿地情况。\n（二）安全。反映抗灾能力。\n"
        "（三）便捷。反映公交水平。\n二、工作任务\n（一）开展调查。抽样调查居民。\n（二）编写报告。形成总报告。"
    )
    assert paths_below(body) == ["二/（一）", "二/（二）"]


def test_a_heading_of_whom_it_concerns_is_work_where_somebody_acts():
    body = (
        "一、贷款支持\n（一）发放对象。县农商银行向名单内企业发放贷款。\n（二）贴息范围。对名单内企业，县财政给予贴息。\n"
        "（三）适用范围。本县登记的中小企业。\n（四）加强监管。严格审批。"
    )
    assert paths_below(body) == ["一/（一）", "一/（二）", "一/（四）"]


def test_what_something_is_for_is_no_work():
    assert paths_below("一、内容\n（一）功能定位。\n公司是投资的专业平台。\n（二）建立机制。健全制度。") == [
        "一/（二）"
    ]


@pytest.mark.parametrize(
    ("step", "read"), [("2027年5月底前完成，由市水利局牵头", True), ("2027年5月至6月", False)]
)
def test_a_timetable_orders_work_where_it_binds(step: str, read: bool):
    work = "一、工作任务\n（一）推广器具。市水利局负责推广。"
    text = f"云江市节水方案\n{work}\n二、时间安排\n（一）摸底。{step}。"
    [document] = extract_text(text).documents
    assert (["二", "（一）"] in [m.path for m in document.measures]) is read


def test_articles_that_count_on_through_the_sections_stand_below_them():
    text = "云江市促进文旅的若干措施\n" + "\n".join(
        [
            "一、促进融合",
            "第一条 【保障用地】统筹用地指标。（责任单位：市自然资源局）",
            "第二条 【培育企业】支持企业上规。（责任单位：市文旅局）",
            "二、促进消费",
            "第三条 【发放补贴】发放消费券。（责任单位：市商务局）",
        ]
    )
    assert paths(text) == ["一/第一条", "一/第二条", "二/第三条"]


def test_sections_that_begin_anew_in_each_article_stand_below_it():
    text = "云江市节水措施\n" + "\n".join(
        [
            "第一条 改造管网",
            "一、普查管网。（市住建局负责）",
            "二、更换水表。（市水利局负责）",
            "第二条 加强管理",
            "一、公布水质。（市卫健委负责）",
        ]
    )
    assert paths(text) == ["第一条/一", "第一条/二", "第二条/一"]


def test_a_notice_that_carries_a_list_of_what_is_wrong_orders_what_it_says_itself():
    faults = ["私拉电线；", "灭火器失效；", "通道堆放杂物；", "门禁不能打开；", "指示标志缺失；"]
    text = "\n".join(
        [
            "云江市民政局关于印发《云江市养老机构消防问题清单》推动整改的通知",
            "云民发〔2024〕6号",
            "各县民政局：",
            "现就有关事项通知如下。",
            "一、开展自查自纠。各县民政局要组织养老机构对照清单自查。",
            "二、推进重点整改。各县民政局要督促养老机构在8月15日前完成整改。",
            "云江市民政局",
            "2024年7月6日",
            "云江市养老机构消防问题清单",
            *(f"{n}.{fault}" for n, fault in enumerate(faults, 1)),
        ]
    )
    document = read(text)
    assert ["/".join(measure.path) for measure in document.measures] == ["一", "二"]
    assert [units(measure) for measure in document.measures] == [[["各县民政局"]], [["各县民政局"]]]
    assert any("所附清单的 5 条" in caution.message for caution in document.warnings)
