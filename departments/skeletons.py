"""The usual units of a province, a city or a county, named for one: a table to load and then to correct.

The patterns stand in `fixtures/skeletons/`; what comes out has the shape of `fixtures/departments.json`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from departments.models.departments import Level

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "skeletons"
LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)
BELOW = {Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY, Level.COUNTY: Level.COUNTY}
_ENDING = re.compile(r"(自治区|地区|省|市|州|盟|县|区|旗)$")
_OFFICES = (
    "街道办事处",
    "街道",
    "管委会",
    "管理委员会",
)  # below a county, or beside the governments of cities


def ending_of(region: str) -> str:
    """What a region calls itself: 云岭省 → 省; empty where the name does not say it."""
    found = _ENDING.search(region)
    return found.group(1) if found else ""


def skeleton(
    *, level: str, region: str, above: str = "", below: Sequence[str] = (), whole: bool = False
) -> dict[str, Any]:
    """The units of a region with those that stand directly below it.

    `above` is the region that it belongs to, where there is one; `below` names the cities of a province, the
    counties of a city, the townships of a county. With `whole` the short names say the region too
    (青川市财政局), as they must where several cities are in one register. Where a municipality is a province,
    its units bear the names of a city's.
    """
    ending = ending_of(region)
    pattern = Level.CITY if level == Level.PROVINCE and ending == "市" else level
    data = json.loads((FOLDER / f"{pattern}.json").read_text(encoding="utf-8"))
    words = {
        "region": region,
        "p": ending,
        "c": "党委" if ending == "自治区" else "委",
        "stem": region.removesuffix(ending) or region,
    }
    names = [row["name"] for row in data["units"] if "name" in row]
    units = [_unit(row, words, level=level, whole=whole, names=names) for row in data["units"]]
    lower = [_government(name, region, level) for name in dict.fromkeys(below) if name]
    groups = [_group(row, words, units, lower) for row in data["groups"]]
    regions = [{"name": region, "level": level, "parent": above or None}]
    if level != Level.COUNTY:
        regions += [
            {"name": name, "level": BELOW[Level(level)], "parent": region}
            for name in dict.fromkeys(below)
            if name
        ]
    return {"regions": regions, "departments": [*units, *lower], "groups": groups}


def _row(name: str, short: str, region: str, level: str, kind: str, aliases: Iterable[str]) -> dict[str, Any]:
    return {
        "name": name,
        "short_name": short,
        "level": level,
        "region": region,
        "kind": kind,
        "aliases": list(dict.fromkeys(alias for alias in aliases if alias)),
        "parent": None,
        "abolished_on": None,
        "successors": [],
    }


def _unit(
    row: dict[str, Any], words: dict[str, str], *, level: str, whole: bool, names: list[str]
) -> dict[str, Any]:
    kind = row.get("kind", "government")
    at = row.get("level") or (Level.CENTRAL if kind == "central" else level)
    region, ending = words["region"], words["p"]
    if "whole" in row:
        name, short = row["whole"].format(**words), row["short"].format(**words)
        aliases = [alias.format(**words) for alias in row["aliases"]]
        spelt = row["short"].format(**(words | {"p": region}))
        return _row(name, spelt if whole else short, region, at, kind, [name, short, spelt, *aliases])
    called = [row["name"], *row.get("also", [])]
    best = (row.get("also") or called)[0]
    name, short = f"{region}{row['name']}", f"{region if whole else ending}{best}"
    aliases = [f"{before}{one}" for one in called for before in (region, ending, "")]
    made = _row(name, short, region, at, kind, aliases)
    if row.get("parent") in names:
        made["parent"] = f"{region}{row['parent']}"
    return made


def _government(name: str, above: str, level: str) -> dict[str, Any]:
    """What governs a region below: 青川市人民政府; a street or a zone has its own kind of office."""
    region = above if level == Level.COUNTY else name
    if name.endswith("街道"):
        called = f"{name}办事处"
        return _row(called, called, region, BELOW[Level(level)], "people_government", [called, name])
    if name.endswith(_OFFICES):
        return _row(name, name, region, BELOW[Level(level)], "people_government", [name])
    aliases = [f"{name}人民政府", f"{name}政府", name]
    return _row(f"{name}人民政府", f"{name}政府", region, BELOW[Level(level)], "people_government", aliases)


def _group(
    row: dict[str, Any], words: dict[str, str], units: list[dict[str, Any]], lower: list[dict[str, Any]]
) -> dict[str, Any]:
    members: list[str] = []
    if row["members"] == "below":
        members = [one["name"] for one in lower]
    elif row["members"] == "government":
        members = [one["name"] for one in units if one["kind"] == "government"]
    name = row["name"].format(**words)
    return {
        "name": name,
        "aliases": [name, *(alias.format(**words) for alias in row["aliases"])],
        "region": words["region"],
        "members": members,
        "open": not members,  # whose members nobody has named is chosen clause by clause
    }
