"""Every page of the admin, for every role."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from desks.places import places_of
from policies.checking.models.items import CheckItem
from tests.admin import as_user, page, text
from tests.conftest import World
from tracker.work.filing.services.reporting import file_report
from tracker.work.services.status_changes import acknowledge_assignment

pytestmark = pytest.mark.long

ENGLISH = re.compile(r"[A-Za-z][A-Za-z' ]{3,}")
# What stays as it is: names of file types, units and the accounts of the tests.
ALLOWED = re.compile(
    r"^(txt|docx|pdf|xlsx|html|jpeg|supervisor|leader|filer|head|other|system|security|auditor|admin|example|test|crontab|ctrl"
    r"|ctrl k)$"
)


def lists() -> list[str]:
    return sorted(
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry if model
    )


class Reader(HTMLParser):
    """Collects what a reader sees: text and the words of boxes and buttons, without scripts and icons."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "head") or "material-symbols" in values.get("class", ""):
            self.silent.append(tag)
        self.texts += [values[name] for name in ("placeholder", "title", "aria-label") if name in values]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def english(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    found = [word.strip() for text in reader.texts for word in ENGLISH.findall(text)]
    return sorted({word for word in found if not ALLOWED.match(word.lower())})


@pytest.mark.parametrize("name", lists())
def test_every_list_opens_for_whose_it_is_and_speaks_chinese(world: World, name: str) -> None:
    world.dispatched()
    app, model = name.rsplit("_", 1)
    keepers = (world.supervisor, world.security_admin, world.system_admin, world.auditor)
    reader = next(user for user in keepers if user.has_perm(f"{app}.view_{model}"))
    response = as_user(reader).get(page(name))
    assert response.status_code == 200
    assert english(text(response)) == []


def test_every_column_of_every_list_has_a_chinese_name() -> None:
    """Also where the list is empty above, and on a phone, where each value bears the name."""
    names = {
        f"{model.__name__}.{name}": label_for_field(name, model, model_admin)
        for model, model_admin in admin.site._registry.items()
        for name in model_admin.list_display
    }
    assert {name: label for name, label in names.items() if english(str(label))} == {}


@pytest.mark.parametrize(
    ("name", "head"),
    [("policies_policydocument", "文件"), ("work_assignment", "交办事项"), ("policies_measure", "举措")],
)
def test_a_list_is_headed_by_what_it_lists(world: World, name: str, head: str) -> None:
    """W27: and by the same word as the tab that leads to it, not “选择 文件 来修改”."""
    office = world.supervisor
    shown = as_user(office).get(page(name))
    assert shown.context["cl"].title == head
    assert "来修改" not in text(shown)
    assert head in [place.title for _, place in places_of(office) if place.name == f"admin:{name}_changelist"]


# What stood beside another name of the same thing: 完成校核, 交办事项.
SECOND_NAMES = ("确认校核", "全部交办")


def test_no_text_calls_one_thing_by_a_second_name() -> None:
    packages = {path.parent for path in Path(settings.BASE_DIR).glob("*/__init__.py")}
    found = [
        f"{path}: {name}"
        for package in sorted(packages)
        if package.name != "tests"
        for path in package.rglob("*")
        if path.suffix in (".py", ".html", ".js", ".md", ".po")
        for name in SECOND_NAMES
        if name in path.read_text(encoding="utf-8")
    ]
    assert found == []


# Of programs; with the marks of Word's templates; with what is typed and the names of files.
ENGLISH_PAGES = ("docs", "admin:papers_paper_templates", "admin:guide")


@pytest.mark.parametrize("name", ["supervisor", "leader", "head", "filer"])
def test_every_page_that_the_side_bar_leads_to_opens_and_speaks_chinese(world: World, name: str) -> None:
    world.dispatched()
    client = as_user(getattr(world, name))
    [bar] = client.get("/").context["sidebar_navigation"]
    addresses = [item["link"] for item in bar["items"]]
    assert 8 <= len(addresses) <= 9
    addresses += [
        place.link for _, place in places_of(getattr(world, name)) if place.name not in ENGLISH_PAGES
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert english(text(response)) == [], address


def test_the_cards_of_the_system_are_the_office_s_and_the_timetable_its_administrator_s(world: World) -> None:
    def titles(user: Any) -> dict[str, list[str]]:
        groups = as_user(user).get(reverse("admin:settings")).context["groups"]
        return {group["title"]: [place.title for place in group["places"]] for group in groups}

    assert titles(world.supervisor)["系统"] == ["接口说明"]
    assert titles(world.system_admin)["系统"] == ["定时任务", "提醒渠道"]
    for user in (world.leader, world.head, world.filer):
        assert set(titles(user)) == {"我的", "单位和人员"}


def test_pages_of_one_thing_and_their_steps_speak_chinese(world: World) -> None:
    document, draft = world.dispatched(), world.document(number="云政发〔2026〕4号", confirmed=False)
    assignment = world.assignment("省财政厅")
    acknowledge_assignment(assignment=assignment, actor=world.filer)
    report = file_report(
        assignment=assignment, actor=world.filer, on=date(2026, 7, 10), percent=30, narrative="正在办理。"
    )
    item = CheckItem.objects.filter(document=draft, responsibility__isnull=False).first()
    # The page of a user shows the first letters of the password's hash, which might make a word.
    world.filer.password = make_password("ducha", salt="0123456789")
    world.filer.save()
    finance = world.departments["省财政厅"]
    office = [
        page("policies_policydocument", draft),
        page("policies_policydocument", document),
        page("policies_policydocument", document, "history"),
        page("policies_policydocument", draft, "confirm"),
        page("policies_policydocument", draft, "archive"),
        page("policies_policydocument", document, "dispatch_again"),
        "/policies/policydocument/import/",
        page("policies_checkitem", item),
        page("policies_checkitem", item, "resolve"),
        page("policies_checkitem", item, "settle"),
        page("work_assignment", assignment),
        page("work_assignment", assignment, "suspend"),
        page("work_progressreport", report),
        page("work_progressreport", report, "approve"),
        page("work_progressreport", report, "send_back"),
        page("departments_department", finance),
        "/departments/department/add/",
        f"{page('work_assignment')}?q=没有这样的事项",
        "/work/",
        "/reminders/",
        "/password_change/",
    ]
    accounts = [
        "/departments/user/add/",
        page("departments_user", world.filer),
        page("departments_user", world.filer, "give_role"),
        page("departments_user", world.filer, "take_role"),
        f"/departments/user/{world.filer.pk}/password/",
        page("access_accesschange"),
    ]
    for user, addresses in (
        (world.supervisor, office),
        (world.security_admin, accounts),
        (world.filer, [page("work_assignment", assignment, "report")]),
    ):
        client = as_user(user)
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert english(text(response)) == [], address


def test_strangers_are_shown_the_door_in_chinese(world: World) -> None:
    response = Client().get("/", follow=True)
    assert response.redirect_chain == [("/login/?next=/", 302)]
    assert english(text(response)) == []
    wrong = Client().post("/login/", {"username": "filer", "password": "wrong"})
    assert english(text(wrong)) == []
    assert "用户名或密码不正确，请重新输入" in text(wrong)
    assert "工作人员" not in text(wrong)


def test_an_address_that_leads_nowhere_says_so_in_chinese(world: World) -> None:
    client = as_user(world.supervisor)
    for address in ("/nowhere/", "/work/assignment/999/change/", "/work/assignment/x/change/"):
        response = client.get(address)
        assert response.status_code == 404
        assert english(text(response)) == []


def test_a_page_asks_no_other_host(world: World) -> None:
    world.dispatched()
    for address in ("/", page("work_assignment"), page("policies_policydocument"), "/login/"):
        html = text(as_user(world.supervisor).get(address, follow=True))
        assert re.findall(r'(?:src|href|url\()=?["\'(]?(?:https?:)?//[^"\') ]+', html) == []


def test_who_opens_the_login_page_by_itself_comes_to_the_first_page(world: World) -> None:
    world.filer.set_password("ducha-2026-test")
    world.filer.save()
    form = {"username": world.filer.username, "password": "ducha-2026-test"}
    answer = Client().post("/login/", form, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["supervisor", "leader", "head", "filer"])
def test_every_action_that_a_list_offers_leads_to_a_page(world: World, name: str) -> None:
    """Followed to its end: an action whose address bears the name of a page leads to itself."""
    world.dispatched()
    client = as_user(getattr(world, name))
    followed = 0
    for model in admin.site._registry:
        listed = client.get(page(f"{model._meta.app_label}_{model._meta.model_name}"))
        shown = listed.context if listed.status_code == 200 else None
        for offered in (shown and shown.get("actions_list")) or []:
            answer = client.get(offered["path"], follow=True)
            assert answer.status_code == 200, offered["path"]
            followed += 1
    assert followed or name != "supervisor"


def test_no_two_addresses_of_the_admin_bear_one_name() -> None:
    """Of two the later wins, so that whoever means the first is led elsewhere."""
    named = Counter(pattern.name for pattern in _patterns(admin.site.get_urls()) if pattern.name)
    assert {name: count for name, count in named.items() if count > 1} == {}


def _patterns(found: Any) -> Iterator[Any]:
    for pattern in found:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern
