"""The facts of `fixtures/departments.json` hold together: plain checks of the JSON, no database."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "departments.json"
DATA: dict[str, list[dict[str, Any]]] = json.loads(FIXTURE.read_text(encoding="utf-8"))
REGIONS = {r["name"]: r for r in DATA["regions"]}
DEPARTMENTS = {d["name"]: d for d in DATA["departments"]}
GROUPS = {g["name"]: g for g in DATA["groups"]}

LEVELS = {"central", "province", "city", "county"}
KINDS = {
    "government",
    "party",
    "congress",
    "mass",
    "central",
    "institution",
    "enterprise",
    "people_government",
}
BRACKETS = str.maketrans("()[]〔〕［］【】", "（）（）（）（）（）")


def key(name: str) -> str:
    """The name as matching sees it: no white space, every bracket the full-width round one."""
    return re.sub(r"\s+", "", name).translate(BRACKETS)


def lookup(name: str, region: str) -> list[str]:
    """Canonical names of the departments and groups of `region` that answer to `name`."""
    wanted = key(name)
    return [
        item["name"]
        for item in (*DATA["departments"], *DATA["groups"])
        if item["region"] == region and wanted in {key(a) for a in (item["name"], *item["aliases"])}
    ]


def test_the_file_is_written_as_the_readme_says() -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    assert text == json.dumps(DATA, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("part", ["regions", "departments", "groups"])
def test_names_are_unique(part: str) -> None:
    counts = Counter(item["name"] for item in DATA[part])
    assert [name for name, n in counts.items() if n > 1] == []


def test_no_group_has_the_name_of_a_department() -> None:
    assert set(GROUPS) & set(DEPARTMENTS) == set()


def test_every_region_has_a_parent_that_exists_one_level_up() -> None:
    up = {"province": None, "city": "province", "county": "city"}
    for region in REGIONS.values():
        parent = REGIONS[region["parent"]]["level"] if region["parent"] else None
        assert parent == up[region["level"]], region["name"]


def test_the_province_has_its_ten_city_regions_and_sixty_counties() -> None:
    levels = Counter(r["level"] for r in REGIONS.values())
    assert levels == {"province": 1, "city": 10, "county": 60}


@pytest.mark.parametrize("department", DATA["departments"], ids=lambda d: d["name"])
def test_a_department_is_well_formed(department: dict[str, Any]) -> None:
    assert department["level"] in LEVELS
    assert department["kind"] in KINDS
    assert department["region"] in REGIONS
    assert {department["name"], department["short_name"]} <= set(department["aliases"])
    assert len(set(department["aliases"])) == len(department["aliases"])
    for name in department["aliases"]:
        assert name
        assert not re.search(r"\s", name)


@pytest.mark.parametrize("kind", ["departments", "groups"])
def test_an_alias_belongs_to_one_unit_of_a_region(kind: str) -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for item in DATA[kind]:
        for alias in item["aliases"]:
            owners.setdefault((item["region"], key(alias)), set()).add(item["name"])
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_no_alias_means_a_department_and_a_group_of_one_region() -> None:
    departments = {(d["region"], key(a)) for d in DATA["departments"] for a in d["aliases"]}
    groups = {(g["region"], key(a)) for g in DATA["groups"] for a in g["aliases"]}
    assert departments & groups == set()


def test_a_name_that_spells_out_its_place_means_one_department_everywhere() -> None:
    owners: dict[str, set[str]] = {}
    for department in DATA["departments"]:
        for name in (department["name"], *department["aliases"]):
            if name.startswith(("吉林省", "中共", "中国", "国家", *REGIONS)):
                owners.setdefault(key(name), set()).add(department["name"])
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_a_superior_exists_and_still_works() -> None:
    for department in DEPARTMENTS.values():
        if department["parent"] is not None:
            assert DEPARTMENTS[department["parent"]]["abolished_on"] is None, department["name"]


def test_a_unit_has_successors_exactly_when_it_was_abolished() -> None:
    for department in DEPARTMENTS.values():
        assert bool(department["successors"]) == (department["abolished_on"] is not None), department["name"]


def test_successors_exist_and_take_over_on_the_day_of_the_end_with_a_note() -> None:
    for department in DEPARTMENTS.values():
        for successor in department["successors"]:
            assert successor["name"] in DEPARTMENTS, department["name"]
            assert successor["on"] == department["abolished_on"], department["name"]
            assert dt.date.fromisoformat(successor["on"])
            assert successor["note"], department["name"]


def test_every_line_of_successors_goes_forward_and_ends_at_a_unit_that_exists_today() -> None:
    for department in DEPARTMENTS.values():
        trails = [[department["name"]]]
        while trails:
            trail = trails.pop()
            last = DEPARTMENTS[trail[-1]]
            for successor in last["successors"]:
                following = DEPARTMENTS[successor["name"]]
                assert following["name"] not in trail, trail
                assert following["abolished_on"] is None or following["abolished_on"] > successor["on"], trail
                trails.append([*trail, following["name"]])


@pytest.mark.parametrize("group", DATA["groups"], ids=lambda g: g["name"])
def test_members_of_a_group_exist_today_and_an_open_group_has_none(
    group: dict[str, Any],
) -> None:
    assert group["region"] in REGIONS
    assert group["name"] in group["aliases"]
    assert len(set(group["members"])) == len(group["members"])
    for member in group["members"]:
        assert DEPARTMENTS[member]["abolished_on"] is None, member
    assert bool(group["members"]) != group["open"]


def test_the_cities_are_the_nine_and_changbaishan() -> None:
    members = [DEPARTMENTS[m] for m in GROUPS["各市（州）政府"]["members"]]
    assert {m["region"] for m in members} == {
        "长春市",
        "吉林市",
        "四平市",
        "辽源市",
        "通化市",
        "白山市",
        "松原市",
        "白城市",
        "延边朝鲜族自治州",
        "长白山保护开发区",
    }
    assert {(m["level"], m["kind"]) for m in members} == {("city", "people_government")}


def test_cities_and_counties_are_the_cities_and_every_county() -> None:
    members = {DEPARTMENTS[m]["region"] for m in GROUPS["各市、县级政府"]["members"]}
    assert members == {r["name"] for r in REGIONS.values() if r["level"] in {"city", "county"}}


def test_the_counties_of_a_city_are_those_of_its_own() -> None:
    members = {DEPARTMENTS[m]["region"] for m in GROUPS["吉林市各县（市、区）政府"]["members"]}
    assert members == {r["name"] for r in REGIONS.values() if r["parent"] == "吉林市"}


def test_departments_of_the_provincial_government_are_of_the_province() -> None:
    for member in GROUPS["省政府各部门"]["members"]:
        assert (DEPARTMENTS[member]["level"], DEPARTMENTS[member]["kind"]) == (
            "province",
            "government",
        )


@pytest.mark.parametrize(
    ("printed", "region", "name"),
    [
        ("省发改委", "吉林省", "吉林省发展和改革委员会"),
        ("省发展改革委", "吉林省", "吉林省发展和改革委员会"),
        ("省 住房城乡\n建设厅", "吉林省", "吉林省住房和城乡建设厅"),
        ("卫健委", "吉林省", "吉林省卫生健康委员会"),
        ("卫健委", "吉林市", "吉林市卫生健康委员会"),
        ("人行长春中心支行", "吉林省", "中国人民银行长春中心支行"),
        ("省电力公司", "吉林省", "国网吉林省电力有限公司"),
        ("各市(州)政府", "吉林省", "各市（州）政府"),
        ("各市〔州〕政府", "吉林省", "各市（州）政府"),
        ("各州市和县人民政府", "吉林省", "各市、县级政府"),
        ("珲春市政府", "珲春市", "珲春市人民政府"),
        ("有关部门", "吉林市", "市直各相关部门"),
    ],
)
def test_a_printed_name_leads_to_its_unit(printed: str, region: str, name: str) -> None:
    assert lookup(printed, region) == [name]


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("吉林省农业委员会", {"吉林省农业农村厅"}),
        ("吉林省国土资源厅", {"吉林省自然资源厅"}),
        ("吉林省卫生和计划生育委员会", {"吉林省卫生健康委员会"}),
        ("吉林省人民政府金融工作办公室", {"中共吉林省委金融委员会办公室"}),
        ("中国银行业监督管理委员会吉林监管局", {"国家金融监督管理总局吉林监管局"}),
        ("中国保险监督管理委员会吉林监管局", {"国家金融监督管理总局吉林监管局"}),
        ("吉林省食品药品监督管理局", {"吉林省市场监督管理厅", "吉林省药品监督管理局"}),
        ("吉林省扶贫开发办公室", {"吉林省农业农村厅"}),
        ("中国人民银行长春中心支行", {"中国人民银行吉林省分行"}),
    ],
)
def test_a_unit_of_before_the_reforms_leads_to_those_of_today(old: str, today: set[str]) -> None:
    found: set[str] = set()
    waiting = [old]
    while waiting:
        department = DEPARTMENTS[waiting.pop()]
        if department["abolished_on"] is None:
            found.add(department["name"])
        waiting += [s["name"] for s in department["successors"]]
    assert found == today
