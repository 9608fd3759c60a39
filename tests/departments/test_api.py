"""Who may use the API, departments by name and region, and paging."""

import base64
from typing import Any

import pytest
from axes.utils import reset
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from departments.models.departments import Department
from departments.models.users import User
from tests.api import ROOT, as_user, read, rows, token_of, walk
from tests.conftest import World

pytestmark = pytest.mark.django_db
LISTS = [
    "documents/",
    "measures/",
    "tasks/",
    "check-items/",
    "assignments/",
    "overdue/",
    "overdue/by-department/",
    "overdue/by-document/",
    "reports/",
    "departments/",
    "groups/",
    "schema/",
]


@pytest.mark.parametrize("path", LISTS)
def test_nothing_is_read_without_a_login(path: str) -> None:
    answer = APIClient().get(ROOT + path)
    assert answer.status_code == 401
    assert "身份认证" in answer.content.decode()


def test_the_page_of_the_api_leads_to_the_login(client: Any) -> None:
    answer = client.get(f"{ROOT}docs/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_page_of_the_api_loads_nothing_from_the_internet(world: World, client: Any) -> None:
    client.force_login(world.filer)
    page = client.get(f"{ROOT}docs/").content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page
    assert "https://" not in page
    assert client.get(f"{ROOT}schema/").status_code == 200


def test_a_token_opens_the_door(world: World) -> None:
    token = _token("filer", "pw")
    client = APIClient(headers={"Authorization": f"Token {token.json()['token']}"})
    assert client.get(f"{ROOT}assignments/").status_code == 200


def test_a_session_opens_the_door_and_writes_only_with_its_csrf_token(world: World) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert client.login(request=None, username="filer", password="pw")
    assert client.get(f"{ROOT}assignments/").status_code == 200
    assert client.post(f"{ROOT}assignments/1/acknowledge/").status_code == 403


@pytest.mark.parametrize(("name", "password"), [("filer", "wrong"), ("nobody", "pw"), ("filer", "")])
def test_a_wrong_password_gets_no_token(world: World, name: str, password: str) -> None:
    assert _token(name, password).status_code == 400


def test_a_user_who_left_gets_no_token(world: World) -> None:
    User.objects.filter(username="filer").update(is_active=False)
    assert _token("filer", "pw").status_code == 400


def test_guessing_passwords_for_tokens_is_locked_out(world: World, settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    reset()
    answers = [_token("filer", "wrong").status_code for _ in range(3)]
    locked = _token("filer", "pw")
    assert answers == [400, 400, 429]
    assert locked.status_code == 429
    assert locked.json()["code"] == "throttled"
    assert _token("other", "pw").status_code == 200  # another person at the same desk


def test_everybody_with_an_account_reads_the_departments(world: World) -> None:
    stranger = User.objects.create_user(username="stranger", password="pw")
    assert len(rows(as_user(stranger), "departments/")) == Department.objects.count()


def test_the_office_alone_adds_a_department_and_changes_it_in_the_admin(world: World) -> None:
    named = {"name": "云岭省数据局"}
    assert as_user(world.filer).post(f"{ROOT}departments/", named, format="json").status_code == 403
    made = as_user(world.supervisor).post(f"{ROOT}departments/", named, format="json")
    assert made.status_code == 201, made.content
    address = f"{ROOT}departments/{made.json()['id']}/"
    assert as_user(world.supervisor).patch(address, {"name": "某厅"}, format="json").status_code == 405


def test_a_department_shows_its_printings_and_who_took_over(world: World) -> None:
    gone = world.departments["省农委"]
    shown = read(as_user(world.filer), f"departments/{gone.pk}/")
    assert "云岭省农业委员会" in shown["aliases"]
    assert shown["successors"] == [world.departments["省农业农村厅"].pk]
    assert shown["abolished_on"] == "2018-10-26"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"text": "财政"}, ["省财政厅"]),
        ({"text": "云岭省教育厅"}, ["省教育厅"]),
        ({"existing": "false"}, ["省农委"]),
        ({"level": "city"}, ["青川市政府", "白石市政府"]),
        ({"kind": "people_government", "level": "province"}, ["省政府"]),
    ],
)
def test_departments_are_found_by(world: World, query: dict[str, str], names: list[str]) -> None:
    assert [row["short_name"] for row in rows(as_user(world.filer), "departments/", **query)] == names


def test_departments_are_found_by_group_and_by_region(world: World) -> None:
    client = as_user(world.filer)
    [group] = rows(client, "groups/", text="各市")
    cities = rows(client, "departments/", group=group["id"])
    assert [row["id"] for row in cities] == group["members"]
    region = world.departments["青川市政府"].region_id
    assert [row["short_name"] for row in rows(client, "departments/", region=region)] == ["青川市政府"]


def test_several_ids_stand_beside_each_other(world: World) -> None:
    regions = {world.departments[name].region_id for name in ("青川市政府", "白石市政府")}
    query = ",".join(str(region) for region in regions)
    assert len(rows(as_user(world.filer), "departments/", region=query)) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"region": "甲"},
        {"region": "1,乙"},
        {"region": str(10**30)},
        {"level": "village"},
        {"level": "city,village"},
        {"text": "\x00"},
    ],
)
def test_a_filter_that_means_nothing_is_refused_in_chinese(world: World, query: dict[str, str]) -> None:
    answer = as_user(world.filer).get(f"{ROOT}departments/", query)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["field"] in query
    assert any("\u4e00" <= character <= "\u9fff" for character in error["title"])


def test_an_id_that_is_no_department_finds_nothing(world: World) -> None:
    assert rows(as_user(world.filer), "departments/", region=999_999) == []
    for pk in ("999999", "0", str(10**30)):
        assert as_user(world.filer).get(f"{ROOT}departments/{pk}/").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_give_each_row_once_and_in_order(world: World, size: int) -> None:
    pages = walk(as_user(world.filer), "departments/", page_size=size)
    assert [pk for page in pages for pk in page] == list(
        Department.objects.order_by("id").values_list("id", flat=True)
    )
    assert all(len(page) == size for page in pages[:-1])


def test_pages_can_be_walked_back(world: World) -> None:
    client = as_user(world.filer)
    page = read(client, "departments/", page_size=3)
    forth = [page["results"]]
    assert page["previous"] is None
    while page["next"]:
        page = client.get(page["next"]).json()
        forth.append(page["results"])
    back = [page["results"]]
    while page["previous"]:
        page = client.get(page["previous"]).json()
        back.insert(0, page["results"])
    flat = [row["id"] for results in back for row in results]
    assert flat == [row["id"] for results in forth for row in results]
    assert page["previous"] is None
    assert page["next"] is not None


BROKEN = ["p=1", "p=[1]", 'p=["a"]', 'p=["1","2"]', "r=1", "o=5"]


@pytest.mark.parametrize("cursor", ["乱", "YWJj", *(base64.b64encode(c.encode()).decode() for c in BROKEN)])
def test_a_broken_cursor_says_to_start_again(world: World, cursor: str) -> None:
    answer = as_user(world.filer).get(f"{ROOT}departments/", {"cursor": cursor})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("asked", ["0", "-1", "x", "100000"])
def test_a_size_of_page_beyond_reason_is_not_obeyed(world: World, asked: str) -> None:
    filer = as_user(world.filer)
    assert len(rows(filer, "departments/", page_size="2")) == 2
    assert len(rows(filer, "departments/", page_size=asked)) == Department.objects.count()


def test_no_page_has_more_than_five_hundred_rows(world: World) -> None:
    region = world.departments["省政府"].region
    Department.objects.bulk_create(
        Department(name=f"第{n}局", short_name=f"{n}局", level="province", region=region) for n in range(600)
    )
    assert len(rows(as_user(world.filer), "departments/", page_size="100000")) == 500
    assert len(rows(as_user(world.filer), "departments/")) == 50


def _token(name: str, password: str) -> Any:
    return APIClient().post(f"{ROOT}token/", {"username": name, "password": password}, format="json")


def test_a_token_brings_its_user_and_the_roles_in_one_query(world: World) -> None:
    client = APIClient()
    nobody = User.objects.create_user("nobody")
    # Who is asking, and the rows; somebody without a role is refused.
    for user, queries, code in ((world.filer, 2, 200), (nobody, 1, 403)):
        client.credentials(HTTP_AUTHORIZATION=token_of(user))
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/overdue/").status_code == code
        assert len(asked) == queries
    nobody.is_active = False
    nobody.save()
    assert client.get("/api/v1/overdue/").status_code == 401
    client.credentials(HTTP_AUTHORIZATION="Token none")
    assert client.get("/api/v1/overdue/").json()["title"] == "认证令牌无效。"
