"""The made-up 云岭省: its units by the usual skeleton, seven cities, and the bureaus of two of them."""

from typing import Any

from departments.models.departments import Level
from departments.skeletons import skeleton

PROVINCE = "云岭省"
OFFICE = "云岭省人民政府办公厅"
CITIES = ("青川市", "白石市", "澜溪市", "云岫市", "松台市", "枫桥市", "禾川州")
COUNTIES = {
    "青川市": ("南浦区", "北浦区", "云溪县", "竹山县", "临泽市"),
    "白石市": ("石湖区", "岚河县", "望岭县"),
}


def units() -> dict[str, Any]:
    """The table of units of the made-up province, in the shape that is loaded."""
    data = skeleton(level=Level.PROVINCE, region=PROVINCE, below=CITIES)
    for city, counties in COUNTIES.items():
        lower = skeleton(level=Level.CITY, region=city, above=PROVINCE, below=counties, whole=True)
        data["regions"] += lower["regions"][1:]  # the city itself is there
        government = f"{city}人民政府"
        for row in lower["departments"]:
            if row["name"] == government or row["kind"] not in ("government", "people_government"):
                continue
            row["parent"] = row["parent"] or government
            data["departments"].append(row)
        there = {row["name"] for row in data["departments"]}
        data["groups"] += [
            group | {"members": [name for name in group["members"] if name in there]}
            for group in lower["groups"]
        ]
    return data
