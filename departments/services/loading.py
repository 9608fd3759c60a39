"""Loads the table of departments from its fixture; safe to repeat."""

import logging
from datetime import date
from typing import Any

from django.db import transaction

from departments.models.departments import (
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupAlias,
    Region,
    Succession,
)
from departments.names import normalise

logger = logging.getLogger(__name__)


@transaction.atomic
def load_departments(*, data: dict[str, Any]) -> dict[str, int]:
    """Add the regions, departments, successors and groups of `data` that are not there yet.

    `data` has the shape of `fixtures/departments.json`. What is there already is left as it is, since the
    people of the installation may have changed it. Returns how many of each were added.
    """
    before = _counts()
    regions = _load_regions(data["regions"])
    departments = _load_departments(data["departments"], regions)
    _load_successions(data["departments"], departments)
    _load_groups(data["groups"], regions, departments)
    added = {name: count - before[name] for name, count in _counts().items()}
    logger.info("departments loaded: %s", added)
    return added


def _counts() -> dict[str, int]:
    return {
        "regions": Region.objects.count(),
        "departments": Department.objects.count(),
        "aliases": DepartmentAlias.objects.count(),
        "groups": DepartmentGroup.objects.count(),
    }


def _load_regions(rows: list[dict[str, Any]]) -> dict[str, Region]:
    known = {region.name: region for region in Region.objects.all()}
    for row in rows:
        if row["name"] not in known:
            parent = known[row["parent"]] if row["parent"] else None
            known[row["name"]] = Region.objects.create(name=row["name"], level=row["level"], parent=parent)
    return known


def _load_departments(rows: list[dict[str, Any]], regions: dict[str, Region]) -> dict[str, Department]:
    known = {department.name: department for department in Department.objects.all()}
    fresh = [row for row in rows if row["name"] not in known]
    for row in fresh:
        abolished = row.get("abolished_on")
        known[row["name"]] = Department.objects.create(
            name=row["name"],
            short_name=row["short_name"],
            level=row["level"],
            kind=row["kind"],
            region=regions[row["region"]],
            abolished_on=date.fromisoformat(abolished) if abolished else None,
        )
    for row in fresh:
        if row.get("parent"):
            known[row["name"]].parent = known[row["parent"]]
            known[row["name"]].save(update_fields=["parent"])
    taken = set(DepartmentAlias.objects.values_list("region_id", "text"))
    aliases = []
    for row in fresh:
        department = known[row["name"]]
        for text in (row["name"], row["short_name"], *row.get("aliases", [])):
            key = (department.region_id, normalise(text))
            if key not in taken:
                taken.add(key)
                aliases.append(DepartmentAlias(department=department, region_id=key[0], text=key[1]))
    DepartmentAlias.objects.bulk_create(aliases)
    return known


def _load_successions(rows: list[dict[str, Any]], departments: dict[str, Department]) -> None:
    for row in rows:
        for heir in row.get("successors", []):
            Succession.objects.get_or_create(
                predecessor=departments[row["name"]],
                successor=departments[heir["name"]],
                defaults={"effective_on": date.fromisoformat(heir["on"]), "note": heir.get("note", "")},
            )


def _load_groups(
    rows: list[dict[str, Any]], regions: dict[str, Region], departments: dict[str, Department]
) -> None:
    for row in rows:
        region = regions[row["region"]]
        group, created = DepartmentGroup.objects.get_or_create(
            name=row["name"], region=region, defaults={"is_open": row["open"]}
        )
        if not created:
            continue
        group.members.set([departments[name] for name in row["members"]])
        for text in {normalise(name) for name in (row["name"], *row.get("aliases", []))}:
            GroupAlias.objects.get_or_create(region=region, text=text, defaults={"group": group})
