"""导入单位: a sheet of units enters the register, all of it or nothing."""

import logging

from django.db import transaction
from django.db.models import Count

from common.errors import ServiceError
from departments.models.departments import Department, DepartmentAlias, Kind, Level, Region
from departments.models.users import User, UserRole
from departments.names import normalise
from departments.register.outcome import ADDED, CHANGED, Line, Outcome
from departments.register.sheets import UNITS, Row, blank, read
from departments.resolution import Resolver
from departments.services.access import require_role

logger = logging.getLogger(__name__)
_LEVELS = {str(label): value for value, label in Level.choices}
_KINDS = {str(label): value for value, label in Kind.choices}
_CHANGED = {"short_name": "简称", "level": "层级", "kind": "性质"}
_LONGEST = {"name": 100, "short_name": 60, "region": 50}


def home_region(actor: User | None) -> Region | None:
    """The region of the office: of the one that the user works for, or of the first that there is.

    Before there is one, the region with most units: that which was begun; else the only one at the top.
    """
    office = Region.objects.filter(departments__memberships__role=UserRole.SUPERVISOR)
    own = office.filter(departments__memberships__user=actor) if actor else office.none()
    for regions in (own, office):
        if first := regions.order_by("departments__memberships__id").first():
            return first
    peopled = Region.objects.annotate(units=Count("departments")).filter(units__gt=0)
    if begun := peopled.order_by("-units", "id").first():
        return begun
    tops = list(Region.objects.filter(parent=None)[:2])
    return tops[0] if len(tops) == 1 else None


def units_sheet() -> bytes:
    """The file to fill in, with the units that are there; two queries and one for their names."""
    rows = []
    units = Department.objects.select_related("region__parent", "parent").prefetch_related("aliases")
    for unit in units.filter(abolished_on=None).order_by("id"):
        own = {normalise(unit.name), normalise(unit.short_name)}
        others = [alias.text for alias in unit.aliases.all() if alias.text not in own]
        above = unit.region.parent
        rows.append(
            (
                unit.name,
                unit.short_name,
                unit.region.name,
                above.name if above else "",
                unit.get_level_display(),
                unit.get_kind_display(),
                unit.parent.name if unit.parent else "",
                "、".join(others),
            )
        )
    return blank(UNITS, rows)


def preview_units(*, name: str, data: bytes, actor: User | None) -> Outcome:
    """What `import_units` would do; nothing stays written. Raises `NotAllowed`, and `ServiceError`."""
    with transaction.atomic():
        outcome = _take(name, data, actor)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def import_units(*, name: str, data: bytes, actor: User | None) -> Outcome:
    """Add the units of a sheet and bring those that are there up to it, all or nothing.

    A unit is known by its full name. An empty cell changes nothing, a name is added and never taken away,
    and the region of a unit stays. Raises `NotAllowed`, and `ServiceError` for a file that is no such sheet
    and where any row is wrong.
    """
    outcome = _take(name, data, actor)
    outcome.require_right()
    logger.info("units imported by %s: %s", actor, outcome.counts)
    return outcome


def _take(name: str, data: bytes, actor: User | None) -> Outcome:
    require_role(actor, UserRole.SUPERVISOR, to="导入单位")
    filled = read(UNITS, name=name, data=data)
    return Outcome(_Units(actor).take(filled.rows), filled.unread)


class _Units:
    """Takes the rows one after the other; superiors when all are there, as one may stand below its own."""

    def __init__(self, actor: User | None) -> None:
        self.home = home_region(actor)
        self.regions = {region.name: region for region in Region.objects.all()}
        self.units = {unit.name: unit for unit in Department.objects.select_related("region")}
        aliases = DepartmentAlias.objects.values_list("region_id", "text", "department_id")
        self.aliases = {(region, text): owner for region, text, owner in aliases}
        self.seen: set[str] = set()

    def take(self, rows: list[Row]) -> list[Line]:
        lines = [self._row(row) for row in rows]
        named = Resolver(self.home)
        for row, line in zip(rows, lines, strict=True):
            if row["parent"] and not line.errors:
                self._superior(row, line, named)
        return lines

    def _row(self, row: Row) -> Line:
        name = normalise(row["name"])
        line = Line(row.number, row["name"], errors=row.errors)
        level, kind = self._choice(row, "level", "层级", _LEVELS), self._choice(row, "kind", "性质", _KINDS)
        for key, most in _LONGEST.items():
            if len(row[key]) > most:
                row.wrong(UNITS.columns[[c.key for c in UNITS.columns].index(key)].heading, f"超过{most}字。")
        if name in self.seen:
            row.wrong("全称", "与前面的行重复。")
        self.seen.add(name)
        unit = self.units.get(name)
        region = self._region(row, unit, level)
        if row.errors or region is None:
            return line
        if unit is None:
            line.what, line.says = ADDED, f"{region}"
            unit = Department.objects.create(
                name=name,
                short_name=normalise(row["short_name"]) or name[:60],
                level=level or region.level,
                kind=kind or Kind.GOVERNMENT,
                region=region,
            )
            self.units[name] = unit
        else:
            self._bring_up(unit, row, line, level, kind)
        self._names(unit, row, line)
        return line

    def _choice(self, row: Row, key: str, heading: str, known: dict[str, str]) -> str:
        if row[key] and row[key] not in known:
            row.wrong(heading, f"不能是“{row[key]}”，请填写{'、'.join(known)}之一。")
        return known.get(row[key], "")

    def _region(self, row: Row, unit: Department | None, level: str) -> Region | None:
        name = row["region"]
        region = self.regions.get(name) if name else (unit.region if unit else self.home)
        if region is None and name and (row["region_above"] in self.regions or not self.regions):
            above = self.regions.get(row["region_above"])
            at = (
                level
                if level and level != Level.CENTRAL
                else (Level.PROVINCE if above is None else Level.CITY)
            )
            region = self.regions[name] = Region.objects.create(name=name, level=at, parent=above)
        if region is None:
            row.wrong(
                "地区",
                f"“{name}”尚未登记，请同时填写其上级地区。" if name else "没有填写，也无法推断，请填写。",
            )
        elif unit is not None and unit.region_id != region.pk:
            row.wrong("地区", f"不能由{unit.region}改为{region}，地区在登记后不再改变。")
        return region

    def _bring_up(self, unit: Department, row: Row, line: Line, level: str, kind: str) -> None:
        wanted = {"short_name": normalise(row["short_name"]), "level": level, "kind": kind}
        changed = [key for key, value in wanted.items() if value and getattr(unit, key) != value]
        if not changed:
            return
        line.what = CHANGED
        line.says = "，".join(_CHANGED[key] for key in changed)
        for key in changed:
            setattr(unit, key, wanted[key])
        unit.save()

    def _names(self, unit: Department, row: Row, line: Line) -> None:
        """The unit's own names and those of the sheet become aliases, unless they are somebody else's."""
        texts = [
            unit.name,
            unit.short_name,
            *row["aliases"].replace("，", "、").replace("；", "、").split("、"),
        ]
        for text in dict.fromkeys(normalise(text) for text in texts):
            if not text:
                continue
            owner = self.aliases.get((unit.region_id, text))
            if owner == unit.pk:
                continue
            if owner is not None:
                other = next(u for u in self.units.values() if u.pk == owner)
                row.wrong("别名", f"“{text}”已是{other}的名称。")
                continue
            if len(text) > _LONGEST["name"]:
                row.wrong("别名", f"“{text[:20]}……”超过{_LONGEST['name']}字。")
                continue
            DepartmentAlias.objects.create(department=unit, region_id=unit.region_id, text=text)
            self.aliases[unit.region_id, text] = unit.pk
            if line.what != ADDED:
                line.what, line.says = CHANGED, "，".join(filter(None, [line.says, f"别名{text}"]))

    def _superior(self, row: Row, line: Line, named: Resolver) -> None:
        unit, wanted = self.units[normalise(row["name"])], normalise(row["parent"])
        superior = self.units.get(wanted) or named.resolve(wanted).department
        if superior is None:
            row.wrong("上级单位", f"“{row['parent']}”不在单位库中，也不在本表中。")
        elif superior.pk == unit.pk:
            row.wrong("上级单位", "不能是本单位。")
        elif unit.parent_id != superior.pk:
            unit.parent = superior
            unit.save(update_fields=["parent"])
            if line.what != ADDED:
                line.what, line.says = CHANGED, "，".join(filter(None, [line.says, "上级单位"]))


@transaction.atomic
def add_unit(
    *,
    name: str,
    actor: User | None,
    short_name: str = "",
    region: Region | None = None,
    kind: str = Kind.GOVERNMENT,
    parent: Department | None = None,
) -> Department:
    """新增单位: one unit that a document names and nobody knew, in the office's region if no other is said.

    Its names become aliases. Raises `ServiceError` for a name that is there already, `NotAllowed`.
    """
    require_role(actor, UserRole.SUPERVISOR, to="新增单位")
    name, short_name = normalise(name), normalise(short_name)
    region = region or home_region(actor)
    if not name:
        raise ServiceError("unit_name_required", "请填写单位全称。", field="name")
    if region is None:
        raise ServiceError("unit_region_required", "请选择单位所在的地区。", field="region")
    if len(name) > _LONGEST["name"] or len(short_name) > _LONGEST["short_name"]:
        raise ServiceError("unit_name_too_long", "单位名称过长，请核对。", field="name")
    if kind not in Kind.values:
        raise ServiceError("unit_kind_unknown", "请选择单位性质。", field="kind")
    names = list(dict.fromkeys([name, short_name or name]))
    known = DepartmentAlias.objects.filter(region=region, text__in=names).select_related("department").first()
    if known is not None or Department.objects.filter(name=name).exists():
        whose = f"（{known.department}）" if known else ""
        raise ServiceError("unit_name_taken", f"“{name}”已在单位库中{whose}，请直接选择。", field="name")
    unit: Department = Department.objects.create(
        name=name,
        short_name=(short_name or name)[:60],
        level=region.level,
        kind=kind,
        region=region,
        parent=parent,
    )
    DepartmentAlias.objects.bulk_create(
        DepartmentAlias(department=unit, region=region, text=text) for text in names
    )
    logger.info("unit %s added by %s", unit, actor)
    return unit
