"""The made-up province: its units with a load that falls off steeply, and people in each."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from demo.accounts import DEMO_PASSWORD
from demo.synthetic import words
from demo.synthetic.loader import Loader
from departments.models.departments import (
    Department,
    DepartmentAlias,
    DepartmentGroup,
    GroupAlias,
    Kind,
    Level,
    Region,
)
from departments.models.users import Membership, User, UserRole

OFFICE = f"{words.PROVINCE}人民政府督查室"
CITY_GROUP, COUNTY_GROUP = "各市政府", "各县（市、区）政府"
SUPERVISORS, LEADERS = 6, 3

_Row = tuple[str, str, str, str, str, str, float]  # name, short, level, kind, region, parent, weight


def make_units(loader: Loader) -> int:
    """Regions, units, groups and users, those that are missing; fills the temporary table `unit`."""
    rows = _units()
    values = ",".join(
        f"({n},{','.join(loader.literal(value) for value in row)})" for n, row in enumerate(rows, 1)
    )
    columns = "position, name, short, level, kind, region, parent, weight"
    loader.table("unit_plan", f"SELECT * FROM (VALUES {values}) listed ({columns})", "position", "name")
    _regions(loader)
    _departments(loader)
    _groups(loader)
    _people(loader)
    loader.table(
        "unit",
        f"""
        SELECT d.id, p.position, p.level, p.kind, p.region, p.weight, d.short_name AS short,
               d.head_endorses, filer.user_id AS filer,
               sum(p.weight) OVER (ORDER BY p.position) / sum(p.weight) OVER () AS upto
        FROM unit_plan p JOIN departments_department d ON d.name = p.name
        JOIN LATERAL (
            SELECT min(m.user_id) AS user_id FROM departments_membership m
            WHERE m.department_id = d.id AND m.role = '{UserRole.FILER}'
        ) filer ON true
        WHERE p.weight > 0
        """,
        "id",
        "position",
    )
    return len(rows)


def _units() -> list[_Row]:
    province = words.PROVINCE
    rows: list[_Row] = [
        (OFFICE, "省政府督查室", Level.PROVINCE, Kind.GOVERNMENT, province, "", 0.0),
    ]
    for rank, name in enumerate(words.PROVINCIAL, 1):
        rows.append((province + name, "省" + name, Level.PROVINCE, Kind.GOVERNMENT, province, "", 400 / rank))
    county = 0
    for n, city in enumerate(f"{name}市" for name in words.CITIES):
        government = f"{city}人民政府"
        rows.append(
            (government, f"{city}政府", Level.CITY, Kind.PEOPLE_GOVERNMENT, city, "", 50 / (n + 1) ** 0.5)
        )
        rows += [
            (city + name, city + name, Level.CITY, Kind.GOVERNMENT, city, government, 12 / rank**0.5)
            for rank, name in enumerate(words.BUREAUS[: words.CITY_BUREAUS], 1)
        ]
        for _ in range(words.COUNTIES_EACH):
            first = words.COUNTY_FIRST[county // len(words.COUNTY_LAST)]
            region = first + words.COUNTY_LAST[county % len(words.COUNTY_LAST)] + "县"
            county += 1
            seat = f"{region}人民政府"
            rows.append(
                (seat, f"{region}政府", Level.COUNTY, Kind.PEOPLE_GOVERNMENT, region, government, 6.0)
            )
            rows += [
                (region + name, region + name, Level.COUNTY, Kind.GOVERNMENT, region, seat, 2 / rank)
                for rank, name in enumerate(words.BUREAUS[: words.COUNTY_BUREAUS], 1)
            ]
    return rows


def _regions(loader: Loader) -> None:
    """Province, cities, counties; a level at a time, since each names the one above it."""
    table = Region._meta.db_table
    for level, parent in (
        (Level.PROVINCE, "NULL"),
        (Level.CITY, f"(SELECT id FROM {table} WHERE name = {loader.literal(words.PROVINCE)})"),
        (
            Level.COUNTY,
            f"""(SELECT r.id FROM unit_plan seat JOIN unit_plan city ON city.name = seat.parent
                 JOIN {table} r ON r.name = city.region
                 WHERE seat.region = p.region AND seat.kind = '{Kind.PEOPLE_GOVERNMENT}')""",
        ),
    ):
        loader.insert(
            Region,
            f"FROM (SELECT region, min(position) AS position FROM unit_plan WHERE level = '{level}'"
            " GROUP BY region ORDER BY 2) p ON CONFLICT DO NOTHING",
            name="p.region",
            level=f"'{level}'",
            parent_id=parent,
        )


def _departments(loader: Loader) -> None:
    table = Department._meta.db_table
    loader.insert(
        Department,
        f"FROM unit_plan p JOIN {Region._meta.db_table} r ON r.name = p.region ORDER BY p.position"
        " ON CONFLICT DO NOTHING",
        name="p.name",
        short_name="p.short",
        level="p.level",
        kind="p.kind",
        region_id="r.id",
    )
    loader.run(
        f"UPDATE {table} d SET parent_id = seat.id FROM unit_plan p JOIN {table} seat ON seat.name = p.parent"
        " WHERE d.name = p.name AND d.parent_id IS NULL"
    )
    loader.insert(
        DepartmentAlias,
        f"""FROM unit_plan p JOIN {table} d ON d.name = p.name
            CROSS JOIN LATERAL (SELECT DISTINCT x FROM unnest(ARRAY[p.name, p.short]) x) printed
            ON CONFLICT DO NOTHING""",
        department_id="d.id",
        region_id="d.region_id",
        text="printed.x",
    )


def _groups(loader: Loader) -> None:
    """The governments of all cities, and those of all counties."""
    members = DepartmentGroup.members.through
    for name, level in ((CITY_GROUP, Level.CITY), (COUNTY_GROUP, Level.COUNTY)):
        quoted = loader.literal(name)
        region = f"FROM {Region._meta.db_table} r WHERE r.name = {loader.literal(words.PROVINCE)}"
        loader.insert(DepartmentGroup, f"{region} ON CONFLICT DO NOTHING", name=quoted, region_id="r.id")
        table = DepartmentGroup._meta.db_table
        group = f"(SELECT g.id FROM {table} g WHERE g.name = {quoted} AND g.region_id = r.id)"
        loader.insert(
            GroupAlias, f"{region} ON CONFLICT DO NOTHING", group_id=group, region_id="r.id", text=quoted
        )
        loader.insert(
            members,
            f"""FROM {Region._meta.db_table} r, unit_plan p
                JOIN {Department._meta.db_table} d ON d.name = p.name
                WHERE r.name = {loader.literal(words.PROVINCE)}
                  AND p.level = '{level}' AND p.kind = '{Kind.PEOPLE_GOVERNMENT}' ON CONFLICT DO NOTHING""",
            departmentgroup_id=group,
            department_id="d.id",
        )


def _people(loader: Loader) -> None:
    """A filer in each unit, a head in each of the province and each government, and the office's own."""
    office = loader.literal(OFFICE)
    loader.table(
        "person",
        f"""
        SELECT 'filer-' || position AS username, '{UserRole.FILER}' AS role, name AS unit,
               position::bigint AS n
        FROM unit_plan WHERE weight > 0
        UNION ALL
        SELECT 'head-' || position, '{UserRole.HEAD}', name, 10000 + position FROM unit_plan
        WHERE weight > 0 AND (level = '{Level.PROVINCE}' OR kind = '{Kind.PEOPLE_GOVERNMENT}')
        UNION ALL
        SELECT 'office-' || n, '{UserRole.SUPERVISOR}', {office}, 20000 + n
        FROM generate_series(1, {SUPERVISORS}) n
        UNION ALL
        SELECT 'leader-' || n, '{UserRole.LEADER}', {office}, 30000 + n
        FROM generate_series(1, {LEADERS}) n
        """,
    )
    # The password of the demo is printed in its manual: elsewhere nobody can log in with these accounts.
    password = make_password(DEMO_PASSWORD if settings.DEMO else None)
    loader.insert(
        User,
        "FROM person p ORDER BY p.n ON CONFLICT DO NOTHING",
        username="p.username",
        password=loader.literal(password),
        email="p.username || '@demo.invalid'",
        display_name=loader.pick("p.n", "surname", words.SURNAMES)
        + " || "
        + loader.pick("p.n", "given name", words.GIVEN),
        phone="'000-' || (10000000 + p.n)",
        is_staff="true",
    )
    loader.insert(
        Membership,
        f"""FROM person p JOIN {User._meta.db_table} u ON u.username = p.username
            JOIN {Department._meta.db_table} d ON d.name = p.unit ORDER BY p.n ON CONFLICT DO NOTHING""",
        user_id="u.id",
        department_id="d.id",
        role="p.role",
    )
