"""单位 and 人员 by xlsx: previewed, all or nothing, errors by row; one new unit from a document."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department, DepartmentAlias, Region
from departments.models.users import Membership, User, UserRole
from departments.register.people import import_people, people_sheet, preview_people
from departments.register.sheets import PEOPLE, UNITS, Sheet
from departments.register.units import add_unit, import_units, preview_units, units_sheet
from departments.resolution import Resolver
from tests.admin import as_user, text
from tests.api import as_user as api_as
from tests.conftest import World

pytestmark = pytest.mark.django_db


def book(sheet: Sheet, *rows: dict[str, Any], more: str = "") -> bytes:
    """A file with these rows, the cells by the key of their column."""
    made = Workbook()
    page: Any = made.active
    page.append([*(column.heading for column in sheet.columns), more])
    for row in rows:
        page.append([row.get(column.key) for column in sheet.columns])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lines(data: bytes) -> list[tuple[Any, ...]]:
    page: Any = load_workbook(io.BytesIO(data)).worksheets[0]
    return list(page.iter_rows(values_only=True))


LI = {"username": "li", "display_name": "李若川", "department": "省财政厅", "role": "填报员"}
TOURISM = {"name": "云岭省文化和旅游厅", "short_name": "省文化和旅游厅", "aliases": "省文旅厅、文旅厅"}
LIBRARY = {"name": "云岭省图书馆", "kind": "事业单位", "parent": "省文旅厅"}


def test_units_enter_with_their_names_and_superiors_whatever_their_order(world: World) -> None:
    data = book(UNITS, LIBRARY, TOURISM)
    seen = preview_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert (seen.counts, seen.wrong) == ({"新增": 2}, [])
    assert not Department.objects.filter(name="云岭省图书馆").exists()  # a preview writes nothing
    done = import_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert done.counts == {"新增": 2}
    library = Department.objects.get(name="云岭省图书馆")
    assert library.parent is not None
    assert (library.parent.short_name, library.region.name, library.kind) == (
        "省文化和旅游厅",
        "云岭省",
        "institution",
    )
    assert Resolver(library.region).resolve("省文旅厅").department == library.parent
    again = preview_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert again.counts == {"未变": 2}


def test_a_row_that_is_wrong_stops_all_and_each_mistake_names_its_column(world: World) -> None:
    data = book(
        UNITS,
        TOURISM,
        {"short_name": "没有全称"},
        {"name": "云岭省图书馆", "kind": "图书馆"},
        {"name": "云岭省体育局", "aliases": "财政厅"},
        {"name": "青川市财政局", "region": "青川市", "parent": "青川市人民政府"},
        {"name": "远方市财政局", "region": "远方市"},
        TOURISM,
        {"name": "云岭省财政厅", "region": "青川市"},
        more="备注",
    )
    seen = preview_units(name="单位.xlsx", data=data, actor=world.supervisor)
    wrong = {line.row: "".join(line.errors) for line in seen.wrong}
    assert sorted(wrong) == [3, 4, 5, 7, 8, 9]
    assert "“全称”没有填写" in wrong[3]
    assert "“性质”不能是“图书馆”" in wrong[4]
    assert "“财政厅”已是省财政厅的名称" in wrong[5]
    assert "“远方市”尚未登记" in wrong[7]
    assert "重复" in wrong[8]
    assert "不能由云岭省改为青川市" in wrong[9]
    assert seen.unread == ["备注"]
    with pytest.raises(ServiceError, match="有6行有误，一行也没有导入：第3行"):
        import_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert not Department.objects.filter(name="云岭省文化和旅游厅").exists()
    with pytest.raises(NotAllowed):
        preview_units(name="单位.xlsx", data=data, actor=world.filer)


def test_what_is_there_is_brought_up_and_nothing_is_taken_away(world: World) -> None:
    data = book(
        UNITS,
        {"name": "云岭省财政厅", "short_name": "财政厅", "aliases": "省财政"},
        {"name": "青川市水务局", "region": "青川市"},
        {"name": "禾川州人民政府", "region": "禾川州", "region_above": "云岭省", "kind": "人民政府"},
    )
    done = import_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert (done.lines[0].what, done.lines[0].says) == ("修改", "简称，别名省财政")
    finance = Department.objects.get(name="云岭省财政厅")
    assert finance.short_name == "财政厅"
    assert {"省财政厅", "省财政"} <= set(finance.aliases.values_list("text", flat=True))
    region = Region.objects.get(name="禾川州")
    assert (region.level, region.parent and region.parent.name) == ("city", "云岭省")
    assert Department.objects.get(name="青川市水务局").level == "city"


def test_the_sheet_that_is_downloaded_changes_nothing_when_it_is_sent_back(
    world: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        data = units_sheet()
    assert lines(data)[6][:4] == ("云岭省国库支付中心", "省国库支付中心", "云岭省", None)
    seen = preview_units(name="单位.xlsx", data=data, actor=world.supervisor)
    assert seen.counts == {"未变": Department.objects.filter(abolished_on=None).count()}
    people = preview_people(name="人员.xlsx", data=people_sheet(), actor=world.security_admin)
    assert people.counts == {"未变": 5}


def test_people_get_accounts_roles_telephones_and_a_first_password(world: World) -> None:
    data = book(
        PEOPLE,
        {
            "username": "li",
            "display_name": "李若川",
            "department": "省财政厅",
            "role": "填报员",
            "phone": 99900012.0,
        },
        {"username": "li", "display_name": "李若川", "department": "教育厅", "role": "单位负责人"},
        {
            "username": "wang",
            "display_name": "王以恒",
            "department": "省农委",
            "role": "督查室",
            "password": "yunling-pass-7",
        },
        {"username": "filer", "display_name": "改名", "department": "云岭省财政厅", "role": "填报员"},
    )
    seen = preview_people(name="人员.xlsx", data=data, actor=world.security_admin)
    assert seen.counts == {"新增": 2, "修改": 2}
    assert seen.passwords == {}
    assert not User.objects.filter(username="li").exists()
    done = import_people(name="人员.xlsx", data=data, actor=world.security_admin)
    assert list(done.passwords) == ["li"]
    li = User.objects.get(username="li")
    assert li.check_password(done.passwords["li"])
    assert (li.phone, li.is_staff) == ("99900012", True)
    assert {(m.department.short_name, m.role) for m in li.memberships.all()} == {
        ("省财政厅", "filer"),
        ("省教育厅", "head"),
    }
    assert User.objects.get(username="wang").check_password("yunling-pass-7")
    filer = User.objects.get(username="filer")
    assert filer.display_name == "改名"
    assert filer.check_password("pw")  # an account that is there keeps its password


def test_people_that_are_wrong_stop_all(world: World) -> None:
    User.objects.create_superuser("root", password="pw")
    data = book(
        PEOPLE,
        {"username": "a b", "display_name": "甲", "department": "省财政厅", "role": "填报员"},
        {"username": "b", "display_name": "乙", "department": "不知道的单位", "role": "科长"},
        {"username": "c", "display_name": "丙", "department": "省财政厅", "role": "填报员", "email": "没有"},
        {
            "username": "d",
            "display_name": "丁",
            "department": "省财政厅",
            "role": "填报员",
            "password": "123",
        },
        {"username": "root", "display_name": "我", "department": "省财政厅", "role": "填报员"},
        {"username": "e", "display_name": "戊", "department": "省财政厅", "role": "填报员"},
    )
    seen = preview_people(name="人员.xlsx", data=data, actor=world.security_admin)
    assert [line.row for line in seen.wrong] == [2, 3, 4, 5, 6]
    assert len(seen.lines[1].errors) == 2
    with pytest.raises(ServiceError, match="一行也没有导入"):
        import_people(name="人员.xlsx", data=data, actor=world.security_admin)
    assert not Membership.objects.filter(user__username="e").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"no book", "不能作为xlsx读取"), (book(UNITS), "没有填写内容"), (book(PEOPLE), "没有找到表头")],
)
def test_a_file_that_is_no_such_sheet_is_refused_with_what_to_do(
    world: World, data: bytes, says: str
) -> None:
    with pytest.raises(ServiceError, match=says):
        preview_units(name="单位.xlsx", data=data, actor=world.supervisor)


def test_the_page_previews_then_imports_and_shows_first_passwords_once(world: World) -> None:
    client = as_user(world.security_admin)
    assert "导入xlsx" in text(client.get("/departments/user/"))
    data = book(
        PEOPLE, {"username": "li", "display_name": "李若川", "department": "省财政厅", "role": "填报员"}
    )
    upload = SimpleUploadedFile("人员.xlsx", data)
    page = client.post("/departments/user/import-sheet/", {"file": upload})
    assert "共1行：新增1行" in text(page)
    assert not User.objects.filter(username="li").exists()
    kept = page.context["kept"]
    done = client.post("/departments/user/import-sheet/", {"kept": kept, "name": "人员.xlsx", "_sure": "1"})
    assert "初始密码" in text(done)
    assert User.objects.filter(username="li").exists()
    assert client.get("/departments/user/sheet/").status_code == 200
    for user in (world.filer, world.leader, world.supervisor):
        assert as_user(user).get("/departments/user/sheet/").status_code == 403
    for user in (world.filer, world.leader, world.security_admin):
        assert as_user(user).post("/departments/department/import-sheet/", {}).status_code == 403


def test_programs_do_the_same(world: World) -> None:
    api, keeper = api_as(world.supervisor), api_as(world.security_admin)

    def send(path: str, data: bytes, **more: Any) -> Any:
        client = keeper if path.startswith("people") else api
        return client.post(
            f"/api/v1/{path}/", {"file": SimpleUploadedFile("表.xlsx", data), **more}, format="multipart"
        )

    seen = send("units/import", book(UNITS, TOURISM), preview="true")
    assert (seen.status_code, seen.json()["lines"][0]["what"]) == (200, "新增")
    assert send("units/import", book(UNITS, TOURISM)).status_code == 201
    refused = send("people/import", book(PEOPLE, {"username": "x"}))
    assert (refused.status_code, refused.json()["code"]) == (409, "import_rows_wrong")
    assert api.get("/api/v1/units/sheet/").status_code == 200
    assert keeper.get("/api/v1/people/sheet/").status_code == 200
    for user in (world.filer, world.supervisor):
        assert api_as(user).get("/api/v1/people/sheet/").status_code == 403
    new = api.post(
        "/api/v1/departments/", {"name": "云岭省便民服务中心", "short_name": "省便民服务中心"}, format="json"
    )
    assert (new.status_code, new.json()["aliases"]) == (201, ["云岭省便民服务中心", "省便民服务中心"])
    assert (
        api_as(world.filer).post("/api/v1/departments/", {"name": "新单位"}, format="json").status_code == 403
    )


def test_a_new_unit_is_known_from_then_on_and_never_twice(world: World) -> None:
    unit = add_unit(name=" 省便民中心 ", actor=world.supervisor)
    assert (unit.region.name, unit.level) == ("云岭省", "province")
    assert Resolver(unit.region).resolve("省便民中心").department == unit
    with pytest.raises(ServiceError, match="已在单位库中（省财政厅）"):
        add_unit(name="省财政厅", actor=world.supervisor)
    with pytest.raises(NotAllowed):
        add_unit(name="另一单位", actor=world.filer)
    assert DepartmentAlias.objects.filter(department=unit).count() == 1
    assert {m.role for m in world.supervisor.memberships.all()} == {UserRole.SUPERVISOR}
