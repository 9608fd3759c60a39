"""A scan is imported by clicking, over the death of its worker, and checked beside its image."""

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from policies.checking.models.images import SourceImage
from policies.imports.models import Import, ImportState
from policies.imports.services.reading import SILENCE, take_up_imports
from policies.models.documents import PolicyDocument
from tests.browser.checking_page import CheckingPage
from tests.browser.conftest import barriers
from tests.browser.test_importing import worker
from tests.conftest import World
from tests.extraction.ocr.drawing import BODY, NOTICE, annex, drawn, pdf_of, scanned

pytestmark = [pytest.mark.browser, pytest.mark.font]


def upload(office: Any, file: Path) -> None:
    office.open("文件")
    office.click("导入文件")
    office.page.get_by_label("选择文件").set_input_files(file)
    office.click("开始导入")


def test_a_scan_is_read_page_by_page_and_checked_beside_its_image(
    world: World, desks: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    send = "policies.imports.tasks.read_uploaded.delay"
    monkeypatch.setattr(send, lambda record: workers.append(worker(record)))
    file = tmp_path / "扫描件.pdf"
    pages = [drawn(NOTICE), drawn(BODY), annex()]
    file.write_bytes(pdf_of([scanned(page, seed, 0.6) for seed, page in enumerate(pages)]))
    office = desks("supervisor")
    upload(office, file)
    office.sees("关闭页面不影响读取")

    # Its worker dies after the first page; the next one goes on from there.
    said = office.page.locator("[data-said]")
    expect(said).to_contain_text("已完成1页，共3页", timeout=120_000)
    office.picture("scan-reading")
    os.kill(workers[0].pid, signal.SIGKILL)
    workers[0].wait()
    Import.objects.update(changed_at=timezone.now() - SILENCE - timedelta(seconds=1))
    [record] = take_up_imports(now=timezone.now())
    workers.append(worker(record))
    told = office.page.locator("[data-said]", has_text="新导入1份文件")
    expect(told).to_be_visible(timeout=120_000)
    assert workers[1].wait() == 0
    done = Import.objects.get()
    assert (done.state, done.attempt) == (ImportState.READY, 2)
    office.click("查看")

    upload(office, file)  # the same bytes once more
    office.sees("此前已导入")
    assert Import.objects.count() == 1
    assert len(workers) == 2

    document = PolicyDocument.objects.get()
    assert SourceImage.objects.filter(readings__document=document).count() == 3
    page = CheckingPage(office, document)
    image = page.page.locator(".dc-image")
    expect(image.locator("img")).to_have_js_property("complete", True)
    assert image.locator("img").evaluate("(img) => img.naturalWidth") > 500
    expect(image).to_contain_text("由图片识别")

    # What is selected is marked on it, with how certain it is; another page comes by itself.
    page.page.locator(".dc-check-name", has_text="摸清底数").click()
    expect(image.locator("h3")).to_have_text("第2页")
    expect(image.locator(".dc-image-line.dc-is-selected")).to_have_count(3)
    expect(image).to_contain_text("所选文字可信度9")
    office.picture("scan-measure")
    page.page.locator(".dc-check-doubt", has_text="市应急管理局").click()
    expect(image.locator("h3")).to_have_text("第3页")
    current = image.locator(".dc-image-line.dc-is-current")
    expect(current).to_have_count(1)
    # The mark is as high as its share of the image, once that is there.
    expect(image.locator("img")).to_have_js_property("complete", True)
    box, paper = current.bounding_box(), image.locator("img").bounding_box()
    assert box is not None
    assert paper is not None
    # 市应急管理局 stands in the third column, in the third row of the table.
    assert 88 / 210 < (box["x"] + box["width"] / 2 - paper["x"]) / paper["width"] < 150 / 210
    assert 80 / 297 < (box["y"] + box["height"] / 2 - paper["y"]) / paper["height"] < 98 / 297
    office.picture("scan-doubt")
    assert barriers(office) == []

    image.get_by_role("button", name="上一张").click()
    expect(image.locator("h3")).to_have_text("第2页")
    image.locator(".dc-image-line").nth(6).click()  # a line leads to its measure
    expect(page.page.locator(".dc-check-measure.dc-is-selected")).to_contain_text("更新改造")
    image.get_by_role("button", name="放大").click()
    office.picture("scan-large")
    page.page.get_by_role("button", name="收起图像").click()
    expect(image).to_be_hidden()
    page.page.get_by_role("button", name="对照图像").click()
    expect(image).to_be_visible()
    office.fits_both_screens("scan-checking")
