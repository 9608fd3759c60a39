"""Made-up departments and a made-up ledger for the tests, in the shapes of the fixtures."""

from typing import Any


def _department(name: str, short: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": name,
        "short_name": short,
        "level": "province",
        "region": "云岭省",
        "kind": "government",
        "aliases": [],
        "parent": None,
        "abolished_on": None,
        "successors": [],
    }
    return row | more


def _government(region: str) -> dict[str, Any]:
    return _department(
        f"{region}人民政府", f"{region}政府", level="city", region=region, kind="people_government"
    )


DEPARTMENTS: dict[str, Any] = {
    "regions": [
        {"name": "云岭省", "level": "province", "parent": None},
        {"name": "青川市", "level": "city", "parent": "云岭省"},
        {"name": "白石市", "level": "city", "parent": "云岭省"},
    ],
    "departments": [
        _department("云岭省人民政府", "省政府", kind="people_government"),
        _department("云岭省人民政府督查室", "省政府督查室"),
        _department("云岭省财政厅", "省财政厅", aliases=["财政厅"]),
        _department("云岭省教育厅", "省教育厅", aliases=["教育厅"]),
        _department("云岭省农业农村厅", "省农业农村厅"),
        _department(
            "云岭省农业委员会",
            "省农委",
            abolished_on="2018-10-26",
            successors=[{"name": "云岭省农业农村厅", "on": "2018-10-26", "note": "2018年机构改革"}],
        ),
        _department("云岭省国库支付中心", "省国库支付中心", kind="institution", parent="云岭省财政厅"),
        _government("青川市"),
        _government("白石市"),
    ],
    "groups": [
        {
            "name": "各市政府",
            "aliases": ["各市人民政府"],
            "region": "云岭省",
            "members": ["青川市人民政府", "白石市人民政府"],
            "open": False,
        },
        {"name": "有关市政府", "aliases": [], "region": "云岭省", "members": [], "open": True},
    ],
}


def unit(name: str, role: str = "负责") -> dict[str, Any]:
    return {"name": name, "role": role}


def deadline(phrase: str, day: str, kind: str = "due", firmness: str = "must") -> dict[str, Any]:
    return {"phrase": phrase, "date": day, "kind": kind, "firmness": firmness}


def measure(
    path: list[str], title: str, units: list[dict[str, Any]], deadlines: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    tasks = [{"text": f"{title}的具体内容。", "units": units, "deadlines": deadlines or []}]
    return {"path": path, "title": title, "text": f"{title}。{title}的具体内容。", "tasks": tasks}


LEDGER: dict[str, Any] = {
    "kind": "policy",
    "title": "云岭省便民服务提升行动方案",
    "number": "云政发〔2026〕3号",
    "issuer": "云岭省人民政府",
    "issued_on": "2026-03-01",
    "inherited_units": [],
    "sections": [{"path": ["一"], "title": "优化服务", "units": []}],
    "measures": [
        measure(
            ["一", "1"],
            "建设一站式窗口",
            [unit("省财政厅"), unit("省教育厅")],
            [deadline("6月底前", "2026-06-30"), deadline("年底前", "2026-12-31")],
        ),
        measure(["一", "2"], "公布服务清单", [unit("省教育厅", "牵头"), unit("省财政厅", "配合")]),
        measure(
            ["二", "3"],
            "改善农村网点",
            [unit("省农委"), unit("各市政府")],
            [deadline("力争9月底前", "2026-09-30", firmness="strive")],
        ),
        measure(["二", "4"], "试点上门服务", [unit("省便民中心"), unit("有关市政府")]),
    ],
    "indicators": [
        {
            "name": "窗口数（个）",
            "base_year": 2025,
            "base": "40",
            "target_year": 2026,
            "target": "80",
            "attribute": "预期性",
        }
    ],
    "warnings": [],
}
