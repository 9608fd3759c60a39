"""Lines of a page become the paragraphs that were written."""

from extraction.text.healing import heal
from extraction.text.lines import tighten


def texts(source: str) -> list[str]:
    return [paragraph.text for paragraph in heal(source)]


def test_spaces_between_chinese_characters_go_and_those_between_latin_words_stay():
    assert (
        tighten("到 2025 年，建设 5G 基站 1000 个，采用 IPv6 Ready 标准")
        == "到2025年，建设5G基站1000个，采用IPv6 Ready标准"
    )


def test_a_sentence_torn_by_a_page_is_one_paragraph():
    source = "1.加强巡查。建立巡查台账，及时\n\n— 3 —\n\n报送情况，按月通报。\n\n2.加强培训。组织培训。"
    assert texts(source) == ["1.加强巡查。建立巡查台账，及时报送情况，按月通报。", "2.加强培训。组织培训。"]


def test_a_clause_torn_within_its_brackets_is_one_piece():
    assert texts("开展检查。（市水利局、市应急\n\n管理局按职责\n分工负责）") == [
        "开展检查。（市水利局、市应急管理局按职责分工负责）"
    ]


def test_a_heading_alone_on_its_line_is_not_run_into_its_text():
    source = (
        "一、总体要求\n以人民为中心，坚持安全第一。\n二、主要任务\n（一）加强领导\n压实责任，强化考核。\n"
        "（二）加强宣传\n营造氛围，凝聚合力。\n（三）加强保障\n落实经费，配强人员。"
    )
    assert "（一）加强领导" in texts(source)
    assert "压实责任，强化考核。" in texts(source)


def test_an_item_torn_before_its_first_stop_is_joined_where_its_siblings_run_on():
    source = (
        "1.完善制度。制定办法。\n2.加强培训。组织培训。\n"
        "3.将防汛纳入乡村建\n\n设行动，落实责任，配备器材。\n4.加强考核。开展考核。"
    )
    assert texts(source)[2] == "3.将防汛纳入乡村建设行动，落实责任，配备器材。"


def test_a_heading_torn_in_two_is_whole_again_where_headings_end_in_a_stop():
    source = (
        "（一）建设平台。\n推进平台建设，统一标准。\n（二）完善机制。\n健全机制，明确分工。\n"
        "（三）积极推进安全高效的基础设施\n\n体系。\n加快建设，补齐短板。"
    )
    assert "（三）积极推进安全高效的基础设施体系。" in texts(source)


def test_hard_wrapped_lines_are_joined_to_paragraphs():
    line = "为加强城市供水安全保障工作提高应急处置能力切实维护群众利益"
    source = "\n".join(["　　" + line[:-2], *[line] * 8, "特制定本方案。", "　　一、总体要求"])
    assert len(texts(source)) == 2


def test_page_numbers_and_running_heads_are_dropped():
    pages = [f"云江市人民政府文件\n第{n}段文字写在这里，内容完整。\n- {n} -" for n in (1, 2, 3, 4)]
    assert texts("\f".join(pages)) == [f"第{n}段文字写在这里，内容完整。" for n in (1, 2, 3, 4)]


def test_a_paragraph_printed_twice_at_a_page_break_is_kept_once_and_said():
    tail = "健全长效机制，定期开展评估，结果向社会公布。（市民政局负责）"
    [paragraph] = heal(f"3.完善机制，建立台账。{tail}\n\n{tail}")
    assert paragraph.text.count("市民政局") == 1
    assert paragraph.cautions


def test_a_table_row_keeps_its_cells():
    rows = heal("序号\t任务\t责任单位\n1\t修 路\t县交通运输局 县财政局")
    assert [row.table for row in rows] == [True, True]
    assert rows[1].text == "1\t修路\t县交通运输局、县财政局"


def test_units_parted_by_spaces_are_not_run_together():
    assert texts("责任单位：市水利局  市应急局") == ["责任单位：市水利局、市应急局"]


def test_a_text_that_lost_its_line_breaks_is_cut_before_its_items():
    source = (
        "关于促进消费的十条意见。为扩大消费，统一、规范市场，现提出以下意见。"
        "1.支持夜间经济，建设街区5条，投入2.5亿元。责任单位：市商务局。"
        "2.支持会展，按照第（一）类标准奖励。责任单位：市商务局、市财政局。"
        "3.支持汽车下乡，举办活动10场，发放补贴。责任单位：市工信局。"
    )
    assert [text[:2] for text in texts(source)] == ["关于", "1.", "2.", "3."]


def test_units_one_below_the_other_are_one_list_and_the_signature_is_none_of_them():
    source = "1.抽检食品。\n责任单位：\n市市场监管局\n市卫健委\n云江市人民政府\n2024年2月1日"
    assert texts(source)[1] == "责任单位：市市场监管局、市卫健委"


def test_a_numeral_that_a_hard_wrap_put_at_the_start_of_a_line_is_no_item():
    line = "按照统筹规划的要求，做好有关工作，落实各项措施，推动全市统"
    wrapped = [
        "一、总则",
        "二、任务",
        *[line] * 8,
        "一、规范的平台建设，健全机制。",
        "三、保障",
        "落实责任，强化考核。",
    ]
    assert texts("\n".join(wrapped))[-2:] == ["三、保障", "落实责任，强化考核。"]
    assert len(texts("\n".join(wrapped))) == 5


def test_a_whole_line_of_units_ends_before_the_closing_words():
    source = "1.巡查。建立台账。\n责任单位：市水利局、市应急管理局\n以上工作均要抓好落实，及时报告情况。"
    assert texts(source)[1:] == ["责任单位：市水利局、市应急管理局", "以上工作均要抓好落实，及时报告情况。"]


def test_blanks_between_units_part_them_also_within_a_bracket_but_not_within_a_name():
    assert texts("（责任单位：市水利局 市教育局 各区政府）") == ["（责任单位：市水利局、市教育局、各区政府）"]
    assert texts("责任单位：市政府 督查室") == ["责任单位：市政府督查室"]
    assert texts("责任单位：市住房城乡 建设局") == ["责任单位：市住房城乡建设局"]


def test_a_time_limit_below_a_list_of_units_is_a_line_of_its_own():
    assert texts("市住房城乡建设局、市水利局\n2023年8月底") == ["市住房城乡建设局、市水利局", "2023年8月底"]


def test_a_signature_begins_a_line_of_its_own_whatever_stands_before_it():
    source = "1.巡查。建台账。[责任单位：市水利局][完成时限：6月]\n云江市人民政府\n2023年4月1日"
    assert texts(source)[1:] == ["云江市人民政府", "2023年4月1日"]


def test_a_heading_that_runs_on_into_its_text_is_one_paragraph_where_others_are_indented():
    lines = [
        "  1.聚焦智能家居与消费终端：聚焦智能门锁、智能厨电、智能水",
        "壶等优势品类，推动传统家电五金向智能化、网联化方向转型升级发",
        "展。",
        "  2.聚焦新型显示与光电终端：聚焦车载显示、智能穿戴及光学传",
        "感等方向，加快新型显示面板、模组及配套器件集聚发展和应用推广",
        "工作。",
        "  3.聚焦信创终端产品：依托龙芯智慧产业园，聚焦边缘计算终端等",
        "重点产品，招引主板、存储、显示模组等配套企业，补齐产业链短板",
        "弱项。",
    ]
    assert [text[:13] for text in texts("\n".join(lines))] == [
        "1.聚焦智能家居与消费终端",
        "2.聚焦新型显示与光电终端",
        "3.聚焦信创终端产品：依托",
    ]
