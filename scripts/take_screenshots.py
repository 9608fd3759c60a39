"""Takes the pictures of the user guide from a running demo: `take_screenshots.py [URL]`.

Start a fresh demo first (`make run`): the script imports the sample document, checks nothing away, signs
one task as 省财政厅 and opens the form of a report. It needs Debian's chromium and fonts-noto-cjk.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SAMPLE = ROOT / "fixtures" / "samples" / "便民服务工作要点.txt"
PASSWORD = "ducha-demo-2026"  # noqa: S105  (the demo's, printed by `make run`)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
DESK, PHONE = {"width": 1366, "height": 860}, {"width": 390, "height": 844}


class Camera:
    """One user's browser and the folder for its pictures."""

    def __init__(self, browser: Browser, url: str, user: str, size: dict[str, int] = DESK) -> None:
        context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
        self.page: Page = context.new_page()
        self.url = url.rstrip("/")
        self.go("/")
        self.page.fill("input[name=username]", user)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.get_by_text("截至").first.wait_for()

    def go(self, path: str) -> None:
        """Open a page of the demo."""
        self.page.goto(self.url + path)

    def take(self, name: str) -> None:
        """Keep what the window shows."""
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=IMAGES / f"{name}.png")
        print(f"{name}.png")


def office(browser: Browser, url: str) -> None:
    """督查室: import, check, the document."""
    camera = Camera(browser, url, "ducha")
    page = camera.page
    camera.take("office-desk")
    camera.go("/ledger/")
    camera.take("ledger")
    camera.go("/policies/policydocument/?q=吉政发〔2022〕9号")
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    camera.take("document-state")
    camera.go("/policies/policydocument/")
    page.get_by_role("link", name="导入文件").first.click()
    page.locator("input[type=file]").set_input_files(SAMPLE)
    camera.take("import")
    page.get_by_role("button", name="开始导入").click()
    page.wait_for_load_state()
    camera.go("/policies/policydocument/?q=便民服务工作要点")
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    camera.take("document")
    page.goto(page.url.replace("/change/", "/check/"))
    page.wait_for_timeout(1500)
    camera.take("checking")


def department(browser: Browser, url: str) -> None:
    """省财政厅: its items, and the form of a report."""
    camera = Camera(browser, url, "caizheng")
    page = camera.page
    camera.take("department-desk")
    camera.go("/tracker/assignment/?q=吉政发〔2022〕9号")
    camera.take("my-items")
    page.locator("#result_list tbody").get_by_role("link").first.click()
    page.wait_for_load_state()
    sign = page.get_by_role("link", name="签收")
    if sign.count():
        sign.first.click()
        page.get_by_role("button", name="签收").last.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="填报进展").first.click()
    page.wait_for_load_state()
    camera.take("report")


def main(url: str) -> None:
    """Every picture of the guide."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        Camera(browser, url, "lingdao").take("leader")
        Camera(browser, url, "lingdao", PHONE).take("leader-phone")
        office(browser, url)
        department(browser, url)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
