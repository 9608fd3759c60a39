"""Which measures are found to be like each other, and which are not."""

from policies.alignment.likeness import Wording, like_sentences, matches, plain


def wordings(*rows: tuple[str, str]) -> list[Wording]:
    return [Wording(i, title, text) for i, (title, text) in enumerate(rows)]


ROADS = ("修建农村公路", "改造县乡道路三百公里，硬化通村道路，完善养护机制，按月公布进度。")
SCHOOLS = ("建设寄宿制学校", "新建寄宿制学校二十所，配齐食堂宿舍，补充教师，保障安全用电。")
CLINICS = ("改善乡镇卫生院", "更新检查设备，开设慢性病门诊，培训全科医生，延长夜间急诊。")


def test_each_finds_its_counterpart_whatever_the_order_and_the_level() -> None:
    upper = wordings(ROADS, SCHOOLS, CLINICS)
    lower = wordings(
        ("改善乡镇卫生院", CLINICS[1] + "（市卫生健康委负责）"),
        ("修建全市农村公路", ROADS[1].replace("三百", "四十")),
    )
    assert [(m.left, m.right) for m in matches(upper, lower)] == [(0, 1), (2, 0)]


def test_what_merely_lives_in_one_field_is_no_counterpart() -> None:
    upper = wordings(("建设寄宿制学校", SCHOOLS[1]))
    lower = wordings(("开展校园阅读", "每周安排阅读课，设立图书角，评选书香学校，邀请作家讲座。"))
    assert matches(upper, lower) == []
    assert matches(upper, []) == []


def test_a_measure_that_the_lower_document_splits_has_both_parts() -> None:
    parts = ROADS[1], CLINICS[1]
    upper = wordings(("改善农村条件", "".join(parts)), SCHOOLS)
    lower = wordings(("", parts[0]), ("", parts[1]), SCHOOLS)
    assert [(m.left, m.right) for m in matches(upper, lower)] == [(0, 0), (0, 1), (1, 2)]


def test_two_documents_that_ask_one_thing_in_a_sentence_are_found_with_the_sentences() -> None:
    ask = "对新认定的示范合作社按每家五万元给予一次性奖补"
    rows = wordings(
        ("扶持合作社", f"加强辅导员队伍建设，完善章程。{ask}。"),
        ("促进就业", f"办好招聘会，发放稳岗补贴。{ask.replace('新认定', '当年认定')}，年底前兑现。"),
        ROADS,
    )
    [found] = like_sentences(rows, groups=["甲", "乙", "丙"])
    assert (found.left, found.right, found.left_words) == (0, 1, ask)
    assert like_sentences(rows, groups=["甲", "甲", "丙"]) == []


def test_of_sentences_that_are_as_like_as_each_other_the_first_is_shown() -> None:
    asks = "每家合作社一次性奖补五万元", "逐户核查并按月公示奖补名单"
    rows = wordings(("甲", "；".join(asks)), ("乙", "；".join(reversed(asks))))
    [found] = like_sentences(rows, groups=["甲", "乙"])
    assert (found.left_words, found.right_words, found.score) == (asks[0], asks[0], 1.0)


def test_a_score_is_the_cosine_of_runs_weighed_by_rarity() -> None:
    """As scikit-learn's TfidfVectorizer scored these texts: the bounds were set on its scale."""
    rows = wordings(
        ("修建农村公路", "改造县乡道路三百公里，改造完再改造危桥。硬化通村道路，按月公布进度情况。"),
        ("修好农村公路", "改造县乡道路四十公里，改造危桥后按月公布进度情况。"),
        ("", CLINICS[1]),
    )
    assert [m.score for m in matches(rows[:1], rows[1:])] == [0.4861]
    assert [like.score for like in like_sentences(rows, groups=[1, 2, 3])] == [0.4219]


def test_titles_alone_have_to_be_nearly_the_same() -> None:
    groups = ["甲", "乙"]
    assert like_sentences(wordings(("加大稳岗支持力度", ""), ("加大金融支持力度", "")), groups=groups) == []
    rows = wordings(("推进全省寄宿制学校建设", ""), ("推进全市寄宿制学校建设", ""))
    assert [like.score for like in like_sentences(rows, groups=groups)] == [1.0]


def test_units_levels_and_empty_texts_say_nothing() -> None:
    assert plain("推进全市（县）建设。（责任单位：市教育局、市财政局（国资委））") == "推进县建设"
    assert matches(wordings(("", "")), wordings(("", ""))) == []
    assert like_sentences(wordings(("", ""), ("", "。")), groups=[1, 2]) == []
