"""A large archive is imported while its owner looks elsewhere; its documents are confirmed and dropped."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import expect

from policies.imports.models import EntryState, Import, ImportState
from policies.models.documents import DocumentStatus, PolicyDocument
from tests.browser.conftest import DESK, barriers
from tests.conftest import ROOT, World
from tests.policies.imports.files import LONG, THIRD, zipped
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.browser


def worker(record: int) -> "subprocess.Popen[bytes]":
    """A process that does what the worker does with this message, on the database of this test."""
    database = connection.settings_dict
    place = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    kind = "sqlite:///" if connection.vendor == "sqlite" else f"postgres://{place}/"
    program = (
        f"import django; django.setup(); from policies.imports.tasks import read_uploaded as f; f({record})"
    )
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"{kind}{database['NAME']}",
    }
    return subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=given)


def test_an_archive_is_read_behind_the_page_and_decided_document_by_document(
    world: World, desks: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(
        "policies.imports.tasks.read_uploaded.delay", lambda record: workers.append(worker(record))
    )
    file = tmp_path / "六月来文.zip"
    broken = b"%PDF-1.7 broken"
    file.write_bytes(zipped({"方案.txt": SAMPLE, "长.txt": LONG, "坏.pdf": broken, "节水.txt": THIRD}))
    office = desks("supervisor", DESK)
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("选择文件").set_input_files(file)
    office.click("开始导入")
    office.sees("关闭页面不影响读取")
    expect(office.page.locator("[data-import] progress")).to_be_visible()
    office.picture("import-reading")
    office.open("导入记录")  # the page is left: the reading goes on
    row = office.page.get_by_role("row").filter(has_text="六月来文.zip")
    expect(row).to_contain_text("新导入3份文件", timeout=120_000)
    expect(row).to_contain_text("待确认")
    office.picture("imports")
    row.get_by_role("link", name="六月来文.zip").click()
    assert office.is_no_wider_than_the_screen()
    assert barriers(office) == []
    office.sees("坏.pdf")
    office.picture("import-entries")
    office.page.get_by_role("checkbox", name="选择云政发〔2026〕7号").check()
    office.click("确认")
    office.sees("已确认1份文件")
    office.page.get_by_role("checkbox", name="选择云政发〔2026〕9号").check()
    office.click("放弃")
    office.sees("已放弃1份文件")
    office.fits_both_screens("import-decided")
    office.page.get_by_role("link", name="云政发〔2026〕7号", exact=False).click()
    office.sees("建设综合窗口")
    assert [worker.wait() for worker in workers] == [0]
    record = Import.objects.get()
    assert record.state == ImportState.READY  # the long one waits still
    states = list(record.entries.order_by("position").values_list("state", flat=True))
    assert states == [EntryState.CONFIRMED, EntryState.READY, EntryState.UNREAD, EntryState.DROPPED]
    assert PolicyDocument.objects.filter(status=DocumentStatus.CONFIRMED).count() == 1


def test_a_large_text_shows_its_progress_until_it_is_there(
    world: World, desks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(
        "policies.imports.tasks.read_uploaded.delay", lambda record: workers.append(worker(record))
    )
    office = desks("supervisor", DESK)
    office.open("导入记录")
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("或粘贴全文").fill(LONG)
    office.click("开始导入")
    office.sees("正在后台读取")
    expect(office.page.locator("[data-said]")).to_contain_text("新导入1份文件", timeout=120_000)
    expect(office.page.locator("[data-outcome]")).not_to_contain_text("正在后台读取")
    office.click("查看")
    office.sees("图书进乡村行动方案")
    assert [worker.wait() for worker in workers] == [0]
