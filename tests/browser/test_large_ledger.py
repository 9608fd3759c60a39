"""The pages that people look at, for each role, at a desk and on a phone, on a large ledger.

`bench.scale` asks the same pages on 100,000 assignments and more.
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Count
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from demo.accounts import DEMO_PASSWORD
from demo.synthetic.ledger import make_ledger
from departments.models.users import User
from tests.admin import as_user, queries
from tests.browser.conftest import DESK, PHONE, TODAY, barriers, desks_before
from tests.conftest import ROOT
from tracker.papers.models import Paper
from tracker.papers.services.issuing import issue_bulletin, issue_notice
from tracker.work.models.assignments import Assignment
from tracker.work.periods import Span

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db]

ASSIGNMENTS = 30_000
USERS = ("office-1", "leader-1", "head-2", "filer-2")
# Where axe looks, which takes longer than all else: at each template on each screen, and at what a leader
# has of his own. A head finds what his filer finds, and a button more.
EXAMINED = {"office-1": ("desk", "phone"), "filer-2": ("desk", "phone"), "leader-1": ("desk",), "head-2": ()}
# The most queries that a page may take, whatever it shows.
MOST = {
    "first": 20,  # 驾驶舱 of a leader, 工作台 of a department, the desk of 督查室
    "overview": 20,
    "ledger": 22,
    "document": 30,
    "assignment": 36,
    "papers": 12,
    "bulletin": 12,
    "notice": 14,
    "scorecard": 15,
}


@dataclass
class Ledger:
    """A server on the large ledger, and what to look at there."""

    url: str
    assignment: Assignment
    bulletin: Paper
    notice: Paper

    def pages(self, user: User) -> dict[str, str]:
        """The addresses of the pages that the user may see."""
        pages = {
            "first": "/",
            "ledger": "/ledger/",
            "document": f"/policies/policydocument/{self.assignment.document_id}/change/",
            "assignment": f"/work/assignment/{self.assignment.pk}/change/",
            "papers": "/papers/paper/",
            "notice": f"/papers/paper/{self.notice.pk}/change/",
            "scorecard": "/scorecard/scoreformula/scorecard/",
        }
        if user.sees_everything:
            pages |= {"overview": "/overview/", "bulletin": f"/papers/paper/{self.bulletin.pk}/change/"}
        return pages


@pytest.fixture(scope="module")
def ledger(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ledger]:
    """Made once, in a database of its own: the other tests never see its rows."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), _own_database():
        patch.setattr("common.clock.today", lambda: TODAY)
        make_ledger(assignments=ASSIGNMENTS, in_work=ASSIGNMENTS // 10, seed=1, on=TODAY)
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            yield Ledger(server.url, *_papers())
        server.stop()


@contextmanager
def _own_database() -> Iterator[None]:
    """Copies the empty test database and works in the copy, which is dropped at the end."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        # A server of another test may still hold the pattern open.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    connection.creation.clone_test_db(suffix="large", autoclobber=True, verbosity=0)
    copy = connection.creation.get_test_db_clone_settings("large")["NAME"]
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = name
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _papers() -> tuple[Assignment, Paper, Paper]:
    """What is late with the busiest unit in a large document; a 督办单 on it, a 通报 on its document."""
    office, filer = (User.objects.get(username=name) for name in ("office-1", "filer-2"))
    late = Assignment.objects.filter(department__in=filer.department_ids(), role="lead").overdue(TODAY)
    among = late.annotate(among=Count("document__assignments")).filter(among__lt=300)
    assignment = among.order_by("-among", "id").first()
    assert assignment is not None
    words = {
        "title": "关于督查事项的通报",
        "to": "省政府各部门",
        "good": ["甲"],
        "bad": ["乙"],
        "closing": "请抓紧办理。",
    }
    bulletin = issue_bulletin(
        actor=office,
        span=Span(assignment.document.issued_on, TODAY),
        document=assignment.document,
        on=TODAY,
        words=words,
    )
    notice = issue_notice(
        actor=office,
        assignments=[assignment],
        answer_by=TODAY + timedelta(days=7),
        on=TODAY,
        words={"title": "关于逾期事项的督办单", "closing": "请抓紧办理。", "signatory": ""},
    )
    return assignment, bulletin, notice


@pytest.mark.parametrize("name", USERS)
def test_each_page_can_be_read_by_everybody_and_fits_its_screen(
    ledger: Ledger, browser: Browser, name: str
) -> None:
    found = []
    with desks_before(browser, ledger.url) as desks:
        desk = desks(name, password=DEMO_PASSWORD)
        for page, path in ledger.pages(User.objects.get(username=name)).items():
            for width, size in (("desk", DESK), ("phone", PHONE)):
                desk.page.set_viewport_size(size)
                desk.go(path)
                desk.picture(f"large-{name}-{page}-{width}")
                if width in EXAMINED[name]:
                    found += [f"{page} ({width}): {fault}" for fault in barriers(desk)]
                if not desk.is_no_wider_than_the_screen():
                    found.append(f"{page}: wider than the screen ({width})")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", USERS)
def test_the_number_of_queries_does_not_grow_with_the_ledger(ledger: Ledger, name: str) -> None:
    user = User.objects.get(username=name)
    client: Client = as_user(user)
    taken = {page: queries(client, path) for page, path in ledger.pages(user).items()}
    assert not {page: count for page, count in taken.items() if count > MOST[page]}, taken


def test_the_whole_ledger_is_exported_while_its_owner_watches(
    ledger: Ledger, browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(
        "tracker.ledger.admin.exports.export_ledger.delay", lambda export: workers.append(_worker(export))
    )
    with desks_before(browser, ledger.url) as desks:
        desk = desks("office-1", password=DEMO_PASSWORD)
        desk.go("/ledger/?status=&by=unit")
        desk.click("导出")
        said = desk.page.locator("[data-said]")
        said.get_by_text(f"共{ASSIGNMENTS}行").wait_for(timeout=60_000)
        desk.picture("large-export")
        assert 0 < float(desk.page.locator("progress").get_attribute("value") or 0) < 100
        desk.page.get_by_role("link", name="下载").wait_for(timeout=180_000)
        assert barriers(desk) == []
        with desk.page.expect_download() as download:
            desk.click("下载")
        file = tmp_path / "台账.xlsx"
        download.value.save_as(file)
        desk.go("/ledger/?status=&by=unit")
        heads = desk.page.locator(".dc-ledger-table thead th").all_inner_texts()
        shown = desk.page.locator(".dc-ledger-table tbody th[scope=row]").all_inner_texts()
    assert [worker.wait() for worker in workers] == [0]
    sheet: Any = load_workbook(file, read_only=True)["台账"]
    rows = sheet.iter_rows(max_row=len(shown) + 1, values_only=True)
    assert [head for head in next(rows) if head] == [head.rstrip(" ▲▼") for head in heads if head.strip()]
    assert [row[0] for row in rows] == shown
    with zipfile.ZipFile(file) as parts:
        assert parts.read(sheet._worksheet_path).count(b"<row ") == ASSIGNMENTS + 1


def _worker(export: int) -> "subprocess.Popen[bytes]":
    """A process that does what the worker does with this message, on the database of this test."""
    database = connection.settings_dict
    place = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    program = (
        f"import django; django.setup(); from tracker.ledger.tasks import export_ledger as f; f({export})"
    )
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{place}/{database['NAME']}",
    }
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=given)
