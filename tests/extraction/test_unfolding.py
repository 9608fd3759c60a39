"""Texts that lost their line breaks."""

import pytest

from extraction.pipeline import extract_text
from extraction.text.lines import read_lines
from extraction.text.unfolding import unfold
from tests.extraction.text import NOTICE, OPINION


def paths(text: str) -> list[list[str]]:
    return [measure.path for document in extract_text(text).documents for measure in document.measures]


@pytest.mark.parametrize("joint", ["", " ", "  "])
def test_an_opinion_without_breaks_is_read_as_with_them(joint):
    [whole] = extract_text(OPINION).documents
    [joined] = extract_text(OPINION.replace("\n", joint)).documents
    assert (joined.title, joined.number, joined.issuer, joined.issued_on) == (
        whole.title,
        whole.number,
        whole.issuer,
        whole.issued_on,
    )
    assert [m.path for m in joined.measures] == [m.path for m in whole.measures]


def test_a_notice_without_breaks_gives_the_title_and_the_items_of_its_policy():
    text = NOTICE[: NOTICE.index("专栏1")] + NOTICE[NOTICE.index("（四）保障水质") :]
    [joined] = extract_text(text.replace("\n", "")).documents
    assert (joined.title, joined.issued_on) == ("云江市城市供水提升行动方案", "2023-03-01")
    assert [m.path for m in joined.measures] == paths(text)


def test_what_was_cut_is_to_be_looked_at():
    [document] = extract_text(OPINION.replace("\n", "")).documents
    assert any("没有分段" in warning.message and warning.span for warning in document.warnings)


def test_numbers_within_a_sentence_are_no_items():
    filler = "各单位要加强协作，抓好落实，确保取得实效。" * 8
    text = (
        f"一、总则。落实第（一）项和第（二）项，实现统一、规范，改造2.5公里。{filler}二、附则。按本条例执行。"
    )
    assert [piece[:2] for piece in unfold(text)] == ["一、", "二、"]


def test_a_numbering_may_skip_after_a_stop_and_go_on_through_sections():
    filler = "各单位要加强协作，抓好落实，确保取得实效。" * 8
    text = f"一、任务（一）修路。改造道路。（四）建桥。新建桥梁。二、保障（五）宣传。{filler}"
    assert paths(text) == [["一", "（一）"], ["一", "（四）"], ["二", "（五）"]]


def test_a_short_line_is_left_as_it_is():
    assert unfold("一、修路。二、建桥。") == ["一、修路。二、建桥。"]


def test_a_long_line_that_kept_the_indents_of_its_paragraphs_is_cut_at_them():
    text = "\u3000\u3000".join(
        [
            "青岚县防汛方案",
            "为做好防汛工作，制定本方案。" * 12,
            "一、加强值守",
            "落实责任。" * 20,
            "二、备足物资",
            "青岚县人民政府",
            "2027年3月1日",
        ]
    )
    assert [line.text for line in read_lines(text)][2:] == [
        "一、加强值守",
        "落实责任。" * 20,
        "二、备足物资",
        "青岚县人民政府",
        "2027年3月1日",
    ]


def test_attachments_and_the_day_behind_the_last_item_are_lines_of_their_own():
    items = "".join(f"{n}、做好第{n}项防汛工作，落实责任单位和责任人，备足物资。" for n in "一二三四")
    pieces = unfold(items + "2027年3月1日附件：1.任务表")
    assert pieces[-3:] == ["2027年3月1日", "附件：", "1.任务表"]


@pytest.mark.parametrize(
    ("end", "issued_on"),
    [
        ("云江市人民政府办公室二〇二四年一月十六日（本文有删减）", "2024-01-16"),
        ("附件：情况统计表 2024年1月16日 （联系人：张某某）", "2024-01-16"),
    ],
)
def test_the_day_at_the_end_of_such_a_text_is_that_of_its_issue(end, issued_on):
    items = "".join(
        f"{n}、加强管网改造，摸清老旧管网底数，做好巡查维护各项工作，切实保障供水安全。" for n in "一二三"
    )
    [document] = extract_text(
        f"云江市关于加强供水工作的通知各县区人民政府：现就有关事项通知如下：{items}{end}"
    ).documents
    assert document.issued_on == issued_on


RUN_ON = (
    "云江市人民政府关于促进临港产业园提质升级的若干意见",
    "云政发〔2024〕8号",
    "各县、区人民政府，市政府各部门：",
    "临港产业园是本市开放的重要平台。为推动其高质量发展，现提出以下意见：",
    "一、总体要求",
    "坚持稳中求进，深化改革，把临港产业园建设成为全省一流的开放平台，服务全市发展大局。",
    "二、基本原则",
    "（一）坚持市场导向。尊重规律，有效降低成本。",
    "（二）坚持创新驱动。优化结构，支持新业态发展。",
    "三、主要任务",
    "（一）扩大开放。",
    "1.拓展市场。推广便利化试点，建设外贸综合服务中心。（市商务局、市税务局负责）",
    "2.便利通关。简化核准手续，压减通关时间。（市口岸办负责）",
    "（二）降低成本（市财政局牵头）",
    "3.清理收费。公布收费目录清单，取消不合理收费。（市发展改革委、市财政局负责）",
    "4.保障用地。优先安排项目用地指标。（市自然资源局负责）",
    "四、有关要求",
    "各地各部门要加强领导，抓好落实，市商务局要做好统筹协调。",
    "云江市人民政府",
    "2024年3月12日",
)


def read(text: str) -> list[tuple[list[str], str | None, list[str]]]:
    [document] = extract_text(text).documents
    return [
        (m.path, m.title, [unit.name for task in m.tasks for unit in task.units]) for m in document.measures
    ]


@pytest.mark.parametrize("joint", [" ", "   ", "\u3000\u3000", "\u3000", "\u00a0\u00a0"])
def test_a_body_whose_breaks_are_blanks_is_read_as_with_breaks(joint):
    whole = read("\n".join(RUN_ON))
    assert len(whole) == 5
    assert read(joint.join(RUN_ON)) == whole
    page = "索 引 号：\n00012/2024-8\n主题分类：\n商贸\n发文字号：\n云政发〔2024〕8号\n主 题 词：\n"
    assert read(page + joint.join(RUN_ON) + joint + "（此件公开发布）") == whole


def test_a_body_without_breaks_or_blanks_keeps_all_its_items():
    assert [m[0] for m in read("".join(RUN_ON))] == [m[0] for m in read("\n".join(RUN_ON))]


def test_clauses_without_a_stop_end_the_items_of_a_line():
    filler = "加强协作，抓好落实，确保取得实效。" * 6
    text = (
        f"云江市数字建设2024年工作要点夯实基础1.建设平台。{filler}市数据局、市财政局按职责分工负责"
        f"2.共享数据。{filler}市数据局按职责分工负责3.开放场景。{filler}"
    )
    assert [piece[:2] for piece in unfold(text)[-3:]] == ["1.", "2.", "3."]


def test_cost_is_no_this_before_a_number():
    filler = "加强协作，抓好落实，确保取得实效。" * 9
    text = f"一、降低经营成本（一）清理收费。{filler}（二）减免租金。按本（一）项执行。"
    assert [piece[:3] for piece in unfold(text)] == ["一、降", "（一）", "（二）"]


def test_a_collection_numbers_the_title_of_a_line():
    title = "7.云江市人民政府办公室关于印发云江市夜间经济行动方案的通知（2024年5月9日）"
    [document] = extract_text(title + "".join(RUN_ON[1:])).documents
    assert document.number == "云政发〔2024〕8号"
    assert document.measures[0].path[0] == "三"


def test_blanks_that_wrapped_a_line_lose_no_item_that_they_do_not_set_off():
    text = " ".join(RUN_ON[:-2]).replace("负责） 2.", "负责）2.").replace("税务局负责", "税务 局负责")
    assert [m[0] for m in read(text)] == [m[0] for m in read("\n".join(RUN_ON))]


FILLER = "加强协作，抓好落实，确保取得实效。" * 6


def test_a_heading_before_which_the_stop_was_lost_is_the_next_item():
    third = f"三、不断推进河道治理现代化改革。{FILLER}"
    text = f"一、加强巡查。{FILLER}二、抓好统计。{FILLER[:-1]}{third}四、强化保障。{FILLER}"
    assert [piece[:2] for piece in unfold(text)] == ["一、", "二、", "三、", "四、"]


def test_a_numeral_of_a_sentence_is_no_heading():
    text = f"一、加强巡查。{FILLER}二、抓好统计。推动第三、四批项目，促进一二三、四五产业融合。{FILLER}"
    assert [piece[:2] for piece in unfold(text)] == ["一、", "二、"]


def test_an_annex_of_a_line_has_a_numbering_of_its_own():
    signed = "云江市水利局云江市城市管理局2027年4月19日"
    text = (
        f"云江市水利局关于印发《云江市管线整治方案》的通知各县（市、区）水利局：现印发给你们，请认真执行。{signed}"
        f"云江市管线整治方案因历史遗留原因，管线杂乱，现制订方案如下：一、工作目标以安全、整齐为目标，消除隐患。二、工作要求"
        f"（一）加强统筹。市水利局牵头推进整治。{FILLER}（二）加强管理。市城市管理局负责巡查。{FILLER}"
        f"附件1云江市管线整治技术要求一、整治原则安全整齐。{FILLER}二、技术要求1.钢绞线应当固定。{FILLER}2.跨路应当挂牌。{FILLER}"
    )
    [document] = extract_text(text).documents
    assert (document.title, document.issued_on) == ("云江市管线整治方案", "2027-04-19")
    assert [m.path for m in document.measures] == [["二", "（一）"], ["二", "（二）"]]
    assert "技术" not in document.measures[-1].text
