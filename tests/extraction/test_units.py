"""Lists of units."""

import pytest

from extraction.model import Role
from extraction.pipeline import extract_text
from extraction.signs.unit_names import split_units, unit_doubt


def names(text: str) -> list[str]:
    return [unit.name for unit in split_units(text, Role.RESPONSIBLE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("省财政厅、省税务局", ["省财政厅", "省税务局"]),
        ("省财政厅及各市、县政府", ["省财政厅", "各市、县政府"]),
        ("省林草局等部门及有关市、县级政府", ["省林草局", "有关市、县级政府"]),
        ("省政府各部门、各州市和县人民政府", ["省政府各部门", "各州市和县人民政府"]),
        (
            "各市（州）、县（市、区）人民政府，省直有关部门",
            ["各市（州）、县（市、区）人民政府", "省直有关部门"],
        ),
        ("省文化和旅游厅、省工业和信息化厅", ["省文化和旅游厅", "省工业和信息化厅"]),
        ("市规划和自然资源局和市住房和城乡建设局", ["市规划和自然资源局", "市住房和城乡建设局"]),
        ("省发展改革委（省能源局）、省委网信办", ["省发展改革委（省能源局）", "省委网信办"]),
        ("市科技局等12个部门", ["市科技局"]),
        ("县教育、卫健、民政等部门", ["县教育、卫健、民政等部门"]),
        ("县民政局、教育、公安等有关部门", ["县民政局", "教育、公安等有关部门"]),
        ("县财政局、教育局等部门", ["县财政局", "教育局"]),
        ("县妇联等部门", ["县妇联"]),
        ("省科协等单位", ["省科协"]),
        ("市政府残工委及其成员单位", ["市政府残工委", "其成员单位"]),
        ("各级政府，教育、财政、人社部门", ["各级政府", "教育、财政、人社部门"]),
        ("各市〔州〕政府、长岭管委会", ["各市〔州〕政府", "长岭管委会"]),
        ("市工信局、", ["市工信局"]),
        ("各级党委和政府", ["各级党委和政府"]),
        ("和平区政府、和县政府", ["和平区政府", "和县政府"]),
        ("各盟行政公署、市人民政府", ["各盟行政公署、市人民政府"]),
        ("各省、自治区、直辖市人民政府", ["各省、自治区、直辖市人民政府"]),
        ("各县区人民政府、开发区管委会", ["各县区人民政府", "开发区管委会"]),
        ("各开发区、工业园区管委会", ["各开发区、工业园区管委会"]),
        ("各区、市教育局", ["各区", "市教育局"]),
        ("云江大学、云江理工大学等科研院所", ["云江大学", "云江理工大学"]),
        ("各街道、区直各部门", ["各街道", "区直各部门"]),
        ("各街道,区教育局", ["各街道", "区教育局"]),
        ("中央和国家机关工委", ["中央和国家机关工委"]),
        ("教育部等有关部门和各地区", ["教育部", "各地区"]),
        ("省发展改革委、商务厅、政务和数据局", ["省发展改革委", "商务厅", "政务和数据局"]),
    ],
)
def test_a_list_is_parted_and_no_name_torn(text, expected):
    assert names(text) == expected


def test_each_unit_has_its_place():
    text = "由省财政厅、省税务局等部门"
    for unit in split_units(text, Role.LEAD, offset=0):
        assert text[unit.span.start : unit.span.end] == unit.name


@pytest.mark.parametrize(
    "name",
    ["加快推进工作", "省财政厅3", "其成员单位", "省财政厅（省税务", "公众", "省财政厅下同", "x", "会" * 30],
)
def test_what_does_not_look_like_a_unit_has_a_doubt(name):
    assert unit_doubt(name)


@pytest.mark.parametrize(
    "name",
    ["省粮食和储备局", "中科院云江光机所", "团省委", "各市、县级政府", "人民银行云江中心支行", "市城投集团"],
)
def test_a_unit_has_none(name):
    assert unit_doubt(name) == ""


def test_names_that_nothing_parts_are_two_and_a_group_behind_stays_whole():
    assert names("省大数据局各市〔州〕、县〔市、区、特区〕人民政府") == [
        "省大数据局",
        "各市〔州〕、县〔市、区、特区〕人民政府",
    ]


def test_a_counted_group_and_the_members_of_a_conference_are_names():
    for name in (
        "17个市级帮扶集团牵头单位",
        "省市场监管领域部门联合“双随机、一公开”监管工作联席会议成员单位",
    ):
        assert [unit.doubt for unit in split_units(name, Role.RESPONSIBLE)] == [""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县民政局、县商务局等县直（驻县）进驻大厅单位，各镇政府", ["县民政局", "县商务局", "各镇政府"]),
        ("城管局等区级有关部门", ["城管局"]),
        ("宣传科等相关科室", ["宣传科"]),
        ("县政务办等县工程审批改革工作领导小组有关成员单位", ["县政务办"]),
        ("县教育局等县级有关单位、各镇政府", ["县教育局", "各镇政府"]),
        ("县房产市场和产权交易中心", ["县房产市场和产权交易中心"]),
        ("县机关和事业单位社保中心", ["县机关和事业单位社保中心"]),
        ("县财政局和县机关事务中心", ["县财政局", "县机关事务中心"]),
        ("各企业和行业管理部门", ["各企业", "行业管理部门"]),
        ("县属企业和县商务局", ["县属企业", "县商务局"]),
        ("高等学校和县科技局", ["高等学校", "县科技局"]),
    ],
)
def test_the_vague_rest_is_nobody_and_a_subject_joined_by_and_is_of_the_name(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize("name", ["各地方", "各地级以上市人民政府"])
def test_a_group_of_places_in_any_of_its_writings_has_no_doubt(name):
    assert unit_doubt(name) == ""


def test_half_a_quotation_in_a_name_is_doubted():
    [document] = extract_text(
        "青石市便民方案\n一、任务\n（一）增设窗口。（责任单位：两减”专班成员单位）\n"
    ).documents
    [unit] = document.measures[0].tasks[0].units
    assert unit.doubt == "“两减”专班成员单位”的引号不成对"


def test_the_body_of_two_events_is_one():
    names = [
        u.name for u in split_units("省运会和省残运会云江赛区组委会、市体育局和市残联", Role.RESPONSIBLE)
    ]
    assert names == ["省运会和省残运会云江赛区组委会", "市体育局", "市残联"]
