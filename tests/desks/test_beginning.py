"""初次使用: on an empty installation the first account is led from a region to a document that is read."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from common.errors import NotAllowed, ServiceError
from departments.models.departments import Department, DepartmentGroup, Region
from departments.models.offices import Office
from departments.models.users import Membership, User, UserRole
from departments.resolution import Resolver
from departments.services.beginning import begin_region, name_office
from departments.skeletons import ending_of, skeleton
from policies.models.documents import PolicyDocument
from policies.services.importing import import_text
from tests.admin import as_user, text
from tests.conftest import World

pytestmark = pytest.mark.django_db
CITY = {"level": "city", "name": "青川市", "above": "云岭省", "below": "南浦区\n云溪县、竹山县"}


@pytest.fixture
def first() -> User:
    """Who was made by createsuperuser."""
    return User.objects.create_superuser("first", email="first@example.test", password="pw")


def one_of_the_office() -> User:
    """Who is the first of 督查室."""
    user = User.objects.create_user("office", password="pw")
    unit = Department.objects.filter(name__contains="政府办公").order_by("pk").last()
    Membership.objects.create(user=user, department=unit, role=UserRole.SUPERVISOR)
    return user


def test_from_the_first_account_each_takes_his_steps(first: User, settings: Any) -> None:
    settings.PASSWORDS_MUST_CHANGE = True
    page = as_user(first)
    assert "这是新的安装" in text(page.get("/"))
    names = {"system_admin": "xitong", "security_admin": "anquan", "auditor": "shenji"}
    made = page.post("/begin/appoint/", names)
    passwords = re.findall("<code>(.{12})</code>", text(made))
    assert len(passwords) == 3
    assert page.get("/").status_code == 302  # logged out
    first.refresh_from_db()
    assert (first.is_active, first.is_superuser, first.has_usable_password()) == (False, False, False)
    assert {(m.user.username, m.role) for m in Membership.objects.select_related("user")} == {
        (name, role) for role, name in names.items()
    }
    assert Client().login(username="xitong", password=passwords[0])
    settings.PASSWORDS_MUST_CHANGE = False

    system, security = (as_user(User.objects.get(username=name)) for name in ("xitong", "anquan"))
    assert "登记地区和单位" in text(system.get("/"))
    assert "由系统管理员、督查室办理" in text(security.get("/"))
    done = system.post("/begin/region/", CITY, follow=True)
    assert "已登记青川市，新增单位" in text(done)
    assert Region.objects.get(name="云溪县").parent == Region.objects.get(name="青川市")
    group = DepartmentGroup.objects.get(region__name="青川市", name="各县（市、区）政府")
    assert {member.short_name for member in group.members.all()} == {"南浦区政府", "云溪县政府", "竹山县政府"}
    User.objects.filter(username="xitong").update(email="system@example.test")
    system.post("/begin/mail/")
    assert [one.to for one in mail.outbox] == [["system@example.test"]]
    assert "用xlsx导入人员" in text(security.get("/"))
    assert security.get("/departments/user/import-sheet/").status_code == 200

    client = as_user(one_of_the_office())
    said = {"name": "市政府督查室", "letterhead": "青川市人民政府办公室文件"}
    assert "已设置市政府督查室" in text(client.post("/begin/office/", said, follow=True))
    office = Office.objects.get()
    assert (office.name, office.letterhead) == ("市政府督查室", "青川市人民政府办公室文件")
    opened = client.post("/begin/sample/", {"sample": "便民服务工作要点.txt"}, follow=True)
    assert "便民服务工作要点" in text(opened)
    assert PolicyDocument.objects.count() == 1
    for other in (system, security):
        assert other.post("/begin/sample/", {"sample": "便民服务工作要点.txt"}).status_code == 403


def test_a_document_of_any_region_is_resolved_from_the_first_minute() -> None:
    begin_region(level="province", name="北原省", below=["望河市", "长岭州"], actor=None)
    unit = Department.objects.get(name="北原省人民政府办公厅")
    user = User.objects.create_user("office", password="pw")
    Membership.objects.create(user=user, department=unit, role=UserRole.SUPERVISOR)
    order = (
        "北原省便民服务工作领导小组关于做好近期工作的通知\n\n北便组〔2026〕3号\n\n各市（州）政府：\n\n"
        "现将有关事项通知如下：\n\n一、建设窗口。2026年12月底前完成。（省财政厅牵头，省发改委、省人社厅配合）\n\n"
        "二、公布清单。2026年11月底前完成。（省市场监管局负责）\n\n三、改善网点。（各市（州）政府负责）\n\n"
        "北原省便民服务工作领导小组\n\n2026年9月1日\n"
    )
    [document] = import_text(text=order, actor=user).created
    assert document.region == unit.region
    assert not document.check_items.filter(kind="unit").exists()


@pytest.mark.parametrize(
    ("level", "region", "printed", "means"),
    [
        ("province", "北原自治区", "自治区财政厅", "北原自治区财政厅"),
        ("province", "北原自治区", "自治区党委宣传部", "中共北原自治区党委宣传部"),
        ("province", "北原市", "市教育局", "北原市教育局"),
        ("city", "长岭州", "州发改委", "长岭州发展和改革委员会"),
        ("county", "云溪县", "县农业农村局", "云溪县农业农村局"),
        ("county", "南浦区", "区应急局", "南浦区应急管理局"),
    ],
)
def test_the_usual_units_are_known_by_what_their_own_documents_call_them(
    level: str, region: str, printed: str, means: str
) -> None:
    begin_region(
        level=level, name=region, below=["清溪镇", "东湖街道"] if level == "county" else [], actor=None
    )
    found = Resolver(Region.objects.get(name=region)).resolve(printed).department
    assert found is not None
    assert found.name == means
    if level == "county":
        assert Resolver(found.region).resolve("东湖街道").department is not None


def test_beginning_again_repeats_nothing_and_only_who_begins_may(world: World) -> None:
    actor = world.system_admin
    added = begin_region(level="province", name="云岭省", below=["青川市"], actor=actor)
    assert added["departments"] > 50
    assert begin_region(level="province", name="云岭省", below=["青川市"], actor=actor)["departments"] == 0
    assert Department.objects.filter(name="云岭省财政厅").count() == 1  # what was there stays
    for user in (world.filer, world.security_admin):
        with pytest.raises(NotAllowed):
            begin_region(level="province", name="云岭省", actor=user)
    with pytest.raises(NotAllowed):
        name_office(name="督查室", actor=world.security_admin)
    for name, code in (("filer", 403), ("leader", 403), ("auditor", 403), ("supervisor", 200)):
        assert as_user(getattr(world, name)).get("/begin/").status_code == code


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"level": "town", "name": "云岭省"}, "层级"),
        ({"level": "province", "name": "云岭"}, "地区全称"),
        ({"level": "city", "name": "青川市", "above": "云岭"}, "上级地区"),
        ({"level": "city", "name": "青川市", "below": [f"第{n}县" for n in range(400)]}, "最多300个"),
    ],
)
def test_what_makes_no_region_is_refused_with_what_to_write(db: None, asked: Any, says: str) -> None:
    with pytest.raises(ServiceError, match=says):
        begin_region(actor=None, **asked)
    assert not Region.objects.exists()


def test_no_unit_of_a_skeleton_answers_to_another_ones_name() -> None:
    for level, region in (("province", "云岭省"), ("city", "青川市"), ("county", "云溪县")):
        for whole in (False, True):
            units = skeleton(level=level, region=region, below=["甲县", "乙县"], whole=whole)["departments"]
            names = [(unit["region"], alias) for unit in units for alias in unit["aliases"]]
            assert len(names) == len(set(names))
            assert ending_of(region) in "省市县"
